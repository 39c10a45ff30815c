//! What an unlock says of one person, record and action, held against gates that are made after its
//! changes.

use std::collections::BTreeSet;

use serde_json::{Value, json};
use tollgate::bundle::Attribute;
use tollgate::limits::UNLOCKS_MAX;
use tollgate::{Change, Decision, ErrorCode, Policy, StateValue};

/// A question that was denied.
pub struct Denied<'a> {
    pub policy: &'a Policy,
    pub principal: &'a Value,
    pub record: &'a Value,
    pub context: &'a Value,
    pub action: &'a str,
}

/// Who asks about what, after some changes.
type Situation = (Value, Value);

impl Denied<'_> {
    /// Each alternative allows and none of its grants is too many, and whatever single grant would
    /// allow is one of them; how many changes were tried.
    pub fn hold(&self, decision: &Decision) -> usize {
        let what = format!(
            "{:?} {} {} {} {:?}",
            self.action, self.principal, self.record, self.context, decision.unlock
        );
        let mut tried = 0;
        let mut try_out = |changes: &[&Change]| {
            tried += 1;
            self.allows(changes)
        };
        for alternative in &decision.unlock {
            let all: Vec<&Change> = alternative.iter().collect();
            assert_ne!(try_out(&all), Some(false), "{alternative:?} does not unlock {what}");
            // What else a record would be after a tie is not known.
            if all.iter().any(|it| matches!(it, Change::Relate { .. })) {
                continue;
            }
            // A step leads to the next, so that they go together.
            let is_step = |it: &&Change| matches!(it, Change::Step { .. });
            let (steps, grants): (Vec<&Change>, Vec<&Change>) =
                all.iter().copied().partition(is_step);
            let without = |one: &Change| {
                let others = grants.iter().copied().filter(move |it| *it != one);
                others.chain(steps.iter().copied()).collect::<Vec<_>>()
            };
            let mut fewer: Vec<Vec<&Change>> = grants.iter().map(|one| without(one)).collect();
            fewer.extend((!steps.is_empty()).then(|| grants.clone()));
            for rest in fewer {
                assert_ne!(try_out(&rest), Some(true), "{rest:?} is enough for {what}");
            }
        }
        let single: BTreeSet<&Change> = decision
            .unlock
            .iter()
            .filter_map(|all| Some(&all[0]).filter(|_| all.len() == 1))
            .collect();
        // Where as many are listed as may be, some are missing.
        for grant in self.offered() {
            let change = Change::Grant { grant };
            let allows = try_out(&[&change]);
            let is_listed = single.contains(&change);
            assert!(
                is_listed || allows != Some(true) || decision.unlock.len() >= UNLOCKS_MAX,
                "{change:?} alone unlocks {what}"
            );
        }
        tried
    }

    /// The groups that the principal is not in and may be offered.
    fn offered(&self) -> Vec<String> {
        let groups = self.policy.bundle().groups.iter().zip(&self.policy.program().groups);
        let held = self.principal.get("groups").and_then(Value::as_array);
        let is_held = |name: &String| held.is_some_and(|all| all.contains(&json!(name)));
        let names = groups.filter(|(_, it)| it.offered).map(|(group, _)| group.name.clone());
        names.filter(|name| !is_held(name)).collect()
    }

    /// Whether changes together allow; nothing where no gate can be made to tell.
    fn allows(&self, changes: &[&Change]) -> Option<bool> {
        let start = vec![(self.principal.clone(), self.record.clone())];
        let ways = changes.iter().fold(start, |ways, change| {
            ways.into_iter().flat_map(|way| self.apply(way, change)).collect()
        });
        let answers: Vec<Option<bool>> = ways.iter().map(|way| self.ask(way)).collect();
        match answers.contains(&Some(true)) {
            true => Some(true),
            false => answers.into_iter().collect::<Option<Vec<bool>>>().map(|_| false),
        }
    }

    fn ask(&self, (principal, record): &Situation) -> Option<bool> {
        let gate = match self.policy.gate(principal) {
            Ok(gate) => gate,
            // A group may be for principals of another type.
            Err(error) if error.code() == ErrorCode::UnknownGroup => return None,
            Err(error) if error.code() == ErrorCode::TooLarge => return None,
            Err(error) => panic!("{error}: {principal}"),
        };
        gate.prepare(record).with(self.context).can(self.action).ok()
    }

    /// What may be meant by a change: a tie is to the principal itself or to something of it.
    fn apply(&self, (principal, record): Situation, change: &Change) -> Vec<Situation> {
        match change {
            Change::Grant { grant } => {
                let mut next = principal;
                match next.get_mut("groups").and_then(Value::as_array_mut) {
                    Some(groups) => groups.push(json!(grant)),
                    None => next["groups"] = json!([grant]),
                }
                vec![(next, record)]
            }
            Change::Step { to, .. } => {
                let of = record["type"].as_str().unwrap();
                let attribute = self.policy.lifecycle(of).unwrap().unwrap().attribute;
                let mut next = record;
                next[attribute] = match to {
                    StateValue::Flag(flag) => json!(flag),
                    StateValue::Value(name) => json!(name),
                };
                vec![(principal, next)]
            }
            Change::Relate { relate } => {
                let mut own = BTreeSet::new();
                leaves(&principal, &mut own);
                let tied = own.into_iter().flat_map(|value| self.tied(&record, relate, &value));
                tied.map(|record| (principal.clone(), record)).collect()
            }
        }
    }

    /// The record, with an attribute that is or has a value; of `in`, of each type there may be.
    fn tied(&self, record: &Value, relate: &str, value: &str) -> Vec<Value> {
        let value: Value = serde_json::from_str(value).unwrap();
        let types = &self.policy.bundle().types;
        let of = types.iter().find(|it| record["type"] == json!(it.name)).unwrap();
        let named: Vec<&Attribute> =
            of.attributes.iter().filter(|it| it.dotted_path() == relate).collect();
        assert!(!named.is_empty(), "no {relate:?}");
        let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        let with = |attribute: &&Attribute| {
            let entry = attribute.of.as_ref().map(|of| json!(format!("{of}::{text}")));
            put(record, attribute.path(), entry.as_ref().unwrap_or(&value))
        };
        named.iter().flat_map(with).collect()
    }
}

/// A record with a value at the end of a path, or in the list there; both where nothing is there.
fn put(record: &Value, path: &[String], value: &Value) -> Vec<Value> {
    let mut next = record.clone();
    let mut within = &mut next;
    for step in path {
        if !within.is_object() {
            return Vec::new();
        }
        within = &mut within[step];
    }
    match within {
        Value::Array(items) => items.push(value.clone()),
        Value::Object(entity) => drop(entity.insert("id".to_owned(), value.clone())),
        nothing @ Value::Null => {
            *nothing = value.clone();
            let mut listed = next.clone();
            *path.iter().fold(&mut listed, |it, step| &mut it[step]) = json!([value]);
            return vec![next, listed];
        }
        plain => *plain = value.clone(),
    }
    vec![next]
}

/// All texts, numbers and flags within a value, as JSON; of `Type::"id"` the id too.
fn leaves(value: &Value, found: &mut BTreeSet<String>) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| leaves(item, found)),
        Value::Object(members) => members.values().for_each(|member| leaves(member, found)),
        Value::Null => {}
        leaf => {
            found.insert(leaf.to_string());
            let id = leaf.as_str().and_then(|text| text.rsplit_once("::"));
            found.extend(id.map(|(_, id)| json!(id).to_string()));
        }
    }
}
