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

/// Prints what came of all; whether nothing failed.
fn summarise(outcomes: &[Outcome]) -> bool {
    print!("{}", summary(outcomes));
    outcomes.iter().all(|outcome| outcome.error.is_none() && outcome.tally.failed == 0)
}

/// A line a step, then the totals. What was not checked is no failure, and never left unsaid.
fn summary(outcomes: &[Outcome]) -> String {
    let mut text = format!("\n{:<12} {:>8} {:>8} {:>9}\n", "step", "passed", "failed", "time");
    let mut total = Tally::default();
    for Outcome { name, tally, time, error } in outcomes {
        let mark = match (error, tally.unchecked) {
            (Some(_), _) => "  FAILED",
            (None, 0) => "",
            (None, _) => "  NOT ALL CHECKED",
        };
        let Tally { passed, failed, .. } = tally;
        text +=
            &format!("{name:<12} {passed:>8} {failed:>8} {:>7.1} s{mark}\n", time.as_secs_f64());
        total.add(*tally);
    }
    text += &format!("\n{} passed, {} failed", total.passed, total.failed);
    if total.unchecked > 0 {
        text += &format!(", {} NOT CHECKED", total.unchecked);
    }
    text + "\n"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_not_checked_is_said_of_its_step_and_of_all() {
        let outcome = |name, unchecked| {
            let tally = Tally { passed: 3, failed: 0, unchecked };
            Outcome { name, tally, time: Duration::ZERO, error: None }
        };
        let text = summary(&[outcome("deny", 1), outcome("native", 0)]);
        assert!(text.contains("0.0 s  NOT ALL CHECKED\nnative "), "{text}");
        assert!(text.ends_with("\n6 passed, 0 failed, 1 NOT CHECKED\n"), "{text}");
        assert!(!summary(&[outcome("native", 0)]).contains("CHECKED"));
    }
}
