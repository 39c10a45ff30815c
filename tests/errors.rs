//! The errors of the contract, one by one and in their order of checking: names, resource type,
//! attributes in schema order, context. No typo is a silent "no", and no error harms the gate.

#![cfg(not(target_family = "wasm"))]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod support;

use std::collections::BTreeSet;

use serde_json::{Value, json};
use support::{Declared, PACKS, Pack, Shape};
use tollgate::{Error, ErrorCode, Gate, Result};

const NONE: &[&str] = &[];

#[test]
fn a_question_reports_what_is_wrong_in_the_order_of_the_contract() {
    for name in PACKS {
        let pack = Pack::load(name);
        let gate = anybody(&pack);
        let mut reported = 0;
        for (action, resource) in pack.questions() {
            let sound = pack.viewpoints(&[&action], &resource).pop().unwrap();
            let mut record = json!({"type": "NoSuchType"});
            if let Some(id) = sound.records[0].get("id") {
                record["id"] = id.clone();
            }
            let mut context = json!({});
            let attributes = mentioned(&pack, &action, &resource);
            attributes.iter().for_each(|each| record[&each.name] = json!([["no value"]]));
            let of_context = pack.context_attributes(&action);
            of_context.iter().for_each(|each| context[&each.name] = json!([["no value"]]));

            let ask = |name: &str, record: &Value, context: &Value| {
                gate.prepare(record).with(context).can(name)
            };
            let unknown = error(ask("noSuchAction", &record, &context));
            is(&unknown, ErrorCode::UnknownAction, None, &pack.policy.actions());
            let unknown = error(ask(&action, &record, &context));
            assert_eq!(unknown.code(), ErrorCode::WrongResource, "{action}");
            record["type"] = json!(resource);
            for attribute in &attributes {
                let wrong = error(ask(&action, &record, &context));
                is(&wrong, ErrorCode::WrongType, Some(&attribute.name), values(attribute));
                record[&attribute.name] = sound.records[0][&attribute.name].clone();
            }
            for attribute in &of_context {
                let wrong = error(ask(&action, &record, &context));
                let place = format!("context.{}", attribute.name);
                is(&wrong, ErrorCode::WrongType, Some(&place), values(attribute));
                context[&attribute.name] = sound.context[&attribute.name].clone();
            }
            assert_eq!(
                ask(&action, &record, &context),
                gate_again(&pack, &action, &record, &context)
            );
            reported += 2 + attributes.len() + of_context.len();
        }
        println!("{name}: {reported} errors, each in its turn");
    }
}

#[test]
fn every_attribute_that_an_action_mentions_is_missing_unknown_or_of_a_wrong_type() {
    for name in PACKS {
        let pack = Pack::load(name);
        let gate = anybody(&pack);
        let mut reported = 0;
        for (action, resource) in pack.questions() {
            let sound = pack.viewpoints(&[&action], &resource).pop().unwrap();
            for attribute in mentioned(&pack, &action, &resource) {
                for (bad, code, within) in wrong_values(&attribute) {
                    let mut record = sound.records[0].clone();
                    record[&attribute.name] = bad;
                    let asked = gate.prepare(&record).with(&sound.context).can(&action);
                    let place = format!("{}{within}", attribute.name);
                    assert!(asked.is_err(), "{action} {place} {record}");
                    is(&error(asked), code, Some(&place), values(&attribute));
                    reported += 1;
                }
            }
            for attribute in pack.context_attributes(&action) {
                for (bad, code, within) in wrong_values(&attribute) {
                    let place = format!("context.{}{within}", attribute.name);
                    let mut context = sound.context.clone();
                    context[&attribute.name] = bad;
                    let asked = gate.prepare(&sound.records[0]).with(&context).can(&action);
                    is(&error(asked), code, Some(&place), values(&attribute));
                    reported += 1;
                }
            }
        }
        println!("{name}: {reported} wrong attributes");
    }
}

#[test]
fn attributes_that_an_action_does_not_mention_may_be_missing_or_anything() {
    for name in PACKS {
        let pack = Pack::load(name);
        let gate = anybody(&pack);
        let mut replaced = 0;
        for (action, resource) in pack.questions() {
            let sound = pack.viewpoints(&[&action], &resource).pop().unwrap();
            let answer = gate.prepare(&sound.records[0]).with(&sound.context).can(&action);
            let mentions = pack.mentions(&action, &resource).resource;
            let advised = advised(&pack, &action);
            for attribute in pack.record_attributes(&resource) {
                let mut record = sound.records[0].clone();
                record[&attribute.name] = json!([["no value"]]);
                let asked = gate.prepare(&record).with(&sound.context).can(&action);
                if mentions.contains(&attribute.name) || advised.contains(&attribute.name) {
                    let wrong = error(asked);
                    is(&wrong, ErrorCode::WrongType, Some(&attribute.name), values(&attribute));
                } else {
                    assert_eq!(asked, answer);
                    replaced += 1;
                }
            }
        }
        println!("{name}: {replaced} attributes replaced that no policy of the action mentions");
    }
}

/// The attributes that the action's advice alone reads.
fn advised(pack: &Pack, action: &str) -> BTreeSet<String> {
    let (bundle, program) = (pack.policy.bundle(), pack.policy.program());
    let action = bundle.actions.iter().position(|each| each.name == action).unwrap();
    let names = program.actions[action].iter().flat_map(|rule| {
        let attributes = &bundle.types[rule.resource.index()].attributes;
        rule.advised.iter().map(|attribute| attributes[attribute.index()].name.clone())
    });
    names.collect()
}

#[test]
fn an_entity_is_its_id_or_an_object_that_has_it() {
    for name in PACKS {
        let pack = Pack::load(name);
        let mut asked = 0;
        for (action, resource) in pack.questions() {
            for sound in pack.viewpoints(&[&action], &resource) {
                let (gate, context) = (pack.policy.gate(&sound.principal).unwrap(), &sound.context);
                for (record, attribute) in
                    sound.records.iter().zip(mentioned(&pack, &action, &resource).iter().cycle())
                {
                    let ask = |value: &Value| {
                        let mut record = record.clone();
                        record[&attribute.name] = value.clone();
                        gate.prepare(&record).with(context).check(&action).unwrap()
                    };
                    let held = &record[&attribute.name];
                    let object = |id: &Value| json!({"id": id, "name": "Somebody"});
                    let (same, other): (Vec<Value>, Value) = match (&attribute.shape, held) {
                        (Shape::Entity(_), Value::String(_)) => (vec![object(held)], json!(7)),
                        (Shape::Set(_), Value::Array(items)) => {
                            (vec![items.iter().map(object).collect()], json!([7]))
                        }
                        _ => continue,
                    };
                    same.iter().for_each(|it| assert_eq!(ask(it), ask(held), "{it}"));
                    let text = other.to_string().replace('7', "\"7\"");
                    let text: Value = serde_json::from_str(&text).unwrap();
                    assert_eq!(ask(&other), ask(&text), "{other}");
                    asked += 2;
                }
            }
        }
        println!("{name}: {asked} ids as objects and as numbers");
    }
}

#[test]
fn a_record_is_an_object_of_a_known_type_that_the_action_applies_to() {
    for name in PACKS {
        let pack = Pack::load(name);
        let gate = anybody(&pack);
        for (action, resource) in pack.questions() {
            let others = pack.policy.bundle().types.iter().filter(|each| each.name != resource);
            let mut wrong: Vec<Value> = others.map(|each| json!({"type": each.name})).collect();
            wrong.extend([
                json!({}),
                json!({"type": null}),
                json!({"type": 1}),
                json!([]),
                json!("x"),
            ]);
            wrong.extend([json!({"type": resource.to_lowercase()}), json!(true), json!(0)]);
            if resource != "Workspace" {
                wrong.push(json!(null));
            }
            for record in wrong {
                let error = error(gate.can(&action, &record));
                assert_eq!(error.code(), ErrorCode::WrongResource, "{action} {record}");
            }
        }
        for (action, _) in pack.questions().iter().filter(|(_, of)| of == "Workspace") {
            let same = gate.can(action, &json!({"type": "Workspace"}));
            assert_eq!(gate.can(action, &()), same, "Workspace needs no record");
        }
    }
}

#[test]
fn a_principal_is_refused_where_it_is_wrong() {
    for name in PACKS {
        let pack = Pack::load(name);
        let refuse = |principal: Value, code: ErrorCode, at: &str, allowed: &[&str]| {
            is(&error(pack.policy.gate(&principal)), code, Some(at), allowed);
        };
        for bad in [json!(null), json!("me"), json!(7), json!([]), json!(true)] {
            refuse(bad, ErrorCode::WrongType, "principal", &[]);
        }
        refuse(json!({}), ErrorCode::MissingAttribute, "principal.id", &[]);
        refuse(json!({"id": null}), ErrorCode::MissingAttribute, "principal.id", &[]);
        refuse(json!({"id": 7.5}), ErrorCode::WrongType, "principal.id", &[]);
        for member in ["roles", "permissions", "groups"] {
            for bad in [json!("x"), json!({}), json!([1]), json!([null]), json!(false)] {
                let place = format!("principal.{member}");
                refuse(json!({"id": "me", member: bad}), ErrorCode::WrongType, &place, &[]);
            }
            assert!(pack.policy.gate(&json!({"id": "me", member: null})).is_ok());
        }
        let roles = pack.policy.roles();
        let unknown = json!({"id": "me", "roles": ["Nobody"], "permissions": []});
        refuse(unknown, ErrorCode::UnknownRole, "principal.roles", &roles);
        let permissions = pack.policy.permissions();
        let permissions: Vec<&str> = permissions.iter().map(|each| each.name.as_str()).collect();
        let unknown = json!({"id": "me", "permissions": ["View"]});
        refuse(unknown, ErrorCode::UnknownPermission, "principal.permissions", &permissions);
        let groups = pack.policy.bundle().groups.iter();
        let groups: Vec<&str> = groups.map(|group| group.name.as_str()).collect();
        let unknown = json!({"id": "me", "groups": ["Permission::nothing"]});
        refuse(unknown, ErrorCode::UnknownGroup, "principal.groups", &groups);
        for attribute in pack.principal_attributes() {
            let place = format!("principal.{}", attribute.name);
            let large = if attribute.is_open() { 1u64 << 63 } else { 1 << 53 };
            for bad in [json!(true), json!(7.5), json!(large), json!([]), json!({"id": {}})] {
                let principal = json!({"id": "me", &attribute.name: bad});
                refuse(principal, ErrorCode::WrongType, &place, &[]);
            }
            if attribute.is_open() {
                let number = matches!(attribute.shape, Shape::Long);
                let (sound, bad) = (json!(7), json!("x"));
                let (sound, bad) = if number { (sound, bad) } else { (bad, sound) };
                refuse(
                    json!({"id": "me", &attribute.name: bad}),
                    ErrorCode::WrongType,
                    &place,
                    &[],
                );
                assert!(pack.policy.gate(&json!({"id": "me", &attribute.name: sound})).is_ok());
                continue;
            }
            let (nameless, within) = (json!({"name": "me"}), format!("{place}.id"));
            let principal = json!({"id": "me", &attribute.name: nameless});
            refuse(principal, ErrorCode::MissingAttribute, &within, &[]);
            for sound in [json!(null), json!(7), json!({"id": "x"}), json!({"id": 7})] {
                assert!(pack.policy.gate(&json!({"id": "me", &attribute.name: sound})).is_ok());
            }
        }
    }
}

#[test]
fn names_of_controls_and_transitions_are_checked_before_the_record() {
    for name in PACKS {
        let pack = Pack::load(name);
        let gate = anybody(&pack);
        let bundle = pack.policy.bundle();
        let bad = json!({"type": "NoSuchType"});
        let ids: Vec<&str> = bundle.controls.iter().map(|control| control.id.as_str()).collect();
        is(&error(gate.prepare(&bad).control("no.such")), ErrorCode::UnknownControl, None, &ids);
        is(&error(gate.prepare(&bad).options("no.such")), ErrorCode::UnknownControl, None, &ids);
        for control in &bundle.controls {
            let choice = control.kind == tollgate::ControlKind::Choice;
            let code = if choice { ErrorCode::WrongResource } else { ErrorCode::UnknownControl };
            assert_eq!(
                error(gate.prepare(&bad).options(&control.id)).code(),
                code,
                "{}",
                control.id
            );
            let others = bundle.types.iter().enumerate();
            let others = others.filter(|(index, _)| *index != control.resource.index());
            let others = others.map(|(_, each)| json!({"type": each.name}));
            for record in others.chain([bad.clone()]) {
                let wrong = error(gate.prepare(&record).control(&control.id));
                assert_eq!(wrong.code(), ErrorCode::WrongResource, "{} {record}", control.id);
                assert_eq!(error(gate.prepare(&record).options(&control.id)).code(), code);
            }
        }
        assert_eq!(error(gate.prepare(&bad).controls()).code(), ErrorCode::WrongResource);
        assert_eq!(error(gate.transitions(&bad)).code(), ErrorCode::WrongResource);
        assert_eq!(error(gate.transition("leap", &bad)).code(), ErrorCode::UnknownTransition);
        for resource in &bundle.types {
            let record = json!({"type": resource.name});
            let lifecycle = pack.policy.lifecycle(&resource.name).unwrap();
            let Some(lifecycle) = lifecycle else {
                assert_eq!(gate.transitions(&record), Ok(Vec::new()));
                continue;
            };
            let step = &lifecycle.transitions[0].name;
            for record in [bad.clone(), json!(null), json!({"type": "Workspace"})] {
                assert_eq!(error(gate.transition(step, &record)).code(), ErrorCode::WrongResource);
            }
            let code = ErrorCode::MissingAttribute;
            let states: Vec<&str> = match &lifecycle.states[0] {
                tollgate::StateValue::Flag(_) => Vec::new(),
                tollgate::StateValue::Value(_) => {
                    lifecycle.states.iter().map(tollgate::StateValue::as_text).collect()
                }
            };
            is(&error(gate.transition(step, &record)), code, Some(&lifecycle.attribute), &states);
            is(&error(gate.transitions(&record)), code, Some(&lifecycle.attribute), &states);
        }
    }
}

#[test]
fn unavailable_is_said_before_the_guard_reads_anything() {
    let policy = tollgate::packs::client_metrics();
    let gate = policy.gate(&json!({"id": "me", "roles": ["Commercial"]})).unwrap();
    let active = json!({"type": "Customer", "status": "ACTV"});
    let decision = gate.transition("reactivate", &active).unwrap();
    assert_eq!(decision.denial, Some(tollgate::Denial::Unavailable));
    let inactive = json!({"type": "Customer", "status": "INAC"});
    let missing = error(gate.transition("reactivate", &inactive));
    is(&missing, ErrorCode::MissingAttribute, Some("informationComplete"), NONE);
}

#[test]
fn questions_to_a_policy_name_what_is_unknown() {
    for name in PACKS {
        let pack = Pack::load(name);
        let policy = &pack.policy;
        let roles = policy.roles();
        assert_eq!(error(policy.lifecycle("NoSuchType")).code(), ErrorCode::WrongResource);
        is(&error(policy.role_defaults(&["Nobody"])), ErrorCode::UnknownRole, None, &roles);
        let code = match policy.permissions().is_empty() {
            true => ErrorCode::UnknownRole,
            false => ErrorCode::UnknownPermission,
        };
        assert_eq!(error(policy.grant_advice("nothing", &[])).code(), code);
        let known = policy.permissions().first().map(|each| each.name.clone());
        let known = known.unwrap_or_else(|| roles[0].to_owned());
        assert_eq!(error(policy.grant_advice(&known, &["Nobody"])).code(), ErrorCode::UnknownRole);
        assert!(policy.grant_advice(&known, &roles).is_ok());
    }
}

#[test]
fn a_context_is_an_object() {
    let gate = tollgate::packs::alvys().gate(&json!({"id": "me"})).unwrap();
    let company = json!({"type": "Company", "companyType": "Customer"});
    for bad in [json!(7), json!("x"), json!([]), json!(true)] {
        let asked = gate.prepare(&company).with(&bad).can("changeCompanyType");
        is(&error(asked), ErrorCode::WrongType, Some("context"), NONE);
    }
    let types = ["Customer", "BrokerOr3PL", "Shipper", "Warehouse", "Factoring", "Other"];
    let missing = || ErrorCode::MissingAttribute;
    let asked = gate.prepare(&company).with(&json!(null)).can("changeCompanyType");
    is(&error(asked), missing(), Some("context.to"), &types);
    is(&error(gate.can("changeCompanyType", &company)), missing(), Some("context.to"), &types);
    is(&error(gate.scope("changeCompanyType")), missing(), Some("context.to"), &types);
    is(&error(gate.filter("changeCompanyType")), missing(), Some("context.to"), &types);
}

fn anybody(pack: &Pack) -> Gate {
    let role = pack.policy.roles()[0].to_owned();
    pack.policy.gate(&json!({"id": "me", "roles": [role]})).unwrap()
}

fn gate_again(pack: &Pack, action: &str, record: &Value, context: &Value) -> Result<bool> {
    let answer = anybody(pack).prepare(record).with(context).can(action);
    assert!(answer.is_ok());
    answer
}

fn error<T: std::fmt::Debug>(result: Result<T>) -> Error {
    result.unwrap_err()
}

/// Checks an error's code, and its place and values where the contract says them; and the style of
/// its message.
fn is(error: &Error, code: ErrorCode, at: Option<&str>, allowed: &[impl AsRef<str>]) {
    assert_eq!(error.code(), code, "{error}");
    if at.is_some() {
        assert_eq!(error.at(), at, "{error}");
    }
    let allowed: Vec<&str> = allowed.iter().map(AsRef::as_ref).collect();
    assert_eq!(error.allowed(), allowed, "{error}");
    let message = error.message();
    assert!(!message.ends_with('.') && !message.starts_with(char::is_uppercase), "{message}");
}

/// What the action's policies mention, in the order of the schema's text.
fn mentioned(pack: &Pack, action: &str, resource: &str) -> Vec<Declared> {
    let mentions = pack.mentions(action, resource);
    let mut attributes = pack.record_attributes(resource);
    attributes.retain(|each| mentions.resource.contains(&each.name));
    attributes.sort_by_key(|each| pack.place_in_schema(resource, &each.name));
    attributes
}

fn values(attribute: &Declared) -> &[String] {
    match &attribute.shape {
        Shape::Enum(_, values) => values,
        _ => &[],
    }
}

/// Values that are wrong, each with what is wrong with it, and where within it.
fn wrong_values(attribute: &Declared) -> Vec<(Value, ErrorCode, &'static str)> {
    let here = |code| move |bad: Value| (bad, code, "");
    let mut wrong = vec![json!(7.5), json!({"id": {"id": "me"}}), json!({"id": true})];
    let mut all: Vec<_> = match &attribute.shape {
        Shape::Bool => {
            wrong.extend([json!(7), json!({}), json!("true"), json!([])]);
            Vec::new()
        }
        Shape::Enum(_, values) => {
            wrong.extend([json!(7), json!({}), json!(true), json!(["me"])]);
            let other = values[0].to_lowercase();
            let other = if other == values[0] { other.to_uppercase() } else { other };
            let near = [json!(other), json!(""), json!("__proto__")];
            near.map(here(ErrorCode::UnknownValue)).into()
        }
        Shape::Entity(_) => {
            wrong.extend([json!(true), json!(["me"]), json!(1u64 << 53)]);
            let nameless = [json!({}), json!({"a": 1}), json!({"id": null})];
            nameless.map(|bad| (bad, ErrorCode::MissingAttribute, ".id")).into()
        }
        Shape::Set(_) => {
            wrong.extend([json!(7), json!({}), json!("me"), json!([7.5]), json!(["me", null])]);
            wrong.extend([json!(["me", {}]), json!([["me"]])]);
            Vec::new()
        }
        Shape::Texts => {
            wrong.extend([json!(7), json!({}), json!("me"), json!([7]), json!(["me", null])]);
            wrong.extend([json!([{"id": "me"}]), json!([["me"]])]);
            Vec::new()
        }
        Shape::Text => {
            wrong.extend([json!(7), json!({}), json!(true), json!(["me"])]);
            Vec::new()
        }
        Shape::Long => {
            wrong.extend([json!("7"), json!({}), json!(true), json!([7]), json!(1u64 << 63)]);
            Vec::new()
        }
        Shape::Datetime => {
            wrong.extend([json!("2026-02-30"), json!({}), json!(true), json!("now"), json!(7)]);
            Vec::new()
        }
    };
    all.extend(wrong.into_iter().map(here(ErrorCode::WrongType)));
    if attribute.required {
        all.push((json!(null), ErrorCode::MissingAttribute, ""));
    }
    all
}
