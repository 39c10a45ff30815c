//! Cedar's own formatter.

use std::sync::Arc;

use cedar_policy_formatter::{Config, policies_str_to_pretty};

use crate::diagnostic::{Diagnostic, Findings};
use crate::source::File;

/// Formats Cedar policies as Cedar's formatter does; `None` where they do not parse.
#[must_use]
pub fn format_policies(text: &str) -> Option<String> {
    policies_str_to_pretty(text, &Config::default()).ok()
}

/// Warns of a policy file that parses and is not formatted.
pub(crate) fn check(file: &Arc<File>, findings: &mut Findings) {
    let Some(formatted) = format_policies(&file.text) else { return };
    if formatted == file.text {
        return;
    }
    let same = |(a, b): &(u8, u8)| a == b;
    let start = file.text.bytes().zip(formatted.bytes()).take_while(same).count();
    let start = (0..=start).rev().find(|at| file.text.is_char_boundary(*at)).unwrap_or(0);
    let message = format!("`{}` is not formatted", file.name);
    let help = format!("run Cedar's formatter, `cedar format --write --policies {}`", file.name);
    findings.push(
        Diagnostic::warning("policy::not_formatted", &file.at(start..start), message)
            .with_help(help),
    );
}
