//! Which attributes of an element name a control, an action or a transition.

use super::Kind;

/// The component that shows its children as the gate says.
const GATED: &str = "gated";

/// What an attribute of an element names. Neither distinguishes capitals.
pub(crate) fn kind(element: &str, attribute: &str) -> Option<Kind> {
    match attribute {
        "control" if element.eq_ignore_ascii_case(GATED) => Some(Kind::Control),
        "action" if element.eq_ignore_ascii_case(GATED) => Some(Kind::Action),
        _ => data_kind(attribute),
    }
}

/// What an attribute names on any element.
pub(crate) fn data_kind(attribute: &str) -> Option<Kind> {
    Some(match attribute {
        "data-control" => Kind::Control,
        "data-action" => Kind::Action,
        "data-transition" => Kind::Transition,
        _ => return None,
    })
}

/// Whether a value is for Stimulus, whose `data-action` says `click->menu#open`.
pub(crate) fn is_foreign(kind: Kind, value: &str) -> bool {
    kind == Kind::Action && (value.contains('#') || value.contains("->"))
}
