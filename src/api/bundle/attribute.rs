//! Attributes of records, contexts and principals: what shells encode values by.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::is_false;
use crate::engine::ids::{ActionId, AttributeId, ReferenceId, TypeId, ValueId};
use crate::values::{PointKind, datetime_told, point_of, point_text};
use crate::vocabulary::{AttributeKind, Relation};

/// How far a date of JavaScript can be from 1970, in milliseconds.
const DATES_MAX: u64 = 8_640_000_000_000_000;

data! {
    /// An attribute of a record or a context: what a shell encodes values by.
    Attribute {
        /// Its name; of one within others, `owner.department`.
        name: String,
        /// The names on the way to it, where there are several.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        path: Vec<String>,
        /// What it holds.
        kind: AttributeKind,
        /// The values of an enumeration, in schema order; of a list, those that may be in it.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        values: Vec<String>,
        /// Of numbers and dates: where one class ends and the next begins, ascending.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        cuts: Vec<Cut>,
        /// Of texts and IP values: those that have a class by name, ascending.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        texts: Vec<NamedText>,
        /// Of texts: the patterns that tell the others apart, each as what stands between its
        /// stars; those together of which one is as good as another.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        patterns: Vec<Vec<Vec<String>>>,
        /// Of texts: which patterns the others can match, and of which class they are then.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        like: Vec<LikeClass>,
        /// Of IP values: networks, each with the class of all in it that has no name and is in no
        /// smaller one.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        networks: Vec<Network>,
        /// Of a list of `Type::id`: the type of the entries that count.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        of: Option<String>,
        /// Of principals: the types that have it, where not all have.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        types: Vec<ValueId>,
        /// Whether it may be absent.
        #[serde(default, skip_serializing_if = "is_false")]
        optional: bool,
        /// Whether it may be absent only with what it is in.
        #[serde(default, skip_serializing_if = "is_false")]
        needed: bool,
        /// What clauses compare it with.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        ties: Vec<Tie>,
        /// Completes "You need to …" where the tie would unlock something.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        label: Option<String>,
    }
}

data! {
    /// Attributes of a type's records or of an action's context that depend on each other: compared
    /// with the principal's, with one another, or one within another.
    Cluster {
        /// The type.
        #[serde(default, rename = "type", skip_serializing_if = "Option::is_none")]
        resource: Option<TypeId>,
        /// The action.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        action: Option<ActionId>,
        /// The attributes.
        attributes: Vec<AttributeId>,
    }
}

data! {
    /// Where a class of numbers or dates begins.
    Cut {
        /// The number or date, as Cedar writes it in a literal.
        at: String,
        /// Whether that one is still of the class before.
        #[serde(default, skip_serializing_if = "is_false")]
        after: bool,
    }
}

data! {
    /// A text that has a class by name.
    NamedText {
        /// The text.
        text: String,
        /// Its class.
        class: ValueId,
    }
}

data! {
    /// What texts without a name can match.
    LikeClass {
        /// The patterns that they match, by their places, ascending; no other.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        patterns: Vec<u32>,
        /// Their class.
        class: ValueId,
        /// Some of them.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        examples: Vec<String>,
    }
}

data! {
    /// A network of IP values.
    Network {
        /// Its first address, with its prefix.
        network: String,
        /// The class.
        class: ValueId,
        /// A value of it.
        example: String,
    }
}

data! {
    /// What an attribute is compared with: one of these.
    Tie {
        /// How.
        relation: Relation,
        /// An attribute of the principal, of which the first is its id.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        principal: Option<ReferenceId>,
        /// An attribute of the context, which is numbered after those of the principal.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        context: Option<ReferenceId>,
        /// Another attribute of the record.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        attribute: Option<AttributeId>,
        /// A text.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        text: Option<String>,
    }
}

impl Tie {
    /// What of the principal, or of the context, it is with.
    #[must_use]
    pub fn reference(&self) -> Option<ReferenceId> {
        self.principal.or(self.context)
    }
}

impl Cut {
    /// The first point after it; `None` where its text is not what Cedar writes.
    #[must_use]
    pub fn point(&self, kind: PointKind) -> Option<i64> {
        let at = match kind {
            PointKind::Long => self.at.parse().ok(),
            // As far as the dates of JavaScript reach, which is further than texts do.
            PointKind::Datetime => {
                datetime_told(&self.at).filter(|at| at.unsigned_abs() <= DATES_MAX)
            }
            _ => point_of(kind, &Value::String(self.at.clone())),
        };
        let at = at.filter(|at| point_text(kind, *at) == self.at)?;
        if self.after { at.checked_add(1) } else { Some(at) }
    }
}

impl Attribute {
    /// The names on the way to it.
    #[must_use]
    pub fn path(&self) -> &[String] {
        if self.path.is_empty() { std::slice::from_ref(&self.name) } else { &self.path }
    }

    /// What errors and filters call it: the way to it, where several have its name.
    #[must_use]
    pub fn dotted_path(&self) -> String {
        self.path().join(".")
    }

    /// Whether principals of a type have it.
    #[must_use]
    pub fn is_of(&self, principal: ValueId) -> bool {
        self.types.is_empty() || self.types.contains(&principal)
    }

    /// Whether it is within another one, of the same object.
    #[must_use]
    pub fn is_in(&self, other: &Attribute) -> bool {
        let path = self.path();
        let within = path.len() > 1 && *other.path() == path[..path.len() - 1];
        within && self.types == other.types
    }

    /// What the points of its values stand for; `None` where they have none.
    #[must_use]
    pub fn point_kind(&self) -> Option<PointKind> {
        Some(match self.kind {
            AttributeKind::Long => PointKind::Long,
            AttributeKind::Decimal => PointKind::Decimal,
            AttributeKind::Datetime => PointKind::Datetime,
            AttributeKind::Duration => PointKind::Duration,
            _ => return None,
        })
    }

    /// How many values it has apart from absence; see the bundle format.
    #[must_use]
    pub fn present_values(&self) -> usize {
        match self.kind {
            AttributeKind::Enum => self.values.len(),
            AttributeKind::Bool => 2,
            AttributeKind::Text => {
                let named = self.texts.iter().map(|it| it.class);
                let classes = named.chain(self.like.iter().map(|it| it.class));
                classes.map(|class| class.index() + 1).max().unwrap_or(1)
            }
            AttributeKind::Ip => {
                let named = self.texts.iter().map(|it| it.class);
                let classes = named.chain(self.networks.iter().map(|it| it.class));
                classes.map(|class| class.index() + 1).max().unwrap_or(1)
            }
            AttributeKind::Long
            | AttributeKind::Decimal
            | AttributeKind::Datetime
            | AttributeKind::Duration => self.cuts.len() + 1,
            AttributeKind::Entity
            | AttributeKind::Set
            | AttributeKind::Texts
            | AttributeKind::Other => 1,
        }
    }

    /// How many values it lists although it is of a kind that lists none.
    pub(crate) fn values_of_none(&self) -> usize {
        match self.kind {
            AttributeKind::Enum | AttributeKind::Texts => 0,
            _ => self.values.len(),
        }
    }

    /// How many of them, the first, have none but named values.
    #[must_use]
    pub fn named_values(&self) -> usize {
        match self.kind {
            AttributeKind::Enum | AttributeKind::Bool => self.present_values(),
            AttributeKind::Text => {
                let first = self.like.iter().map(|it| it.class.index()).min();
                first.unwrap_or_else(|| self.present_values())
            }
            AttributeKind::Ip => {
                let first = self.networks.iter().map(|it| it.class.index()).min();
                first.unwrap_or_else(|| self.present_values())
            }
            _ => 0,
        }
    }
}
