//! Every bound of the engine at its value and past it.

#![cfg(not(target_family = "wasm"))]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod random;

use std::cmp::Ordering;

use random::assemble::{self, sealed};
use random::outline::load;
use serde_json::{Value, json};
use tollgate::limits::{
    BLOCKS_MAX, CLAUSES_MAX, CONDITIONS_MAX, CONJUNCTIONS_MAX, NAME_MAX, PATHS_MAX, STATES_MAX,
    TEXT_MAX, TIES_MAX, UNLOCKS_MAX, VALUES_MAX, WORK_MAX,
};
use tollgate::{Catalogue, ErrorCode, Gate, Policy, Result, Scope, load_gate, packs};

/// An outline of one type `T` with these attributes and one action `act` on it.
fn outline(groups: usize, attributes: &Value, permits: &Value, forbids: &Value) -> Value {
    let groups: Vec<Value> =
        (0..groups).map(|index| json!({"name": format!("Permission::g{index}")})).collect();
    let rule = json!({"type": 0, "permits": permits, "forbids": forbids});
    json!({
        "pack": "limits", "groups": groups, "principal": {"type": "User"},
        "types": [{"name": "T", "attributes": attributes}],
        "actions": [{"name": "act", "on": [rule]}],
        "policies": [{"id": "yes", "effect": "permit"}, {"id": "no", "effect": "forbid"}],
    })
}

fn clause(policy: usize, literals: impl IntoIterator<Item = Value>) -> Value {
    json!({"policy": policy, "all": literals.into_iter().collect::<Vec<_>>()})
}

fn flags(count: usize) -> Value {
    (0..count).map(|index| json!({"name": format!("a{index}"), "kind": "bool"})).collect()
}

fn gate(outline: Value) -> Gate {
    load(&outline).gate(&json!({"id": "me"})).unwrap()
}

fn code(outline: Value) -> Option<ErrorCode> {
    Policy::from_json(&assemble::bundle(&outline).to_string()).err().map(|error| error.code())
}

#[test]
fn an_action_has_as_many_clauses_of_an_effect_as_the_bound_and_no_more() {
    let clauses = |count: usize, policy: usize| -> Value {
        (0..count).map(|_| clause(policy, [json!(["in", 0])])).collect()
    };
    for (permits, forbids) in [(1, 0), (0, 1), (1, 1)] {
        let of = |count: usize| {
            let (permits, forbids) = (clauses(permits * count, 0), clauses(forbids * count, 1));
            code(outline(1, &json!([]), &permits, &forbids))
        };
        assert_eq!(of(CLAUSES_MAX), None);
        assert_eq!(of(CLAUSES_MAX + 1), Some(ErrorCode::TooLarge));
    }
    println!("{CLAUSES_MAX} clauses of an effect, and what is past them");
}

#[test]
fn an_attribute_has_as_many_ties_as_the_bound_and_no_more() {
    let of = |count: usize| {
        let ties: Vec<usize> = (0..count).collect();
        let attributes = json!([{"name": "team", "kind": "set", "ties": ties}]);
        let mut outline = outline(1, &attributes, &json!([]), &json!([]));
        let own = (0..count).map(|index| json!({"name": format!("own{index}")}));
        outline["principal"]["attributes"] = own.collect();
        code(outline)
    };
    assert_eq!(of(TIES_MAX), None);
    assert_eq!(of(TIES_MAX + 1), Some(ErrorCode::TooLarge));
    println!("{TIES_MAX} ties of an attribute, and what is past them");
}

#[test]
fn an_attribute_has_as_many_states_as_the_bound_and_no_more() {
    // It is in each of the principal's lists or not, so each doubles what it can be.
    let of = |count: usize| {
        let ties: Vec<usize> = (1..=count).collect();
        let attributes =
            json!([{"name": "team", "kind": "entity", "relation": "in", "ties": ties}]);
        let permits: Value = (1..=count).map(|tie| clause(0, [json!(["tied", 0, tie])])).collect();
        let mut outline = outline(1, &attributes, &permits, &json!([]));
        let own = (0..count).map(|index| json!({"name": format!("own{index}"), "kind": "set"}));
        outline["principal"]["attributes"] = own.collect();
        // Each list has its own number and the next.
        let mut principal = json!({"id": "me"});
        (0..count).for_each(|at| principal[format!("own{at}")] = json!([at, at + 1]));
        Policy::from_json(&assemble::bundle(&outline).to_string()).map(|policy| {
            let gate = policy.gate(&principal).unwrap();
            let can = |team: usize| gate.can("act", &json!({"type": "T", "team": team}));
            assert_eq!((can(0), can(count)), (Ok(true), Ok(true)));
            assert_eq!(can(count + 1), Ok(false));
            assert_eq!(gate.scope("act"), Ok(Scope::Depends));
        })
    };
    let most = STATES_MAX.ilog2() as usize;
    assert_eq!(of(most), Ok(()));
    let table = |count: usize| {
        let tie = |at: usize| json!({"relation": "in", "principal": at});
        let ties: Vec<Value> = (1..=count).map(tie).collect();
        let table = json!([{"name": "team", "kind": "entity", "ties": ties}]);
        let table: Vec<tollgate::bundle::Attribute> = serde_json::from_value(table).unwrap();
        tollgate::states_of_anybody(&table, &[tollgate::program::AttributeId(0)])
    };
    assert_eq!(table(most).map(|it| it.len()), Some(STATES_MAX));
    assert_eq!(table(most + 1), None);
    println!("{STATES_MAX} states of attributes, and what is past them");
}

#[test]
fn a_type_has_as_many_conditions_as_the_bound_and_no_more() {
    let of = |count: usize| {
        let mut outline = outline(1, &flags(count), &json!([]), &json!([]));
        let condition = |at: usize| json!({"attribute": at, "text": format!("it is {at}")});
        outline["types"][0]["conditions"] = (0..count).map(condition).collect();
        code(outline)
    };
    assert_eq!(of(CONDITIONS_MAX), None);
    assert!(of(CONDITIONS_MAX + 1).is_some());
    println!("{CONDITIONS_MAX} conditions of a type, and what is past them");
}

#[test]
fn an_enumeration_has_as_many_values_as_the_bound_and_no_more() {
    let of = |count: usize| {
        let values: Vec<String> = (0..count).map(|at| format!("v{at}")).collect();
        let attributes = json!([{"name": "state", "kind": "enum", "values": values}]);
        code(outline(1, &attributes, &json!([]), &json!([])))
    };
    assert_eq!(of(VALUES_MAX), None);
    assert!(of(VALUES_MAX + 1).is_some());
    println!("{VALUES_MAX} values of an enumeration, and what is past them");
}

#[test]
fn an_unlock_lists_as_many_alternatives_as_the_bound() {
    for count in [UNLOCKS_MAX - 1, UNLOCKS_MAX, UNLOCKS_MAX + 1, CLAUSES_MAX] {
        let permits: Value = (0..count).map(|at| clause(0, [json!(["in", at])])).collect();
        let gate = gate(outline(count, &json!([]), &permits, &json!([])));
        let decision = gate.check("act", &json!({"type": "T"})).unwrap();
        assert_eq!(decision.unlock.len(), count.min(UNLOCKS_MAX));
        let first = serde_json::to_value(&decision.unlock[0]).unwrap();
        assert_eq!(first, json!([{"grant": "Permission::g0"}]), "in schema order");
        let last = " or the permission `g63`";
        let (names, end) = decision.message.split_once(last).unwrap_or(("", ""));
        let named = names.matches("`g").count() + 1;
        match count.cmp(&UNLOCKS_MAX) {
            Ordering::Less => assert!(decision.message.ends_with(" or the permission `g62`.")),
            Ordering::Equal => assert_eq!((named, end), (UNLOCKS_MAX, ".")),
            Ordering::Greater => assert_eq!((named, end), (UNLOCKS_MAX, ", among other ways.")),
        }
    }
    println!("{UNLOCKS_MAX} alternatives of an unlock, and what is past them");
}

#[test]
fn a_message_says_of_no_change_that_all_need_it_where_an_alternative_past_the_bound_does_not() {
    // Each group alone goes with the first, and the last two go together.
    let pair = |one: usize, other: usize| clause(0, [json!(["in", one]), json!(["in", other])]);
    let count = UNLOCKS_MAX + 2;
    let permits = (1..count).map(|at| pair(0, at)).chain([pair(count, count + 1)]);
    let gate = gate(outline(count + 2, &json!([]), &permits.collect(), &json!([])));
    let decision = gate.check("act", &json!({"type": "T"})).unwrap();
    assert_eq!(decision.unlock.len(), UNLOCKS_MAX);
    let first = json!([{"grant": "Permission::g0"}, {"grant": "Permission::g1"}]);
    assert_eq!(serde_json::to_value(&decision.unlock[0]).unwrap(), first);
    let message = &decision.message;
    let [first, second] =
        [1, 2].map(|it| format!("the permission `g0` and the permission `g{it}`"));
    assert!(message.starts_with(&format!("You need {first}, {second}, ")), "{message}");
    assert!(message.ends_with(", among other ways."), "{message}");
}

/// How large a policy is that a question first finds too large, of sizes in turn.
fn first_too_large(ask: impl Fn(usize) -> Result<()>) -> usize {
    let too_large = |size: usize| match ask(size) {
        Ok(()) => false,
        Err(error) => error.code() == ErrorCode::TooLarge,
    };
    let first = (1..CLAUSES_MAX).find(|size| too_large(*size)).unwrap();
    assert!((first..first + 3).chain([CLAUSES_MAX]).all(too_large), "{first} and no larger");
    first
}

#[test]
fn a_question_that_costs_more_than_the_bound_is_too_large_and_the_verdict_stays() {
    // Each forbid is broken by either of two groups, so each doubles the candidates.
    let check = first_too_large(|forbids| {
        let pairs =
            (0..forbids).map(|at| clause(1, [json!(["out", 2 * at]), json!(["out", 2 * at + 1])]));
        let gate =
            gate(outline(2 * forbids, &json!([]), &json!([clause(0, [])]), &pairs.collect()));
        let record = json!({"type": "T"});
        assert_eq!(gate.can("act", &record), Ok(false), "it needs no search");
        let checked = gate.check("act", &record);
        assert_eq!(gate.can("act", &record), Ok(false), "also afterwards");
        checked.map(|decision| assert_eq!(decision.unlock.len(), UNLOCKS_MAX.min(1 << forbids)))
    });
    // Each forbid is avoided in two ways, and the last two leave nothing: all ways are walked.
    let scope = first_too_large(|pairs| {
        let is = |at: usize, value: usize| json!(["is", at, [value]]);
        let forbids = 0..pairs.min(CLAUSES_MAX - 2);
        let forbids = forbids.map(|at| clause(1, [is(2 * at, 0), is(2 * at + 1, 0)]));
        let last = (0..2).map(|value| clause(1, [is(2 * pairs, value)]));
        let forbids: Value = forbids.chain(last).collect();
        let gate = gate(outline(0, &flags(2 * pairs + 1), &json!([clause(0, [])]), &forbids));
        gate.scope("act").map(|scope| assert_eq!(scope, Scope::Never))
    });
    println!("{WORK_MAX} units: {check} forbids for a check and {scope} for a scope are too many");
    assert!(check > 6 && scope > 6);
}

#[test]
fn a_request_is_as_wide_as_the_bound_and_no_wider() {
    // An attribute takes a bit a value, and two for what is wrong; facts have blocks of their own.
    let of = |last: usize, permit: Value| {
        let attribute = |(at, width): (usize, usize)| {
            let values: Vec<String> = (0..width - 2).map(|value| format!("v{value}")).collect();
            json!({"name": format!("a{at}"), "kind": "enum", "values": values})
        };
        let widths = [VALUES_MAX, VALUES_MAX, VALUES_MAX, last].into_iter().enumerate();
        code(outline(1, &widths.map(attribute).collect(), &json!([permit]), &json!([])))
    };
    let (block, fact) = (32, clause(0, [json!(["in", 0])]));
    assert_eq!(BLOCKS_MAX * block, 4 * VALUES_MAX);
    assert_eq!(of(VALUES_MAX, clause(0, [])), None);
    assert_eq!(of(VALUES_MAX + 1, clause(0, [])), Some(ErrorCode::TooLarge));
    assert_eq!(of(VALUES_MAX - block, fact.clone()), None);
    assert_eq!(of(VALUES_MAX - block + 1, fact), Some(ErrorCode::TooLarge));
    println!("{BLOCKS_MAX} blocks of a request, and what is past them");
}

#[test]
fn a_filter_has_as_many_conjunctions_as_the_bound_and_no_more() {
    // Each forbid is avoided in two ways, so each doubles the conjunctions.
    let of = |forbids: usize| {
        let pairs = (0..forbids)
            .map(|at| clause(1, [json!(["is", 2 * at, [0]]), json!(["is", 2 * at + 1, [0]])]));
        let pairs: Value = pairs.collect();
        let gate = gate(outline(0, &flags(2 * forbids), &json!([clause(0, [])]), &pairs));
        gate.filter("act").map(|filter| filter.any.len())
    };
    let most = CONJUNCTIONS_MAX.ilog2() as usize;
    assert_eq!(of(most), Ok(CONJUNCTIONS_MAX));
    assert_eq!(of(most + 1).unwrap_err().code(), ErrorCode::TooLarge);
    println!("{CONJUNCTIONS_MAX} conjunctions of a filter, and what is past them");
}

#[test]
fn an_unlock_follows_as_many_paths_to_a_state_as_the_bound() {
    for between in [PATHS_MAX - 1, PATHS_MAX, PATHS_MAX + 1] {
        let states: Vec<String> = (0..between + 2).map(|at| format!("s{at}")).collect();
        let attributes = json!([{"name": "state", "kind": "enum", "values": states}]);
        let permits = json!([clause(0, [json!(["is", 0, [between + 1]])])]);
        let mut outline = outline(0, &attributes, &permits, &json!([]));
        let open = json!({"name": "walk", "on": [{"type": 0, "permits": [clause(0, [])]}]});
        outline["actions"].as_array_mut().unwrap().push(open);
        let step = |name: String, from: usize, to: usize| {
            let from = [from];
            json!({"name": name, "from": from, "to": to, "guard": 1})
        };
        let there = (1..=between).map(|at| step(format!("to{at}"), 0, at));
        let on = (1..=between).map(|at| step(format!("from{at}"), at, between + 1));
        outline["types"][0]["lifecycle"] = json!({
            "attribute": 0, "initial": 0, "states": vec![Value::Null; between + 2],
            "transitions": there.chain(on).collect::<Vec<_>>(),
        });
        let record = json!({"type": "T", "state": "s0"});
        let decision = gate(outline).check("act", &record).unwrap();
        assert_eq!(decision.unlock.len(), between.min(PATHS_MAX));
        assert!(decision.unlock.iter().all(|changes| changes.len() == 2));
    }
    println!("{PATHS_MAX} paths to a state, and what is past them");
}

/// A text of so many UTF-16 units, where half of them are of a character that takes two.
fn units(count: usize) -> Value {
    json!("\u{1F6AA}".repeat(count / 4) + &"x".repeat(count - count / 4 * 2))
}

/// Every place of a text, with how long it may be and where it is refused.
const TEXTS: [(&str, usize, &str); 12] = [
    ("/pack", NAME_MAX, "pack"),
    ("/groups/0/label", NAME_MAX, "groups[0].label"),
    ("/groups/0/category", NAME_MAX, "groups[0].category"),
    ("/types/1/lifecycle/states/0", NAME_MAX, "types[1].lifecycle.states[0]"),
    ("/types/1/lifecycle/transitions/0/label", NAME_MAX, "types[1].lifecycle.transitions[0].label"),
    ("/types/1/attributes/0/values/0", NAME_MAX, "types[1].attributes[0].values[0]"),
    ("/actions/0/name", NAME_MAX, "actions[0].name"),
    ("/roles/0/label", NAME_MAX, "roles[0].label"),
    ("/controls/0/id", NAME_MAX, "controls[0].id"),
    ("/policies/0/reason", TEXT_MAX, "policies[0].reason"),
    ("/help/0/question", TEXT_MAX, "help[0].question"),
    ("/help/0/answer", TEXT_MAX, "help[0].answer"),
];

#[test]
fn a_text_is_as_long_as_the_bound_and_no_longer() {
    let policy = packs::client_metrics();
    let gate = policy.gate(&json!({"id": "me"})).unwrap();
    let bundle = serde_json::to_value(policy.bundle()).unwrap();
    let (mut snapshot, mut in_snapshots) = (gate.snapshot(true), 0);
    snapshot["snapshot"]["ids"] = json!([units(1 << 20)]);
    assert_eq!(load_gate(&snapshot.to_string()).err(), None, "ids are the host's");
    for (place, max, at) in TEXTS {
        for (length, refused) in [(max, None), (max + 1, Some((ErrorCode::BadBundle, at)))] {
            let mut changed = bundle.clone();
            *changed.pointer_mut(place).unwrap() = units(length);
            let error = Policy::from_json(&sealed(changed).to_string()).err();
            assert_eq!(error.as_ref().map(|it| (it.code(), it.at().unwrap())), refused, "{place}");
            let mut changed = snapshot.clone();
            let Some(text) = changed.pointer_mut(place) else { continue };
            *text = units(length);
            let error = load_gate(&changed.to_string()).err();
            assert_eq!(error.as_ref().map(|it| (it.code(), it.at().unwrap())), refused, "{place}");
            in_snapshots += 1;
        }
    }
    assert!(in_snapshots > TEXTS.len());
    println!("{NAME_MAX} and {TEXT_MAX} units of a text, and what is past them");
}

#[test]
fn a_catalogue_has_texts_as_long_as_the_bound_and_no_longer() {
    for (key, max) in [("group.Permission::edit", NAME_MAX), ("policy.edit", TEXT_MAX)] {
        let of = |length: usize| json!({"texts": {key: units(length)}}).to_string();
        let mut catalogue = Catalogue::default();
        assert_eq!(catalogue.add_json(&of(max)), Ok(()));
        let error = catalogue.add_json(&of(max + 1)).unwrap_err();
        assert_eq!((error.code(), error.at()), (ErrorCode::BadBundle, Some("catalogue")));
        assert!(error.message().contains(key), "{error}");
        let text = |length: usize| units(length).as_str().unwrap().to_owned();
        catalogue.extend([(key.to_owned(), text(max + 1))]);
        assert_eq!(catalogue.get(key), Some(&*text(max)), "what is longer is left out");
    }
}
