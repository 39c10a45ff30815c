//! Prints the bytes that a loaded policy keeps: `memory BUNDLE`. On Linux; it is what the process
//! has grown by for many policies after the first, whose loading left room to work in.

use std::fs;
use std::hint::black_box;
use std::process::ExitCode;

use anyhow::{Context, Result};
use tollgate::Policy;

/// How many policies there are in all that is loaded, about: enough to see past single pages.
const POLICIES: usize = 80_000;

fn main() -> ExitCode {
    match run() {
        Ok(bytes) => {
            println!("{bytes}");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<usize> {
    let file = std::env::args().nth(1).context("of which bundle? `memory BUNDLE`")?;
    let text = fs::read_to_string(&file).with_context(|| format!("cannot read `{file}`"))?;
    let first = Policy::from_json(&text)?;
    let count = POLICIES.div_ceil(first.bundle().policies.len().max(1));
    let mut all = Vec::with_capacity(count);
    let before = resident()?;
    for _ in 0..count {
        all.push(Policy::from_json(&text)?);
    }
    let after = resident()?;
    black_box((first, all));
    Ok(after.saturating_sub(before) / count)
}

/// Bytes of the process that are in memory.
fn resident() -> Result<usize> {
    let status = fs::read_to_string("/proc/self/status").context("no `/proc/self/status`")?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let kilobytes: usize = line
        .and_then(|line| line.split_whitespace().next()?.parse().ok())
        .context("`/proc/self/status` has no `VmRSS`")?;
    Ok(kilobytes * 1024)
}
