//! How much was denied to somebody lately: each denial stays in the log, and nobody fills it.

use sea_query::{Alias, Expr, ExprTrait, Query};
use sqlx::Row;

use crate::app::now;
use crate::database::Work;
use crate::problem::Problem;

/// How long a denial counts for how much somebody may ask.
const COUNTED: i64 = 15 * 60 * 1000;

/// What was denied to somebody lately.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Denied {
    /// How much.
    pub count: i64,
    /// When it counts less, in milliseconds since 1970.
    pub until: i64,
}

/// What was denied to a user lately.
///
/// # Errors
///
/// The database's.
pub(crate) async fn denied(work: &mut Work, user: &str) -> Result<Denied, Problem> {
    let mut count = Query::select();
    count.expr_as(Expr::cust("COUNT(*)"), Alias::new("denied"));
    count.expr_as(Expr::cust("MIN(at)"), Alias::new("first"));
    count.from(Alias::new("audit"));
    count.and_where(Expr::col(Alias::new("user_id")).eq(user));
    count.and_where(Expr::col(Alias::new("allowed")).eq(false));
    count.and_where(Expr::col(Alias::new("at")).gt(now() - COUNTED));
    let Some(row) = work.one(&count).await? else { return Ok(Denied { count: 0, until: 0 }) };
    let first = row.try_get::<Option<i64>, _>("first")?.unwrap_or_default();
    Ok(Denied { count: row.try_get("denied")?, until: first + COUNTED })
}

impl Denied {
    /// That a gate is asked at all: what it denies is logged, and nobody fills the log for good.
    ///
    /// # Errors
    ///
    /// [`Problem::TooManyDenials`].
    pub(crate) fn waits(self, most: i64) -> Result<(), Problem> {
        match self.count < most {
            true => Ok(()),
            false => Err(Problem::TooManyDenials(self.until.saturating_sub(now()) / 1000 + 1)),
        }
    }
}
