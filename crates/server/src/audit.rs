//! The log of what was done and what was refused, written in the transaction that does it.

use sea_query::{Alias, Query};
use serde_json::Value;
use uuid::Uuid;

use crate::app::now;
use crate::asker::Asker;
use crate::database::Work;
use crate::judged::{Asked, Judged};
use crate::problem::Problem;

/// Something that was asked for.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Entry<'a> {
    /// What.
    pub asked: &'a Asked,
    /// On which record; empty where it is none.
    pub record: &'a str,
    /// Whether it is allowed.
    pub allowed: bool,
    /// What was said of it, in every language.
    pub kept: &'a Value,
    /// The fingerprint of the policy that decided.
    pub fingerprint: &'a str,
}

impl<'a> From<&'a Judged> for Entry<'a> {
    fn from(judged: &'a Judged) -> Self {
        let Judged { asked, record, decision, kept, fingerprint } = judged;
        Entry { asked, record, allowed: decision.allowed, kept, fingerprint }
    }
}

/// Adds an entry: what was asked for by whom, and what the record was and became.
///
/// # Errors
///
/// The database's.
pub(crate) async fn log(
    work: &mut Work,
    asker: &Asker,
    entry: Entry<'_>,
    (before, after): (Option<Value>, Option<Value>),
) -> Result<(), Problem> {
    let Entry { asked, record, allowed, kept, fingerprint } = entry;
    let mut insert = Query::insert();
    insert.into_table(Alias::new("audit"));
    let columns = [
        "id",
        "at",
        "user_id",
        "pack",
        "asked",
        "kind",
        "record_id",
        "allowed",
        "record_before",
        "record_after",
        "decision",
        "fingerprint",
        "request_id",
        "version",
    ];
    insert.columns(columns.map(Alias::new));
    insert.values_panic([
        Uuid::now_v7().to_string().into(),
        now().into(),
        asker.user.as_str().into(),
        asked.pack.name().into(),
        asked.name.as_str().into(),
        asked.kind.into(),
        record.into(),
        allowed.into(),
        before.map(|it| it.to_string()).into(),
        after.map(|it| it.to_string()).into(),
        kept.to_string().into(),
        fingerprint.into(),
        asker.request.as_str().into(),
        1_i64.into(),
    ]);
    work.run(&insert).await?;
    Ok(())
}
