//! What only the whole pack shows.

mod lifecycles;
mod policies;
mod surface;
mod unlocks;

use std::sync::Arc;

use crate::diagnostic::{Diagnostic, Findings};
use crate::facts::Clause;
use crate::lengths;
use crate::naming::{is_kebab_case, kebab_case};
use crate::pack::Pack;
use crate::solve;
use crate::source::{File, Files, JSON_SCHEMAS, LIFECYCLE, SCHEMA, SURFACE, Sources, is_schema};

/// The pack's name, and the files that every pack has.
pub(crate) fn names(sources: &Sources, files: &Files, findings: &mut Findings) {
    let schema = files.schema().start();
    if !is_kebab_case(&sources.name) {
        let message = format!("the pack's name `{}` is not in kebab-case", sources.name);
        let help = format!("name its folder `{}`", kebab_case(&sources.name));
        findings.push(Diagnostic::error("pack::name", &schema, message).with_help(help));
    }
    lengths::name(&schema, &sources.name, findings);
    let schemas: Vec<&Arc<File>> = files.schemas().collect();
    if schemas.is_empty() {
        let message = format!("the pack has no `{SCHEMA}`");
        let help = format!(
            "write the Cedar schema of its principals, records and actions there, or as JSON to \
             `{}`",
            JSON_SCHEMAS[0],
        );
        findings.push(Diagnostic::error("pack::no_schema", &schema, message).with_help(help));
    }
    for more in schemas.iter().skip(1) {
        let message =
            format!("the pack has two schemas, `{}` and `{}`", schemas[0].name, more.name);
        let help = "remove one of them";
        findings
            .push(Diagnostic::error("pack::two_schemas", &more.start(), message).with_help(help));
    }
}

/// Everything that can be decided by looking at all requests at once, where what it is decided
/// from has no mistakes of its own.
pub(crate) fn pack(pack: &Pack, findings: &mut Findings) {
    if !findings.spare(|file| is_schema(file) || file.ends_with(".cedar")) {
        return;
    }
    let lifecycles = findings.spare(|file| file == LIFECYCLE);
    let surface = lifecycles && findings.spare(|file| file == SURFACE);
    policies::check(pack, findings);
    lifecycles::check_steps(pack, findings);
    if lifecycles {
        lifecycles::check_states(pack, findings);
    }
    surface::check_controls(pack, findings);
    // Where there are no controls, nothing is said to be unused.
    if surface && pack.has_surface {
        surface::check_actions(pack, findings);
    }
}

/// Whether somebody may do this on some record of the region.
fn possible(pack: &Pack, action: usize, resource: usize, region: &Clause) -> bool {
    pack.rules
        .on(action, resource)
        .is_some_and(|rule| solve::possible(region, &[rule.allowed()], rule.space(&pack.schema)))
}
