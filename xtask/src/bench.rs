//! `cargo xtask bench`: measures Tollgate beside its peers and reports how far its targets are met.
//! Never part of the test run.

use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result};
use clap::Args;
use clap::builder::PossibleValuesParser;
use serde_json::Value;

use crate::bench_results::{Effort, Results};
use crate::process::{command, probe, run};
use crate::{bench_instructions, bench_native, bench_report, package, repo, tools};

/// What can be measured; `instructions` only when named.
const PARTS: [&str; 5] = ["native", "node", "browser", "size", "instructions"];

/// Where everything is left that is not committed.
const FOLDER: &str = "target/bench";

#[derive(Args)]
pub(crate) struct Options {
    /// Parts to measure; all but `instructions` when none is named
    #[arg(value_parser = PossibleValuesParser::new(PARTS))]
    parts: Vec<String>,
    /// Measure nothing: write the committed report from what was last measured of each part
    #[arg(long, conflicts_with_all = ["parts", "quick"])]
    report: bool,
    /// Few rounds, for trying out; the committed report is left as it is
    #[arg(long)]
    quick: bool,
    /// With `instructions`: write the counts to compare with
    #[arg(long)]
    bless: bool,
}

const FULL: Effort = Effort { rounds: 7, turn_ms: 300, samples: 31, policies: 10_000 };
const QUICK: Effort = Effort { rounds: 2, turn_ms: 40, samples: 5, policies: 1_000 };

/// Measures, prints and writes the report.
pub(crate) fn bench(options: &Options) -> Result<()> {
    let effort = if options.quick { QUICK } else { FULL };
    let named = |part: &str| options.parts.iter().any(|name| name == part);
    let all = options.parts.is_empty();
    let kept = repo::path(FOLDER).join(if options.quick { "quick" } else { "full" });
    let mut results = Vec::new();
    for part in PARTS.iter().filter(|part| **part != "instructions") {
        if options.report {
            results.push(last(part, &kept)?);
        } else if all || named(part) {
            println!("\n━━ {part}");
            let measured = measure(part, &effort, &kept);
            results.push(measured.with_context(|| format!("benchmark `{part}`"))?);
        }
    }
    if !results.is_empty() {
        bench_report::print(&results);
        // A report with parts left out, or of few rounds, is for whoever asked for it.
        let folder = repo::path(if all && !options.quick { "docs" } else { FOLDER });
        bench_report::write(&results, &folder, &machine())?;
    }
    if named("instructions") {
        println!("\n━━ instructions");
        bench_instructions::compare(options.bless)?;
    }
    Ok(())
}

/// Measures a part, and keeps what came out in a folder.
fn measure(part: &str, effort: &Effort, kept: &Path) -> Result<Results> {
    let growth = repo::path(FOLDER).join("growth");
    if part != "size" {
        let mut grow = bench_native::cargo_here();
        grow.args(["run", "--release", "--quiet", "--features", "growth", "--bin", "growth"]);
        println!("  bundles of growing size; compiling the largest takes a minute, once");
        run(grow.arg("--").arg(&growth).arg(effort.policies.to_string()))?;
    }
    let mut results = match part {
        "native" => {
            let criterion = repo::path(FOLDER).join("criterion");
            bench_native::measure(effort, &criterion, &growth)?
        }
        _ => scripted(part, effort, &growth)?,
    };
    results.commit = commit();
    let json = serde_json::to_string_pretty(&results.json())?;
    repo::write(&kept.join(format!("{part}.json")), json + "\n")?;
    Ok(results)
}

/// What was last measured of a part.
fn last(part: &str, kept: &Path) -> Result<Results> {
    let file = kept.join(format!("{part}.json"));
    let text = repo::read(&file).with_context(|| {
        format!("`{part}` was not measured yet: run `cargo xtask bench {part}`")
    })?;
    let value = serde_json::from_str(&text)
        .with_context(|| format!("`{}` is no JSON", repo::display(&file)))?;
    Ok(Results::of_json(part, &value))
}

/// The commit that is checked out, in short, and whether files differ from it.
fn commit() -> String {
    let mut git = command("git");
    git.args(["describe", "--always", "--dirty", "--exclude=*"]).current_dir(repo::root());
    probe(&mut git).unwrap_or_default()
}

/// Measures with a script of `bench/js`.
fn scripted(part: &str, effort: &Effort, growth: &Path) -> Result<Results> {
    let out = repo::path(FOLDER).join(format!("{part}.json"));
    repo::write(&out, "")?;
    let mut node = javascript(part)?;
    node.arg("--root").arg(repo::root()).arg("--growth").arg(growth).arg("--out").arg(&out);
    node.args(["--rounds", &effort.rounds.to_string(), "--time", &effort.turn_ms.to_string()]);
    node.args(["--samples", &effort.samples.to_string()]);
    if part == "browser" {
        node.arg("--chromium").arg(tools::chromium()?);
    }
    run(&mut node)?;
    if part == "size" {
        let weigh = repo::path("tests/node/weigh.mjs");
        run(command(tools::node()?).arg(weigh).arg(repo::path("target/npm")))?;
    }
    let value: Value =
        serde_json::from_str(&repo::read(&out)?).context("the benchmark left no JSON")?;
    Ok(Results::of_json(part, &value))
}

/// A script of `bench/js`, with the peers installed and the package as it would be published.
fn javascript(part: &str) -> Result<Command> {
    tools::npm_ci("bench/js")?;
    let package = package::build()?;
    let installed = repo::path("bench/js/node_modules/tollgate");
    repo::empty(&installed)?;
    copy_folder(&package.folder, &installed)?;
    let mut node = command(tools::node()?);
    node.arg(repo::path("bench/js/src").join(format!("{part}.mjs")));
    Ok(node)
}

fn copy_folder(from: &Path, to: &Path) -> Result<()> {
    for entry in repo::entries(from)? {
        let place = to.join(entry.file_name().unwrap_or_default());
        if entry.is_dir() {
            copy_folder(&entry, &place)?;
        } else {
            repo::copy(&entry, &place)?;
        }
    }
    Ok(())
}

/// The machine and what was installed on it, in words: a line each.
fn machine() -> Vec<String> {
    let field = |file: &str, name: &str, separator: char| {
        let text = std::fs::read_to_string(file).unwrap_or_default();
        let line = text.lines().find(|line| line.starts_with(name)).map(str::to_owned);
        line.and_then(|line| line.split_once(separator).map(|(_, value)| value.trim().to_owned()))
    };
    let processor = field("/proc/cpuinfo", "model name", ':').unwrap_or("unknown".to_owned());
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let system = field("/etc/os-release", "PRETTY_NAME", '=').unwrap_or_default();
    let system = match system.trim_matches('"') {
        "" => std::env::consts::OS,
        name => name,
    }
    .to_owned();
    let manifest = repo::read(&repo::path("bench/js/package.json")).unwrap_or_default();
    let manifest: Value = serde_json::from_str(&manifest).unwrap_or_default();
    let pinned = manifest["devDependencies"].as_object().cloned().unwrap_or_default();
    let pinned: Vec<String> = pinned
        .iter()
        .map(|(name, version)| format!("{name} {}", version.as_str().unwrap_or_default()))
        .collect();
    vec![
        format!("Processor: {processor}, {cores} cores"),
        format!("System: {system}, {}", std::env::consts::ARCH),
        format!("From npm: {}", pinned.join(", ")),
    ]
}
