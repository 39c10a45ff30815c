//! The audit log has all that was changed, and tells each reader of it what they may see in the
//! record: by the gate of the record's pack, field by field.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a suite")]

mod logged;
mod office;

use axum::http::StatusCode;
use logged::{change, entry, give};
use office::{Office, with_version};
use serde_json::{Value, json};
use sqlx::Row;
use tollgate_postgres::Postgres;
use tollgate_server::Does;

/// An amount that is nowhere else.
const SECRET: i64 = 98_765_401;

async fn told(office: &Office) {
    let maya = office.enter("maya").await;
    let amount = |name: &str, cents: i64| json!({ "fields": { name: cents } });
    let at = |field: &str| format!("/api/shipments/S-4410/{field}");
    change(office, &maya, ("PATCH", &at("cost")), amount("cost", 214_001)).await;
    change(office, &maya, ("PATCH", &at("commission")), amount("commission", SECRET)).await;
    let fields = json!({ "fields": { "notes": "Pays late" } });
    change(office, &maya, ("PATCH", "/api/companies/C-201"), fields).await;

    // Ines is of Accounting: all but the commission. Elena leads it.
    for (reader, commission) in [("maya", true), ("elena", true), ("ines", false)] {
        let entry = entry(office, reader, "changeCommission").await;
        let (before, after) = (&entry["before"]["fields"], &entry["after"]["fields"]);
        assert_eq!(after.get("commission"), commission.then_some(&json!(SECRET)), "{reader}");
        assert_eq!(before.get("commission"), commission.then_some(&json!(6_500)), "{reader}");
        assert_eq!(after["cost"], 214_001, "{reader}");
        assert_eq!(entry["withheld"], !commission, "{reader}");
        assert_eq!(entry["user"], "Maya Lindqvist");
    }
    let ines = office.enter("ines").await;
    let log = office.get(&ines, "/api/audit?size=100").await;
    assert!(!log.text.contains(&SECRET.to_string()), "{}", log.text);

    // Whom the pack does not know is told that it was done, and nothing of the record.
    give(office, "ines", "access-levels", json!({ "roles": ["Customer"] })).await;
    let entry_of_shipment = entry(office, "ines", "changeCommission").await;
    for name in ["before", "after"] {
        assert_eq!(entry_of_shipment[name], Value::Null);
    }
    assert_eq!(entry_of_shipment["withheld"], true);
    assert_eq!(entry_of_shipment["recordId"], "S-4410");
    let entry = entry(office, "ines", "editCompany").await;
    assert_eq!(
        (&entry["after"]["fields"]["notes"], &entry["withheld"]),
        (&json!("Pays late"), &json!(false))
    );

    // All of it is kept.
    let kept = "SELECT record_after FROM audit WHERE asked = 'changeCommission'";
    let kept: String = office.row(kept).await.get("record_after");
    assert!(kept.contains(&SECRET.to_string()), "{kept}");
    // Nothing is sorted or found by what may be withheld.
    for query in ["sort=before", "sort=-after", "only=after:x", "only=before:x"] {
        let answer = office.get(&maya, &format!("/api/audit?{query}")).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{query}");
    }
}

#[tokio::test]
async fn the_log_tells_each_reader_what_they_may_see_in_the_record_on_sqlite() {
    told(&Office::sqlite().await).await;
}

#[tokio::test]
async fn the_log_tells_each_reader_what_they_may_see_in_the_record_on_postgresql() {
    let postgres = Postgres::start();
    told(&Office::postgres(&postgres).await).await;
}

#[tokio::test]
async fn teams_delegations_and_requests_are_told_to_those_who_look_after_them() {
    let office = Office::sqlite().await;
    let (maya, tom) = (office.enter("maya").await, office.enter("tom").await);
    let body = json!({ "roles": ["Employee", "Auditor"] });
    let user = office.record(&maya, "/api/users/tom").await;
    let path = "/api/users/tom/access/expenses";
    let answer = office.ask(&maya, "PUT", path, with_version(&user, body)).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
    let team = office.record(&maya, "/api/teams?search=Carrier").await["rows"][0].clone();
    let path = format!("/api/teams/{}/members", team["id"].as_str().unwrap());
    let body = with_version(&team, json!({ "users": ["tom", "hugo"] }));
    let answer = office.ask(&maya, "PUT", &path, body).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
    let note = "Because of the audit in March";
    let ask = json!({
        "pack": "alvys", "asked": "deleteCompany", "recordId": "C-1003", "note": note,
        "changes": [{ "grant": "Permission::deleteCompany" }],
    });
    let answer = office.ask(&tom, "POST", "/api/requests", ask).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);

    let mut asked = 0;
    // Ines has the duty to read the log and no other, Maya all.
    for (reader, all) in [("maya", true), ("ines", false)] {
        let access = entry(&office, reader, "changeAccess").await;
        let after = &access["after"]["principal"];
        assert_eq!(after["roles"], json!(["Employee", "Auditor"]), "{reader}: {access}");
        assert_eq!((after["in"].is_array(), after["links"].is_object()), (all, all), "{reader}");
        assert_eq!(access["withheld"], !all, "{reader}");
        let members = entry(&office, reader, "manageTeams").await;
        let now = members["after"]["members"].as_array();
        assert_eq!(now.map(Vec::len), all.then_some(2), "{reader}: {members}");
        assert_eq!(members["withheld"], !all);
        let request = entry(&office, reader, "askForAccess").await;
        assert_eq!(request["after"]["fields"]["note"] == note, all, "{reader}: {request}");
        assert_eq!(request["withheld"], !all);
        asked += 3;
    }
    assert_eq!(asked, 6);
}

/// What each address makes that is asked for without a record, of which kind the log says it is,
/// and who makes it.
fn makings() -> Vec<(&'static str, &'static str, &'static str, Value)> {
    let fields = |fields: Value| json!({ "fields": fields });
    let company = json!({ "name": "New one", "companyType": "Shipper" });
    let customer = json!({ "legalName": "New one", "tradeName": "Newer", "taxId": "1" });
    let user = json!({
        "name": "New", "title": "", "email": "new@office.example", "department": null,
    });
    let spent = json!({
        "text": "Straps", "date": "2026-11-20", "amount": 40, "category": "equipment",
        "country": "US", "receipt": null, "team": null,
    });
    let request = json!({
        "pack": "alvys", "asked": "deleteCompany", "recordId": "C-1003", "note": "",
        "changes": [{ "grant": "Permission::deleteCompany" }],
    });
    let metric = json!({ "name": "Answers mail", "multiplier": 2 });
    let charge = json!({ "name": "Lumper at night", "amount": 4000 });
    vec![
        ("/api/accessorials", "accessorials", "maya", fields(charge)),
        ("/api/accounts", "accounts", "maya", fields(json!({ "name": "New", "city": "" }))),
        ("/api/carriers", "carriers", "maya", fields(json!({ "name": "New", "equipment": "" }))),
        ("/api/companies", "companies", "maya", fields(company)),
        ("/api/customers", "customers", "maya", fields(customer)),
        ("/api/expenses", "expenses", "noah", fields(spent)),
        ("/api/metrics", "metrics", "maya", fields(metric)),
        ("/api/recalculations", "recalculations", "maya", json!({})),
        ("/api/requests", "requests", "tom", request),
        ("/api/teams", "teams", "maya", fields(json!({ "name": "New" }))),
        ("/api/users", "people", "maya", json!({ "password": null, "fields": user })),
    ]
}

#[tokio::test]
async fn what_is_made_is_logged_as_the_record_that_it_is() {
    let office = Office::sqlite().await;
    let mut tried = Vec::new();
    for (path, kind, by, body) in makings() {
        let who = office.enter(by).await;
        let answer = office.ask(&who, "POST", path, body).await;
        assert_eq!(answer.status, StatusCode::OK, "{path}: {}", answer.text);
        let log = "SELECT kind, record_id FROM audit ORDER BY id DESC LIMIT 1";
        let entry = office.row(log).await;
        assert_eq!(entry.get::<String, _>("kind"), kind, "{path}");
        assert_eq!(answer.json()["id"], entry.get::<String, _>("record_id"), "{path}");
        tried.push(path);
    }
    // No other address makes anything that is no record of the address.
    let all = tollgate_server::routes();
    let mut makes: Vec<&str> = all
        .iter()
        .filter(|route| route.method == "POST" && !route.path.contains('{'))
        .filter(|route| matches!(route.does, Does::Make(..) | Does::Change(_)))
        .map(|route| route.path)
        .collect();
    makes.sort_unstable();
    assert_eq!(tried, makes);
}
