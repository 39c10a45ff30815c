//! Rows of the database as records that a gate is asked about, and as fields that people read.

use std::collections::BTreeMap;

use sea_query::{
    Alias, CaseStatement, Condition, Expr, ExprTrait, JoinType, Query, SelectStatement,
};
use serde_json::{Map, Value, json};
use sqlx::Row;
use sqlx::any::AnyRow;
use tollgate_sql::{Column, Columns, Links, List, Stored};

use crate::database::Work;
use crate::kind::{At, Field, From, Is, Kind};
use crate::problem::Problem;

/// A record as policies read it, beside what the server needs of it.
#[derive(Clone, Debug)]
pub struct Record {
    /// Its id.
    pub id: String,
    /// How often it has changed.
    pub version: i64,
    /// What a gate is asked about.
    pub attributes: Value,
}

/// A column, with its table.
#[must_use]
pub fn column(At(table, name): At) -> Expr {
    Expr::col((Alias::new(table), Alias::new(name)))
}

/// Where a kind's attributes are, for filters.
#[must_use]
pub fn columns(kind: &Kind) -> Columns {
    let mut columns = Columns::of(kind.table).records(kind.resource);
    columns = columns.with("id", Column::one("id", Stored::Text));
    for attribute in kind.attributes {
        let one = |at: At, stored| Column::one(column(at), stored);
        let kept = match attribute.from {
            From::Text(at) => one(at, Stored::Text),
            From::Flag(at) => one(at, Stored::Flag),
            From::Whole(at) => one(at, Stored::Long),
            From::Links(table, key, item) => Column::list(List::Links(Links {
                table: table.to_owned(),
                key: key.to_owned(),
                of: "id".to_owned(),
                item: item.to_owned(),
                stored: Stored::Text,
            })),
        };
        columns = columns.with(attribute.name, kept);
    }
    columns
}

/// A question about a kind's rows, without columns yet.
#[must_use]
pub fn select(kind: &Kind) -> SelectStatement {
    let mut query = Query::select();
    query.from(Alias::new(kind.table));
    for join in kind.joins {
        let on = column(join.column).equals((Alias::new(join.is.0), Alias::new(join.is.1)));
        query.join(JoinType::LeftJoin, Alias::new(join.column.0), on);
    }
    if let Some((at, value)) = kind.only {
        query.and_where(column(at).eq(value));
    }
    query
}

/// Adds the columns of a record's id, version and attributes to a question.
pub fn read_attributes(kind: &Kind, query: &mut SelectStatement) {
    query.expr_as(column(At(kind.table, "id")), Alias::new("id"));
    query.expr_as(column(At(kind.table, "version")), Alias::new("version"));
    for (place, attribute) in kind.attributes.iter().enumerate() {
        let read = match attribute.from {
            From::Text(at) | From::Whole(at) => column(at),
            From::Flag(at) => number(column(at)),
            From::Links(..) => continue,
        };
        query.expr_as(read, Alias::new(format!("a{place}")));
    }
}

/// The records of rows that were asked for by [`read_attributes`].
///
/// # Errors
///
/// The database's.
pub async fn records(
    work: &mut Work,
    kind: &Kind,
    rows: &[AnyRow],
) -> Result<Vec<Record>, Problem> {
    let ids: Vec<String> = rows.iter().map(|row| row.try_get("id")).collect::<Result<_, _>>()?;
    let mut lists = BTreeMap::new();
    for attribute in kind.attributes {
        if let From::Links(table, key, item) = attribute.from {
            lists.insert(attribute.name, linked(work, (table, key, item), &ids).await?);
        }
    }
    let mut made = Vec::with_capacity(rows.len());
    for (row, id) in rows.iter().zip(ids) {
        let mut attributes = Map::new();
        attributes.insert("type".to_owned(), json!(kind.resource));
        attributes.insert("id".to_owned(), json!(id));
        for (place, attribute) in kind.attributes.iter().enumerate() {
            let name = format!("a{place}");
            let value = match attribute.from {
                From::Text(_) => text(row, &name)?,
                From::Flag(_) => flag(row, &name)?,
                From::Whole(_) => whole(row, &name)?,
                From::Links(..) => {
                    let items = lists.get_mut(attribute.name).and_then(|all| all.remove(&id));
                    json!(items.unwrap_or_default())
                }
            };
            put(&mut attributes, attribute.name, value);
        }
        made.push(Record { version: row.try_get("version")?, id, attributes: attributes.into() });
    }
    Ok(made)
}

/// Puts a value at a name; at `owner.department`, into the object that `owner` becomes.
fn put(into: &mut Map<String, Value>, name: &str, value: Value) {
    let Some((first, rest)) = name.split_once('.') else {
        into.insert(name.to_owned(), value);
        return;
    };
    let within = into.entry(first).or_insert_with(|| json!({}));
    if !within.is_object() {
        *within = json!({ "id": within.take() });
    }
    if let Some(within) = within.as_object_mut() {
        put(within, rest, value);
    }
}

/// The items of a table that links records with them, by record.
async fn linked(
    work: &mut Work,
    (table, key, item): (&str, &str, &str),
    ids: &[String],
) -> Result<BTreeMap<String, Vec<String>>, Problem> {
    let mut found: BTreeMap<String, Vec<String>> = BTreeMap::new();
    if ids.is_empty() {
        return Ok(found);
    }
    let (key, item) = (Alias::new(key), Alias::new(item));
    let mut query = Query::select();
    query.expr_as(Expr::col(key.clone()), Alias::new("record"));
    query.expr_as(Expr::col(item.clone()), Alias::new("item"));
    query.from(Alias::new(table)).and_where(Expr::col(key).is_in(ids.iter().cloned()));
    query.order_by(item, sea_query::Order::Asc);
    for row in work.all(&query).await? {
        found.entry(row.try_get("record")?).or_default().push(row.try_get("item")?);
    }
    Ok(found)
}

/// The condition that a row is that of an id.
#[must_use]
pub fn is(kind: &Kind, id: &str) -> Condition {
    Condition::all().add(column(At(kind.table, "id")).eq(id))
}

/// What people read of a field in a row.
///
/// # Errors
///
/// Where the column holds something else.
pub fn value(row: &AnyRow, name: &str, field: &Field) -> Result<Value, Problem> {
    match field.is {
        Is::Flag => flag(row, name),
        Is::Whole(..) | Is::Maybe(..) => whole(row, name),
        Is::Text(_) | Is::Name(_) | Is::Optional(_) | Is::OneOf(_) | Is::Day => text(row, name),
    }
}

fn text(row: &AnyRow, name: &str) -> Result<Value, Problem> {
    Ok(json!(row.try_get::<Option<String>, _>(name)?))
}

fn whole(row: &AnyRow, name: &str) -> Result<Value, Problem> {
    Ok(json!(row.try_get::<Option<i64>, _>(name)?))
}

fn flag(row: &AnyRow, name: &str) -> Result<Value, Problem> {
    Ok(json!(row.try_get::<Option<i64>, _>(name)?.map(|number| number != 0)))
}

/// A Boolean as a number, which both databases tell alike.
#[must_use]
pub fn number(flag: Expr) -> Expr {
    CaseStatement::new().case(flag.clone(), 1).case(flag.not(), 0).into()
}
