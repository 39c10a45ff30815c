//! What benchmarks measured: rounds of every contender, and the ratios between them.

use std::collections::BTreeMap;

use serde_json::{Value, json};

/// How long and how often is measured.
pub(crate) struct Effort {
    /// Times that all contenders of a measure take their turn.
    pub(crate) rounds: usize,
    /// How long one turn lasts, in milliseconds.
    pub(crate) turn_ms: u64,
    /// Fresh processes or pages for a first decision.
    pub(crate) samples: usize,
    /// The most policies of a generated pack.
    pub(crate) policies: usize,
}

/// The results of one part.
#[derive(Debug, PartialEq)]
pub(crate) struct Results {
    /// `native`, `node`, `browser` or `size`.
    pub(crate) part: String,
    /// What it ran on.
    pub(crate) version: String,
    /// The commit that was measured, where that is known.
    pub(crate) commit: String,
    /// By measure, then contender: nanoseconds, a figure a round.
    pub(crate) measures: BTreeMap<String, BTreeMap<String, Vec<f64>>>,
    /// How many verdicts of each contender were compared with Tollgate's.
    pub(crate) verdicts: BTreeMap<String, u64>,
    /// What a contender could not express itself.
    pub(crate) limits: BTreeMap<String, String>,
    /// Bytes that a loaded policy keeps, by how many Cedar policies it was compiled from.
    pub(crate) memory: BTreeMap<u64, f64>,
    /// What a browser loads.
    pub(crate) sizes: Vec<Size>,
}

/// What one entry weighs, in bytes.
#[derive(Debug, PartialEq)]
pub(crate) struct Size {
    pub(crate) name: String,
    pub(crate) raw: u64,
    pub(crate) gzip: u64,
    pub(crate) brotli: u64,
}

/// A figure and how far it spreads: the middle half of its rounds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Spread {
    pub(crate) median: f64,
    pub(crate) low: f64,
    pub(crate) high: f64,
}

impl Spread {
    /// Of at least one figure.
    pub(crate) fn of(figures: &[f64]) -> Option<Spread> {
        let mut sorted = figures.to_vec();
        sorted.sort_by(f64::total_cmp);
        let at = |share: f64| {
            let place = share * (sorted.len().checked_sub(1)? as f64);
            let (below, above) =
                (sorted.get(place.floor() as usize)?, sorted.get(place.ceil() as usize)?);
            Some(below + (above - below) * place.fract())
        };
        Some(Spread { median: at(0.5)?, low: at(0.25)?, high: at(0.75)? })
    }

    /// Of one contender to another, round by round.
    pub(crate) fn of_ratio(figures: &[f64], to: &[f64]) -> Option<Spread> {
        let ratios: Vec<f64> = figures.iter().zip(to).map(|(one, other)| one / other).collect();
        Spread::of(&ratios)
    }
}

impl Results {
    /// Without anything measured yet.
    pub(crate) fn new(part: &str) -> Self {
        Results {
            part: part.to_owned(),
            version: String::new(),
            commit: String::new(),
            measures: BTreeMap::new(),
            verdicts: BTreeMap::new(),
            limits: BTreeMap::new(),
            memory: BTreeMap::new(),
            sizes: Vec::new(),
        }
    }

    /// What a script of `bench/js`, or [`json`](Self::json), left.
    pub(crate) fn of_json(part: &str, json: &Value) -> Self {
        let members = |value: &Value| value.as_object().cloned().unwrap_or_default();
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let mut results = Results::new(part);
        results.version = text(&json["version"]);
        results.commit = text(&json["commit"]);
        for (name, count) in members(&json["verdicts"]) {
            results.verdicts.insert(name, count.as_u64().unwrap_or_default());
        }
        for (name, limit) in members(&json["limits"]) {
            if !limit.is_null() {
                results.limits.insert(name, text(&limit));
            }
        }
        for (policies, bytes) in members(&json["memory"]) {
            if let (Ok(policies), Some(bytes)) = (policies.parse(), bytes.as_f64()) {
                results.memory.insert(policies, bytes);
            }
        }
        for measure in json["measures"].as_array().into_iter().flatten() {
            for (name, rounds) in members(&measure["figures"]) {
                let rounds = rounds.as_array().into_iter().flatten().filter_map(Value::as_f64);
                results.add(&text(&measure["id"]), &name, rounds);
            }
        }
        for size in json["sizes"].as_array().into_iter().flatten() {
            let bytes = |name: &str| size[name].as_u64().unwrap_or_default();
            let (raw, gzip, brotli) = (bytes("raw"), bytes("gzip"), bytes("brotli"));
            results.sizes.push(Size { name: text(&size["name"]), raw, gzip, brotli });
        }
        results
    }

    /// The same as JSON.
    pub(crate) fn json(&self) -> Value {
        let measures: Vec<Value> = self
            .measures
            .iter()
            .map(|(id, figures)| json!({"id": id, "figures": figures}))
            .collect();
        let size = |size: &Size| {
            let Size { name, raw, gzip, brotli } = size;
            json!({"name": name, "raw": raw, "gzip": gzip, "brotli": brotli})
        };
        json!({
            "version": self.version,
            "commit": self.commit,
            "verdicts": self.verdicts,
            "limits": self.limits,
            "memory": self.memory,
            "measures": measures,
            "sizes": self.sizes.iter().map(size).collect::<Vec<_>>(),
        })
    }

    /// Adds rounds of a contender.
    pub(crate) fn add(&mut self, id: &str, name: &str, rounds: impl IntoIterator<Item = f64>) {
        let measure = self.measures.entry(id.to_owned()).or_default();
        measure.entry(name.to_owned()).or_default().extend(rounds);
    }

    /// A contender's rounds, in nanoseconds.
    pub(crate) fn rounds(&self, id: &str, name: &str) -> Option<&[f64]> {
        self.measures.get(id)?.get(name).map(Vec::as_slice)
    }

    /// A contender's time, in nanoseconds.
    pub(crate) fn time(&self, id: &str, name: &str) -> Option<Spread> {
        Spread::of(self.rounds(id, name)?)
    }

    /// The ratio of two contenders.
    pub(crate) fn ratio(&self, id: &str, name: &str, to: &str) -> Option<Spread> {
        Spread::of_ratio(self.rounds(id, name)?, self.rounds(id, to)?)
    }
}

/// Nanoseconds as a person reads them.
pub(crate) fn time_text(ns: f64) -> String {
    let (value, unit) = match ns {
        ns if ns < 1e3 => (ns, "ns"),
        ns if ns < 1e6 => (ns / 1e3, "µs"),
        ns if ns < 1e9 => (ns / 1e6, "ms"),
        ns => (ns / 1e9, "s"),
    };
    format!("{} {unit}", number_text(value))
}

/// A number with about three digits.
pub(crate) fn number_text(value: f64) -> String {
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
    fn a_spread_is_the_middle_half() {
        let spread = Spread::of(&[5.0, 1.0, 2.0, 4.0, 3.0]);
        assert_eq!(spread, Some(Spread { median: 3.0, low: 2.0, high: 4.0 }));
        assert_eq!(Spread::of(&[]), None);
        assert_eq!(Spread::of(&[1.0, 2.0]).map(|spread| spread.median), Some(1.5));
    }

    #[test]
    fn a_ratio_pairs_rounds_and_so_survives_a_machine_that_slows_down() {
        let ratio = Spread::of_ratio(&[1.0, 10.0, 100.0], &[2.0, 20.0, 200.0]);
        assert_eq!(ratio, Some(Spread { median: 0.5, low: 0.5, high: 0.5 }));
    }

    #[test]
    fn results_are_kept_whole() {
        let mut results = Results::new("native");
        (results.version, results.commit) = ("rustc".to_owned(), "abc".to_owned());
        results.add("can", "Tollgate", [1.5, 2.25]);
        results.add("can", "Cedar", [700.0]);
        results.verdicts.insert("Cedar".to_owned(), 864);
        results.limits.insert("Casbin".to_owned(), "roles only".to_owned());
        results.memory.insert(1_000, 2048.5);
        let (raw, gzip, brotli) = (3, 2, 1);
        results.sizes.push(Size { name: "tollgate".to_owned(), raw, gzip, brotli });
        let again = Results::of_json("native", &results.json());
        assert_eq!(again, results);
    }

    #[test]
    fn times_are_read_in_their_unit() {
        assert_eq!(time_text(3.456), "3.46 ns");
        assert_eq!(time_text(53.21), "53.2 ns");
        assert_eq!(time_text(61_000.0), "61.0 µs");
        assert_eq!(time_text(0.25), "0.250 ns");
        assert_eq!(time_text(2.4e9), "2.40 s");
    }
}
