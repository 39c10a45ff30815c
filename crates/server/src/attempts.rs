//! Attempts to sign in, of which each counts as failed until it is not, so that those that are made
//! at the same time count as well.

use sea_query::{Alias, Expr, ExprTrait, Query};
use sqlx::Row;
use uuid::Uuid;

use crate::app::now;
use crate::database::Work;
use crate::problem::Problem;
use crate::session::hashed;

/// How many attempts fail before one has to wait: for one account from one address, for one
/// account, and from one address.
const ANYBODY: [i64; 3] = [5, 50, 100];
/// The same in a browser in which this user has signed in before, whatever others try.
const KNOWN: i64 = 10;
/// How long a failed attempt counts.
const COUNTED: i64 = 15 * 60 * 1000;

/// Notes an attempt for an account, in a browser that is known as its user's or from an address,
/// and says what it is noted as.
///
/// # Errors
///
/// [`Problem::TooMany`] where too many failed lately: this one is not noted.
pub(crate) async fn begin(
    work: &mut Work,
    (email, device, from): (&str, Option<&str>, &str),
) -> Result<Vec<String>, Problem> {
    let subjects = match device {
        Some(device) => vec![(format!("device {device}"), KNOWN)],
        None => {
            let both = format!("{email} from {from}");
            let of = [both, format!("account {email}"), format!("address {from}")];
            of.into_iter().zip(ANYBODY).collect()
        }
    };
    let mut over = Query::delete();
    over.from_table(Alias::new("failed_sign_ins"));
    work.run(over.and_where(Expr::col(Alias::new("at")).lte(now() - COUNTED))).await?;
    let mut noted = Vec::new();
    for (subject, most) in subjects {
        // What is typed for an address may be a password: it is kept as little as that is.
        let subject = hashed(&subject);
        waits(work, &subject, most).await?;
        noted.push(note(work, &subject).await?);
    }
    Ok(noted)
}

/// An attempt that has not failed counts no more.
///
/// # Errors
///
/// The database's.
pub(crate) async fn forget(work: &mut Work, noted: &[String]) -> Result<(), Problem> {
    let mut delete = Query::delete();
    delete.from_table(Alias::new("failed_sign_ins"));
    work.run(delete.and_where(Expr::col(Alias::new("id")).is_in(noted.to_vec()))).await?;
    Ok(())
}

async fn note(work: &mut Work, subject: &str) -> Result<String, Problem> {
    let id = Uuid::now_v7().to_string();
    let mut insert = Query::insert();
    insert.into_table(Alias::new("failed_sign_ins"));
    insert.columns(["id", "subject", "at"].map(Alias::new));
    insert.values_panic([id.as_str().into(), subject.into(), now().into()]);
    work.run(&insert).await?;
    Ok(id)
}

/// That not too many attempts failed lately.
async fn waits(work: &mut Work, subject: &str, most: i64) -> Result<(), Problem> {
    let mut count = Query::select();
    count.expr_as(Expr::cust("COUNT(*)"), Alias::new("failed"));
    count.expr_as(Expr::cust("MIN(at)"), Alias::new("first"));
    count.from(Alias::new("failed_sign_ins"));
    count.and_where(Expr::col(Alias::new("subject")).eq(subject));
    count.and_where(Expr::col(Alias::new("at")).gt(now() - COUNTED));
    let Some(row) = work.one(&count).await? else { return Ok(()) };
    let failed: i64 = row.try_get("failed")?;
    let first = row.try_get::<Option<i64>, _>("first")?.unwrap_or_default();
    match failed < most {
        true => Ok(()),
        false => Err(Problem::TooMany((first + COUNTED - now()) / 1000 + 1)),
    }
}
