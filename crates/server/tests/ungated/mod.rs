//! The office's lists and records without the gate, which show what the gate costs: whoever is
//! signed in sees every row and every field. No server is built of this; it is the suites' own.

#![allow(dead_code, unreachable_pub, reason = "not every suite asks all of it")]

use axum::extract::{Path, Query, State};
use axum::routing::get;
use axum::{Json, Router};
use sea_query::{Alias, Expr, NullOrdering, Order, SelectStatement};
use serde_json::{Map, Value, json};
use sqlx::Row;
use sqlx::any::AnyRow;
use tollgate_server::kind::{By, Field, Is, Kind};
use tollgate_server::{
    App, Asker, Does, ListQuery, Problem, Record, Work, find, layered, routes, rows,
};

/// The server's own routes that list and read records, without their guards.
pub fn site(app: App) -> Router {
    let mut router = Router::new();
    for route in routes() {
        let answer = match route.does {
            Does::List(kind) => {
                get(move |State(app): State<App>, _: Asker, wanted: Query<ListQuery>| async move {
                    list(&app, kind, &wanted).await.map(Json)
                })
            }
            Does::Read(kind) => {
                get(move |State(app): State<App>, _: Asker, Path(id): Path<String>| async move {
                    one(&app, kind, &id).await.map(Json)
                })
            }
            _ => continue,
        };
        router = router.route(route.path, answer);
    }
    let patience = app.settings.patience;
    layered(router.with_state(app), patience)
}

async fn list(app: &App, kind: &'static Kind, wanted: &ListQuery) -> Result<Value, Problem> {
    let mut work = app.database.read().await?;
    let mut count = rows::select(kind);
    count.expr_as(Expr::cust("COUNT(*)"), Alias::new("total"));
    let total: i64 = match work.one(&count).await? {
        Some(row) => row.try_get("total")?,
        None => 0,
    };
    let size = wanted.size.unwrap_or(50);
    let page = wanted.page.unwrap_or(1);
    let rows: Vec<Value> = all(&mut work, kind, Some((size, (page - 1) * size)))
        .await?
        .into_iter()
        .map(|(record, fields)| row(&record, &record.attributes, fields))
        .collect();
    Ok(json!({ "rows": rows, "total": total, "page": page, "size": size }))
}

async fn one(app: &App, kind: &'static Kind, id: &str) -> Result<Value, Problem> {
    let mut work = app.database.read().await?;
    let record = find(&mut work, kind, id).await?.ok_or(Problem::Missing)?;
    let mut query = rows::select(kind);
    query.cond_where(rows::is(kind, id));
    let shown: Vec<&Field> = kind.fields.iter().collect();
    read_fields(&mut query, &shown);
    let found = work.one(&query).await?.ok_or(Problem::Missing)?;
    let fields = fields(&found, &shown)?;
    Ok(row(&record, &record.attributes, fields))
}

/// All rows of a kind in the order of its lists, or some from one on.
pub async fn all(
    work: &mut Work,
    kind: &'static Kind,
    some: Option<(u64, u64)>,
) -> Result<Vec<(Record, Map<String, Value>)>, Problem> {
    let mut query = rows::select(kind);
    rows::read_attributes(kind, &mut query);
    let shown: Vec<&Field> =
        kind.fields.iter().filter(|field| !matches!(field.by, By::Control(_))).collect();
    read_fields(&mut query, &shown);
    let (by, order) = match kind.order.strip_prefix('-') {
        Some(by) => (by, Order::Desc),
        None => (kind.order, Order::Asc),
    };
    if let Some(by) = kind.field(by) {
        query.order_by_expr_with_nulls(rows::column(by.at), order.clone(), NullOrdering::Last);
    }
    query.order_by((Alias::new(kind.table), Alias::new("id")), order);
    if let Some((size, first)) = some {
        query.limit(size).offset(first);
    }
    let found = work.all(&query).await?;
    let records = rows::records(work, kind, &found).await?;
    let mut all = Vec::with_capacity(found.len());
    for (row, record) in found.iter().zip(records) {
        all.push((record, fields(row, &shown)?));
    }
    Ok(all)
}

fn read_fields(query: &mut SelectStatement, shown: &[&Field]) {
    for (place, field) in shown.iter().enumerate() {
        let read = match field.is {
            Is::Flag => rows::number(rows::column(field.at)),
            _ => rows::column(field.at),
        };
        query.expr_as(read, Alias::new(format!("f{place}")));
    }
}

fn fields(row: &AnyRow, shown: &[&Field]) -> Result<Map<String, Value>, Problem> {
    let mut fields = Map::new();
    for (place, field) in shown.iter().enumerate() {
        fields.insert(field.name.to_owned(), rows::value(row, &format!("f{place}"), field)?);
    }
    Ok(fields)
}

/// A row as lists have it.
pub fn row(record: &Record, attributes: &Value, fields: Map<String, Value>) -> Value {
    json!({
        "id": record.id, "version": record.version, "record": attributes, "fields": fields,
    })
}
