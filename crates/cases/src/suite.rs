//! Many cases at once, and what became of them in counts.

use std::collections::BTreeSet;
use std::fmt;

use serde::Serialize;
use serde_json::Value;
use tollgate::Policy;

use crate::answer::{Outcome, run};
use crate::case::{CaseError, parse};

/// A case whose answer is not the expected one.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Mismatch {
    /// The case.
    pub id: String,
    /// What it expects.
    pub expected: Value,
    /// What the policy answered.
    pub got: Value,
    /// Whether the case is listed as disputed, so that this is no failure.
    pub disputed: bool,
}

impl fmt::Display for Mismatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Mismatch { id, expected, got, disputed } = self;
        let verdict = if *disputed { "disputed" } else { "failed" };
        write!(f, "{verdict} {id}: expected {expected}, got {got}")
    }
}

/// What became of a suite: `passed + failed + disputed` cases were run.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Summary {
    /// Cases whose answer is the expected one, disputed ones among them.
    pub passed: usize,
    /// Cases whose answer is another.
    pub failed: usize,
    /// Cases whose answer is another and that are listed as disputed.
    pub disputed: usize,
    /// The failed and the disputed, in the order of the file.
    pub mismatches: Vec<Mismatch>,
}

impl Summary {
    /// Adds what became of another suite.
    pub fn add(&mut self, other: Summary) {
        self.passed += other.passed;
        self.failed += other.failed;
        self.disputed += other.disputed;
        self.mismatches.extend(other.mismatches);
    }
}

/// The line that closes a run.
impl fmt::Display for Summary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} passed, {} failed", self.passed, self.failed)
    }
}

/// Runs every case of a JSON Lines text. Those whose ids are in `disputed` are run too, but do not
/// count as failed.
///
/// # Errors
///
/// The first line that is no case; then none has been run.
pub fn run_all(
    policy: &Policy,
    text: &str,
    disputed: &BTreeSet<String>,
) -> Result<Summary, CaseError> {
    let mut summary = Summary::default();
    for case in parse(text)? {
        let Outcome::Failed { expected, got } = run(policy, &case) else {
            summary.passed += 1;
            continue;
        };
        let disputed = disputed.contains(&case.id);
        match disputed {
            true => summary.disputed += 1,
            false => summary.failed += 1,
        }
        summary.mismatches.push(Mismatch { id: case.id, expected, got, disputed });
    }
    Ok(summary)
}

/// The ids that a `disputed.md` lists: those of lines like ``- `id`: reason``.
pub fn disputed(text: &str) -> BTreeSet<String> {
    text.lines()
        .filter_map(|line| line.trim_start().strip_prefix("- `")?.split_once("`:"))
        .map(|(id, _)| id.to_owned())
        .collect()
}
