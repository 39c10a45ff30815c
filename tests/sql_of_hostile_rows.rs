//! 10,000 rows of a pack that has every type and every comparison, with NULLs, texts that databases
//! trip over, and values at and beside all that the policies name: both databases give exactly the
//! rows on which the gate allows the action. Every operator is among them, in every form.

#![cfg(not(target_family = "wasm"))]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a suite")]

mod seed;
mod tables;

use std::path::Path;

use serde_json::{Map, Value, json};
use tables::{Attribute, Counts, Databases, Table, agree, attributes, compiled, give, id_text};
use tollgate::{Filter, FilterKind, Op};
use tollgate_postgres::Postgres;

const ROWS: usize = 10_000;

/// Comparisons of two attributes of a row that policies ask for.
const OPS_OF_TWO: [Op; 6] = [Op::Eq, Op::Ne, Op::Lt, Op::Le, Op::Gt, Op::Ge];

/// Those that no policy asks for and that a filter may have: a value and a list.
const VALUE_AND_LIST: [(&str, Op, &str); 9] = [
    ("alias", Op::In, "labels"),
    ("deputy", Op::In, "readers"),
    ("alias", Op::NotIn, "more"),
    ("owner", Op::NotIn, "readers"),
    ("labels", Op::Contains, "title"),
    ("more", Op::Contains, "alias"),
    ("more", Op::Lacks, "title"),
    ("labels", Op::Lacks, "alias"),
    ("readers", Op::Lacks, "deputy"),
];

const TEXTS: [&str; 52] = [
    "",
    " ",
    "'",
    "''",
    "\"",
    "it's",
    "IT'S",
    "'; DROP TABLE t1; --",
    "%",
    "100%",
    "100x",
    "_",
    "a_b",
    "axb",
    "A_B",
    "a_",
    "ab",
    "*",
    "**",
    "*a*",
    "?",
    "[a]",
    "x[a]y?z",
    "xay?z",
    "\\",
    "a\\",
    "a\\\\",
    "a\\b",
    "a",
    "A",
    "Ax",
    "AA",
    "\u{e9}",
    "e\u{301}",
    "\u{c9}",
    "ez\u{301}z",
    "e\u{301}z",
    "E\u{301}z",
    "x'y\"z",
    "\u{d7ff}",
    "\u{e000}",
    "\u{fffd}",
    "\u{fffe}",
    "y\u{fffe}",
    "y\u{fffd}",
    "\u{ffff}",
    "\u{10000}",
    "\u{10ffff}",
    "x\0y",
    "x\0",
    "x",
    "{\"a\",NULL}",
];
const LONGS: [i64; 14] = [
    i64::MIN,
    -6,
    -5,
    -4,
    0,
    1,
    2,
    3,
    4,
    5,
    9_007_199_254_740_992,
    9_007_199_254_740_993,
    9_007_199_254_740_994,
    i64::MAX,
];
const DECIMALS: [&str; 12] = [
    "0.0",
    "-0.0001",
    "99.9899",
    "99.99",
    "99.9900",
    "99.9901",
    "12.5",
    "12.4999",
    "12.5001",
    "1000000000000.0",
    "1000000000000.0001",
    "922337203685477.5807",
];
const DATETIMES: [&str; 14] = [
    "2026-01-31T23:59:59.999Z",
    "2026-02-01",
    "2026-02-01T00:00:00.001Z",
    "2026-02-01T01:00:00+0100",
    "1969-12-31T23:59:59.999Z",
    "1970-01-01",
    "1969-12-31T23:59:59.998Z",
    "2026-03-01T12:00:00Z",
    "2026-03-01T12:00:00.001Z",
    "2026-01-15",
    "2026-01-15T00:00:00.001Z",
    "0001-01-01",
    "9999-12-31T23:59:59.999Z",
    "2024-02-29T12:34:56.789Z",
];
const DURATIONS: [&str; 9] =
    ["0ms", "-1s", "-1001ms", "-999ms", "1d", "24h", "86400001ms", "86399999ms", "1d2h3m4s5ms"];
const IPS: [&str; 24] = [
    "10.0.0.1",
    "10.127.255.255",
    "10.128.0.0",
    "10.128.0.0/9",
    "10.0.0.0/8",
    "10.128.0.0/10",
    "10.129.0.0/17",
    "10.129.127.255",
    "10.129.128.0",
    "10.255.255.255",
    "11.0.0.0",
    "10.200.1.1/9",
    "127.0.0.1",
    "127.0.0.0/8",
    "126.255.255.255",
    "::1",
    "::2",
    "2001:db8::/32",
    "2001:db8::",
    "2001:db8::1",
    "fe80::1",
    "fe80::/10",
    "febf:ffff::/9",
    "0.0.0.0/0",
];

/// Draws records.
struct Draw(u64);

impl Draw {
    fn below(&mut self, count: usize) -> usize {
        self.0 = seed::of(self.0, 1);
        (self.0 >> 11) as usize % count
    }

    fn one<T: Copy>(&mut self, list: &[T]) -> T {
        list[self.below(list.len())]
    }

    fn id(&mut self) -> Value {
        match self.below(5) {
            0 => json!(self.below(3)),
            1 => json!({"id": self.one(&TEXTS)}),
            _ => json!(self.one(&["u1", "U1", "it's", "7", "07", "%"])),
        }
    }

    fn value(&mut self, attribute: &Attribute) -> Value {
        match &*attribute.kind {
            "enum" => {
                let values = attribute.of["values"].as_array().unwrap();
                values[self.below(values.len())].clone()
            }
            "bool" => json!(self.below(2) == 0),
            "entity" => self.id(),
            "string" => json!(self.one(&TEXTS)),
            "long" => json!(self.one(&LONGS)),
            "decimal" => json!(self.one(&DECIMALS)),
            "datetime" => json!(self.one(&DATETIMES)),
            "duration" => json!(self.one(&DURATIONS)),
            "ip" => json!(self.one(&IPS)),
            "set" if attribute.said == "in" => {
                let kinds = ["Folder", "Team"];
                let entry = |draw: &mut Draw| {
                    format!("{}::{}", draw.one(&kinds), draw.one(&["it's", "IT'S", "%", "t1", ""]))
                };
                (0..self.below(4)).map(|_| entry(self)).collect()
            }
            "set" => (0..self.below(4)).map(|_| self.id()).collect(),
            "strings" => (0..self.below(4)).map(|_| json!(self.one(&TEXTS))).collect(),
            other => panic!("{other}"),
        }
    }

    fn record(&mut self, attributes: &[Attribute]) -> Value {
        let mut record = Map::from_iter([("type".to_owned(), json!("Doc"))]);
        for attribute in attributes {
            match self.below(4) {
                0 if attribute.optional => {}
                1 if attribute.optional => drop(record.insert(attribute.said.clone(), Value::Null)),
                _ => drop(record.insert(attribute.said.clone(), self.value(attribute))),
            }
        }
        Value::Object(record)
    }
}

fn people() -> Vec<Value> {
    let person = |id: Value, name: &str, level: i64| {
        json!({
            "id": id, "name": name, "level": level, "limit": "12.5", "since": "1970-01-01",
            "patience": "1d", "tags": ["%", "\\", "x\0y", "{\"a\",NULL}"], "teams": ["%", "it's"],
            "in": ["Team::t1"],
        })
    };
    vec![
        person(json!("it's"), "\u{ffff}", 4),
        person(json!(7), "'; DROP TABLE t1; --", i64::MAX),
        person(json!("x\0y"), "x\0y", -5),
        json!({
            "id": "u1", "name": "a\\", "level": i64::MIN, "limit": "-922337203685477.5808",
            "since": "0000-01-01T00:00:00+2359", "patience": "-1d", "tags": [], "teams": [],
        }),
    ]
}

#[tokio::test]
async fn both_databases_give_the_rows_on_which_decisions_are_yes() {
    let seed = seed::seed("hostile");
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/tables/pack");
    let (policy, bundle) = compiled(&folder);
    let written = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/consumers/sql/bundle.json");
    let compiled = tollgate_compiler::compile_dir(&folder).unwrap().json;
    if std::env::var_os("BLESS").is_some() {
        std::fs::write(&written, &compiled).unwrap();
    }
    let same = std::fs::read_to_string(&written).is_ok_and(|it| it == compiled);
    assert!(same, "BLESS=1 cargo test --test sql_of_hostile_rows writes {}", written.display());
    let postgres = Postgres::start();
    let mut databases = Databases::open(&postgres).await;
    let names = attributes(&bundle, "Doc");
    let mut draw = Draw(seed);
    let rows = (0..ROWS).map(|_| draw.record(&names)).collect();
    let table = databases.table(&bundle, "Doc", rows).await;
    let mut counts = Counts::default();
    let mut asked = Vec::new();
    let contexts = ["2026-01-15", "9999-12-31T23:59:59-2359"];
    let actions = policy.actions();
    for (at, person) in people().iter().enumerate() {
        let gate = policy.gate(person).unwrap();
        let context = json!({"now": contexts[at % contexts.len()]});
        for action in &actions {
            let about = |record: &Value| gate.prepare(record).with(&context);
            let filter = about(&Value::Null).filter(action).unwrap();
            if asked.contains(&filter) {
                continue;
            }
            let can = |row: &Value| about(row).can(action).unwrap();
            agree(&mut databases, &table, &filter, can, &mut counts).await;
            asked.push(filter);
        }
    }
    values_and_lists(&mut databases, &table, &asked, &mut counts).await;
    counts.say("hostile");
    let known = Op::ALL.iter().map(|op| op.as_str().to_owned());
    let two = OPS_OF_TWO.iter().chain(VALUE_AND_LIST.iter().map(|(_, op, _)| op));
    let forms = known.chain(two.map(|op| format!("{} other", op.as_str())));
    let missing: Vec<String> = forms.filter(|form| !counts.ops.contains_key(form)).collect();
    assert!(missing.is_empty(), "no filter has {missing:?}");
}

/// Whether a value is in a list, of which both are there.
async fn values_and_lists(
    databases: &mut Databases,
    table: &Table,
    asked: &[Filter],
    counts: &mut Counts,
) {
    let some = asked.iter().flat_map(|it| &it.any).find(|it| !it.all.is_empty()).unwrap();
    for (attribute, op, other) in VALUE_AND_LIST {
        let mut way = some.clone();
        way.all.truncate(1);
        let condition = &mut way.all[0];
        condition.attribute = attribute.to_owned();
        (condition.op, condition.value) = (op, None);
        condition.other = Some(other.to_owned());
        let filter = Filter { kind: FilterKind::Some, any: vec![way] };
        let (one, list) = match op {
            Op::In | Op::NotIn => (attribute, other),
            _ => (other, attribute),
        };
        let holds = |row: &Value| {
            let items = row[list].as_array().filter(|_| !row[one].is_null());
            items.is_some_and(|items| {
                let has = items.iter().any(|item| id_text(item) == id_text(&row[one]));
                has == matches!(op, Op::In | Op::Contains)
            })
        };
        let wanted: Vec<bool> = table.rows.iter().map(holds).collect();
        assert!(wanted.contains(&true) && wanted.contains(&false), "{filter:?}");
        give(databases, table, &filter, &wanted, counts).await;
    }
}
