//! Of tables of records of the packs that are built in and of those of the constructs, on both
//! databases and however attributes are stored, a filter gives exactly the rows on which the gate
//! allows the action.

#![cfg(not(target_family = "wasm"))]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a suite")]

mod requests;
mod seed;
mod tables;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use requests::World;
use serde_json::Value;
use tables::{Counts, Databases, Table, agree, attributes, compiled};
use tollgate::Filter;
use tollgate_postgres::Postgres;

/// Rows of each pack, and filters that principals who are drawn ask for.
const ROWS: usize = 1000;
const PACK_ROWS: usize = 10_000;
const FILTERS: usize = 24;

/// What else texts may be.
const HOSTILE: [&str; 24] = [
    "",
    "'",
    "\"",
    "''; DROP TABLE t1; --",
    "%",
    "_",
    "*",
    "?",
    "[a]",
    "\\",
    "\\*",
    "a\\",
    "{a}",
    "e\u{301}",
    "\u{e9}",
    "\u{d7ff}",
    "\u{e000}",
    "\u{fffd}",
    "\u{fffe}",
    "\u{ffff}",
    "\u{10000}",
    "\u{10ffff}",
    "x\0y",
    "\u{130}\u{131}",
];

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// A number below another one.
fn below(state: &mut u64, count: usize) -> usize {
    *state = seed::of(*state, 1);
    (*state >> 11) as usize % count
}

#[tokio::test]
async fn filters_of_the_constructs_give_the_rows_on_which_decisions_are_yes() {
    let folder = root().join("tests/constructs");
    let mut packs: Vec<PathBuf> =
        std::fs::read_dir(folder).unwrap().map(|it| it.unwrap().path()).collect();
    packs.sort();
    compare("constructs", &packs, ROWS).await;
}

#[tokio::test]
async fn filters_of_the_packs_give_the_rows_on_which_decisions_are_yes() {
    let names = tollgate::packs::NAMES.into_iter().chain(["office"]);
    let packs: Vec<PathBuf> = names.map(|name| root().join("policies").join(name)).collect();
    compare("packs", &packs, PACK_ROWS).await;
}

async fn compare(what: &str, packs: &[PathBuf], rows: usize) {
    let seed = seed::seed(what);
    let postgres = Postgres::start();
    let mut databases = Databases::open(&postgres).await;
    let mut all = 0;
    for folder in packs {
        let begun = std::time::Instant::now();
        let mut counts = Counts::default();
        pack(&mut databases, folder, (seed, rows), &mut counts).await;
        counts.say(&format!("{} {:?}", folder.file_name().unwrap().display(), begun.elapsed()));
        all += counts.queries;
    }
    println!("{what}: {all} queries, each of {rows} rows");
    assert!(all > 100);
}

async fn pack(
    databases: &mut Databases,
    folder: &Path,
    (seed, rows): (u64, usize),
    counts: &mut Counts,
) {
    let (policy, bundle) = compiled(folder);
    let world = World::read(folder);
    let mut draw = world.draw(seed);
    let mut state = seed;
    let mut made: BTreeMap<String, Table> = BTreeMap::new();
    let mut asked: Vec<(String, Filter)> = Vec::new();
    let people: Vec<requests::Drawn> = (0..20).map(|_| draw.principal()).collect();
    let mut questions: Vec<(Value, String, String, Value)> = Vec::new();
    for at in 0..FILTERS {
        let (action, resource) = draw.action();
        let context = draw.context(&action).json;
        questions.push((people[at % people.len()].json.clone(), action, resource, context));
    }
    questions.extend(of_cases(folder, &mut draw));
    let mut drawn = 0;
    for (principal, action, resource, context) in questions {
        let gate = policy.gate(&principal).unwrap();
        let about = |record: &Value| match context.is_null() {
            true => gate.prepare(record),
            false => gate.prepare(record).with(&context),
        };
        let filter = about(&Value::Null).filter(&action).unwrap();
        let is_open = filter.kind == tollgate::FilterKind::Some;
        if !is_open || asked.iter().any(|(of, it)| *of == resource && *it == filter) {
            continue;
        }
        drawn += 1;
        if drawn > FILTERS {
            break;
        }
        if !made.contains_key(&resource) {
            let names = attributes(&bundle, short(&bundle, &resource));
            let record = |at: usize, draw: &mut requests::Draw<'_>, state: &mut u64| {
                let mut row = draw.record(&resource, &people[at % people.len()]).json;
                for attribute in &names {
                    let found = attribute.at(&row);
                    if attribute.kind == "string" && found.is_string() && below(state, 4) == 0 {
                        let text = HOSTILE[below(state, HOSTILE.len())];
                        let pointer = format!("/{}", attribute.path.join("/"));
                        *row.pointer_mut(&pointer).unwrap() = text.into();
                    }
                }
                row
            };
            let rows = (0..rows).map(|at| record(at, &mut draw, &mut state)).collect();
            let table = databases.table(&bundle, short(&bundle, &resource), rows).await;
            made.insert(resource.clone(), table);
        }
        let table = &made[&resource];
        let can = |row: &Value| about(row).can(&action).unwrap_or(false);
        agree(databases, table, &filter, can, counts).await;
        asked.push((resource, filter));
    }
}

/// What a bundle calls a type.
fn short<'b>(bundle: &'b Value, full: &str) -> &'b str {
    let types = bundle["types"].as_array().unwrap();
    let names = types.iter().map(|it| it["name"].as_str().unwrap());
    let mut fitting = names.filter(|name| *name == full || full.ends_with(&format!("::{name}")));
    fitting.next().unwrap()
}

/// What the principals of a pack's cases ask.
fn of_cases(folder: &Path, draw: &mut requests::Draw<'_>) -> Vec<(Value, String, String, Value)> {
    let mut people: Vec<Value> = Vec::new();
    for file in std::fs::read_dir(folder.join("cases")).into_iter().flatten() {
        let text = std::fs::read_to_string(file.unwrap().path()).unwrap();
        for line in text.lines() {
            let case: Value = serde_json::from_str(line).unwrap();
            let principal = &case["principal"];
            if case["expect"]["error"].is_null()
                && !principal.is_null()
                && !people.contains(principal)
            {
                people.push(principal.clone());
            }
        }
    }
    let mut all = Vec::new();
    for person in people {
        for _ in 0..8 {
            let (action, resource) = draw.action();
            let context = draw.context(&action).json;
            all.push((person.clone(), action, resource, context));
        }
    }
    all
}
