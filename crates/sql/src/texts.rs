//! Texts: what errors say. `texts.json` has them once, for this crate and for the npm package.

use std::sync::OnceLock;

use serde::Deserialize;
use tollgate::fill;

/// What errors say.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Errors {
    no_column: String,
    cannot_be_said: String,
    pub(crate) holds_list: String,
    pub(crate) holds_other_type: String,
    pub(crate) network_of_text: String,
    pub(crate) not_compared_so: String,
    pub(crate) not_stored_alike: String,
    pub(crate) two_lists: String,
    pub(crate) list_by_types: String,
    pub(crate) parts_of_one: String,
    pub(crate) sqlite_arrays: String,
    pub(crate) sqlite_member: String,
    pub(crate) sqlite_type: String,
}

/// What errors say in English.
pub(crate) fn errors() -> &'static Errors {
    #[derive(Deserialize)]
    struct File {
        errors: Errors,
    }
    static ERRORS: OnceLock<Errors> = OnceLock::new();
    #[expect(clippy::expect_used, reason = "the file is part of the crate; a test reads it")]
    ERRORS.get_or_init(|| {
        let file: File = serde_json::from_str(include_str!("texts.json")).expect("the texts");
        file.errors
    })
}

impl Errors {
    pub(crate) fn no_column(&self, name: &str, reads: &str) -> String {
        fill(&self.no_column, &[("name", name), ("reads", reads)])
    }

    pub(crate) fn cannot_be_said(
        &self,
        (op, attribute): (&str, &str),
        why: &str,
        reads: &str,
    ) -> String {
        let parameters = [("op", op), ("attribute", attribute), ("why", why), ("reads", reads)];
        fill(&self.cannot_be_said, &parameters)
    }
}
