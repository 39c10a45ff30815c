//! How long packs of growing sizes take to compile:
//! `cargo run --release -p tollgate-compiler --example scale`.

#[path = "../tests/common/large.rs"]
mod large;

use std::process::ExitCode;
use std::time::Instant;

use large::Size;
use tollgate_compiler::compile;

/// What grows, and to which sizes.
const GROWING: [(&str, fn(usize) -> Size, [usize; 2]); 11] = [
    ("policies", Size::of_policies, [1_000, 10_000]),
    ("values", |values| Size { values, ..Size::SMALL }, [2_000, 20_000]),
    ("actions", |actions| Size { actions, ..Size::SMALL }, [1_000, 10_000]),
    ("types", |types| Size { types, actions: types, ..Size::SMALL }, [1_000, 10_000]),
    ("groups", |groups| Size { groups, ..Size::SMALL }, [1_000, 10_000]),
    ("flags", |flags| Size { flags, ..Size::SMALL }, [1_000, 4_000]),
    ("controls", |controls| Size { controls, ..Size::SMALL }, [1_000, 10_000]),
    ("steps", |steps| Size { values: steps, steps, policies: 3, ..Size::SMALL }, [1_000, 10_000]),
    ("roles", |roles| Size { roles, ..Size::SMALL }, [1_000, 10_000]),
    ("advices", |advices| Size { advices, actions: advices, ..Size::SMALL }, [1_000, 10_000]),
    (
        "translated",
        |policies| Size { language: true, ..Size::of_policies(policies) },
        [1_000, 10_000],
    ),
];

fn main() -> ExitCode {
    let wanted: Vec<String> = std::env::args().skip(1).collect();
    for (name, size, counts) in GROWING {
        if !wanted.is_empty() && !wanted.iter().any(|each| each == name) {
            continue;
        }
        for count in counts {
            let pack = size(count).pack();
            let start = Instant::now();
            match compile(&pack) {
                Ok(compiled) => {
                    let (time, bytes) = (start.elapsed().as_secs_f64(), compiled.json.len());
                    let warnings = compiled.warnings.len();
                    println!(
                        "{count:>7} {name:<11} {time:>8.2} s, {bytes:>9} bytes, {warnings} warnings"
                    );
                }
                Err(report) => {
                    let time = start.elapsed().as_secs_f64();
                    let first = report.errors.first().map(ToString::to_string).unwrap_or_default();
                    println!(
                        "{count:>7} {name:<11} {time:>8.2} s, refused: {} errors, {first}",
                        report.errors.len()
                    );
                }
            }
        }
    }
    ExitCode::SUCCESS
}
