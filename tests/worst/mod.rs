//! Policies inside the engine's limits that are as hard to answer as can be, each kind in several
//! sizes: at a bound and past it.

#![allow(dead_code, reason = "each test binary uses some of it")]

pub(crate) mod packs;

use packs::Packed;
use serde_json::{Value, json};
use tollgate::limits::{CLAUSES_MAX, CONDITIONS_MAX, PATHS_MAX, STATES_MAX, TIES_MAX, VALUES_MAX};

use crate::random::assemble;

/// A policy, and whom and what it is asked about.
pub(crate) struct Case {
    pub(crate) name: String,
    pub(crate) outline: Value,
    pub(crate) principal: Value,
    pub(crate) record: Value,
}

/// What makes a policy hard, and the sizes that are tried.
type Kind = (&'static str, fn(usize) -> Case, &'static [usize]);

/// All cases.
pub(crate) fn cases() -> Vec<Case> {
    let kinds: [Kind; 14] = [
        ("equal references", equal_references, &[1, 4, TIES_MAX, 2 * TIES_MAX]),
        ("forbids of two flags", forbids_of_pairs, &[8, 10, 15, CLAUSES_MAX]),
        ("forbids of two ties", forbids_of_ties, &[2, 4, 8, 32]),
        ("permits of ten flags", permits_of_flags, &[8, 32, 128, CLAUSES_MAX]),
        ("hard steps of one name", hard_steps, &[1, 20, 200]),
        ("values", values, &[100, VALUES_MAX / 8, VALUES_MAX]),
        ("states in a row", states_in_a_row, &[16, 300, 1000]),
        ("states by many paths", states_by_paths, &[2, 8, 16]),
        ("steps from one state", steps_from_one, &[16, 300, 1000]),
        ("options", options, &[100, VALUES_MAX]),
        ("groups together", groups_together, &[100, 1000, 10_000]),
        ("groups of two", groups_of_two, &[6, 12, 20, CLAUSES_MAX]),
        ("references in lists", in_lists, &[1, 4, 32]),
        ("conditions", conditions, &[8, 32, CLAUSES_MAX]),
    ];
    let case = |what: &str, make: fn(usize) -> Case, size: usize| {
        let case = make(size);
        Case { name: format!("{size} {what}"), ..case }
    };
    kinds
        .iter()
        .flat_map(|(what, make, sizes)| sizes.iter().map(move |size| case(what, *make, *size)))
        .collect()
}

/// The same as bundles, and all packs that are as hard.
pub(crate) fn hardest() -> impl Iterator<Item = Packed> {
    let outlines = cases().into_iter().map(|case| Packed {
        name: case.name,
        bundle: assemble::bundle(&case.outline).to_string(),
        principal: case.principal,
        record: case.record,
    });
    outlines.chain(packs::packs())
}

fn clause(policy: usize, literals: impl IntoIterator<Item = Value>) -> Value {
    json!({"policy": policy, "all": literals.into_iter().collect::<Vec<_>>()})
}

fn is(attribute: usize, values: &[usize]) -> Value {
    json!(["is", attribute, values])
}

fn named(count: usize, prefix: &str, rest: &Value) -> Value {
    let one = |at: usize| {
        let mut one = rest.clone();
        one["name"] = json!(format!("{prefix}{at}"));
        one
    };
    (0..count).map(one).collect()
}

fn flags(count: usize) -> Value {
    named(count, "a", &json!({"kind": "bool"}))
}

fn enumeration(name: &str, values: usize) -> Value {
    let values: Vec<String> = (0..values).map(|at| format!("v{at}")).collect();
    json!({"name": name, "kind": "enum", "values": values})
}

fn rule(permits: &[Value], forbids: &[Value]) -> Value {
    json!({"type": 0, "permits": permits, "forbids": forbids})
}

/// A policy with one type and one action `act` on it, and a record with the first value of each
/// attribute and no tie.
fn case(attributes: Value, permits: &[Value], forbids: &[Value]) -> Case {
    let value = |attribute: &Value| match attribute["kind"].as_str() {
        Some("bool") => json!(false),
        Some("enum") => attribute["values"][0].clone(),
        Some("set") => json!([]),
        _ => json!("nobody"),
    };
    let attributes_of = attributes.as_array().unwrap().iter();
    let mut record: serde_json::Map<String, Value> = attributes_of
        .map(|each| (each["name"].as_str().unwrap().to_owned(), value(each)))
        .collect();
    record.insert("type".into(), json!("T"));
    let controls = json!([{
        "id": "button", "kind": "button", "type": 0, "action": 0, "page": true,
        "ungranted": "hidden", "blocked": "disabled",
    }]);
    let outline = json!({
        "pack": "worst", "groups": [], "principal": {"type": "User"},
        "types": [{"name": "T", "attributes": attributes}],
        "actions": [{"name": "act", "on": [rule(permits, forbids)]}],
        "policies": [{"id": "yes", "effect": "permit"}, {"id": "no", "effect": "forbid"}],
        "controls": controls,
    });
    Case { name: String::new(), outline, principal: json!({"id": "me"}), record: record.into() }
}

impl Case {
    fn groups(mut self, count: usize) -> Self {
        self.outline["groups"] = named(count, "Permission::g", &json!({}));
        self
    }

    /// Gives the principal as many references as an attribute may be tied to, with these ids.
    fn references(mut self, id: impl Fn(usize) -> String) -> Self {
        self.outline["principal"]["attributes"] = named(TIES_MAX - 1, "own", &json!({}));
        for at in 0..TIES_MAX - 1 {
            self.principal[format!("own{at}")] = json!(id(at));
        }
        self
    }

    fn steps(mut self, attribute: usize, steps: Vec<Value>) -> Self {
        let states = self.outline["types"][0]["attributes"][attribute]["values"].as_array();
        let states = vec![Value::Null; states.map_or(2, Vec::len)];
        self.outline["types"][0]["lifecycle"] = json!({
            "attribute": attribute, "initial": 0, "states": states, "transitions": steps,
        });
        self
    }

    fn action(mut self, name: &str, permits: &[Value], forbids: &[Value]) -> Self {
        let action = json!({"name": name, "on": [rule(permits, forbids)]});
        self.outline["actions"].as_array_mut().unwrap().push(action);
        self
    }

    fn control(mut self, control: Value) -> Self {
        self.outline["controls"].as_array_mut().unwrap().push(control);
        self
    }
}

fn step(name: &str, from: usize, to: usize, guard: usize) -> Value {
    json!({"name": name, "from": [from], "to": to, "guard": guard})
}

/// Attributes that can each be tied to every reference of a principal whose ids are all one.
fn equal_references(count: usize) -> Case {
    let ties: Vec<usize> = (0..TIES_MAX).collect();
    let attributes = named(count, "a", &json!({"kind": "entity", "ties": ties}));
    let tied = (0..count).map(|at| json!(["tied", at, at % TIES_MAX]));
    case(attributes, &[clause(0, tied)], &[]).references(|_| "me".into())
}

/// Each forbid is avoided in two ways, among flags of which most are in no clause.
fn forbids_of_pairs(count: usize) -> Case {
    let pairs: Vec<Value> =
        (0..count).map(|at| clause(1, [is(2 * at, &[0]), is(2 * at + 1, &[0])])).collect();
    case(flags(240.max(2 * count)), &[clause(0, [])], &pairs)
}

/// Each forbid is avoided by a tie to one of two references, in lists that may have any of them.
fn forbids_of_ties(count: usize) -> Case {
    let ties: Vec<usize> = (0..TIES_MAX).collect();
    let attributes = named(count, "a", &json!({"kind": "set", "ties": ties}));
    let pairs = (0..count).flat_map(|at| {
        (0..TIES_MAX / 2).map(move |tie| {
            clause(1, [json!(["untied", at, 2 * tie]), json!(["untied", at, 2 * tie + 1])])
        })
    });
    let pairs: Vec<Value> = pairs.take(CLAUSES_MAX).collect();
    case(attributes, &[clause(0, [])], &pairs).references(|at| format!("other{at}"))
}

/// Permits that overlap, each of ten flags out of ten for each.
fn permits_of_flags(count: usize) -> Case {
    let flag = |permit: usize, at: usize| (permit * 7 + at * at * 3 + at) % (10 * count);
    let permit = |permit: usize| {
        let mut of: Vec<usize> = (0..10).map(|at| flag(permit, at)).collect();
        of.sort_unstable();
        of.dedup();
        clause(0, of.into_iter().map(|flag| is(flag, &[1])))
    };
    let permits: Vec<Value> = (0..count).map(permit).collect();
    let forbids: Vec<Value> =
        (0..count).map(|at| clause(1, [is(at, &[0]), is(at + count, &[1])])).collect();
    case(flags(10 * count), &permits, &forbids)
}

/// Steps of one name, each with a guard that takes long to explain, behind controls.
fn hard_steps(count: usize) -> Case {
    let pairs = |from: usize| -> Vec<Value> {
        let out = |at: usize| json!(["out", at]);
        (from..from + 12).map(|at| clause(1, [out(2 * at), out(2 * at + 1)])).collect()
    };
    let mut case = case(json!([enumeration("state", 64)]), &[clause(0, [])], &pairs(0));
    let steps = (0..count).map(|at| step("go", at % 64, (at + 1) % 64, 1 + at % 8)).collect();
    for guard in 0..8 {
        case = case.action(&format!("guard{guard}"), &[clause(0, [])], &pairs(guard));
    }
    case.groups(48).steps(0, steps).control(json!({
        "id": "go", "kind": "button", "type": 0, "transition": "go", "page": true,
        "ungranted": "hidden", "blocked": "disabled",
    }))
}

/// Enumerations as long as they may be, with as many clauses as there may be.
fn values(count: usize) -> Case {
    let attributes = json!([enumeration("one", count), enumeration("two", count)]);
    let clauses = |policy: usize| -> Vec<Value> {
        let values = |at: usize| [at % count, (at * 31 + 7) % count];
        (0..CLAUSES_MAX)
            .map(|at| clause(policy, [is(0, &values(at)), is(1, &[at % count])]))
            .collect()
    };
    case(attributes, &clauses(0), &clauses(1)[1..])
}

/// A state that only as many steps as there are states lead to.
fn states_in_a_row(count: usize) -> Case {
    let steps = (1..count).map(|to| step(&format!("to{to}"), to - 1, to, 1)).collect();
    case(json!([enumeration("state", count)]), &[clause(0, [is(0, &[count - 1])])], &[])
        .action("walk", &[clause(0, [])], &[])
        .steps(0, steps)
}

/// Layers of states of which each leads to all of the next.
fn states_by_paths(layers: usize) -> Case {
    let states = 1 + layers * PATHS_MAX;
    let layer = |layer: usize| match layer {
        0 => 0..1,
        _ => 1 + (layer - 1) * PATHS_MAX..1 + layer * PATHS_MAX,
    };
    let steps = (0..layers).flat_map(|at| {
        layer(at).flat_map(move |from| {
            layer(at + 1).map(move |to| step(&format!("s{from}-{to}"), from, to, 1))
        })
    });
    let steps = steps.collect();
    let last: Vec<usize> = layer(layers).collect();
    case(json!([enumeration("state", states)]), &[clause(0, [is(0, &last)])], &[])
        .action("walk", &[clause(0, [])], &[])
        .steps(0, steps)
}

/// Steps of as many names, all from the state that the record is in, none of which is allowed.
fn steps_from_one(count: usize) -> Case {
    let steps = (0..count).map(|at| step(&format!("s{at}"), 0, 1 + at % 3, 1)).collect();
    case(json!([enumeration("state", 4)]), &[clause(0, [is(0, &[3])])], &[])
        .action("walk", &[clause(0, [json!(["in", 0])]), clause(0, [json!(["in", 1])])], &[])
        .groups(2)
        .steps(0, steps)
}

/// A choice of many values, each of which is denied.
fn options(count: usize) -> Case {
    let permits = [clause(0, [json!(["in", 0])]), clause(0, [json!(["in", 1]), is(0, &[1])])];
    case(json!([enumeration("kind", count)]), &permits, &[]).groups(2).control(json!({
        "id": "kind", "kind": "choice", "type": 0, "action": 0, "chooses": 0, "page": true,
        "ungranted": "disabled", "blocked": "disabled",
    }))
}

/// Permits that need nearly the same groups, all of which are missing.
fn groups_together(count: usize) -> Case {
    let all = |but: usize| (0..count).filter(move |at| *at != but).map(|at| json!(["in", at]));
    let permits: Vec<Value> =
        (0..CLAUSES_MAX.min(count)).rev().map(|at| clause(0, all(count - 1 - at))).collect();
    case(json!([]), &permits[..permits.len().min(400_000 / count)], &[]).groups(count)
}

/// Each forbid is broken by either of two groups.
fn groups_of_two(count: usize) -> Case {
    let out = |at: usize| json!(["out", at]);
    let pairs: Vec<Value> =
        (0..count).map(|at| clause(1, [out(2 * at), out(2 * at + 1)])).collect();
    case(json!([]), &[clause(0, [])], &pairs).groups(2 * count)
}

/// References that can each be in as many lists of the principal as there may be states of one
/// attribute, and in one of two by each permit.
fn in_lists(count: usize) -> Case {
    let lists = STATES_MAX.ilog2() as usize;
    let ties: Vec<usize> = (1..=lists).collect();
    let attributes = named(count, "a", &json!({"kind": "entity", "relation": "in", "ties": ties}));
    let tied = |at: usize, tie: usize| json!(["tied", at % count, 1 + tie % lists]);
    let permits: Vec<Value> = (0..CLAUSES_MAX.min(lists * count))
        .map(|at| clause(0, [tied(at, at), tied(at + 1, at * 7 + 1)]))
        .collect();
    let mut case = case(attributes, &permits, &[]);
    case.outline["principal"]["attributes"] = named(lists, "own", &json!({"kind": "set"}));
    for at in 0..lists {
        case.principal[format!("own{at}")] = json!([at, at + 1]);
    }
    case
}

/// Forbids of a condition and a group each, of a type of as many conditions as
/// there may be.
fn conditions(count: usize) -> Case {
    let of = |at: usize| [is(at % CONDITIONS_MAX, &[at % 2]), json!(["out", at / CONDITIONS_MAX])];
    let forbids: Vec<Value> = (0..count).map(|at| clause(1, of(at))).collect();
    let mut case = case(flags(CONDITIONS_MAX), &[clause(0, [])], &forbids).groups(count);
    let condition = |at: usize| json!({"attribute": at, "text": format!("it is {at}")});
    case.outline["types"][0]["conditions"] = (0..CONDITIONS_MAX).map(condition).collect();
    case
}
