//! What the gate costs the server: the suites of `crates/server` that measure, optimised as a
//! server's build is, and for longer than in an ordinary run.

use anyhow::{Context, Result};

use crate::bench_native::Effort;
use crate::bench_report::{Measure, Part};
use crate::process::{cargo, command, probe, run};
use crate::repo;

/// A suite that measures.
struct Suite {
    name: &'static str,
    /// How many turns of other benchmarks one of its own lasts.
    turns: u64,
    /// The files that it leaves.
    leaves: &'static [&'static str],
}

const SUITES: [Suite; 2] = [
    Suite { name: "price", turns: 1, leaves: &["share", "page", "snapshot"] },
    // All of many connections have to get going.
    Suite { name: "load", turns: 6, leaves: &["load"] },
];

pub(crate) fn measure(effort: &Effort) -> Result<Part> {
    let folder = repo::path("target/bench/server");
    repo::empty(&folder)?;
    let version = probe(command("rustc").arg("--version")).unwrap_or_default();
    let mut part = Part { version, ..Part::default() };
    for Suite { name, turns, leaves } in SUITES {
        let mut test = cargo();
        test.args(["test", "--release", "--package", "tollgate-server", "--test", name]);
        test.args(["--", "--nocapture", "--test-threads", "1"]);
        test.env("TOLLGATE_FIGURES", &folder);
        test.env("TOLLGATE_ROUNDS", effort.rounds.to_string());
        test.env("TOLLGATE_TURN_MS", (effort.turn_ms * turns).to_string());
        run(&mut test)?;
        for name in leaves {
            let file = folder.join(format!("{name}.json"));
            let measured: Vec<Measure> = serde_json::from_str(&repo::read(&file)?)
                .with_context(|| format!("`{}` has no figures", repo::display(&file)))?;
            part.measures.extend(measured);
        }
    }
    Ok(part)
}
