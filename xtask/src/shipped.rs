//! The steps that ask the built package what was answered natively: in Node and in Chromium.

use std::collections::BTreeMap;
use std::env;
use std::process::Command;

use anyhow::{Result, anyhow};

use crate::process::{Tally, command, run_tests};
use crate::{built, repo, serve, tools};

/// Where the questions are, each with its native answer.
const FOLDER: &str = "target/shipped";

/// What makes programs ask more than a default run has time for.
const LONG: &str = "TOLLGATE_LONG";

/// Questions with their native answers, which native tests write: once a run.
#[derive(Default)]
pub(crate) struct Questions {
    /// Whether all native tests ran.
    all: bool,
    /// By the test that writes them.
    written: BTreeMap<&'static str, Result<(), String>>,
}

/// What names the seeds of random suites: of ours, and of those with proptest.
const SEEDS: [&str; 2] = ["TOLLGATE_SEED", "PROPTEST_RNG_SEED"];

/// Lets a program that tests know whether the run is a long one, whose suites start from new seeds.
/// Another starts from the same ones each time, so that what a commit comes to does not change.
pub(crate) fn lengthen(command: &mut Command, long: bool) -> &mut Command {
    if long {
        return command.env(LONG, "1");
    }
    for seed in SEEDS.into_iter().filter(|seed| env::var_os(seed).is_none()) {
        command.env(seed, "1");
    }
    command.env_remove(LONG)
}

impl Questions {
    /// Takes note that all native tests ran.
    pub(crate) fn are_written(&mut self) {
        self.all = true;
    }

    /// Has a native test write its questions, unless it did.
    pub(crate) fn write(&mut self, test: &'static str, long: bool) -> Result<()> {
        if self.all {
            return Ok(());
        }
        let written = self.written.entry(test).or_insert_with(|| {
            let mut write = built::tests();
            write.args(["--test", test, "--", "--show-output"]);
            // Its tests are counted where all native ones are.
            let mut uncounted = Tally::default();
            run_tests(lengthen(&mut write, long), &mut uncounted).map_err(|it| format!("{it:#}"))
        });
        written.clone().map_err(|error| anyhow!("`{test}` wrote no questions: {error}"))
    }
}

/// Asks the tarball that is installed where `node` runs.
pub(crate) fn in_node(mut node: Command, long: bool, tally: &mut Tally) -> Result<()> {
    node.args(["--max-old-space-size=6144", "shipped.mjs"]);
    run_tests(lengthen(&mut node, long), tally)
}

/// Asks the package's folder, which is what was packed, as a page loads it.
pub(crate) fn in_chromium(long: bool, tally: &mut Tally) -> Result<()> {
    tools::npm_ci("tests/browser")?;
    let folder = repo::path(FOLDER);
    repo::copy(&repo::path("tests/node/questions.mjs"), &folder.join("questions.mjs"))?;
    let site = serve::listen(0)?.serve();
    let mut node = command(tools::node()?);
    node.env("TOLLGATE_URL", &site.address).env("CHROMIUM", tools::chromium()?);
    run_tests(lengthen(node.arg("tests/browser/shipped.mjs"), long), tally)
}
