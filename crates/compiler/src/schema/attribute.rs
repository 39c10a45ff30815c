//! What records, contexts and principals have.

use std::collections::HashMap;
use std::sync::Arc;

use tollgate::values::PointKind;

use crate::classes::Classes;
use crate::source::Place;

/// The attribute that is an entity's own id; the first of each record and of the principal.
pub(crate) const ID: usize = 0;

/// The attribute that is the principal's type, where there are several.
pub(crate) const TYPE: usize = 1;

/// The member that lists what an entity is in.
pub(super) const ANCESTORS: &str = "in";

/// The member that lists a principal's links, by template.
pub(crate) const LINKS: &str = "links";

/// What principals have, or records of a type.
pub(crate) struct Record {
    pub(crate) name: String,
    pub(crate) attributes: Vec<Attribute>,
    by_name: HashMap<String, usize>,
}

/// An attribute of the principal, a record or a context, or of what such a one holds.
#[derive(Clone, Debug)]
pub(crate) struct Attribute {
    /// The names on the way to it, joined by dots.
    pub(crate) name: String,
    pub(crate) path: Vec<String>,
    pub(crate) kind: Kind,
    /// Whether it, or something on the way to it, may be absent.
    pub(crate) optional: bool,
    /// Whether it may not be absent from what it is in.
    pub(crate) needed: bool,
    /// Of a list of `Type::id`: the type of the entries that count.
    pub(crate) of: Option<String>,
    /// Of principals: the types that have it, by number; empty where all have.
    pub(crate) types: Vec<usize>,
    /// Which of its values the pack tells apart.
    pub(crate) classes: Classes,
}

/// What an attribute holds, as far as policies can ask.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// One of the values of an enumerated type, which its attributes share.
    Enum {
        of: Arc<Enumeration>,
    },
    Bool,
    /// The id of an entity.
    Entity {
        of: String,
    },
    /// A set of ids.
    Set {
        of: String,
    },
    Text,
    /// A set of texts; or, written as texts in records, of values of an enumerated type.
    Texts {
        of: Option<Arc<Enumeration>>,
    },
    /// A number, a date or a span of time.
    Line(PointKind),
    /// An IP address or network.
    Ip,
    /// Anything else: only its presence can be asked.
    Other,
}

/// An enumerated type.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Enumeration {
    pub(crate) type_name: String,
    /// What Cedar calls it.
    pub(crate) full_name: String,
    /// Where it is declared.
    pub(crate) place: Place,
    pub(crate) values: Vec<String>,
    pub(super) by_name: HashMap<String, usize>,
}

impl Enumeration {
    /// The number of a value.
    pub(crate) fn number(&self, value: &str) -> Option<usize> {
        self.by_name.get(value).copied()
    }
}

/// The place of each name in a list.
pub(super) fn numbered<'n>(names: impl Iterator<Item = &'n String>) -> HashMap<String, usize> {
    names.enumerate().map(|(index, name)| (name.clone(), index)).collect()
}

impl Attribute {
    /// How many values it has apart from absence.
    pub(crate) fn present(&self) -> usize {
        match &self.kind {
            Kind::Enum { of } => of.values.len(),
            Kind::Bool => 2,
            _ => self.classes.count(),
        }
    }

    pub(super) fn new(path: Vec<String>, kind: Kind, optional: bool) -> Self {
        let (name, classes) = (path.join("."), Classes::One);
        Self { name, path, kind, optional, needed: !optional, of: None, types: Vec::new(), classes }
    }

    /// The list of the entries of a type, of which there may be none.
    pub(super) fn entries(path: &[&str], of: &str) -> Self {
        let path: Vec<String> = path.iter().map(|step| (*step).to_owned()).collect();
        let mut list = Self::new(path, Kind::Set { of: of.to_owned() }, true);
        list.name = format!("{} {of}", list.name);
        list.of = Some(of.to_owned());
        list
    }

    /// The template whose links it is, of a principal's attributes.
    pub(crate) fn template(&self) -> Option<&str> {
        match &self.path[..] {
            [links, template] if links == LINKS => Some(template),
            _ => None,
        }
    }

    /// Whether principals of a type have it.
    pub(crate) fn is_of(&self, kind: usize) -> bool {
        self.types.is_empty() || self.types.contains(&kind)
    }

    pub(crate) fn is_tie(&self) -> bool {
        matches!(self.kind, Kind::Entity { .. } | Kind::Set { .. })
    }

    /// How many values it has, absence included.
    pub(crate) fn domain(&self) -> usize {
        self.present() + usize::from(self.optional)
    }

    /// The values that a surface, a lifecycle or an advice can name.
    pub(crate) fn values(&self) -> impl Iterator<Item = &str> {
        (0..self.present()).filter_map(|value| self.value_name(value))
    }

    /// The name of a value.
    pub(crate) fn value_name(&self, value: usize) -> Option<&str> {
        match &self.kind {
            Kind::Enum { of } => of.values.get(value).map(String::as_str),
            Kind::Bool => ["false", "true"].get(value).copied(),
            _ => None,
        }
    }

    /// The number of the value of that name.
    pub(crate) fn value_number(&self, name: &str) -> Option<usize> {
        match &self.kind {
            Kind::Enum { of } => of.number(name),
            Kind::Bool => ["false", "true"].iter().position(|known| *known == name),
            _ => None,
        }
    }
}

impl Record {
    pub(super) fn new(name: String, attributes: Vec<Attribute>) -> Self {
        let by_name = numbered(attributes.iter().map(|attribute| &attribute.name));
        Self { name, attributes, by_name }
    }

    pub(crate) fn attribute(&self, name: &str) -> Option<usize> {
        self.by_name.get(name).copied()
    }

    /// The declared attribute at the end of a way.
    pub(crate) fn declared(&self, path: &[String]) -> Option<usize> {
        let of_schema = |(index, attribute): &(usize, &Attribute)| {
            *index != ID && attribute.of.is_none() && attribute.path == path
        };
        self.attributes.iter().enumerate().find(of_schema).map(|(index, _)| index)
    }

    /// The declared attribute at the end of a way that principals of a type have.
    pub(crate) fn declared_for(&self, kind: usize, path: &[String]) -> Option<usize> {
        let of_schema = |(index, attribute): &(usize, &Attribute)| {
            *index != ID
                && attribute.of.is_none()
                && attribute.path == path
                && attribute.is_of(kind)
        };
        self.attributes.iter().enumerate().find(of_schema).map(|(index, _)| index)
    }

    /// The list of the links of a template that name a type, or whether there is one where they
    /// name nothing.
    pub(crate) fn links(&self, template: &str, of: Option<&str>) -> Option<usize> {
        match of {
            Some(of) => self.attribute(&format!("{LINKS}.{template} {of}")),
            None => self.attribute(&format!("{LINKS}.{template}")),
        }
    }

    /// The list of its ancestors of a type.
    pub(crate) fn ancestors(&self, of: &str) -> Option<usize> {
        self.attribute(&format!("{ANCESTORS} {of}"))
    }
}
