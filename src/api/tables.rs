//! Whether a bundle's tables are those of its program: as long, in the same order, and saying the
//! same of what both know. After this the interface may index without asking.

use crate::api::bundle::{
    Action, Attribute, Binding, Bundle, Cluster, Control, Group, Lifecycle, PERMISSION, Principals,
    ResourceType, Transition, WORKSPACE,
};
use crate::api::column::Column;
use crate::api::error::{Error, Result};
use crate::api::names::Names;
use crate::api::states::Member;
use crate::api::texts::{fill, texts};
use crate::engine::ids::{ActionId, AttributeId, GroupId, UNKNOWN};
use crate::engine::program::Program;
use crate::vocabulary::AttributeKind;

/// The names of a bundle's tables.
#[derive(Debug)]
pub(crate) struct Tables {
    pub(crate) actions: Names,
    pub(crate) controls: Names,
    pub(crate) groups: Names,
    pub(crate) roles: Names,
    pub(crate) types: Names,
    pub(crate) transitions: Names,
    /// By type, the attributes of its records.
    pub(crate) records: Vec<Vec<Column>>,
    /// By action, those of its context.
    pub(crate) contexts: Vec<Vec<Column>>,
    /// Those of the principal.
    pub(crate) principal: Vec<Column>,
    /// What records are compared with of contexts.
    pub(crate) contextual: Vec<Column>,
}

impl Tables {
    pub(crate) fn check(bundle: &Bundle, program: &Program) -> Result<Self> {
        let names = |at: &str, names: &mut dyn Iterator<Item = &str>| {
            Names::unique(names).ok_or_else(|| twice(at))
        };
        names("policies", &mut bundle.policies.iter().map(|each| each.id.as_str()))?;
        let columns = |at: &str, attributes: &[Attribute], has_id: bool| {
            Column::all(attributes, has_id).ok_or_else(|| {
                Error::bad_bundle(at, &fill(&texts().bundle.tables, &[("list", at)]))
            })
        };
        let records = bundle.types.iter().map(|it| columns(&it.name, &it.attributes, true));
        let contexts = bundle.actions.iter().map(|it| columns(&it.name, &it.context, false));
        let tables = Tables {
            records: records.collect::<Result<_>>()?,
            contexts: contexts.collect::<Result<_>>()?,
            principal: columns("principal", &bundle.principal.attributes, true)?,
            contextual: columns("principal", &bundle.principal.context, false)?,
            groups: names("groups", &mut bundle.groups.iter().map(|each| each.name.as_str()))?,
            types: names("types", &mut bundle.types.iter().map(|each| each.name.as_str()))?,
            actions: names("actions", &mut bundle.actions.iter().map(|each| each.name.as_str()))?,
            roles: names("roles", &mut bundle.roles.iter().map(|each| each.name.as_str()))?,
            controls: names("controls", &mut bundle.controls.iter().map(|each| each.id.as_str()))?,
            transitions: transitions(bundle),
        };
        let records = bundle.types.iter().map(|each| (&each.name, &each.attributes));
        let contexts = bundle.actions.iter().map(|each| (&each.name, &each.context));
        for (at, attributes) in records.chain(contexts) {
            names(at, &mut attributes.iter().map(|each| each.name.as_str()))?;
            for attribute in attributes {
                names(&attribute.name, &mut attribute.values.iter().map(String::as_str))?;
            }
        }
        names("principal", &mut bundle.principal.attributes.iter().map(|it| it.name.as_str()))?;
        let outline = program.outline(bundle.snapshot.is_some());
        let wrong = (!has_principals(bundle)).then_some("principal");
        match TableOutline::by(bundle, &tables).differs(&outline).or(wrong) {
            Some(at) => Err(Error::bad_bundle(at, &fill(&texts().bundle.tables, &[("list", at)]))),
            None => Ok(tables),
        }
    }
}

/// Whether a bundle says which types of principals there are, by an attribute where they are
/// several.
fn has_principals(bundle: &Bundle) -> bool {
    let Principals { types, attributes, .. } = &bundle.principal;
    let known = |group: &GroupId| group.index() < bundle.groups.len();
    let groups = types.iter().filter_map(|of| of.groups.as_ref()).flatten().all(known);
    let names = || types.iter().map(|of| &of.name);
    let is_type = |it: &Attribute| {
        it.kind == AttributeKind::Enum && *it.path() == ["type"] && names().eq(&it.values)
    };
    let named = match types.len() {
        0 => bundle.snapshot.is_some(),
        1 => true,
        _ => attributes.get(1).is_some_and(is_type),
    };
    groups && named
}

impl Tables {
    /// The attributes of a cluster.
    pub(crate) fn members(&self, cluster: &Cluster) -> Vec<Member<'_>> {
        let columns = match (cluster.resource, cluster.action) {
            (Some(resource), _) => self.records.get(resource.index()),
            (None, action) => action.and_then(|action| self.contexts.get(action.index())),
        };
        let member = |at: &AttributeId| Some((*at, columns?.get(at.index())?));
        cluster.attributes.iter().filter_map(member).collect()
    }
}

/// The names of all transitions, each once.
fn transitions(bundle: &Bundle) -> Names {
    Names::each_once(bundle.transitions().map(|it| it.name.as_str()))
}

fn twice(at: &str) -> Error {
    Error::bad_bundle(at, &fill(&texts().bundle.name_twice, &[("list", at)]))
}

/// The outline of a program as the bundle's tables have it: the numbers of `engine/outline.rs`,
/// each with the place in the bundle that says it. `npm/src/tables.ts` writes down the same.
struct TableOutline<'b>(Vec<(u32, &'b str)>);

impl<'b> TableOutline<'b> {
    fn by(bundle: &'b Bundle, tables: &'b Tables) -> Self {
        let mut outline = TableOutline(Vec::new());
        outline.put("policies", [bundle.policies.len() as u32]);
        outline.put("groups", [bundle.groups.len() as u32]);
        outline.put("types", [bundle.types.len() as u32]);
        outline.put("actions", [bundle.actions.len() as u32]);
        outline.put("roles", [bundle.roles.len() as u32]);
        outline.put("controls", [bundle.controls.len() as u32]);
        outline.put("grantAdvice", [bundle.grant_advice.len() as u32]);
        outline.put("types", [tables.transitions.len() as u32]);
        let permission = |group: &Group| group.name.starts_with(PERMISSION).into();
        outline.put("groups", bundle.groups.iter().map(permission));
        let Principals { attributes, context, .. } = &bundle.principal;
        outline.attributes("principal", attributes.iter().chain(context));
        outline.put("types", [tables.types.find(WORKSPACE).map_or(0, |at| at as u32 + 1)]);
        outline.put("clusters", [bundle.clusters.len() as u32]);
        for cluster in &bundle.clusters {
            outline.put("clusters", [cluster.action.is_none().into()]);
            outline.list("clusters", cluster.attributes.iter().map(|attribute| attribute.0));
        }
        for of in &bundle.types {
            outline.attributes(&of.name, of.attributes.iter());
            outline.list(&of.name, of.conditions.iter().map(|it| it.attribute.0));
            outline.lifecycle(bundle, tables, of);
        }
        for action in &bundle.actions {
            outline.attributes(&action.name, action.context.iter());
            outline.rules(bundle, action);
        }
        for role in &bundle.roles {
            outline.list(&role.name, role.groups.iter().map(|group| group.0));
        }
        for control in &bundle.controls {
            outline.control(tables, control);
        }
        outline
    }

    /// Where it differs from what the program says.
    fn differs(&self, outline: &[u32]) -> Option<&'b str> {
        let TableOutline(numbers) = self;
        let differs = |(at, (number, _)): &(usize, &(u32, _))| outline.get(*at) != Some(number);
        let first = numbers.iter().enumerate().find(differs).map(|(_, entry)| entry);
        // Each list says how long it is: what is alike so far is as long.
        first.or(numbers.last().filter(|_| numbers.len() != outline.len())).map(|(_, at)| *at)
    }

    fn put(&mut self, at: &'b str, numbers: impl IntoIterator<Item = u32>) {
        self.0.extend(numbers.into_iter().map(|number| (number, at)));
    }

    fn list(&mut self, at: &'b str, items: impl ExactSizeIterator<Item = u32>) {
        self.put(at, [items.len() as u32]);
        self.put(at, items);
    }

    fn attributes(&mut self, of: &'b str, attributes: impl Iterator<Item = &'b Attribute> + Clone) {
        self.put(of, [attributes.clone().count() as u32]);
        for attribute in attributes {
            let present = attribute.present_values() as u32;
            let listed = (attribute.named_values() + attribute.values_of_none()) as u32;
            let Attribute { name, kind, optional, .. } = attribute;
            self.put(name, [(*kind).into(), (*optional).into(), present, listed]);
            self.put(name, [attribute.ties.len() as u32]);
            for (at, tie) in attribute.ties.iter().enumerate() {
                let (kind, index) = match (tie.principal, tie.context, tie.attribute) {
                    (Some(reference), ..) => (0, reference.0),
                    (_, Some(reference), _) => (3, reference.0),
                    (.., Some(attribute)) => (1, attribute.0),
                    _ => (2, at as u32),
                };
                self.put(name, [tie.relation.into(), kind, index]);
            }
        }
    }

    fn lifecycle(&mut self, bundle: &Bundle, tables: &Tables, of: &'b ResourceType) {
        let at = &of.name;
        let Some(lifecycle) = &of.lifecycle else { return self.put(at, [0]) };
        let Lifecycle { attribute, initial, view, states, transitions } = lifecycle;
        let starts = initial.index() < states.len();
        let shown = view.is_none_or(|view| view.index() < bundle.actions.len());
        let counts = [states.len() as u32, starts.into(), shown.into(), transitions.len() as u32];
        self.put(at, [1, attribute.0]);
        self.put(at, counts);
        for Transition { name, from, to, guard, .. } in transitions {
            let name = tables.transitions.find(name).map_or(UNKNOWN, |name| name as u32);
            self.put(at, [name, to.0, guard.0]);
            self.list(at, from.iter().map(|state| state.0));
        }
    }

    fn rules(&mut self, bundle: &'b Bundle, action: &'b Action) {
        let at = &action.name;
        let place = bundle.actions.iter().position(|it| std::ptr::eq(it, action));
        let place = place.map(ActionId::at);
        self.put(at, [action.on.len() as u32]);
        for rule in &action.on {
            self.put(at, [rule.resource.0]);
            self.list(at, rule.verdict.iter().map(|attribute| attribute.0));
            self.list(at, rule.decision.iter().map(|attribute| attribute.0));
            self.put(at, [rule.advice.len() as u32]);
            if bundle.snapshot.is_none() {
                self.list(at, rule.policies.iter().map(|policy| policy.0));
            }
            let clusters = bundle.clusters.iter().enumerate();
            let of = clusters.filter(|(_, it)| match (it.resource, it.action) {
                (Some(resource), None) => resource == rule.resource,
                (None, action) => action == place,
                _ => false,
            });
            let of: Vec<u32> = of.map(|(at, _)| at as u32).collect();
            self.list(at, of.into_iter());
        }
    }

    fn control(&mut self, tables: &Tables, control: &'b Control) {
        let binding = match &control.binding {
            Binding::Action { action } => [0, action.0, 0],
            Binding::Transition { transition } => {
                let name = tables.transitions.find(transition);
                [1, name.map_or(UNKNOWN, |name| name as u32), 0]
            }
            Binding::Field { view, change } => [2, view.0, change.0],
        };
        let choice = control.choice.as_ref().map_or([0; 3], |choice| {
            [1, choice.attribute.0, choice.context.map_or(0, |context| context.0.wrapping_add(1))]
        });
        self.put(&control.id, [control.resource.0]);
        self.put(&control.id, binding.into_iter().chain(choice));
    }
}
