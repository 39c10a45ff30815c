//! What only the whole pack shows.

use crate::diagnostic::{Diagnostic, Findings};
use crate::emit::Pack;
use crate::policy::{is_kebab_case, kebab_case};
use crate::source::{Files, SCHEMA, SURFACE, Sources};

/// The pack's name, and the files that every pack has.
pub(crate) fn names(sources: &Sources, files: &Files, findings: &mut Findings) {
    let schema = files.get_or_empty(SCHEMA).start();
    if !is_kebab_case(&sources.name) {
        let message = format!("the pack's name `{}` is not in kebab-case", sources.name);
        let help = format!("name its folder `{}`", kebab_case(&sources.name));
        findings.push(Diagnostic::error("pack::name", &schema, message).with_help(help));
    }
    if !files.has(SCHEMA) {
        let message = format!("the pack has no `{SCHEMA}`");
        let help = "write the Cedar schema of its principals, records and actions there";
        findings.push(Diagnostic::error("pack::no_schema", &schema, message).with_help(help));
    }
    if !files.has(SURFACE) {
        let place = files.get_or_empty(SURFACE).start();
        let message = format!("the pack has no `{SURFACE}`");
        let help = "write its controls there; a pack without any lists its actions under \
                    `[used_elsewhere]`";
        findings.push(Diagnostic::error("pack::no_surface", &place, message).with_help(help));
    }
}

/// Everything else.
pub(crate) fn pack(_pack: &Pack, _findings: &mut Findings) {}
