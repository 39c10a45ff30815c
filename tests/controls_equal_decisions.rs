//! Controls and their options say what the decisions say: for every control of each pack, in every
//! situation that its actions can tell from another.

#![cfg(not(target_family = "wasm"))]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod support;

use serde_json::{Value, json};
use support::situation::Situation;
use support::{PACKS, Pack, bound, control_actions};
use tollgate::bundle::Control;
use tollgate::program::{self, ActionId, Binding, Part, TransitionId};
use tollgate::{ControlMode, Decision, Denial, Request, Result};

/// How a control shows, with its reason.
type Shown = (ControlMode, Option<String>);

#[test]
fn every_control_shows_what_the_decision_on_its_action_says() {
    for name in PACKS {
        let pack = Pack::load(name);
        let controls = &pack.policy.bundle().controls;
        let mut asked = 0;
        for control in controls {
            pack.control_situations(control, |situation| {
                let gate = pack.gate(situation);
                let context = situation.context_json();
                let request = gate.prepare(&situation.record_json()).with(&context);
                let state = request.control(&control.id).unwrap();
                let expected = expected(&pack, control, &request, situation).unwrap();
                assert_eq!((state.state, state.message), expected, "{} {situation:?}", control.id);
                assert_eq!((state.kind, state.error), (control.kind, None));
                asked += 1;
            });
        }
        let (count, extent) = (controls.len(), pack.extent());
        println!("{name}: {count} controls, {asked} answers as decided, {extent}");
        assert!(asked > controls.len());
    }
}

#[test]
fn controls_lists_those_of_the_record_or_the_page_each_as_it_answers_alone() {
    for name in PACKS {
        let pack = Pack::load(name);
        let bundle = pack.policy.bundle();
        let (mut lists, mut failed) = (0, 0);
        for user in pack.users() {
            let gate = pack.policy.gate(&user).unwrap();
            for (index, resource) in bundle.types.iter().enumerate() {
                let bound = |control: &&Control| control.resource.index() == index;
                let bound: Vec<&Control> = bundle.controls.iter().filter(bound).collect();
                for record in sound_and_bad(&pack, &resource.name) {
                    failed += failing(&pack, &bound, &gate.prepare(&record));
                    lists += 1;
                }
            }
            let of_page = |control: &&Control| {
                bound(&pack.policy, control).page
                    || bundle.types[control.resource.index()].name == "Workspace"
            };
            let of_page: Vec<&Control> = bundle.controls.iter().filter(of_page).collect();
            let open = of_page.iter().filter(|it| needs_context(&pack, it)).count();
            assert_eq!(failing(&pack, &of_page, &gate.prepare(&())), open);
            lists += 1;
        }
        let extent = pack.extent();
        println!("{name}: {lists} lists of controls, {failed} failing in them, {extent}");
        assert!(failed > 0);
    }
}

/// Holds a list against single answers, and returns how many of those were errors.
fn failing(pack: &Pack, expected: &[&Control], request: &Request<'_>) -> usize {
    let listed = request.controls().unwrap();
    let ids: Vec<&String> = listed.iter().map(|state| &state.id).collect();
    assert_eq!(ids, expected.iter().map(|control| &control.id).collect::<Vec<_>>());
    let mut failed = 0;
    for (state, control) in listed.iter().zip(expected) {
        match request.control(&control.id) {
            Ok(alone) => assert_eq!(*state, alone),
            Err(error) => {
                assert_eq!(
                    state.state,
                    when_denied(bound(&pack.policy, control)),
                    "{} fails",
                    control.id
                );
                assert_eq!((&state.message, state.error.as_ref()), (&None, Some(&error)));
                failed += 1;
            }
        }
    }
    failed
}

/// Whether a control has no answer on a page that says no context.
fn needs_context(pack: &Pack, control: &Control) -> bool {
    let chooses = matches!(bound(&pack.policy, control).binding, Binding::Choice(..));
    let mut actions = control_actions(&pack.policy, control).into_iter();
    !chooses && actions.any(|action| !pack.context_attributes(action).is_empty())
}

/// In how many attributes all records of a type are spoilt; where there are more, which is a bound,
/// the records are a tenth of so many.
const SPOILT_MAX: usize = 1_500;

/// Every record of a type, and each with one attribute missing or not as it should be.
fn sound_and_bad(pack: &Pack, resource: &str) -> Vec<Value> {
    let (mut records, sound) = (Vec::new(), pack.records(resource));
    let attributes = pack.record_attributes(resource);
    let every = (sound.len() * attributes.len()).div_ceil(SPOILT_MAX);
    if every > 1 {
        pack.say_bound(format!("each {}th record of {resource} is spoilt too", 10 * every));
    }
    for (place, record) in sound.into_iter().enumerate() {
        if every > 1 && place % (10 * every) != 0 {
            records.push(record);
            continue;
        }
        for attribute in &attributes {
            for bad in [json!(null), json!(3), json!("no value of it")] {
                let mut record = record.clone();
                record[&attribute.name] = bad;
                records.push(record);
            }
        }
        records.push(record);
    }
    records
}

fn expected(
    pack: &Pack,
    control: &Control,
    request: &Request<'_>,
    situation: &Situation,
) -> Result<Shown> {
    let bundle = pack.policy.bundle();
    let action = |action: ActionId| bundle.actions[action.index()].name.as_str();
    let bound = bound(&pack.policy, control);
    Ok(match bound.binding {
        Binding::Action(asked) => by_decision(bound, request.check(action(asked))?),
        Binding::Transition(name) => {
            let name = transition_name(pack, control, name);
            let decision = transition_by_guards(pack, situation, request, name)?;
            if decision.denial == Some(Denial::Unavailable) && !opens(pack, situation, name)? {
                return Ok((bound.ungranted, Some(decision.message)));
            }
            by_decision(bound, decision)
        }
        Binding::Field { view, change } => {
            let (view, change) = (request.check(action(view))?, request.check(action(change))?);
            match (view.allowed, change.allowed) {
                (false, _) => (ControlMode::Hidden, Some(view.message)),
                (true, false) => (ControlMode::Readonly, Some(change.message)),
                (true, true) => (ControlMode::Enabled, None),
            }
        }
        Binding::Choice(..) => by_options(pack, control, request, situation)?,
    })
}

/// The name of a transition of a control's type.
fn transition_name<'p>(pack: &'p Pack, control: &Control, name: TransitionId) -> &'p str {
    let resource = control.resource.index();
    let steps = &pack.policy.program().types[resource].lifecycle.as_ref().unwrap().steps;
    let place = steps.iter().position(|step| step.transition == name).unwrap();
    let lifecycle = pack.policy.bundle().types[resource].lifecycle.as_ref().unwrap();
    &lifecycle.transitions[place].name
}

fn by_decision(control: &program::Control, decision: Decision) -> Shown {
    match decision.denial {
        None => (ControlMode::Enabled, None),
        Some(Denial::Ungranted) => (control.ungranted, Some(decision.message)),
        Some(Denial::Blocked | Denial::Unavailable) => (control.blocked, Some(decision.message)),
    }
}

/// Whether a step is open to the principal on this record in some state and condition.
fn opens(pack: &Pack, situation: &Situation, name: &str) -> Result<bool> {
    let gate = pack.gate(situation);
    let lifecycle = pack.policy.lifecycle(&situation.resource)?.unwrap();
    let bundle = pack.policy.bundle();
    let place = bundle.types.iter().position(|it| it.name == situation.resource).unwrap();
    let conditions = &pack.policy.program().types[place].conditions;
    let mut records = vec![situation.clone()];
    for condition in conditions {
        let name = &bundle.types[place].attributes[condition.index()].name;
        let set = |flag: bool, mut it: Situation| {
            it.record.insert(name.clone(), json!(flag));
            it
        };
        records =
            records.into_iter().flat_map(|it| [set(false, it.clone()), set(true, it)]).collect();
    }
    for edge in lifecycle.transitions.iter().filter(|edge| edge.name == name) {
        for state in &edge.from {
            for record in &mut records {
                record.record.insert(lifecycle.attribute.clone(), json!(state));
                if gate.can(&edge.guard, &record.record_json())? {
                    return Ok(true);
                }
            }
        }
    }
    Ok(false)
}

/// A transition's decision, held against those on its guards.
fn transition_by_guards(
    pack: &Pack,
    situation: &Situation,
    request: &Request<'_>,
    name: &str,
) -> Result<Decision> {
    let decision = request.transition(name)?;
    let lifecycle = pack.policy.lifecycle(&situation.resource)?.unwrap();
    let state = &situation.record[&lifecycle.attribute];
    let mut edges = lifecycle.transitions.clone();
    edges.retain(|edge| edge.name == name && edge.from.iter().any(|from| json!(from) == *state));
    let listed = request.transitions()?;
    let listed: Vec<_> = listed.into_iter().filter(|each| each.name == name).collect();
    assert_eq!(listed.len(), edges.len().min(1), "one entry for each name that the state has");
    if edges.is_empty() {
        assert_eq!(decision.denial, Some(Denial::Unavailable));
        assert_eq!((decision.allowed, &decision.to), (false, &None));
        assert!(decision.unlock.is_empty() && decision.determining.is_empty());
        return Ok(decision);
    }
    assert_eq!((&listed[0].decision, &listed[0].to), (&decision, &decision.to));
    assert_eq!(listed[0].allowed, decision.allowed);
    let mut guards = Vec::new();
    for edge in &edges {
        let mut guard = request.check(&edge.guard)?;
        guard.to = decision.to.clone();
        guards.push(guard);
    }
    let open = guards.iter().position(|guard| guard.allowed);
    assert_eq!(open.is_some(), decision.allowed);
    assert!(guards.contains(&decision), "{name} is decided as one of its guards");
    if let Some(open) = open {
        assert_eq!(decision.to.as_ref(), Some(&edges[open].to));
    }
    Ok(decision)
}

/// Holds every option against the decision with that value chosen.
fn by_options(
    pack: &Pack,
    control: &Control,
    request: &Request<'_>,
    situation: &Situation,
) -> Result<Shown> {
    let bundle = pack.policy.bundle();
    let gate = pack.gate(situation);
    let options = request.options(&control.id)?;
    let mut why = None;
    for option in &options {
        let mut chosen = situation.clone();
        let action = match bound(&pack.policy, control).binding {
            Binding::Choice(action, Part::Record, attribute) => {
                let attributes = &bundle.types[control.resource.index()].attributes;
                let attribute = &attributes[attribute.index()];
                chosen.record.insert(attribute.name.clone(), json!(option.value));
                &bundle.actions[action.index()]
            }
            Binding::Choice(action, Part::Context, attribute) => {
                let action = &bundle.actions[action.index()];
                let attribute = &action.context[attribute.index()];
                chosen.context.insert(attribute.name.clone(), json!(option.value));
                action
            }
            other => panic!("{other:?} has no options"),
        };
        let asked = gate.prepare(&chosen.record_json()).with(&chosen.context_json());
        let decision = asked.check(&action.name)?;
        assert_eq!(option.allowed, decision.allowed, "{} {option:?}", control.id);
        assert_eq!(option.message, (!decision.allowed).then_some(decision.message));
        why = why.or(option.message.clone());
    }
    if options.iter().any(|option| option.allowed) {
        return Ok((ControlMode::Enabled, None));
    }
    Ok((bound(&pack.policy, control).ungranted, why))
}

fn when_denied(control: &program::Control) -> ControlMode {
    match control.binding {
        Binding::Field { .. } => ControlMode::Hidden,
        _ => control.ungranted,
    }
}
