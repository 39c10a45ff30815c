//! Texts: what errors and messages say. `src/texts.json` has them once, for this crate and for the
//! npm package.

use std::collections::HashMap;
use std::sync::OnceLock;

use serde::Deserialize;

use crate::vocabulary::{AttributeKind, Phrase};

macro_rules! texts {
    ($($(#[$doc:meta])* $name:ident { $($field:ident,)* })*) => {$(
        $(#[$doc])*
        #[derive(Debug, Deserialize)]
        #[serde(rename_all = "camelCase")]
        pub(crate) struct $name { $(pub(crate) $field: String,)* }
    )*};
}

texts! {
    /// What errors say.
    Errors {
        unknown_name,
        name_of_another,
        unknown_name_for,
        record_needs_type,
        record_is_object,
        record_needed,
        record_unreadable,
        wrong_type,
        got_type,
        got_none,
        missing,
        must_be,
        cannot_be,
        too_many_answers,
        principal_unreadable,
        unsupported_format,
        newer_format,
        bad_bundle_at,
        bundle_not_json,
        bundle_not_canonical,
        catalogue_not_json,
        catalogue_text_too_long,
        debug_info_differs,
        debug_info_not_json,
        fingerprint_differs,
        is_snapshot,
        snapshot_not_json,
        no_snapshot,
        snapshot_lacks_id,
        snapshot_unexplained,
    }

    /// What values have to be.
    MustBe {
        object,
        object_with_id,
        id,
        names,
    }

    /// What is wrong with a place in a bundle.
    BundleTexts {
        object,
        page,
        whole_number,
        name_twice,
        tables,
        text_too_long,
    }
}

/// All texts that this crate says.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Texts {
    pub(crate) errors: Errors,
    pub(crate) must_be: MustBe,
    /// By kind of attribute, what its values have to be.
    attribute_must_be: HashMap<AttributeKind, String>,
    pub(crate) bundle: BundleTexts,
    /// By phrase, what it says in English.
    phrases: HashMap<Phrase, String>,
}

/// The texts in English.
pub(crate) fn texts() -> &'static Texts {
    static TEXTS: OnceLock<Texts> = OnceLock::new();
    #[expect(clippy::expect_used, reason = "the file is part of the crate; every test reads it")]
    TEXTS.get_or_init(|| {
        serde_json::from_str(include_str!("../texts.json")).expect("the texts of the crate")
    })
}

impl Texts {
    pub(crate) fn attribute_must_be(&self, kind: AttributeKind) -> &str {
        self.attribute_must_be.get(&kind).map_or("", String::as_str)
    }

    pub(crate) fn phrase(&self, phrase: Phrase) -> &str {
        self.phrases.get(&phrase).map_or("", String::as_str)
    }
}

/// A text with what is put in for the names in braces.
///
/// ```
/// let text = tollgate::fill("no {what} `{name}`", &[("what", "role"), ("name", "Boss")]);
/// assert_eq!(text, "no role `Boss`");
/// ```
#[must_use]
pub fn fill(text: &str, parameters: &[(&str, &str)]) -> String {
    let mut parts = text.split('{');
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (name, rest) = part.split_once('}').unwrap_or(("", part));
        let value = parameters.iter().find(|(known, _)| *known == name);
        out.push_str(value.map_or("", |(_, value)| value));
        out.push_str(rest);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_phrase_and_every_kind_of_attribute_has_a_text() {
        for phrase in Phrase::ALL {
            assert!(texts().phrases.contains_key(phrase), "{phrase}");
        }
        for kind in AttributeKind::ALL {
            assert!(!texts().attribute_must_be(*kind).is_empty(), "{kind}");
        }
        assert_eq!(texts().phrases.len(), Phrase::ALL.len());
    }

    #[test]
    fn parameters_are_put_in_for_their_names() {
        assert_eq!(
            fill("no {what} `{name}`", &[("name", "x{y}"), ("what", "role")]),
            "no role `x{y}`"
        );
        assert_eq!(fill("nothing", &[("name", "x")]), "nothing");
    }
}
