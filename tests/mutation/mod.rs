//! Changes a bundle at random, in every way that one may be wrong: members missing, of another
//! type, twice, out of range, in another order, of no kind that is known; programs cut or with a
//! letter changed; and texts that JSON has but few readers read alike.

use serde_json::{Map, Value, json};
use tollgate::limits::{NAME_MAX, TEXT_MAX};

/// Numbers that look random, the same for the same seed.
pub(crate) struct Dice(u64);

impl Dice {
    pub(crate) fn new(seed: u64) -> Self {
        Dice(seed)
    }

    fn roll(&mut self) -> u64 {
        // SplitMix64.
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    pub(crate) fn below(&mut self, count: usize) -> usize {
        (self.roll() % count as u64) as usize
    }

    pub(crate) fn choose<'o, T>(&mut self, options: &'o [T]) -> &'o T {
        &options[self.below(options.len())]
    }
}

/// The places of all values in a document.
fn places(value: &Value, at: &str, all: &mut Vec<String>) {
    all.push(at.to_owned());
    match value {
        Value::Object(members) => {
            members.iter().for_each(|(name, value)| places(value, &format!("{at}/{name}"), all));
        }
        Value::Array(items) => {
            let items = items.iter().enumerate();
            items.for_each(|(index, value)| places(value, &format!("{at}/{index}"), all));
        }
        _ => {}
    }
}

/// Changes something, and says what.
pub(crate) fn mutate(dice: &mut Dice, document: &mut Value) -> String {
    if !document.is_object() {
        return String::from("nothing is left to change");
    }
    if dice.below(12) == 0 {
        return change_program(dice, document);
    }
    let mut all = Vec::new();
    places(document, "", &mut all);
    // The tables' members by what they are called, so that long lists do not get all changes.
    let place = if dice.below(3) == 0 {
        let names: Vec<String> = all.iter().map(|at| shape(at)).collect();
        let mut kinds = names.clone();
        kinds.sort();
        kinds.dedup();
        let kind = dice.choose(&kinds).clone();
        let of: Vec<&String> =
            all.iter().zip(&names).filter(|(_, name)| **name == kind).map(|(at, _)| at).collect();
        dice.choose(&of).to_string()
    } else {
        dice.choose(&all).clone()
    };
    let way = if place.is_empty() { dice.below(12) } else { dice.below(24) };
    let told = format!("{place} {way}");
    match way {
        0..8 => change_parts(dice, document.pointer_mut(&place).unwrap()),
        8..18 => *document.pointer_mut(&place).unwrap() = other(dice, document, &place),
        _ => change_owner(dice, document, &place),
    }
    told
}

/// A place without the numbers of items.
fn shape(place: &str) -> String {
    let parts = place.split('/').map(|part| if part.parse::<u32>().is_ok() { "#" } else { part });
    parts.collect::<Vec<_>>().join("/")
}

/// Another value than there is.
fn other(dice: &mut Dice, document: &Value, place: &str) -> Value {
    let now = document.pointer(place).unwrap();
    let junk = [
        json!(null),
        json!(true),
        json!(false),
        json!(0),
        json!(1),
        json!(7),
        json!(-1),
        json!(0.5),
        json!(-0.0),
        json!(2.0),
        json!(1e300),
        json!(4_294_967_295_u32),
        json!(4_294_967_296_u64),
        json!(9_007_199_254_740_992_u64),
        json!(u64::MAX),
        json!(""),
        json!("x"),
        json!("__proto__"),
        json!("constructor"),
        json!("Workspace"),
        json!("Permission::view"),
        json!("enum"),
        json!([]),
        json!([null]),
        json!([0]),
        json!(["x"]),
        json!([[]]),
        json!({}),
        json!({"name": "x"}),
        json!({"id": "x", "text": "y"}),
        json!({"enum": null}),
        json!("string"),
        json!("contains"),
        json!("links"),
        json!("é".repeat(NAME_MAX)),
        json!("\u{1F6AA}".repeat(NAME_MAX / 2) + "x"),
        json!("\u{1F6AA}".repeat(TEXT_MAX / 2)),
        json!("é".repeat(TEXT_MAX + 1)),
    ];
    match now {
        Value::Number(number) if dice.below(2) == 0 => {
            let number = number.as_u64().unwrap_or_default();
            json!(if dice.below(2) == 0 { number + 1 } else { number.saturating_sub(1) })
        }
        Value::String(text) if dice.below(3) == 0 => json!(format!("{text}x")),
        Value::Bool(flag) if dice.below(2) == 0 => json!(!flag),
        // As serde may take a struct, too: its members in their order.
        Value::Object(members) if dice.below(3) == 0 => members.values().cloned().collect(),
        _ => dice.choose(&junk).clone(),
    }
}

/// Removes, doubles, adds or moves something in a list or an object.
fn change_parts(dice: &mut Dice, value: &mut Value) {
    match value {
        Value::Array(items) if !items.is_empty() => {
            let (one, two) = (dice.below(items.len()), dice.below(items.len()));
            match dice.below(4) {
                0 => drop(items.remove(one)),
                1 => items.insert(two, items[one].clone()),
                2 => items.swap(one, two),
                _ => items.truncate(one),
            }
        }
        Value::Array(items) => items.push(json!(0)),
        Value::Object(members) => {
            let extra = ["more", "__proto__", "constructor", "toString", "snapshot", "values"];
            match dice.below(3) {
                0 if !members.is_empty() => {
                    let name = members.keys().nth(dice.below(members.len())).unwrap().clone();
                    members.remove(&name);
                }
                1 => *members = members.clone().into_iter().rev().collect(),
                _ => {
                    let values = [json!(null), json!(1), json!({"groups": [0]}), json!([[1]])];
                    let value = dice.choose(&values).clone();
                    members.insert((*dice.choose(&extra)).to_owned(), value);
                }
            }
        }
        _ => *value = json!([value.clone()]),
    }
}

/// Takes a member from its owner, or adds what it may have.
fn change_owner(dice: &mut Dice, document: &mut Value, place: &str) {
    let (owner, name) = place.rsplit_once('/').unwrap();
    match document.pointer_mut(owner).unwrap() {
        Value::Object(members) => match dice.below(3) {
            0 => add(dice, members),
            _ => drop(members.remove(name)),
        },
        Value::Array(items) => {
            let at = name.parse::<usize>().unwrap();
            match dice.below(2) {
                0 => drop(items.remove(at)),
                _ => items.push(items[at].clone()),
            }
        }
        _ => {}
    }
}

/// Adds a member that some object of a bundle may have.
fn add(dice: &mut Dice, members: &mut Map<String, Value>) {
    let some = [
        ("label", json!("L")),
        ("label", json!(null)),
        ("label", json!(3)),
        ("reason", json!("r")),
        ("values", json!([])),
        ("values", json!(null)),
        ("values", json!(["a", "a"])),
        ("ties", json!([0])),
        ("ties", json!([])),
        ("ties", json!([{"relation": "equals", "principal": 0}])),
        ("ties", json!([{"relation": "meets", "text": "x"}])),
        ("relation", json!("below")),
        ("principal", json!(1)),
        ("attribute", json!(0)),
        ("text", json!("x")),
        ("path", json!(["x"])),
        ("path", json!(["status", "y"])),
        ("kind", json!("string")),
        ("cuts", json!([{"at": "1"}])),
        ("texts", json!([{"text": "u1", "class": 1}])),
        ("patterns", json!([[["u", ""]]])),
        ("like", json!([{"class": 0}, {"patterns": [0], "class": 1}])),
        ("kind", json!("ip")),
        ("networks", json!([{"network": "::/0", "class": 0, "example": "::"}])),
        ("of", json!("Team")),
        ("needed", json!(true)),
        ("in", json!(["Team"])),
        ("declared", json!(["role"])),
        ("conditions", json!([{"attribute": 0, "text": "it is so"}])),
        ("optional", json!(false)),
        ("optional", json!(null)),
        ("optional", json!(true)),
        ("view", json!(0)),
        ("view", json!("x")),
        ("change", json!(0)),
        ("transition", json!("activate")),
        ("action", json!(0)),
        ("choice", json!(null)),
        ("choice", json!({"attribute": 0})),
        ("category", json!(null)),
        ("lifecycle", json!(null)),
        ("groups", json!([])),
        ("advice", json!([{"id": "a", "text": "b"}])),
        ("policies", json!([])),
        ("roles", json!([])),
        ("help", json!([])),
        ("controls", json!([])),
        ("grantAdvice", json!([])),
        ("snapshot", json!(null)),
        ("context", json!([])),
    ];
    let (name, value) = dice.choose(&some).clone();
    members.insert(name.to_owned(), value);
}

/// Cuts the program's text, or changes a letter of it; or the fingerprint's.
fn change_program(dice: &mut Dice, document: &mut Value) -> String {
    let name = *dice.choose(&["program", "program", "program", "fingerprint"]);
    let Some(text) = document.get(name).and_then(Value::as_str).map(str::to_owned) else {
        return String::from("it has no program any more");
    };
    if text.is_empty() {
        return String::from("its program is empty");
    }
    let at = dice.below(text.len());
    let changed = match dice.below(6) {
        0 => text[..at].to_owned(),
        1 => text.trim_end_matches('=').to_owned(),
        2 => format!("{text}===="),
        3 => format!("{}\n{}", &text[..at], &text[at..]),
        _ => {
            let letter = *dice.choose(&["A", "B", "g", "x", "9", "/", "-", "="]);
            format!("{}{letter}{}", &text[..at], &text[at + 1..])
        }
    };
    document[name] = json!(changed);
    format!("{name} at {at}")
}

/// The mutant's text, now and then with something that not every reader of JSON reads alike.
pub(crate) fn mutated_text(dice: &mut Dice, mutant: &Value, changes: &mut Vec<String>) -> String {
    let text = mutant.to_string();
    if dice.below(8) > 0 || !text.starts_with('{') || text.len() < 3 {
        return text;
    }
    let deep = |depth: usize| format!("\"deep\":{}{}", "[".repeat(depth), "]".repeat(depth));
    let members = [
        "\"more\":1e400".to_owned(),
        "\"more\":-1e400".to_owned(),
        "\"more\":1e-400".to_owned(),
        "\"more\":-0".to_owned(),
        "\"more\":123456789012345678901234567890".to_owned(),
        "\"more\":\"\\ud800\"".to_owned(),
        "\"more\":\"\\ude00\\ud83d\"".to_owned(),
        "\"more\":\"\\ud83d\\ude00\"".to_owned(),
        "\"\\udfff\":1".to_owned(),
        "\"__proto__\":{\"groups\":[{\"name\":\"x\"}]}".to_owned(),
        "\"roles\":null".to_owned(),
        "\"format\":2.0".to_owned(),
        "\"format\":2e0".to_owned(),
        "\"format\":20e-1".to_owned(),
        "\"format\":3".to_owned(),
        "\"format\":1".to_owned(),
        "\"format\":-2".to_owned(),
        "\"format\":2.5".to_owned(),
        "\"format\":9007199254740993".to_owned(),
        "\"format\":18446744073709551616".to_owned(),
        "\"format\":1e300".to_owned(),
        "\"groups\":{\"length\":0}".to_owned(),
        "\"help\":[,]".to_owned(),
        "\"a\":1,\"a\":2".to_owned(),
        deep(126),
        deep(127),
        deep(128),
        deep(200),
        "\"b\":01".to_owned(),
        "\"b\":NaN".to_owned(),
        "\"b\":\"\\u0000\"".to_owned(),
        "\"b\":\"\t\"".to_owned(),
    ];
    let member = dice.choose(&members);
    changes.push(format!("text {}", member.chars().take(40).collect::<String>()));
    match dice.below(2) {
        0 => format!("{{{member},{}", &text[1..]),
        _ => format!("{},{member}}}", &text[..text.len() - 1]),
    }
}

/// The text with another fingerprint.
pub(crate) fn reseal(text: &str, fingerprint: &str) -> String {
    let document: Value = serde_json::from_str(text).unwrap();
    let old = document["fingerprint"].to_string();
    let place = text.rfind(&format!("\"fingerprint\":{old}")).unwrap();
    let value = place + "\"fingerprint\":".len();
    format!("{}\"{fingerprint}\"{}", &text[..value], &text[value + old.len()..])
}
