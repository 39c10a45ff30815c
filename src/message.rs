//! Sentences: a denial as one line that a person can act on.

use crate::bundle::{ResourceType, Transition};
use crate::decision::Determining;
use crate::lifecycle::StateValue;
use crate::policy::Loaded;
use crate::request::Question;
use crate::text::{concat, listed};
use crate::unlock::Alternative;

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

/// Said where nothing that could be granted or done would help.
const CLOSED: &str = "No permission and no change of state would allow this here.";

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
    let mut common = first.clone();
    common.steps.retain(|_| others.is_empty());
    for other in others {
        common.grants.retain(|group| other.grants.contains(group));
        common.ties.retain(|tie| other.ties.contains(tie));
    }
    let rests: Vec<Alternative> =
        others.iter().chain([first]).map(|each| without(each, &common)).collect();
    let ambiguous = ambiguous(resource, alternatives);
    let phrases = Phrases { loaded, resource, ambiguous };
    if rests.iter().all(|rest| rest.steps.is_empty()) && common.steps.is_empty() {
        return phrases.needed(&common, alternatives);
    }
    let steps = |each: &Alternative| phrases.steps(each);
    let shared = phrases.held(&common);
    let choices: Vec<String> = if others.is_empty() {
        vec![steps(first)]
    } else {
        alternatives.iter().map(|each| phrases.way(&without(each, &common))).collect()
    };
    let choices = choices.join(", or ");
    if shared.is_empty() {
        return sentence(&choices);
    }
    let either = if others.is_empty() { "" } else { "either " };
    sentence(&concat(&["you need ", &shared, ", and then ", either, &choices]))
}

fn without(alternative: &Alternative, common: &Alternative) -> Alternative {
    let mut rest = alternative.clone();
    rest.grants.retain(|group| !common.grants.contains(group));
    rest.ties.retain(|tie| !common.ties.contains(tie));
    rest.steps.retain(|step| !common.steps.contains(step));
    rest
}

/// Whether one transition name leads to different states among the alternatives, so that a message
/// has to say which.
fn ambiguous(resource: &ResourceType, alternatives: &[Alternative]) -> bool {
    let Some(lifecycle) = &resource.lifecycle else { return false };
    let steps = alternatives.iter().flat_map(|each| &each.steps);
    let mut seen: Vec<&Transition> = Vec::new();
    for step in steps.map(|step| &lifecycle.transitions[*step]) {
        if seen.iter().any(|other| other.name == step.name && other.to != step.to) {
            return true;
        }
        seen.push(step);
    }
    false
}

fn sentence(text: &str) -> String {
    let mut chars = text.chars();
    let first: String = chars.next().into_iter().flat_map(char::to_uppercase).collect();
    concat(&[&first, chars.as_str(), "."])
}

struct Phrases<'a> {
    loaded: &'a Loaded,
    resource: &'a ResourceType,
    ambiguous: bool,
}

impl Phrases<'_> {
    /// "You need A (Category), and B or C."
    fn needed(&self, common: &Alternative, alternatives: &[Alternative]) -> String {
        let shared = self.held(common);
        let rests: Vec<String> = alternatives
            .iter()
            .map(|each| self.held(&without(each, common)))
            .filter(|rest| !rest.is_empty())
            .collect();
        let rest = listed(&rests, " or ");
        let between = match (shared.is_empty() || rest.is_empty(), rests.len()) {
            (true, _) => "",
            (false, 1) => " and ",
            (false, _) => ", and either ",
        };
        sentence(&concat(&["you need ", &shared, between, &rest]))
    }

    /// What one has to hold: labels, those of one category together, and ties.
    fn held(&self, alternative: &Alternative) -> String {
        let mut parts: Vec<String> = Vec::new();
        let mut groups = alternative.grants.iter().copied().peekable();
        while let Some(group) = groups.next() {
            let category = &self.loaded.bundle.groups[group].category;
            let mut labels = vec![self.loaded.group_label(group).to_owned()];
            while let Some(next) = groups.next_if(|next| {
                category.is_some() && self.loaded.bundle.groups[*next].category == *category
            }) {
                labels.push(self.loaded.group_label(next).to_owned());
            }
            let labels = listed(&labels, " and ");
            parts.push(match category {
                Some(category) => concat(&[&labels, " (", category, ")"]),
                None => labels,
            });
        }
        for (attribute, _) in &alternative.ties {
            let attribute = &self.resource.attributes[*attribute];
            parts.push(match &attribute.label {
                Some(label) => concat(&["to ", label]),
                None => concat(&["to be in `", &attribute.name, "`"]),
            });
        }
        listed(&parts, " and ")
    }

    /// "reactivate the customer first".
    fn steps(&self, alternative: &Alternative) -> String {
        let Some(lifecycle) = &self.resource.lifecycle else { return String::new() };
        let labels: Vec<String> = alternative
            .steps
            .iter()
            .map(|step| {
                let step = &lifecycle.transitions[*step];
                let label = uncapitalised(step.label.as_deref().unwrap_or(&step.name));
                if !self.ambiguous {
                    return label;
                }
                let attribute = &self.resource.attributes[lifecycle.attribute];
                let state = lifecycle.states[step.to].clone();
                let state =
                    state.unwrap_or_else(|| StateValue::new(attribute, step.to).to_string());
                concat(&[&label, " (as ", &state, ")"])
            })
            .collect();
        if labels.is_empty() { String::new() } else { concat(&[&labels.join(", then "), " first"]) }
    }

    /// One alternative as a thing to do.
    fn way(&self, alternative: &Alternative) -> String {
        let (steps, held) = (self.steps(alternative), self.held(alternative));
        match (steps.is_empty(), held.is_empty()) {
            (true, _) => concat(&["get ", &held]),
            (false, true) => steps,
            (false, false) => concat(&[&steps, " and get ", &held]),
        }
    }
}

fn uncapitalised(text: &str) -> String {
    let mut chars = text.chars();
    let first: String = chars.next().into_iter().flat_map(char::to_lowercase).collect();
    concat(&[&first, chars.as_str()])
}
