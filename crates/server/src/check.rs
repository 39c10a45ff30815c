//! What a gate says of a request before anything is done: of the record as the database has it.

use serde_json::{Value, json};
use tollgate::{Decision, Gate};

use crate::app::App;
use crate::asker::Asker;
use crate::audit::{self, Entry};
use crate::database::Work;
use crate::guard::{Ask, On, lifecycle, sees};
use crate::kind::Kind;
use crate::problem::Problem;
use crate::read;
use crate::rows::Record;

/// What may be done.
pub(crate) struct Allowed {
    /// The record of the address, or the one that would be made.
    pub record: Option<Record>,
    /// What the gate said; of rows each is asked about by itself.
    pub decision: Option<Decision>,
}

/// What may not be done.
pub(crate) struct Refused {
    /// The record's id; empty where it is none.
    pub record: String,
    /// What the gate said.
    pub decision: Decision,
    /// The fingerprint of the policy that decided.
    pub fingerprint: String,
    /// Whether the record may be seen at all.
    pub seen: bool,
}

impl Refused {
    /// Logs it.
    ///
    /// # Errors
    ///
    /// The database's.
    pub(crate) async fn log(
        &self,
        work: &mut Work,
        (asker, ask): (&Asker, &Ask),
    ) -> Result<(), Problem> {
        let Refused { record, decision, fingerprint, .. } = self;
        let (kind, before, after) = (ask.on.name(), None, None);
        let entry = Entry { asker, ask, kind, record, decision, fingerprint, before, after };
        audit::log(work, entry).await
    }

    /// Logs it where no other work is under way, and says what it is told as.
    pub(crate) async fn tell(self, app: &App, question: (&Asker, &Ask)) -> Problem {
        let logged = async {
            let mut work = app.database.write().await?;
            self.log(&mut work, question).await?;
            Ok(work.commit().await?)
        };
        match logged.await {
            Ok(()) => self.into(),
            Err(problem) => problem,
        }
    }
}

impl From<Refused> for Problem {
    fn from(refused: Refused) -> Self {
        match refused.seen {
            true => Problem::Denied(Box::new(refused.decision)),
            false => Problem::Missing,
        }
    }
}

/// Asks a guard's question about the record of an id, or about the one that `input` would make.
///
/// # Errors
///
/// [`Problem::Missing`] where there is no such record.
pub(crate) async fn check(
    work: &mut Work,
    gate: &Gate,
    ask: &Ask,
    (id, input): (&str, &Value),
) -> Result<Result<Allowed, Refused>, Problem> {
    let record = match ask.on {
        On::Rows(_) => return Ok(Ok(Allowed { record: None, decision: None })),
        On::Workspace => None,
        On::Made(kind) => Some(made(gate, kind, input)?),
        On::Record(kind) | On::Entry(kind) => {
            let record = read::find(work, kind, id).await?.ok_or(Problem::Missing)?;
            let decision = sees(gate, kind, &record)?;
            if !decision.allowed {
                let (record, fingerprint) = (record.id, fingerprint(gate));
                return Ok(Err(Refused { record, decision, fingerprint, seen: false }));
            }
            Some(record)
        }
    };
    let decision = ask.decide(gate, record.as_ref().map(|record| &record.attributes), input)?;
    Ok(match decision.allowed {
        true => Ok(Allowed { record, decision: Some(decision) }),
        false => {
            let record = record.map(|record| record.id).unwrap_or_default();
            Err(Refused { record, decision, fingerprint: fingerprint(gate), seen: true })
        }
    })
}

/// Which policy a gate decides by.
pub(crate) fn fingerprint(gate: &Gate) -> String {
    gate.policy().map(|policy| policy.fingerprint().to_owned()).unwrap_or_default()
}

/// The record that would be made: in the first state of its lifecycle, with what is given for
/// attributes that are fields.
fn made(gate: &Gate, kind: &Kind, input: &Value) -> Result<Record, Problem> {
    let mut attributes = json!({ "type": kind.resource, "id": "" });
    if let Some(lifecycle) = lifecycle(gate, kind)? {
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
