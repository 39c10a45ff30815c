//! What a gate says of a request before anything is done: of the record as the database has it.

use serde_json::{Value, json};
use tollgate::{Decision, Gate};

use crate::app::App;
use crate::asker::Asker;
use crate::audit::{self, Entry};
use crate::database::Work;
use crate::guard::{Ask, On, lifecycle, sees};
use crate::judged::Judged;
use crate::kind::Kind;
use crate::problem::Problem;
use crate::read;
use crate::rows::Record;
use crate::standing::{self, Standing};

/// The most characters of an id that no gate was asked about and the log keeps.
const ID: usize = 120;

/// What may be done.
pub(crate) struct Allowed {
    /// The record of the address, or the one that would be made.
    pub record: Option<Record>,
    /// What the gate said; of rows each is asked about by itself.
    pub decision: Option<Decision>,
}

/// What may not be done.
pub(crate) struct Refused {
    /// What the gate said.
    pub judged: Judged,
    /// Whether the record may be seen at all.
    pub seen: bool,
}

impl Refused {
    /// Logs it where no other work is under way, and says what it is told as.
    pub(crate) async fn tell(self, app: &App, asker: &Asker) -> Problem {
        match alone(app, asker, Entry::from(&self.judged)).await {
            Ok(()) => self.into(),
            Err(problem) => problem,
        }
    }
}

impl From<Refused> for Problem {
    fn from(refused: Refused) -> Self {
        match refused.seen {
            true => Problem::Denied(Box::new(refused.judged)),
            false => Problem::Missing,
        }
    }
}

/// Logs what changes nothing, where no other work is under way.
async fn alone(app: &App, asker: &Asker, entry: Entry<'_>) -> Result<(), Problem> {
    let mut work = app.database.write().await?;
    audit::log(&mut work, asker, entry, (None, None)).await?;
    work.commit().await?;
    Ok(())
}

/// Logs whom a pack does not know, which denies whatever was asked for; gives what it is told as.
pub(crate) async fn stranger(
    app: &App,
    (asker, ask, id): (&Asker, &Ask, &str),
    problem: Problem,
) -> Problem {
    if !matches!(problem, Problem::NoAccount(_)) {
        return problem;
    }
    let answer = |(language, _)| {
        let document = problem.document(language);
        let answer = json!({
            "allowed": false, "action": ask.what.name(), "problem": document["type"],
            "message": document["detail"], "determining": [], "unlock": [],
        });
        (language, answer)
    };
    let policies = app.packs.policies(ask.pack);
    let fingerprint = policies[0].1.fingerprint().to_owned();
    let kept = standing::kept(policies.map(answer).into());
    // Nothing was looked for, and nobody's text is kept for its length.
    let fits = id.chars().count() <= ID && !id.contains(char::is_control);
    let entry = Entry {
        asked: &ask.asked(),
        record: if fits { id } else { "" },
        allowed: false,
        kept: &kept,
        fingerprint: &fingerprint,
    };
    match alone(app, asker, entry).await {
        Ok(()) => problem,
        Err(other) => other,
    }
}

/// Asks a guard's question about the record of an id, or about the one that `input` would make.
///
/// # Errors
///
/// [`Problem::Missing`] where there is no such record.
pub(crate) async fn check(
    work: &mut Work,
    standing: &Standing,
    ask: &Ask,
    (id, input): (&str, &Value),
) -> Result<Result<Allowed, Refused>, Problem> {
    let gate = &standing.gate;
    let record = match ask.on {
        On::Rows(_) => return Ok(Ok(Allowed { record: None, decision: None })),
        On::Workspace => None,
        On::Made(kind) => Some(made(gate, kind, input)?),
        On::Record(kind) | On::Entry(kind) => {
            let record = read::find(work, kind, id).await?.ok_or(Problem::Missing)?;
            let decision = sees(gate, kind, &record)?;
            if !decision.allowed {
                let same = |gate: &Gate| sees(gate, kind, &record);
                let judged = standing.judged((ask.asked(), &record.id), decision, same)?;
                return Ok(Err(Refused { judged, seen: false }));
            }
            Some(record)
        }
    };
    let same = |gate: &Gate| ask.decide(gate, record.as_ref().map(|it| &it.attributes), input);
    let decision = same(gate)?;
    if decision.allowed {
        return Ok(Ok(Allowed { record, decision: Some(decision) }));
    }
    let id = record.as_ref().map_or("", |record| record.id.as_str());
    let judged = standing.judged((ask.asked(), id), decision, same)?;
    Ok(Err(Refused { judged, seen: true }))
}

/// The record that would be made: in the first state of its lifecycle, with what is given for
/// attributes that are fields.
fn made(gate: &Gate, kind: &Kind, input: &Value) -> Result<Record, Problem> {
    let mut attributes = json!({ "type": kind.resource, "id": "" });
    if let Some(lifecycle) = lifecycle(gate, kind)? {
        attributes[lifecycle.attribute.as_str()] = json!(lifecycle.initial);
    }
    for attribute in kind.attributes {
        let value = input.get("fields").and_then(|fields| fields.get(attribute.name));
        let is_field = kind.field(attribute.name).is_some();
        if let (Some(value), true, None) = (value, is_field, attributes.get(attribute.name)) {
            attributes[attribute.name] = value.clone();
        }
    }
    Ok(Record { id: String::new(), version: 0, attributes })
}
