//! Users whose stored access names what the policy in force does not have, such as a role that a
//! reloaded bundle calls otherwise: it counts for nothing, is shown to who looks after access, and
//! can be changed away.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a suite")]

mod office;

use std::fs;
use std::path::Path;
use std::time::{Duration, SystemTime};

use axum::http::StatusCode;
use office::{Browser, Office, policies, with_version};
use serde_json::{Value, json};
use tempfile::TempDir;
use tollgate_postgres::Postgres;
use tollgate_server::{Guard, Pack, routes, unfit};

/// A role of each pack that `tom` has, and what the reloaded policy calls it.
const RENAMED: [(Pack, &str, &str); 5] = [
    (Pack::ClientMetrics, "Commercial", "Trade"),
    (Pack::Alvys, "SalesAgent", "Seller"),
    (Pack::AccessLevels, "Sales", "Sellers"),
    (Pack::Expenses, "Employee", "Staff"),
    (Pack::Office, "Member", "Colleague"),
];

/// Whose access is not touched: an Owner and Admin who sets permissions.
const OWNER: &str = "maya";

/// The policies, in a folder of their own.
fn copied() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for pack in Pack::ALL {
        for file in ["bundle.json", "languages/es.json"] {
            let to = folder.path().join(pack.name()).join(file);
            fs::create_dir_all(to.parent().unwrap()).unwrap();
            fs::copy(policies().join(pack.name()).join(file), to).unwrap();
        }
    }
    folder
}

/// Gives a role another name in a pack's files, as somebody does who compiles it anew.
fn rename(folder: &Path, (pack, from, to): (Pack, &str, &str)) {
    let folder = folder.join(pack.name());
    let (file, words) = (folder.join("bundle.json"), folder.join("languages/es.json"));
    let mut bundle: Value = serde_json::from_str(&fs::read_to_string(&file).unwrap()).unwrap();
    let roles = bundle["roles"].as_array_mut().unwrap();
    let role = roles.iter_mut().find(|role| role["name"] == from).unwrap();
    role["name"] = json!(to);
    bundle["fingerprint"] = json!(tollgate::fingerprint(&bundle).unwrap());
    fs::write(&file, bundle.to_string()).unwrap();
    let text = fs::read_to_string(&words).unwrap();
    fs::write(&words, text.replace(&format!("\"role.{from}\""), &format!("\"role.{to}\"")))
        .unwrap();
    // A file that is written within the clock's step of the last has to look changed all the same.
    let later = SystemTime::now() + Duration::from_secs(5);
    fs::File::options().append(true).open(&file).unwrap().set_modified(later).unwrap();
}

/// Renames the roles and takes the policies on, as a server that runs does.
fn reload(office: &Office, folder: &Path) {
    for each in RENAMED {
        rename(folder, each);
    }
    let taken = office.app.packs.reload();
    assert_eq!(taken.len(), RENAMED.len());
    for outcome in taken {
        outcome.unwrap();
    }
}

/// Sets what is stored of a user behind the server's back.
async fn store(office: &Office, user: &str, pack: Pack, document: &Value) {
    let pack = pack.name();
    let set = format!(
        "UPDATE principals SET document = '{document}' WHERE pack = '{pack}' AND user_id = '{user}'"
    );
    office.raw(&[set]).await;
}

/// Asks for everything that can be asked for without an id: no answer fails. Says how many were
/// refused because there is no account.
async fn ask_for_all(office: &Office, who: &Browser) -> usize {
    let mut refused = 0;
    for route in routes() {
        let Guard::Asks(_) = route.guard else { continue };
        let path = route.path.replace("{id}", "none").replace("{pack}", "office");
        let path = path.replace("{permission}", "setPermission");
        let body = if route.method == "GET" { Value::Null } else { json!({ "version": 1 }) };
        let answer = office.ask(who, route.method, &path, body).await;
        assert!(!answer.status.is_server_error(), "{} {path}: {}", route.method, answer.text);
        let no_account = answer.json()["type"] == "/problems/no-account";
        assert!(!no_account || answer.status == StatusCode::FORBIDDEN);
        refused += usize::from(no_account);
    }
    refused
}

fn packs_of(session: &Value) -> usize {
    session["packs"].as_object().unwrap().len()
}

async fn mended(office: &Office, folder: &Path) {
    let (maya, tom) = (office.enter(OWNER).await, office.enter("tom").await);
    assert_eq!(packs_of(&office.record(&tom, "/api/session").await), 5);
    assert_eq!(ask_for_all(office, &tom).await, 0);
    for pack in Pack::ALL {
        assert_eq!(unfit(&office.app, pack).await.unwrap(), Vec::<String>::new());
    }
    reload(office, folder);

    // Nothing of it counts, and nothing fails.
    let session = office.record(&tom, "/api/session").await;
    assert_eq!((&session["user"]["id"], packs_of(&session)), (&json!("tom"), 0));
    let asked = routes().iter().filter(|route| matches!(route.guard, Guard::Asks(_))).count();
    assert_eq!(ask_for_all(office, &tom).await, asked);
    assert!(asked > 60, "{asked}");
    for (pack, ..) in RENAMED {
        assert!(unfit(&office.app, pack).await.unwrap().contains(&"tom".to_owned()), "{pack:?}");
    }

    // Who looks after access reads what it is, and that it does not count.
    let access = office.record(&maya, "/api/users/tom/access").await;
    for (pack, from, _) in RENAMED {
        assert_eq!(access["packs"][pack.name()]["roles"], json!([from]));
        let told = access["unfit"][pack.name()].as_str().unwrap();
        assert!(told.contains(&format!("`{from}`")), "{told}");
    }
    let own = office.record(&maya, "/api/users/maya/access").await;
    assert_eq!(own["unfit"], json!({}));
    let boxes = office.record(&maya, "/api/users/tom/permissions").await;
    assert_eq!((&boxes["roles"], &boxes["permissions"]), (&json!(["SalesAgent"]), &json!([])));
    assert!(boxes["unfit"].as_str().unwrap().contains("`SalesAgent`"), "{boxes}");
    for permission in ["createCustomer", "setPermission"] {
        let path = format!("/api/permissions/{permission}/holders");
        let rows = office.record(&maya, &path).await["rows"].clone();
        let ids: Vec<&str> =
            rows.as_array().unwrap().iter().flat_map(|it| it["id"].as_str()).collect();
        assert!(ids.contains(&OWNER) && !ids.contains(&"tom"), "{permission}: {ids:?}");
    }

    // And changes it away, pack by pack, while others' is as it was.
    for (count, (pack, _, to)) in RENAMED.into_iter().enumerate() {
        let version = office.record(&maya, "/api/users/tom/access").await;
        let path = match pack {
            Pack::Alvys => "/api/users/tom/permissions".to_owned(),
            pack => format!("/api/users/tom/access/{}", pack.name()),
        };
        let change = with_version(&version, json!({ "roles": [to] }));
        let done = office.ask(&maya, "PUT", &path, change).await;
        assert_eq!(done.status, StatusCode::OK, "{pack:?}: {}", done.text);
        assert_eq!(packs_of(&office.record(&tom, "/api/session").await), count + 1);
    }
    assert_eq!(ask_for_all(office, &tom).await, 0);
}

#[tokio::test]
async fn a_role_that_a_reloaded_policy_lacks_gives_nothing_and_is_changed_away_on_sqlite() {
    let folder = copied();
    mended(&Office::sqlite_by(folder.path()).await, folder.path()).await;
}

#[tokio::test]
async fn a_role_that_a_reloaded_policy_lacks_gives_nothing_and_is_changed_away_on_postgresql() {
    let (folder, postgres) = (copied(), Postgres::start());
    mended(&Office::postgres_by(folder.path(), &postgres).await, folder.path()).await;
}

#[tokio::test]
async fn what_is_stored_and_not_known_takes_the_rest_of_the_pack_along_and_no_other_pack() {
    let office = Office::sqlite().await;
    let (maya, tom) = (office.enter(OWNER).await, office.enter("tom").await);
    let mut tried = 0;
    for (pack, document, told) in [
        // A role that is gone may be what held the others back.
        (Pack::Alvys, json!({ "roles": ["Admin", "Gone"] }), "`Gone`"),
        (Pack::Alvys, json!({ "permissions": ["editCompany", "gone"] }), "`gone`"),
        (Pack::AccessLevels, json!({ "roles": ["Gone", "Admin", "Sales"] }), "`Gone`"),
        (
            Pack::AccessLevels,
            json!({ "roles": ["Admin"], "groups": ["Gone::gone"] }),
            "`Gone::gone`",
        ),
        (Pack::ClientMetrics, json!({ "permissions": ["view", "gone"] }), "`gone`"),
        (Pack::Expenses, json!({ "roles": ["Finance"], "limit": "much" }), "`limit`"),
        (Pack::Expenses, json!({ "roles": ["Finance"], "links": { "gone": [] } }), "`links.gone`"),
        (Pack::Office, json!({ "roles": "Owner" }), "`roles`"),
        (Pack::Office, json!({ "roles": ["Owner"], "groups": ["Duty::gone"] }), "`Duty::gone`"),
    ] {
        let was = office.record(&maya, "/api/users/tom/access").await;
        store(&office, "tom", pack, &document).await;
        let session = office.record(&tom, "/api/session").await;
        assert_eq!(packs_of(&session), 4, "{document}");
        assert_eq!(session["packs"].get(pack.name()), None, "{document}");
        assert!(ask_for_all(&office, &tom).await > 0, "{document}");
        assert_eq!(unfit(&office.app, pack).await.unwrap(), ["tom"], "{document}");
        let access = office.record(&maya, "/api/users/tom/access").await;
        let unfit = access["unfit"].as_object().unwrap();
        assert_eq!(unfit.len(), 1, "{access}");
        assert!(unfit[pack.name()].as_str().unwrap().contains(told), "{access}");
        if pack == Pack::Alvys {
            let boxes = office.record(&maya, "/api/users/tom/permissions").await;
            assert!(boxes["unfit"].as_str().unwrap().contains(told), "{boxes}");
        }
        // Others' access is changed as ever, though whoever is left is looked for among all.
        let noah = office.record(&maya, "/api/users/noah/access").await;
        let change = with_version(&noah, json!({}));
        let path = format!("/api/users/noah/access/{}", Pack::AccessLevels.name());
        let done = office.ask(&maya, "PUT", &path, change).await;
        assert_eq!(done.status, StatusCode::OK, "{document}: {}", done.text);
        store(&office, "tom", pack, &was["packs"][pack.name()]).await;
        tried += 1;
    }
    assert_eq!(tried, 9);
}

#[tokio::test]
async fn who_is_left_by_a_role_that_is_not_known_is_nobody() {
    let office = Office::sqlite().await;
    let maya = office.enter(OWNER).await;
    let only = |pack: Pack, others: Value, own: Value| {
        let pack = pack.name();
        let set = |document: Value, who: &str| {
            format!(
                "UPDATE principals SET document = '{document}' \
                 WHERE pack = '{pack}' AND user_id {who} '{OWNER}'"
            )
        };
        vec![set(others, "<>"), set(own, "=")]
    };
    let user = office.record(&maya, "/api/users/maya").await;
    let gone = json!({ "permissions": ["setPermission", "gone"] });
    office.raw(&only(Pack::Alvys, gone, json!({ "permissions": ["setPermission"] }))).await;
    let last = with_version(&user, json!({ "permissions": ["editCustomer"] }));
    let refused = office.ask(&maya, "PUT", "/api/users/maya/permissions", last.clone()).await;
    assert_eq!(refused.status, StatusCode::CONFLICT, "{}", refused.text);
    assert_eq!(refused.json()["type"], "/problems/kept");

    let gone = json!({ "roles": ["Admin", "Gone"] });
    office.raw(&only(Pack::AccessLevels, gone, json!({ "roles": ["Admin"] }))).await;
    store(&office, "ben", Pack::Office, &json!({ "roles": ["Owner"] })).await;
    let ben = office.enter("ben").await;
    let take = with_version(&user, json!({ "roles": ["Sales"] }));
    let path = "/api/users/maya/access/access-levels";
    let refused = office.ask(&ben, "PUT", path, take.clone()).await;
    assert_eq!(refused.status, StatusCode::CONFLICT, "{}", refused.text);
    // Once there is another Admin whom the policy knows, it is done.
    store(&office, "lena", Pack::AccessLevels, &json!({ "roles": ["Admin"] })).await;
    let done = office.ask(&ben, "PUT", path, take).await;
    assert_eq!(done.status, StatusCode::OK, "{}", done.text);
}
