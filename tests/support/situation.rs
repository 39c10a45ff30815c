//! Situations: one for every combination of the facts that an action's policies mention.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};
use tollgate::Gate;

use super::{Declared, Mentions, Pack, Shape};

/// A principal, a record and a context.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Situation {
    pub id: String,
    pub groups: Vec<(String, String)>,
    pub principal: BTreeMap<String, Value>,
    pub resource: String,
    pub record: BTreeMap<String, Value>,
    pub context: BTreeMap<String, Value>,
}

impl Situation {
    pub fn principal_json(&self) -> Value {
        let groups: Vec<String> =
            self.groups.iter().map(|(kind, id)| format!("{kind}::{id}")).collect();
        let mut map = object(&self.principal);
        map.insert("id".into(), json!(self.id));
        map.insert("groups".into(), json!(groups));
        Value::Object(map)
    }

    pub fn record_json(&self) -> Value {
        let mut map = object(&self.record);
        map.insert("type".into(), json!(self.resource));
        Value::Object(map)
    }

    pub fn context_json(&self) -> Value {
        Value::Object(object(&self.context))
    }
}

fn object(values: &BTreeMap<String, Value>) -> Map<String, Value> {
    values.iter().map(|(name, value)| (name.clone(), value.clone())).collect()
}

/// A principal and a context, with every record that the two can be asked about.
#[derive(Clone)]
pub struct Viewpoint {
    pub principal: Value,
    pub context: Value,
    pub records: Vec<Value>,
}

impl Viewpoint {
    pub fn gate(&self, pack: &Pack) -> Gate {
        pack.policy.gate(&self.principal).unwrap()
    }
}

/// One choice of an axis, put into a situation.
type Put = Box<dyn Fn(&mut Situation)>;

impl Pack {
    /// Calls `each` with every situation in which the action can be asked on the type, and returns
    /// how many there were.
    pub fn situations(&self, action: &str, resource: &str, each: impl FnMut(&Situation)) -> usize {
        self.situations_of(&[action], resource, each)
    }

    /// The same for several actions: every situation that one of them can tell from another.
    pub fn situations_of(
        &self,
        actions: &[&str],
        resource: &str,
        mut each: impl FnMut(&Situation),
    ) -> usize {
        let mut mentions = Mentions::default();
        actions.iter().for_each(|action| mentions.add(self.mentions(action, resource)));
        let mut count = 0;
        self.product(mentions, actions, resource, &mut |situation| {
            each(situation);
            count += 1;
        });
        count
    }

    /// Every record of a type whose attributes a policy could tell apart, whole ones; those that
    /// are tied to what the principal has, as [`own_id`](Self::own_id) says it, among them.
    pub fn records(&self, resource: &str) -> Vec<Value> {
        let names = |all: Vec<Declared>| all.into_iter().map(|attribute| attribute.name).collect();
        let mentions = Mentions {
            resource: names(self.record_attributes(resource)),
            principal: names(self.principal_attributes()),
            ..Mentions::default()
        };
        let own = mentions.principal.len();
        let mut records = Vec::new();
        self.product(mentions, &[], resource, &mut |situation| {
            // Each record once, not again beside a principal that lacks something.
            if situation.principal.len() == own {
                records.push(situation.record_json());
            }
        });
        records
    }

    /// What a principal of the situations has in an attribute that policies compare with records.
    pub fn own_id(&self, attribute: &str) -> Value {
        json!(format!("my-{attribute}"))
    }

    fn product(
        &self,
        mentions: Mentions,
        actions: &[&str],
        resource: &str,
        each: &mut dyn FnMut(&Situation),
    ) {
        let axes = self.axes(mentions, actions, resource);
        let base = Situation { id: "me".into(), resource: resource.into(), ..Situation::default() };
        let mut places = vec![0; axes.len()];
        loop {
            let mut situation = base.clone();
            for (axis, place) in axes.iter().zip(&places) {
                axis[*place](&mut situation);
            }
            each(&situation);
            let Some(next) = (0..axes.len()).find(|at| places[*at] + 1 < axes[*at].len()) else {
                return;
            };
            places[..next].fill(0);
            places[next] += 1;
        }
    }

    /// The situations by who asks in which context.
    pub fn viewpoints(&self, actions: &[&str], resource: &str) -> Vec<Viewpoint> {
        self.viewpoints_by(|each| {
            self.situations_of(actions, resource, each);
        })
    }

    /// The same for situations that are listed in some way.
    pub fn viewpoints_by(&self, list: impl FnOnce(&mut dyn FnMut(&Situation))) -> Vec<Viewpoint> {
        let mut by_asker: BTreeMap<String, Viewpoint> = BTreeMap::new();
        list(&mut |situation| {
            let (principal, context) = (situation.principal_json(), situation.context_json());
            let viewpoint = by_asker
                .entry(format!("{principal} {context}"))
                .or_insert_with(|| Viewpoint { principal, context, records: Vec::new() });
            viewpoint.records.push(situation.record_json());
        });
        by_asker.into_values().collect()
    }

    fn axes(&self, mut mentions: Mentions, actions: &[&str], resource: &str) -> Vec<Vec<Put>> {
        let mut axes: Vec<Vec<Put>> = Vec::new();
        for group in std::mem::take(&mut mentions.groups) {
            axes.push(vec![
                Box::new(|_: &mut Situation| {}),
                Box::new(move |situation| situation.groups.push(group.clone())),
            ]);
        }
        let own = self.principal_attributes();
        let mut ids: Vec<(String, String)> = vec![(self.principal_type(), "me".into())];
        for attribute in own.into_iter().filter(|each| mentions.principal.contains(&each.name)) {
            let Shape::Entity(kind) = &attribute.shape else { panic!("{}", attribute.name) };
            let id = self.own_id(&attribute.name);
            ids.push((kind.clone(), id.as_str().unwrap().to_owned()));
            axes.push(values(&attribute, vec![id], |situation| &mut situation.principal));
        }
        for attribute in self.record_attributes(resource) {
            if mentions.resource.contains(&attribute.name) {
                let all = possible(&attribute, &ids);
                axes.push(values(&attribute, all, |situation| &mut situation.record));
            }
        }
        for attribute in actions.iter().flat_map(|action| self.context_attributes(action)) {
            if mentions.context.remove(&attribute.name) {
                let all = possible(&attribute, &ids);
                axes.push(values(&attribute, all, |situation| &mut situation.context));
            }
        }
        axes
    }
}

fn values(
    attribute: &Declared,
    all: Vec<Value>,
    part: fn(&mut Situation) -> &mut BTreeMap<String, Value>,
) -> Vec<Put> {
    let mut axis: Vec<Put> = Vec::new();
    if !attribute.required {
        axis.push(Box::new(|_| {}));
    }
    for value in all {
        let name = attribute.name.clone();
        axis.push(Box::new(move |situation| {
            part(situation).insert(name.clone(), value.clone());
        }));
    }
    axis
}

/// Every value that a policy could tell from another.
fn possible(attribute: &Declared, ids: &[(String, String)]) -> Vec<Value> {
    let tied = |kind: &String| -> Vec<&String> {
        ids.iter().filter(|(of, _)| of == kind).map(|(_, id)| id).collect()
    };
    match &attribute.shape {
        Shape::Bool => vec![json!(false), json!(true)],
        Shape::Enum(_, values) => values.iter().map(|value| json!(value)).collect(),
        Shape::Entity(kind) => {
            tied(kind).into_iter().map(|id| json!(id)).chain([json!("another")]).collect()
        }
        Shape::Set(kind) => {
            let mut members = tied(kind);
            let another = "another".to_owned();
            members.push(&another);
            (0..1usize << members.len())
                .map(|subset| {
                    let chosen = members.iter().enumerate().filter(|(at, _)| subset >> at & 1 == 1);
                    json!(chosen.map(|(_, id)| id).collect::<Vec<_>>())
                })
                .collect()
        }
    }
}
