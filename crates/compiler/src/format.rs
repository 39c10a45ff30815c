//! Cedar's own formatter.

use cedar_policy_formatter::{Config, policies_str_to_pretty};

use crate::diagnostic::{Diagnostic, Findings};
use crate::source::Files;

/// Formats Cedar policies as Cedar's formatter does; `None` where they do not parse.
#[must_use]
pub fn format_policies(text: &str) -> Option<String> {
    policies_str_to_pretty(text, &Config::default()).ok()
}

/// Warns of policy files that are not formatted.
pub(crate) fn check(files: &Files, findings: &mut Findings) {
    for file in files.policies() {
        let Some(formatted) = format_policies(&file.text) else { continue };
        if formatted.trim_end() == file.text.trim_end() {
            continue;
        }
        let same = |(a, b): &(u8, u8)| a == b;
        let start = file.text.bytes().zip(formatted.bytes()).take_while(same).count();
        let start = (0..=start).rev().find(|at| file.text.is_char_boundary(*at)).unwrap_or(0);
        let expected = formatted.get(start..).and_then(|rest| rest.lines().next());
        let help = match expected.map(str::trim).filter(|line| !line.is_empty()) {
            Some(line) => format!("format it with Cedar's formatter, which writes `{line}` here"),
            None => "format it with Cedar's formatter".to_owned(),
        };
        let message = format!("`{}` is not formatted", file.name);
        findings.push(
            Diagnostic::warning("policy::not_formatted", &file.at(start..start), message)
                .with_help(help),
        );
    }
}
