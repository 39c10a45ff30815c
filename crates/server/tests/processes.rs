//! The server as a process: killed in the middle of changes, several on one database, a database
//! that goes away, policies that change under it, and what is not a request of a page.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a suite")]

mod process;

use std::io::{Read, Write};
use std::net::TcpStream;
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use process::{Server, Who, root, sqlite};
use reqwest::StatusCode;
use serde_json::{Value, json};
use sqlx::any::AnyRow;
use sqlx::{AnyConnection, AssertSqlSafe, Connection, Row};
use tempfile::TempDir;
use tollgate_postgres::{DATABASE, Postgres, USER};

fn postgres(cluster: &Postgres) -> String {
    format!("postgres://{USER}@localhost/{DATABASE}?host={}", cluster.socket().display())
}

/// Whether to stop, and how much was acknowledged so far.
#[derive(Default)]
struct Stop {
    now: AtomicBool,
    changes: AtomicUsize,
    expenses: AtomicUsize,
    loads: AtomicUsize,
}

impl Stop {
    /// Waits until something of each was acknowledged, and there is load.
    async fn under_load(&self) {
        let begun = Instant::now();
        let some = |count: &AtomicUsize, least: usize| count.load(Ordering::Relaxed) > least;
        tokio::time::sleep(Duration::from_millis(1500)).await;
        while !(some(&self.changes, 20) && some(&self.expenses, 1) && some(&self.loads, 1)) {
            assert!(begun.elapsed() < Duration::from_secs(60), "it is too slow to be killed");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }
}

/// Changes companies until told to stop, and returns what was acknowledged: ids with the versions
/// that the answers had.
async fn change(who: Who, server: String, ids: Vec<String>, stop: Arc<Stop>) -> Vec<(String, i64)> {
    let mut acknowledged = Vec::new();
    for round in 0.. {
        for id in &ids {
            if stop.now.load(Ordering::Relaxed) {
                return acknowledged;
            }
            let Ok(answer) = who.get(&server, &format!("/api/companies/{id}")).await else {
                continue;
            };
            let Ok(record) = answer.json::<Value>().await else { continue };
            let body = json!({
                "version": record["version"], "fields": { "notes": format!("round {round}") },
            });
            let url = format!("{server}/api/companies/{id}");
            let Ok(answer) = who.send(url, "PATCH", &body).await else { continue };
            if answer.status() != StatusCode::OK {
                continue;
            }
            if let Ok(told) = answer.json::<Value>().await {
                acknowledged.push((id.clone(), told["version"].as_i64().unwrap()));
                stop.changes.fetch_add(1, Ordering::Relaxed);
            }
        }
    }
    acknowledged
}

/// Files expenses and books loads until told to stop, and returns the ids of what was acknowledged:
/// expenses, and loads.
async fn make(
    who: Who,
    server: String,
    company: String,
    stop: Arc<Stop>,
) -> (Vec<String>, Vec<String>) {
    let (mut expenses, mut loads) = (Vec::new(), Vec::new());
    let mut round = 0;
    while !stop.now.load(Ordering::Relaxed) {
        round += 1;
        let body = json!({ "fields": {
            "text": format!("Ride to the kill {round}"), "date": "2026-11-20", "amount": 40,
            "category": "travel", "country": "US", "receipt": null, "team": null,
        } });
        if let Some(made) =
            acknowledged(who.send(format!("{server}/api/expenses"), "POST", &body)).await
        {
            expenses.push(made["id"].as_str().unwrap().to_owned());
            stop.expenses.fetch_add(1, Ordering::Relaxed);
        }
        let path = format!("/api/companies/{company}");
        let Ok(answer) = who.get(&server, &path).await else { continue };
        let Ok(record) = answer.json::<Value>().await else { continue };
        let body = json!({ "version": record["version"], "lane": format!("A → B {round}") });
        let url = format!("{server}{path}/loads");
        if let Some(made) = acknowledged(who.send(url, "POST", &body)).await {
            loads.push(made["load"].as_str().unwrap().to_owned());
            stop.loads.fetch_add(1, Ordering::Relaxed);
        }
    }
    (expenses, loads)
}

/// What a change was answered with, where it is done.
async fn acknowledged(
    sent: impl Future<Output = reqwest::Result<reqwest::Response>>,
) -> Option<Value> {
    let answer = sent.await.ok().filter(|answer| answer.status() == StatusCode::OK)?;
    answer.json().await.ok()
}

/// Kills a server under load, and looks at what it left behind.
async fn killed(database: &str) {
    let policies = root().join("policies");
    let mut server = Server::start(database, &policies, &[]);
    let maya = server.enter("maya").await;
    let page = maya.json(&server.address, "/api/companies?size=24").await;
    let rows = page["rows"].as_array().unwrap();
    let ids: Vec<String> = rows.iter().map(|row| row["id"].as_str().unwrap().to_owned()).collect();
    let stop = Arc::new(Stop::default());
    let changing: Vec<_> = ids
        .chunks(4)
        .map(|ids| {
            let (stop, server) = (Arc::clone(&stop), server.address.clone());
            tokio::spawn(change(maya.clone(), server, ids.to_vec(), stop))
        })
        .collect();
    let find = "/api/companies?size=1&page=60&only=companyType:Customer,status:Active";
    let found = maya.json(&server.address, find).await;
    let company = found["rows"][0]["id"].as_str().unwrap().to_owned();
    assert!(!ids.contains(&company));
    let making =
        tokio::spawn(make(maya.clone(), server.address.clone(), company, Arc::clone(&stop)));
    stop.under_load().await;
    server.kill();
    stop.now.store(true, Ordering::Relaxed);
    let mut acknowledged = Vec::new();
    for task in changing {
        acknowledged.extend(task.await.unwrap());
    }
    let (expenses, loads) = making.await.unwrap();
    println!(
        "{} changes, {} expenses and {} loads were acknowledged before the kill",
        acknowledged.len(),
        expenses.len(),
        loads.len()
    );
    assert!(!expenses.is_empty() && !loads.is_empty());
    assert!(acknowledged.len() > 20);
    // It starts again on what is there.
    let server = Server::start(database, &policies, &[]);
    let maya = server.enter("maya").await;
    for (id, version) in &acknowledged {
        let record = maya.json(&server.address, &format!("/api/companies/{id}")).await;
        assert!(record["version"].as_i64().unwrap() >= *version, "a change of {id} is lost");
    }
    let least = acknowledged.len() + loads.len();
    nothing_is_half_done(database, least, (&expenses, &loads)).await;
}

/// That each change is in the log once, and what the log says was made is there: at least what was
/// acknowledged.
async fn nothing_is_half_done(
    database: &str,
    least: usize,
    (expenses, loads): (&[String], &[String]),
) {
    sqlx::any::install_default_drivers();
    let mut connection = AnyConnection::connect(database).await.unwrap();
    let text = "SELECT c.id AS id, c.version AS version, \
        (SELECT COUNT(*) FROM audit a WHERE a.record_id = c.id \
        AND a.asked IN ('editCompany', 'bookLoad')) AS n \
        FROM companies c";
    let mut changed = 0;
    for row in sqlx::query(text).fetch_all(&mut connection).await.unwrap() {
        let (id, version, logged): (String, i64, i64) =
            (row.get("id"), row.get("version"), row.get("n"));
        assert_eq!(version, 1 + logged, "{id}: each change is in the log once, and nothing else");
        changed += logged;
    }
    assert!(changed >= i64::try_from(least).unwrap());
    let mut made = async |asked: &str, exists: &str, ids: &[String]| {
        // What the log says was made is there, and the other way round.
        let text = format!(
            "SELECT a.record_id AS id, a.record_after AS kept FROM audit a \
             WHERE a.asked = '{asked}'"
        );
        let logged = sqlx::query(AssertSqlSafe(text)).fetch_all(&mut connection).await.unwrap();
        let rows = sqlx::query(AssertSqlSafe(exists.to_owned())).fetch_all(&mut connection).await;
        let there: Vec<String> = rows.unwrap().iter().map(|row| row.get("id")).collect();
        assert_eq!(there.len(), logged.len(), "{asked}");
        for id in ids.iter().chain(&there) {
            assert!(there.contains(id), "{asked}: {id} is lost");
            let of = |row: &&AnyRow| {
                row.get::<String, _>("id") == *id || row.get::<String, _>("kept").contains(id)
            };
            assert!(logged.iter().any(|row| of(&row)), "{asked}: {id} is not in the log");
        }
    };
    made("createExpense", "SELECT id FROM expenses WHERE text LIKE 'Ride to the kill %'", expenses)
        .await;
    made("bookLoad", "SELECT id FROM loads WHERE lane LIKE 'A → B %'", loads).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_kill_leaves_nothing_half_done_on_sqlite() {
    let folder = tempfile::tempdir().unwrap();
    killed(&sqlite(folder.path())).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_kill_leaves_nothing_half_done_on_postgresql() {
    let cluster = Postgres::start();
    killed(&postgres(&cluster)).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn three_servers_on_one_database_are_one_office() {
    let cluster = Postgres::start();
    let policies = root().join("policies");
    let database = postgres(&cluster);
    let first = Server::start(&database, &policies, &[]);
    let others: Vec<Server> = (0..2).map(|_| Server::start(&database, &policies, &[])).collect();
    let all: Vec<&str> =
        std::iter::once(&first).chain(&others).map(|it| it.address.as_str()).collect();
    // A session of one is a session of all.
    let (maya, tom) = (first.enter("maya").await, first.enter("tom").await);
    let mut page = tom.get(all[1], "/api/events").await.unwrap();
    let begun = page.chunk().await.unwrap().unwrap();
    assert!(begun.starts_with(b"event: state"), "{begun:?}");
    for (round, role) in ["SalesManager", "Sales", "SalesManager"].into_iter().enumerate() {
        let user = maya.json(all[round], "/api/users/tom").await;
        let body = json!({ "version": user["version"], "roles": [role] });
        let url = format!("{}/api/users/tom/access/access-levels", all[round]);
        let answer = maya.send(url, "PUT", &body).await.unwrap();
        assert_eq!(answer.status(), StatusCode::OK, "{}", answer.text().await.unwrap());
        for server in &all {
            let staff = tom.json(server, "/api/staff").await;
            assert_eq!(staff["total"].as_i64().unwrap() > 0, role == "SalesManager", "{server}");
        }
    }
    // The page that is open at another server learns of it.
    let told = tokio::time::timeout(Duration::from_secs(10), page.chunk()).await;
    let told = told.unwrap().unwrap().unwrap();
    assert!(told.starts_with(b"event: state"), "{told:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_database_that_goes_away_comes_back() {
    let mut cluster = Postgres::start();
    let server = Server::start(&postgres(&cluster), &root().join("policies"), &[]);
    let maya = server.enter("maya").await;
    maya.json(&server.address, "/api/companies?size=1").await;
    cluster.stop();
    let away = maya.get(&server.address, "/api/companies?size=1").await.unwrap();
    assert_eq!(away.status(), StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(away.json::<Value>().await.unwrap()["type"], "/problems/unavailable");
    cluster.restart();
    maya.json(&server.address, "/api/companies?size=1").await;
}

/// A copy of the packs that may be changed.
fn copied() -> TempDir {
    let copy = tempfile::tempdir().unwrap();
    for pack in tollgate_server::Pack::ALL {
        let (from, to) = (root().join("policies").join(pack.name()), copy.path().join(pack.name()));
        std::fs::create_dir_all(to.join("languages")).unwrap();
        for file in ["bundle.json", "languages/es.json"] {
            std::fs::copy(from.join(file), to.join(file)).unwrap();
        }
    }
    copy
}

/// What a server says of a pack's policy, once it is no longer what it was or some seconds passed.
async fn fingerprint(server: &Server, was: &str) -> String {
    let begun = Instant::now();
    loop {
        let health = reqwest::get(format!("{}/health", server.address)).await.unwrap();
        let health: Value = health.json().await.unwrap();
        let now = health["policies"]["client-metrics"].as_str().unwrap().to_owned();
        if now != was || begun.elapsed() > Duration::from_secs(4) {
            return now;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}

#[tokio::test]
async fn a_policy_that_changes_is_taken_on_and_a_bad_one_is_not() {
    let folder = tempfile::tempdir().unwrap();
    let policies = copied();
    let server = Server::start(&sqlite(folder.path()), policies.path(), &[]);
    let first = fingerprint(&server, "").await;
    let file = policies.path().join("client-metrics/bundle.json");
    let whole = std::fs::read_to_string(&file).unwrap();
    // Cut off, as when it is read while it is written.
    std::fs::write(&file, &whole[..whole.len() / 2]).unwrap();
    assert_eq!(fingerprint(&server, &first).await, first);
    // A page gets the one in force, too, and asks again whether it still is.
    let served = async || {
        let url = format!("{}/policies/client-metrics/bundle.json", server.address);
        let answer = reqwest::get(url).await.unwrap();
        assert_eq!(answer.headers()["cache-control"], "no-cache");
        answer.json::<Value>().await.unwrap()["fingerprint"].clone()
    };
    assert_eq!(served().await, json!(first));
    let mut bundle: Value = serde_json::from_str(&whole).unwrap();
    bundle["help"] = json!([]);
    bundle["fingerprint"] = json!(tollgate::fingerprint(&bundle).unwrap());
    std::fs::write(&file, bundle.to_string()).unwrap();
    assert_eq!(json!(fingerprint(&server, &first).await), bundle["fingerprint"]);
    assert_eq!(served().await, bundle["fingerprint"]);
}

/// What a server answers to bytes; at most until it says no more for some seconds.
fn raw(server: &Server, bytes: &[u8]) -> String {
    let mut stream = TcpStream::connect(server.address.trim_start_matches("http://")).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(5))).unwrap();
    stream.write_all(bytes).unwrap();
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer);
    String::from_utf8_lossy(&answer).into_owned()
}

#[tokio::test]
async fn files_beside_the_page_are_not_served_and_slow_bodies_are_let_go() {
    let folder = tempfile::tempdir().unwrap();
    let policies = root().join("policies");
    let server = Server::start(&sqlite(folder.path()), &policies, &["--request-seconds", "1"]);
    let get = |path: &str| {
        raw(
            &server,
            format!("GET {path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n").as_bytes(),
        )
    };
    let page = get("/index.html");
    assert!(page.starts_with("HTTP/1.1 200"), "{page}");
    let lower = page.to_lowercase();
    assert!(lower.contains("content-security-policy: default-src 'none'"), "{page}");
    assert!(lower.contains("x-content-type-options: nosniff"), "{page}");
    let mut tried = 0;
    for path in [
        "/../Cargo.toml",
        "/%2e%2e/Cargo.toml",
        "/..%2fCargo.toml",
        "/..%5cCargo.toml",
        "/policies/../../Cargo.toml",
        "/policies/%2e%2e/Cargo.toml",
        "/policies/..%2f..%2fCargo.toml",
        "//etc/passwd",
        "/policies//etc/passwd",
        "/%00",
    ] {
        let answer = get(path);
        let refused = answer.starts_with("HTTP/1.1 404") || answer.starts_with("HTTP/1.1 400");
        assert!(refused, "{path}: {answer}");
        tried += 1;
    }
    assert_eq!(tried, 10);
    let maya = server.enter("maya").await;
    let measured = reqwest::get(format!("{}/metrics", server.address)).await.unwrap();
    let measured = measured.text().await.unwrap();
    let counted = "requests_total{method=\"POST\",route=\"/api/samples\",status=\"200\"} 1";
    assert!(measured.contains(counted), "{measured}");
    let slow = format!(
        "POST /api/carriers HTTP/1.1\r\nhost: x\r\ncookie: {}\r\nconnection: close\r\n\
         content-type: application/json\r\ncontent-length: 100\r\n\r\n{{",
        maya.cookie
    );
    let answer = tokio::task::spawn_blocking(move || raw(&server, slow.as_bytes())).await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 408"), "{answer}");
}

#[tokio::test]
async fn asked_to_end_it_answers_what_it_began_and_ends() {
    let folder = tempfile::tempdir().unwrap();
    let mut server = Server::start(&sqlite(folder.path()), &root().join("policies"), &[]);
    let maya = server.enter("maya").await;
    // A page that is open does not hold it up.
    let mut open = maya.get(&server.address, "/api/events").await.unwrap();
    open.chunk().await.unwrap();
    // And what has begun to arrive is waited for.
    let body = json!({ "fields": { "name": "Slow carrier", "equipment": "Reefer" } }).to_string();
    let (first, rest) = body.split_at(20);
    let mut slow = TcpStream::connect(server.address.trim_start_matches("http://")).unwrap();
    slow.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
    let head = format!(
        "POST /api/carriers HTTP/1.1\r\nhost: x\r\ncookie: {}\r\n\
         content-type: application/json\r\ncontent-length: {}\r\n\r\n{first}",
        maya.cookie,
        body.len()
    );
    slow.write_all(head.as_bytes()).unwrap();
    std::thread::sleep(Duration::from_millis(300));
    let id = server.process.id().to_string();
    Command::new("kill").args(["-TERM", &id]).status().unwrap();
    std::thread::sleep(Duration::from_millis(300));
    slow.write_all(rest.as_bytes()).unwrap();
    let mut answer = String::new();
    slow.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    assert!(answer.contains("Slow carrier"), "{answer}");
    let begun = Instant::now();
    let ended = loop {
        if let Some(ended) = server.process.try_wait().unwrap() {
            break ended;
        }
        assert!(begun.elapsed() < Duration::from_secs(20), "it does not end");
        tokio::time::sleep(Duration::from_millis(50)).await;
    };
    assert!(ended.success(), "{ended}");
}
