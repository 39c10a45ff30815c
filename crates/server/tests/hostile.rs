//! Requests that mean to break the server, on both databases: none makes it fail, and none is
//! taken for something else than it says.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a suite")]

mod office;
mod probes;

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use office::{Answer, Browser, Office, with_version};
use probes::Probes;
use serde_json::{Value, json};
use tollgate_postgres::Postgres;
use tollgate_server::{Guard, routes};

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
