//! `surface.toml`: the controls on screen.

use schemars::JsonSchema;
use serde::Deserialize;

use super::{Entries, Name, Spot};

/// The controls of a pack, and the actions that none of them uses.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(title = "surface.toml")]
pub(crate) struct Surface {
    /// The controls, by id.
    #[serde(default)]
    pub(crate) controls: Entries<Control>,
    /// Actions that no control, guard, field or choice uses, each with the reason.
    #[serde(default)]
    pub(crate) used_elsewhere: Entries<Name>,
}

/// One control: a thing on screen, and what it does.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Control {
    /// What it is on screen.
    pub(crate) kind: Spot<Kind>,
    /// The action that it performs.
    pub(crate) action: Option<Name>,
    /// The lifecycle transition that it performs.
    pub(crate) transition: Option<Name>,
    /// The action of seeing it; of a field.
    pub(crate) view: Option<Name>,
    /// The action of changing it; of a field.
    pub(crate) change: Option<Name>,
    /// The resource type, where the action applies to several or several lifecycles have the
    /// transition.
    pub(crate) on: Option<Name>,
    /// Its text.
    pub(crate) label: Option<String>,
    /// How it shows when no state of the record would lift the denial.
    pub(crate) ungranted: Option<Spot<Mode>>,
    /// How it shows when another state of the record would.
    pub(crate) blocked: Option<Spot<Mode>>,
    /// Whether `controls()` answers for it without a record.
    #[serde(default)]
    pub(crate) page: bool,
    /// What each option of a choice sets: an attribute, or `context.` and one of the context.
    pub(crate) chooses: Option<Name>,
}

/// What a control is on screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(inline)]
pub(crate) enum Kind {
    /// A menu item.
    Menu,
    /// A button.
    Button,
    /// A row of a list.
    Row,
    /// An action of a row.
    RowAction,
    /// A slider.
    Slider,
    /// A field, with a view and a change action.
    Field,
    /// A form.
    Form,
    /// A choice of values.
    Choice,
    /// The state of a record, with its transitions.
    Status,
}

/// How a control shows that cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(inline)]
pub(crate) enum Mode {
    /// Seen and off.
    Disabled,
    /// Seen and not changed.
    Readonly,
    /// Not seen.
    Hidden,
}
