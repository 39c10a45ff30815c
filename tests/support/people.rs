//! Who asks: everybody whom the policies can tell from another, and the users that a pack has.

use std::collections::BTreeSet;

use serde_json::{Value, json};
use tollgate::bundle::Control;
use tollgate::program::Binding;
use tollgate::{Policy, StateValue};

use super::situation::{Situation, completed};
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
        if matches!(bound(&self.policy, control).binding, Binding::Transition(_)) {
            let actions = control_actions(&self.policy, control);
            self.steps(resource, &actions, true, &mut each);
        } else {
            let actions = control_actions(&self.policy, control);
            self.situations_of(&actions, resource, &mut each);
        }
    }

    /// What the guards of a type's lifecycle tell apart, in every state.
    pub fn step_situations(&self, resource: &str, mut each: impl FnMut(&Situation)) {
        let Some(lifecycle) = self.policy.lifecycle(resource).unwrap() else { return };
        let guards: Vec<&str> = lifecycle.transitions.iter().map(|it| it.guard.as_str()).collect();
        self.steps(resource, &guards, false, &mut each);
    }

    /// What all guards of the lifecycle tell apart, in every state. Where that is too much, which
    /// is a bound: what each of `some` guards does, in the states that its steps start from and,
    /// `besides`, in one that none starts from.
    fn steps(
        &self,
        resource: &str,
        some: &[&str],
        besides: bool,
        each: &mut dyn FnMut(&Situation),
    ) {
        let lifecycle = self.policy.lifecycle(resource).unwrap().unwrap();
        let mut in_states = |situation: &Situation, states: &[&StateValue]| {
            for state in states {
                let mut situation = situation.clone();
                situation.record.insert(lifecycle.attribute.clone(), json!(state));
                each(&situation);
            }
        };
        let all: Vec<&str> = lifecycle.transitions.iter().map(|it| it.guard.as_str()).collect();
        if self.are_few(&all, resource) {
            let states: Vec<&StateValue> = lifecycle.states.iter().collect();
            self.situations_of(&all, resource, |situation| in_states(situation, &states));
            return;
        }
        let first = self.whole(resource);
        for guard in some {
            let steps = lifecycle.transitions.iter().filter(|it| it.guard == *guard);
            let from: Vec<&StateValue> = steps.flat_map(|it| &it.from).collect();
            let other = lifecycle.states.iter().find(|it| !from.contains(it)).filter(|_| besides);
            let states: Vec<&StateValue> = from.iter().copied().chain(other).collect();
            let asked = self.situations(guard, resource, |situation| {
                in_states(&completed(situation, &first), &states);
            });
            self.say_bound(format!("{guard} in {asked} situations, in {} states", states.len()));
        }
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

    /// A user of each role, one of all roles and one of none: with all that a policy compares with
    /// a record's, and with only the attributes that may not be missing.
    pub fn users(&self) -> Vec<Value> {
        let roles = self.policy.roles();
        let sets = roles.iter().map(|role| vec![*role]).chain([roles.clone(), Vec::new()]);
        let more = self.own();
        let mut less = more.clone();
        (less.within, less.links) = Default::default();
        for attribute in self.principal_attributes().iter().filter(|it| !it.required) {
            less.principal.remove(&attribute.name);
        }
        let kinds = if more == less { vec![less] } else { vec![less, more] };
        let user = |roles: &Vec<&str>, own: &Situation| {
            let mut user = own.principal_json();
            user["roles"] = json!(roles);
            user.as_object_mut().unwrap().remove("groups");
            user
        };
        let users = sets.map(|roles| kinds.iter().map(|own| user(&roles, own)).collect::<Vec<_>>());
        users.flatten().collect()
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
