//! Where a table keeps the attributes of its records, and how it stores their values.

use std::collections::BTreeMap;

use sea_query::Expr;

/// The columns of a table by the attributes of the records that its rows are.
///
/// ```
/// use tollgate_sql::{Column, Columns, List, Place, Stored};
///
/// let columns = Columns::of("shipments")
///     .with("status", Column::one("status", Stored::Text))
///     .with("owner.department", Column::one(Place::json("data", ["owner", "dept"]), Stored::Text))
///     .with("commissioned", Column::list(List::Json("commissioned".into())));
/// ```
#[derive(Clone, Debug)]
pub struct Columns {
    pub(crate) table: String,
    pub(crate) records: Option<String>,
    pub(crate) all: BTreeMap<String, Column>,
}

impl Columns {
    /// Of a table, or of what a query calls it.
    #[must_use]
    pub fn of(table: impl Into<String>) -> Self {
        Columns { table: table.into(), records: None, all: BTreeMap::new() }
    }

    /// With records of this type alone: what a filter says of others is about none of its rows.
    #[must_use]
    pub fn records(mut self, kind: impl Into<String>) -> Self {
        self.records = Some(kind.into());
        self
    }

    /// With what an attribute is kept in; of one within others, `owner.department`.
    #[must_use]
    pub fn with(mut self, attribute: impl Into<String>, column: Column) -> Self {
        self.all.insert(attribute.into(), column);
        self
    }
}

/// What an attribute is kept in.
#[derive(Clone, Debug, PartialEq)]
pub struct Column(pub(crate) Kept);

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Kept {
    One(Place, Stored),
    List(List),
}

impl Column {
    /// One value.
    #[must_use]
    pub fn one(place: impl Into<Place>, stored: Stored) -> Self {
        Column(Kept::One(place.into(), stored))
    }

    /// A list of ids or texts.
    #[must_use]
    pub fn list(list: List) -> Self {
        Column(Kept::List(list))
    }
}

/// Where a value is.
#[derive(Clone, Debug, PartialEq)]
pub enum Place {
    /// In a column of the table.
    Column(String),
    /// In a JSON document, at a way of member names.
    Json {
        /// The column.
        column: String,
        /// The way.
        path: Vec<String>,
    },
    /// What an expression comes to, such as a derived value. Columns in it have to be qualified by
    /// the table's name.
    Expr(Expr),
}

impl Place {
    /// In a JSON document, at a way of member names.
    #[must_use]
    pub fn json<P: Into<String>>(
        column: impl Into<String>,
        path: impl IntoIterator<Item = P>,
    ) -> Self {
        Place::Json { column: column.into(), path: path.into_iter().map(Into::into).collect() }
    }
}

impl From<&str> for Place {
    fn from(column: &str) -> Self {
        Place::Column(column.to_owned())
    }
}

impl From<Expr> for Place {
    fn from(expr: Expr) -> Self {
        Place::Expr(expr)
    }
}

/// How a value is stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stored {
    /// A text, a value of an enumeration or an id, as a text of any collation.
    Text,
    /// The same, as what is no text and becomes it by a cast: a `uuid`, an `enum` or `citext` of
    /// PostgreSQL.
    AsText,
    /// An id, as the whole number whose decimal text it is.
    Id,
    /// A Boolean; in SQLite 0 or 1.
    Flag,
    /// A `Long`, as a whole number.
    Long,
    /// A `decimal`.
    Decimal(DecimalAs),
    /// A `datetime`.
    Datetime(DatetimeAs),
    /// A `duration`, as a whole number.
    Duration(Unit),
    /// An `ipaddr`.
    Ip(IpAs),
}

/// How a decimal is stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DecimalAs {
    /// As `numeric` of PostgreSQL. SQLite has none.
    Numeric,
    /// As a whole number of parts, of which one has this many: 100 where it counts cents. It has to
    /// divide 10,000.
    Parts(u32),
}

/// How a moment is stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DatetimeAs {
    /// As `timestamptz` of PostgreSQL. What it has beyond the millisecond does not count.
    Timestamptz,
    /// As `timestamp` of PostgreSQL, in UTC, likewise.
    Timestamp,
    /// As a whole number, since 1970.
    Since1970(Unit),
    /// As a text in UTC with milliseconds, `2026-01-31T12:00:00.000Z`.
    Text,
    /// As a text in UTC with seconds, `2026-01-31T12:00:00Z`.
    TextSeconds,
    /// As SQLite's `CURRENT_TIMESTAMP`, in UTC: `2026-01-31 12:00:00`.
    TextPlain,
}

/// What a whole number counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// Milliseconds.
    Milliseconds,
    /// Seconds.
    Seconds,
}

/// How an IP value is stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IpAs {
    /// As `inet` or `cidr` of PostgreSQL.
    Inet,
    /// As the text that [`tollgate::values::ip_text`] writes. It cannot be asked for a network.
    Text,
    /// As the text that [`tollgate::values::ip_key`] writes.
    Key,
}

/// How a list is kept.
#[derive(Clone, Debug, PartialEq)]
pub enum List {
    /// As a JSON array of texts, whole numbers, or objects with an `id`.
    Json(Place),
    /// As an array of PostgreSQL.
    Array(Place),
    /// As rows of another table, one an item: never absent.
    Links(Links),
    /// As a column with one item, or with NULL for none: never absent.
    One(Place, Stored),
    /// Each type of its entries (`Folder::f1`) in a list of its own, of ids: never absent.
    Typed(Vec<(String, List)>),
}

/// A table that links records with the items of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Links {
    /// Its name.
    pub table: String,
    /// Its column that names the record.
    pub key: String,
    /// The column of the record's table that this is equal to.
    pub of: String,
    /// Its column with the item.
    pub item: String,
    /// How the item is stored.
    pub stored: Stored,
}
