//! Situations: one for every combination of the facts that an action's policies mention.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use serde_json::{Map, Value, json};
use tollgate::Gate;

use super::atoms::Path;
use super::{Declared, Mentions, Pack, Shape};

/// The id of the record that links name.
pub const LINKED: &str = "linked";

/// How many situations several actions are asked in together. Where there are more, which is a
/// bound, each action is asked in its own: all that it tells apart, not also what others do.
const TOGETHER_MAX: usize = 100_000;

/// How many records of a type there are of all attributes together. Where there are more, which is
/// a bound, they are those of each action that differ from one of them in two choices at most.
const RECORDS_MAX: usize = 10_000;

/// A principal, a record and a context.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Situation {
    pub id: String,
    pub groups: Vec<(String, String)>,
    /// Groups made at run time.
    pub within: Vec<(String, String)>,
    /// By template: the record that it links the principal to.
    pub links: BTreeMap<String, (String, String)>,
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
        let entry = |(kind, id): &(String, String)| format!("{kind}::{id}");
        if !self.within.is_empty() {
            map.insert("in".into(), self.within.iter().map(entry).collect());
        }
        if !self.links.is_empty() {
            let links = self.links.iter().map(|(name, to)| (name.clone(), json!([entry(to)])));
            map.insert("links".into(), Value::Object(links.collect()));
        }
        Value::Object(map)
    }

    /// What stands at a path.
    pub fn at(&self, path: &Path) -> Option<&Value> {
        let part = match path.side.as_str() {
            "principal" => &self.principal,
            "resource" => &self.record,
            _ => &self.context,
        };
        let (first, rest) = path.way.split_first()?;
        rest.iter().try_fold(part.get(first)?, |value, name| value.get(name))
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
pub type Put = Box<dyn Fn(&mut Situation)>;

/// Calls `each` with the base and one choice of every axis, in every combination.
pub fn every(axes: &[Vec<Put>], base: &Situation, each: &mut dyn FnMut(&Situation)) {
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

/// The same for every two axes, with the first choice of all others.
fn pairs(axes: &[Vec<Put>], base: &Situation, each: &mut dyn FnMut(&Situation)) {
    let mut both = |first: usize, second: usize| {
        for one in &axes[first] {
            for other in &axes[second] {
                let mut situation = base.clone();
                for (at, axis) in axes.iter().enumerate() {
                    let put = if at == first { one } else { &axis[0] };
                    if at == second { other(&mut situation) } else { put(&mut situation) }
                }
                each(&situation);
            }
        }
    };
    for first in 0..axes.len() {
        (first..axes.len()).for_each(|second| both(first, second));
    }
}

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
        let mut seen: BTreeSet<String> = BTreeSet::new();
        let open: [BTreeSet<String>; 2] =
            [self.principal_attributes(), self.record_attributes(resource)]
                .map(|all| all.into_iter().filter(Declared::is_open).map(|it| it.name).collect());
        let opens = !open[1].is_empty();
        let mut counted = |situation: &Situation, mentions: &Mentions| {
            // Each class once, whoever is its witness.
            if !opens || seen.insert(class(situation, mentions, &open)) {
                each(situation);
                count += 1;
            }
        };
        if self.are_few(actions, resource) {
            let together = &mentions;
            self.product(together, actions, resource, &mut |its| counted(its, together));
            return count;
        }
        self.say_bound(format!(
            "what each of {} tells apart, not all together",
            actions.join(", ")
        ));
        let first = self.whole(resource);
        for action in actions {
            let of = self.mentions(action, resource);
            self.product(&of, &[action], resource, &mut |its| {
                counted(&completed(its, &first), &mentions);
            });
        }
        count
    }

    /// Whether all that the actions tell apart together is little enough to be asked together.
    pub fn are_few(&self, actions: &[&str], resource: &str) -> bool {
        let mut mentions = Mentions::default();
        actions.iter().for_each(|action| mentions.add(self.mentions(action, resource)));
        actions.len() == 1 || self.size(&mentions, actions, resource) <= TOGETHER_MAX
    }

    /// Every record of a type whose attributes a policy could tell apart, whole ones; those that
    /// are tied to what the principal has, as [`own`](Self::own) says it, among them.
    pub fn records(&self, resource: &str) -> Vec<Value> {
        let own = self.own();
        let base = Situation { resource: resource.into(), ..own };
        let all = self.all_mentions(resource);
        let mut records = Vec::new();
        let axes = self.record_axes(&all, &[], &base);
        if axes.iter().map(Vec::len).product::<usize>() <= RECORDS_MAX {
            every(&axes, &base, &mut |situation| records.push(situation.record_json()));
            return records;
        }
        let first = self.whole(resource);
        let mut seen = BTreeSet::new();
        for (action, _) in self.questions().into_iter().filter(|(_, of)| of == resource) {
            let axes = self.record_axes(&self.mentions(&action, resource), &[], &base);
            pairs(&axes, &base, &mut |situation| {
                let record = completed(situation, &first).record_json();
                if seen.insert(record.to_string()) {
                    records.push(record);
                }
            });
        }
        let count = records.len();
        self.say_bound(format!("{count} records of {resource}, each action's pairs of choices"));
        records
    }

    /// A principal that has all that policies compare with a record's, but groups.
    pub fn own(&self) -> Situation {
        let mut own = Situation { id: "me".into(), ..Situation::default() };
        for attribute in self.principal_attributes() {
            own.principal.insert(attribute.name.clone(), self.principal_value(&attribute));
        }
        for (_, resource) in self.questions() {
            let mentions = self.all_mentions(&resource);
            own.within.extend(self.teams(&mentions, &resource));
            let links = mentions.templates.into_iter();
            own.links.extend(links.map(|it| (it, (resource.clone(), LINKED.to_owned()))));
        }
        own.within.sort();
        own.within.dedup();
        own
    }

    /// What a principal of the situations has in an attribute that policies compare with records.
    pub fn principal_value(&self, attribute: &Declared) -> Value {
        match attribute.shape {
            Shape::Long => json!(9_000),
            _ => json!(format!("my-{}", attribute.name)),
        }
    }

    /// What the policies of all actions mention, and every attribute of the type.
    fn all_mentions(&self, resource: &str) -> Mentions {
        let mut all = Mentions::default();
        for (action, of) in self.questions() {
            if of == resource {
                all.add(self.mentions(&action, resource));
            }
        }
        all.resource.extend(self.record_attributes(resource).into_iter().map(|it| it.name));
        all
    }

    /// A situation in which every attribute that is required has a value.
    pub(super) fn whole(&self, resource: &str) -> Situation {
        let base = Situation { resource: resource.into(), ..self.own() };
        let mut first = base.clone();
        let axes = self.record_axes(&self.all_mentions(resource), &[], &base);
        axes.iter().for_each(|axis| axis[0](&mut first));
        first
    }

    /// How many situations [`product`](Self::product) comes to.
    fn size(&self, mentions: &Mentions, actions: &[&str], resource: &str) -> usize {
        let mut size = 0;
        self.principals(mentions, resource, &mut |principal| {
            let axes = self.record_axes(mentions, actions, principal);
            size += axes.iter().map(Vec::len).product::<usize>();
        });
        size
    }

    fn product(
        &self,
        mentions: &Mentions,
        actions: &[&str],
        resource: &str,
        each: &mut dyn FnMut(&Situation),
    ) {
        self.principals(mentions, resource, &mut |principal| {
            every(&self.record_axes(mentions, actions, principal), principal, each);
        });
    }

    fn principals(&self, mentions: &Mentions, resource: &str, each: &mut dyn FnMut(&Situation)) {
        let base = Situation { id: "me".into(), resource: resource.into(), ..Situation::default() };
        every(&self.principal_axes(mentions, resource), &base, each);
    }

    /// Calls `each` with every record that the action can tell from another, asked by one who has
    /// all that policies compare with it.
    pub fn records_of(
        &self,
        action: &str,
        resource: &str,
        mut each: impl FnMut(&BTreeMap<String, Value>),
    ) {
        let base = Situation { resource: resource.into(), ..self.own() };
        let axes = self.record_axes(&self.mentions(action, resource), &[], &base);
        every(&axes, &base, &mut |situation| each(&situation.record));
    }

    /// Calls `each` with every situation of the action in which the record has these values, and
    /// of what it lacks only what is optional is absent, unless that is an entity.
    pub fn situations_on(
        &self,
        action: &str,
        resource: &str,
        record: &BTreeMap<String, Value>,
        mut each: impl FnMut(&Situation),
    ) {
        let mut mentions = self.mentions(action, resource);
        mentions.given = record.values().filter(|it| it.is_i64()).cloned().collect();
        let mut open = mentions.clone();
        for attribute in self.record_attributes(resource) {
            let absent = !attribute.required && attribute.is_open();
            if record.contains_key(&attribute.name) || absent {
                open.resource.remove(&attribute.name);
            }
        }
        self.principals(&mentions, resource, &mut |principal| {
            let mut base = principal.clone();
            base.record.extend(record.clone());
            every(&self.record_axes(&open, &[action], &base), &base, &mut each);
        });
    }

    /// The situations by who asks in which context.
    pub fn viewpoints(&self, actions: &[&str], resource: &str) -> Vec<Viewpoint> {
        self.viewpoints_by(|each| {
            self.situations_of(actions, resource, each);
        })
    }

    /// The same, each with all records that the actions can tell apart for this principal: not
    /// only those of classes that no other principal's records are of.
    pub fn whole_viewpoints(&self, actions: &[&str], resource: &str) -> Vec<Viewpoint> {
        let mut mentions = Mentions::default();
        actions.iter().for_each(|action| mentions.add(self.mentions(action, resource)));
        self.viewpoints_by(|each| self.product(&mentions, actions, resource, each))
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
}

/// The situation, with what only another has of its record.
pub(super) fn completed(situation: &Situation, other: &Situation) -> Situation {
    let mut all = situation.clone();
    for (name, value) in &other.record {
        // Of what only others read, an entity with what it holds.
        let held = all.record.entry(name.clone()).or_insert_with(|| value.clone());
        if held.is_string() && value.is_object() {
            *held = json!({ "id": held });
        }
    }
    all
}

/// What no policy can tell the situation from: how every comparison comes out, and all else. Of the
/// principal and of the record, what is `open` has no values of its own.
fn class(situation: &Situation, mentions: &Mentions, open: &[BTreeSet<String>; 2]) -> String {
    let mut all = String::new();
    let Situation { groups, within, links, principal, record, context, .. } = situation;
    // Contexts are few.
    write!(all, "{groups:?} {within:?} {links:?} {context:?}").unwrap();
    for (values, open) in [principal, record].into_iter().zip(open) {
        for (name, value) in values {
            all.extend([" ", name.as_str(), "="]);
            match value {
                _ if open.contains(name) => {}
                // Which members it has; what they are is for the comparisons.
                Value::Object(members) => {
                    write!(all, "{:?} {}", members.get("id"), members.len()).unwrap();
                }
                Value::String(text) => all.push_str(text),
                other => write!(all, "{other:?}").unwrap(),
            }
        }
        all.push('|');
    }
    all.extend(mentions.atoms.iter().map(|atom| match atom.holds(situation) {
        None => '-',
        Some(false) => '0',
        Some(true) => '1',
    }));
    all
}
