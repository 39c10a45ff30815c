//! Tables of records in both databases: each attribute is stored in several ways.

#![allow(dead_code, unreachable_pub, unused_imports, reason = "each suite uses its part")]

mod agree;

pub use agree::{Counts, agree, compiled, give};
use sea_query::{PostgresQueryBuilder, Query, SqliteQueryBuilder, Value as Bound, Values};
use serde_json::{Map, Value, json};
use sqlx::postgres::PgConnectOptions;
use sqlx::{Connection, PgConnection, Row, SqliteConnection};
use tollgate::Filter;
use tollgate::values::{PointKind, ip, ip_key, ip_text, point_of, point_text};
use tollgate_postgres::Postgres;
use tollgate_sql::{
    Column, Columns, DatetimeAs, DecimalAs, Dialect, IpAs, Links, List, Place, Stored, Unit,
    condition,
};

/// The databases of a suite.
pub struct Databases {
    pub sqlite: SqliteConnection,
    pub postgres: PgConnection,
    made: usize,
}

/// An attribute as the bundle has it.
#[derive(Clone, Debug)]
pub struct Attribute {
    pub said: String,
    pub path: Vec<String>,
    pub kind: String,
    pub optional: bool,
    pub of: Value,
}

/// A way of storing all attributes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Layout {
    /// As a database has types for it.
    Own,
    /// As whole numbers and texts.
    Plain,
    /// In one JSON document.
    Document,
    /// Lists in tables that link; ids as whole numbers where all are.
    Links,
}

pub const LAYOUTS: [Layout; 4] = [Layout::Own, Layout::Plain, Layout::Document, Layout::Links];

/// Rows of records of a type in both databases.
pub struct Table {
    pub attributes: Vec<Attribute>,
    pub kind: String,
    name: String,
    pub rows: Vec<Value>,
    numbered: Vec<bool>,
}

/// The attributes of a type that policies read, each place once.
pub fn attributes(bundle: &Value, kind: &str) -> Vec<Attribute> {
    let types = bundle["types"].as_array().unwrap();
    let of = types.iter().find(|it| it["name"] == kind).unwrap();
    let mut all: Vec<Attribute> = Vec::new();
    for of in of["attributes"].as_array().into_iter().flatten() {
        let name = of["name"].as_str().unwrap();
        let path: Vec<String> = match of["path"].as_array() {
            Some(path) => path.iter().map(|it| it.as_str().unwrap().to_owned()).collect(),
            None => vec![name.to_owned()],
        };
        let said = path.join(".");
        if all.iter().all(|it| it.said != said) {
            let kind = of["kind"].as_str().unwrap().to_owned();
            let optional = of["optional"] == true;
            all.push(Attribute { said, path, kind, optional, of: of.clone() });
        }
    }
    all
}

impl Attribute {
    pub fn is_list(&self) -> bool {
        ["set", "strings"].contains(&self.kind.as_str())
    }

    pub fn at<'v>(&self, row: &'v Value) -> &'v Value {
        self.path.iter().fold(row, |within, step| &within[step])
    }

    fn point(&self) -> Option<PointKind> {
        Some(match self.kind.as_str() {
            "long" => PointKind::Long,
            "decimal" => PointKind::Decimal,
            "datetime" => PointKind::Datetime,
            "duration" => PointKind::Duration,
            _ => return None,
        })
    }

    fn stored(&self, layout: Layout, dialect: Dialect, numbered: bool) -> Stored {
        let own = layout == Layout::Own && dialect == Dialect::Postgres;
        match self.kind.as_str() {
            "bool" => Stored::Flag,
            "long" => Stored::Long,
            "decimal" if own => Stored::Decimal(DecimalAs::Numeric),
            "decimal" => Stored::Decimal(DecimalAs::Parts(10_000)),
            "datetime" if own => Stored::Datetime(DatetimeAs::Timestamptz),
            "datetime" if [Layout::Plain, Layout::Document].contains(&layout) => {
                Stored::Datetime(DatetimeAs::Text)
            }
            "datetime" if layout == Layout::Links && dialect == Dialect::Postgres => {
                Stored::Datetime(DatetimeAs::Timestamp)
            }
            "datetime" => Stored::Datetime(DatetimeAs::Since1970(Unit::Milliseconds)),
            "duration" => Stored::Duration(Unit::Milliseconds),
            "ip" if own => Stored::Ip(IpAs::Inet),
            "ip" => Stored::Ip(IpAs::Key),
            "entity" if layout == Layout::Links && numbered => Stored::Id,
            _ => Stored::Text,
        }
    }

    /// The text of a value as a database reads it into a column.
    fn text(&self, found: &Value, stored: Stored) -> Option<String> {
        if found.is_null() {
            return None;
        }
        if let Some(kind) = self.point() {
            let point = point_of(kind, found).unwrap();
            return Some(match stored {
                Stored::Decimal(DecimalAs::Numeric) => point_text(kind, point),
                Stored::Datetime(DatetimeAs::Since1970(_)) => point.to_string(),
                Stored::Datetime(DatetimeAs::Timestamptz | DatetimeAs::Timestamp) => {
                    stamp(&point_text(kind, point))
                }
                Stored::Datetime(_) => point_text(kind, point),
                _ => point.to_string(),
            });
        }
        Some(match stored {
            Stored::Flag => i32::from(found.as_bool().unwrap()).to_string(),
            Stored::Ip(IpAs::Key) => ip_key(ip(found.as_str().unwrap()).unwrap()),
            Stored::Ip(_) => ip_text(ip(found.as_str().unwrap()).unwrap()),
            _ => id_text(found),
        })
    }
}

/// A date as PostgreSQL reads one, which knows no year 0.
fn stamp(text: &str) -> String {
    let (year, rest) = text.split_at(text.len() - "-01-01T00:00:00.000Z".len());
    match year.parse::<i64>().unwrap() {
        year @ 1.. => format!("{year:04}{rest}"),
        year => format!("{:04}{rest} BC", 1 - year),
    }
}

/// A text, or the id that something has, as its text.
pub fn id_text(found: &Value) -> String {
    match found.get("id").unwrap_or(found) {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// The type of a column in a database.
fn sql_type(stored: Stored, dialect: Dialect) -> &'static str {
    match (stored, dialect) {
        (Stored::Flag, Dialect::Postgres) => "boolean",
        (Stored::Decimal(DecimalAs::Numeric), _) => "numeric",
        (Stored::Datetime(DatetimeAs::Timestamptz), _) => "timestamptz",
        (Stored::Datetime(DatetimeAs::Timestamp), _) => "timestamp",
        (Stored::Ip(IpAs::Inet), _) => "inet",
        (Stored::Text | Stored::AsText | Stored::Ip(_) | Stored::Datetime(DatetimeAs::Text), _) => {
            "text"
        }
        (_, Dialect::Postgres) => "bigint",
        _ => "integer",
    }
}

fn array(texts: &[String]) -> String {
    let quoted =
        texts.iter().map(|it| format!("\"{}\"", it.replace('\\', "\\\\").replace('"', "\\\"")));
    format!("{{{}}}", quoted.collect::<Vec<_>>().join(","))
}

fn options(postgres: &Postgres) -> PgConnectOptions {
    let options = PgConnectOptions::new_without_pgpass().socket(postgres.socket());
    options.username(tollgate_postgres::USER).database(tollgate_postgres::DATABASE)
}

/// What a query with its values gives in its first column. The types of a database's queries and
/// rows are its own, so no function serves both.
macro_rules! numbers {
    ($built:expr, $connection:expr, $filter:expr) => {{
        let (sql, Values(values)) = $built;
        let mut query = sqlx::query(sqlx::AssertSqlSafe(sql.clone()));
        for value in values {
            query = match value {
                Bound::String(text) => query.bind(text),
                Bound::BigInt(number) => query.bind(number),
                other => panic!("{other:?} is bound"),
            };
        }
        let rows = query.fetch_all(&mut $connection).await;
        let rows = rows.unwrap_or_else(|error| panic!("{error}: {sql} {:?}", $filter));
        rows.iter().map(|row| row.get::<i64, _>(0)).collect()
    }};
}

impl Databases {
    pub async fn open(postgres: &Postgres) -> Self {
        let sqlite = SqliteConnection::connect("sqlite::memory:").await.unwrap();
        let mut postgres = PgConnection::connect_with(&options(postgres)).await.unwrap();
        // One in which texts are equal that have other bytes.
        let careless = "CREATE COLLATION careless \
                        (provider = icu, locale = 'und-u-ks-level1', deterministic = false)";
        sqlx::query(careless).execute(&mut postgres).await.unwrap();
        Databases { sqlite, postgres, made: 0 }
    }

    /// A table of rows in both.
    pub async fn table(&mut self, bundle: &Value, kind: &str, rows: Vec<Value>) -> Table {
        self.made += 1;
        let name = format!("t{}", self.made);
        let attributes = attributes(bundle, kind);
        let number = |found: &Value| {
            found.is_null()
                || id_text(found).parse::<i64>().is_ok_and(|it| it.to_string() == id_text(found))
        };
        let numbered =
            attributes.iter().map(|it| rows.iter().all(|row| number(it.at(row)))).collect();
        let table = Table { attributes, kind: kind.to_owned(), name, rows, numbered };
        for dialect in [Dialect::Sqlite, Dialect::Postgres] {
            self.fill(&table, dialect).await;
        }
        table
    }

    async fn fill(&mut self, table: &Table, dialect: Dialect) {
        let columns = table.columns_of(dialect);
        let postgres = dialect == Dialect::Postgres;
        let typed = |(name, kind): &(String, &str)| {
            let collation = match (*kind, postgres) {
                ("text", true) => " COLLATE careless",
                ("text", false) => " COLLATE NOCASE",
                _ => "",
            };
            format!("{name} {kind}{collation}")
        };
        let list = |of: Vec<String>| of.join(", ");
        let name = &table.name;
        let of = list(columns.iter().map(typed).collect());
        let cast = |(at, (_, kind)): (usize, &(String, &str))| match *kind {
            "boolean" => format!("CAST(CAST(value ->> {at} AS integer) AS boolean)"),
            kind => format!("CAST(value ->> {at} AS {kind})"),
        };
        let values = list(columns.iter().enumerate().map(cast).collect());
        let each = match dialect {
            Dialect::Sqlite => "FROM json_each(?)",
            Dialect::Postgres => "FROM jsonb_array_elements(CAST($1 AS jsonb))",
        };
        self.run(dialect, &format!("CREATE TABLE {name} ({of})"), &[]).await;
        let links = format!("CREATE TABLE {name}l (list bigint, record bigint, item text)");
        self.run(dialect, &links, &[]).await;
        let (mut rows, mut items) = (Vec::new(), Vec::new());
        for (at, row) in table.rows.iter().enumerate().filter(|(_, it)| table.has(dialect, it)) {
            rows.push(table.values_of(dialect, at, row));
            for (number, attribute) in table.attributes.iter().enumerate() {
                let found = attribute.at(row).as_array().filter(|_| attribute.is_list());
                for item in found.into_iter().flatten() {
                    items.push([number.to_string(), at.to_string(), id_text(item)]);
                }
            }
        }
        let insert = format!("INSERT INTO {name} SELECT {values} {each}");
        self.run(dialect, &insert, &[json!(rows).to_string()]).await;
        let insert = format!(
            "INSERT INTO {name}l SELECT CAST(value ->> 0 AS bigint), CAST(value ->> 1 AS bigint), \
             value ->> 2 {each}"
        );
        self.run(dialect, &insert, &[json!(items).to_string()]).await;
        for number in 0..table.attributes.len() {
            let view = format!(
                "CREATE VIEW {name}l{number} AS SELECT record, item FROM {name}l \
                 WHERE list = {number}"
            );
            self.run(dialect, &view, &[]).await;
        }
        self.run(dialect, &format!("CREATE INDEX {name}i ON {name}l (record, list)"), &[]).await;
    }

    async fn run(&mut self, dialect: Dialect, sql: &str, values: &[String]) {
        let safe = sqlx::AssertSqlSafe(sql);
        let done = match dialect {
            Dialect::Sqlite => {
                let query = values.iter().fold(sqlx::query(safe), |query, it| query.bind(it));
                query.execute(&mut self.sqlite).await.map(drop)
            }
            Dialect::Postgres => {
                let query = values.iter().fold(sqlx::query(safe), |query, it| query.bind(it));
                query.execute(&mut self.postgres).await.map(drop)
            }
        };
        done.unwrap_or_else(|error| panic!("{error}: {sql}"));
    }

    /// The numbers of the rows that a filter gives, in order.
    pub async fn rows(
        &mut self,
        table: &Table,
        filter: &Filter,
        layout: Layout,
        dialect: Dialect,
    ) -> Vec<i64> {
        let columns = table.map(layout, dialect);
        let condition = condition(filter, &columns, dialect)
            .unwrap_or_else(|error| panic!("{error}: {filter:?}"));
        let mut query = Query::select();
        query.column("n").from(table.name.clone()).cond_where(condition);
        query.order_by("n", sea_query::Order::Asc);
        match dialect {
            Dialect::Sqlite => numbers!(query.build(SqliteQueryBuilder), self.sqlite, filter),
            Dialect::Postgres => numbers!(query.build(PostgresQueryBuilder), self.postgres, filter),
        }
    }
}

impl Table {
    /// Whether PostgreSQL has the row: it has no texts with a NUL.
    pub fn has(&self, dialect: Dialect, row: &Value) -> bool {
        dialect == Dialect::Sqlite || !row.to_string().contains("\\u0000")
    }

    fn columns_of(&self, dialect: Dialect) -> Vec<(String, &'static str)> {
        let postgres = dialect == Dialect::Postgres;
        let mut all = vec![("n".to_owned(), if postgres { "bigint" } else { "integer" })];
        all.push(("document".to_owned(), if postgres { "jsonb" } else { "text" }));
        for (at, attribute) in self.attributes.iter().enumerate() {
            for layout in [Layout::Own, Layout::Plain, Layout::Links] {
                let name = format!("a{at}{layout:?}").to_lowercase();
                let kind = match (attribute.is_list(), layout, postgres) {
                    (true, Layout::Own, true) => "text[]",
                    (true, _, true) => "jsonb",
                    (true, _, false) => "text",
                    _ => sql_type(attribute.stored(layout, dialect, self.numbered[at]), dialect),
                };
                all.push((name, kind));
            }
        }
        all
    }

    fn values_of(&self, dialect: Dialect, at: usize, row: &Value) -> Vec<Option<String>> {
        let mut all = vec![Some(at.to_string()), Some(self.document(row).to_string())];
        for (at, attribute) in self.attributes.iter().enumerate() {
            let found = attribute.at(row);
            for layout in [Layout::Own, Layout::Plain, Layout::Links] {
                let stored = attribute.stored(layout, dialect, self.numbered[at]);
                all.push(match (attribute.is_list(), layout, dialect) {
                    _ if found.is_null() => None,
                    (true, Layout::Own, Dialect::Postgres) => {
                        let items = found.as_array().unwrap();
                        Some(array(&items.iter().map(id_text).collect::<Vec<_>>()))
                    }
                    (true, ..) => Some(found.to_string()),
                    (_, _, _) if attribute.kind == "other" => Some(found.to_string()),
                    _ => attribute.text(found, stored),
                });
            }
        }
        all
    }

    /// The record as one document: an entity is an object, and what has a line is on it.
    fn document(&self, row: &Value) -> Value {
        let mut document = Map::new();
        let mut attributes: Vec<&Attribute> = self.attributes.iter().collect();
        attributes.sort_by_key(|it| it.path.len());
        for attribute in attributes {
            let found = attribute.at(row);
            let stored = attribute.stored(Layout::Document, Dialect::Sqlite, false);
            let value = match (&*attribute.kind, stored) {
                _ if found.is_null() => continue,
                ("entity", _) => json!({"id": id_text(found)}),
                ("other", _) => json!({}),
                (_, Stored::Text) if !attribute.is_list() => json!(id_text(found)),
                (_, Stored::Ip(_) | Stored::Datetime(_)) => json!(attribute.text(found, stored)),
                (_, Stored::Decimal(_) | Stored::Duration(_)) => {
                    json!(attribute.text(found, stored).unwrap().parse::<i64>().unwrap())
                }
                _ => found.clone(),
            };
            let (name, way) = attribute.path.split_last().unwrap();
            let mut within = &mut document;
            for step in way {
                let inner = within.entry(step.clone()).or_insert_with(|| json!({}));
                within = inner.as_object_mut().unwrap();
            }
            within.entry(name.clone()).or_insert(value);
        }
        Value::Object(document)
    }

    fn map(&self, layout: Layout, dialect: Dialect) -> Columns {
        let mut columns = Columns::of(self.name.clone()).records(self.kind.clone());
        for (at, attribute) in self.attributes.iter().enumerate() {
            let stored = attribute.stored(layout, dialect, self.numbered[at]);
            let name = format!("a{at}{layout:?}").to_lowercase();
            let place = match (layout, &*attribute.kind) {
                (Layout::Document, "entity") => {
                    let path = attribute.path.iter().cloned().chain(["id".to_owned()]);
                    Place::json("document", path)
                }
                (Layout::Document, _) => Place::json("document", attribute.path.clone()),
                _ => Place::from(name.as_str()),
            };
            let column = match (attribute.is_list(), layout, dialect) {
                (false, ..) => Column::one(place, stored),
                (true, Layout::Own, Dialect::Postgres) => Column::list(List::Array(place)),
                (true, Layout::Links, _) if !attribute.optional => {
                    Column::list(List::Links(Links {
                        table: format!("{}l{at}", self.name),
                        key: "record".to_owned(),
                        of: "n".to_owned(),
                        item: "item".to_owned(),
                        stored: Stored::Text,
                    }))
                }
                (true, ..) => Column::list(List::Json(place)),
            };
            columns = columns.with(attribute.said.clone(), column);
        }
        columns
    }
}
