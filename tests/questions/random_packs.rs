//! Everything that is asked of random packs: people and records drawn, sound ones and odd ones.

use std::collections::BTreeMap;

use serde_json::Value;
use tollgate::Policy;

use crate::packs::{Drawn, people, with_pack};
use crate::questions::file::Document;
use crate::questions::subject::Subject;
use crate::random::request::junk;

/// How many packs are drawn, and how many of them have to compile.
pub(crate) const DRAWN: usize = 310;
pub(crate) const PACKS: usize = 300;

/// How many people ask about a pack, and about how many sound records of a type.
const PEOPLE: usize = 2;
const RECORDS: usize = 2;

/// Writes down the questions and answers of the pack of a seed, where it compiles.
pub(crate) fn written(seed: u64) -> Option<(Document, Value)> {
    let (written, _) = with_pack(seed, |draw, Drawn { pack, compiled }| {
        let compiled = compiled.ok()?;
        let plan = &pack.plan;
        let mut people: Vec<Value> = (0..PEOPLE).map(|_| people::principal(draw, plan)).collect();
        let mut records: BTreeMap<String, Vec<Value>> = BTreeMap::new();
        let mut contexts: BTreeMap<String, Vec<Value>> = BTreeMap::new();
        for person in &people {
            let drawn = people::drawn(draw, plan, person, RECORDS);
            for (of, sound) in drawn.records {
                let all = records.entry(plan.types[of].name.clone()).or_default();
                all.extend(sound);
                all.push(people::odd_record(draw, plan, of, person));
            }
            for (action, context) in drawn.contexts {
                let all = contexts.entry(plan.actions[action].name.clone()).or_default();
                all.extend([context, junk(&mut draw.tape)]);
            }
        }
        people.push(people::odd_principal(draw, plan));
        let mut document = Document::default();
        let bundle: Value = serde_json::from_str(&compiled.json).unwrap();
        let policy = Policy::from_json(&compiled.json).unwrap();
        let subject = Subject::new(&mut document, (policy, None), &records, (contexts, true));
        subject.ask_policy(&mut document);
        for person in &people {
            if let Some(mut asker) = subject.asker(&mut document, person) {
                subject.ask(&mut document, &mut asker, &|_, _| true);
                document.finish(asker.asked);
            }
        }
        Some((document, bundle))
    });
    written
}
