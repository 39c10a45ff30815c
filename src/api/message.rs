//! Sentences in English: what each token of the engine's messages says.

use alloc::borrow::ToOwned;
use alloc::string::String;

use crate::api::lifecycle::StateValue;
use crate::api::policy::Loaded;
use crate::engine::message::token;
use crate::engine::words::{kind_of, number_of};

/// What the phrases say, in the order of the engine's.
const PHRASES: [&str; 16] = [
    "You need ",
    ".",
    " first.",
    ", and either ",
    ", ",
    " and ",
    " or ",
    ", or ",
    " (",
    ")",
    "to ",
    ", then ",
    " (as ",
    "No permission and no change of state would allow this here.",
    "“",
    "” is not possible while the state is ",
];

/// What a denial says where nothing is explained.
const UNEXPLAINED: &str = "This is not allowed.";

/// The sentence of a message about a record of a type.
pub(crate) fn text(loaded: &Loaded, resource: usize, tokens: &[u32]) -> String {
    let bundle = &loaded.bundle;
    let of = &bundle.types[resource];
    if !loaded.explain && !tokens.is_empty() && !is_about_state(tokens) {
        return String::from(UNEXPLAINED);
    }
    let mut out = String::new();
    for word in tokens {
        let index = number_of(*word);
        let step = || &of.lifecycle.as_ref().map_or(&[][..], |it| &it.transitions)[index];
        let label = || step().label.as_deref().unwrap_or(&step().name);
        match kind_of(*word) {
            token::GROUP => out.push_str(loaded.group_label(index)),
            token::CATEGORY => out.push_str(bundle.groups[index].category.as_deref().unwrap_or("")),
            token::TIE => match &of.attributes[index].label {
                Some(label) => out.push_str(label),
                None => out.extend(["be in `", of.attributes[index].name.as_str(), "`"]),
            },
            token::STEP => {
                out.push_str(&with_first(label(), |first| first.to_lowercase().collect()))
            }
            token::TITLE => {
                out.push_str(&with_first(label(), |first| first.to_uppercase().collect()))
            }
            token::QUOTED => out.push_str(label()),
            token::STATE => {
                let Some(lifecycle) = &of.lifecycle else { continue };
                match &lifecycle.states[index] {
                    Some(label) => out.push_str(label),
                    None => {
                        let value = StateValue::new(&of.attributes[lifecycle.attribute], index);
                        out.push_str(value.as_text());
                    }
                }
            }
            token::REASON => {
                let policy = bundle.policies.get(index);
                if let Some(reason) = policy.and_then(|policy| policy.reason.as_ref()) {
                    return reason.clone();
                }
            }
            _ => out.push_str(PHRASES[index]),
        }
    }
    out
}

/// Whether a message says that the state has no such transition, which needs no explanation.
fn is_about_state(tokens: &[u32]) -> bool {
    tokens.iter().any(|word| kind_of(*word) == token::QUOTED)
}

fn with_first(text: &str, change: fn(char) -> String) -> String {
    let mut chars = text.chars();
    match chars.next() {
        Some(first) => change(first) + chars.as_str(),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::{PHRASES, UNEXPLAINED};

    #[test]
    fn the_phrases_are_those_of_the_package_in_the_same_order() {
        let package = include_str!("../../npm/src/languages/en.json");
        let texts = package.lines().filter_map(|line| line.split_once(": ").map(|(_, text)| text));
        let texts: alloc::vec::Vec<&str> = texts.map(|text| text.trim_end_matches(',')).collect();
        let phrases = PHRASES.iter().chain([&UNEXPLAINED]);
        let phrases: alloc::vec::Vec<_> = phrases.map(|it| alloc::format!("\"{it}\"")).collect();
        assert_eq!(texts, phrases);
    }
}
