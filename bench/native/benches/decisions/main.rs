//! Times decisions, gates, tables and loading beside other engines, after checking that all of them
//! decide alike. Of Tollgate only public names are used, so that other commits build it as well.

mod peers;
mod workload;

use std::hint::black_box;

use anyhow::{Result, ensure};
use criterion::measurement::WallTime;
use criterion::{BatchSize, BenchmarkGroup, Criterion, Throughput};
use peers::{DISTINCT_ROWS, Inline, Peer, compare};
use tollgate::{Gate, Policy};
use workload::{ACTIONS, PAGE_ROWS, PEOPLE, customers, gates, people, records};

/// The name of Tollgate's own figures.
const OURS: &str = "Tollgate";

/// Rows of the large table.
const TABLE_ROWS: usize = 1_000_000;

/// Whose gate answers the table: View and Edit.
const TABLE_PERSON: usize = 3;

/// `cargo xtask bench` asks for one group at a time, `^can/`, so that commits take short turns.
fn wanted(group: &str) -> bool {
    let filter = std::env::args().find(|argument| argument.starts_with('^'));
    filter.is_none_or(|filter| filter == format!("^{group}/"))
}

fn main() -> Result<()> {
    let mut criterion = Criterion::default().without_plots().configure_from_args();
    let policy = tollgate::packs::client_metrics();
    let gates = gates(&policy)?;
    if wanted("can") {
        decisions(&mut criterion, &gates);
        peers(&mut criterion)?;
    }
    if wanted("check") {
        checks(&mut criterion, &gates)?;
    }
    if wanted("gate") {
        building(&mut criterion, &policy);
    }
    if wanted("load") {
        loading(&mut criterion);
    }
    if wanted("table") {
        tables(&mut criterion, &gates[TABLE_PERSON])?;
    }
    criterion.final_summary();
    Ok(())
}

#[cfg(feature = "peers")]
fn peers(criterion: &mut Criterion) -> Result<()> {
    use peers::{Casbin, Cedar};
    peer(criterion, Inline::new(DISTINCT_ROWS))?;
    peer(criterion, Cedar::new()?)?;
    peer(criterion, Casbin::new()?)
}

#[cfg(not(feature = "peers"))]
fn peers(criterion: &mut Criterion) -> Result<()> {
    peer(criterion, Inline::new(DISTINCT_ROWS))
}

/// A group whose figures are for one question each.
fn group<'a>(
    criterion: &'a mut Criterion,
    name: &str,
    questions: usize,
) -> BenchmarkGroup<'a, WallTime> {
    let mut group = criterion.benchmark_group(name);
    group.throughput(Throughput::Elements(questions as u64));
    group
}

fn peer<P: Peer>(criterion: &mut Criterion, mut peer: P) -> Result<()> {
    println!("{}: {} verdicts as Tollgate's", P::NAME, compare(&mut peer)?);
    let mut group = group(criterion, "can", DISTINCT_ROWS * ACTIONS.len() * PEOPLE);
    group.bench_function(P::NAME, |bencher| bencher.iter(|| peer.sweep(black_box(DISTINCT_ROWS))));
    Ok(())
}

fn decisions(criterion: &mut Criterion, gates: &[Gate]) {
    let records = records(&customers(PAGE_ROWS));
    let mut group = group(criterion, "can", PAGE_ROWS * ACTIONS.len() * PEOPLE);
    let prepared: Vec<Vec<_>> = records
        .iter()
        .map(|record| gates.iter().map(|gate| gate.prepare(record)).collect())
        .collect();
    group.bench_function(OURS, |bencher| {
        bencher.iter(|| {
            let mut allowed = 0;
            for requests in &prepared {
                for action in ACTIONS {
                    for request in requests {
                        allowed += usize::from(request.can(black_box(action)).unwrap_or(false));
                    }
                }
            }
            allowed
        });
    });
    group.bench_function("Tollgate, from serde_json", |bencher| {
        bencher.iter(|| {
            let mut allowed = 0;
            for record in &records {
                for action in ACTIONS {
                    for gate in gates {
                        let answer = gate.can(black_box(action), record);
                        allowed += usize::from(answer.unwrap_or(false));
                    }
                }
            }
            allowed
        });
    });
}

/// Denials with everything they explain, and the same questions to `can`.
fn checks(criterion: &mut Criterion, gates: &[Gate]) -> Result<()> {
    let records = records(&customers(DISTINCT_ROWS));
    let mut denied = Vec::new();
    for gate in gates {
        for action in ACTIONS {
            for record in &records {
                if !gate.can(action, record)? {
                    denied.push((gate.prepare(record), action));
                }
            }
        }
    }
    let mut group = group(criterion, "check", denied.len());
    group.bench_function(OURS, |bencher| {
        bencher.iter(|| {
            for (request, action) in &denied {
                let _ = black_box(request.check(action));
            }
        });
    });
    group.bench_function("can", |bencher| {
        bencher.iter(|| {
            for (request, action) in &denied {
                let _ = black_box(request.can(action));
            }
        });
    });
    Ok(())
}

fn building(criterion: &mut Criterion, policy: &Policy) {
    let principals: Vec<_> = people().iter().map(|person| person.principal()).collect();
    let mut group = group(criterion, "gate", PEOPLE);
    group.bench_function(OURS, |bencher| {
        bencher.iter(|| {
            for principal in &principals {
                let _ = black_box(policy.gate(principal));
            }
        });
    });
    // What a gate works out only when asked is in this one.
    let record = &records(&customers(1))[0];
    group.bench_function("Tollgate, with a first answer", |bencher| {
        bencher.iter(|| {
            for principal in &principals {
                let gate = policy.gate(principal);
                let _ = black_box(gate.and_then(|gate| gate.can("editCustomer", record)));
            }
        });
    });
}

fn loading(criterion: &mut Criterion) {
    // The bundle of the crate that is measured: its format may be another.
    const BUNDLE: &str = include_str!("../../../../policies/client-metrics/bundle.json");
    let mut group = group(criterion, "load", 1);
    group.bench_function(OURS, |bencher| {
        bencher.iter(|| Policy::from_json(black_box(BUNDLE)));
    });
    group.bench_function("serde_json", |bencher| {
        bencher.iter(|| serde_json::from_str::<serde_json::Value>(black_box(BUNDLE)));
    });
}

/// All the answers for a million rows; a figure is for one answer.
fn tables(criterion: &mut Criterion, gate: &Gate) -> Result<()> {
    let rows = customers(TABLE_ROWS);
    let prepared = gate.prepare_all(&rows);
    let inline = Inline::new(TABLE_ROWS);
    let theirs = inline.table(TABLE_PERSON, ACTIONS.len());
    ensure!(prepared.table(Some(&ACTIONS))?.columns() == theirs, "the tables differ");
    drop(theirs);
    let mut group = group(criterion, "table", TABLE_ROWS * ACTIONS.len());
    // Giving back a table of megabytes is not timed, nor are many kept until then.
    let all = BatchSize::PerIteration;
    group.bench_function("Tollgate, prepared records", |bencher| {
        bencher.iter_batched(|| (), |()| prepared.table(Some(&ACTIONS)), all);
    });
    group.bench_function("Tollgate, from structs", |bencher| {
        bencher.iter_batched(|| (), |()| gate.table(&rows, Some(&ACTIONS)), all);
    });
    group.bench_function(Inline::NAME, |bencher| {
        bencher.iter_batched(|| (), |()| inline.table(TABLE_PERSON, ACTIONS.len()), all);
    });
    Ok(())
}
