//! The sample data: as much as there should be, whole, the same for the same seed, and of people
//! whom the packs know.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, Instant};

use sea_query::{CaseStatement, Expr, ExprTrait, Func, Query};
use serde_json::Value;
use sqlx::Row;
use sqlx::any::AnyRow;
use tempfile::TempDir;
use tollgate::{Policy, packs};
use tollgate_postgres::{DATABASE, Postgres, USER};
use tollgate_server::{Database, Work, seed};
use tollgate_sql::Dialect;

const NOW: i64 = 1_795_600_000_000;
const DAY: i64 = 86_400_000;
const OFFICE: &str = include_str!("../../../policies/office/bundle.json");

const TABLES: [&str; 23] = [
    "users",
    "principals",
    "companies",
    "loads",
    "customers",
    "metrics",
    "scores",
    "accounts",
    "account_commissions",
    "shipments",
    "shipment_commissions",
    "staff",
    "carriers",
    "accessorials",
    "teams",
    "periods",
    "expenses",
    "expense_labels",
    "requests",
    "documents",
    "sessions",
    "recalculations",
    "audit",
];

/// A row by its columns; what is null has none.
type Record = BTreeMap<String, Value>;
type Tables = BTreeMap<&'static str, Vec<Record>>;

/// The columns of a table, each with whether it holds a flag.
async fn columns(work: &mut Work, table: &'static str) -> Vec<(String, bool)> {
    let mut query = Query::select();
    match work.dialect() {
        Dialect::Sqlite => {
            let of = Func::cust("pragma_table_info").arg(table);
            query.columns(["name", "type"]).from_function(of, "of");
        }
        Dialect::Postgres => {
            for column in ["column_name", "data_type"] {
                query.expr(Expr::col(column).cast_as("text"));
            }
            query.from(("information_schema", "columns"));
            query.and_where(Expr::col("table_name").eq(table));
        }
    }
    let rows = work.all(&query).await.unwrap();
    let column = |row: &AnyRow| {
        let kind: String = row.get(1);
        (row.get(0), kind.eq_ignore_ascii_case("boolean"))
    };
    rows.iter().map(column).collect()
}

fn value(row: &AnyRow, at: usize, flag: bool) -> Value {
    match row.try_get::<Option<String>, _>(at) {
        Ok(text) => text.into(),
        Err(_) if flag => (row.get::<i64, _>(at) == 1).into(),
        Err(_) => row.get::<i64, _>(at).into(),
    }
}

async fn read(database: &Database) -> Tables {
    let mut work = database.read().await.unwrap();
    let mut tables = Tables::new();
    for table in TABLES {
        let columns = columns(&mut work, table).await;
        assert!(!columns.is_empty(), "{table}");
        let mut query = Query::select();
        for (name, flag) in &columns {
            let column = Expr::col(name.clone());
            query.expr(match flag {
                // The driver reads no flags of SQLite.
                true => CaseStatement::new().case(column, 1_i64).finally(0_i64).into(),
                false => column,
            });
        }
        let all = work.all(query.from(table)).await.unwrap();
        let record = |row: &AnyRow| -> Record {
            let values = columns.iter().zip(0..);
            let values = values.map(|((name, flag), at)| (name.clone(), value(row, at, *flag)));
            values.filter(|(_, value)| !value.is_null()).collect()
        };
        let mut records: Vec<Record> = all.iter().map(record).collect();
        records.sort_by_key(|record| format!("{record:?}"));
        tables.insert(table, records);
    }
    tables
}

/// Seeds an empty database, and says how long that took.
async fn seeded(database: &Database, number: u64) -> Duration {
    let begun = Instant::now();
    let mut work = database.write().await.unwrap();
    seed(&mut work, number, NOW, None).await.unwrap();
    work.commit().await.unwrap();
    begun.elapsed()
}

async fn sqlite(number: u64) -> (Tables, Duration) {
    let folder = TempDir::new().unwrap();
    let address = format!("sqlite:{}?mode=rwc", folder.path().join("office.db").display());
    let database = Database::open(&address, 2).await.unwrap();
    let took = seeded(&database, number).await;
    let tables = read(&database).await;
    database.close().await;
    (tables, took)
}

/// What most tests look at.
async fn office() -> Tables {
    sqlite(1).await.0
}

fn text<'a>(record: &'a Record, column: &str) -> &'a str {
    record.get(column).and_then(Value::as_str).unwrap_or_default()
}

fn number(record: &Record, column: &str) -> i64 {
    record[column].as_i64().unwrap()
}

fn ids(tables: &Tables, table: &str) -> BTreeSet<String> {
    tables[table].iter().map(|it| text(it, "id").to_owned()).collect()
}

fn by_id<'a>(tables: &'a Tables, table: &str, id: &str) -> &'a Record {
    tables[table].iter().find(|it| text(it, "id") == id).unwrap()
}

/// How many rows a table has for each value of a column.
fn counts(tables: &Tables, table: &str, column: &str) -> BTreeMap<String, usize> {
    let mut counts = BTreeMap::new();
    for record in &tables[table] {
        let value = record.get(column).map(|it| it.to_string().replace('"', ""));
        *counts.entry(value.unwrap_or_default()).or_default() += 1;
    }
    counts
}

/// Who is related to what, by what.
fn related(tables: &Tables, table: &str, of: &str) -> BTreeMap<String, BTreeSet<String>> {
    let mut related: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for record in &tables[table] {
        let who = text(record, "user_id").to_owned();
        related.entry(text(record, of).to_owned()).or_default().insert(who);
    }
    related
}

/// The packs, with each principal there is in it as its gate is given it.
fn principals(tables: &Tables) -> Vec<(Policy, Vec<Value>)> {
    let mut policies: Vec<Policy> =
        packs::NAMES.iter().map(|name| packs::by_name(name).unwrap()).collect();
    policies.push(Policy::from_json(OFFICE).unwrap());
    let mut all = Vec::new();
    for policy in policies {
        let of = tables["principals"].iter().filter(|it| text(it, "pack") == policy.pack());
        let documents = of.map(|it| {
            let mut principal: Value = serde_json::from_str(text(it, "document")).unwrap();
            let id = text(it, "user_id");
            assert!(principal.get("id").is_none() && principal.get("department").is_none());
            principal["id"] = id.into();
            let department = by_id(tables, "users", id).get("department");
            if let (Some(department), "expenses") = (department, policy.pack()) {
                principal["department"] = department.clone();
            }
            principal
        });
        let documents: Vec<Value> = documents.collect();
        all.push((policy, documents));
    }
    assert_eq!(all.iter().map(|it| it.1.len()).sum::<usize>(), tables["principals"].len());
    all
}

#[tokio::test]
async fn the_same_seed_gives_the_same_rows_on_both_databases_and_another_gives_others() {
    let postgres = Postgres::start();
    let socket = postgres.socket().display();
    let address = format!("postgres://{USER}@localhost/{DATABASE}?host={socket}");
    let database = Database::open(&address, 2).await.unwrap();
    seeded(&database, 1).await;
    let there = read(&database).await;
    database.close().await;
    let ((one, took), (again, _), (other, _)) = (sqlite(1).await, sqlite(1).await, sqlite(2).await);
    let rows: usize = one.values().map(Vec::len).sum();
    println!("{rows} rows in {took:?}");
    assert!(rows > 6_000);
    assert!(took < Duration::from_secs(2), "{took:?}");
    for table in TABLES {
        assert_eq!(one[table], again[table], "{table}");
        assert_eq!(one[table], there[table], "{table}");
    }
    for table in ["users", "companies", "scores", "shipments", "expenses"] {
        assert_ne!(one[table], other[table], "{table}");
    }
}

#[tokio::test]
async fn there_is_as_much_as_there_should_be_whatever_the_seed() {
    for number in 1..=4 {
        let (tables, _) = sqlite(number).await;
        let count = |table: &str| tables[table].len();
        assert_eq!([count("users"), count("companies")], [40, 400]);
        assert_eq!([count("customers"), count("accounts"), count("scores")], [250, 250, 1_000]);
        assert_eq!(count("shipments") + count("loads"), 2_000);
        assert_eq!([count("expenses"), count("periods")], [300, 12]);
        for table in ["staff", "carriers", "accessorials", "teams", "requests", "documents"] {
            assert!(count(table) >= 6, "{table}");
        }
        for table in ["sessions", "recalculations", "audit"] {
            assert_eq!(count(table), 0, "{table}");
        }
        assert_eq!(counts(&tables, "users", "sample")["true"], 13);
        assert!(tables["users"].iter().all(|it| !it.contains_key("password")));
        let each = [
            ("companies", "company_type", 6),
            ("companies", "status", 4),
            ("customers", "status", 3),
            ("customers", "information_complete", 2),
            ("loads", "progress", 5),
            ("shipments", "invoiced", 2),
            ("expenses", "status", 5),
            ("expenses", "category", 4),
            ("expenses", "country", 6),
            ("expenses", "period", 12),
            ("requests", "status", 3),
            ("documents", "kind", 3),
        ];
        for (table, column, kinds) in each {
            let counts = counts(&tables, table, column);
            assert_eq!(counts.len(), kinds, "{table}.{column}: {counts:?}");
        }
    }
}

#[tokio::test]
async fn every_principal_is_one_of_its_pack_and_every_role_has_somebody_on_offer() {
    let tables = office().await;
    let mut roles = 0;
    for (policy, principals) in principals(&tables) {
        let mut held = BTreeSet::new();
        for principal in &principals {
            policy.gate(principal).unwrap_or_else(|error| panic!("{principal}: {error}"));
            let names = principal["roles"].as_array().into_iter().flatten();
            if by_id(&tables, "users", principal["id"].as_str().unwrap())["sample"] == true {
                held.extend(names.map(|name| name.as_str().unwrap().to_owned()));
            }
        }
        let all = policy.bundle().roles.iter().map(|it| it.name.clone());
        let all: BTreeSet<String> = all.collect();
        assert_eq!(held, all, "{}", policy.pack());
        roles += all.len();
    }
    assert_eq!(roles, 29);
}

#[tokio::test]
async fn customers_sign_in_to_the_portal_alone() {
    let tables = office().await;
    let document = |it: &Record| -> Value { serde_json::from_str(text(it, "document")).unwrap() };
    let of = |it: &&Record| {
        text(it, "pack") == "access-levels" && document(it)["roles"][0] == "Customer"
    };
    let portal: BTreeSet<&str> =
        tables["principals"].iter().filter(of).map(|it| text(it, "user_id")).collect();
    assert_eq!(portal.len(), 8);
    for record in &tables["principals"] {
        let alone = text(record, "pack") == "access-levels";
        assert!(alone || !portal.contains(text(record, "user_id")), "{record:?}");
    }
}

#[tokio::test]
async fn every_id_that_is_named_exists() {
    let tables = office().await;
    let named = [
        ("principals", "user_id", "users"),
        ("loads", "company_id", "companies"),
        ("documents", "company_id", "companies"),
        ("customers", "id", "companies"),
        ("accounts", "id", "customers"),
        ("account_commissions", "user_id", "users"),
        ("account_commissions", "account_id", "accounts"),
        ("scores", "customer_id", "customers"),
        ("scores", "metric_id", "metrics"),
        ("shipments", "booked_by", "users"),
        ("shipments", "billed_to", "accounts"),
        ("shipment_commissions", "user_id", "users"),
        ("shipment_commissions", "shipment_id", "shipments"),
        ("expenses", "owner_id", "users"),
        ("expenses", "period", "periods"),
        ("expenses", "team_id", "teams"),
        ("expense_labels", "expense_id", "expenses"),
        ("requests", "requester_id", "users"),
        ("requests", "answered_by", "users"),
    ];
    for (table, column, of) in named {
        let known = ids(&tables, of);
        let mut all = tables[table].iter().filter(|it| it.contains_key(column)).peekable();
        assert!(all.peek().is_some(), "{table}.{column}");
        all.for_each(|it| assert!(known.contains(text(it, column)), "{table}.{column}: {it:?}"));
    }
    let mut groups = 0;
    for record in &tables["principals"] {
        let document: Value = serde_json::from_str(text(record, "document")).unwrap();
        if let Some(account) = document["customer"].as_str() {
            assert!(ids(&tables, "accounts").contains(account));
        }
        let teams = document["in"].as_array().into_iter().flatten();
        let links = document["links"]["delegate-approval"].as_array().into_iter().flatten();
        for group in teams.chain(links).filter_map(Value::as_str) {
            let (kind, id) = group.split_once("::").unwrap();
            let table = if kind == "Team" { "teams" } else { "expenses" };
            assert!(ids(&tables, table).contains(id), "{group}");
            groups += 1;
        }
    }
    assert!(groups > 5);
}

#[tokio::test]
async fn what_is_asked_for_allows_more_of_what_was_denied() {
    let tables = office().await;
    let all = principals(&tables);
    let mut open = 0;
    for request in &tables["requests"] {
        let pack = text(request, "pack");
        let (policy, principals) = all.iter().find(|it| it.0.pack() == pack).unwrap();
        let who = |it: &&Value| it["id"] == request["requester_id"];
        let mut principal = principals.iter().find(who).unwrap().clone();
        let changes: Value = serde_json::from_str(text(request, "changes")).unwrap();
        let allowed = |of: &Value| {
            let filter = policy.gate(of).unwrap().filter(text(request, "asked")).unwrap();
            serde_json::to_value(filter).unwrap()
        };
        let before = allowed(&principal);
        principal["groups"] = vec![changes[0]["grant"].clone()].into();
        if text(request, "status") == "open" {
            assert_ne!(before, allowed(&principal), "{request:?}");
            open += 1;
        }
        let of = if pack == "access-levels" { "shipments" } else { "customers" };
        let record = request.get("record_id").and_then(Value::as_str);
        assert!(record.is_none_or(|id| ids(&tables, of).contains(id)), "{request:?}");
    }
    assert_eq!(open, 3);
}

#[tokio::test]
async fn scores_are_the_weighted_means_of_the_metrics() {
    let tables = office().await;
    let metrics: BTreeMap<&str, i64> =
        tables["metrics"].iter().map(|it| (text(it, "id"), number(it, "multiplier"))).collect();
    let weight: i64 = metrics.values().sum();
    let mut totals: BTreeMap<&str, i64> = BTreeMap::new();
    for score in &tables["scores"] {
        let value = number(score, "value");
        assert!((0..=10).contains(&value));
        *totals.entry(text(score, "customer_id")).or_default() +=
            value * metrics[text(score, "metric_id")];
    }
    for customer in &tables["customers"] {
        // Half of a point away from the mean at most, and below it by less.
        let twice = 2 * weight * number(customer, "score") - 20 * totals[text(customer, "id")];
        assert!(-weight < twice && twice <= weight, "{customer:?}");
        assert_eq!(customer["stale"], false);
    }
    assert!(counts(&tables, "customers", "score").len() > 40);
}

#[tokio::test]
async fn a_customer_is_one_record_in_three_views() {
    let tables = office().await;
    for company in &tables["companies"] {
        let id = text(company, "id");
        let is = text(company, "company_type") == "Customer";
        assert_eq!(ids(&tables, "customers").contains(id), is, "{id}");
        assert_eq!(ids(&tables, "accounts").contains(id), is, "{id}");
        let of = |it: &&Record| text(it, "company_id") == id;
        let loads: Vec<&Record> = tables["loads"].iter().filter(of).collect();
        let current = loads.iter().any(|it| number(it, "progress") < 4);
        assert_eq!(company["has_current_loads"], current, "{id}");
        assert_eq!(company["has_load_history"], !loads.is_empty(), "{id}");
        assert!(loads.is_empty() || is || text(company, "company_type") == "BrokerOr3PL", "{id}");
        assert!(loads.iter().all(|it| number(it, "created_at") >= number(company, "created_at")));
        let closed = ["Inactive", "Disabled"].contains(&text(company, "status"));
        assert!(!(closed && current), "{id}");
        if is {
            let customer = by_id(&tables, "customers", id);
            assert_eq!(text(customer, "status") == "INAC", closed, "{id}");
            assert_eq!(customer["created_at"], company["created_at"]);
            let complete = customer["information_complete"] == true;
            assert!(complete || text(customer, "status") != "ACTV", "{id}");
            let full = ["contact", "email", "phone", "address", "credit_terms"];
            assert_eq!(full.iter().all(|it| !text(customer, it).is_empty()), complete, "{id}");
        }
    }
    let fresh = tables["customers"].iter().filter(|it| number(it, "created_at") > NOW - DAY);
    assert_eq!(fresh.count(), 4);
    assert!(tables["customers"].iter().all(|it| number(it, "created_at") < NOW));
    assert_eq!(counts(&tables, "companies", "name").len(), 400, "two companies have one name");
}

#[tokio::test]
async fn reps_earn_on_the_shipments_of_their_accounts_and_bills_exceed_costs() {
    let tables = office().await;
    let accounts = related(&tables, "account_commissions", "account_id");
    let shipments = related(&tables, "shipment_commissions", "shipment_id");
    let none = BTreeSet::new();
    for shipment in &tables["shipments"] {
        let of_account = accounts.get(text(shipment, "billed_to")).unwrap_or(&none);
        let of_shipment = shipments.get(text(shipment, "id")).unwrap_or(&none);
        // Tom took this account on after it.
        let expected = if text(shipment, "id") == "S-4417" { &none } else { of_account };
        assert_eq!(expected, of_shipment, "{shipment:?}");
        let [cost, billed, commission] =
            ["cost", "billed_amount", "commission"].map(|it| number(shipment, it));
        assert!(cost > 0 && billed > cost, "{shipment:?}");
        assert!(commission > 0 && commission < billed - cost, "{shipment:?}");
        assert!(text(shipment, "pickup") > "2025-11-30" && text(shipment, "pickup") < "2026-11-26");
    }
    let reps: BTreeSet<&String> = accounts.values().flatten().collect();
    assert!(reps.len() >= 9, "{reps:?}");
}

#[tokio::test]
async fn expenses_were_filed_as_the_pack_lets() {
    let tables = office().await;
    let all = principals(&tables);
    let (policy, principals) = all.iter().find(|it| it.0.pack() == "expenses").unwrap();
    for expense in &tables["expenses"] {
        assert!(text(expense, "date").starts_with(text(expense, "period")));
        let owner = principals.iter().find(|it| it["id"] == expense["owner_id"]).unwrap();
        let gate = policy.gate(owner).unwrap();
        assert!(gate.can("createExpense", &Value::Null).unwrap(), "{owner}");
        // As it was when its month was open.
        let mut record = serde_json::to_value(expense).unwrap();
        record["type"] = "Expense".into();
        record["owner"] = record["owner_id"].clone();
        record["periodClosed"] = false.into();
        let submitted = gate.can("submitExpense", &record).unwrap();
        assert!(submitted || text(expense, "status") == "draft", "{expense:?}");
    }
    let open = tables["periods"].iter().filter(|it| it["closed"] == false);
    assert_eq!(open.map(|it| text(it, "id")).collect::<Vec<_>>(), ["2026-11"]);
}

#[tokio::test]
async fn who_and_what_people_know_is_there() {
    let tables = office().await;
    for id in ["maya", "tom", "priya", "elena", "ines", "noah", "jonas", "lena"] {
        assert_eq!(by_id(&tables, "users", id)["sample"], true, "{id}");
    }
    let score = |id: &str| number(by_id(&tables, "customers", id), "score");
    assert_eq!(["C-1001", "C-1002", "C-1005"].map(score), [79, 78, 34]);
    assert_eq!(text(by_id(&tables, "companies", "C-1002"), "name"), "Brightleaf Foods");
    let jonas = tables["principals"].iter().find(|it| text(it, "user_id") == "jonas").unwrap();
    assert!(text(jonas, "document").contains("C-1002"));
    let shipment = by_id(&tables, "shipments", "S-4410");
    assert_eq!(number(shipment, "billed_amount"), 279_000);
    assert_eq!(text(shipment, "billed_to"), "C-1002");
    assert_eq!(number(by_id(&tables, "expenses", "EX-3012"), "amount"), 240);
    assert_eq!(text(by_id(&tables, "loads", "L-7702"), "company_id"), "C-203");
}
