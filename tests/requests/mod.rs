//! Random requests about a pack, as JSON for the gate and as entities for Cedar, from one draw.
//! What there is to draw is read off the pack: the types off its schema, the values off its
//! literals.

#![allow(dead_code, unreachable_pub, reason = "each suite uses its part")]

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::path::{Path, PathBuf};
use std::str::FromStr;

use cedar_policy::{
    Authorizer, Context, Decision, Entities, Entity, EntityId, EntityUid, PolicyId, PolicySet,
    Request, RestrictedExpression, Schema, SchemaFragment, SlotId, TemplatePrincipalConstraint,
};
use serde_json::Value;

mod draw;
mod names;

pub use draw::Draw;
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
    roles: BTreeMap<String, Vec<String>>,
    texts: Vec<String>,
    numbers: Vec<i64>,
    literals: BTreeMap<&'static str, Vec<String>>,
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
        let text = schema_text(folder);
        let (declared, _) = cedar_policy::schema_str_to_json_with_resolved_types(&text).unwrap();
        let (schema, _) = Schema::from_cedarschema_str(&text).unwrap();
        let mut sources: Vec<_> = std::fs::read_dir(folder)
            .unwrap()
            .map(|it| it.unwrap().path())
            .filter(|it| it.extension().is_some_and(|it| it == "cedar"))
            .collect();
        sources.sort();
        let named = |path: &PathBuf| {
            let stem = path.file_stem().unwrap().to_string_lossy().into_owned();
            (stem, std::fs::read_to_string(path).unwrap())
        };
        let sources: Vec<(String, String)> = sources.iter().map(named).collect();
        let (policies, templates) = policies(&sources);
        let sources: Vec<String> = sources.into_iter().map(|(_, text)| text).collect();
        let roles = std::fs::read_to_string(folder.join("roles.toml"));
        let roles = roles.map_or_else(|_| BTreeMap::new(), |text| roles_of(&text));
        let mut world = World {
            schema,
            names: Names::new(&declared),
            common: BTreeMap::new(),
            policies,
            templates,
            types: BTreeMap::new(),
            enumerations: BTreeMap::new(),
            parents: BTreeMap::new(),
            principals: BTreeSet::new(),
            actions: Vec::new(),
            roles,
            texts: Vec::new(),
            numbers: vec![0, 1, -1, i64::MAX, i64::MIN],
            literals: BTreeMap::new(),
        };
        world.read_types(&declared);
        world.read_literals(&sources.concat());
        world
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

    /// The literals of the policies, and what is next to them.
    fn read_literals(&mut self, source: &str) {
        let code: String = source.lines().filter(|it| !it.starts_with('@')).collect();
        for text in code.split('"').skip(1).step_by(2) {
            let plain = text.replace("\\*", "*");
            for text in [text.replace('*', ""), text.replace('*', "x"), plain] {
                self.texts.extend([text.clone(), format!("{text}x"), text.to_uppercase()]);
            }
        }
        self.texts.extend(["", "a", "aa", "aaa", "aaaa", "t1", "t2", "é", "𝄞"].map(str::to_owned));
        let number = |it: &str| it.parse::<i64>().ok();
        for found in code.split(|it: char| !it.is_ascii_digit()).filter_map(number) {
            self.numbers.extend([found - 1, found, found + 1, -found]);
        }
        for kind in ["decimal", "datetime", "duration", "ip"] {
            let start = format!("{kind}(\"");
            let found =
                code.split(&start).skip(1).map(|it| it.split('"').next().unwrap().to_owned());
            let mut all: Vec<String> = found.collect();
            let more: Vec<String> = match kind {
                "decimal" => ["0.0", "0.0001", "0.0", "99.4999", "99.5001", "-7.25", "7.2501"]
                    .map(str::to_owned)
                    .to_vec(),
                "datetime" => [
                    "1970-01-01",
                    "2025-12-31T23:59:59.998Z",
                    "2026-01-01T00:00:00+0100",
                    "2026-07-01T11:59:59.999Z",
                    "2026-03-31T23:59:59.999Z",
                    "2026-04-01",
                    "9999-12-31",
                ]
                .map(str::to_owned)
                .to_vec(),
                "ip" => all.iter().map(String::as_str).chain(["10.0.0.1"]).flat_map(near).collect(),
                _ => ["0ms", "-1d", "1d12h1ms", "1d11h59m59s999ms", "36h", "5d", "1ms"]
                    .map(str::to_owned)
                    .to_vec(),
            };
            all.extend(more);
            self.literals.insert(kind, all);
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
        let known = self.actions.iter().find(|it| it.name == action).unwrap();
        let kind = principal.uid.as_ref().unwrap().type_name().to_string();
        if !known.principals.contains(&kind) {
            // To Cedar it is no request at all.
            return (false, BTreeSet::new());
        }
        let mut policies = self.policies.clone();
        let mut ids = HashMap::new();
        for (at, (template, resource)) in principal.links.iter().enumerate() {
            let id = PolicyId::new(format!("link-{at}"));
            let slots = self.policies.template(&PolicyId::new(template)).unwrap();
            let mut values = HashMap::new();
            if slots.slots().any(|slot| *slot == SlotId::principal()) {
                values.insert(SlotId::principal(), principal.uid.clone().unwrap());
            }
            values.extend(resource.clone().map(|it| (SlotId::resource(), it)));
            policies.link(PolicyId::new(template), id.clone(), values).unwrap();
            ids.insert(id.to_string(), template.clone());
        }
        let mut known = HashSet::new();
        // One entity has one set of attributes: the principal's own, else those of the record.
        let sides = match principal.uid == record.uid {
            true => [principal, record],
            false => [record, principal],
        };
        let others = sides.into_iter().chain([context]).flat_map(|it| &it.entities);
        let all = principal.entities.first().into_iter().chain(others);
        let entities: Vec<Entity> = all.filter(|it| known.insert(it.uid())).cloned().collect();
        let entities = Entities::from_entities(entities, Some(&self.schema)).unwrap();
        let action = self.names.action_uid(action);
        let context = Context::from_pairs(context.members.clone()).unwrap();
        let request = Request::new(
            principal.uid.clone().unwrap(),
            action,
            record.uid.clone().unwrap(),
            context,
            Some(&self.schema),
        );
        let response = Authorizer::new().is_authorized(&request.unwrap(), &policies, &entities);
        assert_eq!(response.diagnostics().errors().count(), 0, "{response:?}");
        let named = response.diagnostics().reason().map(|it| {
            let id = it.to_string();
            ids.get(&id).cloned().unwrap_or(id)
        });
        (response.decision() == Decision::Allow, named.collect())
    }
}

/// A schema, as text also where it is JSON.
fn schema_text(folder: &Path) -> String {
    let read = |name: &str| std::fs::read_to_string(folder.join(name)).ok();
    read("schema.cedarschema").unwrap_or_else(|| {
        let json = read("schema.cedarschema.json").unwrap();
        SchemaFragment::from_json_str(&json).unwrap().to_cedarschema().unwrap()
    })
}

/// The policies under their ids, and the templates.
fn policies(sources: &[(String, String)]) -> (PolicySet, Vec<Template>) {
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
    let mut roles = BTreeMap::new();
    let mut role = None;
    for line in text.lines() {
        if let Some(name) = line.strip_prefix("[roles.").and_then(|it| it.strip_suffix(']')) {
            role = Some(name.to_owned());
            continue;
        }
        let list = |key: &str| serde_json::from_str(line.strip_prefix(key)?).ok();
        let permission = |it: String| format!("Permission::{it}");
        let permissions: Option<Vec<String>> = list("permissions = ");
        let permissions = permissions.map(|all| all.into_iter().map(permission).collect());
        if let Some(groups) = list("groups = ").or(permissions)
            && let Some(role) = role.take()
        {
            roles.insert(role, groups);
        }
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

/// IP values at and around one: its first and last address and those beside them, with prefixes
/// about as long; and such as are somewhere else.
fn near(text: &str) -> Vec<String> {
    let (address, prefix) = text.split_once('/').unwrap_or((text, "128"));
    let (bits, most) = match address.parse().unwrap() {
        IpAddr::V4(it) => (u128::from(it.to_bits()), 32),
        IpAddr::V6(it) => (it.to_bits(), 128),
    };
    let all = if most == 32 { u128::from(u32::MAX) } else { u128::MAX };
    let prefix = prefix.parse::<u32>().unwrap().min(most);
    let hosts = all.checked_shr(prefix).unwrap_or(0);
    let (first, last) = (bits & !hosts, bits | hosts);
    let ends = [first, last, first.wrapping_sub(1) & all, last.wrapping_add(1) & all, bits];
    let said = |bits: u128| match most {
        32 => Ipv4Addr::from_bits(u32::try_from(bits).unwrap()).to_string(),
        _ => {
            let groups = Ipv6Addr::from_bits(bits).segments().map(|it| format!("{it:X}"));
            groups.join(":")
        }
    };
    let with = |bits: u128| {
        let prefixes = [prefix.saturating_sub(1), prefix, (prefix + 1).min(most)];
        prefixes.map(|it| format!("{}/{it}", said(bits))).into_iter().chain([said(bits)])
    };
    let others = ["0.0.0.0", "::", "255.255.255.255/0", "127.0.0.1", "::1", "ff02::1", "224.0.0.1"];
    ends.into_iter().flat_map(with).chain(others.map(str::to_owned)).collect()
}
