//! The policies of a pack: read from every `*.cedar` file, validated by Cedar, lowered to clauses.

mod addresses;
mod condition;
mod lists;
mod literals;
mod lower;
mod lowering;
mod mistaken;
mod scope;
mod term;
mod ties;
mod unsupported;
mod validation;

use std::collections::HashMap;
use std::sync::Arc;

use cedar_policy_core::ast::{Effect, EntityUID, ExprKind, Literal, PolicyID, PolicySet, Template};
use cedar_policy_core::parser::Loc;

use crate::diagnostic::{Diagnostic, Findings};
use crate::naming::{annotation, is_kebab_case, kebab_case, policy_id};
use crate::schema::Schema;
use crate::source::{At, File, Files, Place};
use crate::{cedar, format, lengths, nesting};

pub(crate) use lower::{Clauses, Rule, Rules, lower};
use scope::Heads;
pub(crate) use ties::Ties;
use validation::Validation;

/// A policy with its name and reason.
pub(crate) struct Policy {
    pub(crate) id: At<String>,
    pub(crate) reason: String,
    pub(crate) forbids: bool,
    file: Arc<File>,
    /// A policy, or a template that links fill in at run time.
    ast: Template,
}

impl Policy {
    /// The place of a part of it.
    fn place(&self, loc: Option<&Loc>) -> Place {
        match loc {
            Some(_) => cedar::place(&self.file, loc),
            None => self.id.place.clone(),
        }
    }

    /// The entities that it names.
    pub(crate) fn entities(&self) -> Vec<EntityUID> {
        let whole = self.ast.condition();
        let named = whole.subexpressions().filter_map(|part| match part.expr_kind() {
            ExprKind::Lit(Literal::EntityUID(uid)) => Some(EntityUID::clone(uid)),
            _ => None,
        });
        named.collect()
    }
}

/// Reads and validates every policy of the pack, in file and source order.
pub(crate) fn read(files: &Files, schema: Option<&Schema>, findings: &mut Findings) -> Vec<Policy> {
    let mut policies: Vec<Policy> = Vec::new();
    let known = schema.map(|schema| (schema, Validation::new(schema), Heads::new(schema)));
    let mut ids: HashMap<String, Place> = HashMap::new();
    for file in files.policies() {
        if !nesting::check(file, findings) {
            continue;
        }
        format::check(file, findings);
        let (set, errors) = cedar::policies(file);
        for error in errors.iter().flat_map(|errors| errors.iter()) {
            cedar::report("cedar::syntax", file, error, findings);
        }
        let read = named(file, &set, findings);
        refuse_duplicates(&mut ids, &read, findings);
        for policy in read {
            let Some((schema, validation, heads)) = &known else {
                mistaken::tell_without_schema(&policy, findings);
                continue;
            };
            match validation.check(&policy, findings) {
                mistakes if mistakes.is_empty() => policies.push(policy),
                mistakes => mistaken::tell_more((schema, heads), &policy, &mistakes, findings),
            }
        }
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

/// The policies and templates of a file under the ids that their annotations give, or where they
/// stand.
fn named(file: &Arc<File>, set: &PolicySet, findings: &mut Findings) -> Vec<Policy> {
    let mut all: Vec<&Template> = set.all_templates().collect();
    all.sort_by_key(|policy| policy.loc().map(|loc| loc.start()));
    all.into_iter().map(|policy| name(file, policy, findings)).collect()
}

fn name(file: &Arc<File>, policy: &Template, findings: &mut Findings) -> Policy {
    let place = first_line(&cedar::place(file, policy.loc()));
    let value = policy_id(file, policy);
    let place = match annotation(policy, "id") {
        Some(id) => cedar::place(file, id.loc.as_ref()),
        None => {
            let message = format!("this policy has no `@id`, and is called `{value}`");
            let help = "write `@id(\"what-it-does\")` above it: decisions name the policies that \
                        made them";
            findings.push(Diagnostic::warning("policy::no_id", &place, message).with_help(help));
            place
        }
    };
    let id = At { value, place };
    if !is_kebab_case(&id.value) {
        let message = format!("policy id `{}` is not in kebab-case", id.value);
        let help = format!("write `@id(\"{}\")`", kebab_case(&id.value));
        findings.push(
            Diagnostic::warning("policy::id_not_kebab_case", &id.place, message).with_help(help),
        );
    }
    lengths::name(&id.place, &id.value, findings);
    let reason = annotation(policy, "reason").map(|reason| {
        lengths::text(&cedar::place(file, reason.loc.as_ref()), &reason.val, findings);
        reason.val.to_string()
    });
    let reason = reason.unwrap_or_default();
    if reason.is_empty() {
        let message = format!("policy `{}` has no `@reason`", id.value);
        let help = "write `@reason(\"One sentence that an administrator understands.\")` under \
                    its `@id`";
        findings.push(Diagnostic::warning("policy::no_reason", &id.place, message).with_help(help));
    }
    let forbids = policy.effect() == Effect::Forbid;
    // What Cedar says of it names it.
    let ast = policy.new_id(PolicyID::from_string(&id.value));
    Policy { forbids, ast, reason, file: Arc::clone(file), id }
}

/// The first line of a place, so that what is drawn stays short.
fn first_line(place: &Place) -> Place {
    let text = place.file.text.get(place.start..place.end).unwrap_or_default();
    let length = text.find('\n').unwrap_or(text.len());
    place.file.at(place.start..place.start + length)
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
