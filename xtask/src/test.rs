//! The test suite: named steps, each run alone or all in a row, and what came of them.

use std::time::{Duration, Instant};

use anyhow::Result;
use clap::builder::PossibleValuesParser;

use crate::process::Tally;
use crate::suites::{STEPS, Step, Suite};

/// What came of one step.
struct Outcome {
    name: &'static str,
    tally: Tally,
    time: Duration,
    error: Option<String>,
}

/// The names that `cargo xtask test` takes.
pub(crate) fn step_names() -> PossibleValuesParser {
    PossibleValuesParser::new(STEPS.map(|step| step.name))
}

/// Runs the named steps, or all; whether all passed. In a long run the suites ask all that they
/// name a bound for otherwise.
pub(crate) fn run(names: &[String], quick: bool, long: bool) -> Result<bool> {
    let mut suite = Suite::new(long);
    let chosen = STEPS.iter().filter(|step| {
        let named = names.is_empty() || names.iter().any(|name| name == step.name);
        named && (!quick || step.native)
    });
    let outcomes: Vec<Outcome> = chosen.map(|step| outcome(step, &mut suite)).collect();
    Ok(summarise(&outcomes))
}

fn outcome(step: &Step, suite: &mut Suite) -> Outcome {
    println!("\n━━ {}: {}", step.name, step.what);
    let start = Instant::now();
    let mut tally = Tally::default();
    let error = (step.run)(suite, &mut tally).err().map(|error| format!("{error:#}"));
    // A step that counts no tests of its own is one test.
    if tally == Tally::default() && error.is_none() {
        tally.passed = 1;
    }
    if tally.failed == 0 && error.is_some() {
        tally.failed = 1;
    }
    let outcome = Outcome { name: step.name, tally, time: start.elapsed(), error };
    match &outcome.error {
        None => println!("━━ {} passed in {:.1} s", step.name, outcome.time.as_secs_f64()),
        Some(error) => {
            println!("━━ {} FAILED in {:.1} s", step.name, outcome.time.as_secs_f64());
            println!("   {error}");
            println!("   to see it alone: cargo xtask test {}", step.name);
        }
    }
    outcome
}

/// Prints a line a step, then the totals; whether nothing failed.
fn summarise(outcomes: &[Outcome]) -> bool {
    println!("\n{:<12} {:>8} {:>8} {:>9}", "step", "passed", "failed", "time");
    let mut total = Tally::default();
    for Outcome { name, tally, time, error } in outcomes {
        let mark = if error.is_some() { "  FAILED" } else { "" };
        let Tally { passed, failed } = tally;
        println!("{name:<12} {passed:>8} {failed:>8} {:>7.1} s{mark}", time.as_secs_f64());
        total.add(*tally);
    }
    println!("\n{} passed, {} failed", total.passed, total.failed);
    outcomes.iter().all(|outcome| outcome.error.is_none()) && total.failed == 0
}
