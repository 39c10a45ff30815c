//! Row filters of [Tollgate](tollgate) as conditions in SQL.
//!
//! [`Gate::filter`](tollgate::Gate::filter) says which rows a principal may see or change;
//! [`condition`] says it to a database, given the [`Columns`] in which the attributes are kept: a
//! condition of [`sea_query`] with bound values, for SQLite and for PostgreSQL.
//!
//! ```
//! use sea_query::{Query, SqliteQueryBuilder};
//! use serde_json::json;
//! use tollgate_sql::{Column, Columns, Dialect, Stored, condition};
//!
//! let policy = tollgate::packs::client_metrics();
//! let gate = policy.gate(&json!({"id": "u1", "permissions": ["view", "edit"]}))?;
//! let filter = gate.filter("editCustomer")?;
//! let columns = Columns::of("customers").with("status", Column::one("status", Stored::Text));
//! let query = Query::select()
//!     .column("name")
//!     .from("customers")
//!     .cond_where(condition(&filter, &columns, Dialect::Sqlite)?)
//!     .build(SqliteQueryBuilder);
//! # let _ = query;
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! The rows are exactly those for which the gate allows the action, wherever its decision is no
//! error: a comparison with NULL is false, `ne` and `lacks` too, and texts are compared by their
//! bytes, whatever a column's collation is. What a column cannot say exactly is an error, and never
//! said nearly.

mod columns;
mod condition;
mod line;
mod list;
mod single;
mod sql;
mod texts;

pub use columns::{Column, Columns, DatetimeAs, DecimalAs, IpAs, Links, List, Place, Stored, Unit};
pub use condition::{Error, condition};

/// A database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dialect {
    /// SQLite, with texts in UTF-8.
    Sqlite,
    /// PostgreSQL, with texts in UTF-8.
    Postgres,
}

/// The guide, whose Rust example is a test.
#[cfg(doctest)]
#[doc = include_str!("../../../docs/databases.md")]
pub struct Guide;
