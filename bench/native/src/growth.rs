//! Bundles of growing size, and the questions that are asked of each; the same as in
//! `bench/js/src/own.mjs`.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use serde_json::{Value, json};
use tollgate::{Gate, Policy};

/// Five actions that every bundle has.
pub const ACTIONS: [&str; 5] = ["act0", "act1", "act2", "act3", "act4"];

/// A bundle in a folder that the bin `growth` filled.
#[derive(Clone, Debug)]
pub struct Bundle {
    /// How many policies, or permissions, it has.
    pub size: u64,
    /// Its file.
    pub file: PathBuf,
}

/// Bundles that grow along an axis, `policies` or `permissions`, the smallest first.
///
/// # Errors
///
/// When there is no such folder.
pub fn bundles(folder: &Path, axis: &str) -> Result<Vec<Bundle>> {
    let listed = fs::read_dir(folder).with_context(|| format!("no `{}`", folder.display()))?;
    let mut found = Vec::new();
    for entry in listed {
        let file = entry?.path();
        let name = file.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        let size = name.strip_suffix(".json").and_then(|name| name.strip_prefix(axis));
        if let Some(Ok(size)) = size.and_then(|size| size.strip_prefix('-')).map(str::parse) {
            found.push(Bundle { size, file });
        }
    }
    found.sort_by_key(|bundle| bundle.size);
    Ok(found)
}

/// Two people: one with the first ten permissions, one with three of them.
///
/// # Errors
///
/// When the policy refuses one of them.
pub fn gates(policy: &Policy) -> tollgate::Result<Vec<Gate>> {
    let all: Vec<String> = policy.permissions().into_iter().take(10).map(|it| it.name).collect();
    let gate = |held: &[String]| policy.gate(&json!({"id": "user", "permissions": held}));
    Ok(vec![gate(&all)?, gate(all.get(1..4).unwrap_or_default())?])
}

/// A record of each state.
#[must_use]
pub fn records() -> Vec<Value> {
    let record = |status| json!({"type": "Record", "status": status, "complete": true});
    ["OPEN", "HELD", "DONE"].map(record).to_vec()
}
