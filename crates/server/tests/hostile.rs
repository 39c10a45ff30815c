//! Requests that mean to break the server, on both databases: none makes it fail, and none is
//! taken for something else than it says.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a suite")]

mod office;
mod probes;

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use office::{Answer, Browser, Office, with_version};
use probes::{Probe, Probes};
use sea_query::{Alias, Order, Query};
use serde_json::{Value, json};
use sqlx::Row;
use sqlx::any::AnyRow;
use tollgate_postgres::Postgres;
use tollgate_server::kind::{Is, Kind};
use tollgate_server::{Does, Guard, On, Route, routes};

/// A value with NUL characters wherever there is a text.
fn with_nul(value: &Value) -> Value {
    match value {
        Value::String(text) => json!(format!("{text}\0")),
        Value::Array(all) => all.iter().map(with_nul).collect(),
        Value::Object(all) => all
            .iter()
            .map(|(name, value)| (name.clone(), with_nul(value)))
            .collect::<serde_json::Map<_, _>>()
            .into(),
        other => other.clone(),
    }
}

fn stands(answer: &Answer, what: &str) {
    assert!(!answer.status.is_server_error(), "{what}: {} {}", answer.status, answer.text);
}

/// Every route with NUL characters in its address, its query and its body.
async fn nul(office: &Office) {
    let probes = Probes::prepare(office).await;
    let maya = office.enter("maya").await;
    let mut asked = 0;
    for route in routes() {
        if route.path == "/api/events" || (route.method, route.path) == ("DELETE", "/api/session") {
            continue;
        }
        let probe = match route.guard {
            Guard::Asks(ask) => probes.of(&ask)[0].clone(),
            _ => probes.none(),
        };
        for (from, to) in
            [("{id}", "%00"), ("{metric}", "a%00"), ("{load}", "%00"), ("{run}", "%00")]
        {
            if route.path.contains(from) {
                let path = probe.address(&route.path.replace(from, to));
                let sent =
                    if route.method == "GET" { Value::Null } else { json!({ "version": 1 }) };
                let answer = office.ask(&maya, route.method, &path, sent).await;
                stands(&answer, &path);
                assert!(answer.status.is_client_error(), "{path}: {}", answer.text);
                asked += 1;
            }
        }
        let path = probe.address(route.path);
        if route.method == "GET" {
            for query in ["search=%00", "only=name:%00", "sort=%00", "may=%00"] {
                stands(&office.get(&maya, &format!("{path}?{query}")).await, &path);
                asked += 1;
            }
            continue;
        }
        for input in probes::bodies(&route, &probe) {
            let answer = office.ask(&maya, route.method, &path, with_nul(&input)).await;
            stands(&answer, &format!("{path} with {input}"));
            asked += 1;
        }
    }
    let signing = json!({ "email": "a\0@b", "password": "\0" });
    let answer = office.ask(&Browser::default(), "POST", "/api/session", signing).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", answer.text);
    let sample = json!({ "user": "maya\0" });
    let answer = office.ask(&Browser::default(), "POST", "/api/samples", sample).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", answer.text);
    assert!(asked > 150, "{asked}");
}

/// What means something to a database where it is taken for more than a text.
const SQL: [&str; 6] = [
    "' OR '1'='1",
    "x'; DELETE FROM audit; DROP TABLE companies; --",
    "\" OR 1=1 --",
    "') UNION SELECT password FROM users --",
    "$1 ? :name %s",
    "\\'; UPDATE users SET name = 'owned' --",
];

/// Where a value has texts.
fn texts(value: &Value, at: &str, into: &mut Vec<String>) {
    match value {
        Value::String(_) => into.push(at.to_owned()),
        Value::Array(all) => {
            let each = all.iter().enumerate();
            each.for_each(|(place, it)| texts(it, &format!("{at}/{place}"), into));
        }
        Value::Object(all) => {
            all.iter().for_each(|(name, it)| texts(it, &format!("{at}/{name}"), into));
        }
        _ => {}
    }
}

/// What a route is asked with, a hostile text in each place: where it has one anyhow, and in each
/// field of text of its kind.
fn with_sql(route: &Route, probe: &Probe, hostile: &str) -> Vec<(Option<String>, Value)> {
    let mut all = Vec::new();
    let kind = match (route.does, route.guard) {
        (Does::Make(kind, _), _) => Some(kind),
        (_, Guard::Asks(ask)) => match ask.on {
            On::Record(kind) | On::Entry(kind) | On::Made(kind) => Some(kind),
            On::Workspace | On::Rows(_) => None,
        },
        _ => None,
    };
    for (which, input) in probes::bodies(route, probe).iter().enumerate() {
        // Each with names of its own: no two records have one.
        let another = || probes::bodies(route, probe).swap_remove(which);
        let mut places = Vec::new();
        texts(input, "", &mut places);
        for place in places {
            let mut other = another();
            *other.pointer_mut(&place).unwrap() = json!(hostile);
            all.push((place.strip_prefix("/fields/").map(str::to_owned), other));
        }
        let Some(kind) = kind.filter(|_| input.get("fields").is_some()) else { continue };
        for field in kind.fields {
            if matches!(field.is, Is::Text(_) | Is::Name(_) | Is::Optional(_)) {
                let mut other = another();
                other["fields"][field.name] = json!(hostile);
                all.push((Some(field.name.to_owned()), other));
            }
        }
    }
    all
}

/// What the log has, whole.
async fn log(office: &Office) -> Vec<String> {
    let columns = [
        "id",
        "user_id",
        "pack",
        "asked",
        "kind",
        "record_id",
        "record_before",
        "record_after",
        "decision",
        "fingerprint",
        "request_id",
    ];
    let mut query = Query::select();
    query.columns(columns.map(Alias::new)).from(Alias::new("audit"));
    query.order_by(Alias::new("id"), Order::Asc);
    let mut work = office.app.database.read().await.unwrap();
    let rows = work.all(&query).await.unwrap();
    let text =
        |row: &AnyRow, name: &str| format!("{:?}", row.try_get::<Option<String>, _>(name).unwrap());
    rows.iter().map(|row| columns.map(|name| text(row, name)).join("|")).collect()
}

/// The version of a record by now.
async fn version(office: &Office, kind: &Kind, id: &str) -> Option<i64> {
    let mut work = office.app.database.read().await.unwrap();
    tollgate_server::find(&mut work, kind, id).await.unwrap().map(|record| record.version)
}

/// That the log has what it had: rows are added to it, and none is changed or gone.
async fn only_grows(office: &Office, had: &mut Vec<String>, after: &str) {
    let has = log(office).await;
    assert!(has.starts_with(had), "the log is another after {after}");
    *had = has;
}

/// A route with SQL in each part of its address and each parameter; how often it was asked.
async fn in_address(office: &Office, who: &Browser, route: &Route, probe: &Probe) -> usize {
    let mut asked = 0;
    let encoded = |text: &str| text.bytes().map(|byte| format!("%{byte:02x}")).collect::<String>();
    for text in SQL.map(encoded) {
        for part in ["{id}", "{metric}", "{load}", "{run}", "{pack}", "{permission}"] {
            if route.path.contains(part) {
                let path = probe.address(&route.path.replace(part, &text));
                let get = route.method == "GET";
                let sent = if get { Value::Null } else { json!({ "version": 1 }) };
                let answer = office.ask(who, route.method, &path, sent).await;
                assert!(answer.status.is_client_error(), "{path}: {}", answer.text);
                asked += 1;
            }
        }
        if route.method == "GET" {
            let path = probe.address(route.path);
            let names = ["search", "only", "sort", "may", "page", "size", "other"];
            let whole = names.map(|name| format!("{path}?{name}={text}"));
            let parts = ["only=name:", "sort=-"].map(|part| format!("{path}?{part}{text}"));
            for path in whole.into_iter().chain(parts) {
                stands(&office.get(who, &path).await, &path);
                asked += 1;
            }
        }
    }
    asked
}

/// Every route with SQL in each part of its address, each parameter, and each text of its body.
async fn sql(office: &Office) {
    let probes = Probes::prepare(office).await;
    let maya = office.enter("maya").await;
    let tables = ["companies", "users", "customers", "expenses", "shipments"];
    let mut before = Vec::new();
    for table in tables {
        before.push(office.count(table).await);
    }
    let mut logged = log(office).await;
    let (mut asked, mut kept) = (0, std::collections::BTreeSet::new());
    for route in routes() {
        let Guard::Asks(ask) = route.guard else { continue };
        let probe = probes.of(&ask)[0].clone();
        asked += in_address(office, &maya, &route, &probe).await;
        let path = probe.address(route.path);
        let mut writes = Vec::new();
        for hostile in SQL.into_iter().filter(|_| route.method != "GET") {
            let all = with_sql(&route, &probe, hostile).into_iter();
            writes.extend(all.map(|(field, input)| (hostile, field, input)));
        }
        for (hostile, field, mut input) in writes {
            if let On::Record(kind) | On::Entry(kind) = ask.on {
                let Some(now) = version(office, kind, &probe.id).await else { break };
                input["version"] = json!(now);
            }
            let answer = office.ask(&maya, route.method, &path, input.clone()).await;
            stands(&answer, &format!("{} {path} with {input}", route.method));
            asked += 1;
            if let (Some(name), StatusCode::OK) = (field, answer.status) {
                let told = &answer.json()["fields"][&name];
                // An address to sign in with is one whatever its case.
                let as_is = *told == hostile || told.is_null();
                let user = route.path == "/api/users" && *told == hostile.to_lowercase();
                assert!(as_is || user, "{path}: {name} is {told}");
                kept.insert((route.path, name));
            }
        }
        only_grows(office, &mut logged, route.path).await;
    }
    for (table, before) in tables.into_iter().zip(before) {
        assert!(office.count(table).await >= before, "{table}");
    }
    assert_eq!(office.count_of("users", "name = 'owned'").await, 0);
    println!("{asked} requests, {} fields, {} entries", kept.len(), logged.len());
    assert!(logged.len() > 100, "{}", logged.len());
    assert!(asked > 1500 && kept.len() > 25, "{asked} requests, {kept:?}");
}

#[tokio::test]
async fn sql_in_any_text_means_nothing_and_no_request_changes_the_log_on_sqlite() {
    sql(&Office::sqlite().await).await;
}

#[tokio::test]
async fn sql_in_any_text_means_nothing_and_no_request_changes_the_log_on_postgresql() {
    let postgres = Postgres::start();
    sql(&Office::postgres(&postgres).await).await;
}

#[tokio::test]
async fn nul_characters_make_nothing_fail_on_sqlite() {
    nul(&Office::sqlite().await).await;
}

#[tokio::test]
async fn nul_characters_make_nothing_fail_on_postgresql() {
    let postgres = Postgres::start();
    nul(&Office::postgres(&postgres).await).await;
}

/// What is long, odd or said twice.
async fn odd(office: &Office) {
    let maya = office.enter("maya").await;
    let long = "a".repeat(50_000);
    let twice = format!("only={}", vec!["name:a"; 5_000].join(","));
    let mut asked = 0;
    for (path, status) in [
        (format!("/api/companies?search={long}"), 422),
        (format!("/api/companies?{twice}"), 422),
        (format!("/api/companies?sort={long}"), 422),
        (format!("/api/companies/{long}"), 404),
        ("/api/companies?page=18446744073709551615&size=18446744073709551615".to_owned(), 200),
        ("/api/companies?page=-1".to_owned(), 422),
        ("/api/companies?search=a&search=b".to_owned(), 422),
        ("/api/companies/".to_owned(), 404),
        ("/api//companies".to_owned(), 404),
        ("/api/companies/%ff".to_owned(), 404),
        ("/api/%2e%2e/health".to_owned(), 404),
    ] {
        let answer = office.get(&maya, &path).await;
        assert_eq!(answer.status, status, "{:.60}: {:.200}", path, answer.text);
        assert_eq!(answer.headers[header::CACHE_CONTROL], "no-store", "{path:.60}");
        asked += 1;
    }
    let company = office.record(&maya, "/api/companies?size=1").await["rows"][0].clone();
    let path = format!("/api/companies/{}", company["id"].as_str().unwrap());
    let version = &company["version"];
    for body in [
        format!("{{\"version\":{version},\"fields\":{{\"creditLimit\":1e400}}}}"),
        format!("{{\"version\":{version},\"fields\":{{\"creditLimit\":-0}}}}"),
        format!("{{\"version\":{version},\"fields\":{{\"creditLimit\":1e3}}}}"),
        format!("{{\"version\":{version},\"fields\":{{\"creditLimit\":18446744073709551616}}}}"),
        format!("{{\"version\":{version}.0,\"fields\":{{\"notes\":\"x\"}}}}"),
        "{\"version\":1e400,\"fields\":{\"notes\":\"x\"}}".to_owned(),
        format!("{{\"version\":{version},\"fields\":{{\"notes\":\"\\ud800\"}}}}"),
        // The last of two is what counts, for the gate as for the change.
        format!(
            "{{\"version\":{version},\"fields\":{{\"notes\":\"x\"}},\
             \"fields\":{{\"status\":\"Active\"}}}}"
        ),
    ] {
        let request = Request::builder().method("PATCH").uri(&path);
        let request = request.header(header::COOKIE, maya.cookie.as_deref().unwrap());
        let request = request.header(header::CONTENT_TYPE, "application/json");
        let answer = office.send(request.body(Body::from(body.clone())).unwrap()).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{body}: {}", answer.text);
        asked += 1;
    }
    for email in ["a".repeat(100_000), format!("{}@b", "é".repeat(119))] {
        let signing = json!({ "email": email, "password": "none of them" });
        let answer = office.ask(&Browser::default(), "POST", "/api/session", signing).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", answer.text);
        asked += 1;
    }
    for method in ["HEAD", "OPTIONS", "TRACE"] {
        let answer = office.ask(&Browser::default(), method, "/api/companies", Value::Null).await;
        assert!(answer.status.is_client_error(), "{method}");
        assert_eq!(answer.text.is_empty(), method == "HEAD", "{method}: {}", answer.text);
        asked += 1;
    }
    assert_eq!(office.record(&maya, &path).await["version"], company["version"]);
    assert_eq!(asked, 24);
}

#[tokio::test]
async fn long_and_odd_requests_are_refused_on_sqlite() {
    odd(&Office::sqlite().await).await;
}

#[tokio::test]
async fn long_and_odd_requests_are_refused_on_postgresql() {
    let postgres = Postgres::start();
    odd(&Office::postgres(&postgres).await).await;
}

/// Two who look after access take it from each other at the same time, at two servers.
async fn last(office: &Office) {
    let (maya, ben) = (office.enter("maya").await, office.enter("ben").await);
    let mut taken = 0;
    for round in 0..12 {
        office.raw(&["DELETE FROM principals WHERE pack = 'office'".to_owned()]).await;
        for user in ["maya", "ben"] {
            let owner = json!({ "roles": ["Owner"] });
            office
                .raw(&[format!("INSERT INTO principals VALUES ('{user}', 'office', '{owner}', 1)")])
                .await;
        }
        let take = async |who: &Browser, from: &str| {
            let user = office.record(who, &format!("/api/users/{from}")).await;
            let body = with_version(&user, json!({ "roles": ["Member"] }));
            office.ask(who, "PUT", &format!("/api/users/{from}/access/office"), body).await.status
        };
        let (one, other) = tokio::join!(take(&maya, "ben"), take(&ben, "maya"));
        let done = [one, other].into_iter().filter(|it| *it == StatusCode::OK).count();
        assert!(done <= 1, "round {round}: {one} and {other}");
        taken += done;
        let owners = office.count_of("principals", "document LIKE '%Owner%'").await;
        assert!(owners >= 1, "round {round}: nobody is left");
    }
    assert!(taken > 0);
}

#[tokio::test]
async fn two_who_take_access_from_each_other_leave_one_on_sqlite() {
    last(&Office::sqlite().await).await;
}

#[tokio::test]
async fn two_who_take_access_from_each_other_leave_one_on_postgresql() {
    let postgres = Postgres::start();
    last(&Office::postgres(&postgres).await).await;
}

#[tokio::test]
async fn an_address_is_one_whatever_its_case_and_a_password_is_a_text() {
    let office = Office::sqlite().await;
    let maya = office.enter("maya").await;
    let add = |email: &str, password: Value| {
        json!({ "password": password, "fields": {
            "name": "New", "title": "", "email": email, "department": null,
        } })
    };
    let password = "correct horse battery";
    let twin = add("MAYA.Lindqvist@northbound.example", json!(password));
    let refused = office.ask(&maya, "POST", "/api/users", twin).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", refused.text);
    assert_eq!(refused.json()["at"], "email");
    let odd = office.ask(&maya, "POST", "/api/users", add("n@b.example", json!(12))).await;
    assert_eq!(
        (odd.status, &odd.json()["at"]),
        (StatusCode::UNPROCESSABLE_ENTITY, &json!("password"))
    );
    let made =
        office.ask(&maya, "POST", "/api/users", add("ÉLODIE@b.example", json!(password))).await;
    assert_eq!(made.status, StatusCode::OK, "{}", made.text);
    for email in ["élodie@b.example", "Élodie@B.example"] {
        let signing = json!({ "email": email, "password": password });
        let answer = office.ask(&Browser::default(), "POST", "/api/session", signing).await;
        assert_eq!(answer.status, StatusCode::OK, "{email}: {}", answer.text);
    }
}

#[tokio::test]
async fn permissions_are_not_taken_by_a_request_that_names_none() {
    let office = Office::sqlite().await;
    let maya = office.enter("maya").await;
    let user = office.record(&maya, "/api/users/tom").await;
    let before = office.record(&maya, "/api/users/tom/permissions").await;
    for body in [json!({}), json!({ "role": ["Biller"] })] {
        let body = with_version(&user, body);
        let answer = office.ask(&maya, "PUT", "/api/users/tom/permissions", body).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", answer.text);
    }
    assert_eq!(office.record(&maya, "/api/users/tom/permissions").await, before);
}
