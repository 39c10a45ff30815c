//! What benchmarks measured, and the report of it in Markdown.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use anyhow::Result;
use serde::{Deserialize, Serialize};

/// The results of one part.
#[derive(Default, Serialize, Deserialize)]
pub(crate) struct Part {
    /// What it ran on.
    pub(crate) version: String,
    /// The commit that was measured.
    #[serde(default)]
    pub(crate) commit: String,
    /// How many verdicts of each peer were compared with Tollgate's.
    pub(crate) verdicts: BTreeMap<String, u64>,
    pub(crate) measures: Vec<Measure>,
}

/// One question, put to several.
#[derive(Serialize, Deserialize)]
pub(crate) struct Measure {
    pub(crate) title: String,
    pub(crate) note: String,
    /// To whom ratios are taken.
    pub(crate) to: String,
    /// `ns` or `bytes`.
    pub(crate) unit: String,
    /// Contenders, with a figure for each round.
    pub(crate) figures: Vec<(String, Vec<f64>)>,
}

const HEAD: &str = "\
# Benchmarks

Written by `cargo xtask bench`; what is measured and how stands in [bench/](../bench). Contenders
of a measure take turns, round by round, and a ratio is taken within a round, so that a machine
that slows down slows both. A figure is the median of its rounds; in brackets, their middle half.
Best is the ratio of the least figures, which a busy machine disturbs least. Ratios carry over to
other machines; times are of this one.

";

/// The report of some parts, by name.
pub(crate) fn markdown(parts: &[(&str, Part)], machine: &str) -> Result<String> {
    let mut text = format!("{HEAD}- Machine: {machine}\n");
    for (name, part) in parts {
        writeln!(text, "- {name}: {} (commit {})", part.version, part.commit)?;
    }
    text.push_str("\nVerdicts compared with Tollgate's before anything was timed, all equal:\n\n");
    for (name, part) in parts.iter().filter(|(_, part)| !part.verdicts.is_empty()) {
        let counts: Vec<String> =
            part.verdicts.iter().map(|(peer, count)| format!("{peer} {count}")).collect();
        writeln!(text, "- {name}: {}", counts.join(", "))?;
    }
    for (name, part) in parts {
        writeln!(text, "\n## {name}")?;
        for measure in &part.measures {
            table(&mut text, measure)?;
        }
    }
    Ok(text)
}

fn table(text: &mut String, measure: &Measure) -> Result<()> {
    let Measure { title, note, to, unit, figures } = measure;
    let note = if note.is_empty() { String::new() } else { format!(" {note}") };
    let what = if unit == "ns" { "time" } else { "bytes" };
    writeln!(text, "\n**{title}.**{note}\n\n| | {what} | to {to} | best |")?;
    text.push_str("| --- | --- | --- | --- |\n");
    let reference = figures.iter().find(|(name, _)| name == to);
    for (name, rounds) in figures {
        let ratios: Vec<f64> = reference
            .iter()
            .flat_map(|(_, others)| rounds.iter().zip(others).map(|(one, other)| one / other))
            .collect();
        let ratio = spread(&ratios, |ratio| format!("{} ×", number(ratio)));
        let figure = spread(rounds, if unit == "ns" { time } else { whole });
        let least = |rounds: &[f64]| rounds.iter().copied().fold(f64::INFINITY, f64::min);
        let best = reference.map(|(_, others)| number(least(rounds) / least(others)));
        let best = best.map_or(String::new(), |best| format!("{best} ×"));
        writeln!(text, "| {name} | {figure} | {ratio} | {best} |")?;
    }
    Ok(())
}

/// A median, and the middle half where there are several figures.
fn spread(figures: &[f64], shown: impl Fn(f64) -> String) -> String {
    let mut sorted = figures.to_vec();
    sorted.sort_by(f64::total_cmp);
    let at = |share: f64| {
        let place = share * (sorted.len().saturating_sub(1)) as f64;
        let (low, high) = (sorted.get(place.floor() as usize), sorted.get(place.ceil() as usize));
        low.zip(high).map(|(low, high)| shown(low + (high - low) * place.fract()))
    };
    match (at(0.25), at(0.5), at(0.75)) {
        (_, Some(median), _) if sorted.len() == 1 => median,
        (Some(low), Some(median), Some(high)) => format!("{median} ({low} to {high})"),
        _ => String::new(),
    }
}

/// Nanoseconds as a person reads them.
fn time(ns: f64) -> String {
    let (value, unit) = match ns {
        ns if ns < 1e3 => (ns, "ns"),
        ns if ns < 1e6 => (ns / 1e3, "µs"),
        ns if ns < 1e9 => (ns / 1e6, "ms"),
        ns => (ns / 1e9, "s"),
    };
    format!("{} {unit}", number(value))
}

/// Bytes, of which there is no half.
fn whole(bytes: f64) -> String {
    format!("{bytes:.0}")
}

/// A number with about three digits.
fn number(value: f64) -> String {
    let digits = match value.abs() {
        value if value < 1.0 => 3,
        value if value < 10.0 => 2,
        value if value < 100.0 => 1,
        _ => 0,
    };
    format!("{value:.digits$}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ratio_pairs_rounds_and_so_survives_a_machine_that_slows_down() {
        let figures = vec![
            ("Tollgate".to_owned(), vec![1.0, 10.0, 100.0]),
            ("CASL".to_owned(), vec![2.0, 20.0, 200.0]),
        ];
        let (title, note) = ("can".to_owned(), String::new());
        let (to, unit) = ("CASL".to_owned(), "ns".to_owned());
        let mut text = String::new();
        table(&mut text, &Measure { title, note, to, unit, figures }).expect("it is text");
        let ours =
            "| Tollgate | 10.0 ns (5.50 ns to 55.0 ns) | 0.500 × (0.500 × to 0.500 ×) | 0.500 × |";
        assert!(text.contains(ours), "{text}");
    }

    #[test]
    fn figures_are_read_in_their_unit() {
        assert_eq!(spread(&[], time), "");
        assert_eq!(spread(&[0.25], time), "0.250 ns");
        assert_eq!(spread(&[61_000.0], time), "61.0 µs");
        assert_eq!(spread(&[2.4e9], time), "2.40 s");
    }
}
