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

/// Asks with each of these bodies, of which none is taken for what stands at a field.
async fn refused(office: &Office, who: &Browser, of: (&str, &str, &str), bodies: Vec<Value>) {
    let (method, path, at) = of;
    assert!(!bodies.is_empty());
    for body in bodies {
        let answer = office.ask(who, method, path, body.clone()).await;
        assert_eq!(answer.status, 422, "{method} {path} {body}: {}", answer.text);
        assert_eq!(answer.json()["at"], at, "{method} {path} {body}");
    }
}

#[tokio::test]
async fn access_names_customers_and_expenses_that_there_are_and_limits_that_could_be() {
    let office = Office::sqlite().await;
    let maya = office.enter("maya").await;
    let path = "/api/users/tom/access";
    let was = office.record(&maya, path).await;
    let of = |name: &str, values: &[Value]| -> Vec<Value> {
        values.iter().map(|value| with_version(&was, json!({ name: value }))).collect()
    };
    let levels = format!("{path}/access-levels");
    // None, a broker, nothing.
    let customers = ["nonexistent", "C-202", "", "%"].map(|id| json!(id));
    refused(&office, &maya, ("PUT", &levels, "customer"), of("customer", &customers)).await;
    let expenses = format!("{path}/expenses");
    let limits = [-5, -1, 1_000_000_001, i64::MAX].map(|limit| json!(limit));
    refused(&office, &maya, ("PUT", &expenses, "limit"), of("limit", &limits)).await;
    // Of another pack.
    let given = of("customer", &[json!("C-201")]);
    refused(&office, &maya, ("PUT", &expenses, "customer"), given).await;
    refused(&office, &maya, ("PUT", &levels, "limit"), of("limit", &[json!(5)])).await;

    let approvals = "/api/users/tom/approvals";
    let lists = [json!(["nonexistent"]), json!(["EX-3010", "EX-0"]), json!([""])];
    refused(&office, &maya, ("PUT", approvals, "expenses"), of("expenses", &lists)).await;
    assert_eq!(office.record(&maya, path).await, was);

    let twice = with_version(&was, json!({ "expenses": ["EX-3009", "EX-3010", "EX-3009"] }));
    let done = office.ask(&maya, "PUT", approvals, twice).await;
    assert_eq!(done.status, StatusCode::OK, "{}", done.text);
    // One that is removed since stands in nobody's way.
    office.raw(&["EX-3009"].map(|id| format!("DELETE FROM expenses WHERE id = '{id}'"))).await;
    let now = office.record(&maya, approvals).await;
    assert_eq!(now["expenses"], json!(["EX-3009", "EX-3010"]));
    let done = office.ask(&maya, "PUT", approvals, now).await;
    assert_eq!(done.status, StatusCode::OK, "{}", done.text);
    for (path, given) in
        [(&levels, json!({ "customer": "C-201" })), (&expenses, json!({ "limit": 0 }))]
    {
        let now = office.record(&maya, "/api/users/tom/access").await;
        let done = office.ask(&maya, "PUT", path, with_version(&now, given)).await;
        assert_eq!(done.status, StatusCode::OK, "{}", done.text);
    }
}

#[tokio::test]
async fn an_expense_is_of_a_country() {
    let office = Office::sqlite().await;
    let tom = office.enter("tom").await;
    let expense = |country: &str| {
        json!({ "fields": {
            "text": "Taxi", "date": "2026-11-20", "amount": 40, "category": "travel",
            "country": country, "receipt": null, "team": null,
        } })
    };
    // In small letters it would not be the country that rules name.
    let none = ["!", "", "it", "XX", "USA", " IT", "1", "UK"].map(expense);
    refused(&office, &tom, ("POST", "/api/expenses", "country"), none.to_vec()).await;
    for country in ["IT", "FR", "US", "MX", "DE"] {
        let done = office.ask(&tom, "POST", "/api/expenses", expense(country)).await;
        assert_eq!(done.status, StatusCode::OK, "{country}: {}", done.text);
    }
}

/// What makes a record of each kind whose records have names, and which of its fields are one's
/// own.
fn named() -> [(&'static str, Value, &'static [&'static str]); 7] {
    [
        ("companies", json!({ "companyType": "Shipper", "name": "A" }), &["name"]),
        (
            "customers",
            json!({ "legalName": "A", "tradeName": "A", "taxId": "A" }),
            &["tradeName", "taxId"],
        ),
        ("accounts", json!({ "name": "A", "city": "" }), &["name"]),
        ("carriers", json!({ "name": "A", "equipment": "" }), &["name"]),
        ("accessorials", json!({ "name": "A", "amount": 1 }), &["name"]),
        ("teams", json!({ "name": "A" }), &["name"]),
        ("metrics", json!({ "name": "A", "multiplier": 1 }), &["name"]),
    ]
}

async fn only_ones(office: &Office) {
    let maya = office.enter("maya").await;
    let (mut blank, mut taken) = (0, 0);
    for (kind, start, only) in named() {
        let path = format!("/api/{kind}");
        let body = |number: &str, field: &str, text: &str| {
            let mut fields = start.clone();
            for name in only {
                fields[*name] = json!(format!("{kind} Ñandú 100%_{number}"));
            }
            fields[field] = json!(text);
            json!({ "fields": fields })
        };
        for field in only {
            let own = format!("{kind} {field} Ñandú 100%_x");
            let first = office.ask(&maya, "POST", &path, body(field, field, &own)).await;
            assert_eq!(first.status, StatusCode::OK, "{path}: {}", first.text);
            let unseen = [" ", "\u{200b}", "\u{3164}\u{2060}", "\u{2800}", "\u{ad} \u{feff}"];
            blank += unseen.len();
            let unseen = unseen.map(|text| body("blank", field, text));
            refused(office, &maya, ("POST", &path, field), unseen.to_vec()).await;
            let same = [
                own.clone(),
                own.to_uppercase(),
                own.to_lowercase(),
                format!(" {own}\t"),
                format!("\u{200b}{own}\u{feff}"),
            ];
            taken += same.len();
            let same = same.map(|text| body("same", field, &text));
            refused(office, &maya, ("POST", &path, field), same.to_vec()).await;
            // A pattern's signs stand for themselves.
            let other = own.replace('%', "0").replace('_', "x");
            let made = office.ask(&maya, "POST", &path, body("other", field, &other)).await;
            assert_eq!(made.status, StatusCode::OK, "{path}: {}", made.text);
            if kind == "accounts" {
                continue;
            }
            // Nor by renaming; what a record has it keeps, in whatever case.
            let (id, read) = (made.json()["id"].clone(), made.json());
            let path = format!("{path}/{}", id.as_str().unwrap());
            let renamed = with_version(&read, json!({ "fields": { *field: own.to_uppercase() } }));
            refused(office, &maya, ("PATCH", &path, field), vec![renamed]).await;
            let fields = json!({ *field: other.to_uppercase() });
            let kept = change(office, &maya, (&path, &read), fields).await;
            assert_eq!(kept.status, StatusCode::OK, "{path}: {}", kept.text);
        }
    }
    assert_eq!((blank, taken), (40, 40));
    // A customer is a company: one name for both.
    let customer = json!({ "legalName": "B", "tradeName": "duneside GLASS", "taxId": "B" });
    let customer = vec![json!({ "fields": customer })];
    refused(office, &maya, ("POST", "/api/customers", "tradeName"), customer).await;
}

#[tokio::test]
async fn names_are_seen_and_each_is_one_record_s_on_sqlite() {
    only_ones(&Office::sqlite().await).await;
}

#[tokio::test]
async fn names_are_seen_and_each_is_one_record_s_on_postgresql() {
    let postgres = Postgres::start();
    only_ones(&Office::postgres(&postgres).await).await;
}

#[tokio::test]
async fn the_sample_data_has_each_name_once() {
    use sqlx::Row;
    let office = Office::sqlite().await;
    let mut rows = 0;
    for (table, column) in [
        ("companies", "name"),
        ("customers", "tax_id"),
        ("carriers", "name"),
        ("accessorials", "name"),
        ("teams", "name"),
        ("metrics", "name"),
    ] {
        let question = format!(
            "SELECT COUNT(*) AS n, COUNT(DISTINCT lower(trim({column}))) AS each FROM {table} \
             WHERE {column} <> ''"
        );
        let row = office.row(&question).await;
        let (all, each): (i64, i64) = (row.get("n"), row.get("each"));
        assert_eq!(all, each, "{table}");
        rows += all;
    }
    assert!(rows > 500, "{rows}");
}
