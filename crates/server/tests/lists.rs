//! Lists have the rows that a gate allows and no others, on both databases; and no answer has a
//! value that whoever asks may not see.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a suite")]

mod office;
mod probes;

use std::collections::{BTreeMap, BTreeSet, HashSet};

use office::{Browser, Office};
use probes::{Probes, principals, put_principal};
use serde_json::Value;
use tollgate::{ControlMode, Gate};
use tollgate_postgres::Postgres;
use tollgate_server::kind::{By, Kind, Seen};
use tollgate_server::{Does, Language, Record, find, routes};

/// A value that no other field of any record has.
fn secret(kind: &Kind, field: &str, id: &str) -> String {
    format!("secret-{}-{field}-{id}", kind.name)
}

/// The same, where a field holds numbers.
fn secret_number(place: usize, row: usize) -> i64 {
    7_000_000_000_000 + i64::try_from(place * 1_000_000 + row).unwrap()
}

/// The kinds that are listed, with their lists' addresses.
fn lists() -> Vec<(&'static str, &'static Kind)> {
    let all = routes();
    let lists = all.iter().filter_map(|route| match route.does {
        Does::List(kind) => Some((route.path, kind)),
        _ => None,
    });
    lists.collect()
}

/// All records of a kind, as the database has them.
async fn records(office: &Office, kind: &Kind) -> Vec<Record> {
    let mut all = Vec::new();
    for id in probes::ids(office, kind.table).await {
        let mut work = office.app.database.read().await.unwrap();
        all.extend(find(&mut work, kind, &id).await.unwrap());
    }
    all
}

/// The rows of all pages of a list; `None` where it is refused.
async fn pages(office: &Office, who: &Browser, path: &str, sort: &str) -> Option<Vec<Value>> {
    let mut rows = Vec::new();
    for page in 1.. {
        let answer = office.get(who, &format!("{path}?size=100&page={page}&sort={sort}")).await;
        if answer.status == 403 {
            return None;
        }
        assert_eq!(answer.status, 200, "{path}: {}", answer.text);
        let told = answer.json();
        rows.extend(told["rows"].as_array().unwrap().iter().cloned());
        if rows.len() >= usize::try_from(told["total"].as_u64().unwrap()).unwrap() {
            break;
        }
    }
    Some(rows)
}

fn sees(gate: &Gate, kind: &Kind, record: &Record) -> bool {
    match kind.seen {
        Seen::ByRow(action) => gate.can(action, &record.attributes).unwrap(),
        Seen::All(action) => gate.can(action, &()).unwrap(),
    }
}

/// Principals of which no two see different rows or fields.
fn told_apart(office: &Office, kind: &Kind, all: &[Record]) -> Vec<(Value, Gate)> {
    let policy = office.app.packs.policy(kind.pack, Language::English);
    let mut known = HashSet::new();
    let mut apart = Vec::new();
    for principal in principals(&policy) {
        let gate = policy.gate(&probes::whole(kind.pack, &principal)).unwrap();
        let mut view = Vec::new();
        for record in all {
            view.push(sees(&gate, kind, record));
            for field in kind.fields {
                if let By::Action(action) = field.by {
                    view.push(gate.can(action, &record.attributes).unwrap());
                }
            }
        }
        if known.insert(view) {
            apart.push((principal, gate));
        }
    }
    apart
}

/// Searches a list for the ids of some of its records: who sees one finds it, and nobody another.
async fn compare_numbers(
    office: &Office,
    who: &Browser,
    (path, kind): (&str, &Kind),
    (all, seen): (&[Record], &BTreeSet<&str>),
) -> usize {
    let some = all.iter().step_by((all.len() / 12).max(1));
    let mut searched = 0;
    for id in some.map(|record| record.id.as_str()) {
        for text in [id.to_lowercase(), id.rsplit('-').next().unwrap().to_owned()] {
            let answer = office.get(who, &format!("{path}?size=100&search={text}")).await;
            let told = answer.json();
            let rows: BTreeSet<&str> = told["rows"]
                .as_array()
                .unwrap()
                .iter()
                .map(|row| row["id"].as_str().unwrap())
                .collect();
            assert!(rows.is_subset(seen), "{path} of {text} tells of what is not seen");
            assert!(rows.len() < 100 && told["total"] == rows.len(), "{path} of {text}: {told}");
            // Elsewhere people do not know the ids.
            assert!(!kind.numbered || rows.contains(id) == seen.contains(id), "{path} of {text}");
            searched += usize::from(kind.numbered);
        }
    }
    searched
}

async fn compare(office: &Office) {
    Probes::prepare(office).await;
    let who = office.enter(probes::USER).await;
    let (mut asked, mut rows_told, mut searched) = (0, 0, 0);
    for (path, kind) in lists() {
        let all = records(office, kind).await;
        for (principal, gate) in told_apart(office, kind, &all) {
            put_principal(office, kind.pack, &principal).await;
            let Some(rows) = pages(office, &who, path, kind.order).await else { continue };
            let told: BTreeSet<&str> = rows.iter().map(|row| row["id"].as_str().unwrap()).collect();
            let seen = all.iter().filter(|record| sees(&gate, kind, record));
            let expected: BTreeSet<&str> = seen.map(|record| record.id.as_str()).collect();
            assert_eq!(told, expected, "{path} of {principal}");
            assert_eq!(told.len(), rows.len(), "{path} has a row twice");
            let by_id: BTreeMap<&str, &Record> =
                all.iter().map(|record| (record.id.as_str(), record)).collect();
            for row in &rows {
                let record = by_id[row["id"].as_str().unwrap()];
                for field in kind.fields {
                    let may = match field.by {
                        By::Row => true,
                        By::Action(action) => gate.can(action, &record.attributes).unwrap(),
                        By::Control(_) => false,
                    };
                    let value = row["fields"].get(field.name);
                    // A field that some rows show is nothing in the others.
                    let shows = value.is_some_and(|value| !value.is_null());
                    assert!(may || !shows, "{path} tells {} of {row}", field.name);
                }
                assert_eq!(row["record"], gate.project(&record.attributes).unwrap());
            }
            asked += 1;
            rows_told += rows.len();
            searched += compare_numbers(office, &who, (path, kind), (&all, &expected)).await;
        }
    }
    println!("{asked} lists, {rows_told} rows, {searched} searches for numbers");
    assert!(asked > 20 && rows_told > 4000 && searched > 200);
}

#[tokio::test]
async fn lists_are_decisions_on_sqlite() {
    compare(&Office::sqlite().await).await;
}

#[tokio::test]
async fn lists_are_decisions_on_postgresql() {
    let postgres = Postgres::start();
    compare(&Office::postgres(&postgres).await).await;
}

/// Writes a secret into each field that not everyone reads who sees the row, and says for each
/// secret which field of which record it is.
async fn mark(office: &Office) -> BTreeMap<String, (&'static Kind, &'static str, String)> {
    let mut marked = BTreeMap::new();
    let mut statements = Vec::new();
    for (_, kind) in lists() {
        for (place, field) in kind.fields.iter().enumerate() {
            if field.by == By::Row {
                continue;
            }
            for (row, id) in probes::ids(office, kind.table).await.into_iter().enumerate() {
                let (secret, value) = match field.is {
                    tollgate_server::kind::Is::Whole(..) | tollgate_server::kind::Is::Maybe(..) => {
                        let number = secret_number(place, row).to_string();
                        (number.clone(), number)
                    }
                    _ => {
                        let text = secret(kind, field.name, &id);
                        (text.clone(), format!("'{text}'"))
                    }
                };
                let (table, column) = (field.at.0, field.at.1);
                statements.push(format!("UPDATE {table} SET {column} = {value} WHERE id = '{id}'"));
                marked.insert(secret, (kind, field.name, id));
            }
        }
    }
    office.raw(&statements).await;
    marked
}

/// Every secret that an answer has.
fn secrets_of(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    for (start, _) in text.match_indices("secret-") {
        let rest = &text[start..];
        let end = rest.find('"').unwrap_or(rest.len());
        found.push(rest[..end].to_owned());
    }
    for (start, _) in text.match_indices("70000") {
        let digits = text[start..].chars().take_while(char::is_ascii_digit).collect::<String>();
        if digits.len() == 13 {
            found.push(digits);
        }
    }
    found
}

#[tokio::test]
async fn no_answer_has_a_value_that_who_asks_may_not_see() {
    let office = Office::sqlite().await;
    Probes::prepare(&office).await;
    let marked = mark(&office).await;
    let who = office.enter(probes::USER).await;
    let (mut answers, mut told) = (0, 0);
    for (path, kind) in lists() {
        let hidden = kind.fields.iter().any(|field| field.by != By::Row);
        if !hidden {
            continue;
        }
        let all = records(&office, kind).await;
        let by_id: BTreeMap<&str, &Record> =
            all.iter().map(|record| (record.id.as_str(), record)).collect();
        for (principal, gate) in told_apart(&office, kind, &all) {
            put_principal(&office, kind.pack, &principal).await;
            let may = |secret: &str| {
                let (of, name, id) = &marked[secret];
                let field = of.field(name).unwrap();
                // The other kinds' gates are those of somebody without anything.
                of.name == kind.name
                    && match field.by {
                        By::Row => true,
                        By::Action(action) => {
                            gate.can(action, &by_id[id.as_str()].attributes).unwrap()
                        }
                        By::Control(control) => {
                            let record = Some(&by_id[id.as_str()].attributes);
                            gate.control_for(control, record).unwrap().state != ControlMode::Hidden
                        }
                    }
            };
            let mut asked = vec![path.to_owned(), "/api/session".to_owned()];
            for field in kind.fields {
                asked.push(format!("{path}?sort={}&size=100", field.name));
                asked.push(format!("{path}?sort=-{}&size=100", field.name));
                asked.push(format!("{path}?search=secret&only={}:7000006000001", field.name));
            }
            asked.push(format!("{path}?search=secret"));
            for record in all.iter().step_by(7) {
                asked.push(format!("{path}/{}", record.id));
            }
            for path in asked {
                let answer = office.get(&who, &path).await;
                answers += 1;
                for secret in secrets_of(&answer.text) {
                    // A search that is refused tells what was asked for.
                    assert!(may(&secret), "{path} tells {secret} to {principal}");
                    told += 1;
                }
            }
        }
    }
    println!("{answers} answers, {told} values that may be seen");
    assert!(answers > 500 && told > 500);
    assert!(marked.len() > 5000);
}
