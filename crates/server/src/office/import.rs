//! Importing companies from CSV: each row is asked for as its own action, and made whole or not at
//! all.

use std::collections::HashMap;
use std::time::Instant;

use futures_util::future::BoxFuture;
use serde_json::{Map, Value, json};
use tokio::time::timeout_at;
use tollgate::Gate;

use super::amount::cents;
use super::companies::{COMPANIES, PROFILE, TYPES, create, retype};
use super::csv::{self, Table};
use crate::app::App;
use crate::asker::Asker;
use crate::changes;
use crate::guard::{Ask, Context, On, lifecycle};
use crate::input;
use crate::judged::Asked;
use crate::kind::At;
use crate::problem::Problem;
use crate::read;
use crate::route::{Does, Until};
use crate::texts::Text;
use crate::write::{Request, write};
use crate::writing::{Done, Writing, allowed};

/// How many rows an import has at most.
const MOST: usize = 2000;

const EDIT: Ask = Ask::record(&COMPANIES, "editCompany");
const RETYPE: Ask = Ask::record(&COMPANIES, "changeCompanyType").with(Context::To);

/// The steps by which a company gets each status.
const STEPS: [(&str, &str); 4] = [
    ("Active", "activate"),
    ("OnHold", "hold"),
    ("Inactive", "deactivate"),
    ("Disabled", "disable"),
];

/// Imports the rows of `csv`. Columns are the fields of a profile, `id` of a stored company,
/// `companyType` and `status`. `refused` has the rows that were refused, as CSV to put right, and
/// of more rows than there is time for, `rest` has those that are left, as CSV to go on with: what
/// is done is told in time, however slow the database is. A row that takes too long is told as one
/// that may have been done all the same.
pub(crate) fn companies<'a>(
    app: &'a App,
    asker: &'a Asker,
    input: &'a Value,
    until: Until,
) -> BoxFuture<'a, Result<Value, Problem>> {
    Box::pin(async move {
        let table = parsed(input::text(input, "csv")?)?;
        let (mut rows, mut refused) = (Vec::new(), Vec::new());
        let mut denials = app.settings.user_denials.saturating_sub(asker.denied.count);
        let mut all = table.rows.iter().enumerate();
        // Some row is begun in any case, so that whoever goes on comes to an end.
        for (place, cells) in all.by_ref() {
            // The first row of a spreadsheet has the names.
            let line = place + 2;
            let done = match row(&table.names, cells) {
                Ok(fields) => {
                    // Those before it are told, however long it takes.
                    let done = timeout_at(until.done.into(), one(app, asker, fields));
                    done.await.unwrap_or(Err(Problem::Slow))
                }
                Err(problem) => Err(problem),
            };
            // Each is in the log. Those that are left are sent again, which has to wait.
            if let Err(Problem::Denied(_) | Problem::Missing | Problem::NoAccount(_)) = &done {
                denials -= 1;
            }
            rows.push(match done {
                Ok(answer) => json!({ "line": line, "imported": answer }),
                Err(problem) => {
                    refused.push(cells);
                    json!({ "line": line, "refused": problem.document(asker.language) })
                }
            });
            if Instant::now() >= until.begun || denials <= 0 {
                break;
            }
        }
        let rest = table.part(all.map(|(_, cells)| cells))?;
        Ok(json!({ "rows": rows, "refused": table.part(refused)?, "rest": rest }))
    })
}

/// The table of an import, all of whose columns are known.
fn parsed(text: &str) -> Result<Table, Problem> {
    let table = csv::read(text)?;
    let known = [&["id", "companyType", "status"], PROFILE].concat();
    if let Some(name) = table.names.iter().find(|name| !known.contains(&name.as_str())) {
        let text = Text::of(|it| &it.column).with("name", name);
        return Err(Problem::one_of("csv", text, known));
    }
    match table.rows.len() > MOST {
        true => Err(Problem::invalid("csv", Text::of(|it| &it.rows).with("most", MOST))),
        false => Ok(table),
    }
}

/// A row as fields.
fn row(names: &[String], cells: &[String]) -> Result<Value, Problem> {
    if cells.len() != names.len() {
        let text = Text::of(|it| &it.cells).with("cells", cells.len());
        return Err(Problem::invalid("csv", text.with("names", names.len())));
    }
    let values = cells.iter().map(|cell| Value::from(csv::value(cell)));
    Ok(names.iter().cloned().zip(values).collect())
}

/// Imports a row: one with an `id` changes the company that is stored, any other makes one.
async fn one(app: &App, asker: &Asker, mut fields: Value) -> Result<Value, Problem> {
    let Some(all) = fields.as_object_mut() else { return Err(Problem::Unfinished) };
    let mut take = |name: &str| match all.remove(name) {
        Some(Value::String(text)) => text,
        _ => String::new(),
    };
    let (id, mut status) = (take("id"), take("status"));
    if id.is_empty() {
        let input = json!({ "fields": fields, "version": 0, "status": status });
        let ask = Ask::made(&COMPANIES, "createCompany");
        return write_row(app, asker, (&ask, String::new()), &input).await;
    }
    let mut to = take("companyType");
    let stored = read::find(&mut app.database.read().await?, &COMPANIES, &id).await?;
    // One that is not there is refused like one that may not be seen.
    let version = stored.as_ref().map_or(0, |record| record.version);
    if let Some(record) = stored {
        // Which is no change.
        for (name, value) in [("companyType", &mut to), ("status", &mut status)] {
            if record.attributes[name] == *value {
                value.clear();
            }
        }
    }
    if !to.is_empty() && !TYPES.contains(&to.as_str()) {
        let types = TYPES.iter().copied();
        return Err(Problem::one_of("companyType", Text::of(|it| &it.none_of), types));
    }
    let bare = fields.as_object().is_some_and(Map::is_empty);
    let ask = match STEPS.iter().find(|(to, _)| *to == status) {
        _ if !bare => EDIT,
        _ if !to.is_empty() => RETYPE,
        Some((_, step)) => Ask::step(&COMPANIES, step),
        None => EDIT,
    };
    let input = json!({ "fields": fields, "version": version, "status": status });
    let input = if to.is_empty() { input } else { with(input, "to", &to) };
    write_row(app, asker, (&ask, id), &input).await
}

fn with(mut input: Value, name: &str, value: &str) -> Value {
    input[name] = json!(value);
    input
}

async fn write_row(
    app: &App,
    asker: &Asker,
    (ask, id): (&Ask, String),
    input: &Value,
) -> Result<Value, Problem> {
    let path = &HashMap::from([("id".to_owned(), id)]);
    let does = Does::Change(made_or_changed);
    write(app, asker, Request { ask, path, input, does }).await
}

/// Makes or changes the company of a row, as its guard says.
fn made_or_changed<'a>(writing: &'a mut Writing<'_>) -> BoxFuture<'a, Result<Done, Problem>> {
    Box::pin(async move {
        let input = &in_cents(writing.input)?;
        let (work, made) = (&mut *writing.work, &mut *writing.made);
        let mut writing = Writing { work, made, input, ..*writing };
        let done = match writing.ask.on {
            On::Made(_) => create(&mut writing).await?,
            _ => changed(&mut writing).await?,
        };
        with_status(&mut writing, done).await
    })
}

/// Changes what a row has of a company but its status; of what the guard was not asked about each
/// is asked for.
async fn changed(writing: &mut Writing<'_>) -> Result<Done, Problem> {
    let record = writing.record()?.clone();
    let to = writing.input.get("to").and_then(Value::as_str).unwrap_or_default().to_owned();
    let bare = writing.input["fields"].as_object().is_some_and(Map::is_empty);
    if bare && to.is_empty() && writing.input["status"] == "" {
        return Err(Problem::invalid("csv", Text::of(|it| &it.nothing)));
    }
    let (id, before) = writing.before(&COMPANIES).await?;
    let fields = match bare {
        true => Vec::new(),
        false => changes::some_of(&COMPANIES, writing.input, PROFILE)?,
    };
    changes::put(writing, &COMPANIES, &id, fields).await?;
    let done = writing.done(&COMPANIES, &id, Some(before)).await?;
    if to.is_empty() {
        return Ok(done);
    }
    let judged = writing.require(&RETYPE, &record)?;
    retype(writing, &id, &to).await?;
    let now = writing.done(&COMPANIES, &id, None).await?;
    // What the guard asked about is logged as that.
    match writing.ask.what == RETYPE.what {
        true => Ok(Done { before: done.before, ..now }),
        false => Ok(now.after_step(done, judged)),
    }
}

/// A row with its amount in cents; only now, so that who may not import it hears that first.
fn in_cents(input: &Value) -> Result<Value, Problem> {
    let mut input = input.clone();
    if let Some(Value::String(text)) = input["fields"].get("creditLimit") {
        let cents = cents(text).map_err(|text| Problem::invalid("creditLimit", text))?;
        input["fields"]["creditLimit"] = json!(cents);
    }
    Ok(input)
}

/// A row that sets a status takes the step to it, which is asked for like any other.
async fn with_status(writing: &mut Writing<'_>, done: Done) -> Result<Done, Problem> {
    let status = writing.input["status"].as_str().unwrap_or_default().to_owned();
    let record = read::find(writing.work, &COMPANIES, &done.id).await?.ok_or(Problem::Missing)?;
    if status.is_empty() || record.attributes["status"] == status {
        return Ok(done);
    }
    let lifecycle = lifecycle(writing.gate, &COMPANIES)?.ok_or(Problem::Unfinished)?;
    let to = |each: &&tollgate::TransitionInfo| each.to.as_text() == status;
    let Some(step) = lifecycle.transitions.iter().find(to) else {
        let states = lifecycle.states.iter().map(|state| state.as_text());
        let text = Text::of(|it| &it.no_status).with("name", status.as_str());
        return Err(Problem::one_of("status", text, states));
    };
    let question = Asked { pack: COMPANIES.pack, name: step.name.clone(), kind: COMPANIES.name };
    // One that is refused is not made.
    let id = if matches!(writing.ask.on, On::Made(_)) { "" } else { &record.id };
    let same = |gate: &Gate| Ok(gate.transition(&step.name, &record.attributes)?);
    let mut judged = allowed(writing.standing, (question, id), same)?;
    judged.record.clone_from(&record.id);
    let (At(table, column), value) = changes::led_to(writing, &COMPANIES, &judged.decision)?;
    writing.keep(table, &record.id, [(column, value)]).await?;
    let now = writing.done(&COMPANIES, &record.id, None).await?;
    match writing.ask.what.name() == step.name {
        true => Ok(Done { before: done.before, steps: done.steps, ..now }),
        false => Ok(now.after_step(done, judged)),
    }
}
