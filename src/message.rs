//! Sentences: a denial as one line that a person can act on.

use alloc::borrow::ToOwned;
use alloc::string::String;
use alloc::vec::Vec;

use crate::bundle::ResourceType;
use crate::decision::Determining;
use crate::lifecycle::StateValue;
use crate::policy::Loaded;
use crate::request::Question;
use crate::text::{Gather, concat, join};
use crate::unlock::{Alternative, Move};

/// Said where nothing that could be granted or done would help.
const CLOSED: &str = "No permission and no change of state would allow this here.";

/// What a denied person is told.
pub(crate) fn denied(
    question: &Question<'_>,
    alternatives: &[Alternative],
    determining: &[Determining],
) -> String {
    if alternatives.is_empty() {
        let reason = determining.iter().find_map(|policy| policy.reason.clone());
        return reason.unwrap_or_else(|| String::from(CLOSED));
    }
    let loaded = &question.gate.policy.0;
    needs(loaded, &loaded.bundle.types[question.rule.resource], alternatives)
}

/// Said of a transition that the state does not have.
pub(crate) fn unavailable(label: &str, state: &str) -> String {
    concat(&["“", label, "” is not possible while the state is ", state, "."])
}

/// "You need …": what all alternatives share, then what one may choose from.
pub(crate) fn needs(
    loaded: &Loaded,
    resource: &ResourceType,
    alternatives: &[Alternative],
) -> String {
    let [first, others @ ..] = alternatives else { return String::from(CLOSED) };
    let phrases = Phrases { loaded, resource, ambiguous: ambiguous(resource, alternatives) };
    if others.is_empty() && first.steps().count() == first.0.len() {
        return concat(&[&capitalised(&phrases.steps(&first.0)), " first."]);
    }
    let common: Vec<Move> = first
        .0
        .iter()
        .copied()
        .filter(|each| others.iter().all(|other| other.0.contains(each)))
        .gathered();
    let rests: Vec<Vec<Move>> = alternatives
        .iter()
        .map(|each| each.0.iter().copied().filter(|change| !common.contains(change)).gathered())
        .filter(|rest: &Vec<Move>| !rest.is_empty())
        .gathered();
    let (shared, choice) = (phrases.all(&common), phrases.any(&rests));
    let between = if common.is_empty() || rests.is_empty() { "" } else { ", and either " };
    concat(&["You need ", &shared, between, &choice, "."])
}

/// Whether one transition name leads to different states among the alternatives, so that a message
/// has to say which.
fn ambiguous(resource: &ResourceType, alternatives: &[Alternative]) -> bool {
    let steps = || alternatives.iter().flat_map(Alternative::steps);
    let steps = || steps().filter_map(|step| resource.step(step));
    steps().any(|(_, one)| steps().any(|(_, other)| one.name == other.name && one.to != other.to))
}

struct Phrases<'a> {
    loaded: &'a Loaded,
    resource: &'a ResourceType,
    ambiguous: bool,
}

impl Phrases<'_> {
    /// "A, B or C"; "A, or B and C" where a choice is made of several things.
    fn any(&self, choices: &[Vec<Move>]) -> String {
        let simple = |choice: &Vec<Move>| matches!(choice.as_slice(), [Move::Grant(_)]);
        let or = if choices.iter().all(simple) { " or " } else { ", or " };
        let phrases: Vec<String> = choices.iter().map(|choice| self.all(choice)).gathered();
        listed(&phrases, or)
    }

    /// "View and Edit (Customers) and to reactivate the customer".
    fn all(&self, changes: &[Move]) -> String {
        let bundle = &self.loaded.bundle;
        let category = |change: &Move| match change {
            Move::Grant(group) => bundle.groups[*group].category.as_deref(),
            _ => None,
        };
        let mut parts: Vec<String> = Vec::new();
        let mut rest = changes;
        while let Some(next) = rest.first() {
            let alike = match next {
                Move::Grant(_) if category(next).is_some() => {
                    rest.iter().take_while(|each| category(each) == category(next)).count()
                }
                Move::Step(_) => rest.len(),
                _ => 1,
            };
            let (these, others) = rest.split_at(alike);
            rest = others;
            parts.push(match next {
                Move::Grant(_) => self.labels(these, category(next)),
                Move::Tie(attribute, _) => self.tie(*attribute),
                Move::Step(_) => concat(&["to ", &self.steps(these)]),
            });
        }
        listed(&parts, " and ")
    }

    fn labels(&self, grants: &[Move], category: Option<&str>) -> String {
        let labels: Vec<String> = grants
            .iter()
            .filter_map(|grant| match grant {
                Move::Grant(group) => Some(self.loaded.group_label(*group).to_owned()),
                _ => None,
            })
            .gathered();
        let labels = listed(&labels, " and ");
        match category {
            Some(category) => concat(&[&labels, " (", category, ")"]),
            None => labels,
        }
    }

    fn tie(&self, attribute: usize) -> String {
        let attribute = &self.resource.attributes[attribute];
        match &attribute.label {
            Some(label) => concat(&["to ", label]),
            None => concat(&["to be in `", &attribute.name, "`"]),
        }
    }

    /// "reactivate the customer, then complete the customer".
    fn steps(&self, changes: &[Move]) -> String {
        let mut labels: Vec<String> = Vec::new();
        for change in changes {
            let Move::Step(step) = change else { continue };
            let Some((attribute, step)) = self.resource.step(*step) else { continue };
            let mut label = uncapitalised(step.label.as_deref().unwrap_or(&step.name));
            if self.ambiguous {
                let states = self.resource.lifecycle.as_ref().map(|each| each.states.as_slice());
                let state = states.and_then(|states| states.get(step.to).cloned().flatten());
                let name = || StateValue::new(attribute, step.to).as_text().to_owned();
                label = concat(&[&label, " (as ", &state.unwrap_or_else(name), ")"]);
            }
            labels.push(label);
        }
        join(&labels, ", then ")
    }
}

/// `a, b or c`.
fn listed(items: &[String], last: &str) -> String {
    match items {
        [] => String::new(),
        [one] => one.clone(),
        [head @ .., tail] => concat(&[&join(head, ", "), last, tail]),
    }
}

fn capitalised(text: &str) -> String {
    let mut text = text.to_owned();
    if let Some(first) = text.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    text
}

fn uncapitalised(text: &str) -> String {
    let mut text = text.to_owned();
    if let Some(first) = text.get_mut(..1) {
        first.make_ascii_lowercase();
    }
    text
}
