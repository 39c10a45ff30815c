//! The Expenses screen.

use axum::Json;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use futures_util::future::BoxFuture;
use jiff::civil::Date;
use jiff::tz::Offset;
use jiff::{Span, Timestamp};
use sea_query::{Alias, Condition, Expr, ExprTrait, OnConflict, Order, Query, Value as Bound};
use serde_json::{Value, json};
use sqlx::Row;

use super::countries::COUNTRIES;
use super::house::PERIODS;
use super::{DOLLARS, LINE, NAME, csv};
use crate::app::now;
use crate::changes;
use crate::kind::{At, Attribute, Field, From, Is, Join, Kind, Seen};
use crate::packs::Pack;
use crate::problem::Problem;
use crate::read;
use crate::route::Reading;
use crate::rows::{column, number};
use crate::texts::Text;
use crate::writing::{Done, Made, Writing};

const STATUSES: &[&str] = &["draft", "submitted", "approved", "paid", "rejected"];

/// What an expense is for.
pub(crate) const CATEGORIES: &[&str] = &["travel", "meals", "equipment", "other"];

/// What somebody spent.
pub(crate) static EXPENSES: Kind = Kind {
    name: "expenses",
    pack: Pack::Expenses,
    resource: "Expense",
    table: "expenses",
    joins: &[
        Join { column: At("users", "id"), is: At("expenses", "owner_id") },
        Join { column: At("periods", "id"), is: At("expenses", "period") },
        Join { column: At("teams", "id"), is: At("expenses", "team_id") },
    ],
    only: None,
    seen: Seen::ByRow("viewExpense"),
    attributes: &[
        Attribute { name: "status", from: From::Text(At("expenses", "status")) },
        Attribute { name: "owner", from: From::Text(At("expenses", "owner_id")) },
        Attribute { name: "owner.department", from: From::Text(At("users", "department")) },
        Attribute { name: "amount", from: From::Whole(At("expenses", "amount")) },
        Attribute { name: "category", from: From::Text(At("expenses", "category")) },
        Attribute { name: "country", from: From::Text(At("expenses", "country")) },
        Attribute { name: "receipt", from: From::Text(At("expenses", "receipt")) },
        Attribute { name: "labels", from: From::Links("expense_labels", "expense_id", "label") },
        Attribute { name: "team", from: From::Text(At("expenses", "team_id")) },
        Attribute { name: "budget", from: From::Whole(At("expenses", "budget")) },
        Attribute { name: "periodClosed", from: From::Flag(At("periods", "closed")) },
    ],
    fields: &[
        Field::new("text", At("expenses", "text"), Is::Name(NAME)).searched(),
        Field::new("date", At("expenses", "date"), Is::Day),
        Field::new("owner", At("users", "name"), Is::Name(NAME)).searched(),
        Field::new("amount", At("expenses", "amount"), Is::Whole(1, DOLLARS)),
        Field::new("category", At("expenses", "category"), Is::OneOf(CATEGORIES)),
        Field::new("country", At("expenses", "country"), Is::OneOf(COUNTRIES)),
        Field::new("receipt", At("expenses", "receipt"), Is::Optional(LINE)),
        Field::new("team", At("expenses", "team_id"), Is::Optional(LINE)),
        Field::new("teamName", At("teams", "name"), Is::Optional(NAME)),
        Field::new("budget", At("expenses", "budget"), Is::Maybe(0, DOLLARS)),
        Field::new("status", At("expenses", "status"), Is::OneOf(STATUSES)),
        Field::new("periodClosed", At("periods", "closed"), Is::Flag),
    ],
    order: "date",
    numbered: true,
};

/// What the form has. The budget and the owner are not its owner's to say.
pub(crate) const EDITED: &[&str] =
    &["text", "date", "amount", "category", "country", "receipt", "team"];

/// Makes an expense of the asker's, in the first state.
pub(crate) fn create<'a>(writing: &'a mut Writing<'_>) -> BoxFuture<'a, Result<Done, Problem>> {
    Box::pin(async move {
        let fields = changes::all_of(&EXPENSES, writing.input, EDITED)?;
        let initial = writing.initial(Pack::Expenses, "Expense")?;
        // Somebody whom an identity provider knows may be nobody of the office.
        let owner = writing.asker.user.clone();
        if !writing.there_is("users", &owner).await? {
            return Err(Problem::Kept(Text::of(|it| &it.filer)));
        }
        let id = uuid::Uuid::now_v7().to_string();
        let period = period_of(writing, &fields).await?;
        if let Some(period) = &period
            && is_closed(writing, period).await?
        {
            return Err(Problem::invalid("date", Text::of(|it| &it.closed_period)));
        }
        let mut row: Vec<(&str, Bound)> = vec![
            ("id", id.as_str().into()),
            ("owner_id", owner.into()),
            ("status", initial.into()),
            ("version", 1_i64.into()),
        ];
        row.extend(period.map(|period| ("period", period.into())));
        row.extend(fields.into_iter().map(|(field, value)| (field.at.1, value)));
        changes::insert(writing, "expenses", row).await?;
        writing.done(&EXPENSES, &id, None).await
    })
}

/// Saves the form; an expense whose day is moved falls in that day's period.
pub(crate) fn edit<'a>(writing: &'a mut Writing<'_>) -> BoxFuture<'a, Result<Done, Problem>> {
    Box::pin(async move {
        let fields = changes::some_of(&EXPENSES, writing.input, EDITED)?;
        let (id, before) = writing.before(&EXPENSES).await?;
        if let Some(period) = period_of(writing, &fields).await? {
            writing.keep("expenses", &id, [("period", Expr::val(period))]).await?;
        }
        changes::put(writing, &EXPENSES, &id, fields).await?;
        // Into a closed period nothing is moved.
        let record = read::find(writing.work, &EXPENSES, &id).await?.ok_or(Problem::Missing)?;
        writing.require(writing.ask, &record)?;
        writing.done(&EXPENSES, &id, Some(before)).await
    })
}

/// The period of the day that is given, made where it is due; a team has to be there.
async fn period_of(
    writing: &mut Writing<'_>,
    fields: &[(&'static Field, Bound)],
) -> Result<Option<String>, Problem> {
    let text = |name: &str| match fields.iter().find(|(field, _)| field.name == name) {
        Some((_, Bound::String(Some(text)))) => Some(text.to_string()),
        _ => None,
    };
    if let Some(team) = text("team")
        && !writing.there_is("teams", &team).await?
    {
        return Err(Problem::invalid("team", Text::of(|it| &it.no_team)));
    }
    let Some(date) = text("date") else { return Ok(None) };
    let period: String = date.chars().take("2026-11".len()).collect();
    if !writing.there_is("periods", &period).await? {
        if !is_due(&date)? {
            return Err(Problem::invalid("date", Text::of(|it| &it.no_period)));
        }
        open_period(writing, &period).await?;
    }
    Ok(Some(period))
}

/// Whether a day's period is made when it is first needed: of what may have been spent by now,
/// wherever on earth, and not longer ago than a year, so that no slip of a year makes one.
fn is_due(date: &str) -> Result<bool, Problem> {
    let fault = |_| Problem::Fault("the server's clock is off");
    let now = Timestamp::from_millisecond(now()).map_err(fault)?;
    let today = Offset::UTC.to_datetime(now).date();
    let last = today.tomorrow().map_err(fault)?;
    let first = today.checked_sub(Span::new().years(1)).map_err(fault)?;
    Ok(date.parse::<Date>().is_ok_and(|date| (first..=last).contains(&date)))
}

/// Makes a period, which is open.
async fn open_period(writing: &mut Writing<'_>, period: &str) -> Result<(), Problem> {
    let mut insert = Query::insert();
    insert.into_table(Alias::new("periods"));
    insert.columns(["id", "closed", "version"].map(Alias::new));
    insert.values_panic([period.into(), false.into(), 1_i64.into()]);
    // Another expense of the month may be filed in the same moment.
    insert.on_conflict(OnConflict::column(Alias::new("id")).do_nothing().to_owned());
    if writing.work.run(&insert).await? > 0 {
        let record = read::find(writing.work, &PERIODS, period).await?.ok_or(Problem::Missing)?;
        let after = read::whole(writing.work, &PERIODS, &record).await?;
        writing.made.push(Made { kind: PERIODS.name, id: period.to_owned(), after });
    }
    Ok(())
}

/// Whether nothing new comes into a period.
async fn is_closed(writing: &mut Writing<'_>, period: &str) -> Result<bool, Problem> {
    let mut query = Query::select();
    query.expr_as(number(column(At("periods", "closed"))), Alias::new("closed"));
    query.from(Alias::new("periods")).and_where(Expr::col(Alias::new("id")).eq(period));
    let row = writing.work.one(&query).await?.ok_or(Problem::Missing)?;
    Ok(row.try_get::<i64, _>("closed")? != 0)
}

/// What an expense may be of: the teams, and the accounting periods.
pub(crate) fn books<'a>(reading: &'a mut Reading<'_>) -> BoxFuture<'a, Result<Response, Problem>> {
    Box::pin(async move {
        let all = |table: &str, read: Expr| {
            let mut query = Query::select();
            query.column(Alias::new("id")).expr_as(read, Alias::new("told"));
            query.from(Alias::new(table)).order_by(Alias::new("id"), Order::Asc);
            query
        };
        let (mut teams, mut periods) = (Vec::new(), Vec::new());
        for row in reading.work.all(&all("teams", column(At("teams", "name")))).await? {
            let (id, name): (String, String) = (row.try_get("id")?, row.try_get("told")?);
            teams.push(json!({ "id": id, "name": name }));
        }
        for row in
            reading.work.all(&all("periods", number(column(At("periods", "closed"))))).await?
        {
            let (id, closed): (String, i64) = (row.try_get("id")?, row.try_get("told")?);
            periods.push(json!({ "id": id, "closed": closed != 0 }));
        }
        Ok(Json(json!({ "teams": teams, "periods": periods })).into_response())
    })
}

/// All expenses that the asker may see, as CSV.
pub(crate) fn export<'a>(reading: &'a mut Reading<'_>) -> BoxFuture<'a, Result<Response, Problem>> {
    Box::pin(async move {
        let rows = read::all(reading.work, reading.gate, &EXPENSES, Condition::all()).await?;
        let names: Vec<&str> = EXPENSES.fields.iter().map(|field| field.name).collect();
        let values = rows.iter().map(|row| {
            let value = |name: &&str| row.get("fields").and_then(|it| it.get(*name));
            names.iter().map(|name| value(name).unwrap_or(&Value::Null)).collect()
        });
        let text = csv::write(&names, values)?;
        let headers = [
            (header::CONTENT_TYPE, "text/csv; charset=utf-8"),
            (header::CONTENT_DISPOSITION, "attachment; filename=\"expenses.csv\""),
        ];
        Ok((headers, text).into_response())
    })
}
