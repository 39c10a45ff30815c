//! A filter as a condition.

use std::collections::BTreeSet;

use sea_query::{Condition, Expr};
use tollgate::{ErrorCode, Filter, FilterKind, FilterValue, Op};

use crate::Dialect;
use crate::columns::{Column, Columns, Kept, List, Place, Stored};
use crate::sql::{Inexpressible, Sql, SqlResult, always};
use crate::texts::errors;

/// Why a filter is no condition on the columns.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct Error {
    /// `UnmappedAttribute`, or `Inexpressible`.
    pub code: ErrorCode,
    /// The attribute.
    pub at: String,
    /// All attributes that the filter reads.
    pub reads: Vec<String>,
    message: String,
}

fn quoted(names: &[String]) -> String {
    names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}

/// The condition that holds of exactly those rows that a filter matches.
///
/// # Errors
///
/// `UnmappedAttribute` where the filter reads an attribute that has no column, `Inexpressible`
/// where a column cannot say exactly what is compared; both with the attribute and all that the
/// filter reads.
pub fn condition(filter: &Filter, columns: &Columns, dialect: Dialect) -> Result<Condition, Error> {
    match filter.kind {
        FilterKind::All => return Ok(always(true).into()),
        FilterKind::None => return Ok(always(false).into()),
        FilterKind::Some => {}
    }
    let sql = Sql { dialect, columns };
    let mut ways = Vec::new();
    for conjunction in &filter.any {
        let of_type = |it: &tollgate::Condition| is_of(it, columns.records.as_deref()?);
        let known: Vec<Option<bool>> = conjunction.all.iter().map(of_type).collect();
        if known.contains(&Some(false)) {
            continue;
        }
        let mut all = Vec::new();
        for (condition, known) in conjunction.all.iter().zip(known) {
            if known.is_none() {
                all.push(one(&sql, filter, condition)?);
            }
        }
        ways.push(match all.is_empty() {
            true => always(true).into(),
            false => all.into_iter().fold(Condition::all(), Condition::add),
        });
    }
    Ok(match ways.is_empty() {
        true => always(false).into(),
        false => ways.into_iter().fold(Condition::any(), Condition::add::<Condition>),
    })
}

/// Whether a condition on the type of records holds of a type; `None` of any other condition.
fn is_of(condition: &tollgate::Condition, kind: &str) -> Option<bool> {
    match (&*condition.attribute, condition.op, &condition.value) {
        ("type", Op::Eq, Some(FilterValue::Text(text))) => Some(text == kind),
        _ => None,
    }
}

fn one(sql: &Sql<'_>, filter: &Filter, of: &tollgate::Condition) -> Result<Expr, Error> {
    let conditions = filter.any.iter().flat_map(|it| &it.all);
    let reads: BTreeSet<&String> =
        conditions.flat_map(|it| std::iter::once(&it.attribute).chain(&it.other)).collect();
    let reads: Vec<String> = reads.into_iter().cloned().collect();
    let named = quoted(&reads);
    let error =
        |code, at: &str, message| Error { code, at: at.to_owned(), reads: reads.clone(), message };
    let column = |name: &str| {
        let found = sql.columns.all.get(name);
        found.ok_or_else(|| {
            error(ErrorCode::UnmappedAttribute, name, errors().no_column(name, &named))
        })
    };
    let this = column(&of.attribute)?;
    let other = of.other.as_deref().map(column).transpose()?;
    let expr = match other {
        Some(other) => two(sql, this, of.op, other),
        None => compared(sql, this, of.op, of.value.as_ref()),
    };
    expr.map_err(|Inexpressible(why)| {
        let message = errors().cannot_be_said((of.op.as_str(), &of.attribute), why, &named);
        error(ErrorCode::Inexpressible, &of.attribute, message)
    })
}

/// A comparison with what is bound, or with nothing.
fn compared(
    sql: &Sql<'_>,
    column: &Column,
    op: Op,
    value: Option<&FilterValue>,
) -> SqlResult<Expr> {
    match (&column.0, op, value) {
        (Kept::One(place, _), Op::Absent, _) => Ok(sql.is_absent(place)),
        (Kept::One(place, _), Op::Present, _) => Ok(sql.put("NOT (?)", vec![sql.is_absent(place)])),
        (Kept::List(list), Op::Absent, _) => Ok(sql.no_list(list)),
        (Kept::List(list), Op::Present, _) => Ok(sql.put("NOT (?)", vec![sql.no_list(list)])),
        // What is compared with nothing is false.
        (_, _, None) => Ok(always(false)),
        (Kept::One(place, stored), op, Some(value)) => single(sql, place, *stored, op, value),
        (Kept::List(list), op, Some(value)) => listed(sql, list, op, value),
    }
}

fn single(
    sql: &Sql<'_>,
    place: &Place,
    stored: Stored,
    op: Op,
    with: &FilterValue,
) -> SqlResult<Expr> {
    let value = &sql.value(place, stored.read())?;
    let otherwise = Inexpressible(&errors().holds_other_type);
    if let Some(line) = stored.line()? {
        return sql.on_line(value, stored, line, (op, with)).ok_or(otherwise);
    }
    match (stored, op, with) {
        (Stored::Flag, Op::Eq | Op::Ne, FilterValue::Flag(flag)) => {
            Ok(sql.flag(value, *flag == (op == Op::Eq)))
        }
        (Stored::Flag, ..) => Err(otherwise),
        (_, Op::Eq | Op::Ne, FilterValue::Text(text)) => {
            Ok(sql.one_of(value, stored, op == Op::Eq, &[text]))
        }
        (_, Op::In | Op::NotIn, FilterValue::Texts(texts)) => {
            let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
            Ok(sql.one_of(value, stored, op == Op::In, &texts))
        }
        (_, Op::InRange | Op::NotInRange, FilterValue::Text(network)) => {
            sql.in_range(value, stored, op == Op::InRange, network)
        }
        (Stored::Ip(_), ..) => Err(otherwise),
        (_, Op::Like | Op::NotLike, FilterValue::Text(pattern)) => {
            Ok(sql.like(value, stored, op == Op::Like, pattern))
        }
        _ => Err(otherwise),
    }
}

fn listed(sql: &Sql<'_>, list: &List, op: Op, with: &FilterValue) -> SqlResult<Expr> {
    let texts: Vec<&str> = match with {
        FilterValue::Text(text) => vec![text],
        FilterValue::Texts(texts) => texts.iter().map(String::as_str).collect(),
        _ => Vec::new(),
    };
    match (op, with) {
        (Op::Contains, FilterValue::Text(_)) | (Op::ContainsAny, FilterValue::Texts(_)) => {
            sql.has_any(list, true, &texts)
        }
        (Op::Lacks, FilterValue::Text(_)) => sql.lacks(list, sql.has_any(list, true, &texts)?),
        (Op::ContainedBy, FilterValue::Texts(_)) => {
            sql.lacks(list, sql.has_any(list, false, &texts)?)
        }
        (Op::NotContainedBy, FilterValue::Texts(_)) => sql.has_any(list, false, &texts),
        _ => Err(Inexpressible(&errors().holds_list)),
    }
}

/// Two attributes of a row.
fn two(sql: &Sql<'_>, one: &Column, op: Op, other: &Column) -> SqlResult<Expr> {
    let value = |place: &Place, stored: &Stored| sql.value(place, stored.read());
    match (&one.0, op, &other.0) {
        (Kept::One(place, stored), op, Kept::One(at, of)) => {
            sql.two((&value(place, stored)?, *stored), op, (&value(at, of)?, *of))
        }
        (Kept::One(place, stored), Op::In, Kept::List(list))
        | (Kept::List(list), Op::Contains, Kept::One(place, stored)) => {
            sql.has(list, &value(place, stored)?, *stored)
        }
        (Kept::One(place, stored), Op::NotIn, Kept::List(list))
        | (Kept::List(list), Op::Lacks, Kept::One(place, stored)) => {
            let value = value(place, stored)?;
            let lacks = sql.lacks(list, sql.has(list, &value, *stored)?)?;
            Ok(sql.joined(" AND ", vec![sql.is_there(&value), lacks]))
        }
        _ => Err(Inexpressible(&errors().two_lists)),
    }
}
