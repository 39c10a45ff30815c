//! Why, for those who write policies: the question that decides, and which literals of each clause
//! hold in it.

use serde::{Serialize, Serializer};

use super::fault::Result;
use super::ids::{ActionId, ControlId, PolicyId, TransitionId, TypeId, ValueId};
use super::lifecycle::Transition;
use super::mask::has;
use super::program::{Binding, Clause, Control};
use super::request::{Choice, Question, Request};
use crate::vocabulary::{Holds, as_number};

/// What is explained.
#[derive(Clone, Copy)]
pub(crate) enum Target {
    Action(ActionId),
    Transition(TransitionId),
    Control(ControlId),
}

/// What an answer was held against.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Explained {
    pub(crate) action: ActionId,
    #[serde(rename = "type")]
    pub(crate) resource: TypeId,
    /// Of a choice, the value that decides.
    pub(crate) value: Option<ValueId>,
    /// The clauses of the action, permits first; none where the state lacks the step.
    pub(crate) clauses: Vec<ClauseAnswer>,
}

/// A clause, with its literals in their order.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct ClauseAnswer {
    pub(crate) policy: PolicyId,
    #[serde(serialize_with = "as_number")]
    pub(crate) holds: Holds,
    #[serde(serialize_with = "as_numbers")]
    pub(crate) literals: Vec<Holds>,
}

/// Writes words as their numbers.
fn as_numbers<S: Serializer>(words: &[Holds], to: S) -> core::result::Result<S::Ok, S::Error> {
    to.collect_seq(words.iter().map(|word| u32::from(*word)))
}

impl<'a> Request<'a> {
    /// What something was held against; nothing where it waits for its record.
    pub(crate) fn explain(&self, target: Target) -> Result<Option<Explained>> {
        let id = match target {
            Target::Action(action) => {
                self.check_action(action)?;
                return self.question(action)?.explained(None).map(Some);
            }
            Target::Transition(name) => return self.explain_step(name).map(Some),
            Target::Control(id) => id,
        };
        let control = self.control_of(id)?;
        if self.is_pending(control) {
            return Ok(None);
        }
        match control.binding {
            Binding::Transition(name) if !self.is_over_all(control)? => {
                self.explain_step(name).map(Some)
            }
            _ => match self.deciding(id, control)? {
                Some((question, value)) => question.explained(value).map(Some),
                None => Ok(None),
            },
        }
    }

    fn explain_step(&self, name: TransitionId) -> Result<Explained> {
        match self.transition(name)? {
            Transition::Available { question, .. } => question.explained(None),
            Transition::Unavailable { guard, resource, .. } => {
                Ok(Explained { action: guard, resource, value: None, clauses: Vec::new() })
            }
        }
    }

    /// The question by which a control shows, and the value that it chooses. A field needs all that
    /// it asks: the first that is denied, else the last; any other needs one: the first that is
    /// allowed, else the first.
    fn deciding(
        &self,
        id: ControlId,
        control: &Control,
    ) -> Result<Option<(Question<'a>, Option<ValueId>)>> {
        let needs_all = matches!(control.binding, Binding::Field { .. });
        let mut decides = None;
        for (action, choice) in self.actions_of(control) {
            let mut answer = None;
            for question in self.questions(id, control, action, choice)? {
                let allowed = question.denial()?.is_none();
                if allowed || answer.is_none() {
                    answer = Some((question, allowed));
                }
                if allowed {
                    break;
                }
            }
            let Some((question, allowed)) = answer else { continue };
            if decides.is_none() || allowed || needs_all {
                decides = Some((question, choice.map(|choice| choice.value)));
            }
            if allowed != needs_all {
                break;
            }
        }
        Ok(decides)
    }

    /// What a control asks.
    fn actions_of(&self, control: &Control) -> Vec<(ActionId, Option<Choice>)> {
        match control.binding {
            Binding::Action(action) => vec![(action, None)],
            Binding::Field { view, change } => vec![(view, None), (change, None)],
            Binding::Transition(name) => {
                let steps = self.gate.program.steps(control.resource).iter();
                let steps = steps.filter(|step| step.transition == name);
                steps.map(|step| (step.guard, None)).collect()
            }
            Binding::Choice(action, part, attribute) => {
                let choices = self.choices(control, part, attribute);
                choices.map(|choice| (action, Some(choice))).collect()
            }
        }
    }

    /// What an action of a control is asked as: of its record, of all records of each type, or with
    /// a value chosen.
    fn questions(
        &self,
        id: ControlId,
        control: &Control,
        action: ActionId,
        choice: Option<Choice>,
    ) -> Result<Vec<Question<'a>>> {
        match choice {
            Some(choice) => Ok(vec![self.option(id, control, action, choice)?]),
            None if self.is_over_all(control)? => {
                self.gate.program.rules(action).iter().map(|rule| self.everywhere(rule)).collect()
            }
            None => Ok(vec![self.question(action)?]),
        }
    }
}

impl Question<'_> {
    fn explained(&self, value: Option<ValueId>) -> Result<Explained> {
        let mut clauses = Vec::new();
        for clause in self.rule.permits.iter().chain(&self.rule.forbids) {
            self.work.spend_on_values(self.rule.blocks())?;
            clauses.push(self.clause(clause));
        }
        Ok(Explained { action: self.rule.action, resource: self.rule.resource, value, clauses })
    }

    fn clause(&self, clause: &Clause) -> ClauseAnswer {
        let (mut holds, mut literals) = (Holds::Yes, Vec::new());
        let record = self.gate.program.record(self.rule.resource);
        self.rule.pieces(record, &mut |piece| {
            if piece.occurs_in(&clause.reject) {
                let mut literal = Holds::Depends;
                for bit in piece.known {
                    if has(&self.bits, bit) {
                        let rejected = piece.tested.contains(&bit) && has(&clause.reject, bit);
                        literal = if rejected { Holds::No } else { Holds::Yes };
                    }
                }
                holds = holds.min(literal);
                literals.push(literal);
            }
        });
        ClauseAnswer { policy: clause.policy, holds, literals }
    }
}
