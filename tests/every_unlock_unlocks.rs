//! Every unlock unlocks: over every combination of the facts that an action's policies mention, the
//! alternatives of a denial are exactly the minimal sets of changes that a search through all sets
//! of changes finds.

#![cfg(not(target_family = "wasm"))]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod support;

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};
use support::situation::Situation;
use support::{PACKS, Pack, Shape};
use tollgate::{Change, Lifecycle, StateValue};

/// A set of changes, in no order.
type Changes = BTreeSet<Change>;

#[test]
fn alternatives_are_exactly_the_minimal_sets_of_changes_that_allow() {
    let mut denials = 0;
    for name in PACKS {
        let pack = Pack::load(name);
        let mut all = 0;
        for (action, resource) in pack.questions() {
            let mut search = Search::new(&pack, &action, &resource);
            pack.situations(&action, &resource, |situation| {
                for situation in search.variants(situation) {
                    all += usize::from(search.denied_and_exact(&situation));
                }
            });
        }
        println!("{name}: {all} denials with what the full search finds, {}", pack.extent());
        denials += all;
    }
    println!("{denials} denials in all");
}

struct Search<'a> {
    pack: &'a Pack,
    action: &'a str,
    resource: &'a str,
    /// Offered groups that the policies mention.
    groups: Vec<(String, String)>,
    /// Offered attributes that a tie can be made in, with the principal's side of it.
    ties: Vec<(String, bool, String)>,
    lifecycle: Option<Lifecycle>,
    /// What the guards read beyond the action's policies: flags, in every way.
    further: Vec<(String, Vec<Value>)>,
    /// What each guard reads besides that is no flag, in every way.
    parts: Vec<BTreeMap<String, Value>>,
    passable: BTreeMap<String, bool>,
}

impl<'a> Search<'a> {
    fn new(pack: &'a Pack, action: &'a str, resource: &'a str) -> Self {
        let mentions = pack.mentions(action, resource);
        let (bundle, program) = (pack.policy.bundle(), pack.policy.program());
        let offered = |(kind, id): &(String, String)| {
            let name = format!("{kind}::{id}");
            let mut groups = bundle.groups.iter().zip(&program.groups);
            groups.any(|(group, bound)| group.name == name && bound.offered)
        };
        let mut search = Search {
            pack,
            action,
            resource,
            groups: mentions.groups.into_iter().filter(offered).collect(),
            ties: Vec::new(),
            lifecycle: pack.policy.lifecycle(resource).unwrap(),
            further: Vec::new(),
            parts: vec![BTreeMap::new()],
            passable: BTreeMap::new(),
        };
        let place = bundle.types.iter().position(|each| each.name == resource).unwrap();
        let slots = &program.types[place].record.slots;
        for attribute in pack.record_attributes(resource) {
            let mut known = bundle.types[place].attributes.iter().zip(slots);
            let may = known.any(|(each, slot)| each.name == attribute.name && slot.offered);
            let (many, kind) = match attribute.shape {
                Shape::Entity(kind) => (false, kind),
                Shape::Set(kind) => (true, kind),
                _ => continue,
            };
            if may && mentions.resource.contains(&attribute.name) {
                search.ties.push((attribute.name, many, kind));
            }
        }
        search.lifecycle.take_if(|each| !mentions.resource.contains(&each.attribute));
        let guards = search.lifecycle.iter().flat_map(|each| &each.transitions);
        let guards: BTreeSet<String> = guards.map(|each| each.guard.clone()).collect();
        let read: BTreeSet<String> =
            guards.iter().flat_map(|it| pack.mentions(it, resource).resource).collect();
        for attribute in pack.record_attributes(resource) {
            if read.contains(&attribute.name)
                && !mentions.resource.contains(&attribute.name)
                && matches!(attribute.shape, Shape::Bool)
            {
                search.further.push((attribute.name, vec![json!(false), json!(true)]));
            }
        }
        for guard in &guards {
            pack.records_of(guard, resource, |record| {
                let further = |name: &String| search.further.iter().any(|(it, _)| it == name);
                let mut part = record.clone();
                part.retain(|name, _| !mentions.resource.contains(name) && !further(name));
                if !search.parts.contains(&part) {
                    search.parts.push(part);
                }
            });
        }
        search
    }

    /// The situation, with and without what the guards read besides.
    fn variants(&self, situation: &Situation) -> Vec<Situation> {
        let with = |part: &BTreeMap<String, Value>| {
            let mut next = situation.clone();
            next.record.extend(part.clone());
            next
        };
        let mut all: Vec<Situation> = self.parts.iter().map(with).collect();
        for (name, values) in &self.further {
            let more = all.iter().flat_map(|each| {
                values.iter().map(|value| {
                    let mut next = each.clone();
                    next.record.insert(name.clone(), value.clone());
                    next
                })
            });
            let more: Vec<Situation> = more.collect();
            all.extend(more);
        }
        all
    }

    fn denied_and_exact(&mut self, situation: &Situation) -> bool {
        let gate = self.pack.gate(situation);
        let request = gate.prepare(&situation.record_json()).with(&situation.context_json());
        let decision = request.check(self.action).unwrap();
        if decision.allowed {
            assert!(decision.unlock.is_empty());
            return false;
        }
        let listed: BTreeSet<Changes> =
            decision.unlock.iter().map(|each| each.iter().cloned().collect()).collect();
        assert_eq!(listed.len(), decision.unlock.len(), "an alternative stands twice");
        for alternative in &decision.unlock {
            let changed = self.apply(situation, alternative);
            assert!(self.allowed(&changed), "{alternative:?} does not unlock {situation:?}");
        }
        let sizes: Vec<usize> = decision.unlock.iter().map(Vec::len).collect();
        assert!(sizes.is_sorted(), "fewest changes come first: {:?}", decision.unlock);
        assert_eq!(listed, self.minimal(situation), "{} {situation:?}", self.action);
        true
    }

    fn allowed(&self, situation: &Situation) -> bool {
        let gate = self.pack.gate(situation);
        gate.prepare(&situation.record_json())
            .with(&situation.context_json())
            .can(self.action)
            .unwrap()
    }

    /// The principal's side of a tie: its id, or its attribute of that type.
    fn principal_id(&self, situation: &Situation, kind: &str) -> Option<String> {
        if kind == "User" {
            return Some(situation.id.clone());
        }
        let attributes = self.pack.principal_attributes();
        let attribute = attributes
            .iter()
            .find(|each| matches!(&each.shape, Shape::Entity(entity) if entity == kind))?;
        Some(situation.principal.get(&attribute.name)?.as_str()?.to_owned())
    }

    fn apply(&self, situation: &Situation, changes: &[Change]) -> Situation {
        let mut next = situation.clone();
        for change in changes {
            match change {
                Change::Grant { grant } => {
                    let (kind, id) = grant.split_once("::").unwrap();
                    next.groups.push((kind.to_owned(), id.to_owned()));
                }
                Change::Relate { relate } => {
                    let (_, many, kind) =
                        self.ties.iter().find(|(name, _, _)| name == relate).unwrap();
                    let id = self.principal_id(situation, kind).unwrap();
                    let value = next.record.entry(relate.clone()).or_insert(json!([]));
                    match value.as_array_mut().filter(|_| *many) {
                        Some(items) => items.push(json!(id)),
                        None => *value = json!(id),
                    }
                }
                Change::Step { to, .. } => {
                    let attribute = self.lifecycle.as_ref().unwrap().attribute.clone();
                    next.record.insert(attribute, state_json(to));
                }
            }
        }
        next
    }

    /// The minimal sets among all sets of changes that allow.
    fn minimal(&mut self, situation: &Situation) -> BTreeSet<Changes> {
        let mut single: Vec<Change> = Vec::new();
        for group in self.groups.iter().filter(|group| !situation.groups.contains(group)) {
            single.push(Change::Grant { grant: format!("{}::{}", group.0, group.1) });
        }
        for (name, _, kind) in &self.ties {
            let Some(id) = self.principal_id(situation, kind) else { continue };
            let held = situation.record.get(name);
            let tied = held.is_some_and(|value| {
                value == &json!(id) || value.as_array().is_some_and(|all| all.contains(&json!(id)))
            });
            if !tied {
                single.push(Change::Relate { relate: name.clone() });
            }
        }
        let mut sufficient: Vec<Changes> = Vec::new();
        for path in self.paths(situation) {
            for subset in 0..1usize << single.len() {
                let chosen = single.iter().enumerate().filter(|(at, _)| subset >> at & 1 == 1);
                let mut changes: Vec<Change> = chosen.map(|(_, each)| each.clone()).collect();
                changes.extend(path.iter().cloned());
                if self.allowed(&self.apply(situation, &changes)) {
                    sufficient.push(changes.into_iter().collect());
                }
            }
        }
        let minimal = sufficient.iter().filter(|each| {
            !sufficient.iter().any(|other| other.len() < each.len() && other.is_subset(each))
        });
        minimal.cloned().collect()
    }

    /// The shortest ways to every state that can be reached, the empty one to its own first.
    fn paths(&mut self, situation: &Situation) -> Vec<Vec<Change>> {
        let mut all = vec![Vec::new()];
        let Some(lifecycle) = self.lifecycle.clone() else { return all };
        let start = situation.record[&lifecycle.attribute].clone();
        let mut seen = vec![start.clone()];
        let mut frontier: Vec<(Value, Vec<Change>)> = vec![(start, Vec::new())];
        while !frontier.is_empty() {
            let mut next: Vec<(Value, Vec<Change>)> = Vec::new();
            for (state, path) in &frontier {
                for step in &lifecycle.transitions {
                    let to = state_json(&step.to);
                    let leaves = step.from.iter().any(|from| state_json(from) == *state);
                    if leaves && !seen.contains(&to) && self.passable(&step.guard, situation, state)
                    {
                        let mut longer = path.clone();
                        longer.push(Change::Step {
                            transition: step.name.clone(),
                            to: step.to.clone(),
                        });
                        next.push((to, longer));
                    }
                }
            }
            seen.extend(next.iter().map(|(state, _)| state.clone()));
            all.extend(next.iter().map(|(_, path)| path.clone()));
            frontier = next;
        }
        all
    }

    /// Whether some principal passes the guard with this record in that state, whoever it is tied
    /// to.
    fn passable(&mut self, guard: &str, situation: &Situation, state: &Value) -> bool {
        let mut record = situation.record.clone();
        record.insert(self.lifecycle.as_ref().unwrap().attribute.clone(), state.clone());
        let attributes = self.pack.record_attributes(self.resource);
        let ties =
            attributes.iter().filter(|it| matches!(it.shape, Shape::Entity(_) | Shape::Set(_)));
        ties.for_each(|it| drop(record.remove(&it.name)));
        let key = format!("{guard} {record:?}");
        if let Some(known) = self.passable.get(&key) {
            return *known;
        }
        let (pack, resource) = (self.pack, self.resource);
        let mut found = false;
        pack.situations_on(guard, resource, &record, |other| {
            if !found {
                let gate = pack.gate(other);
                found = gate.can(guard, &other.record_json()).unwrap();
            }
        });
        self.passable.insert(key, found);
        found
    }
}

fn state_json(state: &StateValue) -> Value {
    match state {
        StateValue::Flag(flag) => json!(flag),
        StateValue::Value(value) => json!(value),
    }
}
