//! Rows that databases give, held against decisions.

use std::collections::BTreeMap;

use serde_json::Value;
use tollgate::{Filter, Policy};
use tollgate_sql::Dialect;

use super::{Databases, LAYOUTS, Table};

/// Rows that a filter itself is held against, too.
const MATCHED: usize = 2000;

/// Filters that were asked and the rows that came, by database.
#[derive(Default)]
pub struct Counts {
    pub filters: usize,
    pub queries: usize,
    pub decisions: usize,
    pub rows: usize,
    pub ops: BTreeMap<String, usize>,
}

/// Asks both databases in all layouts for the rows of a filter: they are those on which a decision
/// is yes.
pub async fn agree(
    databases: &mut Databases,
    table: &Table,
    filter: &Filter,
    can: impl Fn(&Value) -> bool,
    counts: &mut Counts,
) {
    let allowed: Vec<bool> = table.rows.iter().map(can).collect();
    for (row, allowed) in table.rows.iter().zip(&allowed).take(MATCHED) {
        assert_eq!(filter.matches(row), *allowed, "{filter:?} {row}");
    }
    give(databases, table, filter, &allowed, counts).await;
}

/// Asks both databases in all layouts for the rows of a filter: they are those that are allowed.
pub async fn give(
    databases: &mut Databases,
    table: &Table,
    filter: &Filter,
    allowed: &[bool],
    counts: &mut Counts,
) {
    counts.filters += 1;
    counts.decisions += allowed.len();
    for condition in filter.any.iter().flat_map(|it| &it.all) {
        let other = if condition.other.is_some() { " other" } else { "" };
        *counts.ops.entry(format!("{}{other}", condition.op.as_str())).or_default() += 1;
    }
    for dialect in [Dialect::Sqlite, Dialect::Postgres] {
        let wanted: Vec<i64> = (0..)
            .zip(table.rows.iter().zip(allowed))
            .filter(|(_, (row, allowed))| **allowed && table.has(dialect, row))
            .map(|(at, _)| at)
            .collect();
        for layout in LAYOUTS {
            let found = databases.rows(table, filter, layout, dialect).await;
            counts.queries += 1;
            counts.rows += found.len();
            if found != wanted {
                let differ = |it: &&i64| found.contains(it) != wanted.contains(it);
                let at = found.iter().chain(&wanted).find(differ).unwrap();
                panic!(
                    "{dialect:?} {layout:?}: {} rows, not {}; {filter:?} of {}",
                    found.len(),
                    wanted.len(),
                    table.rows[usize::try_from(*at).unwrap()]
                );
            }
        }
    }
}

impl Counts {
    pub fn say(&self, what: &str) {
        let Counts { filters, queries, decisions, rows, ops } = self;
        println!(
            "{what}: {filters} filters, {decisions} decisions, {queries} queries, {rows} rows; \
             {ops:?}"
        );
    }
}

/// A policy and its bundle.
pub fn compiled(folder: &std::path::Path) -> (Policy, Value) {
    let compiled = tollgate_compiler::compile_dir(folder)
        .unwrap_or_else(|report| panic!("{}: {:?}", folder.display(), report.errors));
    (Policy::from_json(&compiled.json).unwrap(), serde_json::from_str(&compiled.json).unwrap())
}
