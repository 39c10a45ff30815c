//! Rows on their way into a table.

use sea_query::{Expr, Query, Value};

use crate::database::Work;

/// How many values a statement binds at most: the least of the databases' own limits is 32,766.
const BOUND: usize = 16_000;

pub(super) struct Rows {
    table: &'static str,
    columns: &'static [&'static str],
    rows: Vec<Vec<Value>>,
}

impl Rows {
    pub(super) fn of(table: &'static str, columns: &'static [&'static str]) -> Self {
        Rows { table, columns, rows: Vec::new() }
    }

    /// Adds a row, its values in the order of the columns.
    pub(super) fn add(&mut self, row: impl IntoIterator<Item = Value>) {
        self.rows.push(row.into_iter().collect());
    }

    /// Writes them all, many with a statement.
    pub(super) async fn write(self, work: &mut Work) -> sqlx::Result<()> {
        let most = BOUND / self.columns.len().max(1);
        let mut rows = self.rows.into_iter().peekable();
        while rows.peek().is_some() {
            let mut insert = Query::insert();
            insert.into_table(self.table).columns(self.columns.iter().copied());
            for row in rows.by_ref().take(most) {
                let wrong = |error| sqlx::Error::Encode(Box::new(error));
                insert.values(row.into_iter().map(Expr::from)).map_err(wrong)?;
            }
            work.run(&insert).await?;
        }
        Ok(())
    }
}
