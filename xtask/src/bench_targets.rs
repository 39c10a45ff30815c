//! What Tollgate sets out to reach, each target read off the results of one part.

use crate::bench_results::{Results, Spread, number_text, time_text};

const OURS: &str = "Tollgate";
const CASL: &str = "CASL";

/// How a target is read off a measure.
enum Goal {
    /// At most so many times the time of another contender.
    RatioMax { of: &'static str, to: &'static str, max: f64 },
    /// Another contender takes at least so many times as long.
    RatioMin { of: &'static str, to: &'static str, min: f64 },
    /// At most so many nanoseconds.
    TimeMax { of: &'static str, max: f64 },
    /// At most so many times the other's time, or nanoseconds, whichever is more.
    Either { to: &'static str, ratio: f64, time: f64 },
    /// At most so many bytes under brotli.
    BrotliMax { of: &'static str, max: u64 },
}

struct Target {
    parts: &'static [&'static str],
    measure: &'static str,
    what: &'static str,
    goal: Goal,
}

/// What became of a target.
pub(crate) struct Outcome {
    pub(crate) what: &'static str,
    pub(crate) part: String,
    /// What was to be reached, in words.
    pub(crate) goal: String,
    /// What was measured, with its spread; nothing when the measure is not there.
    pub(crate) figure: Option<String>,
    pub(crate) reached: bool,
}

const SCRIPT: &[&str] = &["node", "browser"];
const BROWSER: &[&str] = &["browser"];
const NODE: &[&str] = &["node"];
const NATIVE: &[&str] = &["native"];
const SIZE: &[&str] = &["size"];

const fn ratio(of: &'static str, to: &'static str, max: f64) -> Goal {
    Goal::RatioMax { of, to, max }
}

const fn time(of: &'static str, max: f64) -> Goal {
    Goal::TimeMax { of, max }
}

const fn target(
    parts: &'static [&'static str],
    measure: &'static str,
    what: &'static str,
    goal: Goal,
) -> Target {
    Target { parts, measure, what, goal }
}

const INLINE: &str = "inline JavaScript";
const CELLS: &str = "Tollgate, cell by cell";
const READ: &str = "check, message and unlock read";
const UNREAD: &str = "check, unlock not read";
const PREPARED_TABLE: &str = "Tollgate, prepared records";
const FROM_JSON: &str = "Tollgate, from serde_json";

const TARGETS: [Target; 24] = [
    target(SCRIPT, "can", "a decision", ratio(OURS, CASL, 0.45)),
    target(SCRIPT, "predicate", "a predicate", ratio(OURS, CASL, 0.25)),
    target(SCRIPT, "predicate", "a predicate", ratio(OURS, INLINE, 4.0)),
    target(SCRIPT, "table", "a table, warm, read by column", ratio(OURS, CASL, 0.12)),
    target(SCRIPT, "table", "a table, warm, read cell by cell", ratio(CELLS, CASL, 0.12)),
    target(SCRIPT, "table-first", "the first table", ratio(OURS, CASL, 0.25)),
    target(SCRIPT, "check", "a denial, message and unlock read", time(READ, 3_000.0)),
    target(SCRIPT, "check", "a denial, unlock not read", ratio(UNREAD, "can", 3.0)),
    target(SCRIPT, "controls", "the controls of a row", time(OURS, 1_000.0)),
    target(BROWSER, "gate", "a gate from a loaded policy", time(OURS, 20_000.0)),
    target(
        BROWSER,
        "first",
        "the first decision",
        Goal::Either { to: CASL, ratio: 3.0, time: 1_500_000.0 },
    ),
    target(NODE, "first", "the first decision, import included", ratio(OURS, CASL, 1.5)),
    target(SCRIPT, "growth-policies", "decisions at 1,000 policies", ratio("1000", "10", 1.15)),
    target(SCRIPT, "growth-policies", "decisions at 10,000 policies", ratio("10000", "10", 1.15)),
    target(
        SCRIPT,
        "growth-permissions",
        "decisions at 2,000 permissions",
        ratio("2000", "10", 1.15),
    ),
    target(BROWSER, "load-10000", "loading 10,000 policies", ratio(OURS, "JSON.parse", 4.0)),
    target(NATIVE, "can", "a decision, record prepared", time(OURS, 10.0)),
    target(NATIVE, "can", "a decision from `serde_json`", time(FROM_JSON, 150.0)),
    target(
        NATIVE,
        "can",
        "Cedar beside a decision, record prepared",
        Goal::RatioMin { of: "Cedar", to: OURS, min: 300.0 },
    ),
    target(NATIVE, "gate", "a gate from a loaded policy", time(OURS, 2_000.0)),
    target(NATIVE, "table", "an answer of a table, records prepared", time(PREPARED_TABLE, 1.0)),
    target(
        SIZE,
        "",
        "the default entry with one pack",
        Goal::BrotliMax { of: "tollgate, with one pack", max: 24_000 },
    ),
    target(SIZE, "", "the slim entry", Goal::BrotliMax { of: "tollgate/slim", max: 20_000 }),
    target(
        SIZE,
        "",
        "the slim entry, stretch",
        Goal::BrotliMax { of: "tollgate/slim", max: 12_000 },
    ),
];

/// What became of every target of the parts that were measured.
pub(crate) fn outcomes(results: &[Results]) -> Vec<Outcome> {
    let of_part = |part: &Results| {
        let mine = |target: &&Target| target.parts.contains(&part.part.as_str());
        TARGETS.iter().filter(mine).map(|target| outcome(target, part)).collect::<Vec<_>>()
    };
    results.iter().flat_map(of_part).collect()
}

fn outcome(target: &Target, results: &Results) -> Outcome {
    let id = target.measure;
    let (goal, found) = match &target.goal {
        Goal::RatioMax { of, to, max } => (
            format!("at most {} × {}", number(*max), rival(to)),
            results.ratio(id, of, to).map(|found| (ratio_text(found), found.median <= *max)),
        ),
        Goal::RatioMin { of, to, min } => (
            format!("at least {} × {to}", number(*min)),
            results.ratio(id, of, to).map(|found| (ratio_text(found), found.median >= *min)),
        ),
        Goal::TimeMax { of, max } => (
            format!("at most {}", time_text(*max)),
            results.time(id, of).map(|found| (spread_text(found), found.median <= *max)),
        ),
        Goal::Either { to, ratio, time } => (
            format!("at most {} × {to} or {}", number(*ratio), time_text(*time)),
            results.time(id, OURS).zip(results.ratio(id, OURS, to)).map(|(took, found)| {
                let text = format!("{}; {}", ratio_text(found), spread_text(took));
                (text, found.median <= *ratio || took.median <= *time)
            }),
        ),
        Goal::BrotliMax { of, max } => (
            format!("at most {max} bytes under brotli"),
            results
                .sizes
                .iter()
                .find(|size| size.name == *of)
                .map(|size| (format!("{} bytes", size.brotli), size.brotli <= *max)),
        ),
    };
    let reached = found.as_ref().is_some_and(|(_, reached)| *reached);
    let figure = found.map(|(figure, _)| figure);
    Outcome { what: target.what, part: results.part.clone(), goal, figure, reached }
}

/// A contender in words: those of growing size are called by their number.
fn rival(name: &str) -> String {
    if name.parse::<u64>().is_ok() { format!("that at {name}") } else { name.to_owned() }
}

/// A bound, without digits that say nothing.
fn number(value: f64) -> String {
    format!("{value}")
}

/// A ratio and its spread.
pub(crate) fn ratio_text(Spread { median, low, high }: Spread) -> String {
    format!("{} × ({}–{})", number_text(median), number_text(low), number_text(high))
}

/// A time and its spread.
pub(crate) fn spread_text(Spread { median, low, high }: Spread) -> String {
    format!("{} ({}–{})", time_text(median), time_text(low), time_text(high))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn results(part: &str, ours: f64) -> Results {
        let mut results = Results::new(part);
        results.add("can", OURS, [ours, ours]);
        results.add("can", CASL, [100.0, 100.0]);
        results
    }

    fn decision(results: Results) -> (Option<String>, bool) {
        let outcomes = outcomes(&[results]);
        let found = outcomes.into_iter().find(|outcome| outcome.what == "a decision");
        found.map_or((None, false), |outcome| (outcome.figure, outcome.reached))
    }

    #[test]
    fn a_target_is_reached_up_to_its_bound() {
        assert!(decision(results("node", 45.0)).1);
        assert!(!decision(results("node", 46.0)).1);
    }

    #[test]
    fn what_was_not_measured_is_not_reached() {
        assert_eq!(decision(Results::new("node")), (None, false));
    }

    #[test]
    fn an_absolute_bound_stands_in_for_a_ratio_that_is_out_of_reach() {
        for (took, reached) in [(1_400_000.0, true), (1_600_000.0, false)] {
            let mut results = Results::new("browser");
            results.add("first", OURS, [took]);
            results.add("first", CASL, [1.0]);
            let outcomes = outcomes(&[results]);
            let first = outcomes.iter().find(|outcome| outcome.what == "the first decision");
            assert_eq!(first.map(|outcome| outcome.reached), Some(reached));
        }
    }
}
