//! The policies of a pack: read from every `*.cedar` file, validated by Cedar, lowered to clauses.

mod condition;
mod lower;
mod scope;
mod ties;
mod unsupported;
mod validation;

use std::collections::HashMap;
use std::sync::Arc;

use cedar_policy_core::ast::{self, AnyId, Effect, PolicyID, PolicySet};
use cedar_policy_core::parser::parse_policyset;

use crate::diagnostic::{Diagnostic, Findings};
use crate::schema::Schema;
use crate::source::{At, File, Files, Place};
use crate::{cedar, format, lengths, nesting};

pub(crate) use lower::{Clauses, Rule, Rules, lower};
pub(crate) use ties::Ties;
use validation::Validation;

/// A policy with its name and reason.
pub(crate) struct Policy {
    pub(crate) id: At<String>,
    pub(crate) reason: String,
    pub(crate) forbids: bool,
    file: Arc<File>,
    ast: ast::Policy,
}

/// Reads and validates every policy of the pack, in file and source order.
pub(crate) fn read(files: &Files, schema: &Schema, findings: &mut Findings) -> Vec<Policy> {
    let mut policies: Vec<Policy> = Vec::new();
    let validation = Validation::new(schema);
    let mut ids: HashMap<String, Place> = HashMap::new();
    for file in files.policies() {
        if !nesting::check(file, findings) {
            continue;
        }
        format::check(file, findings);
        let read = match parse_policyset(&file.text) {
            Ok(set) => named(file, &set, findings),
            Err(errors) => {
                errors.iter().for_each(|error| {
                    cedar::report("cedar::syntax", file, error, findings);
                });
                continue;
            }
        };
        refuse_duplicates(&mut ids, &read, findings);
        policies.extend(read.into_iter().filter(|policy| validation.passes(policy, findings)));
    }
    if policies.is_empty() && !findings.has_errors() {
        let place = files
            .policies()
            .next()
            .map_or_else(|| files.get_or_empty("policies.cedar").start(), |file| file.start());
        let help = "write a file such as `policies.cedar` with at least one `permit`";
        let message = "the pack has no policies";
        findings.push(Diagnostic::error("policy::none", &place, message).with_help(help));
    }
    policies
}

/// The policies of a file under the ids that their annotations give.
fn named(file: &Arc<File>, set: &PolicySet, findings: &mut Findings) -> Vec<Policy> {
    for template in set.templates() {
        let place = cedar::place(file, template.loc());
        let slots: Vec<String> = template.slots().map(|slot| format!("`{}`", slot.id)).collect();
        let message = format!("this policy is a template: it has {}", slots.join(" and "));
        let help = "name a group instead, `principal in Permission::\"edit\"`: templates are \
                    filled in at run time and a bundle is compiled before";
        findings.push(
            Diagnostic::error("policy::template", &first_line(&place), message).with_help(help),
        );
    }
    let mut policies: Vec<&ast::Policy> = set.static_policies().collect();
    policies.sort_by_key(|policy| policy.loc().map(|loc| loc.start()));
    policies.into_iter().filter_map(|policy| name(file, policy, findings)).collect()
}

fn name(file: &Arc<File>, policy: &ast::Policy, findings: &mut Findings) -> Option<Policy> {
    let place = first_line(&cedar::place(file, policy.loc()));
    let annotation = |key: &str| {
        let key: AnyId = key.parse().ok()?;
        policy.annotation(&key)
    };
    let Some(id) = annotation("id").filter(|id| !kebab_case(&id.val).is_empty()) else {
        let message = "this policy has no `@id`";
        let help = "write `@id(\"what-it-does\")` above it: decisions name the policies that \
                    made them";
        findings.push(Diagnostic::error("policy::no_id", &place, message).with_help(help));
        return None;
    };
    let id = At { value: id.val.to_string(), place: cedar::place(file, id.loc.as_ref()) };
    if !is_kebab_case(&id.value) {
        let message = format!("policy id `{}` is not in kebab-case", id.value);
        let help = format!("write `@id(\"{}\")`", kebab_case(&id.value));
        findings.push(
            Diagnostic::error("policy::id_not_kebab_case", &id.place, message).with_help(help),
        );
    }
    lengths::name(&id.place, &id.value, findings);
    let reason = annotation("reason").map(|reason| {
        lengths::text(&cedar::place(file, reason.loc.as_ref()), &reason.val, findings);
        reason.val.to_string()
    });
    let reason = reason.unwrap_or_default();
    if reason.trim().is_empty() {
        let message = format!("policy `{}` has no `@reason`", id.value);
        let help = "write `@reason(\"One sentence that an administrator understands.\")` under \
                    its `@id`";
        findings.push(Diagnostic::error("policy::no_reason", &id.place, message).with_help(help));
    }
    Some(Policy {
        forbids: policy.effect() == Effect::Forbid,
        ast: policy.new_id(PolicyID::from_string(&id.value)),
        reason,
        file: Arc::clone(file),
        id,
    })
}

/// The first line of a place, so that what is drawn stays short.
fn first_line(place: &Place) -> Place {
    let text = place.file.text.get(place.start..place.end).unwrap_or_default();
    let length = text.find('\n').unwrap_or(text.len());
    place.file.at(place.start..place.start + length)
}

/// Lower-case words of letters and digits, joined by single hyphens.
pub(crate) fn is_kebab_case(name: &str) -> bool {
    !name.is_empty() && name == kebab_case(name)
}

pub(crate) fn kebab_case(name: &str) -> String {
    let mut kebab = String::new();
    let mut after_lower = false;
    for character in name.chars() {
        if character.is_ascii_alphanumeric() {
            if character.is_ascii_uppercase() && after_lower {
                kebab.push('-');
            }
            kebab.push(character.to_ascii_lowercase());
        } else if !kebab.is_empty() && !kebab.ends_with('-') {
            kebab.push('-');
        }
        after_lower = character.is_ascii_lowercase() || character.is_ascii_digit();
    }
    kebab.trim_end_matches('-').to_owned()
}

/// Refuses ids that stood before, in this file or another.
fn refuse_duplicates(ids: &mut HashMap<String, Place>, read: &[Policy], findings: &mut Findings) {
    for policy in read {
        let At { value, place } = &policy.id;
        let Some(first) = ids.get(value) else {
            ids.insert(value.clone(), place.clone());
            continue;
        };
        let message = format!("policy id `{value}` stands twice");
        let help = format!("give one of them another id: the other is at {first}");
        findings.push(Diagnostic::error("policy::duplicate_id", place, message).with_help(help));
    }
}
