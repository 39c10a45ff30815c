//! Writes down every question about the packs, random policies and random packs, each with its
//! whole native answer, for `tests/node/questions.mjs` to ask the packed npm package the same: in
//! Node and in a browser. That the native answers are right is for the other suites to show: these
//! are the answers that `tests/equal_to_cedar.rs` and `tests/random_packs.rs` hold against Cedar's,
//! `tests/every_unlock_unlocks.rs` against a search, and so on.

#![cfg(not(target_family = "wasm"))]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]
#![allow(clippy::unreachable, reason = "a test fails by panicking")]

mod packs;
mod questions;
mod random;
mod requests;
mod seed;
mod support;
mod worst;

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::PathBuf;

use questions::packs::document;
use questions::policies::{self, RECORDS, Written};
use questions::principals;
use questions::random_packs;
use questions::{constructs, long};
use support::Pack;
use tollgate::packs::NAMES;
use worst::hardest;

/// The packs that take longest; beside them there is time for all others.
const LARGE: [&str; 2] = ["expenses", "alvys"];

/// A file under `target/shipped`, of which each line is a policy.
fn file(name: &str) -> BufWriter<File> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("target/shipped");
    std::fs::create_dir_all(&folder).unwrap();
    BufWriter::new(File::create(folder.join(name)).unwrap())
}

fn print(what: &str, counts: &BTreeMap<String, usize>) {
    let told: Vec<String> = counts.iter().map(|(verb, count)| format!("{count} {verb}")).collect();
    println!("{what}: {} answers ({})", counts.values().sum::<usize>(), told.join(", "));
}

fn pack_is_written(name: &'static str) {
    let document = document(&Pack::load(name));
    let counts = document.counts();
    let verbs = ["check", "control", "scope", "filter", "table", "project", "spanish"];
    assert!(verbs.iter().all(|it| counts[*it] > 0));
    let mut out = file(&format!("{name}.jsonl"));
    writeln!(out, "{}", document.text(name, None)).unwrap();
    out.flush().unwrap();
    print(name, counts);
}

#[test]
fn every_question_about_expenses_is_written_with_its_answer() {
    pack_is_written(LARGE[0]);
}

#[test]
fn every_question_about_alvys_is_written_with_its_answer() {
    pack_is_written(LARGE[1]);
}

#[test]
fn every_question_about_the_other_packs_is_written_with_its_answer() {
    NAMES.into_iter().filter(|name| !LARGE.contains(name)).for_each(pack_is_written);
}

#[test]
fn questions_about_the_hardest_policies_are_written_with_their_answers() {
    let mut out = file("hardest.jsonl");
    let mut total = BTreeMap::new();
    for case in hardest() {
        let (document, bundle) = policies::hardest(&case);
        for (verb, count) in document.counts() {
            *total.entry(verb.clone()).or_default() += count;
        }
        writeln!(out, "{}", document.text(&case.name, Some(&bundle))).unwrap();
    }
    out.flush().unwrap();
    print("the hardest policies", &total);
    assert!(total["check"] > 0 && total["filter"] > 0 && total["refused"] > 0);
}

#[test]
fn questions_about_random_policies_are_written_with_their_answers() {
    let policies: u64 = if long() { 3000 } else { 250 };
    let mut out = file("random.jsonl");
    let (mut total, mut whole) = (BTreeMap::new(), 0);
    for seed in 0..policies {
        let Written { document, bundle, whole: all } = policies::written(seed);
        for (verb, count) in document.counts() {
            *total.entry(verb.clone()).or_default() += count;
        }
        whole += u64::from(all);
        writeln!(out, "{}", document.text(&format!("random {seed}"), Some(&bundle))).unwrap();
    }
    out.flush().unwrap();
    print(&format!("{policies} random policies"), &total);
    println!("  of {whole} every record, of the others {RECORDS} a type");
    assert!(whole > policies / 2 && total["check"] > 0);
}

#[test]
fn questions_about_random_packs_are_written_with_their_answers() {
    let seed = seed::seed("random packs for the package");
    let mut out = file("packs.jsonl");
    let (mut total, mut written) = (BTreeMap::new(), 0);
    for index in 0..random_packs::DRAWN {
        let Some((document, bundle)) = random_packs::written(seed::of(seed, index)) else {
            continue;
        };
        for (verb, count) in document.counts() {
            *total.entry(verb.clone()).or_default() += count;
        }
        written += 1;
        let name = format!("pack {index} of seed {seed}");
        writeln!(out, "{}", document.text(&name, Some(&bundle))).unwrap();
    }
    out.flush().unwrap();
    print(&format!("{written} random packs"), &total);
    assert!(written >= random_packs::PACKS && total.values().sum::<usize>() >= 100_000);
}

#[test]
fn questions_about_the_constructs_are_written_with_their_answers() {
    let mut out = file("constructs.jsonl");
    let mut total = BTreeMap::new();
    let folders = constructs::folders();
    for folder in &folders {
        let (document, bundle) = constructs::written(folder);
        for (verb, count) in document.counts() {
            *total.entry(verb.clone()).or_default() += count;
        }
        let name = folder.file_name().unwrap().to_string_lossy();
        writeln!(out, "{}", document.text(&name, Some(&bundle))).unwrap();
    }
    out.flush().unwrap();
    print(&format!("{} constructs", folders.len()), &total);
    assert!(total["check"] > 0 && total["filter"] > 0);
}

#[test]
fn questions_of_principals_of_several_types_are_written_with_their_answers() {
    let seed = seed::seed("principals for the package");
    let mut out = file("principals.jsonl");
    let mut total = BTreeMap::new();
    for (index, name) in (0..).zip(principals::PACKS) {
        let (document, bundle) = principals::written(name, seed::of(seed, index));
        for (verb, count) in document.counts() {
            *total.entry(verb.clone()).or_default() += count;
        }
        writeln!(out, "{}", document.text(name, Some(&bundle))).unwrap();
    }
    out.flush().unwrap();
    print("principals of several types", &total);
    assert!(total["check"] > 0 && total["control"] > 0 && total["filter"] > 0);
}
