//! The policies of a pack: read from every `*.cedar` file, validated by Cedar, lowered to clauses.

mod condition;
mod lower;
mod scope;
mod unsupported;

use std::sync::Arc;

use cedar_policy_core::ast::{self, AnyId, Effect, PolicyID, PolicySet};
use cedar_policy_core::parser::parse_policyset;
use cedar_policy_core::validator::{ValidationMode, ValidationWarning, Validator};

use crate::diagnostic::{Diagnostic, Findings};
use crate::schema::Schema;
use crate::source::{At, File, Files};
use crate::{cedar, format, nesting};

pub(crate) use lower::{Clauses, Rule, Rules, lower};

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
    let validator = Validator::new(schema.cedar.clone());
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
        refuse_duplicates(&policies, &read, findings);
        policies.extend(read.into_iter().filter(|policy| validate(policy, &validator, findings)));
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
    let reason = annotation("reason").map(|reason| reason.val.to_string()).unwrap_or_default();
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
fn first_line(place: &crate::source::Place) -> crate::source::Place {
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

fn refuse_duplicates(known: &[Policy], read: &[Policy], findings: &mut Findings) {
    for (index, policy) in read.iter().enumerate() {
        let mut before = known.iter().chain(&read[..index]);
        let Some(first) = before.find(|known| known.id.value == policy.id.value) else { continue };
        let message = format!("policy id `{}` stands twice", policy.id.value);
        let help = format!("give one of them another id: the other is at {}", first.id.place);
        findings.push(
            Diagnostic::error("policy::duplicate_id", &policy.id.place, message).with_help(help),
        );
    }
}

/// Cedar's strict validation, which shows that the policy cannot fail to evaluate.
fn validate(policy: &Policy, validator: &Validator, findings: &mut Findings) -> bool {
    let Ok(set) = PolicySet::try_from_iter([policy.ast.clone()]) else { return false };
    let result = validator.validate(&set, ValidationMode::Strict);
    for error in result.validation_errors() {
        cedar::report("cedar::validation", &policy.file, error, findings);
    }
    for warning in result.validation_warnings() {
        // The compiler says itself, with the policy's own place, when one can never hold.
        if !matches!(
            warning,
            ValidationWarning::ImpossiblePolicy(_) | ValidationWarning::InvalidActionApplication(_)
        ) {
            cedar::warn("cedar::validation_warning", &policy.file, warning, findings);
        }
    }
    result.validation_passed()
}
