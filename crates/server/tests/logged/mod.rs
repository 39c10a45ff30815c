//! Changes that are logged, and what a reader is told of them.

#![allow(clippy::unwrap_used, clippy::panic, unreachable_pub, reason = "of a suite")]

use axum::http::StatusCode;
use serde_json::Value;

use crate::office::{Browser, Office, with_version};

/// Changes a record as it is now.
pub async fn change(office: &Office, who: &Browser, (method, path): (&str, &str), body: Value) {
    let record = path.rsplit_once('/').map_or(path, |(record, last)| match last {
        "cost" | "commission" | "access" => record,
        _ => path,
    });
    let record = office.record(who, record).await;
    let answer = office.ask(who, method, path, with_version(&record, body)).await;
    assert_eq!(answer.status, StatusCode::OK, "{path}: {}", answer.text);
}

/// What a reader is told of the last entry about something.
pub async fn entry(office: &Office, reader: &str, asked: &str) -> Value {
    let who = office.enter(reader).await;
    let told = office.record(&who, &format!("/api/audit?search={asked}&size=1")).await;
    told["rows"][0]["fields"].clone()
}

/// Gives a user a document of a pack.
pub async fn give(office: &Office, user: &str, pack: &str, document: Value) {
    let set = format!(
        "UPDATE principals SET document = '{document}' WHERE pack = '{pack}' AND user_id = '{user}'"
    );
    office.raw(&[set]).await;
}
