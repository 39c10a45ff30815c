//! The audit log says what happened: to loads, scores and what goes with a record, to each step
//! that was decided within a change, and in the language of who reads it.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a suite")]

mod logged;
mod office;

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use logged::{change, entry, give};
use office::{Browser, Office, with_version};
use serde_json::{Value, json};
use sqlx::Row;
use tollgate_server::Language;

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
    let at = |progress: i64| {
        json!({
            "id": load, "lane": "Reno, NV → Boise, ID", "progress": progress,
        })
    };
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
    let scores =
        office.record(&maya, &format!("/api/customers/{id}/metrics")).await["rows"].clone();
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

/// The last entries, the first first, as somebody reads them in a language.
async fn entries(office: &Office, reader: &str, count: usize, language: &str) -> Vec<Value> {
    let who = office.enter(reader).await;
    let request = Request::builder().uri(format!("/api/audit?size={count}"));
    let request = request.header(header::COOKIE, who.cookie.as_deref().unwrap());
    let request = request.header(header::ACCEPT_LANGUAGE, language);
    let told = office.send(request.body(Body::empty()).unwrap()).await.json();
    let rows = told["rows"].as_array().unwrap().iter().rev();
    rows.map(|row| row["fields"].clone()).collect()
}

/// What was asked for, of which pack and kind, and whether it was allowed.
fn gist(entry: &Value) -> (&str, &str, &str, bool) {
    let text = |name: &str| entry[name].as_str().unwrap();
    (text("pack"), text("asked"), text("kind"), entry["allowed"].as_bool().unwrap())
}

#[tokio::test]
async fn each_step_within_a_change_has_an_entry_of_its_own() {
    let office = Office::sqlite().await;
    let maya = office.enter("maya").await;
    let find = "/api/customers?size=1&only=status:PAIN";
    let id = office.record(&maya, find).await["rows"][0]["id"].as_str().unwrap().to_owned();
    let path = format!("/api/customers/{id}");
    let full = json!({ "fields": {
        "legalName": "Whole LLC", "taxId": "12-3456789", "contact": "A", "email": "a@b.example",
        "phone": "1", "address": "Main St", "creditTerms": "Net 10",
    } });
    change(&office, &maya, ("PATCH", &path), full).await;
    let told = entries(&office, "maya", 2, "en").await;
    assert_eq!(gist(&told[0]), ("client-metrics", "editCustomer", "customers", true));
    assert_eq!(gist(&told[1]), ("client-metrics", "complete", "customers", true));
    for (entry, status) in told.iter().zip([["PAIN", "PAIN"], ["PAIN", "ACTV"]]) {
        let of = |name: &str| entry[name]["fields"]["status"].clone();
        assert_eq!([of("before"), of("after")], status.map(Value::from));
        assert_eq!(entry["recordId"], json!(id));
    }
    assert_eq!(told[0]["after"]["fields"]["contact"], "A");

    // A row of an import that sets a status makes a company, and takes a step.
    let csv = json!({ "csv": "name,companyType,status\nNew one,Customer,OnHold\n" });
    done(&office, &maya, ("POST", "/api/companies/import"), csv).await;
    let told = entries(&office, "maya", 2, "en").await;
    assert_eq!(gist(&told[0]), ("alvys", "createCompany", "companies", true));
    assert_eq!(gist(&told[1]), ("alvys", "hold", "companies", true));
    assert_eq!(told[0]["after"]["fields"]["status"], "Active");
    assert_eq!(told[1]["after"]["fields"]["status"], "OnHold");
    assert_eq!(told[0]["recordId"], told[1]["recordId"]);

    // Refused is the step: the company is not made.
    give(&office, "maya", "alvys", json!({ "permissions": ["createCustomer"] })).await;
    let before = (office.count("companies").await, office.count("audit").await);
    let csv = json!({ "csv": "name,companyType,status\nAnother,Customer,OnHold\n" });
    let answer = done(&office, &maya, ("POST", "/api/companies/import"), csv).await;
    assert_eq!(answer["rows"][0]["refused"]["type"], "/problems/denied", "{answer}");
    let told = entries(&office, "elena", 1, "en").await;
    assert_eq!(gist(&told[0]), ("alvys", "hold", "companies", false));
    let decision: Value = serde_json::from_str(told[0]["decision"].as_str().unwrap()).unwrap();
    assert_eq!(decision["action"], answer["rows"][0]["refused"]["decision"]["action"]);
    let now = (office.count("companies").await, office.count("audit").await);
    assert_eq!(now, (before.0, before.1 + 1));
}

#[tokio::test]
async fn a_grant_that_another_pack_refuses_is_logged_as_what_that_pack_refused() {
    let office = Office::sqlite().await;
    let tom = office.enter("tom").await;
    let ask = json!({
        "pack": "alvys", "asked": "setPermissions",
        "changes": [{ "grant": "Permission::setPermission" }],
    });
    let request = done(&office, &tom, ("POST", "/api/requests"), ask).await;
    let path = format!("/api/requests/{}/grant", request["id"].as_str().unwrap());
    let body = with_version(&request, Value::Null);
    let fingerprints = office.app.packs.fingerprints();
    let greta = office.enter("greta").await;
    let refused = office.ask(&greta, "POST", &path, body.clone()).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN, "{}", refused.text);
    let told = entries(&office, "maya", 1, "en").await;
    assert_eq!(gist(&told[0]), ("alvys", "setPermissions", "users", false));
    assert_eq!(
        (&told[0]["recordId"], &told[0]["fingerprint"]),
        (&json!("tom"), &json!(fingerprints["alvys"]),)
    );
    let maya = office.enter("maya").await;
    done(&office, &maya, ("POST", &path), body).await;
    let told = entries(&office, "maya", 2, "en").await;
    assert_eq!(gist(&told[0]), ("office", "grant", "requests", true));
    assert_eq!(gist(&told[1]), ("alvys", "setPermissions", "users", true));
    assert_eq!(told[0]["fingerprint"], fingerprints["office"]);
    let has = |entry: &Value| entry["principal"].to_string().contains("setPermission");
    assert_eq!((has(&told[1]["before"]), has(&told[1]["after"])), (false, true), "{}", told[1]);
}

#[tokio::test]
async fn the_log_is_read_in_the_language_of_who_reads_it() {
    let office = Office::sqlite().await;
    let mut told = 0;
    for language in ["es", "en"] {
        let tom = office.enter("tom").await;
        let request = Request::builder().uri("/api/carriers");
        let request = request.header(header::COOKIE, tom.cookie.as_deref().unwrap());
        let request = request.header(header::ACCEPT_LANGUAGE, language);
        let denied = office.send(request.body(Body::empty()).unwrap()).await;
        assert_eq!(denied.status, StatusCode::FORBIDDEN);
        for reader in ["es", "en"] {
            let entry = entries(&office, "maya", 1, reader).await.remove(0);
            let decision: Value =
                serde_json::from_str(entry["decision"].as_str().unwrap()).unwrap();
            let message = decision["message"].as_str().unwrap();
            let spanish = message.starts_with("Necesita");
            assert_eq!(spanish, reader == "es", "{message}");
            assert_eq!(message.starts_with("You need"), reader == "en", "{message}");
            if reader == language {
                assert_eq!(decision, denied.json()["decision"]);
            }
            told += 1;
        }
    }
    // The reasons of what was allowed, too.
    let maya = office.enter("maya").await;
    let fields = json!({ "fields": { "notes": "Pays late" } });
    change(&office, &maya, ("PATCH", "/api/companies/C-201"), fields).await;
    let reason = async |language: &str| {
        let entry = entries(&office, "maya", 1, language).await.remove(0);
        let decision: Value = serde_json::from_str(entry["decision"].as_str().unwrap()).unwrap();
        decision["determining"][0]["reason"].as_str().unwrap().to_owned()
    };
    assert_ne!(reason("es").await, reason("en").await);
    assert_eq!(told, 4);
}

#[test]
fn the_language_is_the_one_that_a_reader_likes_best() {
    let cases = [
        ("es", "es"),
        ("ES-mx", "es"),
        ("en-GB,es", "en"),
        ("es,en", "es"),
        ("fr", "en"),
        ("es;q=0.1, en;q=0.9", "en"),
        ("en;q=0.1,es;q=0.9", "es"),
        ("en;q=0.5,es", "es"),
        ("fr, es;q=0.2", "es"),
        ("es;q=0", "en"),
        ("es;q=x", "en"),
        ("*;q=0.5,es;q=0.4", "en"),
        ("", "en"),
        ("fr;q=1,de;q=0.9,es;q=0.001", "es"),
        ("es; q=0.4 , en ; q=0.4", "es"),
    ];
    for (header, tag) in cases {
        assert_eq!(Language::accepted(header).tag(), tag, "{header}");
    }
    assert_eq!(cases.len(), 15);
}
