//! Rules read back from a bundle's program, beside the names that its tables have for them.

mod addresses;
mod cedar;
mod values;
mod words;

use tollgate::bundle::{self, Attribute, Bundle, Tie};
use tollgate::program::{self, AttributeId, Literal, Part, Program};

pub(crate) use words::Voice;
pub(crate) use words::{join, value};

/// A rule of a program beside the names of its bundle.
#[derive(Clone, Copy)]
pub(crate) struct Reading<'a> {
    pub(crate) bundle: &'a Bundle,
    pub(crate) program: &'a Program,
    pub(crate) rule: &'a program::Rule,
}

/// The attribute of principals that is their type, where there are several.
pub(crate) const TYPE: AttributeId = AttributeId(1);

/// An attribute, by what it is of.
pub(crate) type At = (Part, AttributeId);

impl<'a> Reading<'a> {
    pub(crate) fn resource(&self) -> &'a bundle::ResourceType {
        &self.bundle.types[self.rule.resource.index()]
    }

    /// The attributes of the record, the context or the principal.
    pub(crate) fn attributes(&self, part: Part) -> &'a [Attribute] {
        match part {
            Part::Record => &self.resource().attributes,
            Part::Context => &self.bundle.actions[self.rule.action.index()].context,
            Part::Principal => &self.bundle.principal.attributes,
        }
    }

    pub(crate) fn attribute(&self, (part, attribute): At) -> &'a Attribute {
        &self.attributes(part)[attribute.index()]
    }

    /// The literals of a conjunction of the rule.
    pub(crate) fn literals(&self, reject: &[u32]) -> Vec<Literal> {
        let record = &self.program.types[self.rule.resource.index()].record;
        self.rule.literals(record, reject)
    }

    /// The tie of an attribute at a place.
    pub(crate) fn tie(&self, at: At, place: usize) -> &'a Tie {
        &self.attribute(at).ties[place]
    }

    /// The attribute that a tie is to; nothing where that is a text.
    pub(crate) fn other(&self, (part, _): At, tie: &Tie) -> Option<At> {
        // What a context is compared with is the principal's, so another is one of the same part.
        let same = tie.attribute.map(|attribute| (part, attribute));
        let principal = tie.principal.map(|of| (Part::Principal, AttributeId(of.0)));
        principal.or(same).or_else(|| {
            let asker = &self.bundle.principal;
            let place = tie.context?.index().checked_sub(asker.attributes.len())?;
            let path = asker.context.get(place)?.path();
            let place = self.attributes(Part::Context).iter().position(|it| it.path() == path)?;
            Some((Part::Context, AttributeId::at(place)))
        })
    }

    /// The attributes that a tie compares.
    pub(crate) fn ends(&self, at: At, tie: &Tie) -> impl Iterator<Item = At> {
        [Some(at), self.other(at, tie)].into_iter().flatten()
    }

    /// Whether an attribute is the id of what it is of.
    pub(crate) fn is_id(&self, (part, attribute): At) -> bool {
        let first = attribute.index() == 0;
        let known = self.attribute((part, attribute));
        part != Part::Context && first && known.path() == ["id"] && !known.optional
    }

    /// Whether a literal says of which type the principal is.
    pub(crate) fn is_of_type(&self, literal: &Literal) -> bool {
        let several = self.bundle.principal.types.len() > 1;
        several && matches!(literal, Literal::Is(Part::Principal, TYPE, _))
    }

    /// Whether it may be absent. A list of what something is in, or is linked to, is empty then.
    pub(crate) fn may_lack(&self, at: At) -> bool {
        let known = self.attribute(at);
        known.optional && known.of.is_none()
    }

    /// The attributes that are there wherever all of some literals hold.
    pub(crate) fn certain(&self, literals: &[Literal]) -> Vec<At> {
        let mut certain = Vec::new();
        for literal in literals {
            match literal {
                Literal::Is(part, attribute, values) => {
                    let absent = self.attribute((*part, *attribute)).present_values();
                    if !values.contains(&absent) {
                        certain.push((*part, *attribute));
                    }
                }
                Literal::Tied(part, attribute, place) => {
                    let at = (*part, *attribute);
                    certain.extend(self.ends(at, self.tie(at, *place)));
                }
                Literal::In(_) | Literal::Out(_) | Literal::Untied(..) => {}
            }
        }
        certain
    }

    /// The ends of a tie that may be absent, for all that is certain.
    pub(crate) fn doubtful(&self, at: At, tie: &Tie, certain: &[At]) -> Vec<At> {
        self.ends(at, tie).filter(|end| self.may_lack(*end) && !certain.contains(end)).collect()
    }
}
