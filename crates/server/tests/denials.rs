//! Each denial is in the log for good, and nobody fills it: who has been denied too much is asked
//! to wait before any gate is asked for them, by every server on the database.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a suite")]

mod office;

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use office::{Answer, Browser, Office, policies, settings};
use serde_json::{Value, json};
use tokio::sync::watch;
use tollgate_postgres::Postgres;
use tollgate_server::{App, Packs, Settings, site};
use tower::ServiceExt;

const MOST: i64 = 5;

fn bounded() -> Settings {
    Settings { user_denials: MOST, ..settings() }
}

fn must_wait(answer: &Answer) {
    assert_eq!(answer.status, StatusCode::TOO_MANY_REQUESTS, "{}", answer.text);
    assert_eq!(answer.json()["type"], "/problems/too-many-denials");
    let seconds: i64 = answer.headers[header::RETRY_AFTER].to_str().unwrap().parse().unwrap();
    assert!((1..=15 * 60 + 1).contains(&seconds), "{seconds}");
}

/// What is asked of another server on the same database.
async fn elsewhere(office: &Office, who: &Browser, path: &str) -> StatusCode {
    let (_end, ending) = watch::channel(false);
    let packs = Packs::load(&policies()).unwrap();
    let app = App::new(office.app.database.clone(), packs, None, None, bounded(), ending);
    let request = Request::builder().uri(path);
    let request = request.header(header::COOKIE, who.cookie.as_deref().unwrap());
    site(app, None).oneshot(request.body(Body::empty()).unwrap()).await.unwrap().status()
}

async fn bound(office: &Office) {
    let (tom, maya) = (office.enter("tom").await, office.enter("maya").await);
    let before = office.count("audit").await;
    let remove = json!({ "version": 1 });
    let denied = [
        ("GET", "/api/carriers", Value::Null, StatusCode::FORBIDDEN),
        ("DELETE", "/api/companies/C-201", remove, StatusCode::FORBIDDEN),
        ("GET", "/api/audit", Value::Null, StatusCode::FORBIDDEN),
    ];
    for place in 0..MOST {
        let (method, path, body, status) = &denied[usize::try_from(place).unwrap() % denied.len()];
        let answer = office.ask(&tom, method, path, body.clone()).await;
        assert_eq!(answer.status, *status, "{path}: {}", answer.text);
    }
    assert_eq!(office.count("audit").await, before + MOST);
    // From now on nothing tells what would be allowed and what not.
    let shown = ("GET", "/api/customers?size=1", Value::Null, StatusCode::OK);
    let missing = ("GET", "/api/companies/none", Value::Null, StatusCode::NOT_FOUND);
    for (method, path, body, _) in denied.iter().chain([&shown, &missing]) {
        must_wait(&office.ask(&tom, method, path, body.clone()).await);
    }
    let again = office.enter("tom").await;
    must_wait(&office.get(&again, shown.1).await);
    assert_eq!(elsewhere(office, &tom, shown.1).await, StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(office.count("audit").await, before + MOST);
    // It is told in the reader's language, holds nobody else, and nobody in.
    let spanish = Request::builder().uri(shown.1).header(header::ACCEPT_LANGUAGE, "es");
    let spanish = spanish.header(header::COOKIE, tom.cookie.as_deref().unwrap());
    let spanish = office.send(spanish.body(Body::empty()).unwrap()).await;
    assert!(spanish.json()["detail"].as_str().unwrap().starts_with("Se le ha denegado"));
    assert_eq!(office.get(&maya, shown.1).await.status, StatusCode::OK);
    assert_eq!(elsewhere(office, &maya, shown.1).await, StatusCode::OK);
    assert_eq!(office.get(&tom, "/api/session").await.json()["user"]["id"], "tom");
    let out = office.ask(&again, "DELETE", "/api/session", Value::Null).await;
    assert_eq!(out.status, StatusCode::OK, "{}", out.text);
    // What was denied long ago counts no more, and stays in the log.
    let ago = "UPDATE audit SET at = at - 900000 WHERE user_id = 'tom'";
    office.raw(&[ago.to_owned()]).await;
    assert_eq!(office.get(&tom, shown.1).await.status, StatusCode::OK);
    assert_eq!(office.get(&tom, "/api/carriers").await.status, StatusCode::FORBIDDEN);
    assert_eq!(office.count("audit").await, before + MOST + 1);
}

#[tokio::test]
async fn who_is_denied_too_much_waits_and_each_denial_is_in_the_log_on_sqlite() {
    bound(&Office::sqlite_with(bounded()).await).await;
}

#[tokio::test]
async fn who_is_denied_too_much_waits_and_each_denial_is_in_the_log_on_postgresql() {
    let postgres = Postgres::start();
    bound(&Office::postgres_with(&postgres, bounded()).await).await;
}

#[tokio::test]
async fn questions_at_the_same_time_are_each_answered_or_held_back_and_none_is_lost() {
    let office = Office::sqlite_with(bounded()).await;
    let tom = office.enter("tom").await;
    let before = office.count("audit").await;
    let mut told = [0, 0];
    for _ in 0..4 {
        let asked = (0..30).map(|_| office.get(&tom, "/api/carriers"));
        for answer in futures_util::future::join_all(asked).await {
            match answer.status {
                StatusCode::FORBIDDEN => told[0] += 1,
                _ => {
                    must_wait(&answer);
                    told[1] += 1;
                }
            }
        }
    }
    // Those that are under way together may be more than the bound, and are in the log as well.
    assert_eq!(office.count("audit").await, before + told[0]);
    assert!((MOST..=30).contains(&told[0]), "{told:?}");
    assert_eq!(told[0] + told[1], 120);
}

#[tokio::test]
async fn an_import_of_rows_that_are_denied_stops_and_gives_back_those_that_are_left() {
    let office = Office::sqlite_with(bounded()).await;
    // Who may make customers and change none.
    let only = json!({ "permissions": ["createCustomer"] });
    let set = "UPDATE principals SET document = ";
    let set = format!("{set}'{only}' WHERE pack = 'alvys' AND user_id = 'maya'");
    office.raw(&[set]).await;
    let maya = office.enter("maya").await;
    let stored = office.record(&maya, "/api/companies?size=20").await;
    let ids = stored["rows"].as_array().unwrap().iter().map(|row| row["id"].as_str().unwrap());
    let csv: String = ids.map(|id| format!("{id},Another name\n")).collect();
    let before = office.count("audit").await;
    let import = |csv: String| {
        let (office, maya) = (&office, &maya);
        async move {
            let body = json!({ "csv": csv });
            office.ask(maya, "POST", "/api/companies/import", body).await
        }
    };
    let answer = import(format!("id,name\n{csv}")).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
    let done = answer.json();
    let rows = done["rows"].as_array().unwrap();
    assert!(rows.iter().all(|row| row["refused"]["type"] == "/problems/denied"), "{done}");
    assert_eq!(i64::try_from(rows.len()).unwrap(), MOST);
    assert_eq!(office.count("audit").await, before + MOST);
    let rest = done["rest"].as_str().unwrap().to_owned();
    assert_eq!(rest.lines().count(), 1 + 20 - rows.len());
    must_wait(&import(rest).await);
    assert_eq!(office.count("audit").await, before + MOST);
}

#[tokio::test]
async fn whom_a_pack_does_not_know_is_denied_in_the_log_and_waits_like_others() {
    let office = Office::sqlite_with(bounded()).await;
    let gone = "DELETE FROM principals WHERE user_id = 'tom' AND pack = 'alvys'";
    office.raw(&[gone.to_owned()]).await;
    let (tom, maya) = (office.enter("tom").await, office.enter("maya").await);
    let before = office.count("audit").await;
    let long = format!("/api/companies/{}", "x".repeat(4000));
    let csv = json!({ "csv": "name,companyType\nNew,Customer\n" });
    let asked = [
        ("GET", "/api/companies", Value::Null, ""),
        ("GET", "/api/companies/C-201", Value::Null, "C-201"),
        ("GET", long.as_str(), Value::Null, ""),
        ("DELETE", "/api/companies/%00", json!({ "version": 1 }), ""),
        ("POST", "/api/companies/import", csv, ""),
    ];
    for (method, path, body, record) in &asked {
        let answer = office.ask(&tom, method, path, body.clone()).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{path:.60}: {}", answer.text);
        assert_eq!(answer.json()["type"], "/problems/no-account");
        let log = office.record(&maya, "/api/audit?size=1").await["rows"][0]["fields"].clone();
        assert_eq!((&log["allowed"], &log["pack"]), (&json!(false), &json!("alvys")), "{log}");
        assert_eq!((&log["user"], &log["recordId"]), (&json!("Tom Okafor"), &json!(record)));
        let decision: Value = serde_json::from_str(log["decision"].as_str().unwrap()).unwrap();
        assert_eq!(decision["message"], answer.json()["detail"]);
    }
    assert_eq!(i64::try_from(asked.len()).unwrap(), MOST);
    must_wait(&office.get(&tom, "/api/companies").await);
    assert_eq!(office.count("audit").await, before + MOST);
}
