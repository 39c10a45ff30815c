//! What the gate costs a request, what a page by filter costs beside one of all rows, and what
//! snapshots weigh; each is first held against what it stands for. `cargo xtask bench server`
//! measures with it.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a suite")]

mod dropping;
mod figures;
mod office;
mod ungated;

use std::hint::black_box;
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Request, header};
use figures::{Effort, Measure, leave};
use office::{Browser, Office};
use reqwest::Client;
use rustix::time::{ClockId, clock_gettime};
use serde_json::{Map, Value, json};
use sqlx::Row;
use tokio::net::TcpListener;
use tollgate::{ControlMode, FilterKind, Gate, Policy};
use tollgate_server::kind::{By, Kind, Seen};
use tollgate_server::{
    Does, Guard, Language, On, Pack, Problem, Record, Route, find, routes, rows,
};
use tollgate_sql::{Dialect, condition};
use tower::ServiceExt;

/// Who asks: somebody who sees some rows and not all.
const WHO: &str = "tom";

/// Who sees all.
const ALL: &str = "maya";

/// How many requests are made in a row.
const BATCH: u32 = 10;

/// What a time is.
const NOTE: &str = "Of the processor, unless it is by the clock.";

/// An ordinary run's turn.
const SHORT: Duration = Duration::from_millis(20);

/// The gate's own work for an answer, in parts.
const PARTS: [&str; 4] = ["making it", "deciding", "filters as SQL", "projecting"];

/// What is asked, and what its answer is made of.
struct Question {
    path: String,
    route: Route,
    kind: &'static Kind,
    /// Who asks, as the route's pack reads it.
    principal: Value,
    /// The records that the answer has.
    records: Vec<Record>,
}

fn route(path: &str) -> Route {
    routes().into_iter().find(|route| route.method == "GET" && route.path == path).unwrap()
}

impl Question {
    /// For a list, and for its first record.
    async fn both(office: &Office, who: &Browser, name: &str) -> [Question; 2] {
        let address = format!("/api/{name}");
        let (list, one) = (route(&address), route(&format!("{address}/{{id}}")));
        let Does::List(kind) = list.does else { panic!("{address} lists nothing") };
        let path = format!("{address}?size=20");
        let page = office.record(who, &path).await;
        let mut records = Vec::new();
        for row in page["rows"].as_array().unwrap() {
            let mut work = office.app.database.read().await.unwrap();
            records.extend(find(&mut work, kind, row["id"].as_str().unwrap()).await.unwrap());
        }
        let principal = principal(office, kind.pack).await;
        let first = Question {
            path: format!("{address}/{}", records[0].id),
            route: one,
            kind,
            principal: principal.clone(),
            records: records[..1].to_vec(),
        };
        [Question { path, route: list, kind, principal, records }, first]
    }

    /// Does once more what the gate does for the answer; says how long each part takes, and as what
    /// the records leave.
    fn own(&self, office: &Office) -> Result<([Duration; 4], Vec<Value>), Problem> {
        let Guard::Asks(ask) = self.route.guard else { return Err(Problem::Missing) };
        let mut begun = Instant::now();
        let mut lap = || std::mem::replace(&mut begun, Instant::now()).elapsed();
        let policy = office.app.packs.policy(ask.pack, Language::English);
        let gate = policy.gate(&self.principal)?;
        let made = lap();
        match ask.on {
            On::Rows(_) => {}
            On::Record(kind) => {
                let record = &self.records[0];
                black_box(match kind.seen {
                    Seen::ByRow(action) => gate.check(action, &record.attributes)?,
                    Seen::All(action) => gate.check(action, &())?,
                });
                black_box(ask.decide(&gate, Some(&record.attributes), &Value::Null)?);
                fields(&gate, kind, record)?;
            }
            _ => {
                black_box(ask.decide(&gate, None, &Value::Null)?);
            }
        }
        let decided = lap();
        if matches!(self.route.does, Does::List(_)) {
            conditions(&gate, self.kind)?;
        }
        let filtered = lap();
        let all = self.records.iter().map(|record| gate.project(&record.attributes));
        let projected = all.collect::<Result<_, _>>()?;
        drop(gate);
        Ok(([made, decided, filtered, lap()], projected))
    }
}

/// Which of a record's fields may be seen.
fn fields(gate: &Gate, kind: &Kind, record: &Record) -> Result<(), Problem> {
    for field in kind.fields {
        let record = &record.attributes;
        black_box(match field.by {
            By::Row => true,
            By::Action(action) => gate.can(action, record)?,
            By::Control(id) => gate.control_for(id, Some(record))?.state != ControlMode::Hidden,
        });
    }
    Ok(())
}

/// The conditions of a list's rows, and of its fields.
fn conditions(gate: &Gate, kind: &Kind) -> Result<(), Problem> {
    if let Seen::ByRow(action) = kind.seen {
        let filter = gate.filter(action)?;
        black_box(condition(&filter, &rows::columns(kind), Dialect::Sqlite)?);
    }
    for field in kind.fields {
        let By::Action(action) = field.by else { continue };
        let filter = gate.filter(action)?;
        if filter.kind == FilterKind::Some {
            black_box(condition(&filter, &rows::columns(kind), Dialect::Sqlite)?);
        }
    }
    Ok(())
}

/// Who asks, as the database has it.
async fn principal(office: &Office, pack: Pack) -> Value {
    let row = office
        .row(&format!(
            "SELECT document, department FROM principals JOIN users ON id = user_id \
             WHERE id = '{WHO}' AND pack = '{}'",
            pack.name()
        ))
        .await;
    let document: String = row.get("document");
    let mut principal: Map<String, Value> = serde_json::from_str(&document).unwrap();
    principal.insert("id".to_owned(), json!(WHO));
    if pack == Pack::Expenses {
        let department: Option<String> = row.get("department");
        principal.insert("department".to_owned(), json!(department));
    }
    principal.into()
}

/// An answer, and how long it takes with its bytes read.
async fn timed(router: &Router, who: &Browser, path: &str) -> (Vec<u8>, Duration) {
    let cookie = who.cookie.as_deref().unwrap_or_default();
    let request = Request::builder().uri(path).header(header::COOKIE, cookie);
    let request = request.body(Body::empty()).unwrap();
    let begun = Instant::now();
    let response = router.clone().oneshot(request).await.unwrap();
    let status = response.status();
    let bytes = to_bytes(response.into_body(), 1 << 24).await.unwrap();
    let time = begun.elapsed();
    assert_eq!(status, 200, "{path}: {bytes:?}");
    (bytes.into(), time)
}

async fn answer(router: &Router, who: &Browser, path: &str) -> Value {
    serde_json::from_slice(&timed(router, who, path).await.0).unwrap()
}

fn median(mut times: Vec<Duration>) -> f64 {
    times.sort_unstable();
    times[times.len() / 2].as_nanos() as f64
}

/// The median of as many times as a turn has room for, in nanoseconds.
async fn often(turn: Duration, mut once: impl AsyncFnMut() -> Duration) -> f64 {
    let (begun, mut times) = (Instant::now(), Vec::new());
    while begun.elapsed() < turn || times.is_empty() {
        times.push(once().await);
    }
    median(times)
}

async fn elapsed<T>(once: impl AsyncFnOnce() -> T) -> Duration {
    let begun = Instant::now();
    black_box(once().await);
    begun.elapsed()
}

/// How long requests of one kind took.
#[derive(Default)]
struct Times {
    clock: Vec<Duration>,
    /// What this process had of the processors meanwhile, by request: what else the machine does
    /// is not in it.
    processor: Vec<Duration>,
}

impl Times {
    /// Makes some requests in a row: what one leaves to the database's threads falls into the next.
    async fn requests(&mut self, many: u32, (router, who): (&Router, &Browser), path: &str) {
        let processor = || Duration::try_from(clock_gettime(ClockId::ProcessCPUTime)).unwrap();
        let begun = processor();
        for _ in 0..many {
            self.clock.push(timed(router, who, path).await.1);
        }
        self.processor.push((processor() - begun) / many);
    }

    fn add(self, name: &str, measure: &mut Measure) {
        measure.add(name, median(self.processor));
        measure.add(&format!("{name}, by the clock"), median(self.clock));
    }
}

/// Measures a question for a turn: the server, the same without the gate, and the gate alone.
async fn round(
    (office, plain): (&Office, &Router),
    (who, question): (&Browser, &Question),
    turn: Duration,
    measure: &mut Measure,
) {
    let (mut with, mut without) = (Times::default(), Times::default());
    let mut own: [Vec<Duration>; 5] = Default::default();
    let begun = Instant::now();
    while begun.elapsed() < turn || own[0].is_empty() {
        with.requests(BATCH, (&office.router, who), &question.path).await;
        without.requests(BATCH, (plain, who), &question.path).await;
        for _ in 0..BATCH {
            let (parts, _) = question.own(office).unwrap();
            let sum: Duration = parts.iter().sum();
            for (all, time) in own.iter_mut().zip([sum].into_iter().chain(parts)) {
                all.push(time);
            }
        }
    }
    with.add("request", measure);
    without.add("without the gate", measure);
    let Guard::Asks(ask) = question.route.guard else { return };
    let list = matches!(question.route.does, Does::List(_));
    let [_, deciding, filtering, _] = PARTS;
    for (name, times) in ["the gate's own work"].into_iter().chain(PARTS).zip(own) {
        // What is not done takes as long as looking at the clock.
        let nothing =
            (name == deciding && matches!(ask.on, On::Rows(_))) || (name == filtering && !list);
        if !nothing {
            measure.add(name, median(times));
        }
    }
}

#[tokio::test]
async fn records_leave_as_the_gates_own_work_makes_them() {
    let office = Office::sqlite().await;
    let who = office.enter(WHO).await;
    let plain = ungated::site(office.app.clone());
    let Effort { rounds, turn } = Effort::or(SHORT);
    let mut measures = Vec::new();
    for name in ["shipments", "expenses", "companies", "customers"] {
        for question in Question::both(&office, &who, name).await {
            let path = question.path.as_str();
            let body = answer(&office.router, &who, path).await;
            let rows = body["rows"].as_array().map_or(std::slice::from_ref(&body), Vec::as_slice);
            let records: Vec<&Value> = rows.iter().map(|row| &row["record"]).collect();
            let (_, projected) = question.own(&office).unwrap();
            assert_eq!(records, projected.iter().collect::<Vec<_>>(), "{path}");
            let mut measure = Measure::new("ns", &format!("GET {path}"), NOTE, "request");
            for _ in 0..rounds {
                round((&office, &plain), (&who, &question), turn, &mut measure).await;
            }
            measures.push(measure);
        }
    }
    assert_eq!(measures.len(), 8);
    leave("share", &measures);
}

/// An answer to a list, without the fields that are nothing.
fn shown(mut list: Value) -> Value {
    for row in list["rows"].as_array_mut().unwrap() {
        row["fields"].as_object_mut().unwrap().retain(|_, value| !value.is_null());
    }
    list
}

#[tokio::test]
async fn without_the_gate_everybody_sees_what_who_may_see_all_does() {
    let office = Office::sqlite().await;
    let (who, all) = (office.enter(WHO).await, office.enter(ALL).await);
    let plain = ungated::site(office.app.clone());
    let (mut lists, mut rows) = (0, 0);
    for route in routes() {
        let Does::List(_) = route.does else { continue };
        let path = format!("{}?size=100", route.path);
        let mut answers = Vec::new();
        for (router, who) in [(&office.router, &all), (&plain, &all), (&plain, &who)] {
            let mut list = shown(answer(router, who, &path).await);
            for row in list["rows"].as_array_mut().unwrap() {
                // What is projected is less.
                row.as_object_mut().unwrap().remove("record");
                rows += 1;
            }
            answers.push(list);
        }
        assert_eq!(answers[0], answers[1], "{path}");
        assert_eq!(answers[1], answers[2], "{path}");
        lists += 1;
    }
    println!("{lists} lists, {rows} rows");
    assert!(lists > 10 && rows > 1000);
}

/// Copies of shipments, until there are so many times as many.
fn copies(times: usize) -> Vec<String> {
    let copy = |i: usize| {
        [
            format!(
                "INSERT INTO shipments SELECT id || '/{i}', lane, pickup, booked_by, billed_to, \
                 cost, billed_amount, commission, invoiced, version FROM shipments \
                 WHERE id NOT LIKE '%/%'"
            ),
            format!(
                "INSERT INTO shipment_commissions SELECT shipment_id || '/{i}', user_id \
                 FROM shipment_commissions WHERE shipment_id NOT LIKE '%/%'"
            ),
        ]
    };
    (1..times).flat_map(copy).collect()
}

#[tokio::test]
async fn a_page_by_filter_is_that_of_all_rows_but_those_that_are_dropped() {
    let office = Office::sqlite().await;
    let who = office.enter(WHO).await;
    let dropping = dropping::site(office.app.clone());
    let Effort { rounds, turn } = Effort::or(SHORT);
    let mut measures = Vec::new();
    for (name, times) in [("companies", 1), ("expenses", 1), ("shipments", 1), ("shipments", 10)] {
        office.raw(&copies(times)).await;
        let path = format!("/api/{name}?size=20");
        let page = answer(&office.router, &who, &path).await;
        let (seen, rows) = (&page["total"], office.count(name).await);
        let note = format!("{seen} rows of {rows} may be seen. {NOTE}");
        assert_eq!(shown(page), shown(answer(&dropping, &who, &path).await), "{path}");
        let title = format!("GET {path}, by filter and by check");
        let mut measure = Measure::new("ns", &title, &note, "by filter");
        let contenders = [("by filter", &office.router), ("loaded and dropped", &dropping)];
        for _ in 0..rounds {
            for (name, router) in contenders {
                let (begun, mut times) = (Instant::now(), Times::default());
                while begun.elapsed() < turn || times.clock.is_empty() {
                    times.requests(1, (router, &who), &path).await;
                }
                times.add(name, &mut measure);
            }
        }
        measures.push(measure);
    }
    leave("page", &measures);
}

/// Leaves a person known to one pack alone, or to all again.
fn known_to(pack: Option<Pack>) -> Vec<String> {
    let all = format!(
        "UPDATE principals SET pack = SUBSTR(pack, 2) WHERE pack LIKE '-%' AND user_id = '{WHO}'"
    );
    let one = pack.map(|pack| {
        let pack = pack.name();
        format!(
            "UPDATE principals SET pack = '-' || pack WHERE pack <> '{pack}' AND user_id = '{WHO}'"
        )
    });
    std::iter::once(all).chain(one).collect()
}

#[tokio::test]
async fn a_session_has_the_snapshot_of_each_gate() {
    let office = Office::sqlite().await;
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/api/session", listener.local_addr().unwrap());
    let router = office.router.clone();
    let server = tokio::spawn(async move { axum::serve(listener, router).await });
    let who = office.enter(WHO).await;
    let (client, cookie) = (Client::new(), who.cookie.clone().unwrap());
    let get = async || {
        let answer = client.get(&url).header("cookie", &cookie).send().await.unwrap();
        answer.bytes().await.unwrap()
    };
    let Effort { rounds, turn } = Effort::or(SHORT);
    let mut known = Vec::new();
    for pack in Pack::ALL {
        let policy = office.app.packs.policy(pack, Language::English);
        known.push((pack, policy, principal(&office, pack).await));
    }
    let all = "all, over HTTP";
    let mut bytes = Measure::new("bytes", "Snapshots", "", all);
    let mut times = Measure::new("ns", "Snapshots, made and over HTTP", "", all);
    for only in Pack::ALL.into_iter().map(Some).chain([None]) {
        office.raw(&known_to(only)).await;
        let mine = || known.iter().filter(|(pack, ..)| only.is_none_or(|it| it == *pack));
        let made = |explain| -> Vec<String> {
            let snapshot = |(_, policy, principal): &(Pack, Policy, Value)| {
                policy.gate(principal).unwrap().snapshot(explain).to_string()
            };
            mine().map(snapshot).collect()
        };
        let body = get().await;
        let session: Value = serde_json::from_slice(&body).unwrap();
        let packs = session["packs"].as_object().unwrap();
        let snapshots: Vec<String> =
            mine().map(|(pack, ..)| packs[pack.name()].to_string()).collect();
        assert_eq!((made(true), mine().count()), (snapshots, packs.len()));
        let name = only.map_or("all", Pack::name);
        let length = |texts: Vec<String>| texts.iter().map(String::len).sum::<usize>() as f64;
        bytes.add(&format!("{name}, made"), length(made(true)));
        bytes.add(&format!("{name}, made without reasons"), length(made(false)));
        bytes.add(&format!("{name}, over HTTP"), body.len() as f64);
        for _ in 0..rounds {
            let time = often(turn, async || elapsed(async || made(true)).await).await;
            times.add(&format!("{name}, made"), time);
            let time = often(turn, async || elapsed(&get).await).await;
            times.add(&format!("{name}, over HTTP"), time);
        }
    }
    server.abort();
    leave("snapshot", &[bytes, times]);
}
