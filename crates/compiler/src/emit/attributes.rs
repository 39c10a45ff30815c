//! Attributes as the tables have them, which shells encode values by, and as the program has them.

use tollgate::bundle::{Attribute, Cut, LikeClass, NamedText, Network};
use tollgate::program::{AttributeKind, Slot, ValueId};
use tollgate::values::{PointKind, ip_text, point_text};

use super::numbers::{Numbers, Tied};
use crate::classes::ips::{IpClass, ip_classes};
use crate::classes::texts::TextClasses;
use crate::classes::{self, Classes};
use crate::schema::{Attribute as Declared, Kind};

/// The attributes of a type's records.
pub(super) fn record_attributes(numbers: &Numbers<'_>, resource: usize) -> Vec<Attribute> {
    let pack = numbers.pack;
    let record = &pack.schema.types[resource];
    let attributes = numbers.kept[resource].iter().map(|index| {
        let text = pack.roles.ties.get(&(resource, *index));
        let label = text.and_then(|text| text.label.clone());
        attribute(&record.attributes[*index], numbers.record_ties(resource, *index), label)
    });
    attributes.collect()
}

/// The attributes of an action's context.
pub(super) fn context_attributes(numbers: &Numbers<'_>, action: usize) -> Vec<Attribute> {
    let context = &numbers.pack.schema.actions[action].context;
    let kept = numbers.context[action].iter();
    kept.map(|slot| attribute(&context[*slot], numbers.context_ties(action, *slot), None)).collect()
}

/// What of contexts records are compared with, as attributes of whoever asks.
pub(super) fn compared_contexts(numbers: &Numbers<'_>) -> impl Iterator<Item = Declared> {
    let actions = &numbers.pack.schema.actions;
    numbers.compared_contexts.iter().map(|(action, index)| Declared {
        optional: true,
        needed: false,
        classes: Classes::One,
        ..actions[*action].context[*index].clone()
    })
}

/// An attribute as the tables have it.
pub(super) fn attribute(declared: &Declared, ties: Vec<Tied>, label: Option<String>) -> Attribute {
    let values = match &declared.kind {
        Kind::Enum { of } | Kind::Texts { of: Some(of) } => of.values.clone(),
        _ => Vec::new(),
    };
    let mut attribute = Attribute {
        name: declared.name.clone(),
        path: Vec::new(),
        kind: kind(&declared.kind),
        values,
        cuts: Vec::new(),
        texts: Vec::new(),
        patterns: Vec::new(),
        like: Vec::new(),
        networks: Vec::new(),
        of: declared.of.clone(),
        types: declared.types.iter().copied().map(ValueId::at).collect(),
        optional: declared.optional,
        needed: declared.needed && declared.optional,
        ties: ties.into_iter().map(|it| it.entry).collect(),
        label,
    };
    if *declared.path != [declared.name.clone()] {
        attribute.path.clone_from(&declared.path);
    }
    match (&declared.classes, &declared.kind) {
        (Classes::Line(cuts), Kind::Line(kind)) => {
            let cut = |cut: &classes::Cut| Cut { at: point_text(*kind, cut.at), after: cut.after };
            attribute.cuts = cuts.iter().map(cut).collect();
        }
        (Classes::Texts(classes), _) => texts(&mut attribute, classes),
        (Classes::Ips(classes), _) => ips(&mut attribute, classes),
        (_, Kind::Ip) => ips(&mut attribute, &ip_classes(&[], 1).unwrap_or_default()),
        (_, Kind::Text) => attribute.like.push(LikeClass {
            patterns: Vec::new(),
            class: ValueId(0),
            examples: Vec::new(),
        }),
        _ => {}
    }
    attribute
}

/// The classes of an attribute's texts.
fn texts(attribute: &mut Attribute, classes: &TextClasses) {
    attribute.patterns.clone_from(&classes.patterns);
    for (class, of) in classes.classes.iter().enumerate() {
        let class = ValueId::at(class);
        let named = of.texts.iter().map(|text| NamedText { text: text.clone(), class });
        attribute.texts.extend(named);
        for signature in &of.like {
            let patterns = signature.iter().filter_map(|it| u32::try_from(*it).ok()).collect();
            let examples = of.witnesses.clone();
            attribute.like.push(LikeClass { patterns, class, examples });
        }
    }
    attribute.texts.sort_by(|one, other| one.text.cmp(&other.text));
    attribute.like.sort_by(|one, other| one.patterns.cmp(&other.patterns));
}

/// The classes of an attribute's IP values.
fn ips(attribute: &mut Attribute, classes: &[IpClass]) {
    for (class, of) in classes.iter().enumerate() {
        let class = ValueId::at(class);
        let named = of.named.iter().map(|one| NamedText { text: ip_text(*one), class });
        attribute.texts.extend(named);
        attribute.networks.extend(of.networks.iter().map(|(network, example)| Network {
            network: ip_text(*network),
            class,
            example: ip_text(*example),
        }));
    }
    attribute.texts.sort_by(|one, other| one.text.cmp(&other.text));
    attribute.networks.sort_by(|one, other| one.network.cmp(&other.network));
}

/// An attribute as the engine has it; its bits are to be laid out.
pub(super) fn slot(attribute: &Declared, ties: Vec<Tied>, offered: bool) -> Slot {
    let kind = kind(&attribute.kind);
    let (optional, present) = (attribute.optional, attribute.present());
    let named = match &attribute.classes {
        Classes::Texts(texts) => texts.classes.iter().filter(|it| it.like.is_empty()).count(),
        Classes::Ips(classes) => classes.iter().filter(|it| it.networks.is_empty()).count(),
        _ if matches!(attribute.kind, Kind::Enum { .. } | Kind::Bool) => present,
        _ => 0,
    };
    // What the records of others hold of theirs is not told by a tie.
    let offered = offered && attribute.is_tie();
    let ties = ties.into_iter().map(|it| it.tie).collect();
    Slot { kind, offered, optional, present, named, bits: 0..0, ties }
}

fn kind(kind: &Kind) -> AttributeKind {
    match kind {
        Kind::Enum { .. } => AttributeKind::Enum,
        Kind::Bool => AttributeKind::Bool,
        Kind::Entity { .. } => AttributeKind::Entity,
        Kind::Set { .. } => AttributeKind::Set,
        Kind::Text => AttributeKind::Text,
        Kind::Texts { .. } => AttributeKind::Texts,
        Kind::Line(PointKind::Long) => AttributeKind::Long,
        Kind::Line(PointKind::Decimal) => AttributeKind::Decimal,
        Kind::Line(PointKind::Datetime) => AttributeKind::Datetime,
        Kind::Line(PointKind::Duration) => AttributeKind::Duration,
        Kind::Ip => AttributeKind::Ip,
        Kind::Other => AttributeKind::Other,
    }
}
