//! What each kind of class costs beside an enumeration: packs that are alike but for the kind of
//! one attribute, and packs whose literals grow in number. Written and compiled here; measured by
//! `bench/native` and `bench/js`, which read the bundle and the questions from each folder.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use serde_json::{Value, json};

use crate::bench_report::Part;
use crate::process::{cargo, command, probe, run};
use crate::repo;

/// Policies of an action; each is about one class.
const POLICIES: usize = 10;

/// Records that are asked about: as many are denied as allowed.
const ROWS: usize = 2 * POLICIES;

/// The action that is asked; of packs that grow, one of many.
const ACTION: &str = "act0";

/// How many literals the packs grow to, beside the kinds that grow.
const GROWN: [usize; 3] = [10, 100, 1000];

/// A kind of class, by how a schema, a policy and a record have it.
struct Kind {
    name: &'static str,
    /// The attribute's declaration; an enumeration's name is `Value`.
    declared: &'static str,
    /// The condition that a record's value is the one of a number.
    holds: fn(usize) -> String,
    /// A record's members where its value is the one of a number.
    row: fn(usize) -> Value,
    grows: bool,
}

/// A day of 2020 and after.
fn day(i: usize) -> String {
    format!("{:04}-{:02}-{:02}T00:00:00Z", 2020 + i / 336, 1 + i / 28 % 12, 1 + i % 28)
}

const KINDS: [Kind; 11] = [
    Kind {
        name: "enumeration",
        declared: "value: Value",
        holds: |i| format!(r#"resource.value == Value::"v{i}""#),
        row: |i| json!({"value": format!("v{i}")}),
        grows: true,
    },
    Kind {
        name: "Long",
        declared: "value: Long",
        holds: |i| format!("resource.value >= {} && resource.value < {}", 10 * i, 10 * i + 10),
        row: |i| json!({"value": 10 * i + 3}),
        grows: true,
    },
    Kind {
        name: "decimal",
        declared: "value: decimal",
        holds: |i| {
            let from = format!("resource.value.greaterThanOrEqual(decimal(\"{i}.0\"))");
            format!("{from} && resource.value.lessThan(decimal(\"{}.0\"))", i + 1)
        },
        row: |i| json!({"value": format!("{i}.25")}),
        grows: false,
    },
    Kind {
        name: "datetime",
        declared: "value: datetime",
        holds: |i| {
            let (from, to) = (day(i), day(i + 1));
            format!(r#"resource.value >= datetime("{from}") && resource.value < datetime("{to}")"#)
        },
        row: |i| json!({"value": day(i).replace("00:00:00", "09:30:00")}),
        grows: false,
    },
    Kind {
        name: "string",
        declared: "value: String",
        holds: |i| format!(r#"resource.value == "v{i}""#),
        row: |i| json!({"value": format!("v{i}")}),
        grows: true,
    },
    Kind {
        name: "like",
        declared: "value: String",
        holds: |i| format!(r#"resource.value like "*.e{i}""#),
        row: |i| json!({"value": format!("file-of-some-length.e{i}")}),
        grows: true,
    },
    Kind {
        name: "network",
        declared: "value: ipaddr",
        holds: |i| format!(r#"resource.value.isInRange(ip("10.{}.{}.0/24"))"#, i / 256, i % 256),
        row: |i| json!({"value": format!("10.{}.{}.7", i / 256, i % 256)}),
        grows: true,
    },
    Kind {
        name: "list with a text",
        declared: "value: Set<String>",
        holds: |i| format!(r#"resource.value.contains("v{i}")"#),
        row: |i| json!({"value": ["one", format!("v{i}"), "two"]}),
        grows: false,
    },
    Kind {
        name: "nested path",
        declared: "meta: { of: { value: Value } }",
        holds: |i| format!(r#"resource.meta.of.value == Value::"v{i}""#),
        row: |i| json!({"meta": {"of": {"value": format!("v{i}")}}}),
        grows: false,
    },
    Kind {
        name: "enumeration and a tie of ids",
        declared: "value: Value, owner: User",
        holds: |i| format!(r#"resource.owner == principal && resource.value == Value::"v{i}""#),
        row: |i| json!({"value": format!("v{i}"), "owner": "u1"}),
        grows: false,
    },
    Kind {
        name: "Long and a tie of Longs",
        declared: "value: Long",
        holds: |i| {
            let range = format!("resource.value >= {} && resource.value < {}", 10 * i, 10 * i + 10);
            format!("{range} && resource.value <= principal.limit")
        },
        row: |i| json!({"value": 10 * i + 3}),
        grows: false,
    },
];

/// Writes and compiles all packs, each in a folder of what is measured of it, and gives the folder
/// of all: `kinds/<kind>`, and `grown/<kind>, <literals> literals`.
pub(crate) fn packs() -> Result<PathBuf> {
    let folder = repo::path("target/bench/classes");
    repo::empty(&folder)?;
    let mut compile = cargo();
    run(compile.args(["build", "--quiet", "--package", "tollgate-cli"]))?;
    for kind in &KINDS {
        pack(&folder.join("kinds").join(kind.name), kind, POLICIES)?;
        for literals in GROWN.into_iter().filter(|_| kind.grows) {
            pack(&folder.join("grown").join(grown(kind, literals)), kind, literals)?;
        }
    }
    Ok(folder)
}

fn grown(kind: &Kind, literals: usize) -> String {
    format!("{}, {literals} literals", kind.name)
}

/// Puts contenders in the order in which they stand here.
pub(crate) fn in_order(part: &mut Part) {
    let names: Vec<String> = KINDS
        .iter()
        .flat_map(|kind| {
            let all = GROWN.into_iter().map(|literals| grown(kind, literals));
            std::iter::once(kind.name.to_owned()).chain(all)
        })
        .collect();
    for measure in &mut part.measures {
        measure.figures.sort_by_key(|(name, _)| names.iter().position(|known| known == name));
    }
}

fn pack(folder: &Path, kind: &Kind, literals: usize) -> Result<()> {
    let pack = folder.join("pack");
    let values: Vec<String> = (0..literals + POLICIES).map(|i| format!("\"v{i}\"")).collect();
    let actions = literals / POLICIES;
    let named: Vec<String> = (0..actions).map(|i| format!("act{i}")).collect();
    let schema = format!(
        "entity Value enum [{}];\nentity User {{ limit: Long }};\nentity Doc {{ {} }};\n\
         action {} appliesTo {{ principal: User, resource: Doc }};\n",
        values.join(", "),
        kind.declared,
        named.join(", "),
    );
    let mut policies = String::new();
    for i in 0..literals {
        let (action, holds) = (i / POLICIES, (kind.holds)(i));
        writeln!(
            policies,
            "@id(\"p{i}\")\n@reason(\"It is one of them.\")\n\
             permit (principal, action == Action::\"act{action}\", resource) when {{ {holds} }};\n",
        )?;
    }
    repo::write(&pack.join("schema.cedarschema"), schema)?;
    repo::write(&pack.join("policies.cedar"), policies)?;
    let mut tollgate = command(repo::path("target/debug/tollgate"));
    tollgate.arg("compile").arg(&pack).arg("-o").arg(folder.join("bundle.json"));
    probe(&mut tollgate).with_context(|| format!("`{}` does not compile", repo::display(&pack)))?;
    // Half of them are of this action's policies.
    let rows: Vec<Value> = (0..ROWS)
        .map(|i| {
            let of = if i < POLICIES { i } else { literals + i - POLICIES };
            let mut row = (kind.row)(of);
            row["type"] = "Doc".into();
            row
        })
        .collect();
    let principal = json!({"id": "u1", "limit": 1_000_000});
    let question = json!({"action": ACTION, "principal": principal, "rows": rows});
    repo::write(&folder.join("asked.json"), question.to_string())
}
