//! The scope of an action is what an enumeration of all records says, for every combination of a
//! principal's facts and every context; and controls asked without a record follow it.

#![cfg(not(target_family = "wasm"))]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod support;

use serde_json::Value;
use support::situation::Viewpoint;
use support::{PACKS, Pack, bound, control_actions};
use tollgate::bundle::Control;
use tollgate::program::{ActionId, Binding, Part};
use tollgate::{ControlMode, Gate, Request, Scope};

#[test]
fn scope_is_what_the_enumeration_of_all_records_says() {
    for name in PACKS {
        let pack = Pack::load(name);
        let mut counts = [0; 3];
        for (action, resource) in pack.questions() {
            for viewpoint in pack.whole_viewpoints(&[&action], &resource) {
                let gate = viewpoint.gate(&pack);
                let scope = gate.prepare(&()).with(&viewpoint.context).scope(&action).unwrap();
                let found = enumerate(&gate, &action, &viewpoint);
                assert_eq!(scope, found, "{action} {}", viewpoint.principal);
                if viewpoint.context == serde_json::json!({}) {
                    assert_eq!(gate.scope(&action).ok(), Some(found), "without a context");
                }
                counts[found as usize] += 1;
            }
        }
        let [always, never, depends] = counts;
        println!("{name}: {always} always, {never} never, {depends} depends");
        assert!(always > 0 && never > 0);
    }
}

#[test]
fn a_control_without_a_record_follows_the_scope_of_its_actions() {
    for name in PACKS {
        let pack = Pack::load(name);
        let bundle = pack.policy.bundle();
        let mut asked = 0;
        for control in &bundle.controls {
            let resource = &bundle.types[control.resource.index()].name;
            if resource == "Workspace" {
                continue;
            }
            let actions = control_actions(&pack.policy, control);
            for viewpoint in pack.whole_viewpoints(&actions, resource) {
                let gate = viewpoint.gate(&pack);
                let request = gate.prepare(&()).with(&viewpoint.context);
                let state = request.control(&control.id).unwrap();
                let expected = without_record(&pack, control, &request, &viewpoint);
                assert_eq!(state.state, expected, "{} {}", control.id, viewpoint.principal);
                assert_eq!(state.message.is_none(), expected == ControlMode::Enabled);
                asked += 1;
            }
        }
        println!("{name}: {asked} answers of controls without a record");
        assert!(asked > 0);
    }
}

fn enumerate(gate: &Gate, action: &str, viewpoint: &Viewpoint) -> Scope {
    let allowed =
        |record: &Value| gate.prepare(record).with(&viewpoint.context).can(action).unwrap();
    match viewpoint.records.iter().filter(|record| allowed(record)).count() {
        0 => Scope::Never,
        some if some == viewpoint.records.len() => Scope::Always,
        _ => Scope::Depends,
    }
}

fn without_record(
    pack: &Pack,
    control: &Control,
    request: &Request<'_>,
    viewpoint: &Viewpoint,
) -> ControlMode {
    let bundle = pack.policy.bundle();
    let open = |action: &str| request.scope(action).unwrap() != Scope::Never;
    let bound = bound(&pack.policy, control);
    if let Binding::Field { view, change } = bound.binding {
        let open = |action: ActionId| open(&bundle.actions[action.index()].name);
        return match (open(view), open(change)) {
            (false, _) => ControlMode::Hidden,
            (true, false) => ControlMode::Readonly,
            (true, true) => ControlMode::Enabled,
        };
    }
    let any = match bound.binding {
        Binding::Choice(..) => options_open(pack, control, request, viewpoint),
        _ => control_actions(&pack.policy, control).into_iter().any(open),
    };
    if any { ControlMode::Enabled } else { bound.ungranted }
}

/// Holds every option against the records with that value, and says whether any is open.
fn options_open(
    pack: &Pack,
    control: &Control,
    request: &Request<'_>,
    viewpoint: &Viewpoint,
) -> bool {
    let bundle = pack.policy.bundle();
    let gate = viewpoint.gate(pack);
    let options = request.options(&control.id).unwrap();
    for option in &options {
        let value = serde_json::to_value(&option.value).unwrap();
        let chosen = |record: &Value| match bound(&pack.policy, control).binding {
            Binding::Choice(action, Part::Record, attribute) => {
                let mut record = record.clone();
                let attributes = &bundle.types[control.resource.index()].attributes;
                record[&attributes[attribute.index()].name] = value.clone();
                gate.prepare(&record)
                    .with(&viewpoint.context)
                    .can(&bundle.actions[action.index()].name)
                    .unwrap()
            }
            Binding::Choice(action, Part::Context, attribute) => {
                let action = &bundle.actions[action.index()];
                let mut context = viewpoint.context.clone();
                context[&action.context[attribute.index()].name] = value.clone();
                gate.prepare(record).with(&context).can(&action.name).unwrap()
            }
            other => panic!("{other:?} has no options"),
        };
        let possible = viewpoint.records.iter().any(chosen);
        assert_eq!(option.allowed, possible, "{} {option:?}", control.id);
        assert_eq!(option.message.is_none(), possible);
    }
    options.iter().any(|option| option.allowed)
}
