//! The report of benchmarks: printed, and written as Markdown with charts.

use std::fmt::Write as _;
use std::path::Path;

use anyhow::Result;

use crate::bench_chart::{Bar, chart};
use crate::bench_results::{Results, time_text};
use crate::bench_targets::{Outcome, outcomes, ratio_text, spread_text};
use crate::{bench_instructions, repo};

/// Measures in the order of the report: id, heading, what one figure is, whether it has a chart.
const MEASURES: [(&str, &str, &str, bool); 16] = [
    ("can", "A decision", "One `can`: strings and plain objects, 16 people in turn.", true),
    ("predicate", "A predicate", "One call of `gate.predicate(action)` on a plain object.", true),
    ("table", "A table", "", true),
    ("table-first", "The first table", "The same in a fresh process or page.", true),
    ("first", "The first decision", "In a fresh process or page, to the first verdict.", true),
    ("check", "A denial explained", "One `check`, beside `can` on the same questions.", true),
    ("controls", "The controls of a row", "All the states of a company's eleven controls.", false),
    ("gate", "A gate", "For a person who just signed in, from a loaded policy.", true),
    ("gate-first-answer", "A gate and its first answer", "", false),
    ("growth-policies", "Growth with policies", "A decision; ten permissions.", true),
    ("growth-permissions", "Growth with permissions", "A decision; 100 policies.", true),
    ("load", "Loading the pack", "From JSON text, fingerprint checked.", false),
    ("load-10", "Loading 10 policies", "From JSON text.", false),
    ("load-100", "Loading 100 policies", "From JSON text.", false),
    ("load-1000", "Loading 1,000 policies", "From JSON text.", false),
    ("load-10000", "Loading 10,000 policies", "From JSON text.", true),
];

/// What a table's figure is, which differs.
fn table_text(part: &str) -> &'static str {
    match part {
        "native" => "One answer, of 1,000,000 records × 9 actions on one thread.",
        _ => "10,000 rows × 9 actions: asking, and reading all 90,000 answers.",
    }
}

fn part_title(part: &str) -> &'static str {
    match part {
        "native" => "Native",
        "node" => "Node.js",
        "browser" => "Chromium",
        _ => "Size",
    }
}

/// Whom ratios are to: the one that a reader of the part knows best.
fn reference(id: &str, part: &str) -> &'static str {
    match (id, part) {
        ("check", _) => "can",
        ("growth-policies" | "growth-permissions", _) => "10",
        (id, "native") if id.starts_with("load") => "serde_json",
        (id, _) if id.starts_with("load") => "JSON.parse",
        ("table", "native") => "inline Rust",
        (_, "native") => "Tollgate",
        _ => "CASL",
    }
}

/// Prints ratios and targets.
pub(crate) fn print(results: &[Results]) {
    for results in results {
        println!("\n━━ {}: {}", part_title(&results.part), results.version);
        for (id, heading, _, _) in MEASURES {
            let rows = rows(results, id);
            if !rows.is_empty() {
                println!("\n{heading}");
            }
            for Row { name, time, ratio, .. } in rows {
                println!("  {name:<32} {time:<36} {ratio}");
            }
        }
        for size in &results.sizes {
            let (raw, gzip, brotli) = (size.raw, size.gzip, size.brotli);
            println!("  {:<26} {raw:>9} raw {gzip:>9} gzip {brotli:>9} brotli", size.name);
        }
    }
    println!("\n━━ targets");
    let outcomes = outcomes(results);
    for outcome in &outcomes {
        let Outcome { what, part, goal, figure, .. } = outcome;
        let figure = figure.as_deref().unwrap_or("not measured");
        println!("  {:<8} {what}: {goal}", part_title(part));
        println!("           {}: {figure}", verdict(outcome));
    }
    let reached = outcomes.iter().filter(|outcome| outcome.reached).count();
    println!("\n{reached} of {} targets reached", outcomes.len());
}

fn verdict(outcome: &Outcome) -> &'static str {
    if outcome.reached { "reached" } else { "not reached" }
}

/// One contender of a measure.
struct Row {
    name: String,
    ns: f64,
    time: String,
    ratio: String,
}

/// The contenders of a measure, the quickest first; those that grow, by size.
fn rows(results: &Results, id: &str) -> Vec<Row> {
    let Some(measure) = results.measures.get(id) else { return Vec::new() };
    let to = reference(id, &results.part);
    let row = |name: &String| {
        let time = results.time(id, name)?;
        let ratio = results.ratio(id, name, to);
        let ratio = ratio.map_or(String::new(), ratio_text);
        Some(Row { name: name.clone(), ns: time.median, time: spread_text(time), ratio })
    };
    let mut rows: Vec<Row> = measure.keys().filter_map(row).collect();
    if id.starts_with("growth") {
        rows.sort_by_key(|row| row.name.parse::<u64>().unwrap_or_default());
    } else {
        rows.sort_by(|one, other| one.ns.total_cmp(&other.ns));
    }
    rows
}

/// Writes `benchmarks.md` and its charts into a folder.
pub(crate) fn write(results: &[Results], folder: &Path, machine: &[String]) -> Result<()> {
    let mut text = String::new();
    head(&mut text, results, machine)?;
    targets(&mut text, results)?;
    let charts = folder.join("benchmarks");
    repo::empty(&charts)?;
    for (id, heading, what, drawn) in MEASURES {
        section(&mut text, results, (id, heading, what), drawn.then_some(charts.as_path()))?;
    }
    linear(&mut text, results)?;
    sizes(&mut text, results, &charts)?;
    instructions(&mut text)?;
    let file = folder.join("benchmarks.md");
    repo::write(&file, text)?;
    println!("\n{}", repo::display(&file));
    Ok(())
}

fn head(text: &mut String, results: &[Results], machine: &[String]) -> Result<()> {
    text.push_str(
        "# Benchmarks\n\nWritten by `cargo xtask bench`; what is measured and how stands in \
         [bench/](../bench). Contenders\nof a measure take turns, round by round, and a ratio is \
         taken within a round, so that a machine\nthat slows down slows both. A figure is the \
         median of its rounds; in brackets, their middle half.\nRatios carry over to other \
         machines; times are of this one.\n\n",
    );
    for line in machine {
        writeln!(text, "- {line}")?;
    }
    for results in results {
        let at = match results.commit.as_str() {
            "" => String::new(),
            commit => format!(" (commit {commit})"),
        };
        writeln!(text, "- {}: {}{at}", part_title(&results.part), results.version)?;
    }
    text.push_str(
        "\nBefore anything is timed, every contender answers every question, and each verdict is \
         compared\nwith Tollgate's:\n\n",
    );
    for results in results.iter().filter(|results| !results.verdicts.is_empty()) {
        let compared = results.verdicts.iter().filter(|(name, _)| *name != "Tollgate");
        let compared: Vec<String> = compared
            .map(|(name, count)| match results.limits.get(name) {
                Some(limit) => format!("{name} {count} ({limit})"),
                None => format!("{name} {count}"),
            })
            .collect();
        writeln!(text, "- {}: {}", part_title(&results.part), compared.join(", "))?;
    }
    Ok(())
}

fn targets(text: &mut String, results: &[Results]) -> Result<()> {
    text.push_str("\n## Targets\n\n| where | what | to reach | measured | |\n");
    text.push_str("| --- | --- | --- | --- | --- |\n");
    let outcomes = outcomes(results);
    let reached = outcomes.iter().filter(|outcome| outcome.reached).count();
    for outcome in &outcomes {
        let Outcome { what, part, goal, figure, .. } = outcome;
        let (part, figure) = (part_title(part), figure.as_deref().unwrap_or("not measured"));
        writeln!(text, "| {part} | {what} | {goal} | {figure} | {} |", verdict(outcome))?;
    }
    writeln!(text, "\n{reached} of {} targets are reached.", outcomes.len())?;
    Ok(())
}

/// One measure: a table for each part that has it, and a chart where a folder for it is given.
fn section(
    text: &mut String,
    results: &[Results],
    (id, heading, what): (&str, &str, &str),
    charts: Option<&Path>,
) -> Result<()> {
    let measured: Vec<(&Results, Vec<Row>)> = results
        .iter()
        .map(|part| (part, rows(part, id)))
        .filter(|(_, rows)| !rows.is_empty())
        .collect();
    if measured.is_empty() {
        return Ok(());
    }
    writeln!(text, "\n## {heading}")?;
    for (part, rows) in measured {
        let what = if id == "table" { table_text(&part.part) } else { what };
        let title = part_title(&part.part);
        writeln!(text, "\n**{title}.** {what}\n")?;
        if let Some(charts) = charts {
            let name = format!("{id}-{}.svg", part.part);
            let bars: Vec<Bar> = rows.iter().map(bar).collect();
            repo::write(&charts.join(&name), chart(&format!("{heading}, {title}"), &bars))?;
            writeln!(text, "![{heading}, {title}](benchmarks/{name})\n")?;
        }
        writeln!(text, "| | time | to {} |", reference(id, &part.part))?;
        text.push_str("| --- | --- | --- |\n");
        for Row { name, time, ratio, .. } in rows {
            writeln!(text, "| {name} | {time} | {ratio} |")?;
        }
    }
    Ok(())
}

fn bar(row: &Row) -> Bar {
    Bar {
        name: row.name.clone(),
        value: row.ns,
        label: time_text(row.ns),
        ours: row.name.starts_with("Tollgate"),
    }
}

/// What a policy more costs to load and to keep, which should not depend on how many there are.
fn linear(text: &mut String, results: &[Results]) -> Result<()> {
    const SIZES: [u64; 4] = [10, 100, 1_000, 10_000];
    text.push_str("\n## Loading and keeping, for each policy\n\n");
    text.push_str("| where | policies | load time | memory |\n| --- | --- | --- | --- |\n");
    for part in results {
        for policies in SIZES {
            let each = policies as f64;
            let Some(time) = part.time(&format!("load-{policies}"), "Tollgate") else { continue };
            let memory =
                part.memory.get(&policies).map(|bytes| format!("{:.0} bytes", bytes / each));
            let (title, time) = (part_title(&part.part), time_text(time.median / each));
            let memory = memory.unwrap_or("not measured".to_owned());
            writeln!(text, "| {title} | {policies} | {time} | {memory} |")?;
        }
    }
    Ok(())
}

fn sizes(text: &mut String, results: &[Results], charts: &Path) -> Result<()> {
    let Some(part) = results.iter().find(|part| !part.sizes.is_empty()) else { return Ok(()) };
    text.push_str("\n## Size\n\nBytes that a browser loads, bundled and minified by esbuild.\n\n");
    let bars: Vec<Bar> = part
        .sizes
        .iter()
        .map(|size| Bar {
            name: size.name.clone(),
            value: size.brotli as f64,
            label: format!("{:.1} kB", size.brotli as f64 / 1e3),
            ours: size.name.starts_with("tollgate"),
        })
        .collect();
    repo::write(&charts.join("size.svg"), chart("Size under brotli", &bars))?;
    text.push_str("![Size under brotli](benchmarks/size.svg)\n\n");
    text.push_str("| | raw | gzip | brotli |\n| --- | --- | --- | --- |\n");
    for size in &part.sizes {
        writeln!(text, "| {} | {} | {} | {} |", size.name, size.raw, size.gzip, size.brotli)?;
    }
    Ok(())
}

fn instructions(text: &mut String) -> Result<()> {
    let counts = bench_instructions::committed();
    if counts.is_empty() {
        return Ok(());
    }
    text.push_str("\n## Instructions\n\nCounted natively by callgrind; the committed counts.\n\n");
    text.push_str("| | instructions |\n| --- | --- |\n");
    for (of, count) in counts {
        writeln!(text, "| {of} | {count} |")?;
    }
    Ok(())
}
