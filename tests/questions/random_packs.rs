//! Everything that is asked of random packs: people and records drawn, sound ones and odd ones.

use std::collections::BTreeMap;

use serde_json::Value;
use tollgate::Policy;

use crate::packs::{Drawn, odd, with_pack};
use crate::questions::constructs::plain;
use crate::questions::file::Document;
use crate::questions::subject::Subject;
use crate::random::request::junk;
use crate::requests::World;

/// How many packs are drawn, and how many of them have to compile.
pub(crate) const DRAWN: usize = 310;
pub(crate) const PACKS: usize = 300;

/// How many people ask about a pack, and about how many sound records of a type.
const PEOPLE: usize = 1;
const RECORDS: usize = 2;

/// Writes down the questions and answers of the pack of a seed, where it compiles.
pub(crate) fn written(seed: u64) -> Option<(Document, Value)> {
    let (written, _) = with_pack(seed, |draw, Drawn { pack, compiled, .. }| {
        let compiled = compiled.ok()?;
        let world = World::of(&pack.sources.files);
        let mut drawn = world.draw(seed);
        let mut people: Vec<Value> = Vec::new();
        let mut records: BTreeMap<String, Vec<Value>> = BTreeMap::new();
        let mut contexts: BTreeMap<String, Vec<Value>> = BTreeMap::new();
        for _ in 0..PEOPLE {
            let person = drawn.principal();
            for (action, _) in world.actions() {
                let context = drawn.context(action).json;
                if !context.is_null() {
                    let all = contexts.entry(action.to_owned()).or_default();
                    all.extend([plain(context), plain(junk(&mut draw.tape))]);
                }
            }
            for of in world.records() {
                let all = records.entry(world.called(of).to_owned()).or_default();
                all.extend((0..RECORDS).map(|_| plain(drawn.record(of, &person).json)));
                let odd = odd::record(draw, &drawn.record(of, &person).json);
                all.push(plain(odd));
            }
            people.push(plain(person.json));
        }
        people.push(plain(odd::principal(draw, &people[0])));
        let mut document = Document::default();
        let bundle: Value = serde_json::from_str(&compiled.json).unwrap();
        let policy = Policy::from_json(&compiled.json).unwrap();
        let subject = Subject::new(&mut document, (policy, None), &records, (contexts, true));
        subject.ask_policy(&mut document);
        for person in &people {
            if let Some(mut asker) = subject.asker(&mut document, person) {
                subject.ask(&mut document, &mut asker, &|_, _| true);
                document.finish(asker.questions);
            }
        }
        Some((document, bundle))
    });
    written
}
