//! The log of what was done and what was refused, written in the transaction that does it.

use sea_query::{Alias, Query};
use serde_json::Value;
use tollgate::Decision;
use uuid::Uuid;

use crate::app::now;
use crate::asker::Asker;
use crate::database::Work;
use crate::guard::Ask;
use crate::problem::Problem;

/// Something that was asked for.
#[derive(Debug)]
pub(crate) struct Entry<'a> {
    /// By whom.
    pub asker: &'a Asker,
    /// What.
    pub ask: &'a Ask,
    /// The kind of the record: of what was made, if the office as a whole was asked about.
    pub kind: &'a str,
    /// On which record; empty where it is none.
    pub record: &'a str,
    /// What the gate said.
    pub decision: &'a Decision,
    /// The fingerprint of the policy that decided.
    pub fingerprint: &'a str,
    /// The record as it was.
    pub before: Option<Value>,
    /// The record as it became.
    pub after: Option<Value>,
}

/// Adds an entry.
///
/// # Errors
///
/// The database's.
pub(crate) async fn log(work: &mut Work, entry: Entry<'_>) -> Result<(), Problem> {
    let Entry { asker, ask, kind, record, decision, fingerprint, before, after } = entry;
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
        ask.pack.name().into(),
        ask.what.name().into(),
        kind.into(),
        record.into(),
        decision.allowed.into(),
        before.map(|it| it.to_string()).into(),
        after.map(|it| it.to_string()).into(),
        serde_json::json!(decision).to_string().into(),
        fingerprint.into(),
        asker.request.as_str().into(),
        1_i64.into(),
    ]);
    work.run(&insert).await?;
    Ok(())
}
