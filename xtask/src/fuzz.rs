//! `cargo xtask fuzz`: the fuzz targets of the test suite, for longer and with seed after seed.

use std::time::{Duration, Instant};

use anyhow::{Result, anyhow, ensure};
use clap::Args;

use crate::process::{Tally, cargo, probe, run, run_tests};
use crate::repo;

/// How many times the inputs of an ordinary run each round has.
const TIMES: &str = "4";

#[derive(Args)]
pub(crate) struct Options {
    /// The target: bundles, snapshots, questions, packs or sources; all of them when none is named
    target: Option<String>,
    /// For how long; the round that has begun is ended
    #[arg(long, default_value_t = 10)]
    minutes: u64,
}

/// Runs rounds until the time is over or something falls.
pub(crate) fn fuzz(options: &Options) -> Result<()> {
    let mut build = cargo();
    run(build.args(["test", "--package", "tollgate-fuzz", "--no-run"]))?;
    let known = targets()?;
    if let Some(target) = &options.target {
        let text = known.join(", ");
        ensure!(known.contains(target), "there is no target `{target}`; there are {text}");
    }
    let (start, mut rounds) = (Instant::now(), 0);
    let mut tally = Tally::default();
    while rounds == 0 || start.elapsed() < Duration::from_secs(60 * options.minutes) {
        let mut round = cargo();
        round.args(["test", "--package", "tollgate-fuzz", "--", "--show-output"]);
        round.args(options.target.as_ref().map(|target| format!("{target}::")));
        // Each round has a seed of its own.
        round.env("TOLLGATE_FUZZ_TIMES", TIMES).env_remove("TOLLGATE_SEED");
        run_tests(&mut round, &mut tally).map_err(|error| anyhow!("{error}{}", kept(&known)))?;
        rounds += 1;
    }
    println!("{rounds} rounds in {} s, and nothing fell", start.elapsed().as_secs());
    Ok(())
}

/// The targets, which are the tests of the package but for those of what runs them.
fn targets() -> Result<Vec<String>> {
    let mut list = cargo();
    list.args(["test", "--quiet", "--package", "tollgate-fuzz", "--", "--list"]);
    let listed = probe(&mut list).ok_or_else(|| anyhow!("the fuzz targets cannot be listed"))?;
    let name = |line: &str| Some(line.strip_suffix(": test")?.split("::").next()?.to_owned());
    Ok(listed.lines().filter_map(name).filter(|name| name != "harness").collect())
}

/// Where the inputs of targets that fell are. Each removes its last input when it ends well.
fn kept(targets: &[String]) -> String {
    let mut text = String::new();
    for target in targets {
        let folder = repo::path("target/fuzz").join(target);
        // What made it panic, made small; else what it read when the process ended.
        let files = ["failed", "input"].map(|name| folder.join(name));
        if let (true, Some(file)) = (files[1].exists(), files.iter().find(|file| file.exists())) {
            let (file, target) = (repo::display(file), target);
            text += &format!(
                "\n  {target} fell over {file}\n  to make it a test: \
                 cp {file} crates/fuzz/crashers/{target}/<what-it-is>",
            );
        }
    }
    text
}
