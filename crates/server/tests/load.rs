//! The server under load, beside the same routes without the gate: 64 connections on loopback for a
//! bounded time. How many requests each serves is printed, and the ratio is the gate's price; that
//! nothing fails and memory does not grow is asserted.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a suite")]

mod figures;
mod process;
mod ungated;

use std::process::Command;
use std::time::{Duration, Instant};

use figures::{Effort, Measure};
use metrics_exporter_prometheus::PrometheusBuilder;
use process::{Server, Who, root, sqlite};
use reqwest::{Client, StatusCode};
use tokio::net::TcpListener;
use tokio::sync::watch;
use tollgate_server::{App, Database, Packs, Settings};

const CONNECTIONS: usize = 64;

/// What a server may have more after the load than before, in bytes.
const GROWTH: u64 = 32 << 20;

/// The name of the server without the gate.
const WITHOUT: &str = "without the gate";

/// Where the server without the gate finds its database.
const DATABASE: &str = "TOLLGATE_UNGATED";

/// What was answered.
#[derive(Default)]
struct Served {
    answers: u64,
    errors: Vec<String>,
    time: Duration,
}

impl Served {
    fn add(&mut self, other: Served) {
        self.answers += other.answers;
        self.errors.extend(other.errors);
        self.time += other.time;
    }

    /// Answers a second.
    fn rate(&self) -> f64 {
        self.answers as f64 / self.time.as_secs_f64()
    }
}

/// Somebody's connections.
struct Driver(Vec<Who>);

impl Driver {
    fn of(who: &Who) -> Self {
        let own = || Who { client: Client::new(), cookie: who.cookie.clone() };
        Driver((0..CONNECTIONS).map(|_| own()).collect())
    }

    /// Asks a server for these paths in turn, on all connections, for some time.
    async fn ask(&self, server: &Server, paths: &[(String, StatusCode)], time: Duration) -> Served {
        let begun = Instant::now();
        let asking: Vec<_> = self
            .0
            .iter()
            .map(|who| {
                let (who, server, paths) = (who.clone(), server.address.clone(), paths.to_vec());
                tokio::spawn(async move {
                    let mut served = Served::default();
                    for (path, expected) in paths.iter().cycle() {
                        if begun.elapsed() >= time {
                            break;
                        }
                        match answered(&who, &server, path, *expected).await {
                            Ok(()) => served.answers += 1,
                            Err(error) => served.errors.push(error),
                        }
                    }
                    served
                })
            })
            .collect();
        let mut all = Served::default();
        for task in asking {
            all.add(task.await.unwrap());
        }
        all.time = begun.elapsed();
        all
    }
}

async fn answered(who: &Who, server: &str, path: &str, expected: StatusCode) -> Result<(), String> {
    let named = |error: reqwest::Error| format!("{path}: {error}");
    let answer = who.get(server, path).await.map_err(named)?;
    let status = answer.status();
    let body = answer.text().await.map_err(named)?;
    match status == expected {
        true => Ok(()),
        false => Err(format!("{path}: {status}: {body}")),
    }
}

/// Lists and records that are read with the gate and without.
async fn reads(server: &Server, who: &Who) -> Vec<(String, StatusCode)> {
    let mut paths = Vec::new();
    for kind in ["shipments", "customers", "companies", "expenses"] {
        let list = format!("/api/{kind}?size=20");
        let first = &who.json(&server.address, &list).await["rows"][0]["id"];
        paths.push((format!("/api/{kind}/{}", first.as_str().unwrap()), StatusCode::OK));
        paths.push((list, StatusCode::OK));
    }
    paths
}

/// The routes without the gate, served by this program in a process of its own.
fn start_ungated(database: &str) -> Server {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(["--exact", "serves_without_the_gate", "--ignored", "--nocapture"]);
    Server::of(command.env(DATABASE, database))
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "no test, but the server without the gate, which the driver starts"]
async fn serves_without_the_gate() {
    let Ok(address) = std::env::var(DATABASE) else { return };
    // As the server that ships has it.
    tracing_subscriber::fmt()
        .with_env_filter(tracing_subscriber::EnvFilter::from_default_env())
        .init();
    let measures = PrometheusBuilder::new().install_recorder().unwrap();
    let database = Database::open(&address, 16).await.unwrap();
    let packs = Packs::load(&root().join("policies")).unwrap();
    let settings = Settings { demo: true, ..Settings::default() };
    let (_end, ending) = watch::channel(false);
    let app = App::new(database, packs, None, Some(measures), settings, ending);
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    println!("listening on http://{}/", listener.local_addr().unwrap());
    axum::serve(listener, ungated::site(app)).await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn under_load_nothing_fails_and_memory_stays() {
    let folder = tempfile::tempdir().unwrap();
    let database = sqlite(folder.path());
    let gated =
        Server::start(&database, &root().join("policies"), &["--user-denials", "1000000000"]);
    let plain = start_ungated(&database);
    let tom = gated.enter("tom").await;
    let (driver, reads) = (Driver::of(&tom), reads(&gated, &tom).await);
    // Without the gate they would be other work: each is logged.
    let refused = [
        ("/api/shipments/none".to_owned(), StatusCode::NOT_FOUND),
        ("/api/carriers".to_owned(), StatusCode::FORBIDDEN),
    ];
    let mut errors = Vec::new();
    // Pools, caches and the allocator's own come first.
    for (server, paths) in [(&gated, &reads[..]), (&gated, &refused), (&plain, &reads)] {
        errors.extend(driver.ask(server, paths, Duration::from_secs(1)).await.errors);
    }
    let before = gated.memory();
    let Effort { rounds, turn } = Effort::or(Duration::from_secs(2));
    let note = format!("By answer, with {CONNECTIONS} connections.");
    let mut clock = Measure::new("ns", "Load, by the clock", &note, WITHOUT);
    let mut processor = Measure::new("ns", "Load, of the server's processor", &note, WITHOUT);
    let (mut with, mut without) = (Served::default(), Served::default());
    for _ in 0..rounds {
        let contenders = [("the server", &gated, &mut with), (WITHOUT, &plain, &mut without)];
        for (name, server, all) in contenders {
            let begun = server.processor();
            let served = driver.ask(server, &reads, turn).await;
            let by_answer = |time: Duration| time.as_nanos() as f64 / served.answers as f64;
            clock.add(name, by_answer(served.time));
            processor.add(name, by_answer(server.processor() - begun));
            all.add(served);
        }
    }
    let refusals = driver.ask(&gated, &refused, turn).await;
    let after = gated.memory();
    let ratio = with.rate() / without.rate();
    println!("{CONNECTIONS} connections, {rounds} turns of {turn:?} each:");
    println!(
        "  {} requests served, {} without the gate: {ratio:.3} ×",
        with.answers, without.answers
    );
    println!("  {} refused, as they have to be", refusals.answers);
    for served in [&with, &without, &refusals] {
        errors.extend(served.errors.iter().cloned());
    }
    let grown = after.cast_signed() - before.cast_signed();
    println!("  {} errors; {before} bytes of memory before, {grown:+} after", errors.len());
    let note = format!("Of the server, {} requests later.", with.answers + refusals.answers);
    let mut memory = Measure::new("bytes", "Load, memory", &note, "before");
    memory.add("before", before as f64);
    memory.add("after", after as f64);
    figures::leave("load", &[clock, processor, memory]);
    assert!(errors.is_empty(), "{} errors, first {:?}", errors.len(), errors.first());
    let least = with.answers.min(without.answers).min(refusals.answers);
    assert!(least >= CONNECTIONS as u64, "a connection has no answer");
    assert!(after < before + GROWTH, "{before} bytes became {after}");
}
