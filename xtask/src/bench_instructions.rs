//! Instruction counts of the native hot paths, held against the committed ones. They hardly depend
//! on the machine's load, so a change of a few per cent shows.

use std::collections::BTreeMap;

use anyhow::{Context, Result};
use serde_json::{Value, json};

use crate::bench_results::number_text;
use crate::process::{command, probe, run};
use crate::{bench_native, repo, tools};

/// The committed counts.
const FILE: &str = "bench/instructions.json";

/// A path is run this often, and once more with `TIMES` added: the difference is without set-up.
/// Every gate, action and record in turn comes to 8,640.
const TIMES: usize = 8_640;

/// What takes long enough to be run less often.
const TIMES_TABLE: usize = 16;

/// Counts every path, prints the difference to the committed counts, and commits them if asked.
pub(crate) fn compare(bless: bool) -> Result<()> {
    if tools::find("valgrind").is_none() {
        tools::apt_install("valgrind", &["valgrind"])?;
    }
    run(bench_native::cargo_here().args(["build", "--release", "--quiet", "--bin", "paths"]))?;
    let binary = repo::path("target/bench/native/release/paths");
    let listed = probe(&mut command(&binary)).context("the hot paths do not run")?;
    let before: Value =
        std::fs::read_to_string(repo::path(FILE)).ok().map_or(Ok(Value::Null), |text| {
            serde_json::from_str(&text).with_context(|| format!("`{FILE}` is no JSON"))
        })?;
    println!("\n{:<20} {:>14} {:>14} {:>9}", "path", "committed", "now", "change");
    let mut counts = BTreeMap::new();
    for line in listed.lines() {
        let (path, what) = line.split_once('\t').unwrap_or((line, ""));
        let times = if path.starts_with("table") { TIMES_TABLE } else { TIMES };
        let setup = instructions(&binary, path, times)?;
        let count = instructions(&binary, path, 2 * times)?.saturating_sub(setup) as f64;
        let count = (count / times as f64 * 10.0).round() / 10.0;
        let was = before[path]["instructions"].as_f64();
        let change = was.map(|was| format!("{:+.2} %", (count / was - 1.0) * 100.0));
        let was = was.map_or("none".to_owned(), |was| was.to_string());
        println!("{path:<20} {was:>14} {count:>14} {:>9}", change.unwrap_or_default());
        counts.insert(path.to_owned(), json!({"instructions": count, "of": what}));
    }
    if bless {
        repo::write(&repo::path(FILE), serde_json::to_string_pretty(&counts)? + "\n")?;
        println!("\nwritten to {FILE}");
    } else {
        println!("\n`--bless` makes these the committed counts");
    }
    Ok(())
}

/// How many instructions a run of a path takes.
fn instructions(binary: &std::path::Path, path: &str, times: usize) -> Result<u64> {
    let mut callgrind = command("valgrind");
    callgrind.args(["--tool=callgrind", "--callgrind-out-file=/dev/null"]).arg(binary);
    let output = callgrind.arg(path).arg(times.to_string()).output()?;
    let report = String::from_utf8_lossy(&output.stderr).into_owned();
    let line = report.lines().find_map(|line| line.split_once("Collected :"));
    let count = line.and_then(|(_, count)| count.trim().parse().ok());
    count.with_context(|| format!("callgrind did not count `{path}`:\n{report}"))
}

/// A count as the report shows it.
pub(crate) fn committed() -> Vec<(String, String)> {
    let text = std::fs::read_to_string(repo::path(FILE)).unwrap_or_default();
    let counts: BTreeMap<String, Value> = serde_json::from_str(&text).unwrap_or_default();
    let row = |count: &Value| {
        let of = count["of"].as_str().unwrap_or_default().to_owned();
        Some((of, number_text(count["instructions"].as_f64()?)))
    };
    counts.values().filter_map(row).collect()
}
