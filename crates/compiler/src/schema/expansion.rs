//! How large a schema becomes when Cedar writes out the types that stand in each other, which it
//! does before it says anything about them.

use std::collections::HashMap;
use std::sync::Arc;

use cedar_policy_core::parser::Loc;
use cedar_policy_core::validator::RawName;
use cedar_policy_core::validator::json_schema::{
    ActionType, CommonType, EntityType, EntityTypeKind, Fragment, Type, TypeVariant,
};

use crate::cedar;
use crate::diagnostic::{Diagnostic, Findings};
use crate::source::File;

/// Attributes, values and combinations of types that a schema may come to.
const EXPANDED_MAX: usize = 1 << 20;

/// Types that may stand in one another.
const DEPTH_MAX: usize = 64;

/// What a type comes to, written out.
#[derive(Clone, Copy, Default)]
struct Size {
    parts: usize,
    depth: usize,
}

impl Size {
    /// Both, side by side.
    fn beside(self, other: Size) -> Size {
        Size { parts: self.parts.saturating_add(other.parts), depth: self.depth.max(other.depth) }
    }

    /// It, in something.
    fn within(self) -> Size {
        Size { parts: self.parts.saturating_add(1), depth: self.depth + 1 }
    }

    fn is_over(self) -> bool {
        self.parts > EXPANDED_MAX || self.depth > DEPTH_MAX
    }
}

/// Whether the schema is within the bounds; reports the first declaration that passes one.
pub(super) fn check(
    file: &Arc<File>,
    fragment: &Fragment<RawName>,
    findings: &mut Findings,
) -> bool {
    let mut types = Types::new(fragment);
    let mut all = Size::default();
    let mut passes = |name: &str, loc: Option<&Loc>, size: Size| {
        let over = size.is_over();
        all = all.beside(size);
        if all.is_over() {
            findings.push(refusal(file, name, loc, size, over));
        }
        all.is_over()
    };
    for (namespace, of) in &fragment.0 {
        let namespace = namespace.as_ref().map(ToString::to_string).unwrap_or_default();
        for (name, common) in &of.common_types {
            let size = types.size(&namespace, &common.ty, DEPTH_MAX);
            if passes(&name.to_string(), common.loc.as_ref(), size) {
                return false;
            }
        }
        for (name, entity) in &of.entity_types {
            let size = types.entity(&namespace, entity);
            if passes(name.as_ref(), entity.loc.as_ref(), size) {
                return false;
            }
        }
        for (name, action) in &of.actions {
            let size = types.action(&namespace, action);
            if passes(name, action.loc.as_ref(), size) {
                return false;
            }
        }
    }
    true
}

fn refusal(file: &Arc<File>, name: &str, loc: Option<&Loc>, size: Size, alone: bool) -> Diagnostic {
    let message = if size.depth > DEPTH_MAX {
        format!("in `{name}` types stand more than {DEPTH_MAX} deep in each other")
    } else if alone {
        format!("`{name}` comes to more than {EXPANDED_MAX} attributes when it is written out")
    } else {
        format!("with `{name}` the schema comes to more than {EXPANDED_MAX} attributes")
    };
    let help = "a type that others name is repeated in each of them: name fewer, or make an \
                entity of what is repeated";
    let place = cedar::place(file, loc);
    Diagnostic::error("schema::too_large", &place, message).with_help(help)
}

/// The sizes of types that have names.
struct Types<'a> {
    common: HashMap<String, (String, &'a CommonType<RawName>)>,
    /// None while it is being worked out: a type in itself is Cedar's to refuse.
    known: HashMap<String, Option<Size>>,
}

impl<'a> Types<'a> {
    fn new(fragment: &'a Fragment<RawName>) -> Self {
        let mut common = HashMap::new();
        for (namespace, of) in &fragment.0 {
            let namespace = namespace.as_ref().map(ToString::to_string).unwrap_or_default();
            for (name, declared) in &of.common_types {
                common.insert(
                    qualified(&namespace, &name.to_string()),
                    (namespace.clone(), declared),
                );
            }
        }
        Types { common, known: HashMap::new() }
    }

    fn entity(&mut self, namespace: &str, entity: &EntityType<RawName>) -> Size {
        match &entity.kind {
            EntityTypeKind::Enum { choices } => Size { parts: choices.len(), depth: 0 },
            EntityTypeKind::Standard(standard) => {
                let tags = standard.tags.as_ref().map(|tags| self.size(namespace, tags, DEPTH_MAX));
                let shape = self.size(namespace, &standard.shape.0, DEPTH_MAX);
                shape.beside(tags.unwrap_or_default())
            }
        }
    }

    /// The context, and the pairs of types that the action applies to.
    fn action(&mut self, namespace: &str, action: &ActionType<RawName>) -> Size {
        let Some(applies) = &action.applies_to else { return Size::default() };
        let pairs = applies.principal_types.len().saturating_mul(applies.resource_types.len());
        let context = self.size(namespace, &applies.context.0, DEPTH_MAX);
        context.beside(Size { parts: pairs, depth: 0 })
    }

    /// What a type comes to; past `most` types in each other, no more is asked.
    fn size(&mut self, namespace: &str, of: &Type<RawName>, most: usize) -> Size {
        let Some(most) = most.checked_sub(1) else {
            return Size { parts: 1, depth: DEPTH_MAX + 1 };
        };
        match of {
            Type::Type { ty: TypeVariant::Record(record), .. } => {
                let attributes = record.attributes.values();
                let sizes = attributes.map(|it| self.size(namespace, &it.ty, most).within());
                sizes.fold(Size::default(), Size::beside)
            }
            Type::Type { ty: TypeVariant::Set { element }, .. } => {
                self.size(namespace, element, most).within()
            }
            Type::Type { ty: TypeVariant::EntityOrCommon { type_name }, .. }
            | Type::CommonTypeRef { type_name, .. } => {
                self.named(namespace, &type_name.to_string(), most)
            }
            Type::Type { .. } => Size::default(),
        }
    }

    fn named(&mut self, namespace: &str, name: &str, most: usize) -> Size {
        let near = qualified(namespace, name);
        let name = if self.common.contains_key(&near) { near } else { name.to_owned() };
        if let Some(known) = self.known.get(&name) {
            return known.unwrap_or_default();
        }
        let Some((namespace, declared)) = self.common.get(&name).cloned() else {
            return Size::default();
        };
        self.known.insert(name.clone(), None);
        let size = self.size(&namespace, &declared.ty, most);
        self.known.insert(name, Some(size));
        size
    }
}

fn qualified(namespace: &str, name: &str) -> String {
    if namespace.is_empty() { name.to_owned() } else { format!("{namespace}::{name}") }
}
