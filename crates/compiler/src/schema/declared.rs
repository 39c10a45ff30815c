//! What the schema declares, in the order in which it stands there.

use std::collections::HashMap;
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
    /// The types that are not enumerated.
    standard: HashMap<&'a str, &'a StandardEntityType<RawName>>,
    common: HashMap<String, &'a Type<RawName>>,
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
        let mut places = Places { file, declarations: HashMap::new() };
        let mut entities = Vec::new();
        let mut standard = HashMap::new();
        for (name, entity) in &top.entity_types {
            let (name, loc): (&str, _) = (name.as_ref(), entity.loc.as_ref());
            let values = match &entity.kind {
                EntityTypeKind::Enum { choices } => {
                    choices.iter().map(|value| places.value(value.as_ref(), loc)).collect()
                }
                EntityTypeKind::Standard(entity) => {
                    standard.insert(name, entity);
                    Vec::new()
                }
            };
            entities.push(Entity { at: places.name(name, loc), values });
        }
        let actions = top.actions.iter();
        let mut actions: Vec<At<String>> =
            actions.map(|(name, action)| places.name(name, action.loc.as_ref())).collect();
        entities.sort_by(|a, b| a.at.place.cmp(&b.at.place));
        actions.sort_by(|a, b| a.place.cmp(&b.place));
        let common =
            top.common_types.iter().map(|(id, common)| (id.to_string(), &common.ty)).collect();
        Some(Self { top, standard, common, entities, actions })
    }

    /// The types that a type is `in`.
    pub(super) fn parents(&self, type_name: &str) -> Vec<String> {
        let parents = self.standard.get(type_name).map(|entity| &entity.member_of_types);
        parents.into_iter().flatten().map(ToString::to_string).collect()
    }

    /// The `@label` of an action.
    pub(super) fn label(&self, action: &str) -> Option<String> {
        let annotations = &self.top.actions.get(action)?.annotations.0;
        let (_, label) = annotations.iter().find(|(key, _)| key.as_ref() == "label")?;
        label.as_ref().map(|label| label.val.to_string())
    }

    /// The names of a type's attributes, as declared.
    pub(super) fn attributes(&self, type_name: &str) -> Vec<String> {
        self.standard.get(type_name).map_or_else(Vec::new, |entity| self.names(&entity.shape.0))
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
        self.record(self.common.get(&name)?)
    }
}

/// Finds what declarations name: each declaration is read once, however many names it has.
struct Places<'a> {
    file: &'a Arc<File>,
    /// By where they start.
    declarations: HashMap<usize, Declaration<'a>>,
}

/// The places of what one declaration names, from its start.
struct Declaration<'a> {
    names: HashMap<&'a str, Range<usize>>,
    /// What is listed in brackets.
    values: HashMap<&'a str, Range<usize>>,
}

impl<'a> Places<'a> {
    fn declaration(&mut self, loc: &'a Loc) -> &Declaration<'a> {
        self.declarations.entry(loc.start()).or_insert_with(|| {
            let text = loc.snippet().unwrap_or_default();
            let (mut names, mut values) = (HashMap::new(), HashMap::new());
            for range in declared_names(text) {
                let name = text.get(range.clone()).unwrap_or_default();
                names.entry(name.trim_matches('"')).or_insert(range);
            }
            for (at, token) in Tokens::new(text).skip_while(|(_, token)| *token != "[") {
                values.entry(token.trim_matches('"')).or_insert(at..at + token.len());
            }
            Declaration { names, values }
        })
    }

    /// Where a name is declared: several names may share one declaration.
    fn name(&mut self, name: &str, loc: Option<&'a Loc>) -> At<String> {
        let place = loc.map_or_else(
            || self.file.start(),
            |loc| {
                let (file, length) = (self.file, loc.end() - loc.start());
                let found = self.declaration(loc).names.get(name).cloned();
                at(file, loc, found.unwrap_or(0..length))
            },
        );
        At { value: name.to_owned(), place }
    }

    /// Where a value of an enumerated type is listed.
    fn value(&mut self, value: &str, loc: Option<&'a Loc>) -> At<String> {
        let file = self.file;
        let listed = loc.and_then(|loc| {
            let range = self.declaration(loc).values.get(value)?;
            Some(at(file, loc, range.clone()))
        });
        let place = listed.unwrap_or_else(|| self.name(value, loc).place);
        At { value: value.to_owned(), place }
    }
}

/// A range of a declaration, in its file.
fn at(file: &Arc<File>, declaration: &Loc, range: Range<usize>) -> Place {
    let start = declaration.start();
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
