//! Changes: checked, made and logged in one transaction, on the record as the database has it.

use std::collections::HashMap;
use std::time::Duration;

use serde_json::Value;
use tollgate::Gate;

use crate::app::App;
use crate::asker::Asker;
use crate::audit::{self, Entry};
use crate::changes;
use crate::check::{Allowed, Refused, check, stranger};
use crate::database::{Work, is_conflict};
use crate::guard::{Ask, On};
use crate::problem::Problem;
use crate::route::Does;
use crate::rows::Record;
use crate::texts::Text;
use crate::writing::{Done, Made, Step, Writing};

/// How often work is tried that others get in the way of.
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
    Refused(Refused),
    /// Refused by the gate while the change was made: that goes, and then it is logged.
    Late(Refused),
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
    match anew(|| once(app, asker, request)).await {
        Err(problem) => Err(stranger(app, (asker, request.ask, request.id()), problem).await),
        done => done,
    }
}

/// Does work that is a transaction of its own, anew where others got in its way.
///
/// # Errors
///
/// The work's; nothing is done then.
pub(crate) async fn anew<T, F>(does: impl Fn() -> F) -> Result<T, Problem>
where
    F: Future<Output = Result<T, Problem>>,
{
    let mut tries = 0;
    loop {
        match does().await {
            Err(Problem::Database(error)) if is_conflict(&error) && tries < TRIES => {
                tries += 1;
                // Those who met in one moment do not meet in the next.
                let wait = rand::random_range(1..=10_u64 << tries);
                tokio::time::sleep(Duration::from_millis(wait)).await;
            }
            done => return done,
        }
    }
}

async fn once(app: &App, asker: &Asker, request: Request<'_>) -> Result<Value, Problem> {
    let mut work = app.database.write().await?;
    match attempt(&mut work, app, asker, request).await? {
        Outcome::Done(answer) => {
            work.commit().await?;
            Ok(answer)
        }
        Outcome::Refused(refused) => {
            work.commit().await?;
            Err(refused.into())
        }
        Outcome::Late(refused) => {
            drop(work);
            Err(refused.tell(app, asker).await)
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
    let standing = &asker.standing(work, app, ask.pack).await?;
    let gate = &standing.gate;
    let checked = check(work, standing, ask, (request.id(), input)).await?;
    let Allowed { record, decision } = match checked {
        Ok(allowed) => allowed,
        Err(refused) => {
            audit::log(work, asker, Entry::from(&refused.judged), (None, None)).await?;
            return Ok(Outcome::Refused(refused));
        }
    };
    if let (On::Record(_) | On::Entry(_), Some(record)) = (ask.on, &record) {
        unchanged(record, input)?;
    }
    let decision = decision.ok_or(Problem::Missing)?;
    let record = record.as_ref();
    // Before the change, which may be one of whom the asker is.
    let same = |gate: &Gate| ask.decide(gate, record.map(|record| &record.attributes), input);
    let mut judged = standing.judged((ask.asked(), ""), decision, same)?;
    let mut made = Vec::new();
    let done = {
        let (work, decision, made) = (&mut *work, &judged.decision, &mut made);
        let mut writing =
            Writing { work, app, asker, standing, gate, ask, decision, record, path, input, made };
        changes::make_change(&mut writing, does).await
    };
    let Done { kind, id, before, after, answer, steps } = match done {
        Err(Problem::Denied(judged)) => {
            return Ok(Outcome::Late(Refused { judged: *judged, seen: true }));
        }
        done => done?,
    };
    // Of what was made, if the office as a whole was asked about.
    judged.asked.kind = kind;
    judged.record = id;
    audit::log(work, asker, Entry::from(&judged), (before, after)).await?;
    for Made { kind, id, after } in made {
        judged.asked.kind = kind;
        judged.record = id;
        audit::log(work, asker, Entry::from(&judged), (None, Some(after))).await?;
    }
    for Step { judged, before, after } in steps {
        audit::log(work, asker, Entry::from(&judged), (before, after)).await?;
    }
    Ok(Outcome::Done(answer))
}

/// That nobody changed a record since it was read.
fn unchanged(record: &Record, input: &Value) -> Result<(), Problem> {
    let version = input.get("version").and_then(Value::as_i64);
    let version = version.ok_or_else(|| Problem::invalid("version", Text::of(|it| &it.version)))?;
    if version == record.version { Ok(()) } else { Err(Problem::Changed) }
}
