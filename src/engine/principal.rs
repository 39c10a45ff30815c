//! The principal: who asks, as facts. Names have become numbers; what they give is worked out here.

use alloc::vec::Vec;

use super::fault::{Fault, Place, Result};
use super::layout::value::{ABSENT, WRONG};
use super::mask::{BITS, Mask, empty, has, put};
use super::model::{Model, PERMISSION};
use crate::code::ErrorCode;

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
    pub(crate) references: Vec<u32>,
}

impl Principal {
    /// Resolves what is claimed: the groups that roles give; where permissions are named, they
    /// replace those that roles gave, and nothing else; groups are added.
    pub(crate) fn resolve(model: &Model, claims: &Claims<'_>) -> Result<Self> {
        let reference = |index: usize| claims.references.get(index).copied().unwrap_or(ABSENT);
        let wrong = |word: u32, optional: bool| match word {
            ABSENT if !optional => Some(ErrorCode::MissingAttribute),
            WRONG => Some(ErrorCode::WrongType),
            _ => None,
        };
        if let Some(code) = wrong(reference(0), false) {
            return Err(Fault::new(code, Place::Id, 0));
        }
        let mut groups = empty(model.groups.len().div_ceil(BITS));
        let unknown = (ErrorCode::UnknownRole, Place::Roles);
        for role in listed(claims.roles, unknown, model.roles.len())? {
            put_all(&mut groups, &model.roles[*role as usize]);
        }
        let permissions = model.permissions();
        let unknown = (ErrorCode::UnknownPermission, Place::Permissions);
        let named = listed(claims.permissions, unknown, permissions.len())?;
        if !matches!(claims.permissions, Names::Absent) {
            permissions.iter().for_each(|group| put(&mut groups, *group as usize, false));
        }
        for place in named {
            put(&mut groups, permissions[*place as usize] as usize, true);
        }
        let unknown = (ErrorCode::UnknownGroup, Place::Groups);
        put_all(&mut groups, listed(claims.groups, unknown, model.groups.len())?);
        for (index, optional) in model.optional.iter().enumerate() {
            if let Some(code) = wrong(reference(index + 1), *optional == 1) {
                return Err(Fault::new(code, Place::Attribute, index));
            }
        }
        let references = (0..=model.optional.len()).map(reference).collect();
        Ok(Principal { groups, references })
    }

    pub(crate) fn is_in(&self, group: usize) -> bool {
        has(&self.groups, group)
    }

    /// The reference of a tie; `None` where the principal lacks it.
    pub(crate) fn reference(&self, tie: u32) -> Option<u32> {
        self.references.get(tie as usize).copied().filter(|word| *word != ABSENT)
    }

    /// Whether a fact of a rule is so.
    pub(crate) fn knows(&self, fact: u32, groups: usize) -> bool {
        match (fact as usize).checked_sub(groups) {
            None => self.is_in(fact as usize),
            Some(attribute) => self.reference(attribute as u32 + 1).is_some(),
        }
    }
}

fn put_all(mask: &mut Mask, bits: &[u32]) {
    bits.iter().for_each(|bit| put(mask, *bit as usize, true));
}

/// The numbers of a list, each below a bound.
fn listed(names: Names<'_>, (code, place): (ErrorCode, Place), bound: usize) -> Result<&[u32]> {
    match names {
        Names::Absent => Ok(&[]),
        Names::Wrong => Err(Fault::new(ErrorCode::WrongType, place, 0)),
        Names::Given(list) => match list.iter().position(|name| *name as usize >= bound) {
            None => Ok(list),
            Some(index) => Err(Fault::new(code, place, index)),
        },
    }
}

impl Model {
    /// The groups that are permissions, in schema order.
    pub(crate) fn permissions(&self) -> Vec<u32> {
        let permission = |group: &usize| self.groups[*group] & PERMISSION != 0;
        (0..self.groups.len()).filter(permission).map(|group| group as u32).collect()
    }

    /// The permissions, by their place among all, that roles give.
    pub(crate) fn role_defaults(&self, roles: &[u32]) -> Result<Vec<u32>> {
        let unknown = (ErrorCode::UnknownRole, Place::Roles);
        let mut held = empty(self.groups.len().div_ceil(BITS));
        for role in listed(Names::Given(roles), unknown, self.roles.len())? {
            put_all(&mut held, &self.roles[*role as usize]);
        }
        let permissions = self.permissions();
        let given = (0..permissions.len()).filter(|at| has(&held, permissions[*at] as usize));
        Ok(given.map(|place| place as u32).collect())
    }

    /// The advice on giving a permission (where the pack has any) or a role to a user of roles.
    pub(crate) fn grant_advice(&self, grant: usize, roles: &[u32]) -> Result<Vec<u32>> {
        let permissions = self.permissions();
        let (code, bound) = match permissions.len() {
            0 => (ErrorCode::UnknownRole, self.roles.len()),
            some => (ErrorCode::UnknownPermission, some),
        };
        if grant >= bound {
            return Err(Fault::new(code, Place::Grant, 0));
        }
        let unknown = (ErrorCode::UnknownRole, Place::Roles);
        let roles = listed(Names::Given(roles), unknown, self.roles.len())?;
        let wanted = match permissions.get(grant) {
            Some(group) => [group + 1, 0],
            None => [0, grant as u32 + 1],
        };
        let given = |index: &usize| {
            let advice = &self.grant_advice[*index];
            advice[..2] == wanted && !advice[2..].iter().any(|role| roles.contains(role))
        };
        Ok((0..self.grant_advice.len()).filter(given).map(|index| index as u32).collect())
    }
}
