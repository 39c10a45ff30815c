//! Lists have the rows that a gate allows and no others, on both databases; and no answer has a
//! value that whoever asks may not see.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a suite")]

mod marks;
mod office;
mod probes;

use std::collections::{BTreeMap, BTreeSet, HashSet};

use marks::{lists, mark, marks_of};
use office::{Browser, Office, with_version};
use probes::{Probes, arranged, principals, put_principal, read_of};
use serde_json::{Value, json};
use tollgate::{ControlMode, Gate};
use tollgate_postgres::Postgres;
use tollgate_server::kind::{By, Kind, Seen};
use tollgate_server::{Language, Pack, Record, find};

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

fn sees(gate: &Gate, kind: &Kind, record: &Value) -> bool {
    match kind.seen {
        Seen::ByRow(action) => gate.can(action, record).unwrap(),
        Seen::All(action) => gate.can(action, &()).unwrap(),
    }
}

/// Principals of which no two see different rows or fields.
fn distinct(
    office: &Office,
    (kind, all): (&Kind, &[Record]),
    probes: &Probes,
) -> Vec<(Value, Gate)> {
    let policy = office.app.packs.policy(kind.pack, Language::English);
    let mut known = HashSet::new();
    let mut apart = Vec::new();
    for principal in arranged(&policy, probes.of_kind("expenses")) {
        let gate = policy.gate(&probes::whole(kind.pack, &principal)).unwrap();
        let mut view = Vec::new();
        for record in all {
            let record = read_of(&record.attributes, &principal);
            view.push(sees(&gate, kind, &record));
            for field in kind.fields {
                match field.by {
                    By::Row => {}
                    By::Action(action) => view.push(gate.can(action, &record).unwrap()),
                    By::Control(control) => {
                        let shown = gate.control_for(control, Some(&record)).unwrap().state;
                        view.push(shown != ControlMode::Hidden);
                    }
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
    let probes = Probes::prepare(office).await;
    let who = office.enter(probes::USER).await;
    let (mut asked, mut rows_read, mut searched) = (0, 0, 0);
    for (path, kind) in lists() {
        let all = records(office, kind).await;
        for (principal, gate) in distinct(office, (kind, &all), &probes) {
            put_principal(office, kind.pack, &principal).await;
            let Some(rows) = pages(office, &who, path, kind.order).await else { continue };
            let told: BTreeSet<&str> = rows.iter().map(|row| row["id"].as_str().unwrap()).collect();
            let read = |record: &Record| read_of(&record.attributes, &principal);
            let seen = all.iter().filter(|record| sees(&gate, kind, &read(record)));
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
                        By::Action(action) => gate.can(action, &read(record)).unwrap(),
                        By::Control(_) => false,
                    };
                    let value = row["fields"].get(field.name);
                    // A field that some rows show is nothing in the others.
                    let shows = value.is_some_and(|value| !value.is_null());
                    assert!(may || !shows, "{path} tells {} of {row}", field.name);
                }
                assert_eq!(row["record"], gate.project(&read(record)).unwrap());
            }
            asked += 1;
            rows_read += rows.len();
            searched += compare_numbers(office, &who, (path, kind), (&all, &expected)).await;
        }
    }
    println!("{asked} lists, {rows_read} rows, {searched} searches for numbers");
    assert!(asked > 20 && rows_read > 4000 && searched > 200);
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

/// What else is asked of a record of a kind.
fn beside(kind: &Kind) -> &'static [&'static str] {
    match kind.name {
        "companies" => &["/loads", "/documents"],
        "customers" => &["/metrics"],
        _ => &[],
    }
}

/// All that is asked of a kind's list.
fn requests_of(path: &str, kind: &Kind, all: &[Record]) -> Vec<String> {
    let mut asked = vec![path.to_owned(), "/api/session".to_owned()];
    for field in kind.fields {
        asked.push(format!("{path}?sort={}&size=100", field.name));
        asked.push(format!("{path}?sort=-{}&size=100", field.name));
        asked.push(format!("{path}?search=secret&only={}:7000000000001", field.name));
    }
    asked.push(format!("{path}?search=secret"));
    for record in all.iter().step_by(7.max(all.len() / 40)) {
        asked.push(format!("{path}/{}", record.id));
        asked.extend(beside(kind).iter().map(|more| format!("{path}/{}{more}", record.id)));
    }
    if kind.name == "expenses" {
        asked.push("/api/expenses.csv".to_owned());
    }
    asked
}

#[tokio::test]
async fn no_answer_has_a_value_that_who_asks_may_not_see() {
    let office = Office::sqlite().await;
    let probes = Probes::prepare(&office).await;
    let marked = mark(&office).await;
    let who = office.enter(probes::USER).await;
    let (mut answers, mut told) = (0, 0);
    for (path, kind) in lists() {
        let all = records(&office, kind).await;
        let by_id: BTreeMap<&str, &Record> =
            all.iter().map(|record| (record.id.as_str(), record)).collect();
        for (principal, gate) in distinct(&office, (kind, &all), &probes) {
            put_principal(&office, kind.pack, &principal).await;
            for path in requests_of(path, kind, &all) {
                let answer = office.get(&who, &path).await;
                answers += 1;
                for secret in marks_of(&answer.text) {
                    let mark = &marked[&secret];
                    // The other kinds are not asked about.
                    let may = mark.kind.name == kind.name
                        && mark
                            .may(&gate, &read_of(&by_id[mark.id.as_str()].attributes, &principal));
                    assert!(may, "{path} tells {mark:?} to {principal}");
                    told += 1;
                }
            }
        }
    }
    println!("{answers} answers, {told} values that may be seen, of {} marked", marked.len());
    assert!(answers > 1000 && told > 5000);
    assert!(marked.len() > 10_000, "{}", marked.len());
}

/// Changes that leave what policies read as it is; the log has all of the records.
async fn changed(office: &Office) -> usize {
    let maya = office.enter("maya").await;
    let metric = office.record(&maya, "/api/customers/C-1001/metrics").await["rows"][0].clone();
    let slider = format!("/api/customers/C-1001/metrics/{}", metric["id"].as_str().unwrap());
    let charge = office.record(&maya, "/api/accessorials?size=1").await["rows"][0].clone();
    let charge = format!("/api/accessorials/{}", charge["id"].as_str().unwrap());
    let find = "/api/expenses?size=1&only=status:draft,periodClosed:false";
    let own = office.record(&maya, find).await["rows"][0]["id"].as_str().unwrap().to_owned();
    office.raw(&[format!("UPDATE expenses SET owner_id = 'maya' WHERE id = '{own}'")]).await;
    let expense = format!("/api/expenses/{own}");
    let fields = |name: &str, value: Value| json!({ "fields": { name: value } });
    let changes = [
        ("PATCH", "/api/companies/C-1001", "", fields("notes", json!("New"))),
        ("PATCH", "/api/companies/C-1001", "/rate", fields("rate", json!(1))),
        ("PATCH", "/api/shipments/S-4410", "/cost", fields("cost", json!(1))),
        (
            "PUT",
            "/api/customers/C-1001",
            slider.trim_start_matches("/api/customers/C-1001"),
            json!({ "value": 3 }),
        ),
        ("PATCH", expense.as_str(), "", fields("text", json!("New"))),
        ("PATCH", charge.as_str(), "", fields("name", json!("New"))),
    ];
    let mut done = 0;
    for (method, path, more, body) in changes {
        let version = match path.starts_with("/api/accessorials") {
            true => office.record(&maya, "/api/accessorials?size=1").await["rows"][0].clone(),
            false => office.record(&maya, path).await,
        };
        let path = format!("{path}{more}");
        let answer = office.ask(&maya, method, &path, with_version(&version, body)).await;
        assert_eq!(answer.status, 200, "{path}: {}", answer.text);
        done += 1;
    }
    done
}

#[tokio::test]
async fn the_log_has_no_value_that_its_reader_may_not_see_in_the_record() {
    let office = Office::sqlite().await;
    let probes = Probes::prepare(&office).await;
    let marked = mark(&office).await;
    let changes = changed(&office).await;
    let policy = office.app.packs.policy(Pack::Office, Language::English);
    let reads = |it: &Value| {
        let gate = policy.gate(&probes::whole(Pack::Office, it)).unwrap();
        gate.can("viewAuditLog", &()).unwrap()
    };
    let reader = principals(&policy).into_iter().find(reads).unwrap();
    let who = office.enter(probes::USER).await;
    put_principal(&office, Pack::Office, &reader).await;
    let (mut answers, mut told, mut gates) = (0, 0, BTreeMap::<Pack, Gate>::new());
    for (_, kind) in lists() {
        let all = records(&office, kind).await;
        for (principal, gate) in distinct(&office, (kind, &all), &probes) {
            if kind.pack == Pack::Office {
                continue;
            }
            put_principal(&office, kind.pack, &principal).await;
            gates.insert(kind.pack, gate);
            let answer = office.get(&who, "/api/audit?size=100").await;
            assert_eq!(answer.status, 200, "{}", answer.text);
            answers += 1;
            for secret in marks_of(&answer.text) {
                let mark = &marked[&secret];
                let mut work = office.app.database.read().await.unwrap();
                let record = find(&mut work, mark.kind, &mark.id).await.unwrap().unwrap();
                let may = gates
                    .get(&mark.kind.pack)
                    .is_some_and(|gate| mark.may(gate, &record.attributes));
                assert!(may, "the log tells {mark:?} to {principal}");
                told += 1;
            }
        }
    }
    println!("{changes} changes, {answers} answers, {told} values that may be seen");
    assert!(changes == 6 && answers > 20 && told > 200);
}
