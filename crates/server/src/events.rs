//! What tells an open page that who it shows has changed: the database is looked at once a second,
//! so that a change by any server reaches the pages of all.

use std::convert::Infallible;
use std::time::Duration;

use axum::extract::State;
use axum::response::sse::{Event, KeepAlive, Sse};
use futures_util::stream::{Stream, unfold};
use sea_query::{Alias, Expr, ExprTrait, Query};
use serde_json::{Value, json};
use sqlx::Row;

use crate::app::App;
use crate::asker::Asker;
use crate::database::Work;
use crate::problem::Problem;
use crate::streams::Place;

/// How often it is looked.
const EACH: Duration = Duration::from_secs(1);

/// What a page depends on beside records: whom the asker is to each pack, and each pack's policy.
///
/// # Errors
///
/// The database's.
pub(crate) async fn state(work: &mut Work, app: &App, asker: &Asker) -> Result<Value, Problem> {
    let mut query = Query::select();
    query.columns(["pack", "version"].map(Alias::new)).from(Alias::new("principals"));
    query.and_where(Expr::col(Alias::new("user_id")).eq(&asker.user));
    let mut principals = json!({});
    for row in work.all(&query).await? {
        let pack: String = row.try_get("pack")?;
        principals[pack] = json!(row.try_get::<i64, _>("version")?);
    }
    Ok(json!({ "principals": principals, "policies": app.packs.fingerprints() }))
}

/// An event for each change, and a last one when who asked is no longer signed in, or when newer
/// pages of theirs are as many as a user has. While the database is away, none.
pub(crate) async fn events(
    State(app): State<App>,
    asker: Asker,
) -> Result<Sse<impl Stream<Item = Result<Event, Infallible>>>, Problem> {
    let place = app.streams.enter(&asker.user)?;
    let stream = unfold(Some((app, asker, place, None)), |watching| async move {
        let (app, asker, mut place, was) = watching?;
        loop {
            match app.until_next_look(&mut place).await {
                Next::Look => {}
                Next::Taken => return Some((Ok(last("replaced")), None)),
                Next::End => return None,
            }
            match look(&app, &asker).await {
                Ok(None) => {
                    return Some((Ok(last("signed-out")), None));
                }
                Ok(now) if now != was => {
                    let event = Event::default().event("state").data(now.clone()?.to_string());
                    return Some((Ok(event), Some((app, asker, place, now))));
                }
                Ok(_) | Err(_) => {}
            }
        }
    });
    Ok(Sse::new(stream).keep_alive(KeepAlive::default()))
}

/// What a stream ends with. A browser tells no event that says nothing.
fn last(name: &str) -> Event {
    Event::default().event(name).data("{}")
}

/// What a page depends on; nothing once who asked is no longer signed in.
async fn look(app: &App, asker: &Asker) -> Result<Option<Value>, Problem> {
    let mut work = app.database.read().await?;
    match asker.stays(&mut work).await? {
        true => state(&mut work, app, asker).await.map(Some),
        false => Ok(None),
    }
}

/// What is next in a stream.
enum Next {
    Look,
    Taken,
    End,
}

impl App {
    /// Waits until it is time to look again, or to end.
    async fn until_next_look(&self, place: &mut Place) -> Next {
        let mut ending = self.ending.clone();
        tokio::select! {
            () = tokio::time::sleep(EACH) => Next::Look,
            _ = &mut place.taken => Next::Taken,
            _ = ending.wait_for(|ends| *ends) => Next::End,
        }
    }
}
