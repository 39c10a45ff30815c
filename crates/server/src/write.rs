//! Changes: checked, made and logged in one transaction, on the record as the database has it.

use std::collections::HashMap;
use std::time::Duration;

use serde_json::{Value, json};
use tollgate::{Decision, Gate};

use crate::app::App;
use crate::asker::Asker;
use crate::audit::{self, Entry};
use crate::changes;
use crate::database::{Work, is_conflict};
use crate::guard::{Ask, On, sees};
use crate::kind::Kind;
use crate::problem::Problem;
use crate::read;
use crate::route::Does;
use crate::rows::Record;
use crate::writing::{Done, Writing};

/// How often a change is tried that others get in the way of.
const TRIES: u32 = 8;

/// A request for a change.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Request<'a> {
    /// The guard.
    pub ask: &'a Ask,
    /// The parts of the address.
    pub path: &'a HashMap<String, String>,
    /// What was sent.
    pub input: &'a Value,
    /// What is done.
    pub does: Does,
}

impl Request<'_> {
    /// The id of the address; empty where it has none.
    fn id(&self) -> &str {
        self.path.get("id").map_or("", String::as_str)
    }
}

/// How a try ends that did not fail.
enum Outcome {
    Done(Value),
    /// Refused by a gate: logged, and nothing else.
    Refused(Problem),
}

/// Makes a change, anew where others got in its way.
///
/// # Errors
///
/// [`Problem::Denied`], [`Problem::Missing`] and what the change itself refuses; nothing is changed
/// then.
pub(crate) async fn write(
    app: &App,
    asker: &Asker,
    request: Request<'_>,
) -> Result<Value, Problem> {
    let mut tries = 0;
    loop {
        let mut work = app.database.write().await?;
        let tried = match attempt(&mut work, app, asker, request).await {
            Ok(outcome) => work.commit().await.map(|()| outcome).map_err(Problem::from),
            Err(problem) => {
                // What is logged of it is another transaction.
                drop(work);
                Err(problem)
            }
        };
        match tried {
            Ok(Outcome::Done(told)) => return Ok(told),
            Ok(Outcome::Refused(problem)) => return Err(problem),
            Err(Problem::Denied(decision)) => {
                let id = request.id();
                return Err(refused(app, asker, request.ask, id, *decision).await?);
            }
            Err(Problem::Database(error)) if is_conflict(&error) && tries < TRIES => {
                tries += 1;
                let wait = rand::random_range(1..=10 * u64::from(tries));
                tokio::time::sleep(Duration::from_millis(wait)).await;
            }
            Err(problem) => return Err(problem),
        }
    }
}

async fn attempt(
    work: &mut Work,
    app: &App,
    asker: &Asker,
    request: Request<'_>,
) -> Result<Outcome, Problem> {
    let Request { ask, path, input, does } = request;
    let gate = asker.gate(work, app, ask.pack).await?;
    let record = match ask.on {
        On::Record(kind) | On::Entry(kind) => {
            let record = read::find(work, kind, request.id()).await?;
            let record = record.ok_or(Problem::Missing)?;
            let seen = sees(&gate, kind, &record)?;
            if !seen.allowed {
                refuse(work, app, (asker, ask), &record.id, &seen).await?;
                return Ok(Outcome::Refused(Problem::Missing));
            }
            Some(record)
        }
        On::Made(kind) => Some(made(&gate, kind, input)?),
        On::Workspace | On::Rows(_) => None,
    };
    let attributes = record.as_ref().map(|record| &record.attributes);
    let decision = ask.decide(&gate, attributes, input)?;
    if !decision.allowed {
        let id = record.as_ref().map_or("", |record| &record.id);
        refuse(work, app, (asker, ask), id, &decision).await?;
        return Ok(Outcome::Refused(Problem::Denied(Box::new(decision))));
    }
    if let (On::Record(_) | On::Entry(_), Some(record)) = (ask.on, &record) {
        let version = input.get("version").and_then(Value::as_i64);
        let version = version.ok_or_else(|| {
            Problem::invalid("version", "`version` has to be that of the record as it was read")
        })?;
        if version != record.version {
            return Err(Problem::Changed);
        }
    }
    let (gate, decision) = (&gate, &decision);
    let record = record.as_ref();
    let done = {
        let work = &mut *work;
        let mut writing = Writing { work, app, asker, gate, ask, decision, record, path, input };
        changes::make_change(&mut writing, does).await?
    };
    let Done { id, before, after, told } = done;
    audit::log(work, app, Entry { asker, ask, record: &id, decision, before, after }).await?;
    Ok(Outcome::Done(told))
}

/// Logs that something was refused.
async fn refuse(
    work: &mut Work,
    app: &App,
    (asker, ask): (&Asker, &Ask),
    record: &str,
    decision: &Decision,
) -> Result<(), Problem> {
    let entry = Entry { asker, ask, record, decision, before: None, after: None };
    audit::log(work, app, entry).await
}

/// Logs a refusal where no other work is under way.
///
/// # Errors
///
/// The database's.
pub(crate) async fn refused(
    app: &App,
    asker: &Asker,
    ask: &Ask,
    record: &str,
    decision: Decision,
) -> Result<Problem, Problem> {
    let mut work = app.database.write().await?;
    refuse(&mut work, app, (asker, ask), record, &decision).await?;
    work.commit().await?;
    Ok(Problem::Denied(Box::new(decision)))
}

/// The record that would be made: in the first state of its lifecycle, with what is given for
/// attributes that are fields.
fn made(gate: &Gate, kind: &Kind, input: &Value) -> Result<Record, Problem> {
    let mut attributes = json!({ "type": kind.resource, "id": "" });
    let lifecycle = gate.policy().map(|policy| policy.lifecycle(kind.resource)).transpose()?;
    if let Some(lifecycle) = lifecycle.flatten() {
        attributes[lifecycle.attribute.as_str()] = json!(lifecycle.initial);
    }
    for attribute in kind.attributes {
        let given = input.get("fields").and_then(|fields| fields.get(attribute.name));
        let own = kind.field(attribute.name).is_some();
        if let (Some(given), true, None) = (given, own, attributes.get(attribute.name)) {
            attributes[attribute.name] = given.clone();
        }
    }
    Ok(Record { id: String::new(), version: 0, attributes })
}
