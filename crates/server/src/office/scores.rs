//! Scores: a customer's metrics, the catalog's changes, and the recalculation of all scores.

use std::collections::BTreeMap;

use axum::Json;
use axum::response::{IntoResponse, Response};
use futures_util::future::BoxFuture;
use sea_query::{Alias, Expr, ExprTrait, OnConflict, Order, Query, SelectStatement};
use serde_json::{Value, json};
use sqlx::Row;
use uuid::Uuid;

use super::customers::{CUSTOMERS, METRICS, ever_customers};
use super::parties::MIDDLE;
use crate::app::now;
use crate::changes;
use crate::database::Work;
use crate::kind::At;
use crate::problem::Problem;
use crate::route::Reading;
use crate::rows::{self, Record, column};
use crate::texts::Text;
use crate::writing::{Done, Writing};

/// How far a metric goes.
const MOST: i64 = 10;

/// How many customers a step of a recalculation takes.
const STEP: u64 = 50;

/// The catalog with a customer's values.
pub(crate) fn of_customer<'a>(
    reading: &'a mut Reading<'_>,
) -> BoxFuture<'a, Result<Response, Problem>> {
    Box::pin(async move {
        let id = reading.path.get("id").map_or("", String::as_str);
        Ok(Json(json!({ "rows": catalog(reading.work, id).await? })).into_response())
    })
}

async fn catalog(work: &mut Work, customer: &str) -> Result<Vec<Value>, Problem> {
    let mut query = values_of(customer);
    query.expr_as(column(At("metrics", "id")), Alias::new("id"));
    query.expr_as(column(At("metrics", "name")), Alias::new("name"));
    query.order_by((Alias::new("metrics"), Alias::new("created_at")), Order::Asc);
    query.order_by((Alias::new("metrics"), Alias::new("id")), Order::Asc);
    let mut rows = Vec::new();
    for row in work.all(&query).await? {
        rows.push(json!({
            "id": row.try_get::<String, _>("id")?,
            "name": row.try_get::<String, _>("name")?,
            "multiplier": row.try_get::<i64, _>("multiplier")?,
            "value": row.try_get::<Option<i64>, _>("value")?.unwrap_or(MIDDLE),
        }));
    }
    Ok(rows)
}

/// A customer's values, for the log.
pub(crate) async fn logged_scores(work: &mut Work, customer: &str) -> Result<Value, Problem> {
    Ok(catalog(work, customer).await?.iter().map(|row| of_metric(row, &row["value"])).collect())
}

/// A value of a customer, for the log.
fn of_metric(metric: &Value, value: &Value) -> Value {
    json!({ "metric": metric["id"], "name": metric["name"], "value": value })
}

/// Each metric's multiplier with a customer's value, where it has one.
fn values_of(customer: &str) -> SelectStatement {
    let mut query = Query::select();
    query.expr_as(column(At("metrics", "multiplier")), Alias::new("multiplier"));
    query.expr_as(column(At("scores", "value")), Alias::new("value"));
    query.from(Alias::new("metrics")).left_join(
        Alias::new("scores"),
        column(At("scores", "metric_id"))
            .equals((Alias::new("metrics"), Alias::new("id")))
            .and(column(At("scores", "customer_id")).eq(customer)),
    );
    query
}

/// Moves a slider of a customer.
pub(crate) fn score<'a>(writing: &'a mut Writing<'_>) -> BoxFuture<'a, Result<Done, Problem>> {
    Box::pin(async move {
        let value = writing.input.get("value").and_then(Value::as_i64);
        let value = value.filter(|value| (0..=MOST).contains(value)).ok_or_else(|| {
            let text = Text::of(|it| &it.whole).with("least", 0).with("most", MOST);
            Problem::invalid("value", text)
        })?;
        let metric = writing.path.get("metric").cloned().unwrap_or_default();
        let (id, mut before) = writing.before(&CUSTOMERS).await?;
        let mut catalog = catalog(writing.work, &id).await?.into_iter();
        let was = catalog.find(|row| row["id"] == metric).ok_or(Problem::Missing)?;
        before["scores"] = json!([of_metric(&was, &was["value"])]);
        let mut insert = Query::insert();
        insert.into_table(Alias::new("scores"));
        insert.columns(["customer_id", "metric_id", "value"].map(Alias::new));
        insert.values_panic([id.as_str().into(), metric.as_str().into(), value.into()]);
        let keys = ["customer_id", "metric_id"].map(Alias::new);
        insert.on_conflict(OnConflict::columns(keys).update_column(Alias::new("value")).to_owned());
        writing.work.run(&insert).await?;
        writing.set("customers", &id, [("stale", Expr::val(true))]).await?;
        let mut done = writing.done(&CUSTOMERS, &id, Some(before)).await?;
        if let Some(after) = &mut done.after {
            after["scores"] = json!([of_metric(&was, &json!(value))]);
        }
        Ok(done)
    })
}

/// Adds a metric to the catalog.
pub(crate) fn add_metric<'a>(writing: &'a mut Writing<'_>) -> BoxFuture<'a, Result<Done, Problem>> {
    Box::pin(async move {
        let created = vec![("created_at", now().into())];
        let done = changes::make(writing, &METRICS, &["name", "multiplier"], created).await?;
        all_stale(writing).await?;
        Ok(done)
    })
}

/// Renames or weighs a metric.
pub(crate) fn change_metric<'a>(
    writing: &'a mut Writing<'_>,
) -> BoxFuture<'a, Result<Done, Problem>> {
    Box::pin(async move {
        let done = changes::edit(writing, &["name", "multiplier"]).await?;
        if writing.input["fields"].get("multiplier").is_some() {
            all_stale(writing).await?;
        }
        Ok(done)
    })
}

/// Removes a metric, with what customers were scored by it.
pub(crate) fn remove_metric<'a>(
    writing: &'a mut Writing<'_>,
) -> BoxFuture<'a, Result<Done, Problem>> {
    Box::pin(async move {
        let customers = scored_by(writing).await?;
        let mut done = changes::remove(writing).await?;
        all_stale(writing).await?;
        if let Some(before) = &mut done.before {
            before["customers"] = customers.into();
        }
        Ok(done)
    })
}

/// The customers that have a value of the metric, with it, for the log.
async fn scored_by(writing: &mut Writing<'_>) -> Result<Vec<Value>, Problem> {
    let id = writing.record()?.id.clone();
    let (_, metric) = writing.before(&METRICS).await?;
    let metric = json!({ "id": id, "name": metric["fields"]["name"] });
    let mut query = Query::select();
    query.columns(["customer_id", "value"].map(Alias::new)).from(Alias::new("scores"));
    query.and_where(Expr::col(Alias::new("metric_id")).eq(id));
    query.order_by(Alias::new("customer_id"), Order::Asc);
    let mut values = BTreeMap::new();
    for row in writing.work.all(&query).await? {
        values.insert(row.try_get::<String, _>("customer_id")?, row.try_get::<i64, _>("value")?);
    }
    let kind = ever_customers();
    let mut query = rows::select(&kind);
    rows::read_attributes(&kind, &mut query);
    let scored = Expr::col((Alias::new("customers"), Alias::new("id")));
    query.and_where(scored.is_in(values.keys().map(String::as_str)));
    query.order_by((Alias::new("customers"), Alias::new("id")), Order::Asc);
    let found = writing.work.all(&query).await?;
    let mut customers = Vec::new();
    for record in rows::records(writing.work, &kind, &found).await? {
        let Some(value) = values.get(&record.id) else { continue };
        let scores = [of_metric(&metric, &json!(value))];
        customers.push(json!({
            "kind": CUSTOMERS.name, "id": record.id, "record": record.attributes,
            "scores": scores,
        }));
    }
    Ok(customers)
}

/// Scores are of the catalog as it was.
async fn all_stale(writing: &mut Writing<'_>) -> Result<(), Problem> {
    let mut update = Query::update();
    update.table(Alias::new("customers")).value(Alias::new("stale"), true);
    writing.work.run(&update).await?;
    Ok(())
}

/// Begins a recalculation, which goes on by steps: each is whole, whoever asks for the next.
pub(crate) fn begin<'a>(writing: &'a mut Writing<'_>) -> BoxFuture<'a, Result<Done, Problem>> {
    Box::pin(async move {
        let mut count = Query::select();
        count.expr_as(Expr::cust("COUNT(*)"), Alias::new("total")).from(Alias::new("customers"));
        let total: i64 = match writing.work.one(&count).await? {
            Some(row) => row.try_get("total")?,
            None => 0,
        };
        let id = Uuid::now_v7().to_string();
        let row = [
            ("id", id.as_str().into()),
            ("user_id", writing.asker.user.as_str().into()),
            ("started_at", now().into()),
            ("done", 0_i64.into()),
            ("total", total.into()),
            ("reached", "".into()),
        ];
        changes::insert(writing, "recalculations", row).await?;
        let answer = json!({ "id": id, "done": 0, "total": total, "finished": false });
        let after = Some(logged(&answer));
        Ok(Done { kind: RECALCULATION, id, after, answer, ..Done::default() })
    })
}

/// What the log calls a recalculation.
const RECALCULATION: &str = "recalculations";

/// What is logged of a recalculation.
fn logged(answer: &Value) -> Value {
    json!({ "kind": METRICS.name, "recalculation": answer })
}

/// Recalculates the next customers.
pub(crate) fn go_on<'a>(writing: &'a mut Writing<'_>) -> BoxFuture<'a, Result<Done, Problem>> {
    Box::pin(async move {
        let id = writing.path.get("run").cloned().unwrap_or_default();
        let mut query = Query::select();
        query.columns(["done", "total", "reached"].map(Alias::new));
        query.from(Alias::new("recalculations")).and_where(Expr::col(Alias::new("id")).eq(&id));
        let run = writing.work.one(&query).await?.ok_or(Problem::Missing)?;
        let (done, total): (i64, i64) = (run.try_get("done")?, run.try_get("total")?);
        let reached: String = run.try_get("reached")?;
        let customers = next(writing, &reached).await?;
        let (mut was, mut are) = (Vec::new(), Vec::new());
        for Next { record, score, stale } in &customers {
            let id = &record.id;
            let now = weighted(writing, id).await?;
            let values = [("score", Expr::val(now)), ("stale", Expr::val(false))];
            writing.keep("customers", id, values).await?;
            if now != *score || *stale {
                let record = &record.attributes;
                let of = |score: i64, stale: bool| {
                    let fields = json!({ "score": score, "stale": stale });
                    json!({ "kind": CUSTOMERS.name, "id": id, "record": record, "fields": fields })
                };
                was.push(of(*score, *stale));
                are.push(of(now, false));
            }
        }
        let taken = i64::try_from(customers.len()).unwrap_or(i64::MAX);
        let done = done.saturating_add(taken);
        let finished = customers.len() < usize::try_from(STEP).unwrap_or(usize::MAX);
        let reached = customers.last().map_or(reached, |last| last.record.id.clone());
        let mut values = vec![("done", Expr::val(done)), ("reached", Expr::val(reached))];
        if finished {
            values.push(("finished_at", Expr::val(now())));
        }
        writing.keep("recalculations", &id, values).await?;
        // Customers that came since it began are counted too.
        let answer = json!({
            "id": id, "done": done, "total": std::cmp::max(total, done), "finished": finished,
        });
        let before = json!({ "kind": METRICS.name, "customers": was });
        let mut after = logged(&answer);
        after["customers"] = are.into();
        let (before, after) = (Some(before), Some(after));
        Ok(Done { kind: RECALCULATION, id, before, after, answer, ..Done::default() })
    })
}

/// A customer whose turn it is, as it was scored.
struct Next {
    record: Record,
    score: i64,
    stale: bool,
}

/// The customers after one.
async fn next(writing: &mut Writing<'_>, after: &str) -> Result<Vec<Next>, Problem> {
    let kind = ever_customers();
    let mut query = rows::select(&kind);
    rows::read_attributes(&kind, &mut query);
    query.expr_as(column(At("customers", "score")), Alias::new("score"));
    query.expr_as(rows::number(column(At("customers", "stale"))), Alias::new("stale"));
    query.and_where(column(At("customers", "id")).gt(after));
    query.order_by((Alias::new("customers"), Alias::new("id")), Order::Asc).limit(STEP);
    let found = writing.work.all(&query).await?;
    let mut customers = Vec::new();
    for (record, row) in rows::records(writing.work, &kind, &found).await?.into_iter().zip(&found) {
        let (score, stale) = (row.try_get("score")?, row.try_get::<i64, _>("stale")? != 0);
        customers.push(Next { record, score, stale });
    }
    Ok(customers)
}

/// The weighted mean of a customer's metrics, of 100.
async fn weighted(writing: &mut Writing<'_>, customer: &str) -> Result<i64, Problem> {
    let (mut weight, mut sum) = (0, 0);
    for row in writing.work.all(&values_of(customer)).await? {
        let multiplier: i64 = row.try_get("multiplier")?;
        let value = row.try_get::<Option<i64>, _>("value")?.unwrap_or(MIDDLE);
        weight += multiplier;
        sum += multiplier * value;
    }
    Ok(if weight == 0 { 0 } else { (sum * 100 / MOST + weight / 2) / weight })
}
