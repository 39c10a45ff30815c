//! What is stored coarser, finer or otherwise than a policy has it, what cannot be said, and which
//! attributes a map lacks.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a suite")]

use std::path::Path;

use sea_query::{Expr, PostgresQueryBuilder, Query, SqliteQueryBuilder, Value as Bound, Values};
use serde_json::{Value, json};
use sqlx::postgres::PgConnectOptions;
use sqlx::{AssertSqlSafe, Connection, PgConnection, Row, SqliteConnection};
use tollgate::{ErrorCode, Filter, Gate, Policy};
use tollgate_postgres::Postgres;
use tollgate_sql::{
    Column, Columns, DatetimeAs, DecimalAs, Dialect, IpAs, Links, List, Place, Stored, Unit,
    condition,
};

fn policy() -> Policy {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/tables/pack");
    Policy::from_json(&tollgate_compiler::compile_dir(&folder).unwrap().json).unwrap()
}

fn gate(policy: &Policy, id: Value) -> Gate {
    let person = json!({
        "id": id, "name": "a", "level": 3, "limit": "12.5", "since": "1970-01-01T00:00:00.500Z",
        "patience": "1500ms", "tags": ["%"], "teams": ["it's", "%"], "in": ["Team::t1"],
    });
    policy.gate(&person).unwrap()
}

fn now() -> Value {
    json!({"now": "2026-01-15T00:00:00.500Z"})
}

fn filter(gate: &Gate, action: &str) -> Filter {
    gate.prepare(&Value::Null).with(&now()).filter(action).unwrap()
}

async fn open(cluster: &Postgres) -> PgConnection {
    let options = PgConnectOptions::new_without_pgpass().socket(cluster.socket());
    let options = options.username(tollgate_postgres::USER).database(tollgate_postgres::DATABASE);
    PgConnection::connect_with(&options).await.unwrap()
}

/// A record of which one attribute counts.
fn record(attribute: &str, value: &Value) -> Value {
    let mut record = json!({
        "type": "Doc", "status": "NEW", "title": "z", "file": "f", "code": "c",
        "owner": "nobody", "draft": true, "size": 100, "price": "50.0",
        "due": "2026-05-01", "took": "0ms", "labels": [], "readings": ["x"],
        "readers": [],
    });
    record[attribute] = value.clone();
    record
}

/// The places of those rows of a table that a filter gives.
async fn sqlite(setup: &[&str], filter: &Filter, columns: &Columns) -> Vec<i64> {
    let mut database = SqliteConnection::connect("sqlite::memory:").await.unwrap();
    for sql in setup {
        sqlx::query(AssertSqlSafe(*sql)).execute(&mut database).await.unwrap();
    }
    let condition = condition(filter, columns, Dialect::Sqlite).unwrap();
    let mut query = Query::select();
    query.column("n").from("t").cond_where(condition).order_by("n", sea_query::Order::Asc);
    let (sql, Values(values)) = query.build(SqliteQueryBuilder);
    let query =
        values.into_iter().fold(sqlx::query(AssertSqlSafe(sql)), |query, value| match value {
            Bound::String(text) => query.bind(text),
            Bound::BigInt(number) => query.bind(number),
            other => panic!("{other:?}"),
        });
    let rows = query.fetch_all(&mut database).await.unwrap();
    rows.iter().map(|row| row.get::<i64, _>(0)).collect()
}

async fn postgres(
    database: &mut PgConnection,
    setup: &[&str],
    filter: &Filter,
    columns: &Columns,
) -> Vec<i64> {
    for sql in setup {
        sqlx::query(AssertSqlSafe(*sql)).execute(&mut *database).await.unwrap();
    }
    let condition = condition(filter, columns, Dialect::Postgres).unwrap();
    let mut query = Query::select();
    query.column("n").from("t").cond_where(condition).order_by("n", sea_query::Order::Asc);
    let (sql, Values(values)) = query.build(PostgresQueryBuilder);
    let query =
        values.into_iter().fold(
            sqlx::query(AssertSqlSafe(sql.clone())),
            |query, value| match value {
                Bound::String(text) => query.bind(text),
                Bound::BigInt(number) => query.bind(number),
                other => panic!("{other:?}"),
            },
        );
    let rows = query.fetch_all(&mut *database).await;
    let rows = rows.unwrap_or_else(|error| panic!("{error}: {sql}"));
    sqlx::query("DROP TABLE t").execute(&mut *database).await.unwrap();
    rows.iter().map(|row| row.get::<i64, _>(0)).collect()
}

/// Where records stand on which an action is allowed.
fn allowed(gate: &Gate, action: &str, attribute: &str, values: &[Value]) -> Vec<i64> {
    let can =
        |value: &Value| gate.prepare(&record(attribute, value)).with(&now()).can(action).unwrap();
    (0..).zip(values).filter(|(_, value)| can(value)).map(|(at, _)| at).collect()
}

/// Rows as a database reads them: their place, and a value.
fn rows(values: &[Value], kind: &str) -> Vec<String> {
    let said = |value: &Value| match value {
        Value::Null => "NULL".to_owned(),
        Value::String(text) => format!("'{}'", text.replace('\'', "''")),
        other => other.to_string(),
    };
    let mut all = vec![format!("CREATE TABLE t (n bigint, v {kind})")];
    let lines = values.iter().enumerate().map(|(at, value)| format!("({at}, {})", said(value)));
    all.push(format!("INSERT INTO t VALUES {}", lines.collect::<Vec<_>>().join(", ")));
    all
}

fn texts(all: &[String]) -> Vec<&str> {
    all.iter().map(String::as_str).collect()
}

#[tokio::test]
async fn what_is_stored_in_larger_units_is_compared_exactly() {
    let policy = policy();
    let gate = gate(&policy, json!("u"));
    let cents: Vec<i64> = vec![-1, 0, 1, 1249, 1250, 1251, 9998, 9999, 10_000, 100_000_000_000_000];
    let prices: Vec<Value> = cents
        .iter()
        .map(|it| {
            json!(format!(
                "{}{}.{:02}",
                if *it < 0 { "-" } else { "" },
                it.abs() / 100,
                it.abs() % 100
            ))
        })
        .collect();
    let seconds: Vec<i64> = vec![-2, -1, 0, 1, 2, 3, 86_400];
    let took: Vec<Value> = seconds.iter().map(|it| json!(format!("{it}s"))).collect();
    let moments = [
        "1969-12-31T23:59:59Z",
        "1970-01-01T00:00:00Z",
        "1970-01-01T00:00:01Z",
        "2026-01-15T00:00:00Z",
        "2026-01-15T00:00:01Z",
        "2026-01-31T23:59:59Z",
        "2026-02-01T00:00:00Z",
        "2026-03-01T12:00:00Z",
    ];
    let due: Vec<Value> = moments.iter().map(|it| json!(it)).collect();
    let plain: Vec<Value> =
        moments.iter().map(|it| json!(it.replace('T', " ").trim_end_matches('Z'))).collect();
    let since: Vec<Value> =
        moments.iter().map(|it| json!(tollgate::values::datetime(it).unwrap() / 1000)).collect();
    let numbers = |all: &[i64]| all.iter().map(|it| json!(it)).collect::<Vec<Value>>();
    let at = |stored| Stored::Datetime(stored);
    let cases = [
        ("price", prices, numbers(&cents), "bigint", Stored::Decimal(DecimalAs::Parts(100))),
        ("took", took, numbers(&seconds), "bigint", Stored::Duration(Unit::Seconds)),
        ("due", due.clone(), due.clone(), "text", at(DatetimeAs::TextSeconds)),
        ("due", due.clone(), plain, "text", at(DatetimeAs::TextPlain)),
        ("due", due, since, "bigint", at(DatetimeAs::Since1970(Unit::Seconds))),
    ];
    let cluster = Postgres::start();
    let mut database = open(&cluster).await;
    for (attribute, values, kept, kind, stored) in cases {
        let filter = filter(&gate, attribute);
        let columns = Columns::of("t").with(attribute, Column::one("v", stored));
        let wanted = allowed(&gate, attribute, attribute, &values);
        assert!(!wanted.is_empty() && wanted.len() < values.len(), "{attribute}");
        let setup = rows(&kept, kind);
        assert_eq!(sqlite(&texts(&setup), &filter, &columns).await, wanted, "{stored:?}");
        let found = postgres(&mut database, &texts(&setup), &filter, &columns).await;
        assert_eq!(found, wanted, "{stored:?}");
    }
}

#[tokio::test]
async fn of_a_moment_only_milliseconds_count() {
    let policy = policy();
    let gate = gate(&policy, json!("u"));
    let kept = [
        "1969-12-31T23:59:59.998999Z",
        "1969-12-31T23:59:59.999Z",
        "1969-12-31T23:59:59.999999Z",
        "1970-01-01T00:00:00.500Z",
        "1970-01-01T00:00:00.500999Z",
        "1970-01-01T00:00:00.501Z",
        "2026-01-15T00:00:00.500999Z",
        "2026-01-15T00:00:00.501Z",
        "2026-01-31T23:59:59.999999Z",
        "2026-02-01T00:00:00Z",
        "2026-03-01T12:00:00.000999Z",
        "2026-03-01T12:00:00.001Z",
    ];
    let read = |text: &&str| match text.split_once('.') {
        Some((seconds, rest)) => json!(format!("{seconds}.{}Z", &rest[..3])),
        None => json!(text),
    };
    let wanted = allowed(&gate, "due", "due", &kept.iter().map(read).collect::<Vec<_>>());
    let values: Vec<Value> = kept.iter().map(|it| json!(it)).collect();
    let filter = filter(&gate, "due");
    let cluster = Postgres::start();
    let mut database = open(&cluster).await;
    for (kind, stored) in
        [("timestamptz", DatetimeAs::Timestamptz), ("timestamp", DatetimeAs::Timestamp)]
    {
        let columns = Columns::of("t").with("due", Column::one("v", Stored::Datetime(stored)));
        let setup = rows(&values, kind);
        let setup = [&["SET timezone = 'Asia/Kathmandu'"], &texts(&setup)[..]].concat();
        assert_eq!(postgres(&mut database, &setup, &filter, &columns).await, wanted, "{kind}");
    }
}

#[tokio::test]
async fn what_casts_to_a_text_is_compared_as_it() {
    let policy = policy();
    let gate = gate(&policy, json!("7"));
    let values: Vec<Value> =
        ["new", "NEW", "it's", "50%", "a_b", "", "é"].map(|it| json!(it)).to_vec();
    let cluster = Postgres::start();
    let mut database = open(&cluster).await;
    let made = "CREATE TYPE status AS ENUM ('new', 'NEW', 'it''s', '50%', 'a_b', '', 'é')";
    sqlx::query(made).execute(&mut database).await.unwrap();
    let columns = Columns::of("t").with("status", Column::one("v", Stored::AsText));
    let setup = rows(&values, "status");
    let wanted = allowed(&gate, "status", "status", &values);
    assert_eq!(wanted, [0, 2, 3, 5]);
    let found = postgres(&mut database, &texts(&setup), &filter(&gate, "status"), &columns).await;
    assert_eq!(found, wanted);
    // An id that is a number is its decimal text, and no other text of it.
    let owners = [json!(7), json!(8), json!(-7), json!(0)];
    let columns = Columns::of("t")
        .with("owner", Column::one("v", Stored::Id))
        .with("deputy", Column::one(Expr::cust("CAST(NULL AS bigint)"), Stored::Id));
    let setup = rows(&owners, "bigint");
    for (id, wanted) in [("7", vec![0]), ("07", vec![]), ("7 ", vec![]), ("-7", vec![2])] {
        let filter = filter(&self::gate(&policy, json!(id)), "owner");
        assert_eq!(sqlite(&texts(&setup), &filter, &columns).await, wanted, "{id}");
        let found = postgres(&mut database, &texts(&setup), &filter, &columns).await;
        assert_eq!(found, wanted, "{id}");
    }
}

#[tokio::test]
async fn a_text_is_no_number_that_sqlite_would_take_it_for() {
    let policy = policy();
    let filter = filter(&gate(&policy, json!("07")), "owner");
    let columns = Columns::of("t")
        .with("owner", Column::one("v", Stored::Text))
        .with("deputy", Column::one(Expr::cust("NULL"), Stored::Text));
    let setup = ["CREATE TABLE t (n, v integer)", "INSERT INTO t VALUES (0, 7), (1, '07')"];
    assert_eq!(sqlite(&setup, &filter, &columns).await, [0_i64; 0]);
}

#[tokio::test]
async fn entries_by_type_are_each_in_a_column_or_table_of_their_own() {
    let policy = policy();
    let gate = gate(&policy, json!("u"));
    let list = List::Typed(vec![
        ("Folder".to_owned(), List::One("v".into(), Stored::Text)),
        (
            "Team".to_owned(),
            List::Links(Links {
                table: "teams".to_owned(),
                key: "doc".to_owned(),
                of: "n".to_owned(),
                item: "team".to_owned(),
                stored: Stored::Text,
            }),
        ),
    ]);
    let columns = Columns::of("t").with("in", Column::list(list));
    let records = [
        json!(["Folder::it's"]),
        json!(["Folder::%"]),
        json!([]),
        json!(["Team::%"]),
        json!(["Team::t1"]),
        json!(["Folder::x", "Team::it's"]),
        json!(["Team::IT'S"]),
    ];
    let wanted = allowed(&gate, "folder", "in", &records);
    assert_eq!(wanted, [0, 3, 5]);
    let folders = ["it's", "%", "", "", "", "x", ""]
        .map(|it| if it.is_empty() { Value::Null } else { json!(it) });
    let setup = rows(&folders, "text");
    let more = [
        "CREATE TABLE teams (doc bigint, team text)",
        "INSERT INTO teams VALUES (3, '%'), (4, 't1'), (5, 'it''s'), (6, 'IT''S')",
    ];
    let setup = [&texts(&setup)[..], &more].concat();
    let filter = filter(&gate, "folder");
    assert_eq!(sqlite(&setup, &filter, &columns).await, wanted);
    let cluster = Postgres::start();
    let mut database = open(&cluster).await;
    assert_eq!(postgres(&mut database, &setup, &filter, &columns).await, wanted);
}

#[test]
fn an_attribute_without_a_column_is_an_error_that_says_what_is_read() {
    let policy = policy();
    let filter = filter(&gate(&policy, json!("u")), "owner");
    let columns = Columns::of("t").with("deputy", Column::one("deputy", Stored::Text));
    let error = condition(&filter, &columns, Dialect::Sqlite).unwrap_err();
    assert_eq!((error.code, error.at.as_str()), (ErrorCode::UnmappedAttribute, "owner"));
    assert_eq!(error.reads, ["deputy", "owner"]);
    let said = "no column is given for `owner`; the filter reads `deputy`, `owner`";
    assert_eq!(error.to_string(), said);
}

#[test]
fn what_a_column_cannot_say_is_an_error() {
    let policy = policy();
    let gate = gate(&policy, json!("u"));
    let one = Column::one;
    let cases = [
        ("price", "price", one("v", Stored::Decimal(DecimalAs::Numeric)), Dialect::Sqlite),
        ("price", "price", one("v", Stored::Decimal(DecimalAs::Parts(300))), Dialect::Postgres),
        ("price", "price", one("v", Stored::Long), Dialect::Postgres),
        ("due", "due", one("v", Stored::Datetime(DatetimeAs::Timestamptz)), Dialect::Sqlite),
        ("due", "due", one("v", Stored::Text), Dialect::Postgres),
        ("from", "from", one("v", Stored::Ip(IpAs::Inet)), Dialect::Sqlite),
        ("from", "from", one("v", Stored::Ip(IpAs::Text)), Dialect::Postgres),
        ("status", "status", one("v", Stored::Flag), Dialect::Sqlite),
        ("status", "status", Column::list(List::Json("v".into())), Dialect::Sqlite),
        (
            "status",
            "status",
            Column::one(Place::json("v", ["a\"b"]), Stored::Text),
            Dialect::Sqlite,
        ),
        ("folder", "in", Column::list(List::Array("v".into())), Dialect::Sqlite),
        ("folder", "in", one("v", Stored::Text), Dialect::Postgres),
    ];
    for (action, attribute, column, dialect) in cases {
        let columns = Columns::of("t").with(attribute, column.clone());
        let error = condition(&filter(&gate, action), &columns, dialect).unwrap_err();
        let told = (error.code, error.at.as_str());
        assert_eq!(told, (ErrorCode::Inexpressible, attribute), "{column:?} {dialect:?}");
    }
}

#[tokio::test]
async fn an_index_is_used_for_an_equal_text() {
    let policy = policy();
    let filter = filter(&gate(&policy, json!("u")), "title");
    let columns = Columns::of("t").with("title", Column::one("v", Stored::Text));
    let explained = |dialect| {
        let condition = condition(&filter, &columns, dialect).unwrap();
        let mut query = Query::select();
        query.column("n").from("t").cond_where(condition);
        query
    };
    let mut database = SqliteConnection::connect("sqlite::memory:").await.unwrap();
    for sql in ["CREATE TABLE t (n, v text)", "CREATE INDEX tv ON t (v)"] {
        sqlx::query(sql).execute(&mut database).await.unwrap();
    }
    let sql = explained(Dialect::Sqlite).to_string(SqliteQueryBuilder);
    let explain = format!("EXPLAIN QUERY PLAN {sql}");
    let plan = sqlx::query(AssertSqlSafe(explain)).fetch_all(&mut database).await.unwrap();
    let plan: Vec<String> = plan.iter().map(|row| row.get("detail")).collect();
    assert!(plan.join("\n").contains("USING INDEX tv"), "{plan:?} {sql}");
    let cluster = Postgres::start();
    let mut database = open(&cluster).await;
    for sql in [
        "CREATE COLLATION other (provider = icu, locale = 'en')",
        "CREATE TABLE t (n bigint, v text COLLATE other)",
        "CREATE INDEX tv ON t (v)",
        "SET enable_seqscan = off",
    ] {
        sqlx::query(sql).execute(&mut database).await.unwrap();
    }
    let sql = explained(Dialect::Postgres).to_string(PostgresQueryBuilder);
    let plan = sqlx::query(AssertSqlSafe(format!("EXPLAIN {sql}")))
        .fetch_all(&mut database)
        .await
        .unwrap();
    let plan: Vec<String> = plan.iter().map(|row| row.get(0)).collect();
    assert!(plan.join("\n").contains("tv"), "{plan:?} {sql}");
}
