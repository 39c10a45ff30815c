//! Runs one hot path a number of times, for a profiler to count instructions: `paths NAME TIMES`.
//! Setting up does not depend on the times, so the difference of two runs is the path alone.

use std::hint::black_box;
use std::process::ExitCode;

use anyhow::{Context, Result, bail};
use tollgate_bench::workload::{ACTIONS, PAGE_ROWS, customers, gates, people, records};

/// Every path; an operation of each is what its line says.
const PATHS: [(&str, &str); 7] = [
    ("can-prepared", "a decision on a prepared record"),
    ("can-serde-json", "a decision on a serde_json record"),
    ("check-denial", "a denial with message and unlock"),
    ("gate", "a gate from a loaded policy"),
    ("gate-first-answer", "the same, and its first decision"),
    ("table-1000", "a table of 1,000 records and 9 actions"),
    ("table-prepared-1000", "the same, of records that were prepared"),
];

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    let (name, times) = (arguments.next(), arguments.next());
    let done = match (name, times) {
        (Some(name), Some(times)) => {
            times.parse().context("how many times?").and_then(|times| run(&name, times))
        }
        _ => {
            for (name, what) in PATHS {
                println!("{name}\t{what}");
            }
            Ok(())
        }
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(name: &str, times: usize) -> Result<()> {
    let policy = tollgate::packs::client_metrics();
    let gates = gates(&policy)?;
    let records = records(&customers(PAGE_ROWS));
    // Questions in turn, so that no path sees the same one all the time.
    let person = |turn: usize| turn % gates.len();
    let action = |turn: usize| ACTIONS[(turn / gates.len()) % ACTIONS.len()];
    let record = |turn: usize| &records[(turn / (gates.len() * ACTIONS.len())) % records.len()];
    // Every gate has answered before counting starts.
    for turn in 0..gates.len() * ACTIONS.len() * records.len() {
        black_box(gates[person(turn)].can(action(turn), record(turn))?);
    }
    match name {
        "can-prepared" => {
            let requests: Vec<_> = gates.iter().map(|gate| gate.prepare(&records[0])).collect();
            for turn in 0..times {
                black_box(requests[person(turn)].can(action(turn))?);
            }
        }
        "can-serde-json" => {
            for turn in 0..times {
                black_box(gates[person(turn)].can(action(turn), record(turn))?);
            }
        }
        "check-denial" => {
            let mut denied = Vec::new();
            for turn in 0..gates.len() * ACTIONS.len() * records.len() {
                if !gates[person(turn)].can(action(turn), record(turn))? {
                    denied.push(turn);
                }
            }
            for turn in denied.into_iter().cycle().take(times) {
                black_box(gates[person(turn)].check(action(turn), record(turn))?);
            }
        }
        "gate" | "gate-first-answer" => {
            let principals: Vec<_> = people().iter().map(|person| person.principal()).collect();
            for turn in 0..times {
                let gate = policy.gate(&principals[person(turn)])?;
                if name == "gate" {
                    black_box(gate);
                } else {
                    black_box(gate.can(action(turn), record(turn))?);
                }
            }
        }
        "table-1000" => {
            let rows = customers(1000);
            for turn in 0..times {
                black_box(gates[person(turn)].table(&rows, Some(&ACTIONS))?);
            }
        }
        "table-prepared-1000" => {
            let rows = customers(1000);
            let prepared: Vec<_> = gates.iter().map(|gate| gate.prepare_all(&rows)).collect();
            for turn in 0..times {
                black_box(prepared[person(turn)].table(Some(&ACTIONS))?);
            }
        }
        _ => bail!("no path is called `{name}`"),
    }
    Ok(())
}
