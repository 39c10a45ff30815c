//! The pack's names and what each question needs, as a TypeScript declaration: the `Pack` over
//! which the npm package's policies and gates are generic.

mod text;

use tollgate::bundle::{
    Action, Attribute, AttributeKind, Binding, Bundle, Control, Lifecycle, PrincipalAttribute,
    Rule, Transition,
};

use text::{Member, Shape, literal};

/// The type that needs no record.
const WORKSPACE: &str = "Workspace";

/// The attribute that says a record's type; it is not one of the pack's.
const TYPE: &str = "type";

/// The declaration of a bundle's types: a module whose default export is the bundle, and which
/// exports the interface `Pack`. The same bundle gives the same text.
#[must_use]
pub fn declaration(bundle: &Bundle) -> String {
    let mut text = format!(
        "// The types of the pack `{}`, written by `tollgate compile --types` from its bundle.\n\n\
         import type {{ Bundle }} from \"tollgate\";\n\n\
         /** What TypeScript knows of the pack. */\n\
         export interface Pack ",
        bundle.pack,
    );
    Types { bundle }.pack().write(&mut text, 0);
    text.push_str("\n\ndeclare const bundle: Bundle<Pack>;\nexport default bundle;\n");
    text
}

struct Types<'a> {
    bundle: &'a Bundle,
}

/// What a question reads of a record of one type.
struct Reads<'a> {
    resource: usize,
    attributes: Vec<&'a str>,
}

impl<'a> Types<'a> {
    fn pack(&self) -> Shape {
        let bundle = self.bundle;
        let groups = || bundle.groups.iter().map(|group| group.name.as_str());
        let permissions = groups().filter_map(|name| name.strip_prefix("Permission::"));
        let page = bundle.controls.iter().filter(|control| self.is_on_pages(control));
        Shape::object([
            ("name", Shape::literal(&bundle.pack)),
            ("records", self.records()),
            ("actions", Shape::object(bundle.actions.iter().map(|each| self.action(each)))),
            ("contexts", Shape::object(bundle.actions.iter().filter_map(context))),
            ("controls", Shape::object(bundle.controls.iter().map(|each| self.control(each)))),
            ("kinds", Shape::object(bundle.controls.iter().map(kind))),
            ("controlContexts", self.control_contexts()),
            ("page", Shape::names(page.map(|control| control.id.as_str()))),
            ("choices", Shape::object(bundle.controls.iter().filter_map(|each| self.choice(each)))),
            ("transitions", self.transitions()),
            ("lifecycles", self.lifecycles()),
            ("permissions", Shape::names(permissions)),
            ("roles", Shape::names(bundle.roles.iter().map(|role| role.name.as_str()))),
            ("groups", Shape::names(groups())),
            ("principal", Shape::object(bundle.principal.attributes.iter().map(own))),
        ])
    }

    fn records(&self) -> Shape {
        Shape::object(self.bundle.types.iter().map(|record| {
            let known = record.attributes.iter().filter(|attribute| attribute.name != TYPE);
            (record.name.as_str(), attributes(known))
        }))
    }

    fn action(&self, action: &'a Action) -> (&'a str, Shape) {
        let reads = action.on.iter().map(|rule| Reads {
            resource: rule.resource,
            attributes: self.mentioned(rule).collect(),
        });
        (&action.name, self.by_type(reads))
    }

    fn mentioned(&self, rule: &'a Rule) -> impl Iterator<Item = &'a str> + use<'a> {
        let attributes = &self.bundle.types[rule.resource].attributes;
        rule.mentions.iter().map(|index| attributes[*index].name.as_str())
    }

    /// What an action's policies mention of a type.
    fn read_by(&self, action: usize, resource: usize) -> Vec<&'a str> {
        let on = &self.bundle.actions[action].on;
        let rule = on.iter().find(|rule| rule.resource == resource);
        rule.into_iter().flat_map(|rule| self.mentioned(rule)).collect()
    }

    fn by_type(&self, reads: impl IntoIterator<Item = Reads<'a>>) -> Shape {
        Shape::object(reads.into_iter().map(|reads| {
            let names = Shape::names(reads.attributes.into_iter());
            (self.bundle.types[reads.resource].name.as_str(), names)
        }))
    }

    fn control(&self, control: &'a Control) -> (&'a str, Shape) {
        let resource = control.resource;
        let attributes = match &control.binding {
            Binding::Action { action } | Binding::ChoosesContext { action, .. } => {
                self.read_by(*action, resource)
            }
            Binding::Chooses { action, chooses } => {
                let chosen = &self.bundle.types[resource].attributes[*chooses].name;
                let mut read = self.read_by(*action, resource);
                read.retain(|name| name != chosen);
                read
            }
            Binding::Field { view, change } => {
                self.ordered(resource, &[*view, *change].map(|each| self.read_by(each, resource)))
            }
            Binding::Transition { transition } => self.read_by_step(resource, transition),
        };
        (&control.id, self.by_type([Reads { resource, attributes }]))
    }

    /// What a transition reads: the state, and what its guards mention.
    fn read_by_step(&self, resource: usize, name: &str) -> Vec<&'a str> {
        let Some(lifecycle) = &self.bundle.types[resource].lifecycle else { return Vec::new() };
        let state = self.bundle.types[resource].attributes[lifecycle.attribute].name.as_str();
        let named = lifecycle.transitions.iter().filter(|step| step.name == name);
        let guards = named.map(|step| self.read_by(step.guard, resource));
        self.ordered(resource, &guards.chain([vec![state]]).collect::<Vec<_>>())
    }

    /// Names from several lists, each once, in schema order.
    fn ordered(&self, resource: usize, lists: &[Vec<&str>]) -> Vec<&'a str> {
        let all = self.bundle.types[resource].attributes.iter().map(|each| each.name.as_str());
        all.filter(|name| lists.iter().any(|list| list.contains(name))).collect()
    }

    fn is_on_pages(&self, control: &Control) -> bool {
        control.page || self.bundle.types[control.resource].name == WORKSPACE
    }

    /// What controls need of the context: what their actions do, but for what a choice chooses.
    fn control_contexts(&self) -> Shape {
        Shape::object(self.bundle.controls.iter().filter_map(|control| {
            let (actions, chosen) = match control.binding {
                Binding::Action { action } | Binding::Chooses { action, .. } => {
                    (vec![action], None)
                }
                Binding::ChoosesContext { action, chooses_context } => {
                    (vec![action], Some(chooses_context))
                }
                Binding::Field { view, change } => (vec![view, change], None),
                Binding::Transition { .. } => (Vec::new(), None),
            };
            let mut needed: Vec<&Attribute> = Vec::new();
            for action in actions {
                let context = self.bundle.actions[action].context.iter().enumerate();
                let asked = context.filter(|(index, _)| Some(*index) != chosen);
                for (_, attribute) in asked {
                    if !needed.iter().any(|known| known.name == attribute.name) {
                        needed.push(attribute);
                    }
                }
            }
            (!needed.is_empty()).then(|| (control.id.as_str(), attributes(needed)))
        }))
    }

    fn choice(&self, control: &'a Control) -> Option<(&'a str, Shape)> {
        let attribute = match &control.binding {
            Binding::Chooses { chooses, .. } => {
                &self.bundle.types[control.resource].attributes[*chooses]
            }
            Binding::ChoosesContext { action, chooses_context } => {
                &self.bundle.actions[*action].context[*chooses_context]
            }
            _ => return None,
        };
        Some((&control.id, values(attribute)))
    }

    fn living(&self) -> impl Iterator<Item = (usize, &'a Lifecycle)> {
        let types = self.bundle.types.iter().enumerate();
        types.filter_map(|(index, each)| Some((index, each.lifecycle.as_ref()?)))
    }

    fn transitions(&self) -> Shape {
        let names = unique(self.living().flat_map(|(_, lifecycle)| step_names(lifecycle)));
        Shape::object(names.into_iter().map(|name| {
            let on = self.living().filter(|(_, each)| step_names(each).any(|step| step == name));
            let reads = on.map(|(resource, _)| Reads {
                resource,
                attributes: self.read_by_step(resource, name),
            });
            (name, self.by_type(reads.collect::<Vec<_>>()))
        }))
    }

    fn lifecycles(&self) -> Shape {
        Shape::object(self.living().map(|(resource, lifecycle)| {
            let record = &self.bundle.types[resource];
            let attribute = &record.attributes[lifecycle.attribute];
            let steps = unique(step_names(lifecycle)).into_iter().map(|name| {
                let named = lifecycle.transitions.iter().filter(|step| step.name == name);
                (name, states(attribute, named))
            });
            let life =
                [("attribute", Shape::literal(&attribute.name)), ("steps", Shape::object(steps))];
            (record.name.as_str(), Shape::object(life))
        }))
    }
}

fn step_names(lifecycle: &Lifecycle) -> impl Iterator<Item = &str> {
    lifecycle.transitions.iter().map(|step| step.name.as_str())
}

fn unique<'a>(names: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    let mut known = Vec::new();
    for name in names {
        if !known.contains(&name) {
            known.push(name);
        }
    }
    known
}

/// The states that steps of one name lead to, in schema order.
fn states<'a>(attribute: &Attribute, steps: impl Iterator<Item = &'a Transition>) -> Shape {
    let mut to: Vec<usize> = steps.map(|step| step.to).collect();
    to.sort_unstable();
    to.dedup();
    Shape::union(to.into_iter().map(|value| match attribute.kind {
        AttributeKind::Enum => literal(&attribute.values[value]),
        _ => (value == 1).to_string(),
    }))
}

fn context(action: &Action) -> Option<(&str, Shape)> {
    (!action.context.is_empty()).then(|| (action.name.as_str(), attributes(&action.context)))
}

fn kind(control: &Control) -> (&str, Shape) {
    (&control.id, Shape::literal(control.kind.as_str()))
}

fn own(attribute: &PrincipalAttribute) -> (Member<'_>, Shape) {
    let id = Shape::name("string");
    let shape = if attribute.optional { id.or_nothing() } else { id };
    (Member { name: &attribute.name, optional: attribute.optional }, shape)
}

fn attributes<'a>(attributes: impl IntoIterator<Item = &'a Attribute>) -> Shape {
    Shape::object(attributes.into_iter().map(|attribute| {
        let &Attribute { ref name, kind, optional, .. } = attribute;
        let shape = values(attribute);
        let anything = kind == AttributeKind::Other;
        let shape = if optional && !anything { shape.or_nothing() } else { shape };
        (Member { name, optional }, shape)
    }))
}

fn values(attribute: &Attribute) -> Shape {
    match attribute.kind {
        AttributeKind::Enum => Shape::names(attribute.values.iter().map(String::as_str)),
        AttributeKind::Bool => Shape::name("boolean"),
        AttributeKind::Entity => Shape::name("string"),
        AttributeKind::Set => Shape::name("readonly string[]"),
        AttributeKind::Other => Shape::name("unknown"),
    }
}
