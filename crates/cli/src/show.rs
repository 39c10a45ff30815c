//! What a bundle decides, read back from its program: for each action and type of record the
//! clauses, what they read, and which steps and controls go by them.

pub(crate) mod text;

use serde::Serialize;
use tollgate::Policy;
use tollgate::bundle::AdviceText;
use tollgate::program::{self, ActionId, Binding, Part};

use crate::reading::{Reading, Voice, value};

/// What is shown of a policy.
#[derive(Debug, Serialize)]
pub(crate) struct Shown {
    pack: String,
    fingerprint: String,
    actions: Vec<Action>,
}

/// An action, with a rule for each type it applies to.
#[derive(Debug, Serialize)]
struct Action {
    action: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    label: Option<String>,
    on: Vec<Rule>,
}

/// An action on one type of record.
#[derive(Debug, Serialize)]
struct Rule {
    #[serde(rename = "type")]
    resource: String,
    permits: Vec<Clause>,
    forbids: Vec<Clause>,
    /// The attributes of the record and the context that it depends on.
    reads: Vec<String>,
    advice: Vec<Advice>,
    /// The steps that this action guards.
    steps: Vec<Step>,
    controls: Vec<Control>,
}

/// A conjunction of a policy.
#[derive(Debug, Serialize)]
struct Clause {
    policy: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
    words: String,
    cedar: String,
}

/// A text beside an allowed decision.
#[derive(Debug, Serialize)]
struct Advice {
    id: String,
    text: String,
    when: String,
}

/// A step of the type's lifecycle.
#[derive(Debug, Serialize)]
struct Step {
    transition: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    label: Option<String>,
    from: Vec<String>,
    to: String,
}

/// A control that asks for the action.
#[derive(Debug, Serialize)]
struct Control {
    id: String,
    kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    label: Option<String>,
    /// What of the control asks for it: a field's view or change, what a choice chooses, a
    /// transition.
    #[serde(rename = "for", skip_serializing_if = "Option::is_none")]
    role: Option<String>,
}

impl Shown {
    /// All actions of a policy, or the one of a name.
    pub(crate) fn of(policy: &Policy, action: Option<&str>) -> Self {
        let (bundle, program) = (policy.bundle(), policy.program());
        let actions = bundle.actions.iter().zip(&program.actions);
        let named = actions.filter(|(known, _)| action.is_none_or(|name| known.name == name));
        let actions = named.map(|(known, rules)| Action {
            action: known.name.clone(),
            label: known.label.clone(),
            on: rules
                .iter()
                .zip(&known.on)
                .map(|(rule, table)| Reading { bundle, program, rule }.rule(&table.advice))
                .collect(),
        });
        Shown {
            pack: policy.pack().to_owned(),
            fingerprint: policy.fingerprint().to_owned(),
            actions: actions.collect(),
        }
    }
}

impl Reading<'_> {
    fn rule(&self, advice: &[AdviceText]) -> Rule {
        let advice = advice.iter().zip(&self.rule.advice).map(|(advice, reject)| Advice {
            id: advice.id.clone(),
            text: advice.text.clone(),
            when: self.words(&self.literals(reject)),
        });
        Rule {
            resource: self.resource().name.clone(),
            permits: self.clauses(&self.rule.permits),
            forbids: self.clauses(&self.rule.forbids),
            reads: self.reads(),
            advice: advice.collect(),
            steps: self.steps(),
            controls: self.controls(),
        }
    }

    fn clauses(&self, clauses: &[program::Clause]) -> Vec<Clause> {
        let clause = |clause: &program::Clause| {
            let policy = &self.bundle.policies[clause.policy.index()];
            let literals = self.literals(&clause.reject);
            Clause {
                policy: policy.id.clone(),
                reason: policy.reason.clone(),
                words: self.words(&literals),
                cedar: self.cedar(&literals),
            }
        };
        clauses.iter().map(clause).collect()
    }

    fn reads(&self) -> Vec<String> {
        let record = self.program.verdict_reads(self.rule);
        let record = record.iter().map(|each| self.attribute((Part::Record, *each)).name.clone());
        let context = &self.bundle.actions[self.rule.action.index()].context;
        record.chain(context.iter().map(|each| format!("context.{}", each.name))).collect()
    }

    fn steps(&self) -> Vec<Step> {
        let Some(lifecycle) = &self.resource().lifecycle else { return Vec::new() };
        let state = self.attribute((Part::Record, lifecycle.attribute));
        let steps = lifecycle.transitions.iter().filter(|step| step.guard == self.rule.action);
        steps
            .map(|step| Step {
                transition: step.name.clone(),
                label: step.label.clone(),
                from: step.from.iter().map(|from| value(state, from.index())).collect(),
                to: value(state, step.to.index()),
            })
            .collect()
    }

    fn controls(&self) -> Vec<Control> {
        let controls = self.bundle.controls.iter().zip(&self.program.controls);
        let controls = controls.filter(|(_, bound)| bound.resource == self.rule.resource);
        let controls = controls.filter_map(|(control, bound)| {
            Some(Control {
                id: control.id.clone(),
                kind: control.kind.as_str(),
                label: control.label.clone(),
                role: self.role(bound)?,
            })
        });
        controls.collect()
    }

    /// What a control asks for this action; `None` where it does not ask for it.
    fn role(&self, control: &program::Control) -> Option<Option<String>> {
        let this = |action: ActionId| action == self.rule.action;
        match control.binding {
            Binding::Action(action) => this(action).then_some(None),
            Binding::Choice(action, part, attribute) => {
                this(action).then(|| Some(self.name((part, attribute), Voice::Author)))
            }
            Binding::Field { view, change } => match (this(view), this(change)) {
                (true, true) => Some(Some("view and change".to_owned())),
                (true, false) => Some(Some("view".to_owned())),
                (false, true) => Some(Some("change".to_owned())),
                (false, false) => None,
            },
            Binding::Transition(name) => {
                let steps = self.program.types[self.rule.resource.index()].lifecycle.iter();
                let mut steps = steps.flat_map(|lifecycle| &lifecycle.steps).enumerate();
                let (place, _) =
                    steps.find(|(_, step)| step.transition == name && this(step.guard))?;
                let transitions = &self.resource().lifecycle.as_ref()?.transitions;
                Some(Some(transitions.get(place)?.name.clone()))
            }
        }
    }
}
