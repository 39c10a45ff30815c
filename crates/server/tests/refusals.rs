//! Whatever `/api` refuses is a problem document in the reader's language, also what a router or a
//! limit refuses before any route is asked.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a suite")]

mod office;

use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::http::{Request, StatusCode, header};
use futures_util::stream::{self, StreamExt};
use office::{Answer, Browser, Office, settings};
use serde_json::{Value, json};
use tollgate_server::Settings;

/// A request of somebody who reads Spanish.
fn request(who: &Browser, method: &str, path: &str) -> axum::http::request::Builder {
    let request = Request::builder().method(method).uri(path);
    let request = request.header(header::ACCEPT_LANGUAGE, "es");
    request.header(header::COOKIE, who.cookie.as_deref().unwrap_or_default())
}

fn is_problem(answer: &Answer, (kind, status): (&str, u16), says: &str) {
    assert_eq!(answer.status, status, "{kind}: {}", answer.text);
    assert_eq!(answer.headers[header::CONTENT_TYPE], "application/problem+json", "{kind}");
    assert_eq!(answer.headers[header::CACHE_CONTROL], "no-store", "{kind}");
    let told = answer.json();
    assert_eq!(told["type"], format!("/problems/{kind}"));
    assert_eq!(told["status"], status);
    assert!(!told["title"].as_str().unwrap().is_empty(), "{told}");
    assert!(told["detail"].as_str().unwrap().starts_with(says), "{told}");
}

#[tokio::test]
async fn what_is_asked_for_in_another_way_is_told_as_a_problem() {
    let office = Office::sqlite().await;
    let maya = office.enter("maya").await;
    let mut asked = 0;
    for (method, path, allow) in [
        ("PUT", "/api/companies", Some("POST")),
        ("DELETE", "/api/session/", None),
        ("TRACE", "/api/companies", Some("GET")),
        ("OPTIONS", "/api/companies/C-201", Some("PATCH")),
        ("POST", "/api/events", Some("GET")),
        ("PATCH", "/api/session", Some("DELETE")),
    ] {
        let answer = office.send(request(&maya, method, path).body(Body::empty()).unwrap()).await;
        let is = if allow.is_some() { ("no-method", 405) } else { ("missing", 404) };
        let says = if allow.is_some() { "Esta dirección" } else { "No existe" };
        is_problem(&answer, is, says);
        let told = answer.headers.get(header::ALLOW).map(|it| it.to_str().unwrap());
        assert_eq!(told.is_some(), allow.is_some(), "{method} {path}");
        assert!(told.unwrap_or_default().contains(allow.unwrap_or_default()), "{path}: {told:?}");
        asked += 1;
    }
    let answer =
        office.send(request(&maya, "GET", "/api/companies/%ff").body(Body::empty()).unwrap());
    is_problem(&answer.await, ("missing", 404), "No existe ese registro.");
    let head =
        office.send(request(&maya, "HEAD", "/api/nothing").body(Body::empty()).unwrap()).await;
    assert_eq!((head.status, head.text.as_str()), (StatusCode::NOT_FOUND, ""));
    assert_eq!(asked, 6);
}

#[tokio::test]
async fn bodies_of_another_type_or_too_large_are_told_as_problems_and_change_nothing() {
    let office = Office::sqlite().await;
    let maya = office.enter("maya").await;
    let before = office.count("carriers").await;
    let fields = json!({ "fields": { "name": "Carrier", "equipment": "Reefer" } }).to_string();
    let large = format!("{{\"csv\":\"{}\"}}", "x".repeat(2 << 20));
    let json = Some("application/json");
    let mut asked = 0;
    for path in ["/api/carriers", "/api/companies/import", "/api/session", "/api/samples"] {
        for (said, body, is, says) in [
            (None, fields.as_str(), ("not-json", 415), "El cuerpo tiene que ser JSON"),
            (Some("text/plain"), &fields, ("not-json", 415), "El cuerpo tiene que ser JSON"),
            (Some("application/x-www-form-urlencoded"), "a=b", ("not-json", 415), "El cuerpo"),
            (Some("multipart/form-data; boundary=x"), "--x--", ("not-json", 415), "El cuerpo"),
            (json, large.as_str(), ("too-large", 413), "Ocupa más de 1 MiB"),
            (json, "{", ("invalid", 422), "Esto no es JSON: línea 1, columna 1."),
            (Some("Application/JSON; charset=utf-8"), "[}", ("invalid", 422), "Esto no es JSON"),
        ] {
            let mut request = request(&maya, "POST", path);
            if let Some(said) = said {
                request = request.header(header::CONTENT_TYPE, said);
            }
            let answer = office.send(request.body(Body::from(body.to_owned())).unwrap()).await;
            is_problem(&answer, is, says);
            asked += 1;
        }
    }
    assert_eq!((asked, office.count("carriers").await), (28, before));
}

#[tokio::test]
async fn who_signs_in_sends_these_texts_and_nothing_else() {
    let office = Office::sqlite().await;
    for (path, body, at, says) in [
        ("/api/session", json!({ "email": 1, "password": "x" }), "email", "`email` tiene que ser"),
        ("/api/session", json!({ "email": "x" }), "password", "`password` tiene que ser un texto"),
        ("/api/session", json!(["x", "y"]), "body", "`body` tiene que ser un objeto"),
        ("/api/samples", json!({ "user": "tom", "admin": true }), "admin", "`admin` no se cambia"),
        ("/api/samples", json!({ "user": { "id": "tom" } }), "user", "`user` tiene que ser"),
        ("/api/samples", Value::Null, "body", "`body` tiene que ser un objeto"),
    ] {
        let request = request(&Browser::default(), "POST", path);
        let request = request.header(header::CONTENT_TYPE, "application/json");
        let answer = office.send(request.body(Body::from(body.to_string())).unwrap()).await;
        is_problem(&answer, ("invalid", 422), says);
        assert_eq!(answer.json()["at"], at);
    }
}

#[tokio::test]
async fn what_does_not_arrive_in_time_and_what_is_not_answered_in_time_are_told_apart() {
    let patience = Duration::from_millis(400);
    let office = Office::sqlite_with(Settings { patience, ..settings() }).await;
    let maya = office.enter("maya").await;
    let post = || {
        let post = request(&maya, "POST", "/api/carriers");
        post.header(header::CONTENT_TYPE, "application/json")
    };
    let never = stream::iter([Ok::<_, std::io::Error>(Bytes::from("{"))]).chain(stream::pending());
    let answer = office.send(post().body(Body::from_stream(never)).unwrap()).await;
    is_problem(&answer, ("late", 408), "La petición no llegó a tiempo.");
    // While another changes something, SQLite takes no other change.
    let other = office.app.database.write().await.unwrap();
    let before = office.count("carriers").await;
    let fields = json!({ "fields": { "name": "Carrier", "equipment": "Reefer" } }).to_string();
    let answer = office.send(post().body(Body::from(fields)).unwrap()).await;
    is_problem(&answer, ("slow", 503), "El servidor tardó demasiado.");
    drop(other);
    tokio::time::sleep(patience).await;
    assert_eq!(office.count("carriers").await, before);
}
