//! The principal: who asks, as facts. Names have become numbers; what they give is worked out here.

use super::fault::{Fault, Result, Spot};
use super::ids::{GrantAdviceId, GroupId, NO_NAME, ReferenceId, RoleId};
use super::layout::Slot;
use super::layout::value::{ABSENT, WRONG};
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
    /// The principal's own id, then its attributes: [`ABSENT`], [`WRONG`] or a number that equal
    /// ids share.
    pub(crate) references: &'a [u32],
}

/// A principal's facts.
#[derive(Clone, Debug)]
pub(crate) struct Principal {
    /// The groups it is in.
    groups: Mask,
    /// Its id, then its attributes, as in [`Claims`].
    references: Vec<u32>,
}

impl Principal {
    /// A principal that was resolved before, by the groups that it is in.
    pub(crate) fn new(program: &Program, groups: &[u32], references: Vec<u32>) -> Self {
        let mut mask = empty(program.groups.len().div_ceil(BITS));
        groups.iter().for_each(|group| put(&mut mask, *group as usize, true));
        Principal { groups: mask, references }
    }

    /// Resolves what is claimed.
    pub(crate) fn resolve(program: &Program, claims: &Claims<'_>) -> Result<Self> {
        let references = claims.references.to_vec();
        check_reference(&references, 0, false)?;
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
        for (index, attribute) in program.principal.iter().enumerate() {
            check_reference(&references, index + 1, attribute.optional)?;
        }
        Ok(Principal { groups, references })
    }

    pub(crate) fn is_in(&self, group: GroupId) -> bool {
        has(&self.groups, group.index())
    }

    /// The number of a reference's id; [`ABSENT`] where the principal lacks it.
    pub(crate) fn reference(&self, tie: ReferenceId) -> u32 {
        self.references.get(tie.index()).copied().unwrap_or(ABSENT)
    }

    pub(crate) fn has_reference(&self, tie: ReferenceId) -> bool {
        self.reference(tie) != ABSENT
    }

    /// Whether a fact of a rule holds.
    pub(crate) fn holds(&self, fact: Fact) -> bool {
        match fact {
            Fact::In(group) => self.is_in(group),
            Fact::Has(attribute) => self.has_reference(ReferenceId(attribute.0 + 1)),
        }
    }

    /// Takes from a mask that it rejects ties to what the principal lacks, of which there are none;
    /// whether it leaves that there are none.
    pub(crate) fn untie(&self, slots: &[Slot], mask: &mut Mask) -> bool {
        let mut left = true;
        for slot in slots {
            for (index, tie) in slot.ties.iter().enumerate() {
                if !self.has_reference(*tie) {
                    left &= !has(mask, slot.tie(index, false));
                    put(mask, slot.tie(index, true), false);
                }
            }
        }
        left
    }

    /// Sets the bits of a rule's facts.
    pub(crate) fn put_facts(&self, rule: &Rule, bits: &mut [u32]) {
        for (place, fact) in rule.facts.iter().enumerate() {
            put(bits, rule.fact_slot(place).value(usize::from(!self.holds(*fact))), true);
        }
    }
}

/// Whether a reference may be what it is.
fn check_reference(references: &[u32], index: usize, optional: bool) -> Result<()> {
    let code = match references.get(index).copied().unwrap_or(ABSENT) {
        ABSENT if !optional => ErrorCode::MissingAttribute,
        WRONG => ErrorCode::WrongType,
        _ => return Ok(()),
    };
    Err(Fault::new(code, Spot::Reference(ReferenceId::at(index))))
}

/// The fault of a name at a place in its list that is none, or that nobody has.
fn wrong_name(name: u32, unknown: ErrorCode, at: Spot) -> Fault {
    Fault::new(if name == NO_NAME { ErrorCode::WrongType } else { unknown }, at)
}

impl Program {
    /// Adds the groups that roles give.
    fn add_roles(&self, roles: &[u32], groups: &mut Mask) -> Result<()> {
        for (index, role) in roles.iter().enumerate() {
            let gives = self
                .roles
                .get(*role as usize)
                .ok_or_else(|| wrong_name(*role, ErrorCode::UnknownRole, Spot::Roles(index)))?;
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
                return Err(wrong_name(*group, code, Spot::Permissions(index)));
            }
            put(groups, *group as usize, true);
        }
        Ok(())
    }

    fn add_groups(&self, names: &[u32], groups: &mut Mask) -> Result<()> {
        for (index, group) in names.iter().enumerate() {
            if *group as usize >= self.groups.len() {
                return Err(wrong_name(*group, ErrorCode::UnknownGroup, Spot::Groups(index)));
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
            return Err(Fault::new(code, Spot::Grant));
        }
        self.add_roles(roles, &mut empty(0))?;
        let advice = self.grant_advice.iter().enumerate().filter(|(_, advice)| {
            advice.grant == grant && !advice.unless.iter().any(|role| roles.contains(&role.0))
        });
        Ok(advice.map(|(index, _)| GrantAdviceId::at(index)).collect())
    }
}
