//! Draws principals, records and contexts.

use std::collections::{HashMap, HashSet};

use cedar_policy::{Entity, EntityUid, RestrictedExpression};
use serde_json::{Map, Value, json};

use super::{Drawn, Members, Shape, World, uid};

/// How far within each other entities have attributes.
const DEPTH: usize = 2;

/// Draws what there may be.
pub struct Draw<'w> {
    world: &'w World,
    state: u64,
    /// The principal and the record, which are no entities within others.
    taken: HashSet<EntityUid>,
    /// The entities with attributes that this principal was asked about: how far within others each
    /// is, as the gate has it, and as Cedar does with what is within it.
    known: HashMap<EntityUid, (usize, Value, Vec<Entity>)>,
    /// How far within each other the entities are that are being drawn.
    depth: usize,
}

/// What was drawn of a member: for the gate and for Cedar; absent where the gate has nothing.
struct Part {
    json: Value,
    cedar: RestrictedExpression,
}

impl<'w> Draw<'w> {
    pub fn new(world: &'w World, seed: u64) -> Self {
        Draw { world, state: seed, taken: HashSet::new(), known: HashMap::new(), depth: 0 }
    }
}

impl Draw<'_> {
    fn below(&mut self, count: usize) -> usize {
        self.state = crate::seed::of(self.state, 1);
        (self.state >> 11) as usize % count
    }

    fn one<'l, T>(&mut self, list: &'l [T]) -> &'l T {
        let at = self.below(list.len());
        &list[at]
    }

    fn text(&mut self) -> String {
        let world = self.world;
        self.one(&world.literals.texts).clone()
    }

    /// An id: few, so that they meet, or one that a policy names.
    fn id(&mut self, kind: &str) -> String {
        let world = self.world;
        if let Some(named) = world.literals.ids.get(kind).filter(|_| self.below(3) == 0) {
            return self.one(named).clone();
        }
        match self.below(6) {
            0 | 1 => self.text(),
            2 => format!("{}", self.below(2)),
            _ => format!("t{}", self.below(4)),
        }
    }

    /// An id as a host has it: now and then a number.
    fn id_of(&mut self, id: &str) -> Value {
        let number = id.parse::<i32>().ok().filter(|it| it.to_string() == id);
        number.filter(|_| self.below(2) == 0).map_or_else(|| json!(id), |it| json!(it))
    }

    pub fn action(&mut self) -> (String, String) {
        let world = self.world;
        let action = self.one(&world.actions);
        (action.name.clone(), self.one(&action.resources).clone())
    }

    pub fn context(&mut self, action: &str) -> Drawn {
        let world = self.world;
        let members = &world.actions.iter().find(|it| it.name == action).unwrap().context;
        let mut drawn = Drawn::nothing();
        let (json, cedar) = self.record_of(members, &mut drawn.entities, None);
        if !members.is_empty() {
            drawn.json = Value::Object(json);
        }
        drawn.members = cedar;
        drawn
    }

    pub fn principal(&mut self) -> Drawn {
        let world = self.world;
        let kinds: Vec<&String> = world.principals.iter().collect();
        let kind = *self.one(&kinds);
        let mut drawn = Drawn::nothing();
        let id = self.id(kind);
        let me = uid(kind, &id);
        self.known.clear();
        self.taken = HashSet::from([me.clone()]);
        let (mut json, cedar) = self.record_of(&world.types[kind], &mut drawn.entities, None);
        json.insert("id".to_owned(), self.id_of(&id));
        // Where there is one type it need not be said.
        if kinds.len() > 1 || self.below(2) == 0 {
            json.insert("type".to_owned(), json!(world.names.called(kind)));
        }
        let mut parents: HashSet<EntityUid> = HashSet::new();
        if let Some((role, groups)) = self.role(kind) {
            json.insert("roles".to_owned(), json!([role]));
            parents.extend(groups);
        }
        let held = self.groups(kind);
        if !held.is_empty() {
            let list: Vec<String> = held.iter().map(|it| world.names.entry(it)).collect();
            json.insert("groups".to_owned(), json!(list));
            parents.extend(held);
        }
        let above = self.ancestors(&me, &mut drawn.entities);
        if !above.is_empty() || self.below(2) == 0 {
            let list: Vec<String> = above.iter().map(|it| world.names.entry(it)).collect();
            if world.parents[kind].iter().any(|it| !world.enumerations.contains_key(it)) {
                json.insert("in".to_owned(), json!(list));
            }
        }
        parents.extend(above);
        let mut links = Map::new();
        for template in &world.templates {
            if template.of.as_ref().is_some_and(|of| of != kind) || self.below(2) == 0 {
                continue;
            }
            let names = template.names_resource;
            let linked: Vec<Option<EntityUid>> = match names {
                true => (0..self.below(3)).map(|_| Some(self.linkable())).collect(),
                false => vec![None],
            };
            let list: Vec<String> =
                linked.iter().flatten().map(|it| world.names.entry(it)).collect();
            links.insert(template.id.clone(), if names { json!(list) } else { json!(true) });
            drawn.links.extend(linked.into_iter().map(|it| (template.id.clone(), it)));
        }
        if !links.is_empty() {
            json.insert("links".to_owned(), Value::Object(links));
        }
        drawn.json = Value::Object(json);
        drawn.entities.insert(0, Entity::new(me.clone(), cedar, parents).unwrap());
        drawn.uid = Some(me);
        drawn
    }

    /// A role that principals of a type can have.
    fn role(&mut self, kind: &str) -> Option<(String, Vec<EntityUid>)> {
        let world = self.world;
        let parents = world.parents.get(kind)?;
        let fits = |group: &EntityUid| parents.contains(&group.type_name().to_string());
        let all: Vec<_> =
            world.roles.iter().filter(|(_, groups)| groups.iter().all(fits)).collect();
        if all.is_empty() || self.below(6) == 0 {
            return None;
        }
        let (role, groups) = *self.one(&all);
        Some((role.clone(), groups.clone()))
    }

    /// Some of the groups that there are.
    fn groups(&mut self, kind: &str) -> Vec<EntityUid> {
        let world = self.world;
        let enumerated = |it: &String| Some((it.clone(), world.enumerations.get(it)?));
        let kinds = world.parents[kind].iter().filter_map(enumerated);
        let all: Vec<EntityUid> =
            kinds.flat_map(|(kind, all)| all.iter().map(move |it| uid(&kind, it))).collect();
        all.into_iter().filter(|_| self.below(3) == 0).collect()
    }

    /// What a link may name: a resource, or what one is in.
    fn linkable(&mut self) -> EntityUid {
        let (_, resource) = self.action();
        let above = self.world.parents.get(&resource).cloned().unwrap_or_default();
        let kind = if above.is_empty() || self.below(2) == 0 { resource } else { above[0].clone() };
        let id = self.id(&kind);
        uid(&kind, &id)
    }

    /// Entities of the types that a type is in and that are not enumerated.
    fn ancestors(&mut self, of: &EntityUid, entities: &mut Vec<Entity>) -> Vec<EntityUid> {
        let (mut all, kind) = (Vec::new(), of.type_name().to_string());
        for parent in self.world.parents.get(&kind).cloned().unwrap_or_default() {
            if self.world.enumerations.contains_key(&parent) {
                continue;
            }
            for _ in 0..self.below(3) {
                let id = self.id(&parent);
                let one = uid(&parent, &id);
                if one != *of && !all.contains(&one) {
                    entities.push(self.bare(&parent, &id));
                    all.push(one);
                }
            }
        }
        all
    }

    /// An entity of a type without attributes.
    fn bare(&mut self, kind: &str, id: &str) -> Entity {
        let members = self.world.types[kind].clone();
        let (_, cedar) = self.record_of(&members, &mut Vec::new(), None);
        Entity::new(uid(kind, id), cedar, HashSet::new()).unwrap()
    }

    pub fn record(&mut self, kind: &str, principal: &Drawn) -> Drawn {
        let world = self.world;
        let mut drawn = Drawn::nothing();
        // Now and then it is the principal itself.
        let me = principal.uid.clone();
        let me = me.filter(|it| it.type_name().to_string() == kind && self.below(4) == 0);
        let id = me.as_ref().map_or_else(|| self.id(kind), |it| it.id().unescaped().to_owned());
        self.taken = principal.uid.clone().into_iter().chain([uid(kind, &id)]).collect();
        let itself = principal.uid.as_ref().is_some_and(|it| *it == uid(kind, &id));
        let (mut json, cedar) =
            self.record_of(&world.types[kind], &mut drawn.entities, Some(principal));
        json.insert("id".to_owned(), self.id_of(&id));
        json.insert("type".to_owned(), json!(world.names.called(kind)));
        let mut above = self.ancestors(&uid(kind, &id), &mut drawn.entities);
        above.extend(self.groups(kind));
        if let Some(me) = principal.entities.first().filter(|_| itself) {
            let parents = me.clone().into_inner().2;
            above = parents.into_iter().collect();
            above.sort();
        }
        if !above.is_empty() {
            let list: Vec<String> = above.iter().map(|it| world.names.entry(it)).collect();
            json.insert("in".to_owned(), json!(list));
        }
        if itself {
            // One entity has one set of attributes: those of the principal.
            for (name, value) in principal.json.as_object().unwrap() {
                if world.types[kind].contains_key(name) {
                    json.insert(name.clone(), value.clone());
                }
            }
            let absent = |name: &String| principal.json.get(name).is_none();
            world.types[kind].keys().filter(|it| absent(it)).for_each(|it| drop(json.remove(it)));
        }
        drawn.json = Value::Object(json);
        let parents = above.into_iter().collect();
        drawn.uid = Some(uid(kind, &id));
        drawn.entities.insert(0, Entity::new(uid(kind, &id), cedar, parents).unwrap());
        drawn
    }

    fn record_of(
        &mut self,
        members: &Members,
        entities: &mut Vec<Entity>,
        principal: Option<&Drawn>,
    ) -> (Map<String, Value>, HashMap<String, RestrictedExpression>) {
        let (mut json, mut cedar) = (Map::new(), HashMap::new());
        for (name, (required, shape)) in members {
            if !required && self.below(3) == 0 {
                continue;
            }
            let part = self.part(shape, entities, principal);
            json.insert(name.clone(), part.json);
            cedar.insert(name.clone(), part.cedar);
        }
        (json, cedar)
    }

    fn part(
        &mut self,
        shape: &Shape,
        entities: &mut Vec<Entity>,
        principal: Option<&Drawn>,
    ) -> Part {
        match shape {
            Shape::Bool => {
                let flag = self.below(2) == 0;
                Part { json: json!(flag), cedar: RestrictedExpression::new_bool(flag) }
            }
            Shape::Text => {
                let own = principal.and_then(|it| self.own(it, Value::is_string));
                let text = own.map_or_else(|| self.text(), |it| it.as_str().unwrap().to_owned());
                Part { cedar: RestrictedExpression::new_string(text.clone()), json: json!(text) }
            }
            Shape::Long => {
                let own = principal.and_then(|it| self.own(it, Value::is_i64));
                let near = i64::try_from(self.below(3)).unwrap() - 1;
                let world = self.world;
                let number = match own {
                    Some(own) => own.as_i64().unwrap().saturating_add(near),
                    None => *self.one(&world.literals.numbers),
                };
                Part { json: json!(number), cedar: RestrictedExpression::new_long(number) }
            }
            Shape::Extension(kind) => self.extension(kind),
            Shape::Value(kind, values) => {
                let value = self.one(values).clone();
                let cedar = RestrictedExpression::new_entity_uid(uid(kind, &value));
                Part { json: json!(value), cedar }
            }
            Shape::Entity(kind) => self.entity(kind, entities, principal),
            Shape::Set(of) => {
                // Deep within, lists are empty, or there would be no end.
                let most = [3, 1].get(self.depth).copied().unwrap_or_default();
                let parts: Vec<Part> =
                    (0..self.below(most + 1)).map(|_| self.part(of, entities, principal)).collect();
                let (json, cedar): (Vec<_>, Vec<_>) =
                    parts.into_iter().map(|it| (it.json, it.cedar)).unzip();
                Part { json: json!(json), cedar: RestrictedExpression::new_set(cedar) }
            }
            Shape::Record(members) => {
                let (json, cedar) = self.record_of(members, entities, principal);
                let cedar = RestrictedExpression::new_record(cedar).unwrap();
                Part { json: Value::Object(json), cedar }
            }
        }
    }

    /// Some value of the principal's.
    fn own(&mut self, principal: &Drawn, is: fn(&Value) -> bool) -> Option<Value> {
        if self.below(2) == 0 {
            return None;
        }
        let all: Vec<&Value> = principal.json.as_object()?.values().filter(|it| is(it)).collect();
        if all.is_empty() { None } else { Some((*self.one(&all)).clone()) }
    }

    fn extension(&mut self, kind: &'static str) -> Part {
        let world = self.world;
        let text = self.one(&world.literals.points[kind]).clone();
        let cedar = match kind {
            "decimal" => RestrictedExpression::new_decimal(&text),
            "datetime" => RestrictedExpression::new_datetime(&text),
            "ip" => RestrictedExpression::new_ip(&text),
            _ => RestrictedExpression::new_duration(&text),
        };
        Part { json: json!(text), cedar }
    }

    /// An entity, with its attributes where it has some; the principal's are those that it told.
    fn entity(
        &mut self,
        kind: &str,
        entities: &mut Vec<Entity>,
        principal: Option<&Drawn>,
    ) -> Part {
        let members = self.world.types[kind].clone();
        let me = principal.and_then(|it| it.uid.clone());
        let me = me.filter(|it| it.type_name().to_string() == kind && self.below(3) == 0);
        let own = principal.and_then(|it| self.own(it, Value::is_string));
        let id = match (me, own) {
            (Some(me), _) => me.id().unescaped().to_owned(),
            (None, Some(own)) => own.as_str().unwrap().to_owned(),
            _ => self.id(kind),
        };
        let named = uid(kind, &id);
        let cedar = RestrictedExpression::new_entity_uid(named.clone());
        // No policy looks deeper than that.
        if members.is_empty() || self.depth > DEPTH {
            return Part { json: self.id_of(&id), cedar };
        }
        if let Some(me) = principal.filter(|it| it.uid.as_ref() == Some(&named)) {
            // One entity has one set of attributes.
            let told = me.json.as_object().unwrap();
            let own = told.iter().filter(|(name, _)| members.contains_key(*name) || *name == "id");
            return Part {
                json: own.map(|(name, it)| (name.clone(), it.clone())).collect(),
                cedar,
            };
        }
        if let Some((depth, json, within)) = self.known.get(&named)
            && *depth <= self.depth
        {
            entities.extend(within.iter().cloned());
            return Part { json: json.clone(), cedar };
        }
        let taken = self.taken.contains(&named) || self.known.contains_key(&named);
        let id = if taken { format!("{id}-{}", self.below(usize::MAX)) } else { id };
        self.fresh(kind, &id, &members, entities)
    }

    fn fresh(
        &mut self,
        kind: &str,
        id: &str,
        members: &Members,
        entities: &mut Vec<Entity>,
    ) -> Part {
        let named = uid(kind, id);
        let before = entities.len();
        self.taken.insert(named.clone());
        // Nested ones are few, or there would be no end.
        let shallow: Members = members
            .iter()
            .filter(|(_, (required, shape))| {
                *required || !matches!(shape, Shape::Entity(of) if of == kind) || self.below(3) == 0
            })
            .map(|(name, member)| (name.clone(), member.clone()))
            .collect();
        self.depth += 1;
        let (mut json, attributes) = self.record_of(&shallow, entities, None);
        self.depth -= 1;
        json.insert("id".to_owned(), self.id_of(id));
        entities.push(Entity::new(named.clone(), attributes, HashSet::new()).unwrap());
        let (json, within) = (Value::Object(json), entities[before..].to_vec());
        self.taken.remove(&named);
        self.known.insert(named.clone(), (self.depth, json.clone(), within));
        Part { json, cedar: RestrictedExpression::new_entity_uid(named) }
    }
}
