//! What a route asks its gate before anything else happens.

use serde_json::{Value, json};
use tollgate::{Decision, Gate, Lifecycle};

use crate::app::now;
use crate::judged::Asked;
use crate::kind::{Kind, Seen};
use crate::packs::Pack;
use crate::problem::Problem;
use crate::rows::Record;
use crate::texts::Text;

/// Who may use a route.
#[derive(Clone, Copy, Debug)]
pub enum Guard {
    /// Anybody.
    Public,
    /// Who is signed in: it shows and changes nothing but one's own.
    SignedIn,
    /// Whom a gate allows it.
    Asks(Ask),
}

/// A question to a gate.
#[derive(Clone, Copy, Debug)]
pub struct Ask {
    /// The pack that answers.
    pub pack: Pack,
    /// What is asked for.
    pub what: What,
    /// On what.
    pub on: On,
    /// With what context.
    pub context: Context,
}

/// What is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    /// An action.
    Action(&'static str),
    /// A step of a lifecycle: its guard, in the states that have it.
    Transition(&'static str),
}

/// On what an action is asked for.
#[derive(Clone, Copy, Debug)]
pub enum On {
    /// The office as a whole.
    Workspace,
    /// The record of the address.
    Record(&'static Kind),
    /// The office as a whole, for a record of the address that it governs.
    Entry(&'static Kind),
    /// The record that would be made.
    Made(&'static Kind),
    /// Each row by itself: the answer has those that may be seen.
    Rows(&'static Kind),
}

impl On {
    /// What the log calls it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            On::Workspace => "workspace",
            On::Record(kind) | On::Entry(kind) | On::Made(kind) | On::Rows(kind) => kind.name,
        }
    }
}

/// What else a decision depends on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Context {
    /// Nothing.
    None,
    /// `to`: the value of the request's `to`.
    To,
    /// `now`: the server's clock.
    Now,
}

impl What {
    /// Its name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            What::Action(name) | What::Transition(name) => name,
        }
    }
}

impl Ask {
    /// An action on the office as a whole.
    #[must_use]
    pub const fn workspace(pack: Pack, action: &'static str) -> Self {
        Ask { pack, what: What::Action(action), on: On::Workspace, context: Context::None }
    }

    /// An action on a record.
    #[must_use]
    pub const fn record(kind: &'static Kind, action: &'static str) -> Self {
        Ask {
            pack: kind.pack,
            what: What::Action(action),
            on: On::Record(kind),
            context: Context::None,
        }
    }

    /// An action on the office as a whole, for one of the records that it governs.
    #[must_use]
    pub const fn entry(kind: &'static Kind, action: &'static str) -> Self {
        Ask { on: On::Entry(kind), ..Ask::record(kind, action) }
    }

    /// A step of a record.
    #[must_use]
    pub const fn step(kind: &'static Kind, transition: &'static str) -> Self {
        Ask { what: What::Transition(transition), ..Ask::record(kind, "") }
    }

    /// An action on a record that would be made.
    #[must_use]
    pub const fn made(kind: &'static Kind, action: &'static str) -> Self {
        Ask { on: On::Made(kind), ..Ask::record(kind, action) }
    }

    /// Those rows of a kind that may be seen.
    #[must_use]
    pub const fn rows(kind: &'static Kind) -> Self {
        match kind.seen {
            Seen::ByRow(action) => Ask { on: On::Rows(kind), ..Ask::record(kind, action) },
            Seen::All(action) => Ask::workspace(kind.pack, action),
        }
    }

    /// With a context.
    #[must_use]
    pub const fn with(self, context: Context) -> Self {
        Ask { context, ..self }
    }

    /// What is asked for, as the log names it.
    #[must_use]
    pub fn asked(&self) -> Asked {
        Asked { pack: self.pack, name: self.what.name().to_owned(), kind: self.on.name() }
    }

    /// The gate's decision; `record` is the one of the address, or the one that would be made.
    ///
    /// # Errors
    ///
    /// The gate's, for a record that lacks what policies read.
    pub fn decide(
        &self,
        gate: &Gate,
        record: Option<&Value>,
        input: &Value,
    ) -> Result<Decision, Problem> {
        let request = match (self.on, record) {
            (On::Workspace | On::Entry(_), _) => gate.prepare(&()),
            (_, Some(record)) => gate.prepare(record),
            (_, None) => return Err(Problem::Missing),
        };
        let request = match self.context {
            Context::None => request,
            Context::To => request.with(&json!({ "to": input.get("to") })),
            Context::Now => request.with(&json!({ "now": moment(now())? })),
        };
        let decision = match self.what {
            What::Action(action) => request.check(action),
            What::Transition(name) => request.transition(name),
        };
        decision.map_err(|error| self.fault(error))
    }

    /// What the gate cannot be asked about: the request's fault where it says what is asked about.
    fn fault(&self, error: tollgate::Error) -> Problem {
        let at = error.at().unwrap_or_default();
        let of_context = at.strip_prefix("context.");
        match (self.on, of_context) {
            (On::Made(_), _) | (_, Some(_)) => {
                let allowed = error.allowed().iter().map(String::as_str);
                Problem::one_of(of_context.unwrap_or(at), Text::of_fault(&error), allowed)
            }
            _ => Problem::Gate(error),
        }
    }
}

/// A moment as Cedar reads it.
fn moment(milliseconds: i64) -> Result<String, Problem> {
    let at = jiff::Timestamp::from_millisecond(milliseconds);
    at.map(|at| format!("{at:.3}")).map_err(|_| Problem::Fault("the server's clock is off"))
}

/// The lifecycle of a kind's records, in the gate's own policy.
///
/// # Errors
///
/// The policy's.
pub(crate) fn lifecycle(gate: &Gate, kind: &Kind) -> Result<Option<Lifecycle>, Problem> {
    let policy = gate.policy().map(|policy| policy.lifecycle(kind.resource));
    Ok(policy.transpose()?.flatten())
}

/// What the gate says of seeing a record.
///
/// # Errors
///
/// The gate's.
pub(crate) fn sees(gate: &Gate, kind: &Kind, record: &Record) -> Result<Decision, Problem> {
    Ok(match kind.seen {
        Seen::ByRow(action) => gate.check(action, &record.attributes)?,
        Seen::All(action) => gate.check(action, &())?,
    })
}
