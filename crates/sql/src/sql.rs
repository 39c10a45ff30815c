//! Pieces of SQL, and values as they are read off rows.

use sea_query::{Alias, Expr};

use crate::Dialect;
use crate::columns::{Columns, DatetimeAs, DecimalAs, IpAs, Place, Stored};
use crate::texts::errors;

/// What a database has no way to say.
pub(crate) struct Inexpressible(pub(crate) &'static str);

pub(crate) type SqlResult<T> = Result<T, Inexpressible>;

/// Writes SQL for rows of a table.
pub(crate) struct Sql<'a> {
    pub(crate) dialect: Dialect,
    pub(crate) columns: &'a Columns,
}

/// A value of a row: NULL, or not as its guard says, where there is none of its type.
#[derive(Clone)]
pub(crate) struct Value {
    pub(crate) expr: Expr,
    pub(crate) guard: Option<Expr>,
    /// Whether it is a text, which is compared by its bytes.
    pub(crate) text: bool,
    /// The column itself where there may be an index of it, in an order that is not by bytes.
    pub(crate) indexed: Option<Expr>,
}

/// How a value is read.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Read {
    Text,
    AsText,
    Whole,
    Flag,
    Numeric,
    Timestamptz,
    Timestamp,
    Inet,
}

impl Stored {
    pub(crate) fn read(self) -> Read {
        match self {
            Stored::Text | Stored::Ip(IpAs::Text | IpAs::Key) => Read::Text,
            Stored::AsText => Read::AsText,
            Stored::Id | Stored::Long | Stored::Duration(_) => Read::Whole,
            Stored::Flag => Read::Flag,
            Stored::Decimal(DecimalAs::Parts(_)) => Read::Whole,
            Stored::Decimal(DecimalAs::Numeric) => Read::Numeric,
            Stored::Datetime(DatetimeAs::Since1970(_)) => Read::Whole,
            Stored::Datetime(DatetimeAs::Timestamptz) => Read::Timestamptz,
            Stored::Datetime(DatetimeAs::Timestamp) => Read::Timestamp,
            Stored::Datetime(_) => Read::Text,
            Stored::Ip(IpAs::Inet) => Read::Inet,
        }
    }
}

pub(crate) fn bound(text: impl Into<String>) -> Expr {
    Expr::val(text.into())
}

/// What holds of every row, or of none.
pub(crate) fn always(holds: bool) -> Expr {
    Expr::cust(if holds { "1 = 1" } else { "1 = 0" })
}

pub(crate) fn column(table: &str, name: &str) -> Expr {
    Expr::col((Alias::new(table), Alias::new(name)))
}

impl Sql<'_> {
    pub(crate) fn is_sqlite(&self) -> bool {
        self.dialect == Dialect::Sqlite
    }

    /// SQL with a part in place of each `?`.
    pub(crate) fn put(&self, sql: &str, parts: Vec<Expr>) -> Expr {
        let sql = if self.is_sqlite() { sql.to_owned() } else { sql.replace('?', "$") };
        Expr::cust_with_exprs(sql, parts)
    }

    pub(crate) fn joined(&self, word: &str, parts: Vec<Expr>) -> Expr {
        self.put(&format!("({})", vec!["?"; parts.len()].join(word)), parts)
    }

    /// That it is the value, and what its guard says.
    pub(crate) fn guarded(&self, value: &Value, is: Expr) -> Expr {
        match &value.guard {
            Some(guard) => self.put("(? AND ?)", vec![guard.clone(), is]),
            None => is,
        }
    }

    /// A value with the order in which it is compared.
    pub(crate) fn ordered(&self, value: &Value) -> Expr {
        match (value.text, self.dialect) {
            (false, _) => value.expr.clone(),
            (true, Dialect::Sqlite) => self.put("? COLLATE BINARY", vec![value.expr.clone()]),
            (true, Dialect::Postgres) => self.put("? COLLATE \"C\"", vec![value.expr.clone()]),
        }
    }

    pub(crate) fn compared(&self, value: &Value, op: &str, with: Expr) -> Expr {
        let is = self.put(&format!("? {op} ?"), vec![self.ordered(value), with]);
        self.guarded(value, is)
    }

    pub(crate) fn is_there(&self, value: &Value) -> Expr {
        let is = self.put("? IS NOT NULL", vec![value.expr.clone()]);
        self.guarded(value, is)
    }

    /// Whether there is nothing at a place.
    pub(crate) fn is_absent(&self, place: &Place) -> Expr {
        match place {
            Place::Json { .. } => self.no_document(place),
            Place::Column(name) => self.put("? IS NULL", vec![self.column(name)]),
            Place::Expr(expr) => self.put("? IS NULL", vec![expr.clone()]),
        }
    }

    /// Whether there is no document at a place, or one that is null.
    pub(crate) fn no_document(&self, place: &Place) -> Expr {
        let sql = match self.dialect {
            Dialect::Sqlite => "COALESCE(json_type(?, ?), 'null') = 'null'",
            Dialect::Postgres => "COALESCE(jsonb_typeof(?), 'null') = 'null'",
        };
        self.put(sql, self.document(place))
    }

    fn column(&self, name: &str) -> Expr {
        column(&self.columns.table, name)
    }

    /// The document at a place; in SQLite the one of a column, and the way within it.
    fn document(&self, place: &Place) -> Vec<Expr> {
        let (document, path) = match place {
            Place::Column(name) => (self.column(name), &[][..]),
            Place::Expr(expr) => (expr.clone(), &[][..]),
            Place::Json { column, path } => (self.column(column), &path[..]),
        };
        match (self.dialect, path) {
            (Dialect::Sqlite, path) => vec![document, bound(way(path))],
            (Dialect::Postgres, []) => vec![self.put("CAST(? AS jsonb)", vec![document])],
            (Dialect::Postgres, path) => {
                let parts = vec![document, bound(array(path))];
                vec![self.put("(CAST(? AS jsonb) #> CAST(? AS text[]))", parts)]
            }
        }
    }

    /// The list in a document as what has its items; NULL where there is none.
    pub(crate) fn json_list(&self, place: &Place) -> Vec<Expr> {
        let mut at = self.document(place);
        match self.dialect {
            Dialect::Sqlite => {
                let list = "CASE json_type(?, ?) WHEN 'array' THEN ? END";
                at[0] = self.put(list, vec![at[0].clone(), at[1].clone(), at[0].clone()]);
            }
            Dialect::Postgres => {
                let list = "CASE jsonb_typeof(?) WHEN 'array' THEN ? END";
                at[0] = self.put(list, vec![at[0].clone(), at[0].clone()]);
            }
        }
        at
    }

    /// The value at a place.
    pub(crate) fn value(&self, place: &Place, read: Read) -> SqlResult<Value> {
        let expr = match place {
            Place::Column(name) => self.column(name),
            Place::Expr(expr) => expr.clone(),
            Place::Json { .. } if !self.is_sqlite() => {
                return Ok(self.postgres_json(&self.document(place)[0], read));
            }
            Place::Json { path, .. } => {
                // SQLite has no way to write such a name.
                if path.iter().any(|name| name.contains(['"', '\\'])) {
                    return Err(Inexpressible(&errors().sqlite_member));
                }
                return self.sqlite_json(self.document(place), read);
            }
        };
        let mut value = self.read(expr.clone(), read)?;
        if matches!(place, Place::Column(_)) && read == Read::Text && !self.is_sqlite() {
            value.indexed = Some(expr);
        }
        Ok(value)
    }

    /// What an expression comes to.
    pub(crate) fn read(&self, expr: Expr, read: Read) -> SqlResult<Value> {
        let text = matches!(read, Read::Text | Read::AsText);
        let value = |expr, guard| Value { expr, guard, text, indexed: None };
        if !self.is_sqlite() {
            return Ok(match text {
                true => value(self.put("CAST(? AS text)", vec![expr]), None),
                false => value(expr, None),
            });
        }
        let is = |kind| self.put(&format!("typeof(?) = '{kind}'"), vec![expr.clone()]);
        match read {
            Read::Text => Ok(value(expr.clone(), Some(is("text")))),
            Read::AsText => Ok(value(self.put("CAST(? AS TEXT)", vec![expr]), None)),
            Read::Whole | Read::Flag => Ok(value(expr.clone(), Some(is("integer")))),
            _ => Err(Inexpressible(&errors().sqlite_type)),
        }
    }

    fn sqlite_json(&self, at: Vec<Expr>, read: Read) -> SqlResult<Value> {
        let (sql, twice) = match read {
            Read::Text => ("WHEN 'text' THEN json_extract(?, ?)", true),
            Read::AsText => ("WHEN 'text' THEN json_extract(?, ?)", true),
            Read::Whole => ("WHEN 'integer' THEN json_extract(?, ?)", true),
            Read::Flag => ("WHEN 'true' THEN 1 WHEN 'false' THEN 0", false),
            _ => return Err(Inexpressible(&errors().sqlite_type)),
        };
        let parts = if twice { [&at[..], &at].concat() } else { at };
        let expr = self.put(&format!("CASE json_type(?, ?) {sql} END"), parts);
        let text = matches!(read, Read::Text | Read::AsText);
        Ok(Value { expr, guard: None, text, indexed: None })
    }

    fn postgres_json(&self, at: &Expr, read: Read) -> Value {
        let (kinds, cast) = match read {
            Read::Text | Read::AsText => ("'string'", "text"),
            Read::Whole => ("'number'", "numeric"),
            Read::Numeric => ("'number', 'string'", "numeric"),
            Read::Flag => ("'boolean'", "boolean"),
            Read::Timestamptz => ("'string'", "timestamptz"),
            Read::Timestamp => ("'string'", "timestamp"),
            Read::Inet => ("'string'", "inet"),
        };
        let sql =
            format!("CASE WHEN jsonb_typeof(?) IN ({kinds}) THEN CAST(? #>> '{{}}' AS {cast}) END");
        let expr = self.put(&sql, vec![at.clone(), at.clone()]);
        Value { expr, guard: None, text: cast == "text", indexed: None }
    }
}

/// A way of names as SQLite reads one.
fn way(path: &[String]) -> String {
    let names = path.iter().map(|name| format!(".\"{name}\""));
    std::iter::once("$".to_owned()).chain(names).collect()
}

/// Texts as a text that PostgreSQL reads as an array.
pub(crate) fn array(texts: &[String]) -> String {
    let quoted = |text: &String| {
        let escaped = text.replace('\\', "\\\\").replace('"', "\\\"");
        format!("\"{escaped}\"")
    };
    format!("{{{}}}", texts.iter().map(quoted).collect::<Vec<_>>().join(","))
}
