//! Times what each kind of class costs beside an enumeration, and decisions as literals grow. The
//! packs and what is asked of them are those that `cargo xtask bench classes` leaves in the folder
//! that `TOLLGATE_CLASSES` names.

use std::fs::{read_dir, read_to_string};
use std::hint::black_box;
use std::path::Path;

use anyhow::{Context, Result, ensure};
use criterion::{Criterion, Throughput};
use serde_json::Value;
use tollgate::Policy;

/// Rows of a table.
const TABLE_ROWS: usize = 10_000;

fn main() -> Result<()> {
    let folder = std::env::var("TOLLGATE_CLASSES").context("`TOLLGATE_CLASSES` names no folder")?;
    let folder = Path::new(&folder);
    let wanted = std::env::args().find(|argument| argument.starts_with('^')).unwrap_or_default();
    let mut criterion = Criterion::default().without_plots().configure_from_args();
    for (group, set) in [("can", "kinds"), ("check", "kinds"), ("row", "kinds"), ("grown", "grown")]
    {
        if wanted.is_empty() || wanted == format!("^{group}/") {
            for entry in read_dir(folder.join(set))? {
                measure(&mut criterion, group, &entry?.path())?;
            }
        }
    }
    criterion.final_summary();
    Ok(())
}

fn measure(criterion: &mut Criterion, group: &str, folder: &Path) -> Result<()> {
    let policy = Policy::from_json(&read_to_string(folder.join("bundle.json"))?)?;
    let asked: Value = serde_json::from_str(&read_to_string(folder.join("asked.json"))?)?;
    let gate = policy.gate(&asked["principal"])?;
    let (action, rows) = (asked["action"].as_str(), asked["rows"].as_array());
    let (action, rows) = action.zip(rows).context("`asked.json` asks nothing")?;
    let mut allowed = 0;
    for row in rows {
        allowed += usize::from(gate.can(action, row)?);
    }
    ensure!(allowed * 2 == rows.len(), "{allowed} rows of {} are allowed", folder.display());
    let name = folder.file_name().and_then(|name| name.to_str()).context("a name")?;
    let mut group_of = criterion.benchmark_group(group);
    if group == "row" {
        let many: Vec<&Value> = rows.iter().cycle().take(TABLE_ROWS).collect();
        group_of.throughput(Throughput::Elements(TABLE_ROWS as u64));
        group_of.bench_function(name, |bencher| {
            bencher.iter(|| gate.table(black_box(&many), Some(&[action])));
        });
        return Ok(());
    }
    group_of.throughput(Throughput::Elements(rows.len() as u64));
    group_of.bench_function(name, |bencher| {
        bencher.iter(|| {
            let mut allowed = 0;
            for row in rows {
                allowed += usize::from(if group == "check" {
                    gate.check(black_box(action), row).is_ok_and(|decision| decision.allowed)
                } else {
                    gate.can(black_box(action), row).unwrap_or(false)
                });
            }
            allowed
        });
    });
    Ok(())
}
