//! Who guesses passwords has to wait, by whom it is for, where it comes from and in which browser;
//! and nobody keeps an account's owner out with it.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a suite")]

mod office;

use std::net::SocketAddr;

use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::{Request, StatusCode, header};
use office::{Answer, Browser, Office, settings};
use serde_json::json;
use tollgate_postgres::Postgres;
use tollgate_server::{Proxies, Settings, network};

async fn sign_in(office: &Office, email: &str, password: &str) -> Answer {
    let credentials = json!({ "email": email, "password": password });
    office.ask(&Browser::default(), "POST", "/api/session", credentials).await
}

#[tokio::test]
async fn passwords_are_guessed_a_few_times_only() {
    let office = Office::sqlite().await;
    add(&office, "new@office.example", "correct horse battery").await;
    let right = sign_in(&office, " NEW@office.example", "correct horse battery").await;
    assert_eq!(right.status, StatusCode::OK, "{}", right.text);
    // Nobody signs in with a password who has none.
    let none = sign_in(&office, "maya.lindqvist@northbound.example", "").await;
    assert_eq!(none.status, StatusCode::UNAUTHORIZED);
    for _ in 0..5 {
        let wrong = sign_in(&office, "new@office.example", "wrong").await;
        assert_eq!(wrong.status, StatusCode::UNAUTHORIZED);
        assert_eq!(wrong.json()["type"], "/problems/wrong-password");
    }
    let waits = sign_in(&office, "new@office.example", "correct horse battery").await;
    assert_eq!(waits.status, StatusCode::TOO_MANY_REQUESTS);
    assert!(waits.headers.contains_key(header::RETRY_AFTER));
    let unknown = sign_in(&office, "nobody@office.example", "wrong").await;
    assert_eq!(unknown.json()["type"], "/problems/wrong-password");
    let hash = office.count("users").await;
    assert!(hash > 1);
}

/// The cookie of a name that an answer sets.
fn set_cookie(answer: &Answer, name: &str) -> Option<String> {
    let all = answer.headers.get_all(header::SET_COOKIE).iter().map(|it| it.to_str().unwrap());
    let own = all.into_iter().find(|it| it.starts_with(&format!("{name}=")))?;
    for attribute in ["HttpOnly", "SameSite=Strict", "Path=/"] {
        assert!(own.contains(attribute), "{own}");
    }
    Some(own.split(';').next().unwrap().to_owned())
}

/// Tries to sign in over a connection from an address, with headers of one's own.
async fn try_with(
    office: &Office,
    (email, password): (&str, &str),
    (peer, headers): (&str, &[(&str, &str)]),
) -> Answer {
    let mut request = Request::builder().method("POST").uri("/api/session");
    request = request.header(header::CONTENT_TYPE, "application/json");
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let peer: SocketAddr = format!("{peer}:4711").parse().unwrap();
    let body = json!({ "email": email, "password": password }).to_string();
    office.send(request.extension(ConnectInfo(peer)).body(Body::from(body)).unwrap()).await
}

/// The same, in a browser with a cookie or without.
async fn try_from(
    office: &Office,
    account: (&str, &str),
    (peer, cookie): (&str, Option<&str>),
) -> Answer {
    let headers: Vec<_> = cookie.iter().map(|cookie| ("cookie", *cookie)).collect();
    try_with(office, account, (peer, &headers)).await
}

/// Adds a user who signs in with a password.
async fn add(office: &Office, email: &str, password: &str) {
    let maya = office.enter("maya").await;
    let added = json!({ "password": password, "fields": {
        "name": "New", "title": "", "email": email, "department": null,
    } });
    let added = office.ask(&maya, "POST", "/api/users", added).await;
    assert_eq!(added.status, StatusCode::OK, "{}", added.text);
}

/// Attempts that are used up by others do not keep an account's owner out of a browser that signed
/// in before, wherever it is; and what such a browser has is an allowance, for that account alone.
async fn locked(office: &Office) {
    let (yes, no) = (StatusCode::UNAUTHORIZED, StatusCode::TOO_MANY_REQUESTS);
    let own = ("own@office.example", "correct horse battery");
    let other = ("other@office.example", "another battery horse");
    for (email, password) in [own, other] {
        add(office, email, password).await;
    }
    let home = "203.0.113.1";
    let signed = try_from(office, own, (home, None)).await;
    let device = set_cookie(&signed, "device").unwrap();
    let theirs = try_from(office, other, (home, None)).await;
    let theirs = set_cookie(&theirs, "device").unwrap();
    // Others use up what anybody may try: from the owner's address, and from many.
    let wrong = (own.0, "wrong");
    for attempt in 0..50 {
        let peer = format!("203.0.113.{}", 1 + attempt / 5);
        let answer = try_from(office, wrong, (&peer, None)).await;
        assert_eq!(answer.status, yes, "{attempt}: {}", answer.text);
    }
    let new = "198.51.100.1";
    for (cookie, why) in [
        (None, "a browser that is new"),
        (Some("device=forged"), "a forged one"),
        (Some(theirs.as_str()), "one that somebody else signed in with"),
    ] {
        for peer in [home, new] {
            assert_eq!(try_from(office, own, (peer, cookie)).await.status, no, "{why} at {peer}");
        }
    }
    // Nor does it help against another account to have signed in with one's own.
    for attempt in 0..6 {
        let answer = try_from(office, (other.0, "wrong"), (new, Some(&device))).await;
        assert_eq!(answer.status, if attempt < 5 { yes } else { no }, "{attempt}");
    }
    for peer in [home, new] {
        let answer = try_from(office, own, (peer, Some(&device))).await;
        assert_eq!(answer.status, StatusCode::OK, "{peer}: {}", answer.text);
        assert_eq!(set_cookie(&answer, "device"), None, "it stays known by the one that it has");
    }
    // It has its own allowance and no more; those of others are theirs.
    for attempt in 0..11 {
        let answer = try_from(office, wrong, (home, Some(&device))).await;
        assert_eq!(answer.status, if attempt < 10 { yes } else { no }, "{attempt}");
    }
    let waits = try_from(office, own, (home, Some(&device))).await;
    assert_eq!(waits.status, no);
    assert!(waits.headers.contains_key(header::RETRY_AFTER));
    let answer = try_from(office, other, (home, Some(&theirs))).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
    // One that has not been signed in with for long is known no more.
    office.raw(&["UPDATE devices SET expires_at = 1".to_owned()]).await;
    assert_eq!(try_from(office, own, (new, Some(&device))).await.status, no);
    // Nothing that is kept of it lets anybody in, or says what was typed.
    let kept = office.row("SELECT COUNT(*) AS n FROM failed_sign_ins WHERE subject LIKE '%@%'");
    let token = device.split_once('=').unwrap().1;
    let held = format!("SELECT COUNT(*) AS n FROM devices WHERE token = '{token}'");
    for row in [kept.await, office.row(&held).await] {
        assert_eq!(sqlx::Row::get::<i64, _>(&row, "n"), 0);
    }
}

#[tokio::test]
async fn nobody_locks_an_owner_out_of_a_browser_that_signed_in_before_on_sqlite() {
    locked(&Office::sqlite().await).await;
}

#[tokio::test]
async fn nobody_locks_an_owner_out_of_a_browser_that_signed_in_before_on_postgresql() {
    let postgres = Postgres::start();
    locked(&Office::postgres(&postgres).await).await;
}

/// Guesses a password over a connection from an address, with headers of one's own.
async fn guess(office: &Office, (email, peer): (&str, &str), headers: &[(&str, &str)]) -> Answer {
    try_with(office, (email, "wrong"), (peer, headers)).await
}

#[tokio::test]
async fn guesses_count_by_whom_a_trusted_proxy_asks_for_and_by_nobody_else_s_word() {
    let proxies = Proxies::from(vec![network("10.0.0.0/8").unwrap()]);
    let behind = Office::sqlite_with(Settings { proxies, ..settings() }).await;
    let bare = Office::sqlite().await;
    let proxy = "10.0.0.1";
    let (yes, no) = (StatusCode::UNAUTHORIZED, StatusCode::TOO_MANY_REQUESTS);
    // Whom the proxy asks for waits after five; others behind it go on.
    let of = |who: &str| format!("{who}, 10.0.0.2");
    for attempt in 0..6 {
        // What comes before is the asker's own invention, new with each attempt.
        let told = format!("198.51.100.{attempt}, {}", of("203.0.113.1"));
        let answer = guess(&behind, ("a@x", proxy), &[("x-forwarded-for", &told)]).await;
        assert_eq!(answer.status, if attempt < 5 { yes } else { no }, "{attempt}");
    }
    let other = of("203.0.113.2");
    let other = guess(&behind, ("a@x", proxy), &[("x-forwarded-for", &other)]).await;
    assert_eq!(other.status, yes);
    // Whoever is no proxy is taken for nobody else, whatever it says; and so is any proxy where
    // none is trusted.
    for (office, peer) in [(&behind, "192.0.2.9"), (&bare, proxy)] {
        for attempt in 0..6 {
            let told = format!("203.0.113.{attempt}");
            let standard = format!("for={told}");
            let headers = [("x-forwarded-for", told.as_str()), ("forwarded", &standard)];
            let answer = guess(office, ("b@x", peer), &headers).await;
            assert_eq!(answer.status, if attempt < 5 { yes } else { no }, "{peer}: {attempt}");
        }
    }
    // One who has a network of IPv6 has one address.
    for attempt in 0..6 {
        let answer = guess(&behind, ("c@x", &format!("[2001:db8::{attempt}]")), &[]).await;
        assert_eq!(answer.status, if attempt < 5 { yes } else { no }, "{attempt}");
    }
}

/// Whoever tries while others do is told of their own attempt, not that others were in the way.
async fn at_once(office: &Office) {
    let own = ("own@office.example", "correct horse battery");
    add(office, own.0, own.1).await;
    let guesses = (0..24).map(|place| {
        let (email, peer) = (format!("{}@x", place % 3), format!("203.0.113.{place}"));
        async move { try_from(office, (&email, "wrong"), (&peer, None)).await }
    });
    let (guesses, own) = tokio::join!(
        futures_util::future::join_all(guesses),
        try_from(office, own, ("198.51.100.1", None)),
    );
    assert_eq!(own.status, StatusCode::OK, "{}", own.text);
    for answer in &guesses {
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{}", answer.text);
    }
    assert_eq!(guesses.len(), 24);
    // Each is counted.
    assert_eq!(office.count("failed_sign_ins").await, 24 * 3);
}

#[tokio::test]
async fn attempts_at_the_same_time_are_each_told_and_counted_on_sqlite() {
    at_once(&Office::sqlite().await).await;
}

#[tokio::test]
async fn attempts_at_the_same_time_are_each_told_and_counted_on_postgresql() {
    let postgres = Postgres::start();
    at_once(&Office::postgres(&postgres).await).await;
}
