//! What a page that is open learns: that policies are others than it shows, with every answer, and
//! that its session is over, by the end of its stream.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a suite")]

mod office;

use std::time::Duration;

use axum::body::{Body, BodyDataStream, to_bytes};
use axum::http::{Request, StatusCode, header};
use futures_util::StreamExt;
use office::{Answer, Browser, Office, settings, with_version};
use serde_json::{Value, json};
use tollgate_server::{Pack, Settings};
use tower::ServiceExt;

/// Asks as a page that shows these policies.
async fn showing(
    office: &Office,
    who: &Browser,
    policies: &str,
    (method, path, body): (&str, &str, Value),
) -> Answer {
    let mut request = Request::builder().method(method).uri(path);
    request = request.header("policy-fingerprints", policies);
    request = request.header(header::CONTENT_TYPE, "application/json");
    if let Some(cookie) = &who.cookie {
        request = request.header(header::COOKIE, cookie);
    }
    let body = if body.is_null() { Body::empty() } else { Body::from(body.to_string()) };
    office.send(request.body(body).unwrap()).await
}

fn changed(answer: &Answer) -> Option<&str> {
    answer.headers.get("policy-changed").map(|names| names.to_str().unwrap())
}

#[tokio::test]
async fn every_answer_names_the_packs_that_a_page_shows_by_another_policy() {
    let office = Office::sqlite().await;
    let tom = office.enter("tom").await;
    let session = office.record(&tom, "/api/session").await;
    let shown = |other: &[Pack]| {
        let pairs = Pack::ALL.map(|pack| {
            let own = session["packs"][pack.name()]["fingerprint"].as_str().unwrap();
            let fingerprint = if other.contains(&pack) { "0f3a" } else { own };
            format!("{}={fingerprint}", pack.name())
        });
        pairs.join(", ")
    };
    let get = |path| ("GET", path, Value::Null);
    let nobody = Browser::default();
    let mut asked = 0;
    for (who, path, status) in [
        (&tom, "/api/session", StatusCode::OK),
        (&tom, "/api/customers?size=1", StatusCode::OK),
        (&tom, "/api/carriers", StatusCode::FORBIDDEN),
        (&tom, "/api/companies/none", StatusCode::NOT_FOUND),
        (&tom, "/api/customers?sort=none", StatusCode::UNPROCESSABLE_ENTITY),
        (&nobody, "/api/customers", StatusCode::UNAUTHORIZED),
    ] {
        for (policies, told) in [
            (shown(&[]), None),
            (shown(&[Pack::Alvys]), Some("alvys")),
            (shown(&[Pack::Office, Pack::ClientMetrics]), Some("client-metrics, office")),
            // Packs that the server does not have, and what says nothing.
            ("freight=0f3a".to_owned(), None),
            ("alvys".to_owned(), None),
            (String::new(), None),
            ("alvys=, ,=".to_owned(), Some("alvys")),
        ] {
            let answer = showing(&office, who, &policies, get(path)).await;
            assert_eq!(answer.status, status, "{path}: {}", answer.text);
            assert_eq!(changed(&answer), told, "{path} with {policies}");
            asked += 1;
        }
    }
    assert_eq!(asked, 42);
}

#[tokio::test]
async fn what_a_page_decided_by_an_older_policy_the_server_decides_by_its_own_and_says_so() {
    let office = Office::sqlite().await;
    let (maya, tom) = (office.enter("maya").await, office.enter("tom").await);
    let company = office.record(&maya, "/api/companies?size=1").await["rows"][0].clone();
    let path = format!("/api/companies/{}", company["id"].as_str().unwrap());
    let older = "alvys=older";
    let edit = with_version(&company, json!({ "fields": { "notes": "Seen" } }));
    let done = showing(&office, &maya, older, ("PATCH", &path, edit)).await;
    assert_eq!((done.status, changed(&done)), (StatusCode::OK, Some("alvys")), "{}", done.text);
    let remove = with_version(&done.json(), json!({}));
    let refused = showing(&office, &tom, older, ("DELETE", &path, remove)).await;
    assert_eq!((refused.status, changed(&refused)), (StatusCode::FORBIDDEN, Some("alvys")));
    // The log names the policy that decided.
    let log = office.record(&maya, "/api/audit?size=2").await;
    let policies = office.record(&maya, "/health").await;
    for entry in log["rows"].as_array().unwrap() {
        assert_eq!(entry["fields"]["fingerprint"], policies["policies"]["alvys"]);
    }
}

/// All that a stream says until it ends.
async fn heard(office: &Office, request: Request<Body>) -> String {
    let answer = tokio::time::timeout(Duration::from_secs(20), office.send(request));
    let answer = answer.await.unwrap_or_else(|_| panic!("the stream does not end"));
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
    answer.text
}

#[tokio::test]
async fn a_stream_ends_with_its_session() {
    let office = Office::sqlite().await;
    for ending in ["signed out", "expired", "removed"] {
        let who = office.enter("jonas").await;
        let other = office.enter("tom").await;
        let events = Request::builder().uri("/api/events");
        let events = events.header(header::COOKIE, who.cookie.clone().unwrap());
        let end = async {
            // The stream has begun by then.
            tokio::time::sleep(Duration::from_millis(2500)).await;
            match ending {
                "signed out" => {
                    let out = office.ask(&who, "DELETE", "/api/session", Value::Null).await;
                    assert_eq!(out.status, StatusCode::OK);
                }
                "expired" => {
                    let over = "UPDATE sessions SET expires_at = 1 WHERE user_id = 'jonas'";
                    office.raw(&[over.to_owned()]).await;
                }
                _ => office.raw(&["DELETE FROM users WHERE id = 'jonas'".to_owned()]).await,
            }
        };
        let (said, ()) = tokio::join!(heard(&office, events.body(Body::empty()).unwrap()), end);
        assert!(said.starts_with("event: state"), "{ending}: {said}");
        assert!(said.trim_end().ends_with("event: signed-out\ndata: {}"), "{ending}: {said}");
        // Whose session it is not goes on.
        assert_eq!(office.get(&other, "/api/customers?size=1").await.status, StatusCode::OK);
    }
}

#[tokio::test]
async fn who_asks_is_answered_for_nobody_too() {
    let office = Office::sqlite().await;
    let stale = Browser { cookie: Some("session=forged".to_owned()) };
    for who in [Browser::default(), stale] {
        let answer = office.get(&who, "/api/session").await;
        assert_eq!(answer.status, StatusCode::OK);
        assert_eq!(answer.json(), json!({ "user": null }));
    }
    let tom = office.enter("tom").await;
    assert_eq!(office.record(&tom, "/api/session").await["user"]["id"], "tom");
}

/// A stream that is open, and what it says next.
async fn listen(office: &Office, who: &Browser) -> axum::response::Response {
    let events = Request::builder().uri("/api/events");
    let events = events.header(header::COOKIE, who.cookie.clone().unwrap());
    let events = events.header(header::ACCEPT_LANGUAGE, "es");
    office.router.clone().oneshot(events.body(Body::empty()).unwrap()).await.unwrap()
}

async fn says(stream: &mut BodyDataStream) -> Option<String> {
    let next = tokio::time::timeout(Duration::from_secs(20), stream.next()).await;
    let next = next.unwrap_or_else(|_| panic!("the stream says nothing"));
    next.map(|bytes| String::from_utf8(bytes.unwrap().to_vec()).unwrap())
}

#[tokio::test]
async fn the_newest_pages_of_a_user_are_kept_up_to_date_and_nobody_takes_the_places_of_others() {
    let bounds = Settings { own_streams: 2, all_streams: 3, ..settings() };
    let office = Office::sqlite_with(bounds).await;
    let (tom, toms_phone) = (office.enter("tom").await, office.enter("tom").await);
    let (maya, ines) = (office.enter("maya").await, office.enter("ines").await);
    let mut first = listen(&office, &tom).await.into_body().into_data_stream();
    let mut second = listen(&office, &toms_phone).await.into_body().into_data_stream();
    for stream in [&mut first, &mut second] {
        assert!(says(stream).await.unwrap().starts_with("event: state"));
    }
    // Whatever the session: it is the same user.
    let mut third = listen(&office, &tom).await.into_body().into_data_stream();
    assert_eq!(says(&mut first).await.unwrap().trim_end(), "event: replaced\ndata: {}");
    assert_eq!(says(&mut first).await, None);
    let mut other = listen(&office, &maya).await.into_body().into_data_stream();
    let refused = listen(&office, &ines).await;
    assert_eq!(refused.status(), StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(refused.headers()[header::RETRY_AFTER], "30");
    assert_eq!(refused.headers()[header::CONTENT_TYPE], "application/problem+json");
    let told = to_bytes(refused.into_body(), 1 << 20).await.unwrap();
    let told: Value = serde_json::from_slice(&told).unwrap();
    assert_eq!(told["type"], "/problems/busy");
    assert!(told["detail"].as_str().unwrap().starts_with("Hay más páginas abiertas"), "{told}");
    for stream in [&mut third, &mut other] {
        assert!(says(stream).await.unwrap().starts_with("event: state"));
    }
    // Who is gone leaves the place.
    drop(second);
    assert_eq!(listen(&office, &ines).await.status(), StatusCode::OK);
    // What a stream is refused with is no stream's end for the others.
    let out = office.ask(&maya, "DELETE", "/api/session", Value::Null).await;
    assert_eq!(out.status, StatusCode::OK);
    assert_eq!(says(&mut other).await.unwrap().trim_end(), "event: signed-out\ndata: {}");
}
