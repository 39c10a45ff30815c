//! What the server says of requests that it refuses: `texts.json` has it once, in each language.

use std::fmt::{self, Display, Formatter};
use std::sync::OnceLock;

use serde::Deserialize;
use tollgate::ErrorCode;

use crate::packs::Language;

/// A text in each language; what stands in braces is put in.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Translations {
    en: String,
    es: String,
}

macro_rules! texts {
    ($($name:ident),*) => {
        /// All of them.
        #[derive(Debug, Deserialize)]
        #[serde(rename_all = "camelCase", deny_unknown_fields)]
        pub(crate) struct Texts { $(pub(crate) $name: Translations),* }
    };
}

texts! {
    signed_out_title,
    too_many_title,
    foreign_title,
    denied_title,
    no_account_title,
    missing_title,
    changed_title,
    kept_title,
    invalid_title,
    unavailable_title,
    failed_title,
    slow_title,
    busy_title,
    signed_out,
    wrong_password,
    too_many,
    too_many_denials,
    foreign,
    no_account,
    misfit,
    missing,
    no_method,
    late,
    too_large,
    not_json,
    slow,
    busy,
    changed,
    last_setter,
    last_admin,
    last_access,
    not_first,
    invoiced,
    filer,
    no_json,
    query,
    object,
    text,
    not_here,
    nothing,
    lacks,
    version,
    too_long,
    length,
    nul,
    blank,
    none_of,
    whole,
    number,
    day,
    another_type,
    unfit,
    ids,
    grants,
    held,
    no_step,
    no_field,
    no_pack,
    no_access,
    no_status,
    no_team,
    no_customer,
    no_expense,
    no_period,
    closed_period,
    too_many_requests,
    asked_already,
    email_taken,
    no_email,
    metric_taken,
    name_taken,
    tax_id_taken,
    client,
    lane,
    rows,
    column,
    cells,
    csv,
    no_amount,
    two_amounts,
    fine_amount
}

fn texts() -> &'static Texts {
    static TEXTS: OnceLock<Texts> = OnceLock::new();
    #[expect(clippy::expect_used, reason = "the file is part of the crate; every test reads it")]
    TEXTS.get_or_init(|| serde_json::from_str(include_str!("texts.json")).expect("the texts"))
}

/// A text, with what is put into it.
#[derive(Clone, Debug)]
pub struct Text {
    translations: &'static Translations,
    values: Vec<(&'static str, String)>,
}

impl Text {
    /// A text of the file.
    pub(crate) fn of(pick: fn(&'static Texts) -> &'static Translations) -> Self {
        Text { translations: pick(texts()), values: Vec::new() }
    }

    /// With this in place of a name in braces.
    pub(crate) fn with(mut self, name: &'static str, value: impl Display) -> Self {
        self.values.push((name, value.to_string()));
        self
    }

    /// What a gate finds wrong with what it is given.
    pub(crate) fn of_fault(error: &tollgate::Error) -> Self {
        Text::of(match error.code() {
            ErrorCode::WrongType => |it| &it.another_type,
            ErrorCode::MissingAttribute => |it| &it.blank,
            _ if !error.allowed().is_empty() => |it| &it.none_of,
            _ => |it| &it.unfit,
        })
    }

    /// In a language.
    #[must_use]
    pub fn say(&self, language: Language) -> String {
        let text = match language {
            Language::English => &self.translations.en,
            Language::Spanish => &self.translations.es,
        };
        let mut parts = text.split('{');
        let mut out = parts.next().unwrap_or_default().to_owned();
        for part in parts {
            let (name, rest) = part.split_once('}').unwrap_or(("", part));
            let value = self.values.iter().find(|(known, _)| *known == name);
            out.push_str(value.map_or("", |(_, value)| value));
            out.push_str(rest);
        }
        out
    }
}

impl Display for Text {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.say(Language::English))
    }
}
