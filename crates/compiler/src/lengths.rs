//! Whether names and texts are as short as the engine takes them.

use std::sync::Arc;

use tollgate::limits::{NAME_MAX, TEXT_MAX, fits};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::diagnostic::{Diagnostic, Findings};
use crate::source::{File, Place};

/// What is told by itself: keys of such texts, and tables of them in a file of a language.
const STANDALONE: [&str; 8] =
    ["reason", "text", "question", "answer", "of", "policies", "advice", "used_elsewhere"];

/// Refuses a name or a label that is too long.
pub(crate) fn name(place: &Place, name: &str, findings: &mut Findings) {
    let help = "names and labels are put together to sentences: write a few words";
    refuse(place, name, NAME_MAX, help, findings);
}

/// Refuses a text that is too long.
pub(crate) fn text(place: &Place, text: &str, findings: &mut Findings) {
    let help = "write a paragraph, and where to read the rest";
    refuse(place, text, TEXT_MAX, help, findings);
}

fn refuse(place: &Place, text: &str, max: usize, help: &str, findings: &mut Findings) {
    if fits(text, max) {
        return;
    }
    let message = format!("this has {} characters, more than {max}", text.encode_utf16().count());
    findings.push(Diagnostic::error("pack::text_too_long", place, message).with_help(help));
}

/// Refuses what is too long in a table of TOML.
pub(crate) fn table(file: &Arc<File>, of: &DeTable<'_>, alone: bool, findings: &mut Findings) {
    for (key, item) in of {
        name(&file.at(key.span()), key.get_ref(), findings);
        value(file, item, alone || STANDALONE.contains(&&**key.get_ref()), findings);
    }
}

fn value(file: &Arc<File>, of: &Spanned<DeValue<'_>>, alone: bool, findings: &mut Findings) {
    match of.get_ref() {
        DeValue::String(value) if alone => text(&file.at(of.span()), value, findings),
        DeValue::String(value) => name(&file.at(of.span()), value, findings),
        // A list is of names, or of tables with texts of their own.
        DeValue::Array(items) => items.iter().for_each(|item| value(file, item, false, findings)),
        DeValue::Table(inner) => table(file, inner, alone, findings),
        _ => {}
    }
}
