//! One policy and everything that its gates are asked: each verb, each name, each record.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use tollgate::bundle::Control;
use tollgate::{ControlKind, Policy};

use crate::questions::ask::{Asker, Verb, outcome};
use crate::questions::file::{Document, List};
use crate::support::people::Names;

/// A policy with the records and contexts that its gates are asked about.
pub(crate) struct Subject {
    policy: Policy,
    /// The same in Spanish, where the policy has its texts.
    spanish: Option<Policy>,
    names: Names,
    /// By type: its records, sound and bad.
    records: BTreeMap<String, List>,
    /// What controls and actions of another type are asked about.
    odd: List,
    /// Every record of every type, and rows that are none.
    rows: List,
    /// By action: the contexts that it is asked in besides none.
    contexts: BTreeMap<String, Vec<Value>>,
    /// Whether each context is asked with every record; else with one of each type.
    contexts_everywhere: bool,
    steps: Vec<String>,
}

/// What is no record of any type; the first is no argument at all.
fn odd_records() -> Vec<Option<Value>> {
    let odd = [
        json!(null),
        json!({}),
        json!({"type": "NoSuchType"}),
        json!({"type": 7}),
        json!([]),
        json!("no record"),
    ];
    std::iter::once(None).chain(odd.into_iter().map(Some)).collect()
}

impl Subject {
    pub(crate) fn new(
        document: &mut Document,
        (policy, spanish): (Policy, Option<Policy>),
        records: &BTreeMap<String, Vec<Value>>,
        (contexts, contexts_everywhere): (BTreeMap<String, Vec<Value>>, bool),
    ) -> Self {
        let names = Names::of(&policy);
        let mut odd = odd_records();
        let sound = |all: &Vec<Value>| all.first().cloned();
        odd.extend(records.values().filter_map(sound).map(Some));
        let mut rows: Vec<Option<Value>> = records.values().flatten().cloned().map(Some).collect();
        rows.extend(odd_records().into_iter().flatten().map(Some));
        let lists = records.iter().map(|(name, all)| {
            (name.clone(), document.list(all.iter().cloned().map(Some).collect()))
        });
        let lists = lists.collect();
        let mut steps: Vec<String> = Vec::new();
        for each in &names.types {
            let lifecycle = policy.lifecycle(each).unwrap();
            steps.extend(lifecycle.into_iter().flat_map(|it| it.transitions).map(|it| it.name));
        }
        steps.sort();
        steps.dedup();
        steps.push("noSuchStep".into());
        let (odd, rows) = (document.list(odd), document.list(rows));
        Subject {
            policy,
            spanish,
            names,
            records: lists,
            odd,
            rows,
            contexts,
            contexts_everywhere,
            steps,
        }
    }

    /// A gate of that principal is asked what is wanted of every record, and everything of what is
    /// no record.
    pub(crate) fn ask(
        &self,
        document: &mut Document,
        asker: &mut Asker,
        wanted: &dyn Fn(Verb, &str) -> bool,
    ) {
        for (name, list) in &self.records {
            let mut questions = self.about(name);
            questions.retain(|(verb, name)| wanted(*verb, name));
            asker.each(document, &questions, None, list);
        }
        let odd = self.about_odd();
        asker.each(document, &odd, None, &self.odd);
        for (action, types) in &self.names.actions {
            let contexts = self.contexts.get(action).into_iter().flatten();
            asker.over_all(document, action, None, &self.rows);
            for context in contexts {
                asker.over_all(document, action, Some(context), &self.rows);
                let lists = types.iter().map(|name| &self.records[name]);
                for list in lists.filter(|_| self.contexts_everywhere).chain([&self.odd]) {
                    asker.each(document, &[(Verb::Check, action)], Some(context), list);
                }
            }
        }
        asker.tables(document, &self.rows);
    }

    /// What records of a type are asked about.
    fn about(&self, resource: &str) -> Vec<(Verb, &str)> {
        let mut all = vec![(Verb::Controls, ""), (Verb::Transitions, ""), (Verb::Project, "")];
        for (action, types) in &self.names.actions {
            if types.iter().any(|name| name == resource) {
                all.push((Verb::Check, action));
            }
        }
        let bound = |control: &&Control| self.names.type_of(control) == resource;
        for control in self.names.controls.iter().filter(bound) {
            all.push((Verb::Control, &control.id));
            if control.kind == ControlKind::Choice {
                all.push((Verb::Options, &control.id));
            }
        }
        if self.policy.lifecycle(resource).unwrap().is_some() {
            all.extend(self.steps.iter().map(|step| (Verb::Transition, step.as_str())));
        }
        all
    }

    /// What is no record, or one of another type, is asked about with every name there is, and with
    /// some that there are not.
    fn about_odd(&self) -> Vec<(Verb, &str)> {
        let mut all = vec![(Verb::Controls, ""), (Verb::Transitions, ""), (Verb::Project, "")];
        let actions = self.names.actions.iter().map(|(action, _)| action.as_str());
        all.extend(actions.chain(["noSuchAction"]).map(|action| (Verb::Check, action)));
        let controls = self.names.controls.iter().map(|control| control.id.as_str());
        for id in controls.chain(["noSuchControl"]) {
            all.extend([(Verb::Control, id), (Verb::Options, id)]);
        }
        all.extend(self.steps.iter().map(|step| (Verb::Transition, step.as_str())));
        all
    }

    /// Starts a principal's gate; of what is no principal keeps the error.
    pub(crate) fn asker(&self, document: &mut Document, principal: &Value) -> Option<Asker> {
        match self.policy.gate(principal) {
            Ok(gate) => Some(Asker::new(document, gate, principal, self.spanish.as_ref())),
            Err(error) => {
                document.refused(principal, json!({ "error": error }).to_string());
                None
            }
        }
    }

    /// What the policy itself answers, in Spanish too.
    pub(crate) fn ask_policy(&self, document: &mut Document) {
        let mut spanish = self.spanish.as_ref().map(|policy| self.answers(policy).into_iter());
        for (member, arguments, answer) in self.answers(&self.policy) {
            let spanish = spanish.as_mut().and_then(Iterator::next);
            let spanish = spanish.map(|(_, _, said)| said).filter(|said| *said != answer);
            document.of_policy(member, &arguments, answer, spanish);
        }
    }

    /// Members of a policy with arguments and answers.
    fn answers(&self, policy: &Policy) -> Vec<(&'static str, Value, String)> {
        let mut all: Vec<(&str, Value, String)> = [
            ("pack", json!(policy.pack())),
            ("fingerprint", json!(policy.fingerprint())),
            ("actions", json!(policy.actions())),
            ("roles", json!(policy.roles())),
            ("permissions", json!(policy.permissions())),
            ("help", json!(policy.help())),
        ]
        .map(|(member, answer)| (member, json!([]), answer.to_string()))
        .into();
        for name in self.names.types.iter().map(String::as_str).chain(["NoSuchType"]) {
            all.push(("lifecycle", json!([name]), outcome(policy.lifecycle(name))));
        }
        let roles = policy.roles();
        let sets: Vec<Vec<&str>> =
            subsets(&roles).into_iter().chain([vec!["noSuchRole"]]).collect();
        let permissions = policy.permissions();
        let grants = permissions.iter().map(|each| each.name.as_str());
        let grants: Vec<&str> = grants.chain(roles.iter().copied()).chain(["noSuch"]).collect();
        for roles in &sets {
            all.push(("roleDefaults", json!([roles]), outcome(policy.role_defaults(roles))));
            for grant in &grants {
                let answer = outcome(policy.grant_advice(grant, roles));
                all.push(("grantAdvice", json!([grant, roles]), answer));
            }
        }
        all
    }
}

/// Every subset of up to ten names.
fn subsets<'n>(names: &[&'n str]) -> Vec<Vec<&'n str>> {
    assert!(names.len() <= 10, "{} names have too many subsets", names.len());
    let chosen = |subset: usize| {
        let names = names.iter().enumerate().filter(move |(at, _)| subset >> at & 1 == 1);
        names.map(|(_, name)| *name).collect()
    };
    (0..1usize << names.len()).map(chosen).collect()
}
