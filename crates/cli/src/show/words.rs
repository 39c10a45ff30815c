//! Clauses in words, with the labels of the pack.

use tollgate::bundle::{Attribute, PERMISSION};
use tollgate::program::{AttributeKind, GroupId, Literal, Part, ReferenceId};

use super::Reading;

impl Reading<'_> {
    /// A conjunction in words.
    pub(super) fn words(&self, literals: &[Literal]) -> String {
        if literals.is_empty() {
            return "always".to_owned();
        }
        let all: Vec<String> = literals.iter().map(|literal| self.literal(literal)).collect();
        all.join(", and ")
    }

    fn literal(&self, literal: &Literal) -> String {
        let own = |attribute: usize| &self.bundle.principal.attributes[attribute].name;
        match literal {
            Literal::In(group) => format!("the principal is in {}", self.group(*group)),
            Literal::Out(group) => format!("the principal is not in {}", self.group(*group)),
            Literal::Has(attribute) => format!("the principal has {}", own(attribute.index())),
            Literal::Lacks(attribute) => format!("the principal has no {}", own(attribute.index())),
            Literal::Is(part, attribute, values) => {
                is(*part, self.attribute(*part, *attribute), values)
            }
            Literal::Tied(part, attribute, reference) => {
                let known = self.attribute(*part, *attribute);
                let verb = if known.kind == AttributeKind::Set { "contains" } else { "is" };
                let reference = self.reference(*reference);
                format!("{} {verb} {reference}", self::attribute(*part, known))
            }
            Literal::Untied(part, attribute, reference) => {
                let known = self.attribute(*part, *attribute);
                let set = known.kind == AttributeKind::Set;
                let verb = if set { "does not contain" } else { "is not" };
                let reference = self.reference(*reference);
                format!("{} {verb} {reference}", self::attribute(*part, known))
            }
        }
    }

    /// A group as messages name it, with its category.
    fn group(&self, group: GroupId) -> String {
        let group = &self.bundle.groups[group.index()];
        let name = group.name.strip_prefix(PERMISSION).unwrap_or(&group.name);
        let label = group.label.as_deref().unwrap_or(name);
        match &group.category {
            Some(category) => format!("{label} ({category})"),
            None => label.to_owned(),
        }
    }

    fn reference(&self, reference: ReferenceId) -> String {
        match reference.index().checked_sub(1) {
            None => "the principal".to_owned(),
            Some(index) => {
                format!("the principal's {}", self.bundle.principal.attributes[index].name)
            }
        }
    }
}

/// The name of an attribute, of the context too.
pub(super) fn attribute(part: Part, attribute: &Attribute) -> String {
    match part {
        Part::Record => attribute.name.clone(),
        Part::Context => format!("context.{}", attribute.name),
    }
}

/// One value of an attribute; absence is the one after the last.
pub(super) fn value(attribute: &Attribute, value: usize) -> String {
    match attribute.kind {
        _ if value >= attribute.present_values() => "absent".to_owned(),
        AttributeKind::Enum => attribute.values[value].clone(),
        AttributeKind::Bool => (value == 1).to_string(),
        AttributeKind::Entity | AttributeKind::Set | AttributeKind::Other => "present".to_owned(),
    }
}

fn is(part: Part, known: &Attribute, values: &[usize]) -> String {
    let name = attribute(part, known);
    let present = values.iter().filter(|value| **value < known.present_values()).count();
    let listed: Vec<String> = values.iter().map(|each| value(known, *each)).collect();
    match &listed[..] {
        [] => format!("{name} has no value"),
        [only] => format!("{name} is {only}"),
        all if present == all.len() && present == known.present_values() => {
            format!("{name} is present")
        }
        all => format!("{name} is one of {}", all.join(", ")),
    }
}
