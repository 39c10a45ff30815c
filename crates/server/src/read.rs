//! Lists and single records, as the gate of who asks shows them: what may not be seen is not asked
//! of the database.

use sea_query::{
    Alias, CaseStatement, Condition, Expr, ExprTrait, LikeExpr, NullOrdering, Order,
    SelectStatement,
};
use serde::Deserialize;
use serde_json::{Map, Value, json};
use sqlx::Row;
use tollgate::{ControlMode, Filter, FilterKind, Gate};

use crate::database::Work;
use crate::guard::lifecycle;
use crate::kind::{At, By, Field, Is, Kind, Seen};
use crate::problem::Problem;
use crate::rows::{self, Record, column};
use crate::texts::Text;

/// How many rows a page has at most.
const PAGE: u64 = 100;

/// How many characters a search has at most: a database takes patterns of some length only.
const SEARCH: usize = 240;

/// What a list is asked for.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ListQuery {
    /// What some searched field has to contain.
    pub search: String,
    /// The field to sort by; with `-` before it, backwards.
    pub sort: Option<String>,
    /// The page, from 1.
    pub page: Option<u64>,
    /// How many rows a page has.
    pub size: Option<u64>,
    /// `field:value`, which rows have to have; several between commas.
    pub only: Option<String>,
    /// A step of the rows' lifecycle that the asker may take on them.
    pub may: Option<String>,
}

impl ListQuery {
    /// What there is to say.
    pub(crate) const NAMES: [&str; 6] = ["search", "sort", "page", "size", "only", "may"];
}

/// A field as a query reads it for somebody: whole, or in those rows where it may be seen.
struct Shown {
    field: &'static Field,
    expr: Expr,
}

/// A page of those rows that the asker may see.
///
/// # Errors
///
/// [`Problem::Invalid`] where it is asked for by a field that there is not, or that may not be
/// seen.
pub(crate) async fn list(
    work: &mut Work,
    gate: &Gate,
    kind: &'static Kind,
    wanted: &ListQuery,
) -> Result<Value, Problem> {
    let shown = shown(work, gate, kind)?;
    let mut query = rows::select(kind);
    query.cond_where(seen(work, gate, kind)?);
    if let Some(step) = &wanted.may {
        query.cond_where(open_to(work, gate, kind, step)?);
    }
    search(&mut query, kind, wanted, &shown)?;
    narrow(&mut query, wanted, &shown)?;
    let mut count = query.clone();
    count.expr_as(Expr::cust("COUNT(*)"), Alias::new("total"));
    let total: i64 = match work.one(&count).await? {
        Some(row) => row.try_get("total")?,
        None => 0,
    };
    rows::read_attributes(kind, &mut query);
    read_fields(&mut query, &shown);
    sort(&mut query, kind, wanted, &shown)?;
    let size = wanted.size.filter(|size| *size > 0).unwrap_or(50).clamp(1, PAGE);
    let page = wanted.page.filter(|page| *page > 0).unwrap_or(1);
    // Beyond what a database counts there are no rows.
    let first = i64::try_from(page.saturating_sub(1).saturating_mul(size)).unwrap_or(i64::MAX);
    query.limit(size).offset(first.unsigned_abs());
    let rows = self::page(work, gate, kind, (&query, &shown)).await?;
    Ok(json!({ "rows": rows, "total": total, "page": page, "size": size }))
}

/// All rows that the asker may see and that meet a condition, as a list tells them.
///
/// # Errors
///
/// The database's.
pub(crate) async fn all(
    work: &mut Work,
    gate: &Gate,
    kind: &'static Kind,
    of: Condition,
) -> Result<Vec<Value>, Problem> {
    let shown = shown(work, gate, kind)?;
    let mut query = rows::select(kind);
    query.cond_where(seen(work, gate, kind)?).cond_where(of);
    rows::read_attributes(kind, &mut query);
    read_fields(&mut query, &shown);
    sort(&mut query, kind, &ListQuery::default(), &shown)?;
    page(work, gate, kind, (&query, &shown)).await
}

/// The rows of a question, as they are told.
async fn page(
    work: &mut Work,
    gate: &Gate,
    kind: &Kind,
    (query, shown): (&SelectStatement, &[Shown]),
) -> Result<Vec<Value>, Problem> {
    let found = work.all(query).await?;
    let records = rows::records(work, kind, &found).await?;
    let mut rows = Vec::with_capacity(found.len());
    for (row, record) in found.iter().zip(&records) {
        rows.push(tell(gate, record, fields(row, shown)?)?);
    }
    Ok(rows)
}

/// The condition of the rows that may be seen.
fn seen(work: &Work, gate: &Gate, kind: &Kind) -> Result<Condition, Problem> {
    match kind.seen {
        Seen::ByRow(action) => condition(work, kind, &gate.filter(action)?),
        Seen::All(_) => Ok(Condition::all()),
    }
}

/// A filter as a condition on a kind's rows.
fn condition(work: &Work, kind: &Kind, filter: &Filter) -> Result<Condition, Problem> {
    Ok(tollgate_sql::condition(filter, &rows::columns(kind), work.dialect())?)
}

/// The condition of the rows on which a step may be taken.
fn open_to(work: &Work, gate: &Gate, kind: &Kind, step: &str) -> Result<Condition, Problem> {
    let steps = lifecycle(gate, kind)?.map(|lifecycle| lifecycle.transitions).unwrap_or_default();
    if !steps.iter().any(|each| each.name == step) {
        let names = steps.iter().map(|each| each.name.as_str());
        return Err(Problem::one_of("may", Text::of(|it| &it.no_step).with("name", step), names));
    }
    condition(work, kind, &gate.filter_transition(step)?)
}

/// The fields that lists of a kind show to somebody.
fn shown(work: &Work, gate: &Gate, kind: &'static Kind) -> Result<Vec<Shown>, Problem> {
    let mut shown = Vec::new();
    for field in kind.fields {
        let whole = column(field.at);
        let expr = match field.by {
            By::Row => whole,
            By::Control(_) => continue,
            By::Action(action) => {
                let filter = gate.filter(action)?;
                match filter.kind {
                    FilterKind::None => continue,
                    FilterKind::All => whole,
                    FilterKind::Some => {
                        let when = condition(work, kind, &filter)?;
                        CaseStatement::new().case(when, whole).into()
                    }
                }
            }
        };
        shown.push(Shown { field, expr });
    }
    Ok(shown)
}

fn named<'a>(shown: &'a [Shown], at: &str, name: &str) -> Result<&'a Shown, Problem> {
    let found = shown.iter().find(|each| each.field.name == name);
    found.ok_or_else(|| {
        let all = shown.iter().map(|each| each.field.name);
        Problem::one_of(at, Text::of(|it| &it.no_field).with("name", name), all)
    })
}

/// Looks for a text in the searched fields; in ids, which all have who see the row, for their start
/// or for the number after the dash: of an id that is no number any part would match by chance.
fn search(
    query: &mut SelectStatement,
    kind: &Kind,
    wanted: &ListQuery,
    shown: &[Shown],
) -> Result<(), Problem> {
    let text = wanted.search.trim().to_lowercase();
    if text.chars().count() > SEARCH {
        return Err(Problem::invalid("search", Text::of(|it| &it.too_long).with("most", SEARCH)));
    }
    if text.is_empty() {
        return Ok(());
    }
    let mut escaped = String::new();
    for character in text.chars() {
        if ['%', '_', '\\'].contains(&character) {
            escaped.push('\\');
        }
        escaped.push(character);
    }
    let like = |expr: &Expr, pattern: String| {
        let lower = Expr::expr(sea_query::Func::lower(expr.clone()));
        lower.like(LikeExpr::new(pattern).escape('\\'))
    };
    let searched = shown.iter().filter(|each| each.field.searched);
    let mut any = searched
        .fold(Condition::any(), |any, each| any.add(like(&each.expr, format!("%{escaped}%"))));
    if kind.numbered {
        let id = column(At(kind.table, "id"));
        any = any.add(like(&id, format!("{escaped}%"))).add(like(&id, format!("%-{escaped}")));
    }
    query.cond_where(any);
    Ok(())
}

/// Keeps to what rows have to have.
fn narrow(query: &mut SelectStatement, wanted: &ListQuery, shown: &[Shown]) -> Result<(), Problem> {
    // It is said once for each field at most.
    if wanted.only.iter().flat_map(|all| all.split(',')).count() > shown.len() {
        return Err(Problem::invalid("only", Text::of(|it| &it.unfit)));
    }
    for pair in wanted.only.iter().flat_map(|all| all.split(',')) {
        let (name, value) = pair.split_once(':').unwrap_or((pair, ""));
        let Shown { field, expr } = named(shown, "only", name)?;
        let expr = expr.clone();
        query.and_where(match field.is {
            Is::Flag => expr.eq(value == "true"),
            Is::Whole(..) | Is::Maybe(..) => {
                let number = value.parse::<i64>();
                let invalid = |_| Problem::invalid("only", Text::of(|it| &it.number));
                expr.eq(number.map_err(invalid)?)
            }
            _ => expr.eq(value),
        });
    }
    Ok(())
}

fn sort(
    query: &mut SelectStatement,
    kind: &Kind,
    wanted: &ListQuery,
    shown: &[Shown],
) -> Result<(), Problem> {
    let by = wanted.sort.as_deref().unwrap_or(kind.order);
    let (name, order) = match by.strip_prefix('-') {
        Some(name) => (name, Order::Desc),
        None => (by, Order::Asc),
    };
    let by = named(shown, "sort", name)?.expr.clone();
    query.order_by_expr_with_nulls(by, order.clone(), NullOrdering::Last);
    // Ids are made in the order of time: of one moment the latest of the log comes first, too.
    query.order_by((Alias::new(kind.table), Alias::new("id")), order);
    Ok(())
}

fn read_fields(query: &mut SelectStatement, shown: &[Shown]) {
    for (place, Shown { field, expr }) in shown.iter().enumerate() {
        let read = match field.is {
            Is::Flag => rows::number(expr.clone()),
            _ => expr.clone(),
        };
        query.expr_as(read, Alias::new(format!("f{place}")));
    }
}

fn fields(row: &sqlx::any::AnyRow, shown: &[Shown]) -> Result<Map<String, Value>, Problem> {
    let mut fields = Map::new();
    for (place, Shown { field, .. }) in shown.iter().enumerate() {
        fields.insert(field.name.to_owned(), rows::value(row, &format!("f{place}"), field)?);
    }
    Ok(fields)
}

/// A record as it leaves the server.
fn tell(gate: &Gate, record: &Record, fields: Map<String, Value>) -> Result<Value, Problem> {
    Ok(json!({
        "id": record.id,
        "version": record.version,
        "record": gate.project(&record.attributes)?,
        "fields": fields,
    }))
}

/// A record by its id, whoever asks.
///
/// # Errors
///
/// The database's.
pub async fn find(work: &mut Work, kind: &Kind, id: &str) -> Result<Option<Record>, Problem> {
    let mut query = rows::select(kind);
    query.cond_where(rows::is(kind, id));
    rows::read_attributes(kind, &mut query);
    let found = work.all(&query).await?;
    Ok(rows::records(work, kind, &found).await?.pop())
}

/// A record that the asker may see, with those of its fields that may be seen.
///
/// # Errors
///
/// The database's.
pub(crate) async fn one(
    work: &mut Work,
    gate: &Gate,
    kind: &'static Kind,
    record: &Record,
) -> Result<Value, Problem> {
    let mut shown = Vec::new();
    for field in kind.fields {
        if reads(gate, field, &record.attributes)? {
            shown.push(field);
        }
    }
    tell(gate, record, fields_of(work, kind, record, shown).await?)
}

/// Whether somebody who sees a record reads a field of it.
///
/// # Errors
///
/// The gate's.
pub(crate) fn reads(gate: &Gate, field: &Field, record: &Value) -> Result<bool, Problem> {
    Ok(match field.by {
        By::Row => true,
        By::Action(action) => gate.can(action, record)?,
        By::Control(id) => gate.control_for(id, Some(record))?.state != ControlMode::Hidden,
    })
}

/// All that a record has, for the log.
///
/// # Errors
///
/// The database's.
pub(crate) async fn whole(work: &mut Work, kind: &Kind, record: &Record) -> Result<Value, Problem> {
    let fields = fields_of(work, kind, record, kind.fields).await?;
    Ok(json!({ "kind": kind.name, "record": record.attributes, "fields": fields }))
}

/// These fields of a record.
async fn fields_of(
    work: &mut Work,
    kind: &Kind,
    record: &Record,
    some: impl IntoIterator<Item = &'static Field>,
) -> Result<Map<String, Value>, Problem> {
    let shown = |field: &'static Field| Shown { field, expr: column(field.at) };
    let shown: Vec<Shown> = some.into_iter().map(shown).collect();
    let mut query = rows::select(kind);
    query.cond_where(rows::is(kind, &record.id));
    read_fields(&mut query, &shown);
    let row = work.one(&query).await?.ok_or(Problem::Missing)?;
    fields(&row, &shown)
}
