//! Clusters: which attributes of a record or a context depend on each other, and what they can be.

use std::collections::HashMap;

use tollgate::bundle::{self, Attribute};
use tollgate::program::{
    ActionId, AttributeId, Cluster, ClusterId, Layout, Other, Part, ResourceType, Rule, TypeId,
};

use super::attributes::{context_attributes, record_attributes};
use super::numbers::Numbers;

/// The clusters of a pack, as rules come up.
pub(super) struct Clusters<'a> {
    numbers: &'a Numbers<'a>,
    pub(super) all: Vec<Cluster>,
    /// The same as the tables have them.
    pub(super) entries: Vec<bundle::Cluster>,
    /// By type, and by action, those of its attributes.
    records: HashMap<usize, Vec<ClusterId>>,
    contexts: HashMap<usize, Vec<ClusterId>>,
}

impl<'a> Clusters<'a> {
    pub(super) fn new(numbers: &'a Numbers<'a>) -> Self {
        Clusters {
            numbers,
            all: Vec::new(),
            entries: Vec::new(),
            records: HashMap::new(),
            contexts: HashMap::new(),
        }
    }

    /// Those of a rule; `None` where they can be more than the engine looks at.
    pub(super) fn of(&mut self, rule: &Rule, types: &[ResourceType]) -> Option<Vec<ClusterId>> {
        let (resource, action) = (rule.resource.index(), rule.action.index());
        if !self.records.contains_key(&resource) {
            let attributes = record_attributes(self.numbers, resource);
            let found = self.add((Part::Record, resource), &types[resource].record, &attributes)?;
            self.records.insert(resource, found);
        }
        if !self.contexts.contains_key(&action) {
            let attributes = context_attributes(self.numbers, action);
            let found = self.add((Part::Context, action), &rule.context, &attributes)?;
            self.contexts.insert(action, found);
        }
        // A context's come first where the action was met on another type.
        let mut all = [&self.records[&resource][..], &self.contexts[&action]].concat();
        all.sort_unstable();
        Some(all)
    }

    fn add(
        &mut self,
        (part, of): (Part, usize),
        layout: &Layout,
        attributes: &[Attribute],
    ) -> Option<Vec<ClusterId>> {
        let mut ids = Vec::new();
        for members in groups(layout, attributes) {
            let anybody = tollgate::states_of_anybody(attributes, &members)?;
            self.entries.push(bundle::Cluster {
                resource: (part == Part::Record).then_some(TypeId::at(of)),
                action: (part != Part::Record).then_some(ActionId::at(of)),
                attributes: members.clone(),
            });
            let members = members.into_iter().map(|member| (part, member)).collect();
            ids.push(ClusterId::at(self.all.len()));
            self.all.push(Cluster { members, anybody });
        }
        Some(ids)
    }
}

/// The attributes that depend on each other: those that are compared with something, alone or with
/// what they are compared with, and those within one that may be absent.
pub(super) fn groups(layout: &Layout, attributes: &[Attribute]) -> Vec<Vec<AttributeId>> {
    let mut group: Vec<usize> = (0..attributes.len()).collect();
    let mut join = |one: usize, other: usize| {
        let (from, to) = (group[one].max(group[other]), group[one].min(group[other]));
        group.iter_mut().filter(|it| **it == from).for_each(|it| *it = to);
    };
    let mut dependent = vec![false; attributes.len()];
    for (at, slot) in layout.slots.iter().enumerate() {
        for tie in &slot.ties {
            dependent[at] = true;
            if let Other::Attribute(_, other) = tie.to {
                join(at, other.index());
            }
        }
        let parent = attributes.iter().position(|it| attributes[at].is_in(it) && it.optional);
        if let Some(parent) = parent {
            dependent[at] = true;
            join(at, parent);
        }
    }
    let mut groups: Vec<Vec<AttributeId>> = Vec::new();
    for first in 0..attributes.len() {
        let members: Vec<usize> = (0..attributes.len()).filter(|it| group[*it] == first).collect();
        if members.iter().any(|it| dependent[*it]) {
            groups.push(members.into_iter().map(AttributeId::at).collect());
        }
    }
    groups
}
