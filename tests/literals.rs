//! A rule says the literals that it was made of: what `tollgate show` prints of a bundle is what
//! its clauses were written with.

#![cfg(not(target_family = "wasm"))]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod random;

use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};

use proptest::collection::vec;
use proptest::prelude::{ProptestConfig, any};
use proptest::test_runner::TestRunner;
use random::outline::values;
use random::{Tape, assemble, list, number, outline};
use serde_json::Value;
use tollgate::program::{AttributeId, Literal, Part, Program, Rule};

#[test]
fn literals_are_read_back_as_they_were_written() {
    let read = Cell::new(0);
    let config =
        ProptestConfig { cases: 600, failure_persistence: None, ..ProptestConfig::default() };
    let outcome = TestRunner::new(config).run(&vec(any::<u8>(), 500..800), |bytes| {
        read.set(read.get() + compare(&outline::random(&mut Tape::new(&bytes))));
        Ok(())
    });
    outcome.unwrap();
    println!("600 random policies: {} clauses read back", read.get());
    assert!(read.get() > 600);
}

/// Compares each clause's literals with those that are read back, and counts the clauses.
fn compare(outline: &Value) -> usize {
    let program = assemble::program(outline);
    let mut read = 0;
    for (action, rules) in list(&outline["actions"]).iter().zip(&program.actions) {
        for (source, rule) in list(&action["on"]).iter().zip(rules) {
            let record = &program.types[rule.resource.index()].record;
            for (effect, clauses) in [("permits", &rule.permits), ("forbids", &rule.forbids)] {
                assert_eq!(list(&source[effect]).len(), clauses.len());
                for (written, clause) in list(&source[effect]).iter().zip(clauses) {
                    assert_eq!(number(&written["policy"]), clause.policy.index());
                    let literals = rule.literals(record, &clause.reject);
                    let unique: BTreeSet<Literal> = literals.iter().cloned().collect();
                    assert_eq!(unique.len(), literals.len(), "none stands twice");
                    assert_eq!(unique, says(&program, outline, rule, written), "{written}");
                    read += 1;
                }
            }
        }
    }
    read
}

/// The literals of a clause that say something: not those that leave every value open. Those about
/// one attribute of the principal are one fact.
fn says(program: &Program, outline: &Value, rule: &Rule, clause: &Value) -> BTreeSet<Literal> {
    let record = &outline["types"][rule.resource.index()]["attributes"];
    let context = &outline["actions"][rule.action.index()]["context"];
    let principal = &program.principal;
    let mut said = BTreeSet::new();
    let mut own: BTreeMap<AttributeId, Vec<usize>> = BTreeMap::new();
    for literal in list(&clause["all"]) {
        match assemble::literal(literal, principal, [record, context]) {
            Literal::Is(Part::Principal, attribute, some) => {
                own.entry(attribute)
                    .and_modify(|left| left.retain(|it| some.contains(it)))
                    .or_insert(some);
            }
            literal => drop(said.insert(literal)),
        }
    }
    said.extend(own.into_iter().map(|(at, some)| Literal::Is(Part::Principal, at, some)));
    let open = |literal: &Literal| {
        let Literal::Is(part, attribute, some) = literal else { return false };
        let of = attribute.index();
        let all = match part {
            Part::Record => values(&record[of]),
            Part::Context => values(&context[of]),
            Part::Principal => 1 + usize::from(principal.slots[of].optional),
        };
        some.len() == all
    };
    said.retain(|literal| !open(literal));
    said
}
