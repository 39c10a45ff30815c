//! Comparisons of lists of ids and texts, however they are kept.

use sea_query::Expr;

use crate::columns::{Links, List, Stored};
use crate::sql::{Inexpressible, Read, Sql, SqlResult, Value, always, column};
use crate::texts::errors;

/// What an item of a list is called.
const ITEM: &str = "tollgate_item";

/// A list, item by item.
struct Items {
    /// What follows `FROM` and stands before the test of an item; without it there is one item.
    from: Option<Expr>,
    item: Value,
    stored: Stored,
    /// What an entry begins with that can be in it.
    prefix: String,
}

impl Sql<'_> {
    /// That a list has some of these, or something else than them.
    pub(crate) fn has_any(&self, list: &List, of_these: bool, texts: &[&str]) -> SqlResult<Expr> {
        let types = types(list);
        let mut ways = Vec::new();
        for items in self.items(list)? {
            let other = |text: &str, kind: &String| {
                kind.len() > items.prefix.len() && text.starts_with(kind.as_str())
            };
            // Of names of types that begin alike, an entry has the longest.
            let texts = texts.iter().filter(|text| !types.iter().any(|it| other(text, it)));
            let texts: Vec<&str> =
                texts.filter_map(|text| text.strip_prefix(&items.prefix)).collect();
            let test = self.one_of(&items.item, items.stored, of_these, &texts);
            ways.push(self.exists(items, test));
        }
        Ok(self.any(ways))
    }

    /// That a list has a value of the row.
    pub(crate) fn has(&self, list: &List, value: &Value, stored: Stored) -> SqlResult<Expr> {
        if matches!(list, List::Typed(_)) {
            return Err(Inexpressible(&errors().list_by_types));
        }
        let value = self.as_text(value, stored);
        let mut ways = Vec::new();
        for items in self.items(list)? {
            let item = self.as_text(&items.item, items.stored);
            let test = self.compared(&item, "=", value.expr.clone());
            let test = self.guarded(&value, test);
            ways.push(self.exists(items, test));
        }
        Ok(self.any(ways))
    }

    /// That there is a list of which something does not hold.
    pub(crate) fn lacks(&self, list: &List, has: Expr) -> SqlResult<Expr> {
        let there = self.is_list(list)?;
        Ok(self.put("(? AND ? IS NOT TRUE)", vec![there, has]))
    }

    pub(crate) fn no_list(&self, list: &List) -> Expr {
        match list {
            List::Json(place) => self.no_document(place),
            List::Array(place) => self.is_absent(place),
            List::Links(_) | List::One(..) | List::Typed(_) => always(false),
        }
    }

    fn is_list(&self, list: &List) -> SqlResult<Expr> {
        Ok(match list {
            List::Json(place) => {
                let document = self.json_list(place).remove(0);
                self.put("? IS NOT NULL", vec![document])
            }
            List::Array(place) => self.put("NOT ?", vec![self.is_absent(place)]),
            List::Links(_) | List::One(..) | List::Typed(_) => always(true),
        })
    }

    fn any(&self, mut ways: Vec<Expr>) -> Expr {
        match ways.len() {
            0 => always(false),
            1 => ways.remove(0),
            _ => self.joined(" OR ", ways),
        }
    }

    fn exists(&self, items: Items, test: Expr) -> Expr {
        match items.from {
            Some(from) => self.put("EXISTS (SELECT 1 FROM ? ?)", vec![from, test]),
            None => test,
        }
    }

    fn items(&self, list: &List) -> SqlResult<Vec<Items>> {
        let one = |from, item, stored| vec![Items { from, item, stored, prefix: String::new() }];
        let text = |expr, guard| Value { expr, guard, text: true, indexed: None };
        Ok(match list {
            List::Json(place) if self.is_sqlite() => {
                let from =
                    self.put(&format!("json_each(?, ?) AS {ITEM} WHERE"), self.json_list(place));
                let expr = "CAST(CASE tollgate_item.type WHEN 'object' \
                            THEN json_extract(tollgate_item.value, '$.id') \
                            ELSE tollgate_item.atom END AS TEXT)";
                let guard = "tollgate_item.type IN ('text', 'integer', 'object')";
                one(Some(from), text(Expr::cust(expr), Some(Expr::cust(guard))), Stored::Text)
            }
            List::Json(place) => {
                let sql = format!("jsonb_array_elements(?) AS {ITEM}(item) WHERE");
                let expr = "CASE jsonb_typeof(tollgate_item.item) WHEN 'object' \
                            THEN tollgate_item.item ->> 'id' \
                            ELSE tollgate_item.item #>> '{}' END";
                let from = self.put(&sql, self.json_list(place));
                one(Some(from), text(Expr::cust(expr), None), Stored::Text)
            }
            List::Array(_) if self.is_sqlite() => {
                return Err(Inexpressible(&errors().sqlite_arrays));
            }
            List::Array(place) => {
                let array = self.value(place, Read::Whole)?.expr;
                let sql = format!("unnest(CAST(? AS text[])) AS {ITEM}(item) WHERE");
                let item = text(Expr::cust(format!("{ITEM}.item")), None);
                one(Some(self.put(&sql, vec![array])), item, Stored::Text)
            }
            List::Links(Links { table, key, of, item, stored }) => {
                let table = Expr::col(sea_query::Alias::new(table));
                let parts = vec![table, column(ITEM, key), column(&self.columns.table, of)];
                let from = self.put(&format!("? AS {ITEM} WHERE ? = ? AND"), parts);
                let item = self.read(column(ITEM, item), stored.read())?;
                one(Some(from), item, *stored)
            }
            List::One(place, stored) => one(None, self.value(place, stored.read())?, *stored),
            List::Typed(types) => {
                let mut all = Vec::new();
                for (kind, list) in types {
                    for mut items in self.items(list)? {
                        items.prefix = format!("{kind}::{}", items.prefix);
                        all.push(items);
                    }
                }
                all
            }
        })
    }
}

/// What entries of the types of a list begin with.
fn types(list: &List) -> Vec<String> {
    match list {
        List::Typed(types) => types.iter().map(|(kind, _)| format!("{kind}::")).collect(),
        _ => Vec::new(),
    }
}
