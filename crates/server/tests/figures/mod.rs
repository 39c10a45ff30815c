//! What suites measure, for `cargo xtask bench server` to report. An ordinary run is one short
//! round, which shows that it works.

#![allow(clippy::unwrap_used, reason = "a suite")]
#![allow(dead_code, unreachable_pub, reason = "not every suite asks all of it")]

use std::path::PathBuf;
use std::time::Duration;

use serde::Serialize;

/// How long and how often is measured.
#[derive(Clone, Copy, Debug)]
pub struct Effort {
    pub rounds: usize,
    /// How long a contender's turn lasts.
    pub turn: Duration,
}

impl Effort {
    /// What the benchmark asks for; one round of a short turn in an ordinary run.
    pub fn or(turn: Duration) -> Self {
        let number = |name: &str| std::env::var(name).ok().and_then(|text| text.parse().ok());
        let rounds = number("TOLLGATE_ROUNDS").unwrap_or(1);
        let turn = number("TOLLGATE_TURN_MS").map_or(turn, |ms| Duration::from_millis(ms as u64));
        Effort { rounds, turn }
    }
}

/// One question, put to several.
#[derive(Debug, Serialize)]
pub struct Measure {
    title: String,
    note: String,
    /// To whom ratios are taken.
    to: String,
    /// `ns` or `bytes`.
    unit: &'static str,
    /// Contenders, with a figure for each round.
    figures: Vec<(String, Vec<f64>)>,
}

impl Measure {
    pub fn new(unit: &'static str, title: &str, note: &str, to: &str) -> Self {
        Measure {
            title: title.to_owned(),
            note: note.to_owned(),
            to: to.to_owned(),
            unit,
            figures: Vec::new(),
        }
    }

    /// Adds a contender's figure of a round.
    pub fn add(&mut self, name: &str, figure: f64) {
        match self.figures.iter_mut().find(|(known, _)| known == name) {
            Some((_, rounds)) => rounds.push(figure),
            None => self.figures.push((name.to_owned(), vec![figure])),
        }
    }

    /// Prints each contender's mean, and its ratio to the one that ratios are taken to.
    pub fn print(&self) {
        println!("{}. {}", self.title, self.note);
        let mean = |rounds: &[f64]| rounds.iter().sum::<f64>() / rounds.len() as f64;
        let to = self.figures.iter().find(|(name, _)| *name == self.to);
        for (name, rounds) in &self.figures {
            let ratio = to.map_or(f64::NAN, |(_, to)| mean(rounds) / mean(to));
            println!("  {name}: {:.0} {}, {ratio:.4} ×", mean(rounds), self.unit);
        }
    }
}

/// Prints measures, and leaves them where the benchmark looks for them.
pub fn leave(name: &str, measures: &[Measure]) {
    for measure in measures {
        measure.print();
    }
    if let Some(folder) = std::env::var_os("TOLLGATE_FIGURES") {
        let file = PathBuf::from(folder).join(format!("{name}.json"));
        std::fs::write(file, serde_json::to_vec(measures).unwrap()).unwrap();
    }
}
