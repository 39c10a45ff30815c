//! A pack whose every name is known, and its tables, looked up in its schema.

pub(crate) mod advice;
pub(crate) mod language;
pub(crate) mod lifecycle;
pub(crate) mod roles;
pub(crate) mod surface;

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::diagnostic::{Diagnostic, Findings, suggest};
use crate::policy::{Policy, Rules};
use crate::schema::{Attribute, Kind, Schema};
use crate::source::{ADVICE, File, Files, HELP, LIFECYCLE, Place, ROLES, SURFACE};
use crate::tables::{self, Name, Spot, Value};

/// A pack whose every name is known.
pub(crate) struct Pack {
    pub(crate) name: String,
    /// Whether there is a `surface.toml`.
    pub(crate) has_surface: bool,
    pub(crate) schema: Schema,
    pub(crate) policies: Vec<Policy>,
    pub(crate) rules: Rules,
    /// In the order of their types, one of each.
    pub(crate) lifecycles: Vec<lifecycle::Lifecycle>,
    /// By type.
    pub(crate) conditions: BTreeMap<usize, Vec<lifecycle::Condition>>,
    pub(crate) surface: surface::Surface,
    pub(crate) roles: roles::Roles,
    pub(crate) advices: advice::Advices,
    pub(crate) help: Vec<tables::advice::Help>,
}

impl Pack {
    /// The conditions of a type's records.
    pub(crate) fn conditions(&self, resource: usize) -> &[lifecycle::Condition] {
        self.conditions.get(&resource).map_or(&[], Vec::as_slice)
    }

    /// The lifecycle of a type.
    pub(crate) fn lifecycle(&self, resource: usize) -> Option<&lifecycle::Lifecycle> {
        let place = self.lifecycles.binary_search_by_key(&resource, |known| known.resource);
        self.lifecycles.get(place.ok()?)
    }
}

/// What the tables of a pack say.
pub(crate) struct Tables {
    pub(crate) lifecycles: Vec<lifecycle::Lifecycle>,
    pub(crate) conditions: BTreeMap<usize, Vec<lifecycle::Condition>>,
    pub(crate) surface: surface::Surface,
    pub(crate) roles: roles::Roles,
    pub(crate) advices: advice::Advices,
    pub(crate) help: Vec<tables::advice::Help>,
}

/// Reads the tables of a pack; those that it does not have are empty.
pub(crate) fn read(files: &Files, schema: &Schema, findings: &mut Findings) -> Tables {
    let steps = files.get_or_empty(LIFECYCLE);
    let read = tables::read(&steps, findings);
    let lifecycles = lifecycle::resolve(&read, schema, &steps, findings);
    let conditions = lifecycle::conditions(&read, schema, &steps, findings);
    let file = files.get_or_empty(SURFACE);
    let read = tables::read(&file, findings);
    let surface = surface::resolve(&read, (&lifecycles, &steps), schema, &file, findings);
    let file = files.get_or_empty(ROLES);
    let roles = roles::resolve(&tables::read(&file, findings), schema, &file, findings);
    let file = files.get_or_empty(ADVICE);
    let read = tables::read(&file, findings);
    let advices = advice::resolve(&read, &roles, schema, &file, findings);
    let helps: tables::advice::Helps = tables::read(&files.get_or_empty(HELP), findings);
    Tables { lifecycles, conditions, surface, roles, advices, help: helps.help }
}

/// Reads the tables of a pack for what is wrong in their form, with no names to look up.
pub(crate) fn read_forms(files: &Files, findings: &mut Findings) {
    let _: tables::lifecycle::Lifecycles = tables::read(&files.get_or_empty(LIFECYCLE), findings);
    let _: tables::surface::Surface = tables::read(&files.get_or_empty(SURFACE), findings);
    let _: tables::roles::Roles = tables::read(&files.get_or_empty(ROLES), findings);
    let _: tables::advice::Advices = tables::read(&files.get_or_empty(ADVICE), findings);
    let _: tables::advice::Helps = tables::read(&files.get_or_empty(HELP), findings);
}

/// Looks up the names of one file.
pub(crate) struct Lookup<'a, 'f> {
    pub(crate) schema: &'a Schema,
    pub(crate) file: &'a Arc<File>,
    pub(crate) findings: &'f mut Findings,
}

impl<'a> Lookup<'a, '_> {
    fn place(&self, name: &Name) -> Place {
        name.place(self.file)
    }

    fn error(&mut self, code: &'static str, name: &Name, message: String, help: String) {
        let place = self.place(name);
        self.findings.push(Diagnostic::error(code, &place, message).with_help(help));
    }

    /// Whether a name stands in a file of which something was left out, because of a mistake there.
    fn is_left_out(&self, name: &Name, of: &File) -> bool {
        !self.findings.spare(|file| file == of.name) && of.text.contains(name.as_str())
    }

    /// What was found under a name; an error where nothing was.
    fn found<'n, T>(
        &mut self,
        found: Option<T>,
        name: &Name,
        (code, what, of): (&'static str, &str, &str),
        known: impl IntoIterator<Item = &'n str>,
    ) -> Option<T> {
        if found.is_none() {
            let message = format!("unknown {what} `{}`{of}", name.as_str());
            self.unknown(code, name, message, (what, known));
        }
        found
    }

    /// Refuses a name, with the one that was probably meant.
    fn unknown<'n>(
        &mut self,
        code: &'static str,
        name: &Name,
        message: String,
        (what, known): (&str, impl IntoIterator<Item = &'n str>),
    ) {
        // Looking for it takes as long as there are names.
        let help = if self.findings.is_full() {
            String::new()
        } else {
            suggest(name.as_str(), what, known)
        };
        self.error(code, name, message, help);
    }

    fn action(&mut self, name: &Name, code: &'static str) -> Option<usize> {
        let actions = self.schema.actions.iter().map(|action| action.at.value.as_str());
        self.found(self.schema.action(name.as_str()), name, (code, "action", ""), actions)
    }

    fn resource_type(&mut self, name: &Name, code: &'static str) -> Option<usize> {
        let types = self.schema.types.iter().map(|record| record.name.as_str());
        self.found(self.schema.type_named(name.as_str()), name, (code, "resource type", ""), types)
    }

    fn permission(&mut self, name: &Name, code: &'static str) -> Option<usize> {
        let permissions = self.schema.permissions();
        self.found(
            self.schema.permission(name.as_str()),
            name,
            (code, "permission", ""),
            permissions,
        )
    }

    fn group(&mut self, name: &Name, code: &'static str) -> Option<usize> {
        let groups = self.schema.groups.iter().map(|group| group.at.value.as_str());
        self.found(self.schema.group(name.as_str()), name, (code, "group", ""), groups)
    }

    fn attribute(&mut self, resource: usize, name: &Name, code: &'static str) -> Option<usize> {
        let record = self.schema.types.get(resource)?;
        let of = format!(" of `{}`", record.name);
        let names = record.attributes.iter().map(|attribute| attribute.name.as_str());
        self.found(record.attribute(name.as_str()), name, (code, "attribute", &of), names)
    }

    /// The number of a value of an enumerated or Boolean attribute.
    fn value(
        &mut self,
        attribute: &Attribute,
        value: &Spot<Value>,
        code: &'static str,
    ) -> Option<usize> {
        let found = match (&attribute.kind, value.value()) {
            (Kind::Enum { of }, Value::Text(text)) => of.number(text),
            (Kind::Bool, Value::Flag(flag)) => Some(usize::from(*flag)),
            _ => None,
        };
        if found.is_none() {
            let message = format!("unknown value `{}` of `{}`", value.value(), attribute.name);
            let help = match attribute.kind {
                Kind::Bool => "write `true` or `false`, without quotes".to_owned(),
                _ => suggest(&value.value().to_string(), "value", attribute.values()),
            };
            let place = value.place(self.file);
            self.findings.push(Diagnostic::error(code, &place, message).with_help(help));
        }
        found
    }

    /// Refuses a text that says nothing.
    fn not_blank(&mut self, text: &Name, code: &'static str, what: &str) {
        if text.as_str().trim().is_empty() {
            let help = format!("write {what}, in a sentence");
            self.error(code, text, format!("{what} is empty"), help);
        }
    }
}

/// Ids as they are seen, to refuse one that stands twice.
#[derive(Default)]
pub(crate) struct Ids(BTreeMap<String, Place>);

impl Ids {
    fn add(&mut self, id: &Name, code: &'static str, lookup: &mut Lookup<'_, '_>) {
        let place = lookup.place(id);
        if let Some(first) = self.0.get(id.as_str()) {
            let message = format!("`{}` stands twice", id.as_str());
            let help = format!("give one of them another id: the other is at {first}");
            lookup.error(code, id, message, help);
        } else {
            self.0.insert(id.as_str().to_owned(), place);
        }
    }
}
