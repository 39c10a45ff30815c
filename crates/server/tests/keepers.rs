//! Somebody is left who looks after each pack, and can sign in: on every way to take it away.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a suite")]

mod office;

use axum::http::StatusCode;
use office::{Office, settings, with_version};
use serde_json::{Value, json};
use tollgate_postgres::Postgres;
use tollgate_server::Settings;

const MAYA: &str = "maya";

/// Nobody but Maya has a pack's highest role.
async fn alone(office: &Office, pack: &str, lowest: &str) {
    let set = format!(
        "UPDATE principals SET document = '{{\"roles\":[\"{lowest}\"]}}' \
         WHERE pack = '{pack}' AND user_id <> '{MAYA}'"
    );
    office.raw(&[set]).await;
}

/// What is stored of a user.
async fn access(office: &Office, user: &str) -> Value {
    let maya = office.enter(MAYA).await;
    office.record(&maya, &format!("/api/users/{user}/access")).await["packs"].clone()
}

async fn granted(office: &Office) {
    alone(office, "access-levels", "Sales").await;
    let greta = office.enter("greta").await;
    let was = access(office, MAYA).await;
    // As it is kept where it was asked for before such requests were refused.
    office
        .raw(&["INSERT INTO requests (id, requester_id, pack, asked, changes, note, status, \
                created_at, version) VALUES ('R-old', 'maya', 'access-levels', 'viewCost', \
                '[{\"grant\":\"Level::Customer\"}]', '', 'open', 0, 1)"
            .to_owned()])
        .await;
    let grant = json!({ "version": 1 });
    let refused = office.ask(&greta, "POST", "/api/requests/R-old/grant", grant.clone()).await;
    assert_eq!(refused.status, StatusCode::CONFLICT, "{}", refused.text);
    assert_eq!(refused.json()["type"], "/problems/kept");
    assert_eq!(access(office, MAYA).await, was);
    assert_eq!(office.count_of("requests", "id = 'R-old' AND status = 'open'").await, 1);

    // Once there is another Admin, it is hers to give away.
    let lena = office.record(&greta, "/api/users/lena/access").await;
    let admin = with_version(&lena, json!({ "roles": ["Admin"] }));
    let done = office.ask(&greta, "PUT", "/api/users/lena/access/access-levels", admin).await;
    assert_eq!(done.status, StatusCode::OK, "{}", done.text);
    let done = office.ask(&greta, "POST", "/api/requests/R-old/grant", grant).await;
    assert_eq!(done.status, StatusCode::OK, "{}", done.text);
}

#[tokio::test]
async fn a_grant_does_not_take_the_last_admin_away_on_sqlite() {
    granted(&Office::sqlite().await).await;
}

#[tokio::test]
async fn a_grant_does_not_take_the_last_admin_away_on_postgresql() {
    let postgres = Postgres::start();
    granted(&Office::postgres(&postgres).await).await;
}

/// Adds a user, and ticks their box for permissions.
async fn setter(office: &Office, email: &str, password: Option<&str>) {
    let maya = office.enter(MAYA).await;
    let mut body = json!({
        "fields": { "name": "New", "title": "", "email": email, "department": null },
    });
    if let Some(password) = password {
        body["password"] = json!(password);
    }
    let user = office.ask(&maya, "POST", "/api/users", body).await;
    assert_eq!(user.status, StatusCode::OK, "{}", user.text);
    let path = format!("/api/users/{}/permissions", user.json()["id"].as_str().unwrap());
    let ticked = with_version(&user.json(), json!({ "permissions": ["setPermission"] }));
    let done = office.ask(&maya, "PUT", &path, ticked).await;
    assert_eq!(done.status, StatusCode::OK, "{}", done.text);
}

/// Drops Maya's own permissions; says with which answer.
async fn dropped(office: &Office) -> StatusCode {
    let maya = office.enter(MAYA).await;
    let user = office.record(&maya, "/api/users/maya").await;
    let none = with_version(&user, json!({ "permissions": ["editCustomer"] }));
    office.ask(&maya, "PUT", "/api/users/maya/permissions", none).await.status
}

#[tokio::test]
async fn who_cannot_sign_in_is_not_the_one_who_is_left() {
    let office = Office::sqlite().await;
    alone(&office, "alvys", "SalesAgent").await;
    setter(&office, "one@office.example", None).await;
    assert_eq!(dropped(&office).await, StatusCode::CONFLICT);
    setter(&office, "two@office.example", Some("correct horse battery")).await;
    assert_eq!(dropped(&office).await, StatusCode::OK);
}

#[tokio::test]
async fn sample_users_are_left_in_the_demo_alone() {
    for (demo, status) in [(true, StatusCode::OK), (false, StatusCode::CONFLICT)] {
        let office = Office::sqlite_with(Settings { demo, ..settings() }).await;
        let own = "UPDATE users SET password = 'x' WHERE id = 'maya'".to_owned();
        office.raw(&[own]).await;
        let rest = "'{\"permissions\":[\"setPermission\"]}'";
        alone(&office, "alvys", "SalesAgent").await;
        let tom = format!(
            "UPDATE principals SET document = {rest} WHERE pack = 'alvys' AND user_id = 'tom'"
        );
        office.raw(&[tom]).await;
        assert_eq!(dropped(&office).await, status, "{demo}");
    }
}
