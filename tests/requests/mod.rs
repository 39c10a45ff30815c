//! Random requests about a pack, as JSON for the gate and as entities for Cedar, from one draw.
//! What there is to draw is read off the pack: the types off its schema, the values off its
//! literals.

#![allow(dead_code, unreachable_pub, reason = "each suite uses its part")]

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::str::FromStr;

use cedar_policy::{
    Authorizer, Context, Decision, Entities, Entity, EntityId, EntityUid, PolicyId, PolicySet,
    Request, RestrictedExpression, Schema, SchemaFragment, SlotId, TemplatePrincipalConstraint,
};
use serde_json::Value;

mod draw;
mod literals;
mod names;

pub use draw::Draw;
use literals::Literals;
use names::Names;

/// What an attribute holds.
#[derive(Clone, Debug)]
enum Shape {
    Bool,
    Text,
    Long,
    Extension(&'static str),
    /// A value of an enumerated type.
    Value(String, Vec<String>),
    Entity(String),
    Set(Box<Shape>),
    Record(Members),
}

/// The attributes of a record: whether each is required, and what it holds.
type Members = BTreeMap<String, (bool, Shape)>;

/// A pack as Cedar has it.
pub struct World {
    schema: Schema,
    names: Names,
    /// Types that have a name of their own, by that.
    common: BTreeMap<String, Value>,
    policies: PolicySet,
    templates: Vec<Template>,
    types: BTreeMap<String, Members>,
    enumerations: BTreeMap<String, Vec<String>>,
    parents: BTreeMap<String, Vec<String>>,
    /// The types of principals.
    principals: BTreeSet<String>,
    actions: Vec<Action>,
    roles: BTreeMap<String, Vec<EntityUid>>,
    literals: Literals,
}

/// An action: who may ask for it, on what, and what its context holds.
struct Action {
    name: String,
    principals: Vec<String>,
    resources: Vec<String>,
    context: Members,
}

/// A template: whether its links name a resource, and the type of principals that bring them.
struct Template {
    id: String,
    names_resource: bool,
    of: Option<String>,
}

/// Something drawn: for the gate, and for Cedar.
#[derive(Clone, Debug)]
pub struct Drawn {
    pub json: Value,
    uid: Option<EntityUid>,
    entities: Vec<Entity>,
    members: HashMap<String, RestrictedExpression>,
    links: Vec<(String, Option<EntityUid>)>,
}

fn uid(kind: &str, id: &str) -> EntityUid {
    EntityUid::from_type_name_and_id(kind.parse().unwrap(), EntityId::new(id))
}

impl World {
    pub fn read(folder: &Path) -> Self {
        let files = std::fs::read_dir(folder).unwrap().map(|it| it.unwrap().path());
        let read = |path: &PathBuf| {
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            (name, std::fs::read_to_string(path).unwrap())
        };
        let files: Vec<PathBuf> = files.filter(|it| it.is_file()).collect();
        World::of(&files.iter().map(read).collect::<Vec<_>>())
    }

    /// The pack of these files, by name.
    pub fn of(files: &[(String, String)]) -> Self {
        let text = schema_text(files);
        let (declared, _) = cedar_policy::schema_str_to_json_with_resolved_types(&text).unwrap();
        let (schema, _) = Schema::from_cedarschema_str(&text).unwrap();
        let mut sources: Vec<(&str, &str)> = files
            .iter()
            .filter_map(|(name, text)| Some((name.strip_suffix(".cedar")?, &text[..])))
            .collect();
        sources.sort_unstable();
        let (policies, templates) = policies(&sources);
        let roles = files.iter().find(|(name, _)| name == "roles.toml");
        let mut world = World {
            schema,
            names: Names::new(&declared),
            common: BTreeMap::new(),
            literals: Literals::of(&policies),
            policies,
            templates,
            types: BTreeMap::new(),
            enumerations: BTreeMap::new(),
            parents: BTreeMap::new(),
            principals: BTreeSet::new(),
            actions: Vec::new(),
            roles: BTreeMap::new(),
        };
        world.read_types(&declared);
        if let Some((_, text)) = roles {
            let groups = world.groups();
            let of = |(role, names): (String, Vec<String>)| {
                (role, names.iter().map(|it| groups[it].clone()).collect())
            };
            world.roles = roles_of(text).into_iter().map(of).collect();
        }
        world
    }

    /// All groups, by what the pack calls them.
    fn groups(&self) -> BTreeMap<String, EntityUid> {
        let of = |(kind, values): (&String, &Vec<String>)| {
            let uids: Vec<EntityUid> = values.iter().map(|it| uid(kind, it)).collect();
            uids.into_iter().map(|it| (self.names.entry(&it), it))
        };
        self.enumerations.iter().flat_map(of).collect()
    }

    /// Each action with the types of records that it is for, under their names in Cedar.
    pub fn actions(&self) -> impl Iterator<Item = (&str, &[String])> {
        self.actions.iter().map(|it| (it.name.as_str(), it.resources.as_slice()))
    }

    /// The types of records that actions are for, under their names in Cedar.
    pub fn records(&self) -> BTreeSet<&str> {
        self.actions.iter().flat_map(|it| it.resources.iter().map(String::as_str)).collect()
    }

    /// What the pack calls a type.
    pub fn called(&self, kind: &str) -> &str {
        self.names.called(kind)
    }

    fn read_types(&mut self, declared: &Value) {
        let namespaces = || declared.as_object().unwrap().iter();
        let all = |of: &str| {
            let of = of.to_owned();
            namespaces().flat_map(move |(namespace, it)| {
                let members = it[&of].as_object().into_iter().flatten();
                members.map(move |(name, it)| (names::qualified(namespace, name), it))
            })
        };
        self.common = all("commonTypes").map(|(name, of)| (name, of.clone())).collect();
        for (name, of) in all("entityTypes") {
            let strings = |value: &Value| -> Vec<String> {
                let all = value.as_array().into_iter().flatten();
                all.map(|it| it.as_str().unwrap().to_owned()).collect()
            };
            if of["enum"].is_array() {
                self.enumerations.insert(name, strings(&of["enum"]));
            } else {
                self.parents.insert(name, strings(&of["memberOfTypes"]));
            }
        }
        for (name, of) in all("entityTypes") {
            let members = self.members(&of["shape"]);
            self.types.insert(name, members);
        }
        for (namespace, of) in namespaces() {
            for (name, of) in of["actions"].as_object().unwrap() {
                let applies = &of["appliesTo"];
                // Groups of actions apply to nothing.
                if applies["principalTypes"].get(0).is_none() {
                    continue;
                }
                let types = |list: &str| -> Vec<String> {
                    let all = applies[list].as_array().unwrap().iter();
                    all.map(|it| it.as_str().unwrap().to_owned()).collect()
                };
                let action = Action {
                    name: self.names.action(namespace, name),
                    principals: types("principalTypes"),
                    resources: types("resourceTypes"),
                    context: self.members(&applies["context"]),
                };
                self.principals.extend(action.principals.iter().cloned());
                self.actions.push(action);
            }
        }
    }

    fn members(&self, of: &Value) -> Members {
        if let Some(common) = of["type"].as_str().and_then(|it| self.common.get(it)) {
            return self.members(common);
        }
        let attributes = of["attributes"].as_object().into_iter().flatten();
        let member = |(name, of): (&String, &Value)| {
            (name.clone(), (of["required"] != false, self.shape(of)))
        };
        attributes.map(member).collect()
    }

    fn shape(&self, of: &Value) -> Shape {
        let kind = of["type"].as_str().unwrap();
        if let Some(common) = self.common.get(kind) {
            return self.shape(common);
        }
        let name = if kind == "EntityOrCommon" { of["name"].as_str().unwrap() } else { kind };
        match name.trim_start_matches("__cedar::") {
            "Bool" | "Boolean" => Shape::Bool,
            "String" => Shape::Text,
            "Long" => Shape::Long,
            "decimal" => Shape::Extension("decimal"),
            "datetime" => Shape::Extension("datetime"),
            "duration" => Shape::Extension("duration"),
            "ipaddr" => Shape::Extension("ip"),
            "Set" => Shape::Set(Box::new(self.shape(&of["element"]))),
            "Record" => Shape::Record(self.members(of)),
            "Entity" => self.entity(of["name"].as_str().unwrap()),
            name => self.entity(name),
        }
    }

    fn entity(&self, name: &str) -> Shape {
        match self.enumerations.get(name) {
            Some(values) => Shape::Value(name.to_owned(), values.clone()),
            None => Shape::Entity(name.to_owned()),
        }
    }

    pub fn draw(&self, seed: u64) -> Draw<'_> {
        Draw::new(self, seed)
    }

    /// Whether Cedar allows it, and the policies that determine that.
    pub fn authorize(
        &self,
        principal: &Drawn,
        action: &str,
        record: &Drawn,
        context: &Drawn,
    ) -> (bool, BTreeSet<String>) {
        self.about(principal, record).authorize(action, context)
    }

    /// A principal with its links and a record, as Cedar has them.
    pub fn about<'w>(&'w self, principal: &'w Drawn, record: &'w Drawn) -> About<'w> {
        let (policies, ids) = self.linked(principal);
        let mut known = HashSet::new();
        // One entity has one set of attributes: the principal's own, else those of the record.
        let sides = match principal.uid == record.uid {
            true => [principal, record],
            false => [record, principal],
        };
        let others = sides.into_iter().flat_map(|it| &it.entities);
        let all = principal.entities.first().into_iter().chain(others);
        let all: Vec<Entity> = all.filter(|it| known.insert(it.uid())).cloned().collect();
        let entities = Entities::from_entities(all, Some(&self.schema)).unwrap();
        About { world: self, principal, record, policies, ids, entities }
    }

    /// The policies with what templates link for a principal, and the template of each link by its
    /// id.
    fn linked(&self, principal: &Drawn) -> (Cow<'_, PolicySet>, HashMap<String, String>) {
        let (mut policies, mut ids) = (Cow::Borrowed(&self.policies), HashMap::new());
        for (at, (template, resource)) in principal.links.iter().enumerate() {
            let id = PolicyId::new(format!("link-{at}"));
            let slots = self.policies.template(&PolicyId::new(template)).unwrap();
            let mut values = HashMap::new();
            if slots.slots().any(|slot| *slot == SlotId::principal()) {
                values.insert(SlotId::principal(), principal.uid.clone().unwrap());
            }
            values.extend(resource.clone().map(|it| (SlotId::resource(), it)));
            policies.to_mut().link(PolicyId::new(template), id.clone(), values).unwrap();
            ids.insert(id.to_string(), template.clone());
        }
        (policies, ids)
    }
}

/// A principal and a record of which Cedar can be asked.
pub struct About<'w> {
    world: &'w World,
    principal: &'w Drawn,
    record: &'w Drawn,
    /// The policies with the principal's links, and the templates of these.
    policies: Cow<'w, PolicySet>,
    ids: HashMap<String, String>,
    entities: Entities,
}

impl About<'_> {
    /// Whether Cedar allows it, and the policies that determine that.
    pub fn authorize(&self, action: &str, context: &Drawn) -> (bool, BTreeSet<String>) {
        let World { actions, names, schema, .. } = self.world;
        let known = actions.iter().find(|it| it.name == action).unwrap();
        let kind = self.principal.uid.as_ref().unwrap().type_name().to_string();
        if !known.principals.contains(&kind) {
            // To Cedar it is no request at all.
            return (false, BTreeSet::new());
        }
        let mut added = HashSet::new();
        let new = |it: &&Entity| self.entities.get(&it.uid()).is_none() && added.insert(it.uid());
        let more: Vec<Entity> = context.entities.iter().filter(new).cloned().collect();
        let with_context = (!more.is_empty())
            .then(|| self.entities.clone().add_entities(more, Some(schema)).unwrap());
        let request = Request::new(
            self.principal.uid.clone().unwrap(),
            names.action_uid(action),
            self.record.uid.clone().unwrap(),
            Context::from_pairs(context.members.clone()).unwrap(),
            Some(schema),
        );
        let entities = with_context.as_ref().unwrap_or(&self.entities);
        let response = Authorizer::new().is_authorized(&request.unwrap(), &self.policies, entities);
        assert_eq!(response.diagnostics().errors().count(), 0, "{response:?}");
        let named = response.diagnostics().reason().map(|it| {
            let id = it.to_string();
            self.ids.get(&id).cloned().unwrap_or(id)
        });
        (response.decision() == Decision::Allow, named.collect())
    }
}

/// A schema, as text also where it is JSON.
fn schema_text(files: &[(String, String)]) -> String {
    let read = |name: &str| files.iter().find(|it| it.0 == name).map(|it| &it.1[..]);
    read("schema.cedarschema").map(str::to_owned).unwrap_or_else(|| {
        let json = read("schema.cedarschema.json").unwrap();
        SchemaFragment::from_json_str(json).unwrap().to_cedarschema().unwrap()
    })
}

/// The policies under their ids, and the templates.
fn policies(sources: &[(&str, &str)]) -> (PolicySet, Vec<Template>) {
    let (mut all, mut templates) = (PolicySet::new(), Vec::new());
    for (name, source) in sources {
        let set = PolicySet::from_str(source).unwrap();
        // One without an id is called by its file and line.
        let stands = |policy: &str| {
            let at = source.find(policy).unwrap();
            format!(
                "{name}-{}",
                source[..at].lines().count() + usize::from(at == 0 || source[..at].ends_with('\n'))
            )
        };
        for policy in set.policies() {
            let id = policy.annotation("id").map(str::to_owned);
            let id = PolicyId::new(id.unwrap_or_else(|| stands(&policy.to_string())));
            all.add(policy.new_id(id)).unwrap();
        }
        for template in set.templates() {
            let id = template.annotation("id").unwrap().to_owned();
            let named = cedar_policy::Template::new_id(template, PolicyId::new(&id));
            let of = match named.principal_constraint() {
                TemplatePrincipalConstraint::Is(of) | TemplatePrincipalConstraint::IsIn(of, _) => {
                    Some(of.to_string())
                }
                _ => None,
            };
            let names_resource = named.slots().any(|slot| *slot == SlotId::resource());
            templates.push(Template { id, names_resource, of });
            all.add_template(named).unwrap();
        }
    }
    (all, templates)
}

/// The groups of each role, permissions among them.
fn roles_of(text: &str) -> BTreeMap<String, Vec<String>> {
    let mut roles: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let mut role = None;
    for line in text.lines() {
        if let Some(table) = line.strip_prefix('[') {
            let name = table.strip_prefix("roles.").and_then(|it| it.strip_suffix(']'));
            role = name.map(|it| serde_json::from_str(it).unwrap_or_else(|_| it.to_owned()));
        }
        let Some(role) = &role else { continue };
        let names = |key: &str| -> Option<Vec<String>> {
            let list = line.strip_prefix(key)?.strip_prefix(" = ")?;
            Some(serde_json::from_str(list).unwrap())
        };
        let of = roles.entry(role.clone()).or_default();
        of.extend(names("groups").into_iter().flatten());
        let permissions = names("permissions").into_iter().flatten();
        of.extend(permissions.map(|it| format!("Permission::{it}")));
    }
    roles
}

impl Drawn {
    fn nothing() -> Self {
        Drawn {
            json: Value::Null,
            uid: None,
            entities: Vec::new(),
            members: HashMap::new(),
            links: Vec::new(),
        }
    }
}
