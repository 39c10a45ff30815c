//! The office's lists without filters in the database: all rows are loaded, and those dropped that
//! the gate does not allow. What a page by filter is held against.

#![allow(unreachable_pub, reason = "a suite's module")]

use axum::extract::{Query, State};
use axum::routing::get;
use axum::{Json, Router};
use serde_json::{Value, json};
use tollgate_server::kind::{By, Kind, Seen};
use tollgate_server::{App, Asker, Does, ListQuery, Problem, layered, routes};

use crate::ungated;

/// The server's own lists, read so.
pub fn site(app: App) -> Router {
    let mut router = Router::new();
    for route in routes() {
        let Does::List(kind) = route.does else { continue };
        let answer =
            get(move |State(app): State<App>, asker: Asker, wanted: Query<ListQuery>| async move {
                dropped(&app, &asker, kind, &wanted).await.map(Json)
            });
        router = router.route(route.path, answer);
    }
    let patience = app.settings.patience;
    layered(router.with_state(app), patience)
}

async fn dropped(
    app: &App,
    asker: &Asker,
    kind: &'static Kind,
    wanted: &ListQuery,
) -> Result<Value, Problem> {
    let mut work = app.database.read().await?;
    let gate = asker.gate(&mut work, app, kind.pack).await?;
    let mut seen = ungated::all(&mut work, kind, None).await?;
    let mut faults = Vec::new();
    seen.retain(|(record, _)| {
        let decision = match kind.seen {
            Seen::ByRow(action) => gate.check(action, &record.attributes),
            Seen::All(action) => gate.check(action, &()),
        };
        decision.map_err(|error| faults.push(error)).is_ok_and(|decision| decision.allowed)
    });
    if let Some(fault) = faults.pop() {
        return Err(fault.into());
    }
    let (total, size) = (seen.len(), wanted.size.unwrap_or(50));
    let mut page = Vec::new();
    for (record, mut fields) in seen.into_iter().take(usize::try_from(size).unwrap_or(50)) {
        for field in kind.fields {
            if let By::Action(action) = field.by
                && !gate.can(action, &record.attributes)?
            {
                fields.remove(field.name);
            }
        }
        let projected = gate.project(&record.attributes)?;
        page.push(ungated::row(&record, &projected, fields));
    }
    Ok(json!({ "rows": page, "total": total, "page": 1, "size": size }))
}
