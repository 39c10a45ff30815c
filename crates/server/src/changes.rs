//! The changes that all kinds of records have: edits, steps, making and removing.

use sea_query::{Alias, Expr, ExprTrait, Query, Value as Bound};
use serde_json::Value;
use tollgate::{Decision, StateValue};
use uuid::Uuid;

use crate::guard::{On, lifecycle};
use crate::input;
use crate::kind::{At, Field, From, Kind};
use crate::problem::Problem;
use crate::route::Does;
use crate::texts::Text;
use crate::unique::only_one;
use crate::writing::{Done, Writing};

/// What a route does.
///
/// # Errors
///
/// What the change itself refuses.
pub(crate) async fn make_change(writing: &mut Writing<'_>, does: Does) -> Result<Done, Problem> {
    match does {
        Does::Edit(names) => edit(writing, names).await,
        Does::Step => step(writing).await,
        Does::Remove => remove(writing).await,
        Does::Make(kind, names) => make(writing, kind, names, Vec::new()).await,
        Does::Change(change) => change(writing).await,
        // None of these changes one thing.
        Does::List(_) | Does::Read(_) | Does::Show(_) | Does::Batch(_) | Does::Handler(_) => {
            Err(Problem::Unfinished)
        }
    }
}

/// Sets fields of the record, each in the table that it is kept in.
///
/// # Errors
///
/// [`Problem::Invalid`] for what is none of the fields or does not fit one.
pub(crate) async fn edit(
    writing: &mut Writing<'_>,
    names: &[&'static str],
) -> Result<Done, Problem> {
    let kind = kind(writing)?;
    let fields = some_of(kind, writing.input, names)?;
    let (id, before) = writing.before(kind).await?;
    put(writing, kind, &id, fields).await?;
    writing.done(kind, &id, Some(before)).await
}

/// The fields that a request gives, of these; one at least.
///
/// # Errors
///
/// [`Problem::Invalid`].
pub(crate) fn some_of(
    kind: &Kind,
    input: &Value,
    names: &[&'static str],
) -> Result<Vec<(&'static Field, Bound)>, Problem> {
    let fields = input::fields(kind, input, names)?;
    match fields.is_empty() {
        true => Err(Problem::one_of("fields", Text::of(|it| &it.nothing), names.iter().copied())),
        false => Ok(fields),
    }
}

/// All of these fields, as a request gives them.
///
/// # Errors
///
/// [`Problem::Invalid`].
pub(crate) fn all_of(
    kind: &Kind,
    input: &Value,
    names: &[&'static str],
) -> Result<Vec<(&'static Field, Bound)>, Problem> {
    let fields = input::fields(kind, input, names)?;
    for name in names {
        if !fields.iter().any(|(field, _)| field.name == *name) {
            return Err(Problem::invalid(name, Text::of(|it| &it.lacks).with("name", name)));
        }
    }
    Ok(fields)
}

/// Writes values to the tables of a kind. The record's own table counts the change in any case.
///
/// # Errors
///
/// The database's.
pub(crate) async fn put(
    writing: &mut Writing<'_>,
    kind: &Kind,
    id: &str,
    mut fields: Vec<(&'static Field, Bound)>,
) -> Result<(), Problem> {
    only_one(writing, kind, (id, &fields)).await?;
    count_in_others(writing, kind, id, &mut fields).await?;
    let mut tables = vec![kind.table];
    for (field, _) in &fields {
        if !tables.contains(&field.at.0) {
            tables.push(field.at.0);
        }
    }
    for table in tables {
        let here = fields.iter().filter(|(field, _)| field.at.0 == table);
        let values = here.map(|(field, value)| (field.at.1, Expr::val(value.clone())));
        writing.set(table, id, values).await?;
    }
    Ok(())
}

/// Counts the change of what records of other kinds show, too, in their versions: who edits one of
/// them as it was read before would undo it. What stays as it is in another table is no change.
async fn count_in_others(
    writing: &mut Writing<'_>,
    kind: &Kind,
    id: &str,
    fields: &mut Vec<(&'static Field, Bound)>,
) -> Result<(), Problem> {
    let mut kept = Vec::new();
    for (field, value) in std::mem::take(fields) {
        let At(table, column) = field.at;
        let other = table != kind.table;
        if (other || !field.also.is_empty()) && is(writing, (table, id), column, &value).await? {
            if !other {
                kept.push((field, value));
            }
            continue;
        }
        for table in field.also {
            let version = Expr::col(Alias::new("version")).add(1);
            let mut update = Query::update();
            update.table(Alias::new(*table)).value(Alias::new("version"), version);
            // Not every record is one of each kind.
            writing.work.run(update.and_where(Expr::col(Alias::new("id")).eq(id))).await?;
        }
        kept.push((field, value));
    }
    *fields = kept;
    Ok(())
}

/// Whether a row has a value already.
async fn is(
    writing: &mut Writing<'_>,
    (table, id): (&str, &str),
    column: &str,
    value: &Bound,
) -> Result<bool, Problem> {
    let mut query = Query::select();
    query.column(Alias::new("id")).from(Alias::new(table));
    query.and_where(Expr::col(Alias::new("id")).eq(id));
    query.and_where(Expr::col(Alias::new(column)).eq(Expr::val(value.clone())));
    Ok(writing.work.one(&query).await?.is_some())
}

/// Takes the step that the guard allowed: sets the state to where it leads.
///
/// # Errors
///
/// The database's.
pub(crate) async fn step(writing: &mut Writing<'_>) -> Result<Done, Problem> {
    let kind = kind(writing)?;
    let (id, before) = writing.before(kind).await?;
    let (At(table, column), value) = led_to(writing, kind, writing.decision)?;
    writing.set(table, &id, [(column, value)]).await?;
    writing.done(kind, &id, Some(before)).await
}

/// Where a step leads: the column of the state, and its value.
///
/// # Errors
///
/// [`Problem::Fault`] where the decision or the kind does not say.
pub(crate) fn led_to(
    writing: &Writing<'_>,
    kind: &Kind,
    decision: &Decision,
) -> Result<(At, Expr), Problem> {
    let (Some(to), Some(lifecycle)) = (&decision.to, lifecycle(writing.gate, kind)?) else {
        return Err(Problem::Fault("the step does not say where it leads"));
    };
    let attribute = kind.attributes.iter().find(|each| each.name == lifecycle.attribute);
    let Some(From::Text(at) | From::Flag(at)) = attribute.map(|each| each.from) else {
        return Err(Problem::Fault("the state has no column"));
    };
    let value = match to {
        StateValue::Flag(flag) => Expr::val(*flag),
        StateValue::Value(name) => Expr::val(name),
    };
    Ok((at, value))
}

/// Removes the record.
///
/// # Errors
///
/// The database's.
pub(crate) async fn remove(writing: &mut Writing<'_>) -> Result<Done, Problem> {
    let kind = kind(writing)?;
    let (id, before) = writing.before(kind).await?;
    let mut delete = Query::delete();
    delete.from_table(Alias::new(kind.table)).and_where(Expr::col(Alias::new("id")).eq(&id));
    match writing.work.run(&delete).await? {
        1 => Ok(Done { kind: kind.name, id, before: Some(before), ..Done::default() }),
        _ => Err(Problem::Missing),
    }
}

/// Makes a row of a kind that is kept in one table.
///
/// # Errors
///
/// [`Problem::Invalid`] where a field is missing or does not fit.
pub(crate) async fn make(
    writing: &mut Writing<'_>,
    kind: &'static Kind,
    names: &[&'static str],
    more: Vec<(&str, Bound)>,
) -> Result<Done, Problem> {
    let fields = all_of(kind, writing.input, names)?;
    let id = Uuid::now_v7().to_string();
    only_one(writing, kind, (&id, &fields)).await?;
    let columns = fields.into_iter().map(|(field, value)| (field.at.1, value));
    let row = columns.chain(more).chain([("id", id.as_str().into()), ("version", 1_i64.into())]);
    insert(writing, kind.table, row).await?;
    writing.done(kind, &id, None).await
}

/// Adds a row to a table.
///
/// # Errors
///
/// The database's.
pub(crate) async fn insert<'a>(
    writing: &mut Writing<'_>,
    table: &str,
    row: impl IntoIterator<Item = (&'a str, Bound)>,
) -> Result<(), Problem> {
    let (columns, values): (Vec<_>, Vec<_>) = row.into_iter().unzip();
    let mut insert = Query::insert();
    insert.into_table(Alias::new(table)).columns(columns.into_iter().map(Alias::new));
    insert.values(values.into_iter().map(Expr::val)).map_err(|_| Problem::Unfinished)?;
    writing.work.run(&insert).await?;
    Ok(())
}

/// The kind of the record that the guard asks about.
///
/// # Errors
///
/// [`Problem::Missing`] where it asks about none.
pub(crate) fn kind(writing: &Writing<'_>) -> Result<&'static Kind, Problem> {
    match writing.ask.on {
        On::Record(kind) | On::Entry(kind) | On::Made(kind) | On::Rows(kind) => Ok(kind),
        On::Workspace => Err(Problem::Missing),
    }
}
