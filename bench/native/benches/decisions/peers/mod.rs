//! The engines beside which Tollgate is measured, each used as its own documentation has it, with
//! everything that can be made ahead of a question made ahead.

#[cfg(feature = "peers")]
mod casbin;
#[cfg(feature = "peers")]
mod cedar;
mod inline;

pub(crate) use self::inline::Inline;
#[cfg(feature = "peers")]
pub(crate) use self::{casbin::Casbin, cedar::Cedar};

use anyhow::{Result, ensure};

use crate::workload::{ACTIONS, customers, gates, people, records};

/// One engine with the questions of six customers prepared: an answer is asked for by number.
pub(crate) trait Peer {
    /// What reports call it.
    const NAME: &'static str;

    /// The answer to a question: which person, which action, which customer.
    fn ask(&mut self, person: usize, action: usize, row: usize) -> bool;

    /// The number of answers that are yes, over all questions.
    fn sweep(&mut self, rows: usize) -> usize {
        let mut allowed = 0;
        for row in 0..rows {
            for action in 0..ACTIONS.len() {
                for person in 0..crate::workload::PEOPLE {
                    allowed += usize::from(self.ask(person, action, row));
                }
            }
        }
        allowed
    }
}

/// Customers that differ to the policy.
pub(crate) const DISTINCT_ROWS: usize = 6;

/// Compares an engine's verdicts with Tollgate's; how many were compared.
pub(crate) fn compare<P: Peer>(peer: &mut P) -> Result<usize> {
    let gates = gates(&tollgate::packs::client_metrics())?;
    let (customers, people) = (customers(DISTINCT_ROWS), people());
    let mut compared = 0;
    for (row, record) in records(&customers).iter().enumerate() {
        for (number, action) in ACTIONS.iter().enumerate() {
            for (gate, person) in gates.iter().zip(&people) {
                let (ours, theirs) =
                    (gate.can(action, record)?, peer.ask(person.number, number, row));
                ensure!(
                    ours == theirs,
                    "{} says {theirs} where Tollgate says {ours}: {person:?}, {action}, {record}",
                    P::NAME
                );
                compared += 1;
            }
        }
    }
    Ok(compared)
}
