//! `cargo xtask bench hostile`: how long the hardest questions take that the limits allow, natively
//! and in the package. That they end, and how much they hold, is for the tests to say.

use anyhow::Result;

use crate::process::{cargo, command, run};
use crate::{package, repo, tools};

pub(crate) fn measure() -> Result<()> {
    println!("\n━━ natively");
    run(native("worst_cases").env("TOLLGATE_TIMES", "1"))?;
    println!("\n━━ in the package");
    run(&mut native("shipped"))?;
    let mut node = command(tools::node()?);
    node.arg("bench/js/src/hostile.mjs").arg(package::build()?.folder);
    run(node.arg(repo::path("target/shipped/hardest.jsonl")))
}

/// A suite about the hardest policies, optimised as a server's build is.
fn native(suite: &str) -> std::process::Command {
    let mut test = cargo();
    test.args(["test", "--release", "--package", "tollgate", "--features", "packs"]);
    test.args(["--test", suite, "hardest", "--", "--nocapture"]);
    test
}
