//! A schema as JSON: read as Cedar reads it, with the places that Cedar leaves out of it.

use std::ops::Range;
use std::sync::Arc;

use cedar_policy_core::ast::InternalName;
use cedar_policy_core::parser::Loc;
use cedar_policy_core::validator::RawName;
use cedar_policy_core::validator::json_schema::{
    ActionType, EntityType, EntityTypeKind, Fragment, Type, TypeVariant,
};

use serde_json::{Map, Value};

use super::outline::Outline;
use crate::diagnostic::{Diagnostic, Findings};
use crate::source::{File, Place, SCHEMA};

const FORM: &str = "the schema is an object with a member for each namespace, `\"\"` for none: \
                    `{ \"\": { \"entityTypes\": { }, \"actions\": { } } }`";

/// Where namespaces are as they should be.
const CEDAR: &str =
    "https://docs.cedarpolicy.com/schema/json-schema.html says what may stand there";

/// Whether JSON is a schema: an object of namespaces.
pub(crate) fn is_json(all: &Map<String, Value>) -> bool {
    let has = |of: &Value, name: &str| of.get(name).is_some();
    !all.is_empty() && all.values().all(|of| has(of, "entityTypes") && has(of, "actions"))
}

pub(super) fn read(file: &Arc<File>, findings: &mut Findings) -> Option<Fragment<RawName>> {
    match serde_json::from_str::<Fragment<RawName>>(&file.text) {
        Ok(mut fragment) => {
            let outline = Outline::new(&file.text);
            Places { text: Arc::from(file.text.as_str()) }.fragment(&mut fragment, &outline);
            Some(fragment)
        }
        Err(error) => {
            findings.push(refusal(file, &error));
            None
        }
    }
}

fn refusal(file: &Arc<File>, error: &serde_json::Error) -> Diagnostic {
    let message = error.to_string();
    let suffix = format!(" at line {} column {}", error.line(), error.column());
    let message = message.strip_suffix(&suffix).unwrap_or(&message);
    let place = place(file, error.line(), error.column());
    let diagnostic = Diagnostic::error("schema::json", &place, message);
    let json: Option<Value> = serde_json::from_str(&file.text).ok();
    match file.text.trim_start().starts_with('{') {
        true if json.as_ref().and_then(Value::as_object).is_some_and(is_json) => {
            diagnostic.with_help(CEDAR)
        }
        true => diagnostic.with_help(FORM),
        false => diagnostic.with_help(format!("a schema as text is called `{SCHEMA}`")),
    }
}

/// The character that a parser had read last.
fn place(file: &Arc<File>, line: usize, column: usize) -> Place {
    let before = file.text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len);
    let end = before.sum::<usize>() + column;
    let end = end.min(file.text.len());
    let at = (0..end).rev().find(|at| file.text.is_char_boundary(*at)).unwrap_or_default();
    let length = file.text.get(at..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8);
    file.at(at..at + length)
}

/// Gives what a schema declares the places where it stands.
struct Places {
    text: Arc<str>,
}

impl Places {
    fn loc(&self, at: Range<usize>) -> Loc {
        Loc::new(at, Arc::clone(&self.text))
    }

    fn fragment(&self, fragment: &mut Fragment<RawName>, outline: &Outline) {
        for (name, namespace) in &mut fragment.0 {
            let name = name.as_ref().map(ToString::to_string).unwrap_or_default();
            let Some(outline) = outline.member(&name) else { continue };
            for (name, common) in &mut namespace.common_types {
                let all = outline.member("commonTypes");
                common.loc = self.member(all, &name.to_string());
                self.of_type(&mut common.ty, all.and_then(|it| it.member(&name.to_string())));
            }
            for (name, entity) in &mut namespace.entity_types {
                let all = outline.member("entityTypes");
                entity.loc = self.member(all, name.as_ref());
                self.entity(entity, all.and_then(|it| it.member(name.as_ref())));
            }
            for (name, action) in &mut namespace.actions {
                let all = outline.member("actions");
                action.loc = self.member(all, name);
                self.action(action, all.and_then(|it| it.member(name)));
            }
        }
    }

    fn member(&self, of: Option<&Outline>, name: &str) -> Option<Loc> {
        of.and_then(|it| it.whole(name)).map(|at| self.loc(at))
    }

    fn entity(&self, entity: &mut EntityType<RawName>, outline: Option<&Outline>) {
        let EntityTypeKind::Standard(standard) = &mut entity.kind else { return };
        let Some(outline) = outline else { return };
        self.names(&mut standard.member_of_types, outline.member("memberOfTypes"));
        self.of_type(&mut standard.shape.0, outline.member("shape"));
        if let Some(tags) = &mut standard.tags {
            self.of_type(tags, outline.member("tags"));
        }
    }

    fn action(&self, action: &mut ActionType<RawName>, outline: Option<&Outline>) {
        let Some(applies) = &mut action.applies_to else { return };
        let Some(outline) = outline.and_then(|it| it.member("appliesTo")) else { return };
        self.names(&mut applies.principal_types, outline.member("principalTypes"));
        self.names(&mut applies.resource_types, outline.member("resourceTypes"));
        self.of_type(&mut applies.context.0, outline.member("context"));
    }

    fn of_type(&self, of: &mut Type<RawName>, outline: Option<&Outline>) {
        let Some(outline) = outline else { return };
        match of {
            Type::Type { ty, loc } => {
                loc.get_or_insert_with(|| self.loc(outline.place.clone()));
                match ty {
                    TypeVariant::Record(record) => {
                        let all = outline.member("attributes");
                        for (name, attribute) in &mut record.attributes {
                            let at = self.member(all, name);
                            self.of_type(&mut attribute.ty, all.and_then(|it| it.member(name)));
                            // An attribute's declaration begins with its name.
                            match &mut attribute.ty {
                                Type::Type { loc, .. } | Type::CommonTypeRef { loc, .. } => {
                                    *loc = at;
                                }
                            }
                        }
                    }
                    TypeVariant::Set { element } => {
                        self.of_type(element, outline.member("element"));
                    }
                    TypeVariant::Entity { name }
                    | TypeVariant::EntityOrCommon { type_name: name } => {
                        self.name(name, outline.member("name"));
                    }
                    _ => {}
                }
            }
            Type::CommonTypeRef { type_name, loc } => {
                loc.get_or_insert_with(|| self.loc(outline.place.clone()));
                self.name(type_name, outline.member("type"));
            }
        }
    }

    fn names(&self, names: &mut [RawName], outline: Option<&Outline>) {
        for (index, name) in names.iter_mut().enumerate() {
            self.name(name, outline.and_then(|it| it.item(index)));
        }
    }

    /// What is not declared is told with its place.
    fn name(&self, name: &mut RawName, outline: Option<&Outline>) {
        let Some(outline) = outline else { return };
        let bare = name.qualify_with(None);
        let path: Vec<_> = bare.namespace_components().cloned().collect();
        let loc = self.loc(outline.place.clone());
        *name = RawName::from_name(InternalName::new(bare.basename().clone(), path, Some(loc)));
    }
}
