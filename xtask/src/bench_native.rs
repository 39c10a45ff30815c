//! Native benchmarks: rounds of `bench/native`, read from what criterion leaves.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};
use serde_json::Value;

use crate::bench_report::{Measure, Part};
use crate::process::{command, probe, run};
use crate::repo;

/// How long and how often is measured.
pub(crate) struct Effort {
    /// Times that all contenders of a measure take their turn.
    pub(crate) rounds: usize,
    /// How long one turn lasts, in milliseconds.
    pub(crate) turn_ms: u64,
    /// Fresh processes or pages for what is measured cold.
    pub(crate) samples: usize,
}

/// What is measured together: its name, to whom ratios are taken, and what a figure is.
const GROUPS: [(&str, &str, &str); 5] = [
    ("can", "Tollgate", "Of a prepared record, unless it says from where."),
    ("check", "can", "Denials with message and unlock, beside the same questions to `can`."),
    ("gate", "Tollgate", "For a person who just signed in, from a loaded policy."),
    ("load", "serde_json", "`Policy::from_json`, fingerprint checked, beside parsing alone."),
    ("table", "inline Rust", "One answer, of 1,000,000 records and 9 actions on one thread."),
];

/// The same of what classes cost.
const CLASSES: [(&str, &str, &str); 4] = [
    ("can", "enumeration", "Natively, of a record of serde_json."),
    ("check", "enumeration", "Natively; half of them denials with message and unlock."),
    ("row", "enumeration", "Natively, one row of a table of 10,000, records read."),
    ("grown", "enumeration, 10 literals", "`can` natively, as the literals of a pack grow."),
];

/// How the benchmarks close the line that says how many verdicts of a peer were compared.
const COMPARED: &str = " verdicts as Tollgate's";

/// By measure, then contender: nanoseconds, a figure a round.
type Figures = BTreeMap<String, BTreeMap<String, Vec<f64>>>;

/// The benchmarks beside the crate of one checkout.
struct Bench {
    folder: PathBuf,
    name: &'static str,
    /// The packs of classes, where it is about them.
    classes: Option<PathBuf>,
    /// What the names of its contenders end in.
    suffix: &'static str,
    features: &'static str,
}

/// Runs all groups some rounds, in each the working tree and then the other commit; the peers take
/// part in the working tree's.
pub(crate) fn measure(effort: &Effort, before: Option<&Path>) -> Result<Part> {
    let here = repo::path("bench/native");
    let bench = |folder: PathBuf, suffix, features| Bench {
        folder,
        name: "decisions",
        classes: None,
        suffix,
        features,
    };
    let mut benches = vec![bench(here.clone(), "", "peers")];
    if let Some(worktree) = before {
        let folder = worktree.join("bench/native");
        copy(&here, &folder)?;
        benches.push(bench(folder, ", before", ""));
    }
    rounds(&benches, &GROUPS, effort)
}

/// What each kind of class costs, of the packs in a folder.
pub(crate) fn measure_classes(effort: &Effort, packs: &Path) -> Result<Part> {
    let folder = repo::path("bench/native");
    let classes = Some(packs.to_owned());
    let bench = Bench { folder, name: "classes", classes, suffix: "", features: "" };
    rounds(&[bench], &CLASSES, effort)
}

/// Runs all groups of benchmarks that take turns.
fn rounds(benches: &[Bench], groups: &[(&str, &str, &str)], effort: &Effort) -> Result<Part> {
    for bench in benches {
        run(bench.cargo().args(["--no-run"]))?;
    }
    let (mut part, mut figures) = (Part::default(), Figures::new());
    for round in 0..effort.rounds {
        println!("  round {} of {}", round + 1, effort.rounds);
        for (group, _, _) in groups {
            for bench in benches {
                let printed = bench.turn(group, effort, &mut figures)?;
                compared(&printed, &mut part.verdicts);
            }
        }
    }
    part.version = probe(command("rustc").arg("--version")).unwrap_or_default();
    for &(title, to, note) in groups {
        let figures = figures.remove(title).with_context(|| format!("nothing of `{title}`"))?;
        let (title, to, note) = (title.to_owned(), to.to_owned(), note.to_owned());
        let (unit, figures) = ("ns".to_owned(), figures.into_iter().collect());
        part.measures.push(Measure { title, note, to, unit, figures });
    }
    Ok(part)
}

/// Puts today's benchmarks beside the crate of another commit: they use its public names only.
fn copy(from: &Path, to: &Path) -> Result<()> {
    repo::empty(to)?;
    for entry in repo::entries(from)? {
        let place = to.join(entry.file_name().unwrap_or_default());
        if entry.is_dir() {
            copy(&entry, &place)?;
        } else {
            repo::copy(&entry, &place)?;
        }
    }
    Ok(())
}

impl Bench {
    fn cargo(&self) -> Command {
        let mut cargo = command("cargo");
        // Where its own configuration has the target, whatever the caller's is.
        cargo.env_remove("CARGO_TARGET_DIR").current_dir(&self.folder);
        cargo.args(["bench", "--quiet", "--bench", self.name, "--features", self.features]);
        cargo.envs(self.classes.iter().map(|packs| ("TOLLGATE_CLASSES", packs)));
        cargo
    }

    /// One run of a group; gives what it prints.
    fn turn(&self, group: &str, effort: &Effort, figures: &mut Figures) -> Result<String> {
        let criterion = repo::path("target/bench/criterion");
        repo::empty(&criterion)?;
        let seconds = |ms: u64| format!("{:.3}", ms as f64 / 1e3);
        let mut bench = self.cargo();
        bench.env("CRITERION_HOME", &criterion);
        bench.args(["--", &format!("^{group}/"), "--quiet", "--noplot", "--sample-size", "10"]);
        bench.args(["--measurement-time", &seconds(effort.turn_ms * 2)]);
        bench.args(["--warm-up-time", &seconds(effort.turn_ms)]);
        // What it prints is shown only when it fails: criterion tells every step.
        let output = bench.output().context("cannot run the native benchmarks")?;
        let printed = String::from_utf8_lossy(&output.stdout).into_owned();
        if !output.status.success() {
            bail!("{printed}\n{}", String::from_utf8_lossy(&output.stderr).trim());
        }
        for group in repo::entries(&criterion)? {
            for estimates in repo::entries(&group)?.iter().map(|each| each.join("new")) {
                if estimates.is_dir() {
                    self.read(&estimates, figures)?;
                }
            }
        }
        Ok(printed)
    }

    /// One benchmark's median, divided by how many questions it asked.
    fn read(&self, folder: &Path, figures: &mut Figures) -> Result<()> {
        let json = |name: &str| -> Result<Value> {
            let file = folder.join(name);
            serde_json::from_str(&repo::read(&file)?)
                .with_context(|| format!("`{}` is no JSON", repo::display(&file)))
        };
        let (benchmark, estimates) = (json("benchmark.json")?, json("estimates.json")?);
        let median = estimates["median"]["point_estimate"].as_f64();
        let questions = benchmark["throughput"]["Elements"].as_f64();
        let names = benchmark["group_id"].as_str().zip(benchmark["function_id"].as_str());
        let (Some(median), Some(questions), Some((group, name))) = (median, questions, names)
        else {
            bail!("`{}` is not what criterion is known to write", repo::display(folder));
        };
        let measure = figures.entry(group.to_owned()).or_default();
        let rounds = measure.entry(format!("{name}{}", self.suffix)).or_default();
        rounds.push(median / questions);
        Ok(())
    }
}

/// Takes down how many verdicts of each peer were compared.
fn compared(printed: &str, verdicts: &mut BTreeMap<String, u64>) {
    for line in printed.lines() {
        let Some((name, count)) = line.split_once(": ") else { continue };
        if let Some(Ok(count)) = count.strip_suffix(COMPARED).map(str::parse) {
            verdicts.insert(name.to_owned(), count);
        }
    }
}
