//! Native benchmarks: rounds of `bench/native`, read from what criterion leaves.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail, ensure};
use serde_json::Value;

use crate::bench_results::{Effort, Results};
use crate::process::{cargo, command, probe};
use crate::repo;

/// Peers by the name of their crate.
const PEERS: [&str; 3] = ["cedar-policy", "casbin", "regorus"];

/// How the benchmarks close the line that says how many verdicts of a peer were compared.
const COMPARED: &str = " verdicts as Tollgate's";

/// A cargo in the workspace of these benchmarks.
pub(crate) fn cargo_here() -> Command {
    let mut cargo = cargo();
    cargo.current_dir(folder());
    cargo
}

/// Where they are.
fn folder() -> PathBuf {
    repo::path("bench/native")
}

/// Runs all benchmarks some rounds; a round is a run of each, so that contenders take turns.
pub(crate) fn measure(effort: &Effort, criterion: &Path, growth: &Path) -> Result<Results> {
    repo::empty(criterion)?;
    let mut results = Results::new("native");
    for round in 0..effort.rounds {
        println!("  round {} of {}", round + 1, effort.rounds);
        let mut bench = cargo_here();
        bench.env("CRITERION_HOME", criterion).env("TOLLGATE_BENCH_GROWTH", growth);
        bench.args(["bench", "--quiet", "--features", "peers", "--bench", "decisions", "--"]);
        bench.args(["--quiet", "--noplot", "--sample-size", "10"]);
        let seconds = |ms: u64| format!("{:.3}", ms as f64 / 1e3);
        bench.args(["--measurement-time", &seconds(effort.turn_ms * 2)]);
        bench.args(["--warm-up-time", &seconds(effort.turn_ms)]);
        compared(&quietly(&mut bench)?, &mut results);
        for found in estimates(criterion)? {
            read(&found, &mut results)?;
        }
    }
    ensure!(!results.measures.is_empty(), "criterion left no estimates");
    println!("  memory");
    for entry in repo::entries(growth)? {
        let name = entry.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        let size = name.strip_prefix("policies-").and_then(|name| name.strip_suffix(".json"));
        if let Some(Ok(size)) = size.map(str::parse) {
            results.memory.insert(size, memory(&entry)?);
        }
    }
    results.version = versions()?;
    Ok(results)
}

/// The bytes that a loaded bundle keeps.
fn memory(bundle: &Path) -> Result<f64> {
    let mut load = cargo_here();
    load.args(["run", "--release", "--quiet", "--bin", "memory", "--"]).arg(bundle);
    let bytes = probe(&mut load).and_then(|bytes| bytes.parse().ok());
    bytes.with_context(|| format!("`{}` could not be loaded", repo::display(bundle)))
}

/// What the benchmarks print, which is shown only when they fail: criterion tells every step.
fn quietly(bench: &mut Command) -> Result<String> {
    let output = bench.output().context("cannot run the native benchmarks")?;
    let printed = String::from_utf8_lossy(&output.stdout).into_owned();
    if !output.status.success() {
        println!("{printed}");
        bail!("{}", String::from_utf8_lossy(&output.stderr).trim());
    }
    Ok(printed)
}

/// Takes down how many verdicts of each peer were compared.
fn compared(printed: &str, results: &mut Results) {
    for line in printed.lines() {
        let Some((name, count)) = line.split_once(": ") else { continue };
        if let Some(Ok(count)) = count.strip_suffix(COMPARED).map(str::parse) {
            results.verdicts.insert(name.to_owned(), count);
        }
    }
}

/// The folders of the newest estimates.
fn estimates(folder: &Path) -> Result<Vec<PathBuf>> {
    let (mut found, mut folders) = (Vec::new(), vec![folder.to_owned()]);
    while let Some(folder) = folders.pop() {
        for entry in repo::entries(&folder)? {
            if entry.ends_with("new") {
                found.push(entry);
            } else if entry.is_dir() {
                folders.push(entry);
            }
        }
    }
    Ok(found)
}

/// One benchmark's median, divided by how many questions it asked.
fn read(folder: &Path, results: &mut Results) -> Result<()> {
    let json = |name: &str| -> Result<Value> {
        let file = folder.join(name);
        serde_json::from_str(&repo::read(&file)?)
            .with_context(|| format!("`{}` is no JSON", repo::display(&file)))
    };
    let (benchmark, estimates) = (json("benchmark.json")?, json("estimates.json")?);
    let median = estimates["median"]["point_estimate"].as_f64();
    let questions = benchmark["throughput"]["Elements"].as_f64();
    let group = benchmark["group_id"].as_str();
    let (Some(median), Some(questions), Some(group)) = (median, questions, group) else {
        bail!("`{}` is not what criterion is known to write", repo::display(folder));
    };
    let name = benchmark["function_id"].as_str().unwrap_or_default();
    results.add(group, name, [median / questions]);
    Ok(())
}

/// The compiler's version and those of the peers.
fn versions() -> Result<String> {
    let lock = repo::read(&folder().join("Cargo.lock"))?;
    let compiler = probe(command("rustc").arg("--version")).unwrap_or_default();
    let version = |name: &&str| {
        let after = lock.split_once(&format!("name = \"{name}\"\nversion = \""))?.1;
        after.split('"').next().map(|version| format!("{name} {version}"))
    };
    let peers: Vec<String> = PEERS.iter().filter_map(version).collect();
    Ok(format!("{compiler}; {}", peers.join(", ")))
}
