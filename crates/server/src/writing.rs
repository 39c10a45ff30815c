//! A change in the making: what it has at hand, once its guard has allowed it.

use std::collections::HashMap;

use futures_util::future::BoxFuture;
use sea_query::{Alias, Expr, ExprTrait, Query, UpdateStatement};
use serde_json::{Value, json};
use tollgate::{Decision, Gate};

use crate::app::App;
use crate::asker::Asker;
use crate::database::Work;
use crate::guard::{Ask, sees};
use crate::judged::{Asked, Judged};
use crate::kind::Kind;
use crate::packs::Pack;
use crate::problem::Problem;
use crate::read;
use crate::rows::Record;
use crate::standing::Standing;

/// What does a change, once its guard has allowed it.
pub type Change = for<'a> fn(&'a mut Writing<'_>) -> BoxFuture<'a, Result<Done, Problem>>;

/// A change in the making.
pub struct Writing<'a> {
    /// The transaction.
    pub work: &'a mut Work,
    /// What requests share.
    pub app: &'a App,
    /// Who asks.
    pub asker: &'a Asker,
    /// The asker's gate of the guard's pack.
    pub gate: &'a Gate,
    /// The same, with what the log says in other languages.
    pub(crate) standing: &'a Standing,
    /// The guard.
    pub ask: &'a Ask,
    /// What the gate said: its `to` is where a step leads.
    pub decision: &'a Decision,
    /// The record of the address; of one that would be made, what policies read of it.
    pub record: Option<&'a Record>,
    /// The parts of the address.
    pub path: &'a HashMap<String, String>,
    /// What was sent.
    pub input: &'a Value,
    /// What was made that nobody asked for by itself, as the change needs it.
    pub made: &'a mut Vec<Made>,
}

/// A record that was made along with a change: an entry of its own in the log, by the decision on
/// the change.
#[derive(Debug)]
pub struct Made {
    /// Its kind.
    pub kind: &'static str,
    /// Its id.
    pub id: String,
    /// What it is.
    pub after: Value,
}

/// A change that is made.
#[derive(Debug, Default)]
pub struct Done {
    /// The kind of what was made or changed, for the log.
    pub kind: &'static str,
    /// Its id.
    pub id: String,
    /// What was, for the log.
    pub before: Option<Value>,
    /// What is.
    pub after: Option<Value>,
    /// What is told.
    pub answer: Value,
    /// What else was decided on the way.
    pub steps: Vec<Step>,
}

/// Something that was asked for within a change, and done: an entry of its own in the log.
#[derive(Debug)]
pub struct Step {
    /// What the gate said.
    pub judged: Judged,
    /// What was.
    pub before: Option<Value>,
    /// What is.
    pub after: Option<Value>,
}

impl Done {
    /// It with a step that followed: each has its own entry in the log.
    pub(crate) fn after_step(self, first: Done, judged: Judged) -> Self {
        let Done { kind, id, before, after, mut steps, .. } = first;
        steps.push(Step { judged, before: after.clone(), after: self.after });
        Done { kind, id, before, after, answer: self.answer, steps }
    }
}

impl Writing<'_> {
    /// The record of the address.
    ///
    /// # Errors
    ///
    /// [`Problem::Missing`] where the guard has none.
    pub fn record(&self) -> Result<&Record, Problem> {
        self.record.ok_or(Problem::Missing)
    }

    /// Asks the gate for something more than the guard did, on a record.
    ///
    /// # Errors
    ///
    /// [`Problem::Denied`].
    pub fn require(&self, ask: &Ask, record: &Record) -> Result<Judged, Problem> {
        let same = |gate: &Gate| ask.decide(gate, Some(&record.attributes), self.input);
        allowed(self.standing, (ask.asked(), &record.id), same)
    }

    /// The id of the record of the address, and all that it has.
    ///
    /// # Errors
    ///
    /// The database's.
    pub async fn before(&mut self, kind: &'static Kind) -> Result<(String, Value), Problem> {
        let record = self.record.ok_or(Problem::Missing)?;
        Ok((record.id.clone(), read::whole(self.work, kind, record).await?))
    }

    /// Sets columns of the record's row in a table, and counts the change in the record's version.
    ///
    /// # Errors
    ///
    /// [`Problem::Missing`] where there is no such row.
    pub async fn set(
        &mut self,
        table: &str,
        id: &str,
        values: impl IntoIterator<Item = (&str, Expr)>,
    ) -> Result<(), Problem> {
        let mut update = update(table, id, values);
        update.value(Alias::new("version"), Expr::col(Alias::new("version")).add(1));
        self.one_row(update).await
    }

    /// Sets columns of a row within a change that is counted already.
    ///
    /// # Errors
    ///
    /// [`Problem::Missing`] where there is no such row.
    pub async fn keep(
        &mut self,
        table: &str,
        id: &str,
        values: impl IntoIterator<Item = (&str, Expr)>,
    ) -> Result<(), Problem> {
        self.one_row(update(table, id, values)).await
    }

    async fn one_row(&mut self, update: UpdateStatement) -> Result<(), Problem> {
        match self.work.run(&update).await? {
            1 => Ok(()),
            _ => Err(Problem::Missing),
        }
    }

    /// Whether a table has a row of an id.
    ///
    /// # Errors
    ///
    /// The database's.
    pub async fn there_is(&mut self, table: &str, id: &str) -> Result<bool, Problem> {
        let mut query = Query::select();
        query.column(Alias::new("id")).from(Alias::new(table));
        query.and_where(Expr::col(Alias::new("id")).eq(id));
        Ok(self.work.one(&query).await?.is_some())
    }

    /// The state in which a pack's lifecycle starts a record.
    ///
    /// # Errors
    ///
    /// [`Problem::Fault`] where it says none.
    pub fn initial(&self, pack: Pack, resource: &str) -> Result<String, Problem> {
        let lifecycle = self.app.packs.policy(pack, self.asker.language).lifecycle(resource)?;
        let initial = lifecycle.map(|lifecycle| lifecycle.initial.as_text().to_owned());
        initial.ok_or(Problem::Fault("the pack says no first state"))
    }

    /// The end of a change of a record: what it was, what it is, and what the asker sees of it;
    /// nothing where the change took it out of the asker's sight.
    ///
    /// # Errors
    ///
    /// The database's.
    pub async fn done(
        &mut self,
        kind: &'static Kind,
        id: &str,
        before: Option<Value>,
    ) -> Result<Done, Problem> {
        let record = read::find(self.work, kind, id).await?.ok_or(Problem::Missing)?;
        let after = read::whole(self.work, kind, &record).await?;
        let answer = match sees(self.gate, kind, &record)?.allowed {
            true => read::one(self.work, self.gate, kind, &record).await?,
            false => json!({ "id": id }),
        };
        let (id, after) = (id.to_owned(), Some(after));
        Ok(Done { kind: kind.name, id, before, after, answer, steps: Vec::new() })
    }
}

/// What a gate says of something more than the guard asked for.
///
/// # Errors
///
/// [`Problem::Denied`].
pub(crate) fn allowed(
    standing: &Standing,
    question: (Asked, &str),
    ask: impl Fn(&Gate) -> Result<Decision, Problem>,
) -> Result<Judged, Problem> {
    let decision = ask(&standing.gate)?;
    let judged = standing.judged(question, decision, ask)?;
    match judged.decision.allowed {
        true => Ok(judged),
        false => Err(Problem::Denied(Box::new(judged))),
    }
}

/// What sets columns of the row of an id.
fn update<'a>(
    table: &str,
    id: &str,
    values: impl IntoIterator<Item = (&'a str, Expr)>,
) -> UpdateStatement {
    let mut update = Query::update();
    update.table(Alias::new(table)).and_where(Expr::col(Alias::new("id")).eq(id));
    for (name, value) in values {
        update.value(Alias::new(name), value);
    }
    update
}
