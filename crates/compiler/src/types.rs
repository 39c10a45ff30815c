//! The pack's names and what each question needs, as a TypeScript declaration: the `Pack` over
//! which the npm package's policies and gates are generic.

mod text;

use tollgate::bundle::{
    Action, Attribute, Bundle, Control, Lifecycle, PERMISSION, PrincipalType, Principals,
    ResourceType, Transition, WORKSPACE,
};
use tollgate::program::{
    self, ActionId, AttributeId, AttributeKind, Binding, GroupId, Part, Program, Rule, TypeId,
    ValueId,
};

use text::{Member, Shape, literal};

/// The member of a principal that lists its links.
const LINKS: &str = "links";

/// What an id may be, and what has one.
const ID: &str = "string | number";
const ENTITY: &str = "{ readonly id: string | number }";

/// The attribute that says a record's type; it is not one of the pack's.
const TYPE: &str = "type";

/// The declaration of a bundle's types, read off it and its program: a module whose default export
/// is the bundle, and which exports the interface `Pack`. The same bundle gives the same text.
#[must_use]
pub fn declaration(bundle: &Bundle, program: &Program) -> String {
    let mut text = format!(
        "// The types of the pack `{}`, written by `tollgate compile --types` from its bundle.\n\n\
         import type {{ Bundle }} from \"tollgate\";\n\n\
         /** What TypeScript knows of the pack. */\n\
         export interface Pack ",
        bundle.pack,
    );
    Types { bundle, program }.pack().write(&mut text, 0);
    text.push_str("\n\ndeclare const bundle: Bundle<Pack>;\nexport default bundle;\n");
    text
}

struct Types<'a> {
    bundle: &'a Bundle,
    program: &'a Program,
}

/// What a question reads of a record of one type.
struct Reads<'a> {
    resource: TypeId,
    attributes: Vec<&'a str>,
}

impl<'a> Types<'a> {
    fn pack(&self) -> Shape {
        let bundle = self.bundle;
        let groups = || bundle.groups.iter().map(|group| group.name.as_str());
        let permissions = groups().filter_map(|name| name.strip_prefix("Permission::"));
        let page = self.controls().filter(|(control, bound)| {
            bound.page || self.record(control.resource).name == WORKSPACE
        });
        Shape::object([
            ("name", Shape::literal(&bundle.pack)),
            ("records", self.records()),
            ("actions", self.actions()),
            ("contexts", Shape::object(bundle.actions.iter().filter_map(context))),
            ("controls", Shape::object(self.controls().map(|each| self.control(each)))),
            ("kinds", Shape::object(bundle.controls.iter().map(kind))),
            ("controlContexts", self.control_contexts()),
            ("page", Shape::names(page.map(|(control, _)| control.id.as_str()))),
            ("choices", Shape::object(self.controls().filter_map(|each| self.choice(each)))),
            ("transitions", self.transitions()),
            ("lifecycles", self.lifecycles()),
            ("permissions", Shape::names(permissions)),
            ("roles", Shape::names(bundle.roles.iter().map(|role| role.name.as_str()))),
            ("groups", Shape::names(groups())),
            ("principal", self.principal()),
        ])
    }

    fn records(&self) -> Shape {
        Shape::object(self.bundle.types.iter().map(|record| {
            let known = record.attributes.iter().filter(|attribute| attribute.name != TYPE);
            (record.name.as_str(), attributes(known, true))
        }))
    }

    /// What a principal has beside its id and the names of its roles, permissions and groups.
    fn principal(&self) -> Shape {
        let types = &self.bundle.principal.types;
        let one = types.len() == 1;
        let shapes = types.iter().enumerate().map(|(kind, of)| {
            let attributes = self.principal_of(ValueId::at(kind));
            let named = if one { Vec::new() } else { self.names_of(of) };
            Shape::object(named.into_iter().chain(attributes))
        });
        Shape::any(shapes.collect())
    }

    /// The type of a principal, and the names that not all principals can have.
    fn names_of(&self, of: &'a PrincipalType) -> Vec<(Member<'a>, Shape)> {
        let mut members = vec![("type".into(), Shape::literal(&of.name))];
        let groups = self.bundle.groups.iter().enumerate();
        let possible = groups.filter(|(at, _)| of.can_be_in(&[GroupId::at(*at)]));
        let possible = possible.map(|(_, group)| group.name.as_str());
        let permissions = possible.clone().filter_map(|name| name.strip_prefix(PERMISSION));
        let roles = self.bundle.roles.iter().filter(|role| of.can_be_in(&role.groups));
        let lists = [
            ("permissions", Shape::names(permissions)),
            ("roles", Shape::names(roles.map(|role| role.name.as_str()))),
            ("groups", Shape::names(possible)),
        ];
        let narrower = of.groups.is_some();
        members.extend(
            lists.into_iter().filter(|_| narrower).map(|(name, names)| {
                (Member { name, optional: true }, names.listed().or_nothing())
            }),
        );
        members
    }

    /// What principals of a type have of their own.
    fn principal_of(&self, kind: ValueId) -> Vec<(Member<'a>, Shape)> {
        let Principals { types, attributes, .. } = &self.bundle.principal;
        let known = if types.len() == 1 { 1 } else { 2 };
        let declared = attributes.iter().skip(known).filter(move |it| it.is_of(kind));
        let listed = |it: &&Attribute| it.of.is_some() || it.path()[0] == LINKS;
        let mut members: Vec<(Member<'a>, Shape)> = declared
            .clone()
            .filter(|it| !listed(it))
            .filter(|it| it.path().len() == 1)
            .map(|it| {
                let shape = values(it);
                let shape = if it.optional { shape.or_nothing() } else { shape };
                (Member { name: &it.path()[0], optional: it.optional }, shape)
            })
            .collect();
        let within = &types[kind.index()].within;
        if !within.is_empty() {
            let entry = within.iter().map(|of| format!("`{of}::${{string}}`"));
            let list = Shape::list(entry);
            members.push((Member { name: "in", optional: true }, list.or_nothing()));
        }
        let templates: Vec<&Attribute> = declared.filter(|it| it.path()[0] == LINKS).collect();
        if !templates.is_empty() {
            let mut links: Vec<(Member<'_>, Shape)> = Vec::new();
            for template in &templates {
                let name = template.path()[1].as_str();
                let of = templates.iter().filter(|it| it.path()[1] == name);
                let entries = of.filter_map(|it| it.of.as_ref());
                let shape = match template.of {
                    Some(_) => Shape::list(entries.map(|of| format!("`{of}::${{string}}`"))),
                    None => Shape::name("boolean"),
                };
                if !links.iter().any(|(known, _)| known.name == name) {
                    links.push((Member { name, optional: true }, shape.or_nothing()));
                }
            }
            let shape = Shape::object(links);
            members.push((Member { name: LINKS, optional: true }, shape));
        }
        members
    }

    fn record(&self, resource: TypeId) -> &'a ResourceType {
        &self.bundle.types[resource.index()]
    }

    /// The name of an attribute of a type.
    fn name(&self, resource: TypeId, attribute: AttributeId) -> &'a str {
        &self.record(resource).attributes[attribute.index()].name
    }

    /// The controls, each with what the program knows of it.
    fn controls(&self) -> impl Iterator<Item = (&'a Control, &'a program::Control)> + use<'a> {
        self.bundle.controls.iter().zip(&self.program.controls)
    }

    fn actions(&self) -> Shape {
        let actions = self.bundle.actions.iter().zip(&self.program.actions);
        Shape::object(actions.map(|(action, rules)| {
            let reads = rules.iter().map(|rule| Reads {
                resource: rule.resource,
                attributes: self.mentioned(rule).collect(),
            });
            (action.name.as_str(), self.by_type(reads))
        }))
    }

    fn mentioned(&self, rule: &'a Rule) -> impl Iterator<Item = &'a str> {
        rule.mentions.iter().map(|attribute| self.name(rule.resource, *attribute))
    }

    /// What an action's policies mention of a type.
    fn read_by(&self, action: ActionId, resource: TypeId) -> Vec<&'a str> {
        let rules = &self.program.actions[action.index()];
        let rule = rules.iter().find(|rule| rule.resource == resource);
        rule.into_iter().flat_map(|rule| self.mentioned(rule)).collect()
    }

    fn by_type(&self, reads: impl IntoIterator<Item = Reads<'a>>) -> Shape {
        Shape::object(reads.into_iter().map(|reads| {
            let names = Shape::names(reads.attributes.into_iter());
            (self.record(reads.resource).name.as_str(), names)
        }))
    }

    fn control(&self, (control, bound): (&'a Control, &'a program::Control)) -> (&'a str, Shape) {
        let resource = control.resource;
        let attributes = match bound.binding {
            Binding::Action(action)
            | Binding::Choice(action, Part::Context | Part::Principal, _) => {
                self.read_by(action, resource)
            }
            Binding::Choice(action, Part::Record, attribute) => {
                let chosen = self.name(resource, attribute);
                let mut read = self.read_by(action, resource);
                read.retain(|name| *name != chosen);
                read
            }
            Binding::Field { view, change } => {
                self.ordered(resource, &[view, change].map(|each| self.read_by(each, resource)))
            }
            Binding::Transition(name) => {
                let steps = self.program.types[resource.index()].lifecycle.iter();
                let steps = steps.flat_map(|lifecycle| &lifecycle.steps);
                let guards = steps.filter(|step| step.transition == name).map(|step| step.guard);
                self.read_by_step(resource, guards)
            }
        };
        (&control.id, self.by_type([Reads { resource, attributes }]))
    }

    /// What a transition reads: the state, and what its guards mention.
    fn read_by_step(
        &self,
        resource: TypeId,
        guards: impl Iterator<Item = ActionId>,
    ) -> Vec<&'a str> {
        let Some(lifecycle) = &self.record(resource).lifecycle else { return Vec::new() };
        let state = self.name(resource, lifecycle.attribute);
        let guards = guards.map(|guard| self.read_by(guard, resource));
        self.ordered(resource, &guards.chain([vec![state]]).collect::<Vec<_>>())
    }

    /// Names from several lists, each once, in schema order.
    fn ordered(&self, resource: TypeId, lists: &[Vec<&str>]) -> Vec<&'a str> {
        let all = self.record(resource).attributes.iter().map(|each| each.name.as_str());
        all.filter(|name| lists.iter().any(|list| list.contains(name))).collect()
    }

    /// What controls need of the context: what their actions do, but for what a choice chooses.
    fn control_contexts(&self) -> Shape {
        Shape::object(self.controls().filter_map(|(control, bound)| {
            let (actions, chosen) = match bound.binding {
                Binding::Action(action) | Binding::Choice(action, Part::Record, _) => {
                    (vec![action], None)
                }
                Binding::Choice(action, Part::Context | Part::Principal, attribute) => {
                    (vec![action], Some(attribute.index()))
                }
                Binding::Field { view, change } => (vec![view, change], None),
                Binding::Transition(_) => (Vec::new(), None),
            };
            let mut needed: Vec<&Attribute> = Vec::new();
            for action in actions {
                let context = self.bundle.actions[action.index()].context.iter().enumerate();
                let read = context.filter(|(index, _)| Some(*index) != chosen);
                for (_, attribute) in read {
                    if !needed.iter().any(|known| known.name == attribute.name) {
                        needed.push(attribute);
                    }
                }
            }
            (!needed.is_empty()).then(|| (control.id.as_str(), attributes(needed, false)))
        }))
    }

    fn choice(
        &self,
        (control, bound): (&'a Control, &'a program::Control),
    ) -> Option<(&'a str, Shape)> {
        let Binding::Choice(action, part, attribute) = bound.binding else { return None };
        let attributes = match part {
            Part::Record => &self.record(control.resource).attributes,
            _ => &self.bundle.actions[action.index()].context,
        };
        Some((&control.id, values(&attributes[attribute.index()])))
    }

    fn lifecycles_by_type(&self) -> impl Iterator<Item = (TypeId, &'a Lifecycle)> + use<'a> {
        let types = self.bundle.types.iter().enumerate();
        types.filter_map(|(index, each)| Some((TypeId::at(index), each.lifecycle.as_ref()?)))
    }

    fn transitions(&self) -> Shape {
        let names =
            unique(self.lifecycles_by_type().flat_map(|(_, lifecycle)| step_names(lifecycle)));
        Shape::object(names.into_iter().map(|name| {
            let on = self
                .lifecycles_by_type()
                .filter(|(_, each)| step_names(each).any(|step| step == name));
            let reads = on.map(|(resource, each)| {
                let steps = each.transitions.iter().filter(|step| step.name == name);
                let guards = steps.map(|step| step.guard);
                Reads { resource, attributes: self.read_by_step(resource, guards) }
            });
            (name, self.by_type(reads.collect::<Vec<_>>()))
        }))
    }

    fn lifecycles(&self) -> Shape {
        Shape::object(self.lifecycles_by_type().map(|(resource, lifecycle)| {
            let record = self.record(resource);
            let attribute = &record.attributes[lifecycle.attribute.index()];
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
    let mut to: Vec<usize> = steps.map(|step| step.to.index()).collect();
    to.sort_unstable();
    to.dedup();
    Shape::union(to.into_iter().map(|value| match attribute.kind {
        AttributeKind::Enum => literal(&attribute.values[value]),
        _ => (value == 1).to_string(),
    }))
}

fn context(action: &Action) -> Option<(&str, Shape)> {
    (!action.context.is_empty()).then(|| (action.name.as_str(), attributes(&action.context, false)))
}

fn kind(control: &Control) -> (&str, Shape) {
    (&control.id, Shape::literal(control.kind.as_str()))
}

fn attributes<'a>(attributes: impl IntoIterator<Item = &'a Attribute>, has_id: bool) -> Shape {
    let all: Vec<&Attribute> = attributes.into_iter().collect();
    within(&[], &all, has_id)
}

/// The attributes that are right within what is at the end of a way: what has an id, or not.
fn within(way: &[String], all: &[&Attribute], has_id: bool) -> Shape {
    let here =
        all.iter().filter(|it| it.path().len() == way.len() + 1 && it.path().starts_with(way));
    let listed = here.clone().any(|it| it.of.is_some());
    let mut members: Vec<(Member<'_>, Shape)> = Vec::new();
    for attribute in here.filter(|it| it.of.is_none()) {
        let path = attribute.path();
        let held = all.iter().any(|it| it.path().len() > path.len() && it.path().starts_with(path));
        let shape = match (held, attribute.kind) {
            (true, AttributeKind::Entity) => within(path, all, true).with_member("id", ID),
            (true, _) => within(path, all, false),
            (_, AttributeKind::Text) if has_id && path[way.len()] == "id" => {
                values(attribute).or("number")
            }
            _ => values(attribute),
        };
        let anything = attribute.kind == AttributeKind::Other && !held;
        let optional = attribute.optional && !attribute.needed;
        let shape = if optional && !anything { shape.or_nothing() } else { shape };
        members.push((Member { name: &path[path.len() - 1], optional }, shape));
    }
    if listed {
        let list = Shape::name("readonly string[]").or_nothing();
        members.push((Member { name: "in", optional: true }, list));
    }
    Shape::object(members)
}

fn values(attribute: &Attribute) -> Shape {
    match attribute.kind {
        AttributeKind::Enum => Shape::names(attribute.values.iter().map(String::as_str)),
        AttributeKind::Bool => Shape::name("boolean"),
        AttributeKind::Entity => Shape::name(ID).or(ENTITY),
        AttributeKind::Set => Shape::name(&format!("readonly ({ID} | {ENTITY})[]")),
        AttributeKind::Texts if attribute.values.is_empty() => Shape::name("readonly string[]"),
        AttributeKind::Texts => Shape::list(attribute.values.iter().map(|it| literal(it))),
        AttributeKind::Long => Shape::union(["number", "bigint"].map(str::to_owned).into_iter()),
        AttributeKind::Decimal => Shape::union(["number", "string"].map(str::to_owned).into_iter()),
        AttributeKind::Datetime => Shape::union(["Date", "string"].map(str::to_owned).into_iter()),
        AttributeKind::Duration | AttributeKind::Ip => Shape::name("string"),
        AttributeKind::Text if attribute.texts.is_empty() => Shape::name("string"),
        // Named texts are completed, and any other is one too.
        AttributeKind::Text => {
            let named = attribute.texts.iter().map(|it| literal(&it.text));
            Shape::union(named.chain(["(string & {})".to_owned()]))
        }
        AttributeKind::Other => Shape::name("unknown"),
    }
}
