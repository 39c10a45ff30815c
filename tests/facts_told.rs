//! What a message says of the principal is so: whoever is what it names may do it, or is told what
//! the message says beside it, which does. Over policies written from random bytes.

#![cfg(not(target_family = "wasm"))]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod random;

use std::collections::BTreeMap;
use std::fmt::Write;

use random::Tape;
use serde_json::{Value, json};
use tollgate::{Change, Decision, Gate, Policy};
use tollgate_compiler::{Sources, compile};

const SCHEMA: &str = r#"
entity Kind enum ["staff", "guest"];
entity State enum ["DRAFT", "SENT"];
entity Role enum ["Clerk", "Boss"];
entity User in [Role] {
  department: String, kind: Kind, level?: Long, external: Bool, skills: Set<String>,
};
entity Bill { state: State, department: String, paid: Bool };
action a0, a1, a2, a3, a4, a5, send appliesTo { principal: User, resource: Bill };
"#;

const LIFECYCLE: &str = r#"
[Bill]
attribute = "state"
initial = "DRAFT"
view = "send"
[[Bill.transitions]]
name = "send"
from = ["DRAFT"]
to = "SENT"
guard = "send"
[[Bill.transitions]]
name = "recall"
from = ["SENT"]
to = "DRAFT"
guard = "send"
"#;

const ACTIONS: [&str; 6] = ["a0", "a1", "a2", "a3", "a4", "a5"];

/// What policies ask.
const CONDITIONS: [&str; 18] = [
    "principal.department == \"Finance\"",
    "principal.department == \"Sales\"",
    "[\"Finance\", \"Audit\"].contains(principal.department)",
    "principal.department != \"Yard\"",
    "principal.kind == Kind::\"staff\"",
    "principal.kind == Kind::\"guest\"",
    "principal has level && principal.level >= 3",
    "principal has level && principal.level < 5",
    "principal.external",
    "principal.skills.contains(\"crane\")",
    "principal.skills.contains(\"boat\")",
    "principal in Role::\"Clerk\"",
    "principal in Role::\"Boss\"",
    "principal == User::\"u1\"",
    "resource.state == State::\"SENT\"",
    "resource.paid",
    "resource.department == principal.department",
    "resource.department == \"Finance\"",
];

/// The policies of a pack, none of which has a reason.
fn policies(tape: &mut Tape<'_>) -> String {
    let mut text = "permit (principal, action == Action::\"send\", resource);\n".to_owned();
    for action in 0..6 {
        for policy in 0..tape.between(1, 4) {
            let effect = if policy > 0 && tape.likely(4) { "forbid" } else { "permit" };
            let head = format!("(principal, action == Action::\"a{action}\", resource)");
            let clauses: Vec<String> = (0..tape.between(1, 3))
                .map(|_| {
                    let how = if tape.likely(4) { "when" } else { "unless" };
                    format!("{how} {{ {} }}", tape.choose(&CONDITIONS))
                })
                .collect();
            writeln!(text, "{effect} {head} {};", clauses.join(" ")).unwrap();
        }
    }
    text
}

/// A pack; `None` where the compiler finds that nobody may ever do something.
fn policy(tape: &mut Tape<'_>) -> Option<Policy> {
    let policies = policies(tape);
    let mut surface = String::new();
    for action in ACTIONS {
        let control = "kind = \"button\"\nungranted = \"disabled\"\n";
        write!(surface, "[controls.{action}]\naction = \"{action}\"\n{control}").unwrap();
    }
    let files = [
        ("schema.cedarschema", SCHEMA),
        ("a.cedar", policies.as_str()),
        ("lifecycle.toml", LIFECYCLE),
        ("surface.toml", surface.as_str()),
    ];
    let files = files.map(|(name, text)| (name.to_owned(), text.to_owned())).into();
    match compile(&Sources { name: "told".to_owned(), files }) {
        Ok(compiled) => Some(Policy::from_json(&compiled.json).unwrap()),
        Err(report) => {
            let closed =
                |it: &tollgate_compiler::Diagnostic| it.code() == "policy::unreachable_action";
            assert!(report.errors.iter().all(closed), "{report}\n{policies}");
            None
        }
    }
}

fn principal(tape: &mut Tape<'_>) -> Value {
    let mut who = json!({
        "id": tape.choose(&["u1", "u2"]), "external": tape.likely(4),
        "department": tape.choose(&["Finance", "Sales", "Audit", "Yard", "Other"]),
        "kind": tape.choose(&["staff", "guest"]),
    });
    let level = tape.below(7);
    who["skills"] = tape.some(2, 3).into_iter().map(|at| ["crane", "boat"][at]).collect();
    who["groups"] =
        tape.some(2, 3).into_iter().map(|at| ["Role::Clerk", "Role::Boss"][at]).collect();
    if level > 0 {
        who["level"] = level.into();
    }
    who
}

fn bill(tape: &mut Tape<'_>) -> Value {
    json!({
        "type": "Bill", "state": tape.choose(&["DRAFT", "SENT"]), "paid": tape.likely(4),
        "department": tape.choose(&["Finance", "Sales", "Yard"]),
    })
}

/// What a message says that somebody would have to be, by attribute, and what it says then.
struct Told {
    facts: Vec<(String, Vec<String>)>,
    rest: String,
}

impl Told {
    fn read(message: &str) -> Option<Self> {
        let (facts, rest) = message.strip_prefix("This is only for ")?.split_once('.')?;
        let of = |fact: &str| {
            let (name, values) = fact.split_once(' ').unwrap();
            let values = values.split(" or ").map(|it| it.trim_matches('`').to_owned());
            (name.to_owned(), values.collect())
        };
        Some(Told { facts: facts.split(" and ").map(of).collect(), rest: rest.trim().to_owned() })
    }

    /// Everybody that it speaks of, otherwise as somebody is.
    fn others(&self, who: &Value) -> Vec<Value> {
        let mut others = vec![who.clone()];
        for (name, values) in &self.facts {
            let with = |(other, value): (Value, &String)| {
                let mut other = other;
                match &mut other[name] {
                    Value::Array(items) => items.push(json!(value)),
                    one => *one = json!(value),
                }
                other
            };
            let each = others.into_iter();
            others = each
                .flat_map(|it| values.iter().map(move |value| with((it.clone(), value))))
                .collect();
        }
        others
    }
}

/// Whether a decision is a yes, or one of its unlocks is of grants alone.
fn would_do_with_grants(decision: &Decision) -> bool {
    let grants = |unlock: &Vec<Change>| unlock.iter().all(|it| matches!(it, Change::Grant { .. }));
    decision.allowed || decision.unlock.iter().any(grants)
}

/// What is wrong with what a message says to somebody of a record.
fn wrong(
    policy: &Policy,
    who: &Value,
    action: &str,
    bill: Option<&Value>,
    message: &str,
) -> Option<String> {
    let told = Told::read(message)?;
    assert!(!message.contains("u1") && !message.contains("u2"), "{message}");
    for other in told.others(who) {
        let gate: Gate = policy.gate(&other).unwrap();
        let fine = match bill {
            Some(bill) if told.rest.is_empty() => {
                would_do_with_grants(&gate.check(action, bill).unwrap())
            }
            Some(bill) => {
                let decision = gate.check(action, bill).unwrap();
                decision.message == told.rest && !decision.unlock.is_empty()
            }
            None => {
                let message = gate.control(action).unwrap().message;
                told.rest.is_empty() && message.is_none_or(|it| it.starts_with("You need "))
            }
        };
        if !fine {
            return Some(format!("{action} {who} {bill:?}: {message}\n{other} may not"));
        }
    }
    None
}

#[test]
fn whoever_is_what_a_message_names_may_do_it() {
    let (mut told, mut wrongs, mut packs) = (BTreeMap::<&str, usize>::new(), Vec::new(), 0);
    for seed in 0..150_u64 {
        let bytes = bytes(seed);
        let tape = &mut Tape::new(&bytes);
        let Some(policy) = policy(tape) else { continue };
        packs += 1;
        for _ in 0..8 {
            let who = principal(tape);
            let gate = policy.gate(&who).unwrap();
            let bills: Vec<Value> = (0..4).map(|_| bill(tape)).collect();
            for action in ACTIONS {
                let of_all = gate.control(action).unwrap().message.unwrap_or_default();
                *told.entry("of all records").or_default() +=
                    usize::from(Told::read(&of_all).is_some());
                wrongs.extend(wrong(&policy, &who, action, None, &of_all));
                for bill in &bills {
                    let decision = gate.check(action, bill).unwrap();
                    if decision.message.is_empty() {
                        continue;
                    }
                    let forbidden = !decision.determining.is_empty();
                    let kind = match Told::read(&decision.message) {
                        Some(told) if !told.rest.is_empty() => "facts, and something else",
                        Some(_) if forbidden => "facts, of a forbid",
                        Some(_) => "facts",
                        None if decision.message.starts_with("This depends") => "depends",
                        None if decision.message.starts_with("No perm") => "nothing",
                        None => "others",
                    };
                    *told.entry(kind).or_default() += 1;
                    wrongs.extend(wrong(&policy, &who, action, Some(bill), &decision.message));
                }
            }
        }
    }
    println!("{packs} packs: {told:?}");
    assert!(
        wrongs.is_empty(),
        "{} wrong:\n{}",
        wrongs.len(),
        wrongs[..wrongs.len().min(9)].join("\n\n")
    );
}

/// Bytes that look random.
fn bytes(seed: u64) -> Vec<u8> {
    let mut state = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1;
    let next = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state >> 32) as u8
    };
    std::iter::repeat_with(next).take(4096).collect()
}
