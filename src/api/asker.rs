//! Who asks with a context: what of it records are compared with counts as the principal's, for as
//! long as the question takes.

use std::sync::OnceLock;

use serde_json::Value;

use crate::api::column::Known;
use crate::api::gate::Gate;
use crate::api::states::{Tries, of_principal};
use crate::engine::fault::{Fault, Result};
use crate::engine::ids::ClusterId;
use crate::engine::layout::value::ABSENT;
use crate::engine::principal::Principal;

/// A principal with what a context says.
#[derive(Debug)]
pub(crate) struct Asker {
    /// What the principal's attributes are, then those of the context.
    pub(crate) known: Vec<Known<'static>>,
    /// Its facts, without what attributes can be together: whether something is allowed is known
    /// without.
    pub(crate) facts: Principal,
    /// The same with that, once somebody needs it; `None` where that is too much.
    whole: OnceLock<Option<Principal>>,
}

impl Asker {
    /// Nothing where no record is compared with what a context has.
    pub(crate) fn new(gate: &Gate, context: &Value) -> Option<Self> {
        let asked = &gate.policy.loaded.tables.asked;
        if asked.is_empty() || !context.is_object() {
            return None;
        }
        let said: Vec<Known<'static>> =
            asked.iter().map(|column| column.find(context).known.into_owned()).collect();
        let word = |known: &Known<'_>| if *known == Known::Nothing { ABSENT } else { 0 };
        let Principal { groups, attributes, .. } = &gate.who.facts;
        let attributes = attributes.iter().copied().chain(said.iter().map(word)).collect();
        let facts = Principal { groups: groups.clone(), attributes, states: Vec::new() };
        let known = gate.who.known.iter().cloned().chain(said).collect();
        Some(Asker { known, facts, whole: OnceLock::new() })
    }

    /// Its facts with what attributes can be together.
    pub(crate) fn whole(&self, gate: &Gate) -> Result<&Principal> {
        let make = || {
            let loaded = &gate.policy.loaded;
            let (mut whole, mut tries) = (self.facts.clone(), Tries::default());
            for (id, cluster) in loaded.bundle.clusters.iter().enumerate() {
                let (id, members) = (ClusterId::at(id), loaded.tables.members(cluster));
                let ties = members.iter().flat_map(|(_, column)| &column.ties);
                let words = match ties.into_iter().any(|tie| tie.context.is_some()) {
                    true => of_principal(&members, &self.known, &mut tries)?,
                    false => gate.who.facts.states(id).to_vec(),
                };
                whole.states.push(words);
            }
            Some(whole)
        };
        self.whole.get_or_init(make).as_ref().ok_or_else(Fault::too_large)
    }
}
