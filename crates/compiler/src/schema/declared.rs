//! What the schema declares, in the order in which it stands there.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use cedar_policy_core::parser::Loc;
use cedar_policy_core::validator::RawName;
use cedar_policy_core::validator::json_schema::{
    EntityTypeKind, Fragment, NamespaceDefinition, RecordType, StandardEntityType, Type,
    TypeVariant,
};

use crate::diagnostic::{Diagnostic, Findings};
use crate::source::{At, File, Place};
use crate::tokens::Tokens;

/// The declarations of a schema without namespaces.
pub(super) struct Declared<'a> {
    top: &'a NamespaceDefinition<RawName>,
    pub(super) entities: Vec<Entity>,
    pub(super) actions: Vec<At<String>>,
}

/// A declared entity type.
pub(super) struct Entity {
    pub(super) at: At<String>,
    /// Its values, where it is enumerated.
    pub(super) values: Vec<At<String>>,
}

impl<'a> Declared<'a> {
    pub(super) fn new(
        file: &Arc<File>,
        fragment: &'a Fragment<RawName>,
        findings: &mut Findings,
    ) -> Option<Self> {
        for (name, namespace) in &fragment.0 {
            let Some(name) = name else { continue };
            let place = (namespace.entity_types.values().filter_map(|entity| entity.loc.as_ref()))
                .chain(namespace.actions.values().filter_map(|action| action.loc.as_ref()))
                .min_by_key(|loc| loc.start())
                .map_or_else(|| file.start(), |loc| file.at(loc.start()..loc.start()));
            let message = format!("the schema declares types in the namespace `{name}`");
            let help = format!(
                "remove `namespace {name} {{ }}` around them: a pack is small \
                                enough for plain names"
            );
            findings.push(Diagnostic::error("schema::namespace", &place, message).with_help(help));
        }
        let top = fragment.0.get(&None)?;
        let entities = top.entity_types.iter().map(|(name, entity)| Entity {
            at: declared_at(file, name.as_ref(), entity.loc.as_ref()),
            values: match &entity.kind {
                EntityTypeKind::Enum { choices } => (choices.iter())
                    .map(|value| value_at(file, value.as_ref(), entity.loc.as_ref()))
                    .collect(),
                EntityTypeKind::Standard(_) => Vec::new(),
            },
        });
        let actions =
            (top.actions.iter()).map(|(name, action)| declared_at(file, name, action.loc.as_ref()));
        let (mut entities, mut actions): (Vec<_>, Vec<_>) = (entities.collect(), actions.collect());
        entities.sort_by(|a, b| a.at.place.cmp(&b.at.place));
        actions.sort_by(|a, b| a.place.cmp(&b.place));
        Some(Self { top, entities, actions })
    }

    /// The types that a type is `in`.
    pub(super) fn parents(&self, type_name: &str) -> Vec<String> {
        let parents = self.standard(type_name).map(|entity| &entity.member_of_types);
        parents.into_iter().flatten().map(ToString::to_string).collect()
    }

    /// A type that is not enumerated.
    fn standard(&self, type_name: &str) -> Option<&'a StandardEntityType<RawName>> {
        let mut types = self.top.entity_types.iter();
        match &types.find(|(name, _)| AsRef::<str>::as_ref(*name) == type_name)?.1.kind {
            EntityTypeKind::Standard(entity) => Some(entity),
            EntityTypeKind::Enum { .. } => None,
        }
    }

    /// The `@label` of an action.
    pub(super) fn label(&self, action: &str) -> Option<String> {
        let annotations = &self.top.actions.get(action)?.annotations.0;
        let (_, label) = annotations.iter().find(|(key, _)| key.as_ref() == "label")?;
        label.as_ref().map(|label| label.val.to_string())
    }

    /// The names of a type's attributes, as declared.
    pub(super) fn attributes(&self, type_name: &str) -> Vec<String> {
        self.standard(type_name).map_or_else(Vec::new, |entity| self.names(&entity.shape.0))
    }

    /// The names of an action's context attributes, as declared.
    pub(super) fn context(&self, action: &str) -> Vec<String> {
        let applies_to = self.top.actions.get(action).and_then(|action| action.applies_to.as_ref());
        applies_to.map_or_else(Vec::new, |applies_to| self.names(&applies_to.context.0))
    }

    fn names(&self, record: &Type<RawName>) -> Vec<String> {
        let Some(record) = self.record(record) else { return Vec::new() };
        let mut names: Vec<_> = record
            .attributes
            .iter()
            .map(|(name, attribute)| (attribute.ty.loc().map(Loc::start), name.to_string()))
            .collect();
        names.sort();
        names.into_iter().map(|(_, name)| name).collect()
    }

    /// The record that a type is, looked up where it is a common type's name.
    fn record<'t>(&'t self, of: &'t Type<RawName>) -> Option<&'t RecordType<RawName>> {
        let name = match of {
            Type::Type { ty: TypeVariant::Record(record), .. } => return Some(record),
            Type::Type { ty: TypeVariant::EntityOrCommon { type_name }, .. }
            | Type::CommonTypeRef { type_name, .. } => type_name.to_string(),
            Type::Type { .. } => return None,
        };
        let common: BTreeMap<_, _> =
            self.top.common_types.iter().map(|(id, common)| (id.to_string(), &common.ty)).collect();
        self.record(common.get(&name)?)
    }
}

/// Where a name is declared: several names may share one declaration.
fn declared_at(file: &Arc<File>, name: &str, declaration: Option<&Loc>) -> At<String> {
    let place = declaration.map_or_else(|| file.start(), |loc| name_in(file, name, loc));
    At { value: name.to_owned(), place }
}

/// Where a value of an enumerated type is listed.
fn value_at(file: &Arc<File>, value: &str, declaration: Option<&Loc>) -> At<String> {
    let listed = declaration.and_then(|loc| {
        let text = loc.snippet()?;
        let mut tokens = Tokens::new(text).skip_while(|(_, token)| *token != "[");
        let (at, token) = tokens.find(|(_, token)| token.trim_matches('"') == value)?;
        Some(file.at(loc.start() + at..loc.start() + at + token.len()))
    });
    let place = listed.unwrap_or_else(|| declared_at(file, value, declaration).place);
    At { value: value.to_owned(), place }
}

fn name_in(file: &Arc<File>, name: &str, declaration: &Loc) -> Place {
    let text = declaration.snippet().unwrap_or_default();
    let found = declared_names(text)
        .into_iter()
        .find(|range| text.get(range.clone()).is_some_and(|found| found.trim_matches('"') == name));
    let start = declaration.start();
    let range = found.unwrap_or(0..text.len());
    file.at(start + range.start..start + range.end)
}

/// The places of the names in `action a, "b c" …` and `entity A, B …`.
fn declared_names(declaration: &str) -> Vec<Range<usize>> {
    let tokens: Vec<(usize, &str)> = Tokens::new(declaration).skip(1).collect();
    let mut names = Vec::new();
    for pair in tokens.chunks(2) {
        let [(at, name), rest @ ..] = pair else { break };
        names.push(*at..at + name.len());
        if rest.first().is_none_or(|(_, sign)| *sign != ",") {
            break;
        }
    }
    names
}
