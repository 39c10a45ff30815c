//! Who asks with a context: what of it records are compared with counts as the principal's, for as
//! long as the question takes.

use serde_json::Value;

use crate::api::cluster_states::ClusterStates;
use crate::api::column::Known;
use crate::api::gate::Gate;
use crate::engine;
use crate::engine::fault::Result;
use crate::engine::ids::ClusterId;
use crate::engine::layout::value::ABSENT;
use crate::engine::principal::{Principal, States};

/// A gate's principal with what a context says.
pub(crate) struct Asker<'g> {
    gate: &'g Gate,
    /// What the principal's attributes are, then those of the context.
    pub(crate) known: Vec<Known<'static>>,
    facts: Principal,
    states: ClusterStates,
}

impl<'g> Asker<'g> {
    /// Nothing where no record is compared with what a context has.
    pub(crate) fn new(gate: &'g Gate, context: &Value) -> Option<Self> {
        let columns = &gate.policy.loaded.tables.contextual;
        if columns.is_empty() || !context.is_object() {
            return None;
        }
        let values: Vec<Known<'static>> =
            columns.iter().map(|column| column.find(context).known.into_owned()).collect();
        let word = |known: &Known<'_>| if *known == Known::Nothing { ABSENT } else { 0 };
        let Principal { groups, attributes } = &gate.who.facts;
        let attributes = attributes.iter().copied().chain(values.iter().map(word)).collect();
        let facts = Principal { groups: groups.clone(), attributes };
        let known = gate.who.known.iter().cloned().chain(values).collect();
        Some(Asker { gate, known, facts, states: ClusterStates::default() })
    }

    /// The gate in numbers.
    pub(crate) fn engine(&self) -> engine::gate::Gate<'_> {
        engine::gate::Gate { principal: &self.facts, states: self, ..self.gate.engine() }
    }
}

impl States for Asker<'_> {
    fn of(&self, cluster: ClusterId) -> Result<&[Vec<u32>]> {
        let loaded = &self.gate.policy.loaded;
        let states = self.states.of(loaded, &self.known, |tie| tie.context.is_some(), cluster)?;
        // What does not go by the context is as without it.
        states.map_or_else(|| self.gate.of(cluster), Ok)
    }
}
