//! The audit log has all that was changed, and tells each reader of it what they may see in the
//! record: by the gate of the record's pack, field by field.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a suite")]

mod office;

use axum::http::StatusCode;
use office::{Browser, Office, with_version};
use serde_json::{Value, json};
use sqlx::Row;
use tollgate_postgres::Postgres;

/// An amount that is nowhere else.
const SECRET: i64 = 98_765_401;

/// Changes a record as it is now.
async fn change(office: &Office, who: &Browser, (method, path): (&str, &str), body: Value) {
    let record = path.rsplit_once('/').map_or(path, |(record, last)| match last {
        "cost" | "commission" | "access" => record,
        _ => path,
    });
    let record = office.record(who, record).await;
    let answer = office.ask(who, method, path, with_version(&record, body)).await;
    assert_eq!(answer.status, StatusCode::OK, "{path}: {}", answer.text);
}

/// What a reader is told of the last entry about something.
async fn entry(office: &Office, reader: &str, asked: &str) -> Value {
    let who = office.enter(reader).await;
    let told = office.record(&who, &format!("/api/audit?search={asked}&size=1")).await;
    told["rows"][0]["fields"].clone()
}

async fn give(office: &Office, user: &str, pack: &str, document: Value) {
    let set = format!(
        "UPDATE principals SET document = '{document}' WHERE pack = '{pack}' AND user_id = '{user}'"
    );
    office.raw(&[set]).await;
}

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
        "pack": "client-metrics", "asked": "scoreClientMetrics", "record": "C-1003", "note": note,
        "changes": [{ "grant": "Permission::clientMetrics" }],
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

/// Somebody's request that is done.
async fn done(office: &Office, who: &Browser, (method, path): (&str, &str), body: Value) -> Value {
    let answer = office.ask(who, method, path, body).await;
    assert_eq!(answer.status, StatusCode::OK, "{path}: {}", answer.text);
    answer.json()
}

#[tokio::test]
async fn the_log_tells_a_slider_to_whom_the_metrics_open_and_nothing_that_it_does_not_know() {
    let office = Office::sqlite().await;
    let maya = office.enter("maya").await;
    let metric = office.record(&maya, "/api/customers/C-1001/metrics").await["rows"][0].clone();
    let record = office.record(&maya, "/api/customers/C-1001").await;
    let path = format!("/api/customers/C-1001/metrics/{}", metric["id"].as_str().unwrap());
    let was = metric["value"].as_i64().unwrap();
    let set = if was == 9 { 8 } else { 9 };
    done(&office, &maya, ("PUT", &path), with_version(&record, json!({ "value": set }))).await;
    let mut withheld = 0;
    for (reader, opens) in [("maya", true), ("ines", false), ("elena", false)] {
        let who = office.enter(reader).await;
        let metrics = office.get(&who, "/api/customers/C-1001/metrics").await;
        assert_eq!(metrics.status == StatusCode::OK, opens, "{reader}");
        let entry = entry(&office, reader, "scoreClientMetrics").await;
        for (name, value) in [("before", was), ("after", set)] {
            let told = json!([{ "metric": metric["id"], "name": metric["name"], "value": value }]);
            assert_eq!(entry[name].get("scores"), opens.then_some(&told), "{reader}: {entry}");
        }
        assert_eq!(entry["withheld"], !opens);
        withheld += i64::from(!opens);
    }
    assert_eq!(withheld, 2);
    // What entries of before have, and what nothing is known of.
    let set = "UPDATE audit SET record_after = '{\"kind\":\"customers\",\"record\":{\"type\":\
        \"Customer\",\"id\":\"C-1001\",\"status\":\"ACTV\",\"informationComplete\":true},\
        \"score\":{\"metric\":\"x\",\"value\":3},\"news\":4}' WHERE asked = 'scoreClientMetrics'";
    office.raw(&[set.to_owned()]).await;
    for (reader, opens) in [("maya", true), ("ines", false)] {
        let entry = entry(&office, reader, "scoreClientMetrics").await;
        assert_eq!(entry["after"].get("score").is_some(), opens, "{reader}: {entry}");
        assert_eq!(entry["after"].get("news"), None, "{reader}");
        assert_eq!(entry["withheld"], true);
    }
}

#[tokio::test]
async fn the_log_says_what_happened_to_loads() {
    let office = Office::sqlite().await;
    let maya = office.enter("maya").await;
    let find = "/api/companies?size=1&only=companyType:Customer,status:Active";
    let company = office.record(&maya, find).await["rows"][0].clone();
    let path = format!("/api/companies/{}/loads", company["id"].as_str().unwrap());
    let body = with_version(&company, json!({ "lane": "Reno, NV → Boise, ID" }));
    let booked = done(&office, &maya, ("POST", &path), body).await;
    let load = booked["load"].as_str().unwrap();
    let at = |progress: i64| json!({
        "id": load, "lane": "Reno, NV → Boise, ID", "progress": progress,
    });
    let told = entry(&office, "maya", "bookLoad").await;
    assert_eq!((told["before"].get("load"), &told["after"]["load"]), (None, &at(0)), "{told}");
    let further = with_version(&booked, Value::Null);
    done(&office, &maya, ("POST", &format!("{path}/{load}")), further).await;
    let told = entry(&office, "maya", "progressLoad").await;
    assert_eq!((&told["before"]["load"], &told["after"]["load"]), (&at(0), &at(1)), "{told}");
    // Who may not see the company is told nothing of its loads.
    give(&office, "ines", "alvys", json!({ "permissions": [] })).await;
    let seen = office.get(&office.enter("ines").await, &path).await.status == StatusCode::OK;
    let told = entry(&office, "ines", "progressLoad").await;
    assert_eq!(told["after"].get("load").is_some(), seen, "{told}");
}

#[tokio::test]
async fn the_log_has_the_scores_that_a_recalculation_sets() {
    let office = Office::sqlite().await;
    let maya = office.enter("maya").await;
    office.raw(&["UPDATE customers SET score = 0, stale = TRUE".to_owned()]).await;
    let run = done(&office, &maya, ("POST", "/api/recalculations"), json!({})).await;
    let path = format!("/api/recalculations/{}", run["id"].as_str().unwrap());
    let mut logged = 0;
    loop {
        let step = done(&office, &maya, ("POST", &path), json!({})).await;
        let entry = entry(&office, "maya", "recalculateScores").await;
        let list = |name: &str| entry[name]["customers"].as_array().cloned().unwrap_or_default();
        let (before, after) = (list("before"), list("after"));
        assert_eq!(before.len(), after.len());
        for (was, is) in before.iter().zip(&after) {
            assert_eq!(was["fields"], json!({ "score": 0, "stale": true }));
            let path = format!("/api/customers/{}", is["id"].as_str().unwrap());
            let now = office.record(&maya, &path).await;
            assert_eq!(is["fields"]["score"], now["fields"]["score"]);
            logged += 1;
        }
        if step["finished"] == true {
            break;
        }
    }
    // Those whose companies are of another type by now are nobody's to open.
    assert!(logged > 100, "{logged}");
    assert_eq!(logged, office.count("customers").await);
}

#[tokio::test]
async fn the_log_has_all_that_goes_with_a_company_and_tells_each_part_by_its_own_gate() {
    let office = Office::sqlite().await;
    let maya = office.enter("maya").await;
    let with_papers = office
        .row(
            "SELECT c.id AS id FROM companies c JOIN customers u ON u.id = c.id \
             JOIN documents d ON d.company_id = c.id ORDER BY c.id LIMIT 1",
        )
        .await;
    let id: String = with_papers.get("id");
    let path = format!("/api/companies/{id}");
    let mut parts = Vec::new();
    for list in ["loads", "documents"] {
        parts.push(office.record(&maya, &format!("{path}/{list}")).await["rows"].clone());
    }
    let scores = office.record(&maya, &format!("/api/customers/{id}/metrics")).await["rows"].clone();
    // Deleting is for companies without loads.
    let alone = format!(
        "UPDATE companies SET has_current_loads = FALSE, has_load_history = FALSE WHERE id = '{id}'"
    );
    office.raw(&[alone]).await;
    let company = office.record(&maya, &path).await;
    done(&office, &maya, ("DELETE", &path), with_version(&company, Value::Null)).await;
    let mut told = 0;
    for (reader, opens) in [("maya", true), ("ines", false)] {
        let entry = entry(&office, reader, "deleteCompany").await;
        let before = &entry["before"];
        assert_eq!([before["loads"].clone(), before["documents"].clone()], *parts, "{entry}");
        assert!(before["customer"]["fields"]["taxId"].is_string(), "{entry}");
        assert!(before["account"]["fields"]["city"].is_string(), "{entry}");
        let kept = before["customer"]["scores"].as_array();
        assert_eq!(kept.map(Vec::len), opens.then_some(scores.as_array().unwrap().len()));
        assert_eq!(before["customer"]["fields"].get("creditTerms").is_some(), opens, "{entry}");
        assert_eq!((&entry["after"], &entry["withheld"]), (&Value::Null, &json!(!opens)));
        told += 1;
    }
    assert_eq!(told, 2);
}

#[tokio::test]
async fn the_log_has_the_scores_that_go_with_a_metric() {
    let office = Office::sqlite().await;
    let maya = office.enter("maya").await;
    let metric = office.record(&maya, "/api/metrics?size=1").await["rows"][0].clone();
    let path = format!("/api/metrics/{}", metric["id"].as_str().unwrap());
    let before = office.count("scores").await;
    done(&office, &maya, ("DELETE", &path), with_version(&metric, Value::Null)).await;
    let gone = before - office.count("scores").await;
    let entry = entry(&office, "maya", "manageMetricsCatalog").await;
    let customers = entry["before"]["customers"].as_array().unwrap();
    assert!(gone > 100, "{gone}");
    assert_eq!(i64::try_from(customers.len()).unwrap(), gone);
    for customer in customers {
        assert_eq!(customer["scores"][0]["name"], metric["fields"]["name"]);
        assert!(customer["scores"][0]["value"].is_i64(), "{customer}");
    }
}
