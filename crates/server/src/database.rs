//! The database: SQLite or PostgreSQL behind one interface, asked by transactions alone.

use std::str::FromStr;
use std::time::Duration;

use sea_query::{Alias, PostgresQueryBuilder, Query, SqliteQueryBuilder, Value};
use sea_query_sqlx::{SqlxBinder, SqlxValues};
use sqlx::any::{AnyConnectOptions, AnyPoolOptions, AnyRow};
use sqlx::migrate::Migrator;
use sqlx::{Any, AnyPool, AssertSqlSafe, Transaction};
use tollgate_sql::Dialect;

/// The tables, as files.
static MIGRATIONS: Migrator = sqlx::migrate!();

/// How long a request waits for a connection.
const PATIENCE: Duration = Duration::from_secs(5);

/// A database with the office's tables.
#[derive(Clone, Debug)]
pub struct Database {
    pool: AnyPool,
    dialect: Dialect,
}

/// Questions and changes that are seen by others together or not at all. Dropped without
/// [`commit`](Work::commit), nothing of it happened.
#[derive(Debug)]
pub struct Work {
    transaction: Transaction<'static, Any>,
    dialect: Dialect,
}

impl Database {
    /// Opens `sqlite:FILE` or `postgres://…`, and makes the tables that are missing.
    ///
    /// # Errors
    ///
    /// Where it cannot be reached, or its tables are others.
    pub async fn open(address: &str, connections: u32) -> sqlx::Result<Self> {
        sqlx::any::install_default_drivers();
        let options = AnyConnectOptions::from_str(address)?;
        let dialect = match address.starts_with("sqlite") {
            true => Dialect::Sqlite,
            false => Dialect::Postgres,
        };
        let pool = AnyPoolOptions::new().max_connections(connections).acquire_timeout(PATIENCE);
        let pool = pool.after_connect(move |connection, _| {
            Box::pin(async move {
                if dialect == Dialect::Sqlite {
                    // Readers go on while one writes; what is committed outlives a crash.
                    let set = "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;";
                    sqlx::raw_sql(set).execute(connection).await?;
                }
                Ok(())
            })
        });
        let pool = pool.connect_with(options).await?;
        MIGRATIONS.run(&pool).await?;
        Ok(Database { pool, dialect })
    }

    /// Begins to read.
    ///
    /// # Errors
    ///
    /// Where the database is away.
    pub async fn read(&self) -> sqlx::Result<Work> {
        Ok(Work { transaction: self.pool.begin().await?, dialect: self.dialect })
    }

    /// Begins to change, as if alone: what another changes meanwhile makes this fail, which
    /// [`is_conflict`] knows.
    ///
    /// # Errors
    ///
    /// Where the database is away.
    pub async fn write(&self) -> sqlx::Result<Work> {
        let begin = match self.dialect {
            Dialect::Sqlite => "BEGIN IMMEDIATE",
            Dialect::Postgres => "BEGIN ISOLATION LEVEL SERIALIZABLE",
        };
        Ok(Work { transaction: self.pool.begin_with(begin).await?, dialect: self.dialect })
    }

    /// Lets all connections go.
    pub async fn close(&self) {
        self.pool.close().await;
    }
}

/// A text with a NUL character, which no column holds and no row is found by.
#[derive(Clone, Copy, Debug, thiserror::Error)]
#[error("a text has a NUL character")]
pub(crate) struct Nul;

/// Whether work failed because of what others did at the same time, and may succeed when done anew.
#[must_use]
pub fn is_conflict(error: &sqlx::Error) -> bool {
    let Some(error) = error.as_database_error() else { return false };
    // PostgreSQL's serialization failure and deadlock; SQLite's busy, plain and in a snapshot.
    error.code().is_some_and(|code| ["40001", "40P01", "5", "517"].contains(&&*code))
}

/// Whether the office has no users yet.
///
/// # Errors
///
/// The database's.
pub async fn is_empty(work: &mut Work) -> sqlx::Result<bool> {
    let mut query = Query::select();
    query.column(Alias::new("id")).from(Alias::new("users")).limit(1);
    Ok(work.one(&query).await?.is_none())
}

impl Work {
    /// The database's dialect.
    #[must_use]
    pub fn dialect(&self) -> Dialect {
        self.dialect
    }

    fn built(
        &self,
        statement: &impl SqlxBinder,
    ) -> sqlx::Result<(AssertSqlSafe<String>, SqlxValues)> {
        // Safe: the builder's text has no values; those are bound.
        let (text, values) = match self.dialect {
            Dialect::Sqlite => statement.build_sqlx(SqliteQueryBuilder),
            Dialect::Postgres => statement.build_sqlx(PostgresQueryBuilder),
        };
        // PostgreSQL has no texts with it, and SQLite is asked for nothing else.
        let has_nul =
            |value: &Value| matches!(value, Value::String(Some(text)) if text.contains('\0'));
        let refused = values.0.iter().any(has_nul);
        match refused {
            true => Err(sqlx::Error::Encode(Box::new(Nul))),
            false => Ok((AssertSqlSafe(text), values)),
        }
    }

    /// All rows of a question.
    ///
    /// # Errors
    ///
    /// The database's.
    pub async fn all(&mut self, question: &impl SqlxBinder) -> sqlx::Result<Vec<AnyRow>> {
        let (text, values) = self.built(question)?;
        sqlx::query_with(text, values).fetch_all(&mut *self.transaction).await
    }

    /// The row of a question that has one at most.
    ///
    /// # Errors
    ///
    /// The database's.
    pub async fn one(&mut self, question: &impl SqlxBinder) -> sqlx::Result<Option<AnyRow>> {
        let (text, values) = self.built(question)?;
        sqlx::query_with(text, values).fetch_optional(&mut *self.transaction).await
    }

    /// Makes a change, and says how many rows it met.
    ///
    /// # Errors
    ///
    /// The database's.
    pub async fn run(&mut self, change: &impl SqlxBinder) -> sqlx::Result<u64> {
        let (text, values) = self.built(change)?;
        let done = sqlx::query_with(text, values).execute(&mut *self.transaction).await?;
        Ok(done.rows_affected())
    }

    /// Makes it all happen.
    ///
    /// # Errors
    ///
    /// The database's; nothing happened then.
    pub async fn commit(self) -> sqlx::Result<()> {
        self.transaction.commit().await
    }
}
