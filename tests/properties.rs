//! What holds of any policy: verdicts are what its clauses say literal by literal, a forbid
//! overrides, filter and scope agree with the decisions, every unlock unlocks, no input panics.

#![cfg(not(target_family = "wasm"))]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod random;

use std::cell::Cell;

use proptest::collection::vec;
use proptest::prelude::{ProptestConfig, any};
use proptest::test_runner::TestRunner;
use random::naive::Question;
use random::outline::{clause, load, questions, refs};
use random::request::{all_records, ids, junk, map, principal, record};
use random::{Tape, list, number, outline, text, without_facts};
use serde_json::{Value, json};
use tollgate::{
    Change, Decision, Error, ErrorCode, FilterKind, Gate, Request, Result, Scope, Table, load_gate,
};

/// Runs a property on tapes, ten times as many in a long run, and prints how often it looked at
/// something.
fn holds(what: &str, cases: u32, property: impl Fn(&mut Tape<'_>) -> usize) {
    let cases = if std::env::var_os("TOLLGATE_LONG").is_some() { 10 * cases } else { cases };
    let looked = Cell::new(0);
    let config = ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() };
    let outcome = TestRunner::new(config).run(&vec(any::<u8>(), 500..800), |bytes| {
        looked.set(looked.get() + property(&mut Tape::new(&bytes)));
        Ok(())
    });
    if let Err(error) = outcome {
        panic!("{what}: {}", error.to_string().replace('\n', ""));
    }
    println!("{cases} random policies: {} {what}", looked.get());
    assert!(looked.get() > cases as usize / 4);
}

#[test]
fn a_verdict_is_what_the_literals_say_and_a_forbid_overrides_every_permit() {
    holds("verdicts and errors as read from literals", 1500, |tape| {
        let outline = outline::random(tape);
        let policy = load(&outline);
        let principal = principal(tape, &outline);
        let (gate, ids) = (policy.gate(&principal).unwrap(), ids(&principal, &outline));
        let mut asked = 0;
        for (action, resource) in questions(&outline) {
            for wild in [false, false, true] {
                let record = record(tape, &outline, resource, &ids, wild);
                let attributes = list(&outline["actions"][action]["context"]);
                let context = map(tape, attributes, &ids, wild);
                let (principal, record, context) = (&principal, &record, &context);
                let naive =
                    Question { outline: &outline, action, resource, principal, record, context };
                let name = text(&outline["actions"][action]["name"]);
                match (gate.prepare(record).with(context).check(name), naive.wrong()) {
                    (Ok(decision), None) => {
                        let determining: Vec<String> =
                            decision.determining.into_iter().map(|each| each.policy).collect();
                        assert_eq!((decision.allowed, determining), naive.verdict(), "{record}");
                    }
                    (Err(error), Some((code, at))) => {
                        assert_eq!((error.code().as_str(), error.at()), (code, Some(at.as_str())));
                    }
                    (got, expected) => panic!("{got:?} for {expected:?} {record} {context}"),
                }
                asked += 1;
            }
        }
        asked
    });
}

#[test]
fn another_permit_never_denies_and_another_forbid_never_allows() {
    holds("answers before and after a clause more", 600, |tape| {
        let before = outline::random(tape);
        let questions = questions(&before);
        let Some((action, resource)) = questions.get(tape.below(questions.len())) else { return 0 };
        let (effect, policy) = *tape.choose(&[("permits", 1), ("forbids", 3)]);
        let attributes = list(&before["types"][*resource]["attributes"]);
        let context = list(&before["actions"][*action]["context"]);
        let groups = list(&before["groups"]).len();
        let more = clause(tape, policy, attributes, context, groups, refs(&before));
        let mut after = before.clone();
        let rules = after["actions"][*action]["on"].as_array_mut().unwrap();
        let rule = rules.iter_mut().find(|rule| rule["type"] == json!(resource)).unwrap();
        rule[effect].as_array_mut().unwrap().push(more);
        let (old, new) = (load(&before), load(&after));
        let name = text(&before["actions"][*action]["name"]);
        let mut compared = 0;
        for _ in 0..4 {
            let principal = principal(tape, &before);
            let ids = ids(&principal, &before);
            let context = map(tape, context, &ids, false);
            let gates = [old.gate(&principal).unwrap(), new.gate(&principal).unwrap()];
            for record in all_records(&before, *resource, &ids) {
                let ask = |gate: &Gate| gate.prepare(&record).with(&context).can(name).unwrap();
                let (was, is) = (ask(&gates[0]), ask(&gates[1]));
                assert!(if effect == "permits" { was <= is } else { is <= was }, "{record}");
                compared += 1;
            }
        }
        compared
    });
}

#[test]
fn filter_and_scope_say_what_every_record_says() {
    holds("rows held against filter and scope", 500, |tape| {
        let outline = outline::random(tape);
        let policy = load(&outline);
        let principal = principal(tape, &outline);
        let (gate, ids) = (policy.gate(&principal).unwrap(), ids(&principal, &outline));
        let mut rows = 0;
        for action in list(&outline["actions"]) {
            let name = text(&action["name"]);
            let context = map(tape, list(&action["context"]), &ids, false);
            let page = gate.prepare(&()).with(&context);
            let (filter, scope) = (page.filter(name).unwrap(), page.scope(name).unwrap());
            let mut allowed = 0;
            let types = list(&action["on"]).iter().map(|rule| number(&rule["type"]));
            let records: Vec<Value> =
                types.flat_map(|resource| all_records(&outline, resource, &ids)).collect();
            for record in &records {
                let answer = gate.prepare(record).with(&context).can(name).unwrap();
                assert_eq!(filter.matches(record), answer, "{filter:?} {record}");
                allowed += usize::from(answer);
            }
            let (found, kind) = match allowed {
                0 => (Scope::Never, FilterKind::None),
                all if all == records.len() => (Scope::Always, FilterKind::All),
                _ => (Scope::Depends, FilterKind::Some),
            };
            assert_eq!((scope, filter.kind), (found, kind), "{name} {principal} {context}");
            rows += records.len();
        }
        rows
    });
}

#[test]
fn every_unlock_unlocks_and_no_set_of_groups_is_left_out() {
    holds("alternatives applied", 800, |tape| {
        let outline = outline::random(tape);
        let policy = load(&outline);
        let principal = principal(tape, &outline);
        let (gate, ids) = (policy.gate(&principal).unwrap(), ids(&principal, &outline));
        let mut applied = 0;
        for (action, resource) in questions(&outline) {
            let name = text(&outline["actions"][action]["name"]);
            let attributes = list(&outline["actions"][action]["context"]);
            let context = map(tape, attributes, &ids, false);
            let records = all_records(&outline, resource, &ids);
            for record in &records {
                let decision = gate.prepare(record).with(&context).check(name).unwrap();
                assert_eq!(decision.allowed, decision.message.is_empty());
                assert!(!decision.allowed || decision.unlock.is_empty());
                let allows = |(principal, record): (Value, Value)| {
                    let gate = policy.gate(&principal).unwrap();
                    gate.prepare(&record).with(&context).can(name).unwrap()
                };
                let situation = (&principal, record);
                applied += unlocks(&outline, resource, situation, &decision, &allows);
            }
        }
        applied
    });
}

/// Applies every alternative, and returns how many there were.
fn unlocks(
    outline: &Value,
    resource: usize,
    (principal, record): (&Value, &Value),
    decision: &Decision,
    allows: &dyn Fn((Value, Value)) -> bool,
) -> usize {
    assert!(decision.unlock.is_sorted_by_key(Vec::len), "fewest changes come first");
    for changes in &decision.unlock {
        let mut all = apply(outline, resource, (principal, record), changes).into_iter();
        assert!(all.any(allows), "{changes:?} does not unlock {principal} {record}");
        let within = |other: &&Vec<Change>| {
            let count = |of: &[Change], one| of.iter().filter(|it| *it == one).count();
            other.iter().all(|one| count(other, one) <= count(changes, one))
        };
        let others = decision.unlock.iter().filter(within).count();
        assert_eq!(others, 1, "{changes:?} contains another of {:?}", decision.unlock);
    }
    if !decision.allowed {
        let allows = |principal| allows((principal, record.clone()));
        for grants in minimal_grants(outline, principal, &allows) {
            assert!(decision.unlock.contains(&grants), "{grants:?} is left out");
        }
    }
    decision.unlock.len()
}

/// The principal and the record with the changes made; in every way, where an attribute can be tied
/// to several references.
fn apply(
    outline: &Value,
    resource: usize,
    (principal, record): (&Value, &Value),
    changes: &[Change],
) -> Vec<(Value, Value)> {
    let resource = &outline["types"][resource];
    let mut all = vec![(principal.clone(), record.clone())];
    let grouped = |change: &Change| if let Change::Step { .. } = change { 0 } else { 1 };
    let mut changes = changes.to_vec();
    changes.sort_by_key(grouped);
    for change in changes {
        match change {
            Change::Grant { grant } => all.iter_mut().for_each(|(principal, _)| {
                let group = list(&outline["groups"]).iter().find(|each| each["name"] == grant);
                assert_eq!(group.unwrap()["offered"], true);
                principal["groups"].as_array_mut().unwrap().push(json!(grant));
            }),
            Change::Step { to, .. } => all.iter_mut().for_each(|(_, record)| {
                let state = number(&resource["lifecycle"]["attribute"]);
                record[text(&resource["attributes"][state]["name"])] = json!(to);
            }),
            Change::Relate { relate } => {
                let attributes = list(&resource["attributes"]);
                let attribute = attributes.iter().find(|each| each["name"] == relate).unwrap();
                assert_eq!(attribute["offered"], true);
                all = tied(outline, all, &relate, attribute["kind"] == "set");
            }
        }
    }
    all
}

/// Each pair with the attribute tied to each of the principal's ids.
fn tied(
    outline: &Value,
    all: Vec<(Value, Value)>,
    attribute: &str,
    many: bool,
) -> Vec<(Value, Value)> {
    let mut tied = Vec::new();
    for (principal, record) in all {
        for id in ids(&principal, outline).into_iter().filter(|id| id != "another") {
            let mut record = record.clone();
            let held = &mut record[attribute];
            match held.as_array_mut() {
                Some(items) => items.push(id),
                None if many => *held = json!([id]),
                None => *held = id,
            }
            tied.push((principal.clone(), record));
        }
    }
    tied
}

/// The minimal sets of offered groups that allow by themselves.
fn minimal_grants(
    outline: &Value,
    principal: &Value,
    allows: &dyn Fn(Value) -> bool,
) -> Vec<Vec<Change>> {
    let groups = list(&outline["groups"]).iter();
    let open = |group: &&Value| {
        group["offered"] == true && !list(&principal["groups"]).contains(&group["name"])
    };
    let open: Vec<&Value> = groups.filter(open).map(|group| &group["name"]).collect();
    let mut found: Vec<usize> = Vec::new();
    for subset in 1..1usize << open.len() {
        let mut other = principal.clone();
        let chosen = open.iter().enumerate().filter(|(at, _)| subset >> at & 1 == 1);
        let groups = other["groups"].as_array_mut().unwrap();
        groups.extend(chosen.map(|(_, name)| (*name).clone()));
        if !found.iter().any(|smaller| smaller & subset == *smaller) && allows(other) {
            found.push(subset);
        }
    }
    let changes = |subset: usize| {
        let chosen = open.iter().enumerate().filter(|(at, _)| subset >> at & 1 == 1);
        chosen.map(|(_, name)| Change::Grant { grant: text(name).to_owned() }).collect()
    };
    found.into_iter().map(changes).collect()
}

#[test]
fn a_snapshot_answers_as_its_gate_does_and_one_that_does_not_explain_allows_the_same() {
    holds("answers of snapshots", 400, |tape| {
        let outline = outline::random(tape);
        let policy = load(&outline);
        let sound = principal(tape, &outline);
        let (gate, ids) = (policy.gate(&sound).unwrap(), ids(&sound, &outline));
        let again = load_gate(&gate.snapshot(true).to_string()).unwrap();
        let terse = load_gate(&gate.snapshot(false).to_string()).unwrap();
        let short = |answer: Result<Decision>| {
            answer.map(|decision| (decision.allowed, decision.denial, decision.to, decision.advice))
        };
        let columns = |table: &Table| -> Vec<Option<Vec<u8>>> {
            let actions = list(&outline["actions"]).iter().map(|action| text(&action["name"]));
            actions.map(|action| table.column(action).map(<[u8]>::to_vec)).collect()
        };
        let (mut asked, mut rows) = (0, Vec::new());
        for resource in 0..list(&outline["types"]).len() {
            for record in all_records(&outline, resource, &ids) {
                let answers = everything(&outline, &gate.prepare(&record));
                let answers: Vec<_> = answers.into_iter().map(without_facts).collect();
                assert_eq!(everything(&outline, &again.prepare(&record)), answers, "{record}");
                for name in list(&outline["actions"]).iter().map(|action| text(&action["name"])) {
                    let answers = (gate.check(name, &record), terse.check(name, &record));
                    assert_eq!(short(answers.0), short(answers.1), "{name} {record}");
                }
                for name in ["go", "back", "leap"] {
                    let answers = (gate.transition(name, &record), terse.transition(name, &record));
                    assert_eq!(short(answers.0), short(answers.1), "{name} {record}");
                }
                asked += answers.len();
                rows.push(record);
            }
        }
        for actions in [None, Some(&["act0"][..])] {
            let table = |gate: &Gate| gate.table(&rows, actions).map(|table| columns(&table));
            assert_eq!([table(&again), table(&terse)], [table(&gate), table(&gate)]);
        }
        asked + rows.len()
    });
}

#[test]
fn nothing_that_a_gate_answers_changes_on_the_projected_record() {
    holds("answers about projected records", 400, |tape| {
        let outline = outline::random(tape);
        let policy = load(&outline);
        let sound = principal(tape, &outline);
        let (gate, ids) = (policy.gate(&sound).unwrap(), ids(&sound, &outline));
        let mut asked = 0;
        for resource in 0..list(&outline["types"]).len() {
            let wild = record(tape, &outline, resource, &ids, true);
            for record in all_records(&outline, resource, &ids).into_iter().chain([wild]) {
                let least = gate.project(&record).unwrap();
                let answers = unquoted(everything(&outline, &gate.prepare(&record)));
                let of_least = unquoted(everything(&outline, &gate.prepare(&least)));
                assert_eq!(of_least, answers, "{record} {least}");
                assert!(!least.to_string().contains("another") || record == least);
                asked += answers.len();
            }
        }
        asked
    });
}

#[test]
fn a_table_says_of_each_row_what_can_says() {
    holds("answers of tables", 500, |tape| {
        let outline = outline::random(tape);
        let sound = principal(tape, &outline);
        let (gate, ids) = (load(&outline).gate(&sound).unwrap(), ids(&sound, &outline));
        let mut rows: Vec<Value> = Vec::new();
        for resource in 0..list(&outline["types"]).len() {
            rows.extend(all_records(&outline, resource, &ids));
            rows.extend((0..3).map(|_| record(tape, &outline, resource, &ids, true)));
            rows.push(junk(tape));
        }
        let names: Vec<&str> =
            list(&outline["actions"]).iter().map(|it| text(&it["name"])).collect();
        let table = gate.prepare_all(&rows).table(Some(&names)).unwrap();
        for (at, row) in rows.iter().enumerate() {
            let mut errors: Vec<Error> = Vec::new();
            for name in &names {
                let own = gate.can(name, row);
                assert_eq!(table.can(at, name), Some(own == Ok(true)), "{name} {row}");
                let told = |error: &Error| errors.iter().any(|it| it.message() == error.message());
                errors.extend(own.err().filter(|error| !told(error)));
            }
            let reported = table.errors.iter().filter(|each| each.row == at);
            assert!(reported.map(|each| &each.error).eq(&errors), "{row}");
        }
        rows.len() * names.len()
    });
}

#[test]
fn no_principal_record_or_context_panics_and_after_errors_the_gate_answers_as_before() {
    holds("questions of all kinds", 700, |tape| {
        let outline = outline::random(tape);
        let policy = load(&outline);
        let sound = principal(tape, &outline);
        let (gate, ids) = (policy.gate(&sound).unwrap(), ids(&sound, &outline));
        let mut asked = 0;
        for resource in 0..list(&outline["types"]).len() {
            let steady = record(tape, &outline, resource, &ids, false);
            let steady = gate.prepare(&steady);
            let before = everything(&outline, &steady);
            let mut wild = record(tape, &outline, resource, &ids, true);
            if tape.likely(1) {
                wild["type"] = junk(tape);
            }
            let context = map(tape, list(&outline["actions"][0]["context"]), &ids, true);
            asked += everything(&outline, &gate.prepare(&wild).with(&context)).len();
            asked += everything(&outline, &gate.prepare(&junk(tape)).with(&junk(tape))).len();
            let table = gate.table(&[wild, junk(tape)], None).unwrap();
            table.errors.iter().for_each(|each| in_contract(&each.error));
            assert_eq!(everything(&outline, &steady), before, "after errors");
        }
        let mut wild = sound.clone();
        let members = ["id", "roles", "permissions", "groups", "team", "boss"];
        wild[*tape.choose(&members)] = junk(tape);
        for principal in [wild, junk(tape)] {
            policy.gate(&principal).err().iter().for_each(in_contract);
        }
        asked
    });
}

/// Answers without the values that errors quote as those of no enumeration.
fn unquoted(answers: Vec<String>) -> Vec<String> {
    const QUOTE: &str = "cannot be `";
    let without = |answer: String| {
        let mut parts = answer.split(QUOTE);
        let first = parts.next().unwrap_or_default().to_owned();
        parts.fold(first, |all, part| all + QUOTE + part.split_once('`').unwrap().1)
    };
    answers.into_iter().map(without).collect()
}

/// Every verb's answer as text, each error held against the contract.
fn everything(outline: &Value, request: &Request<'_>) -> Vec<String> {
    let mut answers = Vec::new();
    for name in list(&outline["actions"]).iter().map(|action| text(&action["name"])) {
        answers.push(written(request.can(name)));
        answers.push(written(request.check(name)));
        answers.push(written(request.scope(name)));
        answers.push(written(request.filter(name)));
    }
    for id in list(&outline["controls"]).iter().map(|control| text(&control["id"])) {
        answers.push(written(request.control(id)));
        answers.push(written(request.options(id)));
    }
    answers.push(written(request.controls()));
    answers.push(written(request.transitions()));
    answers.extend(["go", "back", "leap", ""].map(|name| written(request.transition(name))));
    answers.push(written(request.can("\u{0}")));
    answers
}

fn written<T: std::fmt::Debug>(answer: Result<T>) -> String {
    answer.as_ref().err().into_iter().for_each(in_contract);
    format!("{answer:?}")
}

fn in_contract(error: &Error) {
    assert!(ErrorCode::ALL.contains(&error.code()));
    let placed = match error.code() {
        ErrorCode::UnknownValue => !error.allowed().is_empty() && error.at().is_some(),
        ErrorCode::MissingAttribute | ErrorCode::WrongType => error.at().is_some(),
        ErrorCode::BadBundle | ErrorCode::UnsupportedFormat | ErrorCode::TooLarge => false,
        _ => true,
    };
    assert!(placed, "{error:?}");
    assert!(!error.message().ends_with('.') && !error.message().is_empty());
}

#[test]
fn bundles_differ_where_tapes_do() {
    let tapes = (0..64_u8).map(|seed| {
        let bytes: Vec<u8> = (0..=255).map(|at: u8| at.wrapping_mul(seed | 1) ^ seed).collect();
        load(&outline::random(&mut Tape::new(&bytes))).fingerprint().to_owned()
    });
    let different: std::collections::BTreeSet<String> = tapes.collect();
    println!("{} different bundles of 64 tapes", different.len());
    assert!(different.len() > 48);
}
