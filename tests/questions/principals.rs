//! Everything that is asked of packs with several types of principals: principals of each type,
//! records that were drawn with them, and principals that are wrong in whatever goes by the type.

use std::collections::BTreeMap;
use std::path::Path;

use serde_json::{Value, json};
use tollgate::Policy;

use crate::questions::constructs::plain;
use crate::questions::file::Document;
use crate::questions::subject::Subject;
use crate::requests::World;

/// The packs, in `tests/constructs`.
pub(crate) const PACKS: [&str; 3] = ["principals-actions", "principals-groups", "principals-is"];

/// How many principals ask about a pack, each with a record of its own.
const PEOPLE: usize = 24;

/// Writes down the questions and answers of a pack.
pub(crate) fn written(name: &str, seed: u64) -> (Document, Value) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/constructs").join(name);
    let compiled = tollgate_compiler::compile_dir(&folder).unwrap();
    let policy = Policy::from_json(&compiled.json).unwrap();
    let world = World::read(&folder);
    let mut draw = world.draw(seed);
    let mut people: Vec<Value> = Vec::new();
    let mut records: BTreeMap<String, Vec<Value>> = BTreeMap::new();
    while people.len() < PEOPLE {
        let principal = draw.principal();
        let (_, resource) = draw.action();
        let record = draw.record(&resource, &principal);
        records.entry(resource).or_default().push(plain(record.json));
        people.push(plain(principal.json));
    }
    let sound = people.len();
    people.extend(wrong(&people));
    let mut document = Document::default();
    let subject = Subject::new(&mut document, (policy, None), &records, (BTreeMap::new(), true));
    subject.ask_policy(&mut document);
    for (at, person) in people.iter().enumerate() {
        let asker = subject.asker(&mut document, person);
        assert!(at >= sound || asker.is_some(), "{person}");
        if let Some(mut asker) = asker {
            subject.ask(&mut document, &mut asker, &|_, _| true);
            document.finish(asker.questions);
        }
    }
    (document, serde_json::from_str(&compiled.json).unwrap())
}

/// The same principals, of another type, of none or of what is none, and with names, links and
/// entries that some type lacks.
fn wrong(people: &[Value]) -> Vec<Value> {
    let mut all = Vec::new();
    for person in people {
        for of in [json!("User"), json!("Bot"), json!("Service"), json!("Doc"), json!(7)] {
            let mut other = person.clone();
            other["type"] = of;
            all.push(other);
        }
    }
    let person = &people[0];
    let mut without = person.clone();
    without.as_object_mut().unwrap().remove("type");
    all.push(without);
    for of in ["User", "Bot", "Service"] {
        for (member, value) in [
            ("roles", json!(["Admin"])),
            ("roles", json!(["Reader"])),
            ("roles", json!(["Nobody"])),
            ("groups", json!(["Role::admin"])),
            ("groups", json!(["Scope::read"])),
            ("permissions", json!(["view"])),
            ("in", json!(["Team::t1", "User::t2"])),
            ("in", json!(["User::t2"])),
            ("links", json!({"users-only": ["Doc::t1"]})),
            ("links", json!({"lent": ["Folder::t1"], "deploy": true})),
            ("Role", json!("admin")),
        ] {
            let mut other = person.clone();
            other["type"] = json!(of);
            other[member] = value;
            all.push(other);
        }
    }
    all
}
