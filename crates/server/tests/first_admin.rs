//! An office without sample data: its first administrator is added by a command, signs in, adds
//! others, and expenses are filed in months that nobody made.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a suite")]

mod process;

use std::process::{Command, Output};

use process::{Server, Who, root, sqlite};
use reqwest::Client;
use serde_json::{Value, json};
use tollgate_postgres::Postgres;

const EMAIL: &str = "Head@Office.example";
const PASSWORD: &str = "a long enough password";

fn command(database: &str) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_tollgate-server"));
    command.args(["--database", database, "--listen", "127.0.0.1:0"]);
    command.arg("--policies").arg(root().join("policies")).arg("--page").arg(root().join("www"));
    command
}

fn first(database: &str, email: &str, password: &str, more: &[&str]) -> Output {
    let mut command = command(database);
    command.args(["--first-admin", email]).args(more);
    command.env("TOLLGATE_FIRST_PASSWORD", password).output().unwrap()
}

async fn sign_in(server: &Server, email: &str, password: &str) -> Option<Who> {
    let client = Client::new();
    let sent = client.post(format!("{}/api/session", server.address));
    let answer = sent.json(&json!({ "email": email, "password": password })).send().await.unwrap();
    let all = answer.headers().get_all("set-cookie");
    let cookies = all.iter().filter_map(|it| it.to_str().unwrap().split(';').next());
    let cookie = cookies.collect::<Vec<_>>().join("; ");
    answer.status().is_success().then_some(Who { client, cookie })
}

async fn ask(
    server: &Server,
    who: &Who,
    (method, path): (&str, &str),
    body: &Value,
) -> (u16, Value) {
    let answer = who.send(format!("{}{path}", server.address), method, body).await.unwrap();
    (answer.status().as_u16(), answer.json().await.unwrap())
}

fn expense(date: String) -> Value {
    json!({ "fields": {
        "text": "Taxi", "date": date, "amount": 40, "category": "travel", "country": "US",
        "receipt": null, "team": null,
    } })
}

async fn begun(database: &str) {
    // What is no address or too short a password adds nobody.
    for (email, password) in [("head", PASSWORD), ("@", PASSWORD), ("", PASSWORD), (EMAIL, "short")]
    {
        let refused = first(database, email, password, &[]);
        assert_eq!(refused.status.code(), Some(2), "{email}: {refused:?}");
    }
    assert_eq!(first(database, EMAIL, PASSWORD, &["--demo"]).status.code(), Some(2));
    let added = first(database, EMAIL, PASSWORD, &[]);
    assert!(added.status.success(), "{added:?}");
    let told = String::from_utf8([added.stdout, added.stderr].concat()).unwrap();
    assert!(told.contains("the first administrator is added"), "{told}");
    assert!(!told.contains(PASSWORD), "{told}");
    for email in [EMAIL, "other@office.example"] {
        let again = first(database, email, PASSWORD, &[]);
        assert_eq!(again.status.code(), Some(2));
        assert!(String::from_utf8_lossy(&again.stderr).contains("they add users"), "{again:?}");
    }

    let server = Server::of(&mut command(database));
    assert!(sign_in(&server, EMAIL, "another password").await.is_none());
    let head = sign_in(&server, EMAIL, PASSWORD).await.unwrap();
    let session = head.json(&server.address, "/api/session").await;
    assert_eq!(session["packs"].as_object().unwrap().len(), 5);
    let log = head.json(&server.address, "/api/audit").await;
    let entry = &log["rows"][0]["fields"];
    assert_eq!(entry["asked"], "addUser", "{log}");
    assert_eq!(entry["after"]["fields"]["email"], EMAIL.to_lowercase());

    // Another is added, and given access.
    let other = json!({ "password": PASSWORD, "fields": {
        "name": "Other", "title": "", "email": "o@office.example", "department": null,
    } });
    let (status, user) = ask(&server, &head, ("POST", "/api/users"), &other).await;
    assert_eq!(status, 200, "{user}");
    let path = format!("/api/users/{}/access/office", user["id"].as_str().unwrap());
    let given = json!({ "version": user["version"], "roles": ["OfficeManager"] });
    let (status, done) = ask(&server, &head, ("PUT", &path), &given).await;
    assert_eq!(status, 200, "{done}");
    assert!(sign_in(&server, "o@office.example", PASSWORD).await.is_some());
    filed(&server, &head).await;
}

/// Expenses of months that have no period yet.
async fn filed(server: &Server, who: &Who) {
    let none = who.json(&server.address, "/api/periods").await;
    assert_eq!(none["total"], 0, "{none}");
    let today = jiff::tz::Offset::UTC.to_datetime(jiff::Timestamp::now()).date();
    let before = |span: jiff::Span| today.checked_sub(span).unwrap().to_string();
    let file =
        async |date: String| ask(server, who, ("POST", "/api/expenses"), &expense(date)).await;
    let span = jiff::Span::new;
    for date in [today.to_string(), before(span().months(2)), today.to_string()] {
        let (status, made) = file(date.clone()).await;
        assert_eq!(status, 200, "{date}: {made}");
        assert_eq!(made["fields"]["periodClosed"], false);
    }
    // What nobody can have spent yet, or a slip of the year, makes no period.
    for date in [before(span().days(-3)), before(span().years(2)), "9999-12-31".to_owned()] {
        let (status, refused) = file(date.clone()).await;
        assert_eq!((status, &refused["at"]), (422, &json!("date")), "{date}: {refused}");
    }
    let periods = who.json(&server.address, "/api/periods").await;
    assert_eq!(periods["total"], 2, "{periods}");
    // Each has an entry in the log, by what made it.
    let log = who.json(&server.address, "/api/audit?size=100").await;
    let rows = log["rows"].as_array().unwrap().iter();
    let made: Vec<_> = rows.filter(|entry| entry["fields"]["kind"] == "periods").collect();
    assert_eq!(made.len(), 2, "{log}");
    for entry in made {
        let fields = &entry["fields"];
        assert_eq!(fields["asked"], "createExpense", "{entry}");
        assert_eq!(fields["after"]["fields"]["closed"], false, "{entry}");
        assert!(fields["before"].is_null(), "{entry}");
    }
}

#[tokio::test]
async fn an_office_begins_without_sample_data_on_sqlite() {
    let folder = tempfile::tempdir().unwrap();
    begun(&sqlite(folder.path())).await;
}

#[tokio::test]
async fn an_office_begins_without_sample_data_on_postgresql() {
    let postgres = Postgres::start();
    let socket = postgres.socket().display();
    let (user, database) = (tollgate_postgres::USER, tollgate_postgres::DATABASE);
    begun(&format!("postgres://{user}@localhost/{database}?host={socket}")).await;
}

#[tokio::test]
async fn a_database_of_the_demo_is_taken_over_by_its_first_administrator() {
    let folder = tempfile::tempdir().unwrap();
    let database = sqlite(folder.path());
    // Its sample users sign in in the demo alone.
    drop(Server::of(command(&database).arg("--demo")));
    assert_eq!(
        first(&database, "maya.lindqvist@northbound.example", PASSWORD, &[]).status.code(),
        Some(2)
    );
    let added = first(&database, EMAIL, PASSWORD, &[]);
    assert!(added.status.success(), "{added:?}");
    let server = Server::of(&mut command(&database));
    let head = sign_in(&server, EMAIL, PASSWORD).await.unwrap();
    let users = head.json(&server.address, "/api/users?size=1").await;
    assert!(users["total"].as_i64().unwrap() > 40, "{users}");
}
