//! Where in a schema each name is.

use std::collections::{BTreeSet, HashMap};

use cedar_policy_core::ast::EntityUID;
use cedar_policy_core::validator::ValidatorSchema;

use super::{Action, Group, Record, numbered};

/// The place of each name in the lists of a schema.
pub(super) struct Index {
    pub(super) actions: HashMap<String, usize>,
    pub(super) types: HashMap<String, usize>,
    pub(super) groups: HashMap<String, usize>,
    /// The actions that an entity is, or that are in it where it is a group of actions.
    pub(super) members: HashMap<EntityUID, BTreeSet<usize>>,
}

impl Index {
    pub(super) fn new(
        cedar: &ValidatorSchema,
        actions: &[Action],
        types: &[Record],
        groups: &[Group],
    ) -> Self {
        let uids: HashMap<&EntityUID, usize> =
            actions.iter().enumerate().map(|(index, action)| (&action.uid, index)).collect();
        let members = cedar.action_ids().map(|id| {
            let within = id.descendants().chain([id.name()]);
            (id.name().clone(), within.filter_map(|uid| uids.get(uid).copied()).collect())
        });
        Index {
            members: members.collect(),
            actions: numbered(actions.iter().map(|action| &action.at.value)),
            types: numbered(types.iter().map(|record| &record.name)),
            groups: numbered(groups.iter().map(|group| &group.at.value)),
        }
    }
}
