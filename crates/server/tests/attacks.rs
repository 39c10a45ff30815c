//! What does not get past the server: requests without a session, from other sites, with more than
//! they may say, and with what means something to a database, a browser or a spreadsheet.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a suite")]

mod office;
mod probes;

use std::collections::BTreeMap;
use std::path::Path;

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use office::{Answer, Browser, Office, with_version};
use probes::{Probes, bodies};
use serde_json::{Value, json};
use tollgate_server::{Guard, Pack, routes};

const HOSTILE: [&str; 9] = [
    "' OR '1'='1",
    "'; DROP TABLE companies; --",
    "\" OR 1=1 --",
    "%",
    "_",
    "\\",
    "$1",
    "?",
    "<script>alert(1)</script>",
];

#[tokio::test]
async fn every_route_that_is_not_public_asks_who_it_is() {
    let office = Office::sqlite().await;
    let probes = Probes::prepare(&office).await;
    let stale = Browser { cookie: Some("session=forged".to_owned()) };
    let (mut asked, mut public) = (0, Vec::new());
    for route in routes() {
        let path = match route.guard {
            Guard::Asks(ask) => probes.of(&ask)[0].address(route.path),
            _ => route.path.to_owned(),
        };
        if matches!(route.guard, Guard::Public) {
            public.push((route.method, route.path));
            continue;
        }
        for who in [&Browser::default(), &stale] {
            let answer = office.ask(who, route.method, &path, json!({})).await;
            assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{} {path}", route.method);
            assert_eq!(answer.json()["type"], "/problems/signed-out");
            asked += 1;
        }
    }
    let known = [
        ("POST", "/api/session"),
        ("GET", "/api/session"),
        ("GET", "/api/samples"),
        ("POST", "/api/samples"),
        ("GET", "/health"),
        ("GET", "/metrics"),
    ];
    let (policies, others): (Vec<_>, Vec<_>) =
        public.into_iter().partition(|(_, path)| path.starts_with("/policies/"));
    assert_eq!(others, known);
    let files = ["bundle.json", "languages/es.json"];
    let all = Pack::ALL
        .into_iter()
        .flat_map(|pack| files.map(|file| ("GET", format!("/policies/{}/{file}", pack.name()))));
    let policies = policies.into_iter().map(|(method, path)| (method, path.to_owned()));
    assert_eq!(policies.collect::<Vec<_>>(), all.collect::<Vec<_>>());
    assert!(asked > 100, "{asked}");
}

/// Sources that name the log's table: one adds to it, and two read it.
const NAME_THE_LOG: [&str; 3] = ["audit.rs", "denials.rs", "office/log.rs"];

/// What hands a router something to answer with, and where that stands.
const HANDED: [(&str, &[&str]); 7] = [
    // Each line of the table, and what is no address of it.
    (".route(", &["routes/mod.rs", "site.rs", "site.rs"]),
    // The page's files, the package and the packs' sources.
    (".nest_service(", &["site.rs", "site.rs"]),
    (".fallback_service(", &["site.rs"]),
    (".route_service(", &[]),
    (".nest(", &[]),
    (".fallback(", &[]),
    (".merge(", &[]),
];

#[test]
fn nothing_is_handed_to_the_router_beside_the_table() {
    let sources = sources();
    for (call, known) in HANDED {
        let places = sources.iter().flat_map(|(name, text)| {
            std::iter::repeat_n(name.as_str(), text.matches(call).count())
        });
        assert_eq!(places.collect::<Vec<_>>(), known, "`{call}`");
    }
    assert!(sources.len() > 50, "{}", sources.len());
}

#[test]
fn nothing_of_the_server_changes_or_removes_an_entry_of_the_log() {
    let named: Vec<_> =
        sources().into_iter().filter(|(_, text)| text.contains("Alias::new(\"audit\")")).collect();
    let names: Vec<&str> = named.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, NAME_THE_LOG);
    for (name, text) in &named {
        assert!(!text.contains("Query::update") && !text.contains("Query::delete"), "{name}");
        assert_eq!(text.contains("Query::insert"), name == "audit.rs", "{name}");
    }
    // Beside the queries that are built there are texts.
    for (name, text) in sources() {
        let text = text.to_lowercase();
        for sql in ["update audit", "delete from audit", "drop table", "truncate"] {
            assert!(!text.contains(sql), "{name}: {sql}");
        }
    }
}

/// The sources of the server, by their names.
fn sources() -> BTreeMap<String, String> {
    let sources = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut all = BTreeMap::new();
    let mut folders = vec![sources.clone()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|it| it == "rs") {
                let name = path.strip_prefix(&sources).unwrap().display().to_string();
                all.insert(name, std::fs::read_to_string(&path).unwrap());
            }
        }
    }
    all
}

#[tokio::test]
async fn whom_no_pack_knows_nothing_is_shown() {
    let office = Office::sqlite().await;
    let probes = Probes::prepare(&office).await;
    let who = office.enter(probes::USER).await;
    let logged = office.count_of("audit", "NOT allowed").await;
    let mut asked = 0;
    for route in routes() {
        let Guard::Asks(ask) = route.guard else { continue };
        let probe = &probes.of(&ask)[0];
        for input in bodies(&route, probe) {
            let input = if route.method == "GET" { Value::Null } else { input };
            let answer = office.ask(&who, route.method, &probe.address(route.path), input).await;
            assert_eq!(answer.status, StatusCode::FORBIDDEN, "{} {}", route.method, route.path);
            assert_eq!(answer.json()["type"], "/problems/no-account");
            asked += 1;
        }
    }
    assert!(asked > 70, "{asked}");
    assert_eq!(office.count_of("audit", "NOT allowed").await, logged + asked);
}

/// Asks with headers of one's own.
async fn with_headers(office: &Office, who: &Browser, headers: &[(&str, &str)]) -> Answer {
    let mut request = Request::builder().method("POST").uri("/api/carriers");
    request = request.header(header::COOKIE, who.cookie.as_deref().unwrap());
    request = request.header(header::HOST, "office.example");
    request = request.header(header::CONTENT_TYPE, "application/json");
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let name = format!("Carrier of {headers:?}");
    let body = json!({ "fields": { "name": name, "equipment": "Reefer" } });
    office.send(request.body(Body::from(body.to_string())).unwrap()).await
}

#[tokio::test]
async fn other_sites_change_nothing() {
    let office = Office::sqlite().await;
    let maya = office.enter("maya").await;
    for foreign in [
        &[("origin", "https://evil.example")][..],
        &[("origin", "null")],
        &[("origin", "")],
        &[("origin", "https://office.example.evil.example")],
        &[("sec-fetch-site", "cross-site")],
        &[("sec-fetch-site", "same-site")],
        &[("sec-fetch-site", "none")],
        &[("sec-fetch-site", "same-origin"), ("origin", "https://evil.example")],
    ] {
        let answer = with_headers(&office, &maya, foreign).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{foreign:?}");
        assert_eq!(answer.json()["type"], "/problems/foreign");
    }
    for own in [
        &[("origin", "https://office.example"), ("sec-fetch-site", "same-origin")][..],
        &[("origin", "http://office.example")],
        &[],
    ] {
        let answer = with_headers(&office, &maya, own).await;
        assert_eq!(answer.status, StatusCode::OK, "{own:?}: {}", answer.text);
    }
}

/// A request to sign in as a sample user, as a browser that has a cookie already.
async fn click(office: &Office, user: &str, cookie: Option<&str>) -> Answer {
    let mut request = Request::builder().method("POST").uri("/api/samples");
    request = request.header(header::CONTENT_TYPE, "application/json");
    if let Some(cookie) = cookie {
        request = request.header(header::COOKIE, cookie);
    }
    office.send(request.body(Body::from(json!({ "user": user }).to_string())).unwrap()).await
}

fn cookie_of(answer: &Answer) -> String {
    let set = answer.headers[header::SET_COOKIE].to_str().unwrap();
    for attribute in ["HttpOnly", "SameSite=Strict", "Path=/"] {
        assert!(set.contains(attribute), "{set}");
    }
    set.split(';').next().unwrap().to_owned()
}

#[tokio::test]
async fn a_session_is_new_at_each_sign_in_and_gone_after_sign_out() {
    let office = Office::sqlite().await;
    let fixed = "session=chosen-by-an-attacker";
    let first = cookie_of(&click(&office, "maya", Some(fixed)).await);
    assert_ne!(first, fixed);
    let second = cookie_of(&click(&office, "tom", Some(&first)).await);
    assert_ne!(first, second);
    let status = |cookie: String| {
        let who = Browser { cookie: Some(cookie) };
        let office = &office;
        async move { office.get(&who, "/api/companies?size=1").await.status }
    };
    assert_eq!(status(fixed.to_owned()).await, StatusCode::UNAUTHORIZED);
    // Whoever signs in as somebody else leaves no session behind.
    assert_eq!(status(first).await, StatusCode::UNAUTHORIZED);
    assert_eq!(status(second.clone()).await, StatusCode::OK);
    let who = Browser { cookie: Some(second.clone()) };
    let out = office.ask(&who, "DELETE", "/api/session", Value::Null).await;
    assert_eq!(out.status, StatusCode::OK);
    assert_eq!(status(second).await, StatusCode::UNAUTHORIZED);
    let over = office.enter("maya").await;
    office.raw(&["UPDATE sessions SET expires_at = 1".to_owned()]).await;
    assert_eq!(status(over.cookie.unwrap()).await, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn what_is_sent_along_is_refused_and_changes_nothing() {
    let office = Office::sqlite().await;
    let maya = office.enter("maya").await;
    let company = office.record(&maya, "/api/companies?size=1").await["rows"][0].clone();
    let path = format!("/api/companies/{}", company["id"].as_str().unwrap());
    let mut tried = 0;
    for name in ["status", "companyType", "rate", "id", "version", "createdAt", "nothing", "type"] {
        let body = json!({ "fields": { "notes": "Seen", name: "Active" } });
        let answer = office.ask(&maya, "PATCH", &path, with_version(&company, body)).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{name}: {}", answer.text);
        assert_eq!(answer.json()["at"], name);
        tried += 1;
    }
    let shipments = office.record(&maya, "/api/shipments?size=1&only=invoiced:false").await;
    let shipment = &shipments["rows"][0];
    let path = format!("/api/shipments/{}/cost", shipment["id"].as_str().unwrap());
    for (name, value) in
        [("invoiced", json!(true)), ("billedAmount", json!(1)), ("commission", json!(1))]
    {
        let body = json!({ "fields": { "cost": 1, name: value } });
        let answer = office.ask(&maya, "PATCH", &path, with_version(shipment, body)).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{name}");
        tried += 1;
    }
    for (value, why) in [
        (json!(-5), "below"),
        (json!(1.5), "no whole number"),
        (json!("12"), "a text"),
        (json!(9_007_199_254_740_993_i64), "beyond what JavaScript counts"),
        (json!(null), "nothing"),
        (json!([1]), "a list"),
    ] {
        let body = json!({ "fields": { "cost": value } });
        let answer = office.ask(&maya, "PATCH", &path, with_version(shipment, body)).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{why}");
        tried += 1;
    }
    let now = office.record(&maya, "/api/shipments?size=1&only=invoiced:false").await;
    assert_eq!(&now["rows"][0], shipment);
    assert_eq!(tried, 17);
}

#[tokio::test]
async fn texts_mean_nothing_to_the_database() {
    let office = Office::sqlite().await;
    let maya = office.enter("maya").await;
    let before = office.count("companies").await;
    let encoded = |text: &str| text.bytes().map(|byte| format!("%{byte:02x}")).collect::<String>();
    let mut asked = 0;
    for hostile in HOSTILE {
        let hostile_path = encoded(hostile);
        for path in [
            format!("/api/companies?search={hostile_path}"),
            format!("/api/companies?only=name:{hostile_path}"),
            format!("/api/companies?only={hostile_path}:x"),
            format!("/api/companies?sort={hostile_path}"),
            format!("/api/companies/{hostile_path}"),
            format!("/api/expenses?may={hostile_path}"),
        ] {
            let answer = office.get(&maya, &path).await;
            assert!(!answer.status.is_server_error(), "{path}: {}", answer.text);
            if path.contains("search=") && !["%", "_", "\\"].contains(&hostile) {
                assert_eq!(answer.json()["total"], 0, "{path}");
            }
            asked += 1;
        }
        let body = json!({ "fields": { "name": hostile, "equipment": hostile } });
        let made = office.ask(&maya, "POST", "/api/carriers", body).await;
        assert_eq!(made.status, StatusCode::OK, "{hostile}: {}", made.text);
        assert_eq!(made.json()["fields"]["name"], hostile);
        let found = office.get(&maya, &format!("/api/carriers?search={hostile_path}")).await;
        assert!(found.json()["total"].as_i64().unwrap() >= 1, "{hostile} is found: {}", found.text);
        asked += 2;
    }
    assert_eq!(office.count("companies").await, before);
    assert_eq!(asked, HOSTILE.len() * 8);
}

#[tokio::test]
async fn bodies_are_limited_and_no_json_is_no_change() {
    let office = Office::sqlite().await;
    let maya = office.enter("maya").await;
    let send = |body: Vec<u8>| {
        let request = Request::builder()
            .method("POST")
            .uri("/api/carriers")
            .header(header::COOKIE, maya.cookie.as_deref().unwrap())
            .header(header::CONTENT_TYPE, "application/json");
        office.send(request.body(Body::from(body)).unwrap())
    };
    assert_eq!(send(vec![b' '; 2 << 20]).await.status, StatusCode::PAYLOAD_TOO_LARGE);
    let deep = [vec![b'['; 100_000], vec![b']'; 100_000]].concat();
    for body in [b"{".to_vec(), b"\xff\xfe".to_vec(), b"[]".to_vec(), b"null".to_vec(), deep] {
        let answer = send(body).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", answer.text);
    }
}

#[tokio::test]
async fn a_spreadsheet_runs_nothing_of_an_export() {
    let office = Office::sqlite().await;
    let maya = office.enter("maya").await;
    let tom = office.enter("tom").await;
    for text in ["=1+1", "+1", "-1", "@SUM(A1)", "=cmd|' /C calc'!A0"] {
        let body = json!({ "fields": {
            "text": text, "date": "2026-11-20", "amount": 40, "category": "travel",
            "country": "US", "receipt": null, "team": null,
        } });
        let answer = office.ask(&tom, "POST", "/api/expenses", body).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
    }
    let export = office.get(&maya, "/api/expenses.csv").await;
    assert_eq!(export.status, StatusCode::OK, "{}", export.text);
    let mut cells = 0;
    for record in csv::Reader::from_reader(export.text.as_bytes()).records() {
        for cell in &record.unwrap() {
            assert!(!cell.starts_with(['=', '+', '-', '@', '\t', '\r']), "{cell}");
            cells += 1;
        }
    }
    assert!(cells > 1000);
}

#[tokio::test]
async fn of_two_changes_of_one_version_the_second_is_refused() {
    let office = Office::sqlite().await;
    let maya = office.enter("maya").await;
    let company = office.record(&maya, "/api/companies?size=1").await["rows"][0].clone();
    let path = format!("/api/companies/{}", company["id"].as_str().unwrap());
    let body = |notes: &str| with_version(&company, json!({ "fields": { "notes": notes } }));
    let first = office.ask(&maya, "PATCH", &path, body("first")).await;
    assert_eq!(first.status, StatusCode::OK, "{}", first.text);
    let second = office.ask(&maya, "PATCH", &path, body("second")).await;
    assert_eq!(second.status, StatusCode::CONFLICT);
    assert_eq!(second.json()["type"], "/problems/changed");
    assert_eq!(office.record(&maya, &path).await["fields"]["notes"], "first");
    let without = office.ask(&maya, "PATCH", &path, json!({ "fields": { "notes": "x" } })).await;
    assert_eq!(without.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(without.json()["at"], "version");
}

#[tokio::test]
async fn each_write_and_each_denial_is_in_the_log() {
    let office = Office::sqlite().await;
    let (maya, tom) = (office.enter("maya").await, office.enter("tom").await);
    let company = office.record(&maya, "/api/companies?size=1").await["rows"][0].clone();
    let path = format!("/api/companies/{}", company["id"].as_str().unwrap());
    let before = office.count("audit").await;
    let body = with_version(&company, json!({ "fields": { "notes": "Seen" } }));
    assert_eq!(office.ask(&maya, "PATCH", &path, body.clone()).await.status, StatusCode::OK);
    let denied = office.ask(&tom, "DELETE", &path, body).await;
    assert_eq!(denied.status, StatusCode::FORBIDDEN);
    assert_eq!(denied.json()["decision"]["denial"], "ungranted");
    assert_eq!(office.count("audit").await, before + 2);
    let log = office.record(&maya, "/api/audit?size=2").await;
    let [deleted, edited] = [&log["rows"][0]["fields"], &log["rows"][1]["fields"]];
    assert_eq!((&deleted["asked"], &deleted["allowed"]), (&json!("deleteCompany"), &json!(false)));
    assert_eq!((&edited["asked"], &edited["allowed"]), (&json!("editCompany"), &json!(true)));
    let (after, was) = (&edited["after"], &edited["before"]);
    assert_eq!((&after["fields"]["notes"], &was["fields"]["notes"]), (&json!("Seen"), &json!("")));
    assert_eq!(edited["requestId"].as_str().unwrap().len(), 36);
}

#[tokio::test]
async fn the_last_who_may_give_cannot_be_taken_away() {
    let office = Office::sqlite().await;
    let maya = office.enter("maya").await;
    // Of everybody but one the permission is taken behind the server's back.
    let only = |pack: Pack, document: Value| {
        let pack = pack.name();
        vec![
            format!("UPDATE principals SET document = '{{}}' WHERE pack = '{pack}'"),
            format!(
                "UPDATE principals SET document = '{document}' \
                 WHERE pack = '{pack}' AND user_id = 'maya'"
            ),
        ]
    };
    office.raw(&only(Pack::Alvys, json!({ "permissions": ["setPermission"] }))).await;
    let user = office.record(&maya, "/api/users/maya").await;
    let body = with_version(&user, json!({ "permissions": ["editCustomer"] }));
    let refused = office.ask(&maya, "PUT", "/api/users/maya/permissions", body).await;
    assert_eq!(refused.status, StatusCode::CONFLICT, "{}", refused.text);
    assert_eq!(refused.json()["type"], "/problems/kept");
    let kept = office.record(&maya, "/api/users/maya/permissions").await;
    assert_eq!(kept["permissions"], json!(["setPermission"]));
    // The last Admin, by somebody else who changes access.
    office.raw(&only(Pack::AccessLevels, json!({ "roles": ["Admin"] }))).await;
    put_principal_of(&office, "tom", Pack::Office, json!({ "roles": ["Owner"] })).await;
    let tom = office.enter("tom").await;
    let body = with_version(&user, json!({ "roles": ["Sales"] }));
    let refused = office.ask(&tom, "PUT", "/api/users/maya/access/access-levels", body).await;
    assert_eq!(refused.status, StatusCode::CONFLICT, "{}", refused.text);
}

async fn put_principal_of(office: &Office, user: &str, pack: Pack, document: Value) {
    let pack = pack.name();
    let set = format!(
        "UPDATE principals SET document = '{document}' WHERE pack = '{pack}' AND user_id = '{user}'"
    );
    office.raw(&[set]).await;
}

#[tokio::test]
async fn a_change_of_access_counts_at_the_next_request() {
    let office = Office::sqlite().await;
    let (maya, tom) = (office.enter("maya").await, office.enter("tom").await);
    let staff = office.record(&tom, "/api/staff").await;
    assert_eq!(staff["total"], 0);
    let user = office.record(&maya, "/api/users/tom").await;
    let body = with_version(&user, json!({ "roles": ["SalesManager"] }));
    let changed = office.ask(&maya, "PUT", "/api/users/tom/access/access-levels", body).await;
    assert_eq!(changed.status, StatusCode::OK, "{}", changed.text);
    let staff = office.record(&tom, "/api/staff").await;
    assert!(staff["total"].as_i64().unwrap() > 0);
}
