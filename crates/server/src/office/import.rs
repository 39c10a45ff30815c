//! Importing companies from CSV: each row is asked for as its own action, and made whole or not at
//! all.

use std::collections::HashMap;

use futures_util::future::BoxFuture;
use serde_json::{Value, json};

use super::companies::{COMPANIES, PROFILE, create};
use crate::app::App;
use crate::asker::Asker;
use crate::changes;
use crate::guard::{Ask, lifecycle};
use crate::input;
use crate::kind::At;
use crate::problem::Problem;
use crate::read;
use crate::route::Does;
use crate::write::{Request, write};
use crate::writing::{Done, Writing};

/// How many rows an import has at most.
const MOST: usize = 2000;

/// Imports the rows of `csv`. Columns are the fields of a profile, `id` of a stored company,
/// `companyType` and `status`.
pub(crate) fn companies<'a>(
    app: &'a App,
    asker: &'a Asker,
    input: &'a Value,
) -> BoxFuture<'a, Result<Value, Problem>> {
    Box::pin(async move {
        let mut rows = Vec::new();
        for (place, row) in parsed(input::text(input, "csv")?)?.into_iter().enumerate() {
            // The first row of a spreadsheet has the names.
            let line = place + 2;
            rows.push(match one(app, asker, row).await {
                Ok(answer) => json!({ "line": line, "imported": answer }),
                Err(problem) => json!({ "line": line, "refused": problem.document() }),
            });
        }
        Ok(json!({ "rows": rows }))
    })
}

/// The rows as fields.
fn parsed(text: &str) -> Result<Vec<Value>, Problem> {
    let bad = |error: csv::Error| Problem::invalid("csv", error.to_string());
    let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(text.as_bytes());
    let names = reader.headers().map_err(bad)?.clone();
    let known = [&["id", "companyType", "status"], PROFILE].concat();
    if let Some(name) = names.iter().find(|name| !known.contains(name)) {
        return Err(Problem::one_of("csv", format!("there is no field `{name}`"), known));
    }
    let mut rows = Vec::new();
    for row in reader.records() {
        let row = row.map_err(bad)?;
        if rows.len() == MOST {
            return Err(Problem::invalid("csv", format!("has more than {MOST} rows")));
        }
        let mut fields = json!({});
        for (name, cell) in names.iter().zip(row.iter()) {
            fields[name] = match name {
                "creditLimit" => cell.parse::<i64>().map_or(json!(cell), |number| json!(number)),
                _ => json!(cell),
            };
        }
        rows.push(fields);
    }
    Ok(rows)
}

/// Imports a row: a company that is stored is changed, any other is made.
async fn one(app: &App, asker: &Asker, mut fields: Value) -> Result<Value, Problem> {
    let id = fields["id"].as_str().unwrap_or_default().to_owned();
    let status = fields["status"].as_str().unwrap_or_default().to_owned();
    let Some(all) = fields.as_object_mut() else { return Err(Problem::Unfinished) };
    all.remove("id");
    all.remove("status");
    let mut path = HashMap::new();
    let stored = match id.is_empty() {
        true => None,
        false => read::find(&mut app.database.read().await?, &COMPANIES, &id).await?,
    };
    let (ask, does, version) = match &stored {
        Some(record) => {
            all.remove("companyType");
            path.insert("id".to_owned(), id);
            let ask = Ask::record(&COMPANIES, "editCompany");
            (ask, Does::Change(changed), record.version)
        }
        None => (Ask::made(&COMPANIES, "createCompany"), Does::Change(made), 0),
    };
    let input = json!({ "fields": fields, "version": version, "status": status });
    write(app, asker, Request { ask: &ask, path: &path, input: &input, does }).await
}

fn made<'a>(writing: &'a mut Writing<'_>) -> BoxFuture<'a, Result<Done, Problem>> {
    Box::pin(async move {
        let done = create(writing).await?;
        with_status(writing, done).await
    })
}

fn changed<'a>(writing: &'a mut Writing<'_>) -> BoxFuture<'a, Result<Done, Problem>> {
    Box::pin(async move {
        let done = changes::edit(writing, PROFILE).await?;
        with_status(writing, done).await
    })
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
        return Err(Problem::one_of("status", format!("there is no status `{status}`"), states));
    };
    let decision = writing.gate.transition(&step.name, &record.attributes)?;
    if !decision.allowed {
        return Err(Problem::Denied(Box::new(decision)));
    }
    let (At(table, column), value) = changes::led_to(writing, &COMPANIES, &decision)?;
    writing.keep(table, &done.id, [(column, value)]).await?;
    writing.done(&COMPANIES, &done.id, done.before).await
}
