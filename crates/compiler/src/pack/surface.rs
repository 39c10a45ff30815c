//! Controls, each bound to what it does.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use tollgate::{ControlKind, ControlMode};

use super::Lookup;
use super::lifecycle::Lifecycle;
use crate::diagnostic::{Diagnostic, Findings, suggest};
use crate::facts::Slot;
use crate::schema::{Attribute, Kind, Schema};
use crate::source::{At, File, Place};
use crate::tables::Name;
use crate::tables::surface::{self as table, Mode};

/// The controls, and the actions used elsewhere.
#[derive(Default)]
pub(crate) struct Surface {
    pub(crate) controls: Vec<Control>,
    pub(crate) used_elsewhere: Vec<At<usize>>,
}

/// A control on screen.
pub(crate) struct Control {
    pub(crate) id: At<String>,
    pub(crate) kind: ControlKind,
    pub(crate) label: Option<String>,
    pub(crate) resource: usize,
    pub(crate) ungranted: ControlMode,
    pub(crate) blocked: ControlMode,
    pub(crate) page: bool,
    pub(crate) does: Does,
}

/// What a control does.
pub(crate) enum Does {
    Action(At<usize>),
    /// Each option sets the attribute.
    Choice(At<usize>, Slot),
    Transition(At<String>),
    Field {
        view: At<usize>,
        change: At<usize>,
    },
}

impl Does {
    /// The actions that it asks about by name.
    pub(crate) fn actions(&self) -> Vec<&At<usize>> {
        match self {
            Does::Action(action) | Does::Choice(action, _) => vec![action],
            Does::Field { view, change } => vec![view, change],
            Does::Transition(_) => Vec::new(),
        }
    }
}

/// Looks up the names of every control.
pub(crate) fn resolve(
    read: &table::Surface,
    (lifecycles, steps): (&[Lifecycle], &File),
    schema: &Schema,
    file: &Arc<File>,
    findings: &mut Findings,
) -> Surface {
    let mut transitions: HashMap<&str, BTreeSet<usize>> = HashMap::new();
    for lifecycle in lifecycles {
        for step in &lifecycle.transitions {
            transitions.entry(&step.name.value).or_default().insert(lifecycle.resource);
        }
    }
    let lookup = Lookup { schema, file, findings };
    let mut resolver = Resolver { lookup, lifecycles, steps, transitions };
    let controls =
        read.controls.iter().filter_map(|(id, control)| resolver.control(id, control)).collect();
    let lookup = &mut resolver.lookup;
    let used_elsewhere = read.used_elsewhere.iter().filter_map(|(name, reason)| {
        lookup.not_blank(reason, "surface::no_reason", "the reason");
        let value = lookup.action(name, "surface::unknown_action")?;
        Some(At { value, place: lookup.place(name) })
    });
    Surface { used_elsewhere: used_elsewhere.collect(), controls }
}

struct Resolver<'a, 'f> {
    lookup: Lookup<'a, 'f>,
    lifecycles: &'a [Lifecycle],
    /// The file that has them.
    steps: &'a File,
    /// The types that have a transition of each name.
    transitions: HashMap<&'a str, BTreeSet<usize>>,
}

const BINDINGS: &str = "write one of `action = \"…\"`, `transition = \"…\"`, and `view = \"…\"` \
                        with `change = \"…\"`";

impl Resolver<'_, '_> {
    fn control(&mut self, id: &Name, read: &table::Control) -> Option<Control> {
        let (ungranted, blocked) = self.modes(id, read)?;
        let (resource, does) = self.does(id, read)?;
        Some(Control {
            id: At { value: id.as_str().to_owned(), place: self.lookup.place(id) },
            kind: kind(*read.kind.value()),
            label: read.label.clone(),
            resource,
            ungranted,
            blocked,
            page: read.page,
            does,
        })
    }

    /// How it shows when it cannot be used; a field says so by what it is.
    fn modes(&mut self, id: &Name, read: &table::Control) -> Option<(ControlMode, ControlMode)> {
        let modes = [read.ungranted.as_ref(), read.blocked.as_ref()];
        if *read.kind.value() == table::Kind::Field {
            for (mode, key) in modes.into_iter().zip(["ungranted", "blocked"]) {
                let Some(mode) = mode else { continue };
                let message = format!("a field has no `{key}`");
                let help = "remove it: a field is hidden when it cannot be seen, and read-only \
                            when it cannot be changed";
                self.error("surface::field_mode", &mode.place(self.lookup.file), message, help);
            }
            return Some((ControlMode::Readonly, ControlMode::Readonly));
        }
        let [Some(ungranted), blocked] = modes.map(|mode| mode.map(|mode| mode.value())) else {
            let Some(blocked) = &read.blocked else {
                let message =
                    format!("control `{}` does not say how it shows when denied", id.as_str());
                let help = "write `ungranted = \"hidden\"` (or `disabled`, `readonly`), and \
                            `blocked = …` where another state of the record would allow it and \
                            it should show differently";
                self.error("surface::no_mode", &self.lookup.place(id), message, help);
                return None;
            };
            let blocked = mode(*blocked.value());
            return Some((blocked, blocked));
        };
        Some((mode(*ungranted), mode(*blocked.unwrap_or(ungranted))))
    }

    fn does(&mut self, id: &Name, read: &table::Control) -> Option<(usize, Does)> {
        let place = self.lookup.place(id);
        let is_field = *read.kind.value() == table::Kind::Field;
        let is_choice = *read.kind.value() == table::Kind::Choice;
        match (&read.action, &read.transition, &read.view, &read.change) {
            (Some(action), None, None, None) if !is_field => {
                self.action(read, action, is_choice, &place)
            }
            (None, Some(transition), None, None) if !is_field && !is_choice => {
                if let Some(chooses) = &read.chooses {
                    self.refuse_chooses(chooses);
                }
                self.transition(read, transition)
            }
            (None, None, Some(view), Some(change)) if is_field => {
                if let Some(chooses) = &read.chooses {
                    self.refuse_chooses(chooses);
                }
                self.field(read, view, change)
            }
            bound => {
                let (performs, of_field) = (
                    bound.0.is_some() || bound.1.is_some(),
                    bound.2.is_some() || bound.3.is_some(),
                );
                let (message, help) = if is_field {
                    ("a field needs `view` and `change`, and nothing else", FIELD)
                } else if is_choice {
                    ("a choice needs an `action`, and nothing else", CHOICE)
                } else if !performs && !of_field {
                    ("this control does nothing", BINDINGS)
                } else if of_field {
                    (
                        "`view` and `change` are for a field",
                        "write `kind = \"field\"`, or name \
                      one `action`",
                    )
                } else {
                    ("this control does two things at once", BINDINGS)
                };
                self.error("surface::binding", &place, message.to_owned(), help);
                None
            }
        }
    }

    fn action(
        &mut self,
        read: &table::Control,
        name: &Name,
        is_choice: bool,
        place: &Place,
    ) -> Option<(usize, Does)> {
        let value = self.lookup.action(name, "surface::unknown_action")?;
        let resource = self.resource(read, value, name)?;
        let action = At { value, place: self.lookup.place(name) };
        match (&read.chooses, is_choice) {
            (Some(chooses), true) => {
                let slot = self.chosen(value, resource, chooses)?;
                Some((resource, Does::Choice(action, slot)))
            }
            (None, true) => {
                let message = "this choice does not say what it chooses".to_owned();
                self.error("surface::no_chooses", place, message, CHOICE);
                None
            }
            (Some(chooses), false) => {
                self.refuse_chooses(chooses);
                None
            }
            (None, false) => Some((resource, Does::Action(action))),
        }
    }

    fn field(
        &mut self,
        read: &table::Control,
        view: &Name,
        change: &Name,
    ) -> Option<(usize, Does)> {
        let seen = self.lookup.action(view, "surface::unknown_action");
        let changed = self.lookup.action(change, "surface::unknown_action");
        let (seen, changed) = (seen?, changed?);
        let resource = self.resource(read, seen, view)?;
        if self.resource(read, changed, change)? != resource {
            let message =
                format!("`{}` and `{}` apply to different types", view.as_str(), change.as_str());
            let help = "a field is seen and changed on one type of record";
            self.error("surface::field_types", &self.lookup.place(change), message, help);
            return None;
        }
        let at = |name: &Name, value| At { value, place: name.place(self.lookup.file) };
        Some((resource, Does::Field { view: at(view, seen), change: at(change, changed) }))
    }

    /// The type of record that the action is asked about.
    fn resource(&mut self, read: &table::Control, action: usize, name: &Name) -> Option<usize> {
        let schema = self.lookup.schema;
        let known = schema.actions.get(action)?;
        let Some(on) = &read.on else {
            if let [resource] = known.on[..] {
                return Some(resource);
            }
            let types = known.on.iter().filter_map(|index| schema.types.get(*index));
            let types: Vec<String> =
                types.map(|record| format!("`on = \"{}\"`", record.name)).collect();
            let message = format!("action `{}` applies to several types", name.as_str());
            let help = format!("write one of {}", types.join(", "));
            self.error("surface::ambiguous_type", &self.lookup.place(name), message, &help);
            return None;
        };
        let resource = self.lookup.resource_type(on, "surface::unknown_type")?;
        if !known.on.contains(&resource) {
            let message = format!("action `{}` does not apply to `{}`", name.as_str(), on.as_str());
            let types = known.on.iter().filter_map(|index| schema.types.get(*index));
            let help = suggest(on.as_str(), "type", types.map(|record| record.name.as_str()));
            self.error("surface::wrong_type", &self.lookup.place(on), message, &help);
            return None;
        }
        Some(resource)
    }

    fn transition(&mut self, read: &table::Control, name: &Name) -> Option<(usize, Does)> {
        let on = match &read.on {
            Some(on) => Some(self.lookup.resource_type(on, "surface::unknown_type")?),
            None => None,
        };
        let within = |resource: &usize| on.is_none_or(|on| on == *resource);
        let named = self.transitions.get(name.as_str());
        let found: Vec<usize> = named.into_iter().flatten().copied().filter(within).collect();
        match found[..] {
            [resource] => {
                let value = name.as_str().to_owned();
                let place = self.lookup.place(name);
                Some((resource, Does::Transition(At { value, place })))
            }
            // What is wrong is told where the step is.
            [] if self.lookup.is_left_out(name, self.steps) => None,
            [] => {
                let within = self.lifecycles.iter().filter(|known| within(&known.resource));
                let steps = within.flat_map(|lifecycle| &lifecycle.transitions);
                let names = steps.map(|step| step.name.value.as_str());
                let what = ("surface::unknown_transition", "transition", "");
                self.lookup.found(None, name, what, names)
            }
            _ => {
                let message = format!("several lifecycles have a transition `{}`", name.as_str());
                let help = "write `on = \"…\"` with the resource type";
                self.error("surface::ambiguous_type", &self.lookup.place(name), message, help);
                None
            }
        }
    }

    /// What each option of a choice sets.
    fn chosen(&mut self, action: usize, resource: usize, chooses: &Name) -> Option<Slot> {
        let schema = self.lookup.schema;
        let action = schema.actions.get(action)?;
        let (slot, attribute): (Slot, &Attribute) = match chooses.as_str().split_once('.') {
            Some(("context", name)) => {
                let found = action.context.iter().position(|attribute| attribute.name == name);
                let names: Vec<String> =
                    action.context.iter().map(|known| format!("context.{}", known.name)).collect();
                let what = ("surface::unknown_attribute", "attribute", "");
                let index =
                    self.lookup.found(found, chooses, what, names.iter().map(String::as_str))?;
                (Slot::Context(index), action.context.get(index)?)
            }
            _ => {
                let code = "surface::unknown_attribute";
                let index = self.lookup.attribute(resource, chooses, code)?;
                (Slot::Record(index), schema.types.get(resource)?.attributes.get(index)?)
            }
        };
        if !matches!(attribute.kind, Kind::Enum { .. }) {
            let message = format!("`{}` is not enumerated", chooses.as_str());
            let help = "the options of a choice are the values of an enumerated attribute";
            self.error("surface::chooses_kind", &self.lookup.place(chooses), message, help);
            return None;
        }
        Some(slot)
    }

    fn refuse_chooses(&mut self, chooses: &Name) {
        let message = "only a choice has `chooses`".to_owned();
        let help = "write `kind = \"choice\"` with an `action`, or remove it";
        self.error("surface::chooses", &self.lookup.place(chooses), message, help);
    }

    fn error(&mut self, code: &'static str, place: &Place, message: String, help: &str) {
        self.lookup.findings.push(Diagnostic::error(code, place, message).with_help(help));
    }
}

const FIELD: &str = "write `view = \"…\"` and `change = \"…\"`: the actions of seeing it and of \
                     changing it";
const CHOICE: &str = "write `action = \"…\"` and `chooses = \"…\"`: an enumerated attribute of \
                      the record, or `context.` and one of the action's context";

fn mode(read: Mode) -> ControlMode {
    match read {
        Mode::Disabled => ControlMode::Disabled,
        Mode::Readonly => ControlMode::Readonly,
        Mode::Hidden => ControlMode::Hidden,
    }
}

fn kind(read: table::Kind) -> ControlKind {
    match read {
        table::Kind::Menu => ControlKind::Menu,
        table::Kind::Button => ControlKind::Button,
        table::Kind::Row => ControlKind::Row,
        table::Kind::RowAction => ControlKind::RowAction,
        table::Kind::Slider => ControlKind::Slider,
        table::Kind::Field => ControlKind::Field,
        table::Kind::Form => ControlKind::Form,
        table::Kind::Choice => ControlKind::Choice,
        table::Kind::Status => ControlKind::Status,
    }
}
