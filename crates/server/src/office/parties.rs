//! A company of type Customer is one record in three packs' views: what is made of it in each
//! table.

use sea_query::{Alias, Query, Value as Bound};
use sqlx::Row;

use crate::app::now;
use crate::changes::insert;
use crate::packs::Pack;
use crate::problem::Problem;
use crate::writing::Writing;

/// Where a metric stands that nobody has moved; metrics go from 0 to 10.
pub(crate) const MIDDLE: i64 = 5;

/// Adds the row of a company: a customer, unless `values` says otherwise.
///
/// # Errors
///
/// The database's.
pub(crate) async fn add_company(
    writing: &mut Writing<'_>,
    id: &str,
    values: Vec<(&str, Bound)>,
) -> Result<(), Problem> {
    let status = writing.initial(Pack::Alvys, "Company")?;
    let mut row = vec![
        ("id", id.into()),
        ("company_type", "Customer".into()),
        ("status", status.into()),
        ("has_current_loads", false.into()),
        ("has_load_history", false.into()),
        ("credit_limit", 0_i64.into()),
        ("created_at", now().into()),
        ("version", 1_i64.into()),
    ];
    for name in
        ["contact", "email", "phone", "billing_address", "payment_terms", "factoring", "notes"]
    {
        row.push((name, "".into()));
    }
    insert(writing, "companies", over(row, values)).await
}

/// Adds what a company is as a customer: to score, and to bill.
///
/// # Errors
///
/// The database's.
pub(crate) async fn add_customer(
    writing: &mut Writing<'_>,
    id: &str,
    values: Vec<(&str, Bound)>,
) -> Result<(), Problem> {
    let status = writing.initial(Pack::ClientMetrics, "Customer")?;
    let mut row = vec![
        ("id", id.into()),
        ("status", status.into()),
        ("information_complete", false.into()),
        // Nothing is known of it yet: the middle of the scale.
        ("score", 50_i64.into()),
        ("stale", false.into()),
        ("created_at", now().into()),
        ("version", 1_i64.into()),
    ];
    for name in [
        "legal_name",
        "tax_id",
        "contact",
        "email",
        "phone",
        "address",
        "credit_terms",
        "freshbooks",
    ] {
        row.push((name, "".into()));
    }
    insert(writing, "customers", over(row, values)).await?;
    let mut metrics = Query::select();
    metrics.column(Alias::new("id")).from(Alias::new("metrics"));
    for metric in writing.work.all(&metrics).await? {
        let metric: String = metric.try_get("id")?;
        let row =
            [("customer_id", id.into()), ("metric_id", metric.into()), ("value", MIDDLE.into())];
        insert(writing, "scores", row).await?;
    }
    let account = [("id", id.into()), ("city", "".into()), ("version", 1_i64.into())];
    insert(writing, "accounts", account).await
}

/// A row with values in place of its defaults.
fn over<'a>(row: Vec<(&'a str, Bound)>, values: Vec<(&'a str, Bound)>) -> Vec<(&'a str, Bound)> {
    let default =
        row.into_iter().filter(|(name, _)| !values.iter().any(|(other, _)| other == name));
    let mut all: Vec<_> = default.collect();
    all.extend(values);
    all
}
