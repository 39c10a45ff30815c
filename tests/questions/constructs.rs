//! Everything that is asked of the packs of the constructs: people, records and contexts drawn at
//! and around every literal, and odd ones.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};
use tollgate::Policy;

use crate::questions::file::Document;
use crate::questions::subject::Subject;
use crate::requests::World;
use crate::seed;

/// How many people ask about a pack, how many times records are drawn, and how many contexts.
const PEOPLE: usize = 6;
const DRAWS: usize = 12;
const CONTEXTS: usize = 3;

/// The same without whole numbers that only Rust tells apart, from each other or their neighbours.
pub(crate) fn plain(mut value: Value) -> Value {
    const SAFE_MAX: i64 = 1 << 52;
    match &mut value {
        Value::Number(number) => {
            let near = number.as_i64().map(|it| it.clamp(-SAFE_MAX, SAFE_MAX));
            near.map_or(value, |it| json!(it))
        }
        Value::Array(items) => items.iter().cloned().map(plain).collect(),
        Value::Object(members) => {
            let members = members.iter();
            members.map(|(name, it)| (name.clone(), plain(it.clone()))).collect()
        }
        _ => value,
    }
}

/// The folders of all packs.
pub(crate) fn folders() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/constructs");
    let mut folders: Vec<PathBuf> = std::fs::read_dir(root)
        .unwrap()
        .map(|it| it.unwrap().path())
        .filter(|it| it.is_dir())
        .collect();
    folders.sort();
    folders
}

/// A principal with dates that are in UTC of years that no text has, where it has one.
fn since_far(person: &Value) -> Vec<Value> {
    let far = ["0000-01-01T00:00:00+2359", "9999-12-31T23:59:59.999-2359"];
    let far = far.into_iter().filter(|_| person.get("since").is_some());
    far.map(|since| {
        let mut person = person.clone();
        person["since"] = json!(since);
        person
    })
    .collect()
}

/// Writes down the questions and answers of a pack.
pub(crate) fn written(folder: &Path) -> (Document, Value) {
    let compiled = tollgate_compiler::compile_dir(folder).unwrap();
    let world = World::read(folder);
    let mut draw = world.draw(seed::seed("constructs for the package"));
    let mut people: Vec<Value> = (0..PEOPLE).map(|_| plain(draw.principal().json)).collect();
    people.extend(since_far(&people[0]));
    let mut records: BTreeMap<String, Vec<Value>> = BTreeMap::new();
    let mut contexts: BTreeMap<String, Vec<Value>> = BTreeMap::new();
    let bundle: Value = serde_json::from_str(&compiled.json).unwrap();
    let types = bundle["types"].as_array().unwrap().len();
    let mut drawn = 0;
    // Each type has to have a record.
    while drawn < DRAWS || records.len() < types {
        drawn += 1;
        let principal = draw.principal();
        let (action, resource) = draw.action();
        let record = plain(draw.record(&resource, &principal).json);
        let of = record["type"].as_str().unwrap().to_owned();
        records.entry(of).or_default().push(record);
        let of = contexts.entry(action.clone()).or_default();
        let context = plain(draw.context(&action).json);
        if of.len() < CONTEXTS && !context.is_null() && !of.contains(&context) {
            of.push(context);
        }
    }
    for of in contexts.values_mut() {
        of.extend([json!({}), json!([])]);
    }
    let mut document = Document::default();
    let policy = Policy::from_json(&compiled.json).unwrap();
    let subject = Subject::new(&mut document, (policy, None), &records, (contexts, true));
    subject.ask_policy(&mut document);
    for person in &people {
        if let Some(mut asker) = subject.asker(&mut document, person) {
            subject.ask(&mut document, &mut asker, &|_, _| true);
            document.finish(asker.questions);
        }
    }
    (document, bundle)
}
