//! What Cedar itself says, as diagnostics of ours.

use std::sync::Arc;

use cedar_policy_core::ast::PolicySet;
use cedar_policy_core::parser::err::ParseErrors;
use cedar_policy_core::parser::{Loc, parse_policyset};
use miette::LabeledSpan;

use crate::diagnostic::{Diagnostic, Findings};
use crate::source::{File, Place};
use crate::tokens::Tokens;

/// The place of something that Cedar's parser read from the file.
pub(crate) fn place(file: &Arc<File>, loc: Option<&Loc>) -> Place {
    loc.map_or_else(|| file.start(), |loc| file.at(loc.start()..loc.end()))
}

/// The policies of a file that is not nested too deep; of one with mistakes those that have none,
/// each where it stands.
pub(crate) fn policies(file: &File) -> (PolicySet, Option<ParseErrors>) {
    match parse_policyset(&file.text) {
        Ok(set) => (set, None),
        Err(errors) => {
            (parse_policyset(&without_mistakes(&file.text)).unwrap_or_default(), Some(errors))
        }
    }
}

/// The text with blanks for each policy that cannot be read.
fn without_mistakes(text: &str) -> String {
    let ends = Tokens::new(text).filter(|(_, token)| *token == ";").map(|(at, _)| at + 1);
    let (mut kept, mut start) = (String::with_capacity(text.len()), 0);
    for end in ends.chain([text.len()]) {
        let part = text.get(start..end).unwrap_or_default();
        match parse_policyset(part) {
            Ok(_) => kept.push_str(part),
            Err(_) => kept.extend(std::iter::repeat_n(' ', part.len())),
        }
        start = end;
    }
    kept
}

/// Reports an error of Cedar's and those related to it.
pub(crate) fn report(
    code: &'static str,
    file: &Arc<File>,
    error: &dyn miette::Diagnostic,
    findings: &mut Findings,
) {
    report_with(code, file, error, None, findings);
}

/// The same, with what to write instead where Cedar does not say it.
pub(crate) fn report_with(
    code: &'static str,
    file: &Arc<File>,
    error: &dyn miette::Diagnostic,
    help: Option<&str>,
    findings: &mut Findings,
) {
    for diagnostic in each(error) {
        let mut diagnostic = convert(Diagnostic::error, code, file, diagnostic);
        if let Some(help) = help {
            diagnostic = diagnostic.with_help(help);
        }
        findings.push(diagnostic);
    }
}

/// Where an error of Cedar's and those related to it are; nothing where one says no place.
pub(crate) fn places(file: &Arc<File>, error: &dyn miette::Diagnostic) -> Option<Vec<Place>> {
    let place = |it: &dyn miette::Diagnostic| Some(labelled(file, &it.labels()?.next()?));
    each(error).into_iter().map(place).collect()
}

/// Reports a warning of Cedar's.
pub(crate) fn warn(
    code: &'static str,
    file: &Arc<File>,
    warning: &dyn miette::Diagnostic,
    findings: &mut Findings,
) {
    findings.push(convert(Diagnostic::warning, code, file, warning));
}

fn each(error: &dyn miette::Diagnostic) -> Vec<&dyn miette::Diagnostic> {
    let related = error.related().into_iter().flatten().flat_map(each);
    std::iter::once(error).chain(related).collect()
}

fn convert(
    make: fn(&'static str, &Place, String) -> Diagnostic,
    code: &'static str,
    file: &Arc<File>,
    from: &dyn miette::Diagnostic,
) -> Diagnostic {
    let label = from.labels().and_then(|mut labels| labels.next());
    let place = label.as_ref().map_or_else(|| file.start(), |label| labelled(file, label));
    let mut diagnostic = make(code, &place, from.to_string());
    if let Some(text) = label.as_ref().and_then(|label| label.label()) {
        diagnostic = diagnostic.with_label(text);
    }
    if let Some(help) = from.help() {
        diagnostic = diagnostic.with_help(help.to_string());
    }
    diagnostic
}

fn labelled(file: &Arc<File>, label: &LabeledSpan) -> Place {
    file.at(label.offset()..label.offset() + label.len())
}
