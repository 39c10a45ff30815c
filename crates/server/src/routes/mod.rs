//! All that can be asked for, as a table: there is no other way to a handler, and no handler
//! without its guard.

mod companies;
mod customers;
mod expenses;
mod freight;
mod house;
mod people;
mod policies;

use std::collections::HashMap;

use axum::extract::rejection::{PathRejection, QueryRejection};
use axum::extract::{Extension, Path, Query, State};
use axum::http::Method;
use axum::response::{IntoResponse, Response};
use axum::routing::{MethodFilter, MethodRouter, on};
use axum::{Json, Router};
use serde_json::Value;

use crate::app::App;
use crate::asker::Asker;
use crate::check::{Allowed, check, stranger};
use crate::guard::{Ask, Guard};
use crate::input::Sent;
use crate::problem::Problem;
use crate::read::{self, ListQuery};
use crate::route::{Does, Reading, Route, Until};
use crate::texts::Text;
use crate::write::{self, Request};

/// All routes.
#[must_use]
pub fn all() -> Vec<Route> {
    let parts = [
        customers::ROUTES,
        companies::ROUTES,
        freight::ROUTES,
        expenses::ROUTES,
        people::ROUTES,
        house::ROUTES,
        crate::entrance::ROUTES,
        policies::ROUTES,
    ];
    parts.concat()
}

/// The router of all routes.
///
/// # Panics
///
/// Where two routes have one address, or a method has no such name: not in a table that a test
/// builds.
pub(crate) fn router() -> Router<App> {
    all().into_iter().fold(Router::new(), |router, route| router.route(route.path, one(route)))
}

fn one(route: Route) -> MethodRouter<App> {
    let ask = match (route.guard, route.does) {
        (Guard::Public | Guard::SignedIn, Does::Handler(made)) => return made(),
        (Guard::Asks(ask), does) if !matches!(does, Does::Handler(_)) => ask,
        // Closed: what is guarded is not answered by what does not look at its guard.
        _ => return MethodRouter::new(),
    };
    let method = Method::from_bytes(route.method.as_bytes()).ok();
    let Some(filter) = method.and_then(|method| MethodFilter::try_from(method).ok()) else {
        return MethodRouter::new();
    };
    let answer = move |State(app): State<App>,
                       asker: Asker,
                       path: Result<Path<HashMap<String, String>>, PathRejection>,
                       wanted: Result<Query<ListQuery>, QueryRejection>,
                       Extension(until): Extension<Until>,
                       sent: Sent| async move {
        asker.denied.waits(app.settings.user_denials)?;
        // What is no text is the id of no record.
        let Path(path) = path.map_err(|_| Problem::Missing)?;
        if changed(&route.does) {
            return change(&app, &asker, &ask, route.does, (&path, &sent, until)).await;
        }
        let Query(wanted) = wanted.map_err(|_| {
            let names = ListQuery::NAMES.map(|name| format!("`{name}`")).join(", ");
            Problem::invalid("query", Text::of(|it| &it.query).with("names", names))
        })?;
        tell(&app, &asker, &ask, route.does, (&path, &wanted)).await
    };
    on(filter, answer)
}

/// Whether a route changes something.
fn changed(does: &Does) -> bool {
    !matches!(does, Does::List(_) | Does::Read(_) | Does::Show(_))
}

async fn tell(
    app: &App,
    asker: &Asker,
    ask: &Ask,
    does: Does,
    (path, wanted): (&HashMap<String, String>, &ListQuery),
) -> Result<Response, Problem> {
    let mut work = app.database.read().await?;
    let id = path.get("id").map_or("", String::as_str);
    let standing = match asker.standing(&mut work, app, ask.pack).await {
        Ok(standing) => standing,
        Err(problem) => {
            drop(work);
            return Err(stranger(app, (asker, ask, id), problem).await);
        }
    };
    let Allowed { record, .. } = match check(&mut work, &standing, ask, (id, &Value::Null)).await? {
        Ok(allowed) => allowed,
        Err(refused) => {
            drop(work);
            return Err(refused.tell(app, asker).await);
        }
    };
    let gate = &standing.gate;
    match does {
        Does::List(kind) => {
            Ok(Json(read::list(&mut work, gate, kind, wanted).await?).into_response())
        }
        Does::Read(kind) => {
            let record = record.ok_or(Problem::Missing)?;
            Ok(Json(read::one(&mut work, gate, kind, &record).await?).into_response())
        }
        Does::Show(show) => {
            let (work, record) = (&mut work, record.as_ref());
            show(&mut Reading { work, app, asker, gate, record, path, wanted }).await
        }
        _ => Err(Problem::Unfinished),
    }
}

async fn change(
    app: &App,
    asker: &Asker,
    ask: &Ask,
    does: Does,
    (path, sent, until): (&HashMap<String, String>, &Sent, Until),
) -> Result<Response, Problem> {
    let input = sent.json()?;
    let done = match does {
        Does::Batch(batch) => {
            let mut work = app.database.read().await?;
            let standing = match asker.standing(&mut work, app, ask.pack).await {
                Ok(standing) => standing,
                Err(problem) => {
                    drop(work);
                    return Err(stranger(app, (asker, ask, ""), problem).await);
                }
            };
            let checked = check(&mut work, &standing, ask, ("", &input)).await?;
            drop(work);
            if let Err(refused) = checked {
                return Err(refused.tell(app, asker).await);
            }
            batch(app, asker, &input, until).await?
        }
        _ => write::write(app, asker, Request { ask, path, input: &input, does }).await?,
    };
    Ok(Json(done).into_response())
}
