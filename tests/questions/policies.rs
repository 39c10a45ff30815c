//! Everything that is asked of random policies: people drawn, every record of each type.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use tollgate::Policy;

use crate::questions::file::Document;
use crate::questions::subject::Subject;
use crate::random::request::{all_records, ids, junk, map, principal, record};
use crate::random::{Tape, assemble, list, outline, text};
use crate::worst::packs::Packed;

/// How many people each policy is asked about.
const PEOPLE: usize = 2;

/// The most records of a type that are asked about; of more, the first ones.
pub(crate) const RECORDS: usize = 300;

/// Bytes for a tape: SplitMix64 from a seed, so that every run asks the same.
fn bytes(seed: u64) -> Vec<u8> {
    let mut state = seed;
    let mut next = || {
        state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (state ^ state >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ mixed >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ mixed >> 31
    };
    (0..100).flat_map(|_| next().to_le_bytes()).collect()
}

/// Writes down the questions about one of the hardest policies, with their answers.
pub(crate) fn hardest(case: &Packed) -> (Document, Value) {
    let mut document = Document::default();
    let policy = Policy::from_json(&case.bundle).unwrap();
    let records = BTreeMap::from([("T".to_owned(), vec![case.record.clone()])]);
    let subject = Subject::new(&mut document, (policy, None), &records, (BTreeMap::new(), false));
    if let Some(mut asker) = subject.asker(&mut document, &case.principal) {
        subject.ask(&mut document, &mut asker, &|_, _| true);
        document.finish(asker.questions);
    }
    (document, serde_json::from_str(&case.bundle).unwrap())
}

/// A policy with its questions and answers, and whether all its records are among them.
pub(crate) struct Written {
    pub(crate) document: Document,
    pub(crate) bundle: Value,
    pub(crate) whole: bool,
}

/// Writes down the questions and answers of one random policy.
pub(crate) fn written(seed: u64) -> Written {
    let bytes = bytes(seed);
    let tape = &mut Tape::new(&bytes);
    let outline = outline::random(tape);
    let people: Vec<Value> = (0..PEOPLE).map(|_| principal(tape, &outline)).collect();
    let mut whole = true;
    let mut records: BTreeMap<String, Vec<Value>> = BTreeMap::new();
    for (index, resource) in list(&outline["types"]).iter().enumerate() {
        let all = records.entry(text(&resource["name"]).to_owned()).or_default();
        for person in &people {
            all.extend(all_records(&outline, index, &ids(person, &outline)));
        }
        all.sort_by_key(Value::to_string);
        all.dedup();
        whole &= all.len() <= RECORDS;
        all.truncate(RECORDS);
        let ids = ids(&people[0], &outline);
        all.extend((0..3).map(|_| record(tape, &outline, index, &ids, true)));
    }
    let mut contexts: BTreeMap<String, Vec<Value>> = BTreeMap::new();
    for action in list(&outline["actions"]) {
        let attributes = list(&action["context"]);
        let ids = ids(&people[0], &outline);
        let drawn = [false, true].map(|wild| map(tape, attributes, &ids, wild));
        if !attributes.is_empty() {
            contexts.insert(text(&action["name"]).to_owned(), drawn.into());
        }
    }
    let mut document = Document::default();
    let bundle = assemble::bundle(&outline);
    let policy = Policy::from_json(&bundle.to_string()).unwrap();
    let subject = Subject::new(&mut document, (policy, None), &records, (contexts, true));
    subject.ask_policy(&mut document);
    let odd = json!({"id": "me", "team": junk(tape), "boss": junk(tape)});
    for person in people.iter().chain([&odd]) {
        if let Some(mut asker) = subject.asker(&mut document, person) {
            subject.ask(&mut document, &mut asker, &|_, _| true);
            document.finish(asker.questions);
        }
    }
    Written { document, bundle, whole }
}
