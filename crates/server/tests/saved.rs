//! What is saved is what was meant: nothing is overwritten unseen, and no nonsense is taken.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a suite")]

mod office;

use axum::http::StatusCode;
use office::{Answer, Browser, Office, with_version};
use serde_json::{Value, json};
use tollgate_postgres::Postgres;

/// Changes fields of a record as it was read.
async fn change(office: &Office, who: &Browser, read: (&str, &Value), fields: Value) -> Answer {
    let (path, record) = read;
    office.ask(who, "PATCH", path, with_version(record, json!({ "fields": fields }))).await
}

/// A company, its customer and its account are one record with one name.
async fn shared_name(office: &Office) {
    let maya = office.enter("maya").await;
    let [company, customer, account] =
        ["companies", "customers", "accounts"].map(|kind| format!("/api/{kind}/C-1001"));
    let mut tried = 0;
    for (first, name, second, other) in
        [(&company, "name", &customer, "tradeName"), (&customer, "tradeName", &company, "name")]
    {
        let (one, two) = (office.record(&maya, first).await, office.record(&maya, second).await);
        let seen = office.record(&maya, &account).await;
        let renamed = json!({ name: format!("Renamed {tried}") });
        let done = change(office, &maya, (first, &one), renamed.clone()).await;
        assert_eq!(done.status, StatusCode::OK, "{}", done.text);
        let lost = change(office, &maya, (second, &two), json!({ other: "Overwritten" })).await;
        assert_eq!(lost.status, StatusCode::CONFLICT, "{second}: {}", lost.text);
        assert_eq!(lost.json()["type"], "/problems/changed");
        let now = office.record(&maya, &account).await;
        assert_eq!(now["fields"]["name"], renamed[name]);
        assert_ne!(now["version"], seen["version"]);

        // What only one of them has is nobody else's change, nor is a name that stays.
        let (one, two) = (office.record(&maya, first).await, office.record(&maya, second).await);
        let same = json!({ name: renamed[name], "phone": format!("+1 {tried}") });
        let done = change(office, &maya, (first, &one), same).await;
        assert_eq!(done.status, StatusCode::OK, "{}", done.text);
        let done = change(office, &maya, (second, &two), json!({ "email": "a@b.example" })).await;
        assert_eq!(done.status, StatusCode::OK, "{second}: {}", done.text);
        tried += 1;
    }
    assert_eq!(tried, 2);
    // A company that is no customer's is renamed all the same.
    let other = office.record(&maya, "/api/companies/C-204").await;
    let done =
        change(office, &maya, ("/api/companies/C-204", &other), json!({ "name": "N" })).await;
    assert_eq!(done.status, StatusCode::OK, "{}", done.text);
}

#[tokio::test]
async fn a_name_that_two_kinds_share_is_not_overwritten_unseen_on_sqlite() {
    shared_name(&Office::sqlite().await).await;
}

#[tokio::test]
async fn a_name_that_two_kinds_share_is_not_overwritten_unseen_on_postgresql() {
    let postgres = Postgres::start();
    shared_name(&Office::postgres(&postgres).await).await;
}
