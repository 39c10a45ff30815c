//! The workspace's own programs and tests, compiled with the features that all of it together has:
//! for a package by itself, cargo would compile what it depends on once more with fewer.

use std::path::PathBuf;
use std::process::Command;
use std::sync::OnceLock;

use anyhow::{Context, Result, anyhow};

use crate::process::{cargo, command, run};

/// The features that tests ask for.
pub(crate) const TESTED: &str = "tollgate/packs";

/// What is compiled together.
const WHOLE: [&str; 3] = ["--workspace", "--features", TESTED];

/// All tests of the workspace.
pub(crate) fn tests() -> Command {
    let mut tests = cargo();
    tests.arg("test").args(WHOLE);
    tests
}

/// A program of the workspace, to be started.
pub(crate) fn program(name: &str) -> Result<Command> {
    path(name).map(command)
}

/// Where a program of the workspace is, or `examples/` and the name of an example.
pub(crate) fn path(name: &str) -> Result<PathBuf> {
    static BUILT: OnceLock<Result<(), String>> = OnceLock::new();
    let build = || {
        let mut build = cargo();
        build.args(["build", "--quiet", "--bins", "--examples"]).args(WHOLE);
        run(&mut build).map_err(|error| format!("{error:#}"))
    };
    BUILT.get_or_init(build).clone().map_err(|error| anyhow!("{error}"))?;
    // Cargo puts it beside this program.
    let this = std::env::current_exe().context("this program is nowhere")?;
    Ok(this.with_file_name(name).with_extension(std::env::consts::EXE_EXTENSION))
}
