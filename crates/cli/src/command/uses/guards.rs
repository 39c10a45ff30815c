//! The actions that guard transitions, and whether the sources ask for the transitions too.

use std::collections::{BTreeSet, HashMap, HashSet};

use miette::{MietteDiagnostic, Severity};
use tollgate::ControlKind;
use tollgate::bundle::{Binding, Control};

use super::Named;
use crate::uses::{Kind, RecordType, Use};

/// By action, the transitions that it guards, and the controls that take them.
#[derive(Default)]
pub(super) struct Guards<'p> {
    by_action: HashMap<&'p str, Steps<'p>>,
    /// Every type of the packs.
    types: BTreeSet<&'p str>,
    /// Those with transitions that an action guards.
    stepping: BTreeSet<&'p str>,
}

#[derive(Default)]
struct Steps<'p> {
    types: BTreeSet<&'p str>,
    transitions: Vec<&'p str>,
    controls: Vec<&'p str>,
}

/// What all sources ask of transitions.
#[derive(Default)]
pub(super) struct Requested {
    transitions: HashSet<String>,
    controls: HashSet<String>,
    /// Calls of `transitions`, each with the source that it stands in.
    all_steps: Vec<(usize, RecordType)>,
}

impl Requested {
    pub(super) fn add_use(&mut self, each: &Use) {
        match each.kind {
            Kind::Transition => self.transitions.insert(each.name.clone()),
            Kind::Control | Kind::Choice => self.controls.insert(each.name.clone()),
            Kind::Action => false,
        };
    }

    pub(super) fn add_control(&mut self, id: &str) {
        self.controls.insert(id.to_owned());
    }

    pub(super) fn add_all_steps(&mut self, source: usize, of: Vec<RecordType>) {
        self.all_steps.extend(of.into_iter().map(|of| (source, of)));
    }
}

impl<'p> Guards<'p> {
    pub(super) fn of(packs: &'p [Named]) -> Self {
        let mut guards = Guards::default();
        for Named { policy, .. } in packs {
            let bundle = policy.bundle();
            guards.types.extend(bundle.types.iter().map(|of| of.name.as_str()));
            let lifecycles = bundle
                .types
                .iter()
                .filter_map(|of| Some((of.name.as_str(), of.lifecycle.as_ref()?)));
            let steps = lifecycles.flat_map(|(of, lifecycle)| {
                // What leaves all states is allowed where its guard is.
                let leaves_some = |from: usize| from < lifecycle.states.len();
                let steps = lifecycle.transitions.iter();
                steps.filter(move |step| leaves_some(step.from.len())).map(move |step| (of, step))
            });
            for (of, step) in steps {
                let guard = &bundle.actions[step.guard.index()].name;
                let steps = guards.by_action.entry(guard).or_default();
                steps.types.insert(of);
                guards.stepping.insert(of);
                steps.transitions.push(&step.name);
                let takes = |control: &&Control| match &control.binding {
                    Binding::Transition { transition } => *transition == step.name,
                    // It is of all steps there are.
                    Binding::Action { action } => {
                        control.kind == ControlKind::Status && *action == step.guard
                    }
                    Binding::Field { .. } => false,
                };
                let takers = bundle.controls.iter().filter(takes);
                steps.controls.extend(takers.map(|control| control.id.as_str()));
            }
        }
        guards
    }

    /// What to say of an action where no source asks for the step that it guards.
    pub(super) fn warning(&self, each: &Use) -> Option<MietteDiagnostic> {
        let step = self.by_action.get(each.name.as_str()).filter(|_| each.kind == Kind::Action)?;
        let (action, step) = (&each.name, step.transitions.first()?);
        let message = format!("`{action}` guards the transition `{step}`, and is not the step");
        let help = format!(
            "it is allowed in states that `{step}` does not leave: ask for the step, \
             `gate.transition(\"{step}\", record)`"
        );
        let warning = MietteDiagnostic::new(message).with_severity(Severity::Warning);
        Some(warning.with_code("uses::guard_action").with_help(help))
    }

    /// Whether some source asks for a step that an action guards, which this one asks for.
    pub(super) fn is_step_requested(
        &self,
        action: &str,
        source: usize,
        requested: &Requested,
    ) -> bool {
        let Some(steps) = self.by_action.get(action) else { return true };
        let covers = |(at, of): &(usize, RecordType)| match self.type_of(of) {
            Some(of) => steps.types.contains(of),
            None => *at == source,
        };
        steps.transitions.iter().any(|name| requested.transitions.contains(*name))
            || steps.controls.iter().any(|id| requested.controls.contains(*id))
            || requested.all_steps.iter().any(covers)
    }

    /// The type that a record has as far as its source says it, or because there is no other.
    fn type_of<'s>(&'s self, record: &'s RecordType) -> Option<&'s str> {
        let named = match record {
            RecordType::Written(name) => return Some(name),
            RecordType::Named(name) => {
                let of_type = |of: &&&str| is_name_of(name, of);
                self.types.iter().filter(of_type).max_by_key(|of| of.len()).copied()
            }
            RecordType::Unknown => None,
        };
        let only = self.stepping.first().filter(|_| self.stepping.len() == 1);
        named.or(only.copied())
    }
}

/// Whether a variable is called after a type: `expense` and `draftExpense` after `Expense`.
fn is_name_of(variable: &str, of: &str) -> bool {
    let variable = variable.trim_matches(['_', '$', '#']);
    let rest = |name: &str| {
        let mut letters = name.chars();
        letters.next().map(|first| (first.to_ascii_lowercase(), letters.as_str().to_owned()))
    };
    rest(variable) == rest(of) || variable.ends_with(of)
}
