//! Loads of a customer, booked and worked on until they are invoiced, and the papers of a company.

use axum::Json;
use axum::response::{IntoResponse, Response};
use futures_util::future::BoxFuture;
use sea_query::{Alias, Expr, ExprTrait, Order, Query};
use serde_json::{Value, json};
use sqlx::Row;
use uuid::Uuid;

use super::NAME;
use super::companies::COMPANIES;
use crate::app::now;
use crate::changes;
use crate::database::Work;
use crate::input;
use crate::problem::Problem;
use crate::route::Reading;
use crate::texts::Text;
use crate::visible::is_blank;
use crate::writing::{Done, Writing};

/// The last step of work on a load: its invoice is drawn up.
const INVOICED: i64 = 4;

/// The loads of a company, the newest first.
pub(crate) fn of_company<'a>(
    reading: &'a mut Reading<'_>,
) -> BoxFuture<'a, Result<Response, Problem>> {
    Box::pin(async move {
        let id = reading.path.get("id").map_or("", String::as_str);
        Ok(Json(json!({ "rows": loads(reading.work, id).await? })).into_response())
    })
}

/// The same, as they are told and logged.
pub(crate) async fn loads(work: &mut Work, company: &str) -> Result<Vec<Value>, Problem> {
    let mut query = Query::select();
    query.columns(["id", "lane", "progress", "version"].map(Alias::new));
    query.from(Alias::new("loads")).and_where(Expr::col(Alias::new("company_id")).eq(company));
    query.order_by(Alias::new("created_at"), Order::Desc);
    query.order_by(Alias::new("id"), Order::Asc);
    let mut rows = Vec::new();
    for row in work.all(&query).await? {
        rows.push(json!({
            "id": row.try_get::<String, _>("id")?,
            "lane": row.try_get::<String, _>("lane")?,
            "progress": row.try_get::<i64, _>("progress")?,
            "version": row.try_get::<i64, _>("version")?,
        }));
    }
    Ok(rows)
}

/// The papers of a company, past invoices among them, the newest first: they stay in every status.
pub(crate) fn documents<'a>(
    reading: &'a mut Reading<'_>,
) -> BoxFuture<'a, Result<Response, Problem>> {
    Box::pin(async move {
        let id = reading.path.get("id").map_or("", String::as_str);
        Ok(Json(json!({ "rows": papers(reading.work, id).await? })).into_response())
    })
}

/// The same, as they are told and logged.
pub(crate) async fn papers(work: &mut Work, company: &str) -> Result<Vec<Value>, Problem> {
    let mut query = Query::select();
    query.columns(["id", "kind", "name", "amount", "added_at"].map(Alias::new));
    query.from(Alias::new("documents"));
    query.and_where(Expr::col(Alias::new("company_id")).eq(company));
    query.order_by(Alias::new("added_at"), Order::Desc);
    query.order_by(Alias::new("id"), Order::Asc);
    let mut rows = Vec::new();
    for row in work.all(&query).await? {
        rows.push(json!({
            "id": row.try_get::<String, _>("id")?,
            "kind": row.try_get::<String, _>("kind")?,
            "name": row.try_get::<String, _>("name")?,
            "amount": row.try_get::<Option<i64>, _>("amount")?,
            "addedAt": row.try_get::<i64, _>("added_at")?,
        }));
    }
    Ok(rows)
}

/// Books a load for the customer.
pub(crate) fn book<'a>(writing: &'a mut Writing<'_>) -> BoxFuture<'a, Result<Done, Problem>> {
    Box::pin(async move {
        let lane = input::text(writing.input, "lane")?.trim().to_owned();
        if is_blank(&lane) || lane.chars().count() > NAME {
            return Err(Problem::invalid("lane", Text::of(|it| &it.lane)));
        }
        let (id, before) = writing.before(&COMPANIES).await?;
        let load = Uuid::now_v7().to_string();
        let row = [
            ("id", load.as_str().into()),
            ("company_id", id.as_str().into()),
            ("lane", lane.as_str().into()),
            ("progress", 0_i64.into()),
            ("created_at", now().into()),
            ("version", 1_i64.into()),
        ];
        changes::insert(writing, "loads", row).await?;
        let has = || Expr::val(true);
        let values = [("has_current_loads", has()), ("has_load_history", has())];
        writing.set("companies", &id, values).await?;
        let mut done = writing.done(&COMPANIES, &id, Some(before)).await?;
        done.answer["load"] = json!(load);
        let booked = json!({ "id": load, "lane": lane, "progress": 0 });
        Ok(Done { after: beside(done.after, booked), ..done })
    })
}

/// Takes a load a step further.
pub(crate) fn progress<'a>(writing: &'a mut Writing<'_>) -> BoxFuture<'a, Result<Done, Problem>> {
    Box::pin(async move {
        let (id, before) = writing.before(&COMPANIES).await?;
        let load = writing.path.get("load").cloned().unwrap_or_default();
        let mut query = Query::select();
        query.columns(["lane", "progress"].map(Alias::new)).from(Alias::new("loads"));
        query.and_where(Expr::col(Alias::new("id")).eq(&load));
        query.and_where(Expr::col(Alias::new("company_id")).eq(&id));
        let row = writing.work.one(&query).await?.ok_or(Problem::Missing)?;
        let (lane, progress): (String, i64) = (row.try_get("lane")?, row.try_get("progress")?);
        if progress >= INVOICED {
            return Err(Problem::Kept(Text::of(|it| &it.invoiced)));
        }
        writing.set("loads", &load, [("progress", Expr::val(progress + 1))]).await?;
        let current = current(writing, &id).await?;
        writing.set("companies", &id, [("has_current_loads", Expr::val(current))]).await?;
        let mut done = writing.done(&COMPANIES, &id, Some(before)).await?;
        done.answer["load"] = json!({ "id": load, "progress": progress + 1 });
        let at = |progress: i64| json!({ "id": load, "lane": lane, "progress": progress });
        let (before, after) =
            (beside(done.before, at(progress)), beside(done.after, at(progress + 1)));
        Ok(Done { before, after, ..done })
    })
}

/// What is logged of a company, with the load that it is about.
fn beside(logged: Option<Value>, load: Value) -> Option<Value> {
    logged.map(|mut logged| {
        logged["load"] = load;
        logged
    })
}

/// Whether a company has loads that are not invoiced.
async fn current(writing: &mut Writing<'_>, id: &str) -> Result<bool, Problem> {
    let mut query = Query::select();
    query.column(Alias::new("id")).from(Alias::new("loads")).limit(1);
    query.and_where(Expr::col(Alias::new("company_id")).eq(id));
    query.and_where(Expr::col(Alias::new("progress")).lt(INVOICED));
    Ok(writing.work.one(&query).await?.is_some())
}
