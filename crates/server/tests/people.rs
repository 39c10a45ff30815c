//! What is told of whom a user is, and what becomes of a team that is removed, on both databases.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a suite")]

mod office;

use axum::http::StatusCode;
use office::{Office, with_version};
use serde_json::{Value, json};
use tollgate_postgres::Postgres;

const NOBODY: Value = Value::Null;

/// Expenses that are made the team's, beside those that the sample data has of it.
const EXPENSES: [&str; 2] = ["EX-3008", "EX-3010"];

async fn members(office: &Office, user: &str, team: &str) -> Value {
    let who = office.enter(user).await;
    office.record(&who, &format!("/api/teams/{team}/members")).await["users"].clone()
}

async fn removed(office: &Office) {
    let team = "carrier-days";
    let ours = |id: &str| format!("UPDATE expenses SET team_id = '{team}' WHERE id = '{id}'");
    office.raw(&EXPENSES.map(ours)).await;
    let before = office.count("expenses").await;
    let lead = office.enter("priya").await;
    let was = members(office, "priya", team).await;
    assert!(was.as_array().unwrap().contains(&json!("tom")), "{was}");
    let path = format!("/api/teams/{team}");
    let told = office.record(&lead, "/api/teams?size=100").await;
    let row = told["rows"].as_array().unwrap().iter().find(|row| row["id"] == team).unwrap();

    let other = office.enter("noah").await;
    let refused = office.ask(&other, "DELETE", &path, with_version(row, NOBODY)).await;
    assert_eq!(refused.status, StatusCode::NOT_FOUND, "{}", refused.text);
    let unread = office.ask(&lead, "DELETE", &path, json!({})).await;
    assert_eq!(unread.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", unread.text);
    assert_eq!(members(office, "priya", team).await, was);

    let done = office.ask(&lead, "DELETE", &path, with_version(row, NOBODY)).await;
    assert_eq!(done.status, StatusCode::OK, "{}", done.text);
    let gone = office.get(&lead, &format!("{path}/members")).await;
    assert_eq!(gone.status, StatusCode::NOT_FOUND);
    assert_eq!(office.count("expenses").await, before);
    let elena = office.enter("elena").await;
    for id in EXPENSES {
        let expense = office.record(&elena, &format!("/api/expenses/{id}")).await;
        assert!(expense["fields"]["team"].is_null(), "{expense}");
    }
    let maya = office.enter("maya").await;
    let log = office.record(&maya, &format!("/api/audit?search={team}&size=100")).await;
    let entries = log["rows"].as_array().unwrap();
    let entry = entries.iter().find(|row| row["fields"]["allowed"] == true).unwrap();
    let before = &entry["fields"]["before"];
    assert_eq!(before["members"], was);
    let of = before["expenses"].as_array().unwrap();
    assert!(EXPENSES.iter().all(|id| of.iter().any(|it| it["id"] == *id)), "{before}");
}

#[tokio::test]
async fn a_removed_team_leaves_its_expenses_and_is_in_the_log_on_sqlite() {
    removed(&Office::sqlite().await).await;
}

#[tokio::test]
async fn a_removed_team_leaves_its_expenses_and_is_in_the_log_on_postgresql() {
    let postgres = Postgres::start();
    removed(&Office::postgres(&postgres).await).await;
}

#[tokio::test]
async fn everyone_of_the_office_is_told_a_users_access_and_nothing_else_of_it() {
    let office = Office::sqlite().await;
    let mut told = Vec::new();
    for user in ["greta", "noah", "tom"] {
        let who = office.enter(user).await;
        told.push(office.record(&who, "/api/users/tom/access").await);
    }
    assert_eq!(told[0], told[1]);
    assert_eq!(told[0], told[2]);
    let packs = &told[0]["packs"];
    assert_eq!(packs["access-levels"], json!({ "roles": ["Sales"] }));
    // Neither the teams nor what is delegated.
    assert_eq!(packs["expenses"], json!({ "roles": ["Employee"] }));
    assert_eq!(packs.as_object().unwrap().len(), 5);
    let customer = office.enter("jonas").await;
    let refused = office.get(&customer, "/api/users/tom/access").await;
    assert_eq!(refused.json()["type"], "/problems/no-account");
}

#[tokio::test]
async fn what_is_delegated_and_who_is_in_a_team_is_told_to_who_looks_after_teams() {
    let office = Office::sqlite().await;
    let lead = office.enter("priya").await;
    let told = office.record(&lead, "/api/users/tom/approvals").await;
    assert_eq!(told["expenses"], json!(["EX-3010"]));
    // Not what was delegated to oneself: nobody changes that.
    let own = office.get(&lead, "/api/users/priya/approvals").await;
    assert_eq!(own.status, StatusCode::FORBIDDEN, "{}", own.text);
    let other = office.enter("noah").await;
    let refused = office.get(&other, "/api/users/tom/approvals").await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN, "{}", refused.text);
    let unseen = office.get(&other, "/api/teams/carrier-days/members").await;
    assert_eq!(unseen.status, StatusCode::NOT_FOUND, "{}", unseen.text);
}

#[tokio::test]
async fn what_is_told_of_access_is_what_a_change_of_it_made() {
    let office = Office::sqlite().await;
    let greta = office.enter("greta").await;
    let path = "/api/users/noah/access";
    let was = office.record(&greta, path).await;
    let given = json!({ "roles": ["Manager"], "limit": 900, "groups": ["Role::Finance"] });
    let change = with_version(&was, given.clone());
    let done = office.ask(&greta, "PUT", &format!("{path}/expenses"), change.clone()).await;
    assert_eq!(done.status, StatusCode::OK, "{}", done.text);
    let now = office.record(&greta, path).await;
    assert_eq!(now["packs"]["expenses"], given);
    assert_eq!(now["version"], done.json()["version"]);
    for pack in ["client-metrics", "alvys", "access-levels", "office"] {
        assert_eq!(now["packs"][pack], was["packs"][pack], "{pack}");
    }
    let late = office.ask(&greta, "PUT", &format!("{path}/expenses"), change).await;
    assert_eq!(late.status, StatusCode::CONFLICT, "{}", late.text);
}

#[tokio::test]
async fn nobody_is_in_a_team_without_an_account_for_expenses() {
    let office = Office::sqlite().await;
    let lead = office.enter("priya").await;
    let path = "/api/teams/carrier-days/members";
    let was = office.record(&lead, path).await;
    for user in ["jonas", "nobody"] {
        let change = with_version(&was, json!({ "users": ["tom", user] }));
        let refused = office.ask(&lead, "PUT", path, change).await;
        assert_eq!(refused.json()["type"], "/problems/no-account", "{user}: {}", refused.text);
    }
    assert_eq!(office.record(&lead, path).await, was);
    let done =
        office.ask(&lead, "PUT", path, with_version(&was, json!({ "users": ["tom"] }))).await;
    assert_eq!(done.status, StatusCode::OK, "{}", done.text);
    assert_eq!(office.record(&lead, path).await["users"], json!(["tom"]));
}

/// Users beyond a page of a list, of whom every other holds what the first of them does.
async fn held(office: &Office) {
    let mut more = Vec::new();
    for place in 0..240 {
        let id = format!("more-{place}");
        more.push(format!(
            "INSERT INTO users (id, name, title, email, department, sample, about, version) \
             SELECT '{id}', 'More {place}', title, '{id}@x.example', department, sample, about, 1 \
             FROM users WHERE id = 'tom'"
        ));
        let document = match place % 4 {
            0 => json!({ "permissions": ["activateCustomer"] }),
            // Roles give what a list of one's own does not have.
            1 => json!({ "roles": ["Admin"], "permissions": ["editCustomer"] }),
            2 => json!({ "roles": ["Admin"] }),
            _ => json!({ "permissions": ["activateCustomers"] }),
        };
        more.push(format!("INSERT INTO principals VALUES ('{id}', 'alvys', '{document}', 1)"));
    }
    office.raw(&more).await;
    let sofia = office.enter("sofia").await;
    let told = office.record(&sofia, "/api/permissions/activateCustomer/holders").await;
    let rows = told["rows"].as_array().unwrap();
    let ids: Vec<&str> = rows.iter().map(|row| row["id"].as_str().unwrap()).collect();
    let ours = ids.iter().filter(|id| id.starts_with("more-")).count();
    assert_eq!(ours, 120, "{ids:?}");
    let mut asked = 0;
    for place in 0..240 {
        let holds = matches!(place % 4, 0 | 2);
        assert_eq!(ids.contains(&format!("more-{place}").as_str()), holds, "{place}");
        asked += 1;
    }
    // Each is told as in a list of users, by name, and holds it as the user's own form says.
    let names: Vec<&str> = rows.iter().map(|row| row["fields"]["name"].as_str().unwrap()).collect();
    assert!(names.is_sorted(), "{names:?}");
    for user in ["maya", "tom", "noah", "ines", "sofia"] {
        let own = office.record(&sofia, &format!("/api/users/{user}/permissions")).await;
        let holds = own["permissions"].as_array().unwrap().contains(&json!("activateCustomer"));
        assert_eq!(ids.contains(&user), holds, "{user}");
        asked += 1;
    }
    assert_eq!(asked, 245);
    for unknown in ["activatecustomer", "%25", "activate_ustomer", "Admin", "x%22"] {
        let answer = office.get(&sofia, &format!("/api/permissions/{unknown}/holders")).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{unknown}: {}", answer.text);
    }
}

#[tokio::test]
async fn all_who_hold_a_permission_are_told_however_many_users_there_are_on_sqlite() {
    held(&Office::sqlite().await).await;
}

#[tokio::test]
async fn all_who_hold_a_permission_are_told_however_many_users_there_are_on_postgresql() {
    let postgres = Postgres::start();
    held(&Office::postgres(&postgres).await).await;
}
