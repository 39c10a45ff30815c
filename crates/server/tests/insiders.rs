//! What somebody who is signed in tries with more than their rights: odd values in every place,
//! questions asked twice, versions of their own, many changes at once, and ways around a duty.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a suite")]

mod office;
mod probes;

use axum::http::StatusCode;
use futures_util::future::join_all;
use office::{Answer, Browser, Office, with_version};
use probes::Probes;
use serde_json::{Value, json};
use tollgate_postgres::Postgres;
use tollgate_server::{Does, Guard, routes};

/// What may stand in a place where something else belongs.
fn odd() -> Vec<Value> {
    vec![
        Value::Null,
        json!(true),
        json!(-1),
        json!(1.5),
        json!(i64::MIN),
        json!(u64::MAX),
        json!(1e300),
        json!(""),
        json!("\u{202e}\u{feff} "),
        json!([]),
        json!([null, [[]]]),
        json!({}),
        json!({ "type": "User", "id": "maya" }),
        json!("User::\"maya\""),
    ]
}

/// A body with each of its values, at any depth, replaced by an odd one.
fn replaced(body: &Value, odd: &Value) -> Vec<Value> {
    let mut all = vec![odd.clone()];
    let within = |all: &mut Vec<Value>, at: &dyn Fn(&mut Value, Value), inner: &Value| {
        for next in replaced(inner, odd) {
            let mut whole = body.clone();
            at(&mut whole, next);
            all.push(whole);
        }
    };
    match body {
        Value::Object(members) => {
            for (name, inner) in members {
                within(&mut all, &|whole, next| whole[name.as_str()] = next, inner);
            }
        }
        Value::Array(items) => {
            for (place, inner) in items.iter().enumerate() {
                within(&mut all, &|whole, next| whole[place] = next, inner);
            }
        }
        _ => {}
    }
    all
}

/// Every change, by who may make it, so that guards do not stop what comes after them.
async fn odd_values(office: &Office) {
    let probes = Probes::prepare(office).await;
    let maya = office.enter("maya").await;
    let mut asked = 0;
    for route in routes() {
        let Guard::Asks(ask) = route.guard else { continue };
        if route.method == "GET" {
            continue;
        }
        let probe = &probes.of(&ask)[0];
        let path = probe.address(route.path);
        let body = probes::bodies(&route, probe).remove(0);
        for odd in odd() {
            for body in replaced(&body, &odd) {
                let answer = office.ask(&maya, route.method, &path, body.clone()).await;
                let told = format!("{} {path} with {body}: {}", route.method, answer.text);
                assert!(!answer.status.is_server_error(), "{told}");
                asked += 1;
            }
        }
    }
    assert!(asked > 2000, "{asked}");
}

#[tokio::test]
async fn odd_values_make_no_change_fail_on_sqlite() {
    odd_values(&Office::sqlite().await).await;
}

#[tokio::test]
async fn odd_values_make_no_change_fail_on_postgresql() {
    let postgres = Postgres::start();
    odd_values(&Office::postgres(&postgres).await).await;
}

#[tokio::test]
async fn what_a_list_is_asked_for_twice_is_refused() {
    let office = Office::sqlite().await;
    let maya = office.enter("maya").await;
    let mut asked = 0;
    for route in routes().iter().filter(|route| matches!(route.does, Does::List(_))) {
        for (name, one, other) in [
            ("search", "a", "b"),
            ("sort", "id", "-id"),
            ("page", "1", "2"),
            ("size", "1", "100"),
            ("only", "name:a", "name:b"),
            ("may", "approve", "pay"),
        ] {
            for query in [
                format!("{name}={one}&{name}={other}"),
                format!("{name}={one}&{name}={one}"),
                format!("{name}%5B%5D={one}"),
            ] {
                let answer = office.get(&maya, &format!("{}?{query}", route.path)).await;
                assert_eq!(answer.status, 422, "{} {query}: {}", route.path, answer.text);
                assert_eq!(answer.json()["at"], "query");
                asked += 1;
            }
        }
    }
    assert!(asked > 200, "{asked}");
}

#[tokio::test]
async fn no_version_but_the_record_s_own_changes_it() {
    let office = Office::sqlite().await;
    let maya = office.enter("maya").await;
    let company = office.record(&maya, "/api/companies?size=1").await["rows"][0].clone();
    let path = format!("/api/companies/{}", company["id"].as_str().unwrap());
    let own = company["version"].as_i64().unwrap();
    let mut tried = 0;
    for (version, status) in [
        (json!(own + 1), 409),
        (json!(own - 1), 409),
        (json!(-own), 409),
        (json!(i64::MAX), 409),
        (json!(u64::MAX), 422),
        (json!(own.to_string()), 422),
        (json!([own]), 422),
        (json!({ "eq": own }), 422),
        (json!(true), 422),
        (Value::Null, 422),
        (json!(1.5), 422),
    ] {
        for (method, more) in [("PATCH", ""), ("POST", "/deactivate"), ("DELETE", "")] {
            let body = json!({ "version": version, "fields": { "notes": "x" } });
            let answer = office.ask(&maya, method, &format!("{path}{more}"), body).await;
            assert_eq!(answer.status, status, "{method} {version}: {}", answer.text);
            tried += 1;
        }
    }
    assert_eq!(office.record(&maya, &path).await, company);
    assert_eq!(tried, 33);
}

/// Of many who change one version at the same time, one does.
async fn at_once(office: &Office) {
    let maya = office.enter("maya").await;
    let company = office.record(&maya, "/api/companies?size=1").await["rows"][0].clone();
    let path = format!("/api/companies/{}", company["id"].as_str().unwrap());
    let changes = (0..8).map(|place| {
        let body = with_version(&company, json!({ "fields": { "notes": format!("{place}") } }));
        let (path, maya) = (&path, &maya);
        async move { office.ask(maya, "PATCH", path, body).await.status }
    });
    let all = join_all(changes).await;
    one_of(&all);
    let own = office.enter("tom").await;
    let asked = json!({
        "pack": "alvys", "asked": "deleteCompany",
        "changes": [{ "grant": "Permission::deleteCompany" }],
    });
    let request = office.ask(&own, "POST", "/api/requests", asked).await.json();
    let path = format!("/api/requests/{}", request["id"].as_str().unwrap());
    let ben = office.enter("ben").await;
    let answers = (0..8).map(|place| {
        let (who, step) = if place % 2 == 0 { (&maya, "grant") } else { (&ben, "decline") };
        let (path, body) = (format!("{path}/{step}"), with_version(&request, json!({})));
        async move { office.ask(who, "POST", &path, body).await.status }
    });
    let all = join_all(answers).await;
    one_of(&all);
}

fn one_of(all: &[StatusCode]) {
    let done = all.iter().filter(|status| **status == StatusCode::OK).count();
    assert_eq!((done, all.len()), (1, 8), "{all:?}");
    assert!(all.iter().all(|status| !status.is_server_error()), "{all:?}");
}

#[tokio::test]
async fn of_many_changes_at_once_one_is_made_on_sqlite() {
    at_once(&Office::sqlite().await).await;
}

#[tokio::test]
async fn of_many_changes_at_once_one_is_made_on_postgresql() {
    let postgres = Postgres::start();
    at_once(&Office::postgres(&postgres).await).await;
}

#[tokio::test]
async fn nothing_is_filed_into_a_closed_period() {
    let office = Office::sqlite().await;
    let (tom, maya) = (office.enter("tom").await, office.enter("maya").await);
    let file = async |date: &str| {
        let body = json!({ "fields": {
            "text": "Late", "date": date, "amount": 40, "category": "travel",
            "country": "US", "receipt": null, "team": null,
        } });
        office.ask(&tom, "POST", "/api/expenses", body).await
    };
    let periods = office.record(&maya, "/api/periods?size=100").await;
    let (mut closed, mut open) = (0, 0);
    for period in periods["rows"].as_array().unwrap() {
        let before = office.count("expenses").await;
        let answer = file(&format!("{}-10", period["id"].as_str().unwrap())).await;
        if period["fields"]["closed"] == true {
            assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", answer.text);
            assert_eq!(answer.json()["at"], "date");
            assert_eq!(office.count("expenses").await, before);
            closed += 1;
        } else {
            assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
            open += 1;
        }
    }
    assert!(closed > 0 && open > 0, "{closed} and {open}");
}

#[tokio::test]
async fn who_changes_access_puts_nobody_in_a_team_and_delegates_nothing() {
    let office = Office::sqlite().await;
    let document = json!({ "groups": ["Duty::access"] });
    let set = format!(
        "UPDATE principals SET document = '{document}' WHERE pack = 'office' AND user_id = 'ines'"
    );
    office.raw(&[set]).await;
    let (ines, priya) = (office.enter("ines").await, office.enter("priya").await);
    let members = "/api/teams/carrier-days/members";
    assert_eq!(office.get(&ines, members).await.status, StatusCode::NOT_FOUND);
    let was = office.record(&priya, members).await;
    assert!(!was["users"].as_array().unwrap().contains(&json!("noah")), "{was}");
    for user in ["noah", "tom"] {
        let read = office.record(&ines, &format!("/api/users/{user}/access")).await;
        let body = with_version(
            &read,
            json!({
                "roles": ["Employee"], "in": ["Team::carrier-days"],
                "links": { "delegate-approval": ["Expense::EX-3008"] }, "id": "maya",
            }),
        );
        let path = format!("/api/users/{user}/access/expenses");
        let answer = office.ask(&ines, "PUT", &path, body).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
    }
    assert_eq!(office.record(&priya, members).await["users"], was["users"]);
    let links = office.count_of("principals", "document LIKE '%EX-3008%' AND user_id = 'noah'");
    assert_eq!(links.await, 0);
}

/// Something that may be asked for of a pack.
fn pack_action(pack: &str) -> &'static str {
    match pack {
        "alvys" => "deleteCompany",
        "expenses" => "approveExpense",
        "access-levels" => "viewCost",
        _ => "viewAuditLog",
    }
}

async fn request(office: &Office, who: &Browser, pack: &str, changes: Value) -> Answer {
    let body = json!({ "pack": pack, "asked": pack_action(pack), "changes": changes });
    office.ask(who, "POST", "/api/requests", body).await
}

#[tokio::test]
async fn requests_ask_for_what_there_is_and_do_not_flood_who_answers() {
    let office = Office::sqlite().await;
    let tom = office.enter("tom").await;
    let before = office.count("requests").await;
    let many: Vec<Value> =
        (0..500).map(|_| json!({ "grant": "Permission::setPermission" })).collect();
    for (pack, changes) in [
        ("alvys", json!([{ "grant": "Permission::nothing" }])),
        ("alvys", json!([{ "grant": "setPermission" }])),
        ("expenses", json!([{ "grant": "Team::carrier-days" }])),
        ("office", json!([{ "grant": "" }])),
        ("alvys", json!(many)),
        ("alvys", json!([{ "grant": "Permission::setPermission" }, { "set": "status" }])),
        ("nothing", json!([{ "grant": "Permission::setPermission" }])),
        // What no unlock offers, and what one has.
        ("access-levels", json!([{ "grant": "Level::Customer" }])),
        ("access-levels", json!([{ "grant": "Level::Admin" }, { "grant": "Level::Customer" }])),
        ("access-levels", json!([{ "grant": "Level::Sales" }])),
        ("expenses", json!([{ "grant": "Role::Employee" }])),
        ("alvys", json!([{ "grant": "Permission::createCustomer" }])),
    ] {
        let answer = request(&office, &tom, pack, changes.clone()).await;
        assert_eq!(answer.status, 422, "{pack} {changes:.80}: {}", answer.text);
    }
    assert_eq!(office.count("requests").await, before);
    // What is kept is what is granted, and no more.
    let more = json!([{ "grant": "Permission::setPermission", "label": "Nothing to worry about" }]);
    let kept = request(&office, &tom, "alvys", more).await;
    assert_eq!(kept.status, StatusCode::OK, "{}", kept.text);
    assert_eq!(
        kept.json()["fields"]["changes"],
        json!([{ "grant": "Permission::setPermission" }]).to_string()
    );
    // Nor is anything asked for twice, nor for what is no question.
    let same = json!([{ "grant": "Permission::setPermission" }]);
    let twice = request(&office, &tom, "alvys", same.clone()).await;
    assert_eq!((twice.status.as_u16(), &twice.json()["type"]), (409, &json!("/problems/kept")));
    for asked in [json!("x"), json!(""), Value::Null, json!("<b>viewCost</b>")] {
        let body = json!({ "pack": "alvys", "asked": asked, "changes": same });
        let answer = office.ask(&tom, "POST", "/api/requests", body).await;
        assert_eq!((answer.status.as_u16(), &answer.json()["at"]), (422, &json!("asked")));
    }
    let lacking = ["deleteCustomer", "createCompany", "editCompany", "activateCompany"];
    let lacking = [&lacking[..], &["deleteCompany", "editCustomerRate"]].concat();
    let mut taken = 1;
    let mut sets = 1..1_u32 << lacking.len();
    let last = loop {
        let set = sets.next().unwrap();
        let held = lacking.iter().enumerate().filter(|(place, _)| set >> place & 1 == 1);
        let changes = held.map(|(_, it)| json!({ "grant": format!("Permission::{it}") }));
        let answer = request(&office, &tom, "alvys", changes.collect()).await;
        if answer.status != StatusCode::OK {
            break answer;
        }
        taken += 1;
    };
    assert_eq!(
        (last.status, &last.json()["type"]),
        (StatusCode::CONFLICT, &json!("/problems/kept"))
    );
    let open = office.count_of("requests", "requester_id = 'tom' AND status = 'open'").await;
    // One of them the sample data has.
    assert_eq!((taken, open), (49, 50));
    // Others ask all the same.
    let noah = office.enter("noah").await;
    let other = request(&office, &noah, "alvys", json!([{ "grant": "Permission::deleteCompany" }]));
    assert_eq!(other.await.status, StatusCode::OK);
}
