//! Everything that is asked of a pack: of everybody whom its questions can tell from another, about
//! every record; and each question in each of its own situations, in each of its contexts.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use tollgate::{Catalogue, ControlKind, Policy};

use crate::questions::ask::{Asker, Verb};
use crate::questions::file::Document;
use crate::questions::subject::Subject;
use crate::support::situation::Viewpoint;
use crate::support::{Pack, read};

/// Writes down the pack's questions and answers. In a default run those whom one question can tell
/// from another are asked that question about every record, and users of the roles every question;
/// in a long run everybody is asked every question.
pub(crate) fn document(pack: &Pack) -> Document {
    let mut document = Document::default();
    let policies = (pack.policy.clone(), Some(spanish(pack)));
    let subject = Subject::new(
        &mut document,
        policies,
        &records(pack),
        (contexts(pack), crate::questions::long()),
    );
    subject.ask_policy(&mut document);
    for principal in bad_principals(pack) {
        assert!(subject.asker(&mut document, &principal).is_none(), "{principal} is sound");
    }
    let own = viewpoints(pack);
    let users = if crate::questions::long() { pack.users_and_groups() } else { pack.users() };
    let people = pack.askers().into_iter().map(|asker| (asker, crate::questions::long()));
    for (principal, everything) in people.chain(users.into_iter().map(|user| (user, true))) {
        let mut asker = subject.asker(&mut document, &principal).unwrap();
        let own = own.get(&principal.to_string()).map_or(&[][..], Vec::as_slice);
        let wanted = |verb: Verb, name: &str| {
            let steps = [Verb::Transition, Verb::Transitions, Verb::Controls, Verb::Project];
            let own = || own.iter().any(|(of, about, _)| (*of, about.as_str()) == (verb, name));
            everything || steps.contains(&verb) || own()
        };
        subject.ask(&mut document, &mut asker, &wanted);
        for (verb, name, viewpoint) in own {
            ask_viewpoint(&mut document, &mut asker, (*verb, name), viewpoint);
        }
        document.finish(asker.questions);
    }
    document
}

/// The pack in Spanish, as a server would have it.
fn spanish(pack: &Pack) -> Policy {
    let mut texts = Catalogue::phrases("es").unwrap();
    texts.add_json(&read(pack.name, "languages/es.json")).unwrap();
    pack.policy.with_texts(texts)
}

fn ask_viewpoint(
    document: &mut Document,
    asker: &mut Asker,
    question: (Verb, &str),
    viewpoint: &Viewpoint,
) {
    let list = document.list(viewpoint.records.iter().cloned().map(Some).collect());
    let context = Some(&viewpoint.context).filter(|context| **context != json!({}));
    asker.each(document, &[question], context, &list);
}

/// By principal: each question about it with the records of its own situations, which have the
/// attributes that it reads and no other.
fn viewpoints(pack: &Pack) -> BTreeMap<String, Vec<(Verb, String, Viewpoint)>> {
    let mut own: BTreeMap<String, Vec<_>> = BTreeMap::new();
    let mut add = |verb: Verb, name: &str, viewpoint: Viewpoint| {
        let asked = own.entry(viewpoint.principal.to_string()).or_default();
        asked.push((verb, name.to_owned(), viewpoint));
    };
    for (action, resource) in pack.questions() {
        for viewpoint in pack.viewpoints(&[&action], &resource) {
            add(Verb::Check, &action, viewpoint);
        }
    }
    let names = pack.names();
    for control in &names.controls {
        for viewpoint in pack.viewpoints_by(|each| pack.control_situations(control, each)) {
            if control.kind == ControlKind::Choice && viewpoint.context == json!({}) {
                add(Verb::Options, &control.id, viewpoint.clone());
            }
            add(Verb::Control, &control.id, viewpoint);
        }
    }
    for resource in &names.types {
        for viewpoint in pack.viewpoints_by(|each| pack.step_situations(resource, each)) {
            add(Verb::Transitions, "", viewpoint);
        }
    }
    own
}

/// By type: every record, and each attribute missing or not as it should be.
fn records(pack: &Pack) -> BTreeMap<String, Vec<Value>> {
    let all = |resource: String| {
        let mut records = pack.records(&resource);
        let sound = records[0].clone();
        for attribute in pack.record_attributes(&resource) {
            let objects = [json!({"id": "me", "name": "x"}), json!({"id": 3}), json!({})];
            let plain = [json!(null), json!(3), json!("no value of it"), json!(["me", 7])];
            for bad in plain.into_iter().chain(objects) {
                let mut record = sound.clone();
                record[&attribute.name] = bad;
                records.push(record);
            }
        }
        (resource, records)
    };
    pack.names().types.into_iter().map(all).collect()
}

/// By action: the contexts of its situations, and bad ones.
fn contexts(pack: &Pack) -> BTreeMap<String, Vec<Value>> {
    let mut contexts: BTreeMap<String, Vec<Value>> = BTreeMap::new();
    for (action, resource) in pack.questions() {
        let attributes = pack.context_attributes(&action);
        if attributes.is_empty() {
            continue;
        }
        let known = contexts.entry(action.clone()).or_default();
        for viewpoint in pack.viewpoints(&[&action], &resource) {
            known.push(viewpoint.context);
        }
        known.push(json!({}));
        for attribute in attributes {
            known.push(json!({&attribute.name: 3}));
            known.push(json!({&attribute.name: "no value of it"}));
        }
        known.sort_by_key(Value::to_string);
        known.dedup();
    }
    contexts
}

fn bad_principals(pack: &Pack) -> Vec<Value> {
    let mut bad = vec![
        json!({}),
        json!({"id": null}),
        json!({"id": {}}),
        json!({"id": "me", "roles": ["noSuchRole"]}),
        json!({"id": "me", "roles": "none"}),
        json!({"id": "me", "roles": [7]}),
        json!({"id": "me", "permissions": ["noSuchPermission"]}),
        json!({"id": "me", "groups": ["noSuchGroup"]}),
        json!({"id": "me", "groups": {"length": 1}}),
    ];
    for attribute in pack.principal_attributes() {
        for wrong in [json!(true), json!([]), json!({}), json!(7.5)] {
            bad.push(json!({"id": "me", &attribute.name: wrong}));
        }
    }
    bad
}
