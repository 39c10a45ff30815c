//! What the schema declares, in the order in which it stands there.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::ops::Range;
use std::sync::Arc;

use cedar_policy_core::ast::InternalName;
use cedar_policy_core::parser::Loc;
use cedar_policy_core::validator::json_schema::{
    ActionType, EntityTypeKind, Fragment, RecordType, StandardEntityType, Type, TypeVariant,
};

use super::PERMISSION;
use super::names::{Names, qualified};
use crate::diagnostic::{Diagnostic, Findings};
use crate::source::{At, File, Place};
use crate::tokens::Tokens;

/// The declarations of a schema, under the names that the pack has for them.
pub(super) struct Declared<'a> {
    /// The types that are not enumerated.
    standard: HashMap<String, Standard<'a>>,
    /// By Cedar's name.
    common: HashMap<String, &'a Type<InternalName>>,
    pub(super) entities: Vec<Entity>,
    pub(super) actions: Vec<At<String>>,
    actions_by_name: HashMap<String, &'a ActionType<InternalName>>,
}

/// A type that is not enumerated, and what it is in.
struct Standard<'a> {
    declared: &'a StandardEntityType<InternalName>,
    parents: Vec<String>,
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
        fragment: &'a Fragment<InternalName>,
        names: &Names,
    ) -> Self {
        let mut places = Places { file, declarations: HashMap::new() };
        let (mut entities, mut actions) = (Vec::new(), Vec::new());
        let (mut standard, mut actions_by_name) = (HashMap::new(), HashMap::new());
        let mut common = HashMap::new();
        for (namespace, of) in &fragment.0 {
            for (name, entity) in &of.entity_types {
                let (short, loc): (&str, _) = (name.as_ref(), entity.loc.as_ref());
                let name = names.of(&qualified(namespace.as_ref(), short));
                let values = match &entity.kind {
                    EntityTypeKind::Enum { choices } => {
                        choices.iter().map(|value| places.value(value.as_ref(), loc)).collect()
                    }
                    EntityTypeKind::Standard(declared) => {
                        let parents = declared.member_of_types.iter().map(|it| names.of(it));
                        let known = Standard { declared, parents: parents.collect() };
                        standard.insert(name.clone(), known);
                        Vec::new()
                    }
                };
                let place = places.name(short, loc);
                entities.push(Entity { at: At { value: name, place }, values });
            }
            for (id, action) in &of.actions {
                let kind = qualified(namespace.as_ref(), "Action");
                let value = names.of_action((kind, id.to_string()));
                let place = places.name(id, action.loc.as_ref());
                actions_by_name.insert(value.clone(), action);
                actions.push(At { value, place });
            }
            common.extend(
                of.common_types.iter().map(|(id, common)| {
                    (qualified(namespace.as_ref(), &id.to_string()), &common.ty)
                }),
            );
        }
        entities.sort_by(|a, b| a.at.place.cmp(&b.at.place));
        actions.sort_by(|a, b| a.place.cmp(&b.place));
        Self { standard, common, entities, actions, actions_by_name }
    }

    /// Refuses what could be read as the name of two: `A::B::c` where there are `A` and `A::B`.
    pub(super) fn refuse_ambiguous(&self, findings: &mut Findings) {
        let known: BTreeMap<&str, _> =
            self.entities.iter().map(|it| (it.at.value.as_str(), &it.at.place)).collect();
        for (name, place) in &known {
            let parts = name.match_indices("::").map(|(end, _)| &name[..end]);
            let Some(part) =
                parts.into_iter().find(|it| known.contains_key(it) || *it == PERMISSION)
            else {
                continue;
            };
            let message = format!("`{name}::x` could be a `{part}` or a `{name}`");
            let help = format!("give the type `{part}` or a namespace another name");
            findings
                .push(Diagnostic::error("schema::ambiguous_name", place, message).with_help(help));
        }
        let mut seen = BTreeSet::new();
        for action in &self.actions {
            if !seen.insert(action.value.as_str()) {
                let message = format!("two actions are called `{}`", action.value);
                let help = "give one of them another name";
                findings.push(
                    Diagnostic::error("schema::ambiguous_name", &action.place, message)
                        .with_help(help),
                );
            }
        }
    }

    /// The types that a type is `in`.
    pub(super) fn parents(&self, type_name: &str) -> Vec<String> {
        self.standard.get(type_name).map_or_else(Vec::new, |entity| entity.parents.clone())
    }

    /// The `@label` of an action.
    pub(super) fn label(&self, action: &str) -> Option<String> {
        let annotations = &self.actions_by_name.get(action)?.annotations.0;
        let (_, label) = annotations.iter().find(|(key, _)| key.as_ref() == "label")?;
        label.as_ref().map(|label| label.val.to_string())
    }

    /// The names of a type's attributes, as declared.
    pub(super) fn attributes(&self, type_name: &str) -> Vec<String> {
        let of = self.standard.get(type_name);
        of.map_or_else(Vec::new, |entity| self.names(&entity.declared.shape.0))
    }

    /// The names of an action's context attributes, as declared.
    pub(super) fn context(&self, action: &str) -> Vec<String> {
        let action = self.actions_by_name.get(action);
        let applies_to = action.and_then(|action| action.applies_to.as_ref());
        applies_to.map_or_else(Vec::new, |applies_to| self.names(&applies_to.context.0))
    }

    fn names(&self, record: &Type<InternalName>) -> Vec<String> {
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
    fn record<'t>(&'t self, of: &'t Type<InternalName>) -> Option<&'t RecordType<InternalName>> {
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
    fn name(&mut self, name: &str, loc: Option<&'a Loc>) -> Place {
        loc.map_or_else(
            || self.file.start(),
            |loc| {
                let (file, length) = (self.file, loc.end() - loc.start());
                let found = self.declaration(loc).names.get(name).cloned();
                at(file, loc, found.unwrap_or(0..length))
            },
        )
    }

    /// Where a value of an enumerated type is listed.
    fn value(&mut self, value: &str, loc: Option<&'a Loc>) -> At<String> {
        let file = self.file;
        let listed = loc.and_then(|loc| {
            let range = self.declaration(loc).values.get(value)?;
            Some(at(file, loc, range.clone()))
        });
        let place = listed.unwrap_or_else(|| self.name(value, loc));
        At { value: value.to_owned(), place }
    }
}

/// A range of a declaration, in its file.
fn at(file: &Arc<File>, declaration: &Loc, range: Range<usize>) -> Place {
    let start = declaration.start();
    file.at(start + range.start..start + range.end)
}

/// The places of the names in `action a, "b c" …`, `entity A, B …` and, of JSON, `"A": …`.
fn declared_names(declaration: &str) -> Vec<Range<usize>> {
    let first = usize::from(!declaration.starts_with('"'));
    let tokens: Vec<(usize, &str)> = Tokens::new(declaration).skip(first).collect();
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
