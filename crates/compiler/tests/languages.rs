//! The packs' texts in other languages: complete, written as committed, and no part of the bundle.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

use std::collections::BTreeMap;
use std::path::Path;

use serde_json::Value;
use tollgate_compiler::{Compiled, Sources, compile};

/// The built-in packs, and the server's own.
const PACKS: [&str; 5] = ["access-levels", "alvys", "client-metrics", "expenses", "office"];

fn sources(pack: &str) -> Sources {
    let policies = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../policies");
    Sources::read(&policies.join(pack)).unwrap()
}

fn compiled(sources: &Sources) -> Compiled {
    compile(sources).map_err(|report| report.to_string()).unwrap()
}

fn texts(json: &str) -> BTreeMap<String, String> {
    let value: Value = serde_json::from_str(json).unwrap();
    serde_json::from_value(value["texts"].clone()).unwrap()
}

/// Every key with an English text that a bundle tells.
fn text_keys(bundle: &Value) -> Vec<String> {
    let list = |value: &Value| value.as_array().cloned().unwrap_or_default();
    let named = |table: &str, prefix: &str, id: &str, text: &str| -> Vec<String> {
        let rows = list(&bundle[table]).into_iter().filter(|row| row.get(text).is_some());
        rows.map(|row| format!("{prefix}.{}", row[id].as_str().unwrap())).collect()
    };
    let mut keys = named("groups", "group", "name", "label");
    keys.extend(named("roles", "role", "name", "label"));
    keys.extend(named("actions", "action", "name", "label"));
    keys.extend(named("controls", "control", "id", "label"));
    keys.extend(named("policies", "policy", "id", "reason"));
    keys.extend(named("grantAdvice", "advice", "id", "text"));
    for group in list(&bundle["groups"]) {
        keys.extend(group["category"].as_str().map(|name| format!("category.{name}")));
    }
    for rule in list(&bundle["actions"]).iter().flat_map(|action| list(&action["on"])) {
        for advice in list(&rule["advice"]) {
            keys.push(format!("advice.{}", advice["id"].as_str().unwrap()));
        }
    }
    let own = list(&bundle["principal"]["attributes"]).into_iter();
    let facts = own.filter(|it| it.get("label").is_some());
    keys.extend(facts.map(|it| format!("fact.{}", it["name"].as_str().unwrap())));
    for of in list(&bundle["types"]) {
        let (name, lifecycle) = (of["name"].as_str().unwrap(), &of["lifecycle"]);
        for attribute in list(&of["attributes"]) {
            if attribute.get("label").is_some() {
                keys.push(format!("tie.{name}.{}", attribute["name"].as_str().unwrap()));
            }
        }
        for condition in list(&of["conditions"]) {
            let at = usize::try_from(condition["attribute"].as_u64().unwrap()).unwrap();
            let attribute = of["attributes"][at]["name"].as_str().unwrap();
            keys.push(format!("condition.{name}.{attribute}"));
        }
        for step in list(&lifecycle["transitions"]) {
            keys.push(format!("transition.{name}.{}", step["name"].as_str().unwrap()));
        }
        let Some(at) = lifecycle["attribute"].as_u64() else { continue };
        let mut values = list(&of["attributes"][usize::try_from(at).unwrap()]["values"]);
        if values.is_empty() {
            values = vec!["false".into(), "true".into()];
        }
        keys.extend(values.iter().map(|it| format!("state.{name}.{}", it.as_str().unwrap())));
    }
    for index in 0..list(&bundle["help"]).len() {
        keys.extend(["question", "answer"].map(|part| format!("help.{index}.{part}")));
    }
    keys
}

#[test]
fn spanish_has_every_text_of_the_packs() {
    for pack in PACKS {
        let compiled = compiled(&sources(pack));
        let [spanish] = &compiled.languages[..] else { panic!("{pack} has one language") };
        assert_eq!(spanish.tag, "es");
        let (texts, bundle) = (texts(&spanish.json), serde_json::from_str(&compiled.json).unwrap());
        let keys = text_keys(&bundle);
        let missing: Vec<&String> = keys.iter().filter(|key| !texts.contains_key(*key)).collect();
        assert!(missing.is_empty(), "{pack}: {missing:?}");
        let idle: Vec<&String> = texts.keys().filter(|key| !keys.contains(key)).collect();
        assert!(idle.is_empty(), "{pack}: {idle:?} translates nothing");
    }
}

#[test]
fn the_catalogues_are_those_committed_and_canonical() {
    let policies = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../policies");
    for pack in PACKS {
        for language in compiled(&sources(pack)).languages {
            let file = policies.join(pack).join(format!("languages/{}.json", language.tag));
            let committed = std::fs::read_to_string(file).unwrap_or_default();
            assert!(committed == language.json, "run `tollgate compile policies/{pack}`");
            let value: Value = serde_json::from_str(&language.json).unwrap();
            assert_eq!(serde_json_canonicalizer::to_string(&value).unwrap() + "\n", language.json);
            assert_eq!((&value["language"], &value["pack"]), (&"es".into(), &pack.into()));
        }
    }
}

#[test]
fn a_bundle_is_the_same_without_its_languages() {
    for pack in PACKS {
        let mut sources = sources(pack);
        let with = compiled(&sources);
        sources.files.retain(|(name, _)| !name.starts_with("languages/"));
        let without = compiled(&sources);
        assert!(!with.languages.is_empty() && without.languages.is_empty());
        assert_eq!(with.json, without.json);
    }
}

#[test]
fn spanish_has_every_phrase() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../src");
    let read = |file: &str| -> Value {
        serde_json::from_str(&std::fs::read_to_string(folder.join(file)).unwrap()).unwrap()
    };
    let phrases = |texts: &Value| -> BTreeMap<String, String> {
        serde_json::from_value(texts.clone()).unwrap()
    };
    let english = phrases(&read("texts.json")["phrases"]);
    let spanish = phrases(&read("languages/es.json"));
    assert!(english.keys().eq(spanish.keys()));
    for (name, text) in &english {
        let (spaced, other) = (text.ends_with(' '), &spanish[name]);
        assert!(other.is_empty() || spaced == other.ends_with(' '), "{name}: `{text}`, `{other}`");
    }
}
