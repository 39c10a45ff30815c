//! The packs as Cedar itself reads them, and every situation an action's policies can tell apart.
//! Nothing here looks at what the compiler made: the axes come from the schema and the policies.

#![allow(dead_code, unreachable_pub, reason = "each suite uses its part")]

pub mod atoms;
mod axes;
mod cedar;
pub mod people;
pub mod situation;

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::rc::Rc;
use std::str::FromStr;

use atoms::Atom;
use cedar_policy::{
    Entities, EntityId, EntityTypeName, EntityUid, Policy as CedarPolicy, PolicyId, PolicySet,
    Schema, SchemaFragment, Template,
};
use serde_json::Value;
use situation::Situation;
use tollgate::bundle::Control;
use tollgate::program::{self, ActionId, Binding};
use tollgate::{Gate, Policy};

/// The names of the packs: those that are built in, and the server's own.
pub const PACKS: [&str; 5] = ["access-levels", "alvys", "client-metrics", "expenses", "office"];

/// A pack, twice: as Cedar reads it and as the engine does.
pub struct Pack {
    pub name: &'static str,
    pub policy: Policy,
    schema: Schema,
    actions: Entities,
    policies: PolicySet,
    types: Value,
    /// Action name to the resource types it applies to and the type of its context.
    applies: BTreeMap<String, Value>,
    kept: Kept,
}

/// What is asked for over and over, as it was found the first time.
#[derive(Default)]
struct Kept {
    /// The gates of principals, by their JSON.
    gates: RefCell<HashMap<String, Rc<Gate>>>,
    /// Attributes, by the type or the action that they are of.
    declared: RefCell<HashMap<String, Vec<Declared>>>,
    /// What is mentioned, by action and type.
    mentions: RefCell<HashMap<(String, String), Mentions>>,
    /// The policies with what templates link, by the links.
    linked: RefCell<HashMap<String, PolicySet>>,
    /// The bounds that were passed.
    bounds: RefCell<BTreeSet<String>>,
}

/// What the policies for one action on one type mention.
#[derive(Clone, Default)]
pub struct Mentions {
    pub groups: BTreeSet<(String, String)>,
    pub principal: BTreeSet<String>,
    pub resource: BTreeSet<String>,
    pub context: BTreeSet<String>,
    /// What is read of an entity that a record has: the attribute, and the entity's own.
    pub paths: BTreeSet<(String, String)>,
    pub templates: BTreeSet<String>,
    /// Whether the record itself is compared with the principal.
    pub oneself: bool,
    /// Entities that are named, values of enumerations among them.
    pub values: BTreeSet<(String, String)>,
    pub atoms: Vec<Atom>,
    /// Numbers that the record is known to have.
    pub given: Vec<Value>,
}

impl Mentions {
    fn add(&mut self, other: Mentions) {
        self.groups.extend(other.groups);
        self.principal.extend(other.principal);
        self.resource.extend(other.resource);
        self.context.extend(other.context);
        self.paths.extend(other.paths);
        self.templates.extend(other.templates);
        self.oneself |= other.oneself;
        self.values.extend(other.values);
        for atom in other.atoms {
            if !self.atoms.contains(&atom) {
                self.atoms.push(atom);
            }
        }
    }
}

/// An attribute as the schema declares it.
#[derive(Clone)]
pub struct Declared {
    pub name: String,
    pub required: bool,
    pub shape: Shape,
}

#[derive(Clone)]
pub enum Shape {
    Bool,
    Enum(String, Vec<String>),
    Entity(String),
    Set(String),
    Text,
    Texts,
    Long,
    Datetime,
}

impl Declared {
    /// Whether it holds what no schema can list, so that its values are taken by class.
    pub fn is_open(&self) -> bool {
        matches!(self.shape, Shape::Text | Shape::Texts | Shape::Long | Shape::Datetime)
    }
}

/// What the program has of a control: what it does, and how it shows when it cannot.
pub fn bound<'p>(policy: &'p Policy, control: &Control) -> &'p program::Control {
    let place = policy.bundle().controls.iter().position(|each| each.id == control.id).unwrap();
    &policy.program().controls[place]
}

/// The actions that a control asks about: a transition's are its guards.
pub fn control_actions<'p>(policy: &'p Policy, control: &Control) -> Vec<&'p str> {
    let actions = match bound(policy, control).binding {
        Binding::Action(action) | Binding::Choice(action, ..) => vec![action],
        Binding::Field { view, change } => vec![view, change],
        Binding::Transition(name) => {
            let resource = &policy.program().types[control.resource.index()];
            let lifecycle = resource.lifecycle.as_ref().unwrap();
            let steps = lifecycle.steps.iter().filter(|each| each.transition == name);
            steps.map(|each| each.guard).collect()
        }
    };
    let named = |action: ActionId| policy.bundle().actions[action.index()].name.as_str();
    actions.into_iter().map(named).collect()
}

/// The text of a file of a pack.
pub fn read(pack: &str, file: &str) -> String {
    let path = format!("{}/policies/{pack}/{file}", env!("CARGO_MANIFEST_DIR"));
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"))
}

impl Pack {
    pub fn load(name: &'static str) -> Self {
        let text = read(name, "schema.cedarschema");
        let (schema, _) = Schema::from_cedarschema_str(&text).unwrap();
        let (fragment, _) = SchemaFragment::from_cedarschema_str(&text).unwrap();
        let json = fragment.to_json_value().unwrap()[""].clone();
        let applies = json["actions"].as_object().unwrap().iter();
        let applies = applies
            .filter(|(_, action)| action["appliesTo"]["resourceTypes"].get(0).is_some())
            .map(|(name, action)| (name.clone(), action["appliesTo"].clone()))
            .collect();
        Pack {
            name,
            policy: Policy::from_json(&read(name, "bundle.json")).unwrap(),
            actions: schema.action_entities().unwrap(),
            schema,
            policies: policies(name),
            types: json["entityTypes"].clone(),
            applies,
            kept: Kept::default(),
        }
    }

    /// The gate of a situation's principal, made once.
    pub fn gate(&self, situation: &Situation) -> Rc<Gate> {
        let principal = situation.principal_json();
        let mut gates = self.kept.gates.borrow_mut();
        let made = || Rc::new(self.policy.gate(&principal).unwrap());
        Rc::clone(gates.entry(principal.to_string()).or_insert_with(made))
    }

    /// Says a bound that the suite passes, once.
    pub fn say_bound(&self, told: String) {
        let mut bounds = self.kept.bounds.borrow_mut();
        if !bounds.contains(&told) {
            println!("  a bound, of {}: {told}", self.name);
            bounds.insert(told);
        }
    }

    /// How much of what there is was asked, for a suite to print.
    pub fn extent(&self) -> &'static str {
        let types = self.types.as_object().unwrap().keys();
        let mut open = types.flat_map(|kind| self.members(kind)).filter(Declared::is_open);
        match (self.kept.bounds.borrow().is_empty(), open.next()) {
            (true, None) => "none sampled",
            (true, Some(_)) => "every class of texts, numbers and dates",
            (false, _) => "within the bounds above",
        }
    }

    /// Every action with every resource type it applies to.
    pub fn questions(&self) -> Vec<(String, String)> {
        let types = |applies: &Value| -> Vec<String> {
            let types = applies["resourceTypes"].as_array().unwrap().iter();
            types.map(|name| name.as_str().unwrap().to_owned()).collect()
        };
        let actions = self.applies.iter();
        actions
            .flat_map(|(action, applies)| {
                types(applies).into_iter().map(|name| (action.clone(), name))
            })
            .collect()
    }

    fn principal_type(&self) -> String {
        let applies = self.applies.values().next().unwrap();
        applies["principalTypes"][0].as_str().unwrap().to_owned()
    }

    fn enumeration(&self, name: &str) -> Option<Vec<String>> {
        let values = self.types[name].get("enum")?.as_array()?;
        Some(values.iter().map(|value| value.as_str().unwrap().to_owned()).collect())
    }

    fn attributes(&self, record: &Value) -> Vec<Declared> {
        let Some(attributes) = record.get("attributes").and_then(Value::as_object) else {
            return Vec::new();
        };
        let shape = |attribute: &Value| {
            let name = |value: &Value| value["name"].as_str().unwrap_or_default().to_owned();
            match attribute["type"].as_str()? {
                "Boolean" => Some(Shape::Bool),
                "String" => Some(Shape::Text),
                "Long" => Some(Shape::Long),
                "Set" => Some(match name(&attribute["element"]).as_str() {
                    "String" | "__cedar::String" => Shape::Texts,
                    kind => Shape::Set(kind.to_owned()),
                }),
                "EntityOrCommon" | "Entity" => match name(attribute).as_str() {
                    "Bool" | "__cedar::Bool" => Some(Shape::Bool),
                    "String" | "__cedar::String" => Some(Shape::Text),
                    "Long" | "__cedar::Long" => Some(Shape::Long),
                    "datetime" | "__cedar::datetime" => Some(Shape::Datetime),
                    entity => Some(match self.enumeration(entity) {
                        Some(values) => Shape::Enum(entity.to_owned(), values),
                        None => Shape::Entity(entity.to_owned()),
                    }),
                },
                _ => None,
            }
        };
        let attributes = attributes.iter().filter_map(|(name, attribute)| {
            Some(Declared {
                name: name.clone(),
                required: attribute.get("required").is_none_or(|each| each == true),
                shape: shape(attribute)?,
            })
        });
        attributes.collect()
    }

    pub fn record_attributes(&self, resource: &str) -> Vec<Declared> {
        self.members(resource)
    }

    /// The attributes of an entity's type.
    pub fn members(&self, kind: &str) -> Vec<Declared> {
        self.declared(kind, || self.attributes(&self.types[kind]["shape"]))
    }

    fn declared(&self, of: &str, read: impl FnOnce() -> Vec<Declared>) -> Vec<Declared> {
        let mut known = self.kept.declared.borrow_mut();
        known.entry(of.to_owned()).or_insert_with(read).clone()
    }

    /// Where the schema's text declares the attribute: its order there is that of errors.
    pub fn place_in_schema(&self, resource: &str, attribute: &str) -> usize {
        let text = read(self.name, "schema.cedarschema");
        let start = text.find(&format!("entity {resource} {{")).unwrap();
        let declared = |mark: &str| text[start..].find(&format!("\n  {attribute}{mark}"));
        declared(":").into_iter().chain(declared("?:")).min().unwrap()
    }

    pub fn principal_attributes(&self) -> Vec<Declared> {
        self.members(&self.principal_type())
    }

    pub fn context_attributes(&self, action: &str) -> Vec<Declared> {
        let of = format!("Action::{action}");
        self.declared(&of, || self.attributes(&self.applies[action]["context"]))
    }

    /// What the policies that can speak of this action and type mention.
    pub fn mentions(&self, action: &str, resource: &str) -> Mentions {
        let of = (action.to_owned(), resource.to_owned());
        let mut known = self.kept.mentions.borrow_mut();
        known.entry(of).or_insert_with(|| self.read_mentions(action, resource)).clone()
    }

    fn read_mentions(&self, action: &str, resource: &str) -> Mentions {
        let mut mentions = Mentions::default();
        for policy in self.policies.policies() {
            let json = policy.to_json().unwrap();
            let elsewhere = |scope: &Value| scope["op"] == "is" && scope["entity_type"] != resource;
            if self.speaks_of(&json["action"], action) && !elsewhere(&json["resource"]) {
                self.collect(&json, &mut mentions);
            }
        }
        for template in self.policies.templates() {
            let json = template.to_json().unwrap();
            if self.speaks_of(&json["action"], action) {
                self.collect(&json, &mut mentions);
                mentions.templates.insert(template.id().to_string());
            }
        }
        mentions
    }

    fn speaks_of(&self, scope: &Value, action: &str) -> bool {
        let uid = action_uid(action);
        let within = |entity: &Value| {
            let other = action_uid(entity["id"].as_str().unwrap());
            other == uid || self.actions.is_ancestor_of(&other, &uid)
        };
        match scope["op"].as_str().unwrap() {
            "All" => true,
            _ => match scope.get("entities").and_then(Value::as_array) {
                Some(entities) => entities.iter().any(within),
                None => within(&scope["entity"]),
            },
        }
    }

    fn collect(&self, json: &Value, mentions: &mut Mentions) {
        match json {
            Value::Object(members) => {
                if let (Some(kind), Some(id)) = (json["type"].as_str(), json["id"].as_str()) {
                    let named = (kind.to_owned(), id.to_owned());
                    if self.is_group(kind) {
                        mentions.groups.insert(named.clone());
                    }
                    mentions.values.insert(named);
                }
                if let (Some(attribute), Some(of)) =
                    (json["attr"].as_str(), json["left"]["Var"].as_str())
                {
                    let kept = match of {
                        "principal" => &mut mentions.principal,
                        "resource" => &mut mentions.resource,
                        _ => &mut mentions.context,
                    };
                    kept.insert(attribute.to_owned());
                }
                if let (Some(own), Some(path)) = (json["attr"].as_str(), atoms::path(&json["left"]))
                    && let ("resource", [of]) = (path.side.as_str(), path.way.as_slice())
                {
                    mentions.paths.insert((of.clone(), own.to_owned()));
                }
                let sides = ["left", "right"].map(|side| json[side]["Var"].as_str());
                mentions.oneself |=
                    sides.contains(&Some("resource")) && sides.contains(&Some("principal"));
                let read = members.iter().filter_map(|(op, of)| Atom::read(op, of));
                for atom in read.collect::<Vec<_>>() {
                    if !mentions.atoms.contains(&atom) {
                        mentions.atoms.push(atom);
                    }
                }
                members.values().for_each(|value| self.collect(value, mentions));
            }
            Value::Array(items) => items.iter().for_each(|value| self.collect(value, mentions)),
            _ => {}
        }
    }

    pub fn is_group(&self, kind: &str) -> bool {
        let parents = self.types[&self.principal_type()]["memberOfTypes"].as_array();
        parents.is_some_and(|parents| parents.iter().any(|parent| parent == kind))
    }

    /// That Cedar's strict validator has nothing to say.
    pub fn validate(&self) {
        let validator = cedar_policy::Validator::new(self.schema.clone());
        let result = validator.validate(&self.policies, cedar_policy::ValidationMode::Strict);
        assert!(result.validation_passed(), "{}: {result}", self.name);
    }
}

fn policies(name: &str) -> PolicySet {
    let folder = format!("{}/policies/{name}", env!("CARGO_MANIFEST_DIR"));
    let mut files: Vec<_> =
        std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.retain(|path| path.extension().is_some_and(|extension| extension == "cedar"));
    let mut set = PolicySet::new();
    for file in files {
        let parsed = PolicySet::from_str(&std::fs::read_to_string(file).unwrap()).unwrap();
        for policy in parsed.policies() {
            let id = PolicyId::new(policy.annotation("id").unwrap());
            set.add(CedarPolicy::new_id(policy, id)).unwrap();
        }
        for template in parsed.templates() {
            let id = PolicyId::new(template.annotation("id").unwrap());
            set.add_template(Template::new_id(template, id)).unwrap();
        }
    }
    set
}

fn uid(kind: &str, id: &str) -> EntityUid {
    thread_local! {
        // Cedar takes long to parse one.
        static TYPES: RefCell<HashMap<String, EntityTypeName>> = RefCell::default();
    }
    let parsed = || kind.parse().unwrap();
    let kind = TYPES.with_borrow_mut(|it| it.entry(kind.to_owned()).or_insert_with(parsed).clone());
    EntityUid::from_type_name_and_id(kind, EntityId::new(id))
}

fn action_uid(action: &str) -> EntityUid {
    uid("Action", action)
}
