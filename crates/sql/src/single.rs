//! Comparisons of one value that is no number and no date: texts, ids, flags, IP values.

use sea_query::Expr;
use tollgate::Op;
use tollgate::values::{Ip, ip, ip_key, ip_text, pattern};

use crate::columns::{IpAs, Stored};
use crate::sql::{Inexpressible, Sql, SqlResult, Value, always, array, bound};
use crate::texts::errors;

impl Stored {
    /// A text of a filter as the database has it; `None` where no row can have it.
    fn kept(self, text: &str, sqlite: bool) -> Option<String> {
        match self {
            Stored::Id => {
                let number: i64 = text.parse().ok()?;
                (number.to_string() == text).then(|| text.to_owned())
            }
            Stored::Ip(IpAs::Key) => ip(text).map(ip_key),
            Stored::Ip(_) => ip(text).map(ip_text),
            // PostgreSQL has no texts with this character.
            _ => (sqlite || !text.contains('\0')).then(|| text.to_owned()),
        }
    }

    /// What PostgreSQL takes for texts that are bound.
    fn cast(self) -> &'static str {
        match self {
            Stored::Id => "bigint",
            Stored::Ip(IpAs::Inet) => "inet",
            _ => "text",
        }
    }
}

impl Sql<'_> {
    /// That a value is one of these, or that it is none of them.
    pub(crate) fn one_of(&self, value: &Value, stored: Stored, is: bool, texts: &[&str]) -> Expr {
        let kept = texts.iter().filter_map(|text| stored.kept(text, self.is_sqlite()));
        let kept: Vec<String> = kept.collect();
        let bound_one = |text: &String| match (stored, text.parse::<i64>()) {
            (Stored::Id, Ok(number)) => Expr::val(number),
            (Stored::Ip(IpAs::Inet), _) => self.put("CAST(? AS inet)", vec![bound(text)]),
            _ => bound(text),
        };
        let (op, with) = match (&kept[..], is) {
            ([], true) => return always(false),
            ([], false) => return self.is_there(value),
            ([one], true) => ("= ?".to_owned(), bound_one(one)),
            ([one], false) => ("<> ?".to_owned(), bound_one(one)),
            (_, is) => (self.among(is, stored), bound(self.listed(&kept, stored))),
        };
        let condition = self.put(&format!("? {op}"), vec![self.ordered(value), with.clone()]);
        // By this alone an index is found; in what else it compares as equal it may be too wide.
        let narrowed = match value.indexed.clone().filter(|_| is) {
            Some(column) => self.put(&format!("(? {op} AND ?)"), vec![column, with, condition]),
            None => condition,
        };
        self.guarded(value, narrowed)
    }

    /// That a value is, or is not, in a list that is bound.
    fn among(&self, is: bool, stored: Stored) -> String {
        if self.is_sqlite() {
            let not = if is { "" } else { "NOT " };
            return format!("{not}IN (SELECT value FROM json_each(?))");
        }
        let op = if is { "= ANY" } else { "<> ALL" };
        format!("{op} (CAST(? AS {}[]))", stored.cast())
    }

    /// A list as one text, however long it is.
    fn listed(&self, texts: &[String], stored: Stored) -> String {
        match (self.is_sqlite(), stored) {
            (true, Stored::Id) => format!("[{}]", texts.join(",")),
            (true, _) => serde_json::Value::from(texts.to_vec()).to_string(),
            (false, _) => array(texts),
        }
    }

    pub(crate) fn flag(&self, value: &Value, is: bool) -> Expr {
        self.compared(value, "=", Expr::cust(if is { "TRUE" } else { "FALSE" }))
    }

    /// A value as the text that a record has.
    pub(crate) fn as_text(&self, value: &Value, stored: Stored) -> Value {
        let expr = match stored {
            Stored::Id => self.put("CAST(? AS TEXT)", vec![value.expr.clone()]),
            _ => value.expr.clone(),
        };
        Value { expr, guard: value.guard.clone(), text: true, indexed: None }
    }

    /// That a text is of a pattern, or that it is not.
    pub(crate) fn like(&self, value: &Value, stored: Stored, is: bool, text: &str) -> Expr {
        let value = &self.as_text(value, stored);
        let pieces = pattern(text);
        let not = if is { "" } else { "NOT " };
        if self.is_sqlite() {
            let like = self.put(&format!("{not}?"), vec![self.sqlite_like(value, &pieces)]);
            return self.guarded(value, like);
        }
        if pieces.iter().any(|piece| piece.contains('\0')) {
            return if is { always(false) } else { self.is_there(value) };
        }
        let escaped =
            |piece: &String| piece.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
        let like = pieces.iter().map(escaped).collect::<Vec<_>>().join("%");
        self.compared(value, &format!("{not}LIKE"), bound(like))
    }

    /// By bytes: what SQLite has for patterns ends at a NUL, and takes some characters for others.
    fn sqlite_like(&self, value: &Value, pieces: &[String]) -> Expr {
        let bytes = |expr: Expr| self.put("CAST(? AS BLOB)", vec![expr]);
        let (first, last) = match pieces {
            [] => ("", None),
            [only] => (only.as_str(), None),
            [first, .., last] => (first.as_str(), Some(last.as_str())),
        };
        let whole = bytes(value.expr.clone());
        let Some(last) = last else { return self.put("(? = ?)", vec![whole, bytes(bound(first))]) };
        let (start, end) = (first.len(), last.len());
        let mut all = vec![self.put(&format!("length(?) >= {}", start + end), vec![whole.clone()])];
        if start > 0 {
            let sql = format!("substr(?, 1, {start}) = ?");
            all.push(self.put(&sql, vec![whole.clone(), bytes(bound(first))]));
        }
        if end > 0 {
            let sql = format!("substr(?, -{end}) = ?");
            all.push(self.put(&sql, vec![whole.clone(), bytes(bound(last))]));
        }
        let middle: Vec<&String> =
            pieces[1..pieces.len() - 1].iter().filter(|piece| !piece.is_empty()).collect();
        if !middle.is_empty() {
            // The leftmost place of each leaves the most to those after it. With a limit, a part is
            // not put into the next one twice.
            let sql = format!(
                "(SELECT substr(?, {}, length(?) - {}) AS rest LIMIT 1)",
                start + 1,
                start + end
            );
            let mut rest = self.put(&sql, vec![whole.clone(), whole]);
            for piece in middle {
                let sql = format!(
                    "(SELECT substr(rest, instr(rest, ?) + {}) AS rest FROM ? AS tollgate_rest \
                     WHERE instr(rest, ?) > 0 LIMIT 1)",
                    piece.len()
                );
                let found = bytes(bound(piece));
                rest = self.put(&sql, vec![found.clone(), rest, found]);
            }
            all.push(self.put("EXISTS ?", vec![rest]));
        }
        self.joined(" AND ", all)
    }

    /// That an IP value is in a network, or that it is not.
    pub(crate) fn in_range(
        &self,
        value: &Value,
        stored: Stored,
        is: bool,
        network: &str,
    ) -> SqlResult<Expr> {
        let Some(network) = ip(network).map(Ip::network) else { return Ok(always(false)) };
        let condition = match stored {
            Stored::Ip(IpAs::Inet) => {
                let parts = vec![value.expr.clone(), bound(ip_text(network))];
                self.put("(? <<= CAST(? AS inet))", parts)
            }
            Stored::Ip(IpAs::Key) => self.key_in_range(value, network),
            _ => return Err(Inexpressible(&errors().network_of_text)),
        };
        let not = if is { "?" } else { "NOT ?" };
        Ok(self.guarded(value, self.put(not, vec![condition])))
    }

    fn key_in_range(&self, value: &Value, network: Ip) -> Expr {
        let (first, last) = (ip_key(network), ip_key(network.last()));
        let (from, prefix) = first.split_once('/').unwrap_or_default();
        let (to, _) = last.split_once('/').unwrap_or_default();
        let key = self.ordered(value);
        let is_in = Value {
            expr: self.put(&format!("substr(?, {})", from.len() + 2), vec![value.expr.clone()]),
            ..value.clone()
        };
        // After the address stands `/`, which is before `0`.
        let parts = vec![
            key.clone(),
            bound(from),
            key,
            bound(format!("{to}0")),
            self.ordered(&is_in),
            bound(prefix),
        ];
        self.put("(? >= ? AND ? < ? AND ? >= ?)", parts)
    }

    /// Two values of a row.
    pub(crate) fn two(
        &self,
        (one, of_one): (&Value, Stored),
        op: Op,
        (two, of_two): (&Value, Stored),
    ) -> SqlResult<Expr> {
        let words = |it| matches!(it, Stored::Text | Stored::AsText | Stored::Id);
        let sign = match op {
            Op::Eq => "=",
            Op::Ne => "<>",
            Op::Lt => "<",
            Op::Le => "<=",
            Op::Gt => ">",
            Op::Ge => ">=",
            _ => return Err(Inexpressible(&errors().not_compared_so)),
        };
        let texts = words(of_one) && words(of_two);
        if !texts && of_one != of_two {
            return Err(Inexpressible(&errors().not_stored_alike));
        }
        let (one, two) = match texts && of_one != of_two {
            true => (&self.as_text(one, of_one), &self.as_text(two, of_two)),
            false => (one, two),
        };
        let cut = |value: &Value, stored: Stored| match stored.read().is_finer() {
            true => self.put("date_trunc('milliseconds', ?)", vec![value.expr.clone()]),
            false => self.ordered(value),
        };
        let parts = vec![cut(one, of_one), cut(two, of_two)];
        let condition = self.put(&format!("? {sign} ?"), parts);
        Ok(self.guarded(one, self.guarded(two, condition)))
    }
}
