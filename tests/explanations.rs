//! Explanations say what decided: for every action, step and control of each pack, in every
//! situation that its policies can tell from another, as the answers do; and the debug files name
//! the lines where things stand.

#![cfg(not(target_family = "wasm"))]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod support;

use serde_json::{Value, json};
use support::situation::Situation;
use support::{PACKS, Pack, control_actions, read};
use tollgate::{Asked, ControlMode, DebugInfo, Decision, Denial, Effect, Explanation, Holds};

/// The pack with the most situations; of these a part is explained.
const OPEN: &str = "expenses";
const OPEN_EVERY: usize = 11;

/// Which of a pack's situations are explained: each of so many.
fn every(pack: &Pack) -> usize {
    if pack.name != OPEN {
        return 1;
    }
    pack.say_bound(format!("each {OPEN_EVERY}th situation is explained"));
    OPEN_EVERY
}

/// A pack whose policy knows its sources.
fn load(name: &'static str) -> Pack {
    let mut pack = Pack::load(name);
    let debug = DebugInfo::from_json(&read(name, "bundle.debug.json")).unwrap();
    pack.policy = pack.policy.with_debug_info(debug).unwrap();
    pack
}

#[test]
fn an_action_is_allowed_where_a_permit_holds_and_no_forbid_does() {
    for name in PACKS {
        let pack = load(name);
        let every = every(&pack);
        let (mut asked, mut denied, mut met) = (0, 0, 0);
        for (action, resource) in pack.questions() {
            pack.situations(&action, &resource, |situation| {
                met += 1;
                if met % every != 0 {
                    return;
                }
                let gate = pack.gate(situation);
                let request =
                    gate.prepare(&situation.record_json()).with(&situation.context_json());
                let why = request.explain(Asked::Action(&action)).unwrap();
                let decision = request.check(&action).unwrap();
                let told = (why.allowed, why.denial, &why.unlock, &why.message);
                let decided =
                    (decision.allowed, decision.denial, &decision.unlock, &decision.message);
                assert_eq!(told, decided, "{action} {situation:?}");
                determines(&why, &decision);
                assert_eq!(why.action.as_deref(), Some(action.as_str()));
                rests_on_its_clauses(&why);
                asked += 1;
                denied += usize::from(!decision.allowed);
            });
        }
        println!("{name}: {asked} actions explained, {denied} of them denied, {}", pack.extent());
        assert!(denied > 0 && denied < asked);
    }
}

#[test]
fn a_control_is_explained_by_the_decision_that_it_shows() {
    for name in PACKS {
        let pack = load(name);
        let every = every(&pack);
        let (mut asked, mut met) = (0, 0);
        for control in &pack.policy.bundle().controls {
            pack.control_situations(control, |situation| {
                met += 1;
                if met % every != 0 {
                    return;
                }
                let gate = pack.gate(situation);
                let request =
                    gate.prepare(&situation.record_json()).with(&situation.context_json());
                let shown = request.control(&control.id).unwrap();
                let why = request.explain(control.id.as_str()).unwrap();
                assert_eq!(why.control.as_ref(), Some(&shown));
                assert_eq!(why.allowed, shown.state == ControlMode::Enabled);
                assert_eq!(why.message, shown.message.unwrap_or_default());
                let action = why.action.as_deref().unwrap();
                assert!(control_actions(&pack.policy, control).contains(&action));
                let place = why.place.as_ref().unwrap();
                assert!(line(name, &place.file, place.line).contains(&control.id));
                // A step that the state lacks was held against nothing.
                if why.denial != Some(Denial::Unavailable) {
                    rests_on_its_clauses(&why);
                }
                asked += 1;
            });
        }
        println!("{name}: {asked} controls explained, {}", pack.extent());
        assert!(asked > pack.policy.bundle().controls.len());
    }
}

#[test]
fn a_step_is_explained_by_its_guard_and_one_that_the_state_lacks_by_nothing() {
    let mut asked = [0; 2];
    for name in PACKS {
        let pack = load(name);
        for of in &pack.policy.bundle().types {
            let Some(lifecycle) = pack.policy.lifecycle(&of.name).unwrap() else { continue };
            let (every, mut met) = (every(&pack), 0);
            pack.step_situations(&of.name, |situation| {
                met += 1;
                if met % every != 0 {
                    return;
                }
                let gate = pack.gate(situation);
                let request = gate.prepare(&situation.record_json());
                for step in &lifecycle.transitions {
                    let why = request.explain(Asked::Transition(&step.name)).unwrap();
                    let decision = request.transition(&step.name).unwrap();
                    let told = (why.allowed, why.denial, &why.unlock, &why.message);
                    let decided =
                        (decision.allowed, decision.denial, &decision.unlock, &decision.message);
                    assert_eq!(told, decided, "{situation:?}");
                    assert_eq!(why.action, Some(decision.action.clone()));
                    assert_eq!(why.transition.as_deref(), Some(step.name.as_str()));
                    let lacks = decision.denial == Some(Denial::Unavailable);
                    assert_eq!(why.policies.is_empty(), lacks);
                    if !lacks {
                        determines(&why, &decision);
                        rests_on_its_clauses(&why);
                    }
                    asked[usize::from(lacks)] += 1;
                }
            });
        }
    }
    println!("{} steps explained, {} of states that lack them", asked[0], asked[1]);
    assert!(asked[0] > 0 && asked[1] > 0);
}

#[test]
fn a_control_without_a_record_says_what_depends_on_one() {
    let (mut asked, mut depends) = (0, 0);
    for name in PACKS {
        let pack = load(name);
        for user in pack.users() {
            let gate = pack.policy.gate(&user).unwrap();
            for control in &pack.policy.bundle().controls {
                let Ok(shown) = gate.control(&control.id) else { continue };
                let why = gate.explain(control.id.as_str(), &()).unwrap();
                assert_eq!(why.allowed, shown.state == ControlMode::Enabled);
                let open = |effect| {
                    let of = why.policies.iter().filter(move |policy| policy.effect == effect);
                    of.map(|policy| policy.holds).max()
                };
                // A permit that never holds, or a forbid that always does, closes it for good.
                let (permits, forbids) = (open(Effect::Permit), open(Effect::Forbid));
                if permits.unwrap_or(Holds::No) == Holds::No || forbids == Some(Holds::Yes) {
                    assert!(!why.allowed, "{} {user}", control.id);
                }
                if permits == Some(Holds::Yes) && forbids.unwrap_or(Holds::No) == Holds::No {
                    assert!(why.allowed, "{} {user}", control.id);
                }
                depends += usize::from(permits == Some(Holds::Depends));
                asked += 1;
                let waiting = gate.prepare_optional(None::<&Value>).explain(control.id.as_str());
                let waiting = waiting.unwrap();
                let pending = waiting.control.is_some_and(|control| control.pending);
                assert_eq!(pending, waiting.action.is_none());
                assert!(!pending || waiting.policies.is_empty() && !waiting.allowed);
            }
        }
    }
    println!("{asked} controls explained over all records, {depends} depend on one");
    assert!(depends > 0 && depends < asked);
}

/// That the policies that hold are those that a decision names.
fn determines(why: &Explanation, decision: &Decision) {
    let effect = if decision.allowed { Effect::Permit } else { Effect::Forbid };
    let held = why.policies.iter().filter(|it| it.effect == effect && it.holds == Holds::Yes);
    let held: Vec<&String> = held.map(|it| &it.policy).collect();
    let decided: Vec<&String> = decision.determining.iter().map(|it| &it.policy).collect();
    assert_eq!(held, decided);
}

/// That the clauses are those that decided, each said whole.
fn rests_on_its_clauses(why: &Explanation) {
    let holds = |effect| {
        let mut of = why.policies.iter().filter(move |policy| policy.effect == effect);
        of.any(|policy| policy.holds == Holds::Yes)
    };
    assert_eq!(why.allowed, holds(Effect::Permit) && !holds(Effect::Forbid));
    for policy in &why.policies {
        let best = policy.clauses.iter().map(|clause| clause.holds).max();
        assert_eq!(best, Some(policy.holds), "{}", policy.policy);
        for clause in &policy.clauses {
            let least = clause.conditions.iter().map(|condition| condition.holds).min();
            assert_eq!(least.unwrap_or(Holds::Yes), clause.holds, "{}", policy.policy);
            assert_ne!(clause.holds, Holds::Depends, "a record was asked about");
            let told = |text: &Option<String>| text.as_ref().is_some_and(|text| !text.is_empty());
            assert!(clause.conditions.iter().all(|condition| told(&condition.text)));
        }
    }
}

/// How many situations of one question are written down.
const WRITTEN_MAX: usize = 24;

/// Writes down explanations for `tests/node/explain.test.mjs` to ask the package for the same:
/// of actions, steps and controls, on records, without one, and on one that is to come.
#[test]
fn explanations_are_written_down_for_the_package() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("target/explained");
    std::fs::create_dir_all(&folder).unwrap();
    let mut lines = Vec::new();
    for name in PACKS {
        let pack = load(name);
        let mut write = |situation: &Situation, asked: Asked<'_>, about: Value| {
            let gate = pack.gate(situation);
            let request = match about.get(0) {
                None => gate.prepare(&()),
                Some(record) => gate.prepare_optional(Some(record)),
            };
            let request = request.with(&about.get(1));
            let answer = match request.explain(asked) {
                Ok(answer) => json!(answer),
                Err(error) => json!({ "error": error }),
            };
            let asked = match asked {
                Asked::Action(name) => json!({ "action": name }),
                Asked::Transition(name) => json!({ "transition": name }),
                Asked::Control(id) => json!(id),
            };
            let principal = situation.principal_json();
            let line = json!({
                "pack": name, "principal": principal, "asked": asked, "about": about,
                "answer": answer,
            });
            lines.push(line.to_string());
        };
        for (action, resource) in pack.questions() {
            let mut sample = Vec::new();
            let count = pack.situations(&action, &resource, |it| sample.push(it.clone()));
            for situation in sample.iter().step_by(count.div_ceil(WRITTEN_MAX)) {
                let about = json!([situation.record_json(), situation.context_json()]);
                write(situation, Asked::Action(&action), about);
            }
        }
        for control in &pack.policy.bundle().controls {
            let mut sample = Vec::new();
            pack.control_situations(control, |it| sample.push(it.clone()));
            for situation in sample.iter().step_by(sample.len().div_ceil(WRITTEN_MAX)) {
                let id = Asked::Control(&control.id);
                write(situation, id, json!([situation.record_json(), situation.context_json()]));
                write(situation, id, json!([null]));
                write(situation, id, json!([]));
                let bound = &pack.policy.bundle().types[control.resource.index()];
                let Some(lifecycle) = pack.policy.lifecycle(&bound.name).unwrap() else { continue };
                for step in &lifecycle.transitions {
                    let about = json!([situation.record_json()]);
                    write(situation, Asked::Transition(&step.name), about);
                }
            }
        }
    }
    println!("{} explanations for the package", lines.len());
    std::fs::write(folder.join("explanations.jsonl"), lines.join("\n") + "\n").unwrap();
}

/// A line of a pack's source.
fn line(pack: &str, file: &str, line: usize) -> String {
    read(pack, file).lines().nth(line - 1).unwrap().to_owned()
}

#[test]
fn the_debug_file_names_the_line_of_every_policy() {
    let mut found = 0;
    for name in PACKS {
        let pack = load(name);
        let debug = DebugInfo::from_json(&read(name, "bundle.debug.json")).unwrap();
        for policy in &pack.policy.bundle().policies {
            let place = debug.policy(&policy.id).unwrap();
            let text = line(name, &place.file, place.line);
            assert!(text.contains(&format!("@id(\"{}\")", policy.id)), "{}: {text}", policy.id);
            found += 1;
        }
    }
    println!("{found} policies found where the debug files say");
}

#[test]
fn a_condition_says_what_it_asks_for_and_whether_it_is_so() {
    let policy = load("client-metrics").policy;
    let gate = policy.gate(&json!({"id": "u1", "roles": ["Commercial"]})).unwrap();
    let partial = json!({"type": "Customer", "status": "PAIN", "informationComplete": false});
    let why = gate.explain(Asked::Action("scoreClientMetrics"), &partial).unwrap();
    let forbid = why.policies.iter().find(|it| it.policy.starts_with("partial-customers-need"));
    let conditions = &forbid.unwrap().clauses[0].conditions;
    let told: Vec<_> = conditions.iter().map(|it| (it.text.as_deref(), it.holds)).collect();
    let lacks = "the principal is not in Client metrics (Customers)";
    assert_eq!(told, [(Some(lacks), Holds::Yes), (Some("status is PAIN"), Holds::Yes)]);
}

#[test]
fn what_has_no_policies_or_another_bundles_words_is_refused() {
    let pack = load("client-metrics");
    let gate = pack.policy.gate(&json!({"id": "u1", "roles": ["Commercial"]})).unwrap();
    let again = tollgate::load_gate(&gate.snapshot(true).to_string()).unwrap();
    let error = again.explain("row.edit", &()).unwrap_err();
    assert_eq!((error.code().as_str(), error.at()), ("bad_bundle", Some("gate")));

    let mut other: Value =
        serde_json::from_str(&read("client-metrics", "bundle.debug.json")).unwrap();
    let text = other.to_string();
    other["clauses"]["editCustomer"] = json!({});
    let less = DebugInfo::from_json(&other.to_string()).unwrap();
    let gate = pack.policy.with_debug_info(less).unwrap();
    let gate = gate.gate(&json!({"id": "u1", "roles": ["Commercial"]})).unwrap();
    let customer = json!({"type": "Customer", "status": "ACTV"});
    let error = gate.explain("row.edit", &customer).unwrap_err();
    assert_eq!((error.code().as_str(), error.at()), ("bad_bundle", Some("debug")));

    let debug = DebugInfo::from_json(&text).unwrap();
    let error = tollgate::packs::alvys().with_debug_info(debug).unwrap_err();
    assert_eq!((error.code().as_str(), error.at()), ("bad_bundle", Some("debug")));
}
