//! Sessions: a random token in a cookie, of which the database knows the hash.

use axum_extra::extract::cookie::{Cookie, SameSite};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use rand::Rng;
use sea_query::{Alias, Expr, ExprTrait, Query};
use sha2::{Digest, Sha256};
use sqlx::Row;

use crate::app::{Settings, now};
use crate::database::Work;
use crate::problem::Problem;

/// The cookie's name; over TLS with the prefix by which browsers hold it to this host.
#[must_use]
pub(crate) fn cookie_name(settings: &Settings) -> &'static str {
    if settings.secure { "__Host-session" } else { "session" }
}

/// A cookie that no script reads and no other site sends.
#[must_use]
pub(crate) fn cookie(settings: &Settings, token: String) -> Cookie<'static> {
    held(settings, cookie_name(settings), token)
}

/// The same, of another name.
pub(crate) fn held(settings: &Settings, name: &'static str, token: String) -> Cookie<'static> {
    let cookie = Cookie::build((name, token)).path("/").http_only(true);
    cookie.same_site(SameSite::Strict).secure(settings.secure).build()
}

/// A token that nobody had before.
pub(crate) fn fresh() -> String {
    let mut bytes = [0; 32];
    rand::rng().fill_bytes(&mut bytes);
    URL_SAFE_NO_PAD.encode(bytes)
}

/// What is kept of a token.
pub(crate) fn hashed(token: &str) -> String {
    URL_SAFE_NO_PAD.encode(Sha256::digest(token))
}

/// Begins a session of a user, with a token that nobody had before.
///
/// # Errors
///
/// The database's.
pub async fn begin(work: &mut Work, settings: &Settings, user: &str) -> Result<String, Problem> {
    let token = fresh();
    let lasts = i64::try_from(settings.session.as_millis()).unwrap_or(i64::MAX);
    let mut insert = Query::insert();
    insert.into_table(Alias::new("sessions"));
    insert.columns(["token", "user_id", "created_at", "expires_at"].map(Alias::new));
    let now = now();
    insert.values_panic([
        hashed(&token).into(),
        user.into(),
        now.into(),
        now.saturating_add(lasts).into(),
    ]);
    work.run(&insert).await?;
    Ok(token)
}

/// The user of a session, by what is kept of its token, while it lasts.
///
/// # Errors
///
/// The database's.
pub(crate) async fn user(work: &mut Work, hashed: &str) -> Result<Option<String>, Problem> {
    let mut query = Query::select();
    query.column(Alias::new("user_id")).from(Alias::new("sessions"));
    query.and_where(Expr::col(Alias::new("token")).eq(hashed));
    query.and_where(Expr::col(Alias::new("expires_at")).gt(now()));
    let row = work.one(&query).await?;
    Ok(row.map(|row| row.try_get("user_id")).transpose()?)
}

/// Ends a token's session, and those that are over.
///
/// # Errors
///
/// The database's.
pub(crate) async fn end(work: &mut Work, token: &str) -> Result<(), Problem> {
    let mut delete = Query::delete();
    delete.from_table(Alias::new("sessions")).cond_where(
        sea_query::Condition::any()
            .add(Expr::col(Alias::new("token")).eq(hashed(token)))
            .add(Expr::col(Alias::new("expires_at")).lte(now())),
    );
    work.run(&delete).await?;
    Ok(())
}
