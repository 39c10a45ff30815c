//! `cargo xtask bench`: measures Tollgate beside its peers, and beside itself at another commit,
//! and writes a report. Never part of the test run.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};
use clap::Args;
use clap::builder::PossibleValuesParser;

use crate::bench_native::{self, Effort};
use crate::bench_report::{self, Part};
use crate::process::{command, probe, run};
use crate::{bench_classes, bench_hostile, bench_server, package, repo, tools};

const PARTS: [&str; 6] = ["native", "node", "chromium", "size", "classes", "server"];

/// The part that is measured only where it is named, and is in no report.
const HOSTILE: &str = "hostile";

#[derive(Args)]
pub(crate) struct Options {
    /// Parts to measure; all when none is named
    #[arg(value_parser = PossibleValuesParser::new(PARTS.into_iter().chain([HOSTILE])))]
    parts: Vec<String>,
    /// A few short rounds, to see that it works
    #[arg(long)]
    quick: bool,
    /// A commit to measure in the same run, in turns with the working tree
    #[arg(long, value_name = "COMMIT")]
    before: Option<String>,
}

const FULL: Effort = Effort { rounds: 7, turn_ms: 300, samples: 31 };
const QUICK: Effort = Effort { rounds: 2, turn_ms: 40, samples: 5 };

/// Measures the parts and writes the report of all that were ever measured. The committed one is
/// written by a full run only: parts of it, quick ones and those with another commit are left
/// under `target`.
pub(crate) fn bench(options: &Options) -> Result<()> {
    if options.parts == [HOSTILE] {
        return bench_hostile::measure();
    }
    let effort = if options.quick { QUICK } else { FULL };
    let whole = options.parts.is_empty() && !options.quick && options.before.is_none();
    let kept = match (&options.before, options.quick) {
        (Some(_), _) => "before",
        (None, true) => "quick",
        (None, false) => "full",
    };
    let kept = repo::path("target/bench").join(kept);
    let before = options.before.as_deref().map(checkout).transpose()?;
    let chosen =
        |part: &&&str| options.parts.is_empty() || options.parts.iter().any(|p| p == **part);
    for part in PARTS.iter().filter(chosen) {
        println!("\n━━ {part}");
        let file = kept.join(format!("{part}.json"));
        let mut measured = match *part {
            "native" => bench_native::measure(&effort, before.as_deref())?,
            "classes" => classes(&effort, &file)?,
            "server" => bench_server::measure(&effort)?,
            _ => scripted(part, &effort, before.as_deref(), &file, None)?,
        };
        measured.commit = commit();
        repo::write(&file, serde_json::to_string_pretty(&measured)?)?;
    }
    let mut parts = Vec::new();
    for part in PARTS {
        let file = kept.join(format!("{part}.json"));
        if file.is_file() {
            parts.push((part, read(&file)?));
        }
    }
    let report = bench_report::markdown(&parts, &machine())?;
    println!("\n{report}");
    let folder = if whole { repo::path("docs") } else { kept };
    repo::write(&folder.join("benchmarks.md"), report)
}

/// What classes cost, natively and in Node, of the packs as the working tree compiles them.
fn classes(effort: &Effort, out: &Path) -> Result<Part> {
    let packs = bench_classes::packs()?;
    let mut measured = bench_native::measure_classes(effort, &packs)?;
    let scripted = scripted("classes", effort, None, out, Some(&packs))?;
    measured.version = format!("{}; {}", measured.version, scripted.version);
    measured.measures.extend(scripted.measures);
    bench_classes::in_order(&mut measured);
    Ok(measured)
}

fn read(file: &Path) -> Result<Part> {
    serde_json::from_str(&repo::read(file)?)
        .with_context(|| format!("`{}` is no result of a benchmark", repo::display(file)))
}

/// The commit that is checked out, in short, and whether files differ from it.
fn commit() -> String {
    let mut git = command("git");
    probe(git.args(["describe", "--always", "--dirty", "--exclude=*"])).unwrap_or_default()
}

/// A worktree of another commit, in which its own builds are left as well.
fn checkout(commit: &str) -> Result<PathBuf> {
    let folder = repo::path("target/bench/worktree");
    if folder.is_dir() {
        let mut git = command("git");
        run(git.current_dir(&folder).args(["checkout", "--quiet", "--force", "--detach", commit]))?;
    } else {
        let mut git = command("git");
        run(git.args(["worktree", "add", "--force", "--detach"]).arg(&folder).arg(commit))?;
    }
    Ok(folder)
}

/// The package as the worktree of another commit builds it.
fn package_of(worktree: &Path) -> Result<PathBuf> {
    let mut build = command("cargo");
    // Its own `xtask` knows where things are.
    build.env_remove("CARGO_TARGET_DIR").current_dir(worktree);
    run(build.args(["run", "--quiet", "--package", "xtask", "--", "package"]))?;
    Ok(worktree.join("target/npm/tollgate"))
}

/// Measures with the scripts of `bench/js`.
fn scripted(
    part: &str,
    effort: &Effort,
    before: Option<&Path>,
    out: &Path,
    classes: Option<&Path>,
) -> Result<Part> {
    tools::npm_ci("bench/js")?;
    repo::write(out, "")?;
    let mut node: Command = command(tools::node()?);
    node.arg("bench/js/src/main.mjs").arg("--part").arg(part).arg("--out").arg(out);
    node.arg("--package").arg(package::build()?.folder);
    if let Some(worktree) = before {
        node.arg("--before").arg(package_of(worktree)?);
    }
    let Effort { rounds, turn_ms, samples } = effort;
    node.args(["--rounds", &rounds.to_string(), "--time", &turn_ms.to_string()]);
    node.args(["--samples", &samples.to_string()]);
    if let Some(packs) = classes {
        node.arg("--classes").arg(packs);
    }
    if part == "chromium" {
        node.arg("--chromium").arg(tools::chromium()?);
    }
    run(&mut node)?;
    read(out)
}

/// The machine, in words.
fn machine() -> String {
    let field = |file: &str, name: &str, separator: char| {
        let text = std::fs::read_to_string(file).unwrap_or_default();
        let line = text.lines().find(|line| line.starts_with(name)).unwrap_or_default();
        let value = line.split_once(separator).map_or("unknown", |(_, value)| value);
        value.trim_matches([' ', '\t', '"']).to_owned()
    };
    let processor = field("/proc/cpuinfo", "model name", ':');
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let system = field("/etc/os-release", "PRETTY_NAME", '=');
    format!("{processor}, {cores} cores, {system}, {}", std::env::consts::ARCH)
}
