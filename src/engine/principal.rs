//! The principal: who asks, as facts. Names have become numbers; what they give is worked out here.

use super::fault::{Fault, FaultPlace, Result};
use super::ids::{ClusterId, GrantAdviceId, GroupId, NO_NAME, ReferenceId, RoleId};
use super::layout::value::{ABSENT, MASK, MISSING, UNKNOWN, WRONG};
use super::layout::{Other, Slot, Tie, is_tied};
use super::mask::{BITS, Mask, empty, has, put};
use super::program::{Fact, Grant, Program, Rule};
use crate::vocabulary::ErrorCode;

/// A principal as it is handed in: names as their numbers, of which those that nobody has are past
/// the end of their table.
#[derive(Clone, Copy)]
pub(crate) struct Claims<'a> {
    /// Where none are given, the groups of the permissions that roles give stay.
    pub(crate) roles: Option<&'a [u32]>,
    pub(crate) permissions: Option<&'a [u32]>,
    pub(crate) groups: Option<&'a [u32]>,
    /// A word of [`value`](super::layout::value) for its id, then for each of its attributes.
    pub(crate) attributes: &'a [u32],
}

/// What attributes that depend on each other can be together, where that goes by the principal.
/// Whether something is allowed is known without.
pub(crate) trait States {
    /// Of each of a cluster's attributes a word of [`value`](super::layout::value), for each way
    /// that they can be.
    fn of(&self, cluster: ClusterId) -> Result<&[Vec<u32>]>;
}

/// A principal's facts.
#[derive(Clone, Debug)]
pub(crate) struct Principal {
    /// The groups it is in.
    pub(crate) groups: Mask,
    /// Its id, then its attributes, as in [`Claims`].
    pub(crate) attributes: Vec<u32>,
}

impl Principal {
    /// A principal that was resolved before, by the groups that it is in.
    pub(crate) fn new(program: &Program, groups: &[u32], attributes: Vec<u32>) -> Self {
        let mut mask = empty(program.groups.len().div_ceil(BITS));
        groups.iter().for_each(|group| put(&mut mask, *group as usize, true));
        Principal { groups: mask, attributes }
    }

    /// The same, asked with a context that has all that records are compared with.
    pub(crate) fn with_full_context(&self, program: &Program) -> Self {
        let mut principal = self.clone();
        principal.attributes.resize(program.principal.slots.len(), 0);
        principal
    }

    /// Resolves what is claimed.
    pub(crate) fn resolve(program: &Program, claims: &Claims<'_>) -> Result<Self> {
        let attributes = claims.attributes.to_vec();
        check_attribute(&attributes, 0, false)?;
        let mut groups = empty(program.groups.len().div_ceil(BITS));
        if let Some(roles) = claims.roles {
            program.add_roles(roles, &mut groups)?;
        }
        if let Some(permissions) = claims.permissions {
            program.replace_permissions(permissions, &mut groups)?;
        }
        if let Some(names) = claims.groups {
            program.add_groups(names, &mut groups)?;
        }
        for (index, slot) in program.principal.slots.iter().enumerate() {
            check_attribute(&attributes, index, slot.optional)?;
        }
        Ok(Principal { groups, attributes })
    }

    pub(crate) fn is_in(&self, group: GroupId) -> bool {
        has(&self.groups, group.index())
    }

    /// The word of an attribute.
    fn attribute(&self, reference: ReferenceId) -> u32 {
        self.attributes.get(reference.index()).copied().unwrap_or(ABSENT)
    }

    /// Whether it has what a tie is with.
    pub(crate) fn has_other(&self, tie: &Tie) -> bool {
        match tie.to {
            Other::Principal(reference) | Other::Context(reference) => {
                self.attribute(reference) != ABSENT
            }
            Other::Attribute(..) | Other::Text(_) => true,
        }
    }

    /// Which of its outcomes a fact has, as its bits are numbered.
    pub(crate) fn outcome(&self, program: &Program, fact: Fact) -> usize {
        match fact {
            Fact::In(group) => usize::from(!self.is_in(group)),
            Fact::Tied(reference, tie) => {
                usize::from(!is_tied(self.attribute(reference), tie as usize))
            }
            Fact::Is(reference) => match self.attribute(reference) {
                ABSENT => program.outcomes(fact) - 1,
                word => (word & MASK) as usize,
            },
        }
    }

    /// Takes from a mask that it rejects ties to what the principal lacks, of which there are none;
    /// whether it leaves that there are none.
    pub(crate) fn untie(&self, slots: &[Slot], mask: &mut Mask) -> bool {
        let mut left = true;
        for slot in slots {
            for (index, tie) in slot.ties.iter().enumerate() {
                if !self.has_other(tie) {
                    left &= !has(mask, slot.tie(index, false));
                    put(mask, slot.tie(index, true), false);
                }
            }
        }
        left
    }

    /// Sets the bits of a rule's facts.
    pub(crate) fn put_facts(&self, program: &Program, rule: &Rule, bits: &mut [u32]) {
        for (place, fact) in rule.facts.iter().enumerate() {
            put(bits, rule.fact_slot(place).value(self.outcome(program, *fact)), true);
        }
    }
}

/// Whether an attribute may be what it is.
fn check_attribute(attributes: &[u32], index: usize, optional: bool) -> Result<()> {
    let code = match attributes.get(index).copied().unwrap_or(ABSENT) {
        ABSENT if !optional => ErrorCode::MissingAttribute,
        MISSING => ErrorCode::MissingAttribute,
        WRONG => ErrorCode::WrongType,
        UNKNOWN => ErrorCode::UnknownValue,
        _ => return Ok(()),
    };
    Err(Fault::new(code, FaultPlace::Reference(ReferenceId::at(index))))
}

/// The fault of a name at a place in its list that is none, or that nobody has.
fn wrong_name(name: u32, unknown: ErrorCode, at: FaultPlace) -> Fault {
    Fault::new(if name == NO_NAME { ErrorCode::WrongType } else { unknown }, at)
}

impl Program {
    /// What the attributes of a cluster can be for a principal, or for just anybody.
    pub(crate) fn states<'a>(
        &'a self,
        id: ClusterId,
        rule: &'a Rule,
        who: Option<&'a dyn States>,
    ) -> Result<&'a [Vec<u32>]> {
        let cluster = &self.clusters[id.index()];
        let asks = |slot: &Slot| slot.ties.iter().any(Tie::asks);
        let who = who.filter(|_| self.members(cluster, rule).any(asks));
        who.map_or(Ok(&cluster.anybody), |states| states.of(id))
    }

    /// Adds the groups that roles give.
    fn add_roles(&self, roles: &[u32], groups: &mut Mask) -> Result<()> {
        for (index, role) in roles.iter().enumerate() {
            let gives = self.roles.get(*role as usize).ok_or_else(|| {
                wrong_name(*role, ErrorCode::UnknownRole, FaultPlace::Roles(index))
            })?;
            gives.iter().for_each(|group| put(groups, group.index(), true));
        }
        Ok(())
    }

    /// Puts permissions in place of those that are there.
    fn replace_permissions(&self, permissions: &[u32], groups: &mut Mask) -> Result<()> {
        for group in (0..self.groups.len()).filter(|group| self.groups[*group].permission) {
            put(groups, group, false);
        }
        for (index, group) in permissions.iter().enumerate() {
            if !self.is_permission(GroupId(*group)) {
                let code = ErrorCode::UnknownPermission;
                return Err(wrong_name(*group, code, FaultPlace::Permissions(index)));
            }
            put(groups, *group as usize, true);
        }
        Ok(())
    }

    fn add_groups(&self, names: &[u32], groups: &mut Mask) -> Result<()> {
        for (index, group) in names.iter().enumerate() {
            if *group as usize >= self.groups.len() {
                return Err(wrong_name(*group, ErrorCode::UnknownGroup, FaultPlace::Groups(index)));
            }
            put(groups, *group as usize, true);
        }
        Ok(())
    }

    /// The permissions that roles give.
    pub(crate) fn role_defaults(&self, roles: &[u32]) -> Result<Vec<GroupId>> {
        let mut groups = empty(self.groups.len().div_ceil(BITS));
        self.add_roles(roles, &mut groups)?;
        let all = (0..self.groups.len()).map(GroupId::at);
        Ok(all.filter(|it| has(&groups, it.index()) && self.is_permission(*it)).collect())
    }

    /// The advice on giving a permission, by its group, or where the pack has none a role, to a
    /// user of roles.
    pub(crate) fn advice_on_grant(&self, grant: u32, roles: &[u32]) -> Result<Vec<GrantAdviceId>> {
        let (known, code, grant) = match self.groups.iter().any(|group| group.permission) {
            true => {
                let group = GroupId(grant);
                (self.is_permission(group), ErrorCode::UnknownPermission, Grant::Permission(group))
            }
            false => {
                let known = (grant as usize) < self.roles.len();
                (known, ErrorCode::UnknownRole, Grant::Role(RoleId(grant)))
            }
        };
        if !known {
            return Err(Fault::new(code, FaultPlace::Grant));
        }
        self.add_roles(roles, &mut empty(0))?;
        let advice = self.grant_advice.iter().enumerate().filter(|(_, advice)| {
            advice.grant == grant && !advice.unless.iter().any(|role| roles.contains(&role.0))
        });
        Ok(advice.map(|(index, _)| GrantAdviceId::at(index)).collect())
    }
}
