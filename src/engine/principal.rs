//! The principal: who asks, as facts. Names have become numbers; what they give is worked out here.

use super::fault::{Fault, Place, Result};
use super::layout::value::{ABSENT, WRONG};
use super::mask::{BITS, Mask, empty, has, put};
use super::model::Model;
use super::rule::Rule;
use crate::code::ErrorCode;
use crate::memory::List;

/// A list of names as numbers; a name that nobody knows is past the end of its table.
#[derive(Clone, Copy)]
pub(crate) enum Names<'a> {
    /// None was given.
    Absent,
    /// No list of strings was given.
    Wrong,
    Given(&'a [u32]),
}

/// A principal as it is handed in. Each reference is [`ABSENT`], [`WRONG`] or a number that equal
/// ids share; the first is the principal's own id, the others are its attributes.
pub(crate) struct Claims<'a> {
    pub(crate) roles: Names<'a>,
    pub(crate) permissions: Names<'a>,
    pub(crate) groups: Names<'a>,
    pub(crate) references: &'a [u32],
}

/// A principal's facts.
#[derive(Clone, Debug)]
pub(crate) struct Principal {
    /// The groups it is in.
    pub(crate) groups: Mask,
    /// Its id, then its attributes, as in [`Claims`].
    pub(crate) references: List<u32>,
}

impl Principal {
    /// Resolves what is claimed: the groups that roles give; where permissions are named, they
    /// replace those that roles gave, and nothing else; groups are added.
    pub(crate) fn resolve(model: &Model, claims: &Claims<'_>) -> Result<Self> {
        let mut references = List::from(claims.references);
        while references.len() < model.optional.len() + 1 {
            references.push(ABSENT);
        }
        references.truncate(model.optional.len() + 1);
        sound_id(references[0], false, Place::Id, 0)?;
        let mut groups = model.given(claims.roles)?;
        let permissions = model.permissions(claims.permissions)?;
        if !matches!(claims.permissions, Names::Absent) {
            for group in 0..model.groups.len() {
                if model.is_permission(group) {
                    put(&mut groups, group, false);
                }
            }
        }
        let unknown = (ErrorCode::UnknownGroup, Place::Groups);
        let named = listed(claims.groups, unknown, &|group| group < model.groups.len())?;
        for list in [permissions, named] {
            put_all(&mut groups, list);
        }
        for (index, optional) in model.optional.iter().enumerate() {
            sound_id(references[index + 1], *optional == 1, Place::Attribute, index)?;
        }
        Ok(Principal { groups, references })
    }

    pub(crate) fn is_in(&self, group: usize) -> bool {
        has(&self.groups, group)
    }

    /// The reference of a tie; [`ABSENT`] where the principal lacks it.
    pub(crate) fn reference(&self, tie: u32) -> u32 {
        self.references.get(tie as usize).copied().unwrap_or(ABSENT)
    }

    /// Whether a fact of a rule is so.
    pub(crate) fn knows(&self, fact: u32, groups: usize) -> bool {
        match (fact as usize).checked_sub(groups) {
            None => self.is_in(fact as usize),
            Some(attribute) => self.reference(attribute as u32 + 1) != ABSENT,
        }
    }

    /// Sets the bits of a rule's facts.
    pub(crate) fn tell(&self, rule: &Rule, groups: usize, bits: &mut [u32]) {
        for (fact, slot) in rule.facts.iter().zip(&rule.fact_slots) {
            put(bits, slot.value(usize::from(!self.knows(*fact, groups))), true);
        }
    }
}

/// Whether a reference may be what it is.
fn sound_id(reference: u32, optional: bool, place: Place, index: usize) -> Result<()> {
    let code = match reference {
        ABSENT if !optional => ErrorCode::MissingAttribute,
        WRONG => ErrorCode::WrongType,
        _ => return Ok(()),
    };
    Err(Fault::new(code, place, index))
}

fn put_all(mask: &mut Mask, bits: &[u32]) {
    for bit in bits {
        put(mask, *bit as usize, true);
    }
}

/// The numbers of a list, each of which is known.
fn listed<'a>(
    names: Names<'a>,
    (code, place): (ErrorCode, Place),
    known: &dyn Fn(usize) -> bool,
) -> Result<&'a [u32]> {
    let list = match names {
        Names::Absent => &[],
        Names::Wrong => return Err(Fault::new(ErrorCode::WrongType, place, 0)),
        Names::Given(list) => list,
    };
    for (index, name) in list.iter().enumerate() {
        if !known(*name as usize) {
            return Err(Fault::new(code, place, index));
        }
    }
    Ok(list)
}

impl Model {
    fn roles<'a>(&self, roles: Names<'a>) -> Result<&'a [u32]> {
        let unknown = (ErrorCode::UnknownRole, Place::Roles);
        listed(roles, unknown, &|role| role < self.roles.len())
    }

    fn permissions<'a>(&self, permissions: Names<'a>) -> Result<&'a [u32]> {
        let unknown = (ErrorCode::UnknownPermission, Place::Permissions);
        listed(permissions, unknown, &|group| self.is_permission(group))
    }

    /// The groups that roles give.
    pub(crate) fn given(&self, roles: Names<'_>) -> Result<Mask> {
        let mut groups = empty(self.groups.len().div_ceil(BITS));
        for role in self.roles(roles)? {
            put_all(&mut groups, &self.roles[*role as usize]);
        }
        Ok(groups)
    }

    /// The advice on giving a permission, by its group, or where the pack has none a role, to a
    /// user of roles.
    pub(crate) fn grant_advice(&self, grant: usize, roles: &[u32]) -> Result<List<u32>> {
        let permissions = (0..self.groups.len()).any(|group| self.is_permission(group));
        let (known, code, of) = match permissions {
            true => (self.is_permission(grant), ErrorCode::UnknownPermission, 0),
            false => (grant < self.roles.len(), ErrorCode::UnknownRole, 1),
        };
        if !known {
            return Err(Fault::new(code, Place::Grant, 0));
        }
        self.roles(Names::Given(roles))?;
        let mut told = List::new();
        for (index, advice) in self.grant_advice.iter().enumerate() {
            let [permission, role, unless @ ..] = &advice[..] else { continue };
            let wanted = [permission, role];
            let other = *wanted[1 - of];
            let granted = *wanted[of] as usize == grant + 1 && other == 0;
            if granted && !unless.iter().any(|role| roles.contains(role)) {
                told.push(index as u32);
            }
        }
        Ok(told)
    }
}
