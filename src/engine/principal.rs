//! The principal: who asks, as facts. Names have become numbers; what they give is worked out here.

use super::fault::{Fault, Place, Result};
use super::layout::Slot;
use super::layout::value::{ABSENT, WRONG};
use super::mask::{BITS, Mask, empty, has, put};
use super::model::Model;
use super::rule::Rule;
use crate::code::ErrorCode;
use crate::memory::{List, Slice};

/// A list of names as numbers; a name that nobody knows is past the end of its table.
#[derive(Clone, Copy)]
pub(crate) enum Names<'a> {
    /// None was given.
    Absent,
    /// No list of strings was given.
    Wrong,
    Given(&'a Slice<u32>),
}

/// A principal as it is handed in. Each reference is [`ABSENT`], [`WRONG`] or a number that equal
/// ids share; the first is the principal's own id, the others are its attributes.
pub(crate) struct Claims<'a> {
    /// Roles, permissions and groups.
    pub(crate) names: [Names<'a>; 3],
    pub(crate) references: &'a Slice<u32>,
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
    /// Resolves what is claimed.
    pub(crate) fn resolve(model: &Model, claims: &Claims<'_>) -> Result<Self> {
        let references = List::from(claims.references);
        sound(&references, 0, false)?;
        let mut groups = empty(model.groups.len().div_ceil(BITS));
        let places = [Place::Roles, Place::Permissions, Place::Groups];
        for (names, place) in claims.names.iter().zip(places) {
            model.give(*names, place, &mut groups)?;
        }
        for (index, optional) in model.optional.iter().enumerate() {
            sound(&references, index + 1, *optional == 1)?;
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

    /// Takes from a mask that it rejects ties to what the principal lacks, of which there are none;
    /// whether it leaves that there are none.
    pub(crate) fn untie(&self, slots: &List<Slot>, mask: &mut Mask) -> bool {
        let mut left = true;
        for slot in slots {
            for (index, tie) in slot.ties.iter().enumerate() {
                if self.reference(*tie) == ABSENT {
                    left &= !has(mask, slot.tie(index, false));
                    put(mask, slot.tie(index, true), false);
                }
            }
        }
        left
    }

    /// Sets the bits of a rule's facts.
    pub(crate) fn tell(&self, rule: &Rule, groups: usize, bits: &mut Slice<u32>) {
        for (fact, slot) in rule.facts.iter().zip(&rule.fact_slots) {
            put(bits, slot.value(usize::from(!self.knows(*fact, groups))), true);
        }
    }
}

/// Whether a reference may be what it is.
fn sound(references: &Slice<u32>, index: usize, optional: bool) -> Result<()> {
    let code = match references.get(index).copied().unwrap_or(ABSENT) {
        ABSENT if !optional => ErrorCode::MissingAttribute,
        WRONG => ErrorCode::WrongType,
        _ => return Ok(()),
    };
    Err(Fault::new(code, Place::Reference, index))
}

impl Model {
    /// What is wrong with the number of a name, of the lists that a principal has.
    fn unknown(&self, name: usize, place: Place) -> Option<ErrorCode> {
        let (known, code) = match place {
            Place::Roles => (name < self.roles.len(), ErrorCode::UnknownRole),
            Place::Permissions => (self.is_permission(name), ErrorCode::UnknownPermission),
            _ => (name < self.groups.len(), ErrorCode::UnknownGroup),
        };
        (!known).then_some(code)
    }

    /// Adds the groups that a list of a principal gives: roles theirs; permissions, where any are
    /// named, in place of those that are there; groups themselves.
    pub(crate) fn give(&self, names: Names<'_>, place: Place, groups: &mut Mask) -> Result<()> {
        let list = match names {
            Names::Absent => return Ok(()),
            Names::Wrong => return Err(Fault::new(ErrorCode::WrongType, place, 0)),
            Names::Given(list) => list,
        };
        for group in 0..self.groups.len() {
            if place == Place::Permissions && self.is_permission(group) {
                put(groups, group, false);
            }
        }
        for (index, name) in list.iter().enumerate() {
            let name = *name as usize;
            if let Some(code) = self.unknown(name, place) {
                return Err(Fault::new(code, place, index));
            }
            if place == Place::Roles {
                for group in &self.roles[name] {
                    put(groups, *group as usize, true);
                }
            } else {
                put(groups, name, true);
            }
        }
        Ok(())
    }

    /// The groups that roles give.
    pub(crate) fn given(&self, roles: &Slice<u32>) -> Result<Mask> {
        let mut groups = empty(self.groups.len().div_ceil(BITS));
        self.give(Names::Given(roles), Place::Roles, &mut groups)?;
        Ok(groups)
    }

    /// The advice on giving a permission, by its group, or where the pack has none a role, to a
    /// user of roles.
    pub(crate) fn grant_advice(&self, grant: usize, roles: &Slice<u32>) -> Result<List<u32>> {
        let permissions = (0..self.groups.len()).any(|group| self.is_permission(group));
        let (place, of) = if permissions { (Place::Permissions, 0) } else { (Place::Roles, 1) };
        if let Some(code) = self.unknown(grant, place) {
            return Err(Fault::new(code, Place::Grant, 0));
        }
        self.given(roles)?;
        let mut told = List::new();
        for (index, advice) in self.grant_advice.iter().enumerate() {
            let granted = advice[of] as usize == grant + 1 && advice[1 - of] == 0;
            if granted && !advice[2..].iter().any(|role| roles.contains(role)) {
                told.push(index as u32);
            }
        }
        Ok(told)
    }
}
