//! Browsers in which somebody has signed in with their password: a random token in a cookie, of
//! which the database knows the hash. It lets nobody in. It tells its owner's attempts to sign in
//! from those of others, who use up what anybody may try.

use axum_extra::extract::CookieJar;
use axum_extra::extract::cookie::Cookie;
use sea_query::{Alias, Expr, ExprTrait, Query};

use crate::app::{Settings, now};
use crate::database::Work;
use crate::problem::Problem;
use crate::session::{self, fresh, hashed};

/// How long a browser is known after it was signed in with last.
const KNOWN: i64 = 180 * 24 * 60 * 60 * 1000;

fn cookie_name(settings: &Settings) -> &'static str {
    if settings.secure { "__Host-device" } else { "device" }
}

/// The browser that asks, as the database knows it, where this user has signed in with it.
///
/// # Errors
///
/// The database's.
pub(crate) async fn known(
    work: &mut Work,
    settings: &Settings,
    (jar, user): (&CookieJar, &str),
) -> Result<Option<String>, Problem> {
    let Some(cookie) = jar.get(cookie_name(settings)) else { return Ok(None) };
    let token = hashed(cookie.value());
    let mut query = Query::select();
    query.column(Alias::new("token")).from(Alias::new("devices"));
    query.and_where(Expr::col(Alias::new("token")).eq(&token));
    query.and_where(Expr::col(Alias::new("user_id")).eq(user));
    query.and_where(Expr::col(Alias::new("expires_at")).gt(now()));
    Ok(work.one(&query).await?.map(|_| token))
}

/// Knows the browser from now on as one of this user's: with the token that it has where that is
/// the user's already, else with a new one, so that nobody else had it before. Those that have not
/// been used for long are forgotten.
///
/// # Errors
///
/// The database's.
pub(crate) async fn know(
    work: &mut Work,
    settings: &Settings,
    (known, user): (Option<&str>, &str),
) -> Result<Option<Cookie<'static>>, Problem> {
    let expires_at = now().saturating_add(KNOWN);
    let mut over = Query::delete();
    over.from_table(Alias::new("devices"));
    work.run(over.and_where(Expr::col(Alias::new("expires_at")).lte(now()))).await?;
    if let Some(token) = known {
        let mut update = Query::update();
        update.table(Alias::new("devices")).value(Alias::new("expires_at"), expires_at);
        work.run(update.and_where(Expr::col(Alias::new("token")).eq(token))).await?;
        return Ok(None);
    }
    let token = fresh();
    let mut insert = Query::insert();
    insert.into_table(Alias::new("devices"));
    insert.columns(["token", "user_id", "expires_at"].map(Alias::new));
    insert.values_panic([hashed(&token).into(), user.into(), expires_at.into()]);
    work.run(&insert).await?;
    let mut cookie = session::held(settings, cookie_name(settings), token);
    cookie.make_permanent();
    Ok(Some(cookie))
}
