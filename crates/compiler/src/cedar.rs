//! What Cedar itself says, as diagnostics of ours.

use std::sync::Arc;

use cedar_policy_core::parser::Loc;

use crate::diagnostic::{Diagnostic, Findings};
use crate::source::{File, Place};

/// The place of something that Cedar's parser read from the file.
pub(crate) fn place(file: &Arc<File>, loc: Option<&Loc>) -> Place {
    loc.map_or_else(|| file.start(), |loc| file.at(loc.start()..loc.end()))
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
    let place = label.as_ref().map_or_else(
        || file.start(),
        |label| file.at(label.offset()..label.offset() + label.len()),
    );
    let mut diagnostic = make(code, &place, from.to_string());
    if let Some(text) = label.as_ref().and_then(|label| label.label()) {
        diagnostic = diagnostic.with_label(text);
    }
    if let Some(help) = from.help() {
        diagnostic = diagnostic.with_help(help.to_string());
    }
    diagnostic
}
