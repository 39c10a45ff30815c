//! Signing in and out, and what the page of somebody who is signed in starts with.

use std::net::SocketAddr;

use axum::Json;
use axum::extract::{ConnectInfo, FromRequest, Request, State};
use axum::http::HeaderMap;
use axum::http::header::AUTHORIZATION;
use axum::response::{IntoResponse, Response};
use axum::routing::{MethodRouter, delete, get, post};
use axum_extra::extract::CookieJar;
use axum_extra::extract::cookie::Cookie;
use sea_query::{Alias, Expr, ExprTrait, Query};
use serde_json::{Value, json};
use sqlx::Row;

use crate::app::{App, Settings};
use crate::asker::{Asker, check_same_origin};
use crate::database::Work;
use crate::guard::Guard;
use crate::input::{self, Sent};
use crate::office::NAME;
use crate::packs::Pack;
use crate::problem::Problem;
use crate::route::{Does, Route};
use crate::texts::Text;
use crate::write::anew;
use crate::{attempts, device, events, password, proxies, session};

/// The routes without a gate, and why each needs none.
pub(crate) const ROUTES: &[Route] = &[
    // Who signs in is not signed in yet.
    Route::public("POST", "/api/session", || post(sign_in)),
    // Who asks: nobody is an answer, too.
    Route::public("GET", "/api/session", || get(who)),
    // In demo mode alone: the sample users, and signing in as one at a click.
    Route::public("GET", "/api/samples", || get(samples)),
    Route::public("POST", "/api/samples", || post(sign_in_as)),
    // Whether the server and its database are there.
    Route::public("GET", "/health", || get(health)),
    // How many requests there were and how long they took: no names, no ids.
    Route::public("GET", "/metrics", || get(metrics)),
    // One's own session, and what changes of it.
    signed_in("DELETE", "/api/session", || delete(sign_out)),
    signed_in("GET", "/api/events", || get(events::events)),
];

const fn signed_in(
    method: &'static str,
    path: &'static str,
    made: fn() -> MethodRouter<App>,
) -> Route {
    Route { method, path, guard: Guard::SignedIn, does: Does::Handler(made) }
}

/// The texts that a page of this server sent, and from where.
async fn sent<const N: usize>(
    app: &App,
    request: Request,
    names: [&'static str; N],
) -> Result<(String, [String; N]), Problem> {
    let (parts, body) = request.into_parts();
    check_same_origin(&parts)?;
    let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|ConnectInfo(peer)| peer.ip());
    let from = peer.map(|peer| proxies::counted(app.settings.proxies.client(peer, &parts.headers)));
    let sent = Sent::from_request(Request::from_parts(parts, body), &()).await?;
    Ok((from.unwrap_or_else(|| "-".to_owned()), input::texts(&sent.json()?, names)?))
}

/// Signs somebody in by email address and password, which is checked while no work holds the
/// database.
async fn sign_in(
    State(app): State<App>,
    jar: CookieJar,
    request: Request,
) -> Result<Response, Problem> {
    let (from, [email, password]) = sent(&app, request, ["email", "password"]).await?;
    let email = email.trim().to_lowercase();
    if email.chars().count() > NAME {
        return Err(Problem::invalid("email", Text::of(|it| &it.too_long).with("most", NAME)));
    }
    let tried = anew(|| begin_attempt(&app, &jar, (&email, &from))).await?;
    let (true, Some(user)) = (password::matches(password, tried.hash).await?, tried.user) else {
        return Err(Problem::WrongPassword);
    };
    let (noted, device) = (&tried.noted, tried.device.as_deref());
    let jar = anew(|| succeeded(&app, &jar, (&user, device, noted))).await?;
    Ok((jar, Json(json!({ "user": user }))).into_response())
}

/// An attempt to sign in.
struct Attempt {
    /// Whose the account is; none where there is no such account.
    user: Option<String>,
    /// The hash of their password.
    hash: Option<String>,
    /// The browser, where it is known as theirs.
    device: Option<String>,
    /// What the attempt is noted as.
    noted: Vec<String>,
}

async fn begin_attempt(
    app: &App,
    jar: &CookieJar,
    (email, from): (&str, &str),
) -> Result<Attempt, Problem> {
    let mut work = app.database.write().await?;
    let (user, hash) = account(&mut work, email).await?;
    let device = match &user {
        Some(user) => device::known(&mut work, &app.settings, (jar, user)).await?,
        None => None,
    };
    let noted = attempts::begin(&mut work, (email, device.as_deref(), from)).await?;
    work.commit().await?;
    Ok(Attempt { user, hash, device, noted })
}

/// The cookies of somebody whose attempt to sign in has not failed.
async fn succeeded(
    app: &App,
    jar: &CookieJar,
    (user, device, noted): (&str, Option<&str>, &[String]),
) -> Result<CookieJar, Problem> {
    let mut work = app.database.write().await?;
    attempts::forget(&mut work, noted).await?;
    let device = device::know(&mut work, &app.settings, (device, user)).await?;
    let session = begin(&mut work, &app.settings, (jar, user)).await?;
    work.commit().await?;
    Ok(device.into_iter().fold(jar.clone(), CookieJar::add).add(session))
}

/// The user of an email address, and the hash of their password.
async fn account(
    work: &mut Work,
    email: &str,
) -> Result<(Option<String>, Option<String>), Problem> {
    let mut query = Query::select();
    query.columns(["id", "password"].map(Alias::new)).from(Alias::new("users"));
    query.and_where(Expr::expr(sea_query::Func::lower(Expr::col(Alias::new("email")))).eq(email));
    let Some(row) = work.one(&query).await? else { return Ok((None, None)) };
    Ok((Some(row.try_get("id")?), row.try_get("password")?))
}

/// Begins a session; one that the browser had ends.
async fn begin(
    work: &mut Work,
    settings: &Settings,
    (jar, user): (&CookieJar, &str),
) -> Result<Cookie<'static>, Problem> {
    if let Some(old) = jar.get(session::cookie_name(settings)) {
        session::end(work, old.value()).await?;
    }
    Ok(session::cookie(settings, session::begin(work, settings, user).await?))
}

/// The sample users of the demo; of any other server none.
async fn samples(State(app): State<App>) -> Result<Json<Value>, Problem> {
    if !app.settings.demo {
        return Ok(Json(json!({ "rows": [] })));
    }
    let mut work = app.database.read().await?;
    let mut query = Query::select();
    query.columns(["id", "name", "title", "about"].map(Alias::new)).from(Alias::new("users"));
    query.and_where(Expr::col(Alias::new("sample")).eq(true));
    query.order_by(Alias::new("name"), sea_query::Order::Asc);
    let mut people = Vec::new();
    for row in work.all(&query).await? {
        let text = |name: &str| row.try_get::<String, _>(name);
        people.push(json!({
            "id": text("id")?, "name": text("name")?, "title": text("title")?,
            "about": text("about")?,
        }));
    }
    Ok(Json(json!({ "rows": people })))
}

/// Signs in as a sample user.
async fn sign_in_as(
    State(app): State<App>,
    jar: CookieJar,
    request: Request,
) -> Result<Response, Problem> {
    if !app.settings.demo {
        return Err(Problem::Missing);
    }
    let (_, [user]) = sent(&app, request, ["user"]).await?;
    let jar = anew(|| begin_sample(&app, &jar, &user)).await?;
    Ok((jar, Json(json!({ "user": user }))).into_response())
}

async fn begin_sample(app: &App, jar: &CookieJar, user: &str) -> Result<CookieJar, Problem> {
    let mut work = app.database.write().await?;
    let mut query = Query::select();
    query.column(Alias::new("id")).from(Alias::new("users"));
    query.and_where(Expr::col(Alias::new("id")).eq(user));
    query.and_where(Expr::col(Alias::new("sample")).eq(true));
    work.one(&query).await?.ok_or(Problem::Missing)?;
    let session = begin(&mut work, &app.settings, (jar, user)).await?;
    work.commit().await?;
    Ok(jar.clone().add(session))
}

/// Ends the session.
async fn sign_out(State(app): State<App>, _: Asker, jar: CookieJar) -> Result<Response, Problem> {
    let name = session::cookie_name(&app.settings);
    if let Some(cookie) = jar.get(name) {
        anew(|| end(&app, cookie.value())).await?;
    }
    let mut gone = session::cookie(&app.settings, String::new());
    gone.make_removal();
    Ok((jar.add(gone), Json(json!({ "user": null }))).into_response())
}

async fn end(app: &App, token: &str) -> Result<(), Problem> {
    let mut work = app.database.write().await?;
    session::end(&mut work, token).await?;
    Ok(work.commit().await?)
}

/// Who is signed in, with a snapshot of the gate of each pack that knows them; nobody is no fault,
/// but for who shows a token.
async fn who(
    State(app): State<App>,
    headers: HeaderMap,
    asker: Result<Asker, Problem>,
) -> Result<Json<Value>, Problem> {
    let asker = match asker {
        Err(Problem::SignedOut) if !headers.contains_key(AUTHORIZATION) => {
            return Ok(Json(json!({ "user": null })));
        }
        asker => asker?,
    };
    let mut work = app.database.read().await?;
    let user = match &asker.person {
        Some(person) => json!({ "id": person.id, "name": person.name, "title": "", "email": "" }),
        None => user(&mut work, &asker.user).await?,
    };
    let mut packs = json!({});
    for pack in Pack::ALL {
        match asker.gate(&mut work, &app, pack).await {
            Ok(gate) => packs[pack.name()] = gate.snapshot(true),
            Err(Problem::NoAccount(_)) => {}
            Err(problem) => return Err(problem),
        }
    }
    let state = events::state(&mut work, &app, &asker).await?;
    Ok(Json(json!({ "user": user, "packs": packs, "state": state })))
}

/// A user of the office.
async fn user(work: &mut Work, id: &str) -> Result<Value, Problem> {
    let mut query = Query::select();
    query.columns(["name", "title", "email"].map(Alias::new)).from(Alias::new("users"));
    query.and_where(Expr::col(Alias::new("id")).eq(id));
    let row = work.one(&query).await?.ok_or(Problem::SignedOut)?;
    let text = |name: &str| row.try_get::<String, _>(name);
    Ok(json!({
        "id": id, "name": text("name")?, "title": text("title")?, "email": text("email")?,
    }))
}

/// Whether the database answers.
async fn health(State(app): State<App>) -> Result<Json<Value>, Problem> {
    let mut query = Query::select();
    query.expr(Expr::val(1));
    app.database.read().await?.one(&query).await?;
    Ok(Json(json!({ "database": "there", "policies": app.packs.fingerprints() })))
}

/// What is measured, as Prometheus reads it.
async fn metrics(State(app): State<App>) -> Result<String, Problem> {
    Ok(app.measures.as_ref().ok_or(Problem::Missing)?.render())
}
