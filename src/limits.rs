//! Every bound of the engine and the compiler, in one place. Each is tested at and past its value.

/// The bundle format this engine reads.
pub const FORMAT: u32 = 2;

/// Clauses of one effect that an action may have on one resource type.
///
/// The compiler refuses a pack that needs more, and the engine such a bundle (`too_large`).
pub const CLAUSES_MAX: usize = 256;

/// Alternatives that an unlock lists.
pub const UNLOCKS_MAX: usize = 64;

/// What one question may cost before it gives up with `too_large`, in blocks of 32 bits looked at
/// or four bytes kept. A control among all, an action among several and a row of a table are one
/// question each.
pub const WORK_MAX: usize = 1 << 19;

/// Blocks of 32 bits that one request may take: attributes, their values and ties, and facts.
pub const BLOCKS_MAX: usize = 1 << 12;

/// Conjunctions that a filter may come to before it gives up with `too_large`.
pub const CONJUNCTIONS_MAX: usize = 512;

/// Permits of which a message says for whom they would do, and texts of one class that it names.
pub const FACTS_NAMED_MAX: usize = 8;

/// Conditions that a filter may be written with before it gives up with `too_large`, a condition
/// with a list for each [`FILTER_TEXTS`] of its texts.
pub const FILTER_CONDITIONS_MAX: usize = 1 << 14;

/// Texts of a list that count as a condition.
pub const FILTER_TEXTS: usize = 16;

/// Lifecycle paths of equal length that an unlock follows to one state.
pub const PATHS_MAX: usize = 16;

/// Members of a list that a record, a principal or a table may carry.
pub const LIST_ITEMS_MAX: usize = 1 << 20;

/// Other attributes and texts that one attribute may be compared with, or may contain.
pub const TIES_MAX: usize = 16;

/// Flags of one type that are conditions of its records.
pub const CONDITIONS_MAX: usize = 4;

/// What attributes that depend on each other can be together: values and comparisons.
pub const STATES_MAX: usize = 1 << 12;

/// Tries of finding that: values of one attribute held against what others can be. Of what goes by
/// the principal as many for all of a policy together, else for each by itself.
pub const TRIES_MAX: usize = 1 << 15;

/// Attributes held together whose values one try copies.
pub const TRY_WORDS: usize = 8;

/// Values that an enumeration may list, and classes that the values of an attribute may fall into.
pub const VALUES_MAX: usize = 1 << 15;

/// UTF-16 units of a name, a label, a heading or a value: sentences are put together of many.
pub const NAME_MAX: usize = 1 << 8;

/// UTF-16 units of a text that is told by itself: a reason, an advice, a question and its answer.
pub const TEXT_MAX: usize = 1 << 12;

/// Policies that the module keeps open; where another is to come, all are forgotten.
pub const OPEN_POLICIES_MAX: usize = 16;

/// How long the text of a key may be, as `docs/languages.md` lists them.
#[must_use]
pub fn text_max(key: &str) -> usize {
    let standalone = ["policy.", "advice.", "help."];
    if standalone.iter().any(|kind| key.starts_with(kind)) { TEXT_MAX } else { NAME_MAX }
}

/// Whether a text has no more UTF-16 units than that, which is how JavaScript counts.
#[must_use]
pub fn fits(text: &str, max: usize) -> bool {
    text.len() <= max || text.encode_utf16().nth(max).is_none()
}
