//! Who asks: everybody whom the policies can tell from another, and the users that a pack has.

use std::collections::BTreeSet;

use serde_json::{Value, json};
use tollgate::Policy;
use tollgate::bundle::Control;
use tollgate::program::Binding;

use super::situation::Situation;
use super::{Pack, bound, control_actions};

/// What a policy's bundle names: the only place where the suites read lists of names off a bundle.
pub struct Names {
    pub groups: Vec<String>,
    pub types: Vec<String>,
    pub controls: Vec<Control>,
    /// Actions with the types that they apply to.
    pub actions: Vec<(String, Vec<String>)>,
}

impl Names {
    pub fn of(policy: &Policy) -> Self {
        let bundle = policy.bundle();
        let types: Vec<String> = bundle.types.iter().map(|each| each.name.clone()).collect();
        let on = |action: &tollgate::bundle::Action| {
            action.on.iter().map(|rule| types[rule.resource.index()].clone()).collect()
        };
        Names {
            groups: bundle.groups.iter().map(|group| group.name.clone()).collect(),
            controls: bundle.controls.clone(),
            actions: bundle.actions.iter().map(|it| (it.name.clone(), on(it))).collect(),
            types,
        }
    }

    /// The type of the records that a control is about.
    pub fn type_of(&self, control: &Control) -> &str {
        &self.types[control.resource.index()]
    }
}

impl Pack {
    pub fn names(&self) -> Names {
        Names::of(&self.policy)
    }

    /// What the control's actions tell apart; for a transition, what any step of the lifecycle
    /// does, in every state.
    pub fn control_situations(&self, control: &Control, mut each: impl FnMut(&Situation)) {
        let names = self.names();
        let resource = names.type_of(control);
        if matches!(bound(self.policy.bundle(), control).binding, Binding::Transition(_)) {
            self.step_situations(resource, each);
        } else {
            let actions = control_actions(self.policy.bundle(), control);
            self.situations_of(&actions, resource, &mut each);
        }
    }

    /// What the guards of a type's lifecycle tell apart, in every state.
    pub fn step_situations(&self, resource: &str, mut each: impl FnMut(&Situation)) {
        let Some(lifecycle) = self.policy.lifecycle(resource).unwrap() else { return };
        let guards: Vec<&str> = lifecycle.transitions.iter().map(|it| it.guard.as_str()).collect();
        self.situations_of(&guards, resource, |situation| {
            for state in &lifecycle.states {
                let mut situation = situation.clone();
                situation.record.insert(lifecycle.attribute.clone(), json!(state));
                each(&situation);
            }
        });
    }

    /// Everybody whom some question of the pack can tell from another: the principals of the
    /// situations of every action, of every control and of every lifecycle.
    pub fn askers(&self) -> Vec<Value> {
        let mut seen = BTreeSet::new();
        let mut askers = Vec::new();
        let mut meet = |situation: &Situation| {
            let principal = situation.principal_json();
            if seen.insert(principal.to_string()) {
                askers.push(principal);
            }
        };
        for (action, resource) in self.questions() {
            self.situations(&action, &resource, &mut meet);
        }
        let names = self.names();
        names.controls.iter().for_each(|control| self.control_situations(control, &mut meet));
        names.types.iter().for_each(|resource| self.step_situations(resource, &mut meet));
        askers
    }

    /// A user of each role, one of all roles and one of none: with the attributes that a policy
    /// compares with a record's, and without those that may be missing.
    pub fn users(&self) -> Vec<Value> {
        let roles = self.policy.roles();
        let sets = roles.iter().map(|role| vec![*role]).chain([roles.clone(), Vec::new()]);
        let mut users = Vec::new();
        for roles in sets {
            let mut user = json!({"id": "me", "roles": roles});
            let attributes = self.principal_attributes();
            for attribute in attributes.iter().filter(|attribute| attribute.required) {
                user[&attribute.name] = self.own_id(&attribute.name);
            }
            users.push(user.clone());
            let optional: Vec<_> = attributes.iter().filter(|each| !each.required).collect();
            for attribute in &optional {
                user[&attribute.name] = self.own_id(&attribute.name);
            }
            if !optional.is_empty() {
                users.push(user);
            }
        }
        users
    }

    /// The users, each with one group of the pack more as well.
    pub fn users_and_groups(&self) -> Vec<Value> {
        let groups = self.names().groups;
        let more = |user: Value| {
            let with = |group: &String| {
                let mut other = user.clone();
                other["groups"] = json!([group]);
                other
            };
            let with: Vec<Value> = groups.iter().map(with).collect();
            std::iter::once(user).chain(with)
        };
        self.users().into_iter().flat_map(more).collect()
    }
}
