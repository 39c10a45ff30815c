//! How policies and packs are called.

use std::sync::Arc;

use cedar_policy_core::ast::{Annotation, AnyId, Template};

use crate::cedar;
use crate::source::File;

/// The id of a policy: that of its annotation, else where it stands.
pub(crate) fn policy_id(file: &Arc<File>, policy: &Template) -> String {
    annotation(policy, "id").map_or_else(
        || {
            let stem = file.name.strip_suffix(".cedar").unwrap_or(&file.name);
            let (line, _) = cedar::place(file, policy.loc()).line_column();
            format!("{}-{line}", kebab_case(stem))
        },
        |id| id.val.to_string(),
    )
}

/// What an annotation says, where it says something.
pub(crate) fn annotation<'p>(policy: &'p Template, key: &str) -> Option<&'p Annotation> {
    let key: AnyId = key.parse().ok()?;
    policy.annotation(&key).filter(|it| !it.val.trim().is_empty())
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
