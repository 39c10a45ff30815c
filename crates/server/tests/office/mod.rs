//! An office for tests: the server as it ships, on SQLite and on PostgreSQL, asked by requests.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a suite")]
#![allow(dead_code, unreachable_pub, reason = "not every suite asks all of it")]

use std::path::{Path, PathBuf};

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Request, StatusCode, header};
use serde_json::{Value, json};
use sqlx::any::AnyRow;
use sqlx::{AnyConnection, AssertSqlSafe, Connection};
use tempfile::TempDir;
use tokio::sync::watch;
use tollgate_postgres::{DATABASE, Postgres, USER};
use tollgate_server::{App, Database, Packs, Provider, Settings, seed, site};
use tower::ServiceExt;

/// When the sample data is made.
pub const NOW: i64 = 1_795_600_000_000;

/// A server with sample data.
pub struct Office {
    pub app: App,
    pub router: Router,
    address: String,
    // Gone with the office.
    _folder: TempDir,
    _end: watch::Sender<bool>,
}

/// An answer.
#[derive(Debug)]
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub text: String,
}

impl Answer {
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|_| panic!("no JSON: {}", self.text))
    }
}

/// Somebody's browser.
#[derive(Clone, Debug, Default)]
pub struct Browser {
    pub cookie: Option<String>,
}

pub fn policies() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../policies")
}

/// The identity provider of tests.
pub fn provider() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/identity/provider.json")
}

/// How the server of tests is started.
pub fn settings() -> Settings {
    // Suites ask for far more that is denied than anybody does.
    Settings { demo: true, user_denials: i64::MAX, ..Settings::default() }
}

/// A folder in memory, where there is such: a disk that is flushed for each change takes minutes.
fn folder() -> TempDir {
    let memory = Path::new("/dev/shm");
    let made = if memory.is_dir() { tempfile::tempdir_in(memory) } else { tempfile::tempdir() };
    made.unwrap()
}

/// The address of a cluster's database.
pub fn address(postgres: &Postgres, database: &str) -> String {
    let socket = postgres.socket().display();
    format!("postgres://{USER}@localhost/{database}?host={socket}")
}

impl Office {
    /// On a new file of SQLite.
    pub async fn sqlite() -> Self {
        Self::sqlite_at(NOW).await
    }

    /// The same, with sample data of this moment.
    pub async fn sqlite_at(now: i64) -> Self {
        let folder = folder();
        let file = folder.path().join("office.db");
        Self::on(&format!("sqlite:{}?mode=rwc", file.display()), folder, now, settings()).await
    }

    /// The same, started otherwise.
    pub async fn sqlite_with(settings: Settings) -> Self {
        let folder = folder();
        let file = folder.path().join("office.db");
        Self::on(&format!("sqlite:{}?mode=rwc", file.display()), folder, NOW, settings).await
    }

    /// The same, by the policies of a folder.
    pub async fn sqlite_by(policies: &Path) -> Self {
        let folder = folder();
        let file = folder.path().join("office.db");
        let address = format!("sqlite:{}?mode=rwc", file.display());
        Self::by(policies, &address, folder, NOW, settings()).await
    }

    /// On PostgreSQL, whose database is empty.
    pub async fn postgres(postgres: &Postgres) -> Self {
        Self::on(&address(postgres, DATABASE), folder(), NOW, settings()).await
    }

    /// The same, started otherwise.
    pub async fn postgres_with(postgres: &Postgres, settings: Settings) -> Self {
        Self::on(&address(postgres, DATABASE), folder(), NOW, settings).await
    }

    /// The same, by the policies of a folder.
    pub async fn postgres_by(policies: &Path, postgres: &Postgres) -> Self {
        Self::by(policies, &address(postgres, DATABASE), folder(), NOW, settings()).await
    }

    async fn on(address: &str, folder: TempDir, now: i64, settings: Settings) -> Self {
        Self::by(&policies(), address, folder, now, settings).await
    }

    async fn by(
        policies: &Path,
        address: &str,
        folder: TempDir,
        now: i64,
        settings: Settings,
    ) -> Self {
        let database = Database::open(address, 8).await.unwrap();
        let mut work = database.write().await.unwrap();
        seed(&mut work, 7, now, None).await.unwrap();
        work.commit().await.unwrap();
        let packs = Packs::load(policies).unwrap();
        let provider = Provider::load(&provider()).unwrap();
        let provider = Some(provider);
        let (end, ending) = watch::channel(false);
        let app = App::new(database, packs, provider, None, settings, ending);
        let router = site(app.clone(), None);
        Office { app, address: address.to_owned(), router, _folder: folder, _end: end }
    }

    /// Runs statements on the database behind the server's back, together.
    pub async fn raw(&self, statements: &[String]) {
        let mut connection = AnyConnection::connect(&self.address).await.unwrap();
        let mut transaction = connection.begin().await.unwrap();
        for statement in statements {
            let done = sqlx::raw_sql(AssertSqlSafe(statement.clone())).execute(&mut *transaction);
            done.await.unwrap_or_else(|error| panic!("{error}: {statement}"));
        }
        transaction.commit().await.unwrap();
    }

    /// The row of a question.
    pub async fn row(&self, question: &str) -> AnyRow {
        let mut connection = AnyConnection::connect(&self.address).await.unwrap();
        let question = AssertSqlSafe(question.to_owned());
        sqlx::query(question).fetch_one(&mut connection).await.unwrap()
    }

    /// These columns of all rows of a table; of one without a name an empty text.
    pub async fn texts(&self, table: &str, columns: [&str; 3]) -> Vec<[String; 3]> {
        use sqlx::Row;
        let named = columns.map(|name| if name.is_empty() { "''".to_owned() } else { name.into() });
        let [one, two, three] = named;
        let question = format!("SELECT {one} AS c0, {two} AS c1, {three} AS c2 FROM {table}");
        let mut connection = AnyConnection::connect(&self.address).await.unwrap();
        let rows = sqlx::query(AssertSqlSafe(question)).fetch_all(&mut connection).await.unwrap();
        rows.iter().map(|row| ["c0", "c1", "c2"].map(|name| row.get(name))).collect()
    }

    /// Sends a request.
    pub async fn send(&self, request: Request<Body>) -> Answer {
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let bytes = to_bytes(body, 64 << 20).await.unwrap();
        let text = String::from_utf8(bytes.to_vec()).unwrap();
        Answer { status: parts.status, headers: parts.headers, text }
    }

    /// Signs in as a sample user, or anybody by a session of their own.
    pub async fn enter(&self, user: &str) -> Browser {
        let mut work = self.app.database.write().await.unwrap();
        let token = tollgate_server::begin_session(&mut work, &self.app.settings, user);
        let token = token.await.unwrap();
        work.commit().await.unwrap();
        Browser { cookie: Some(format!("session={token}")) }
    }

    /// Asks as somebody.
    pub async fn ask(&self, who: &Browser, method: &str, path: &str, body: Value) -> Answer {
        let mut request = Request::builder().method(method).uri(path);
        if let Some(cookie) = &who.cookie {
            request = request.header(header::COOKIE, cookie);
        }
        let body = match body {
            Value::Null => Body::empty(),
            body => {
                request = request.header(header::CONTENT_TYPE, "application/json");
                Body::from(body.to_string())
            }
        };
        self.send(request.body(body).unwrap()).await
    }

    pub async fn get(&self, who: &Browser, path: &str) -> Answer {
        self.ask(who, "GET", path, Value::Null).await
    }

    /// A record as somebody sees it.
    pub async fn record(&self, who: &Browser, path: &str) -> Value {
        let answer = self.get(who, path).await;
        assert_eq!(answer.status, StatusCode::OK, "{path}: {}", answer.text);
        answer.json()
    }

    /// How many rows a table has.
    pub async fn count(&self, table: &str) -> i64 {
        self.count_of(table, "TRUE").await
    }

    /// And how many of which something is true.
    pub async fn count_of(&self, table: &str, is: &'static str) -> i64 {
        use sea_query::{Alias, Expr, Query};
        use sqlx::Row;
        let mut query = Query::select();
        query.expr_as(Expr::cust("COUNT(*)"), Alias::new("n")).from(Alias::new(table));
        query.and_where(Expr::cust(is));
        let mut work = self.app.database.read().await.unwrap();
        work.one(&query).await.unwrap().unwrap().try_get("n").unwrap()
    }
}

/// What a change of a record is sent with.
pub fn with_version(record: &Value, mut body: Value) -> Value {
    if body.is_null() {
        body = json!({});
    }
    body["version"] = record["version"].clone();
    body
}
