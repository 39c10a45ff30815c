//! The Users screen: users, and whom they are to each pack.

use axum::Json;
use axum::response::{IntoResponse, Response};
use futures_util::future::BoxFuture;
use sea_query::{Condition, ExprTrait};
use serde_json::{Map, Value, json};

use super::{LINE, NAME};
use crate::kind::{At, Field, Is, Kind, Seen};
use crate::packs::Pack;
use crate::principals;
use crate::problem::Problem;
use crate::read;
use crate::route::Reading;
use crate::rows::column;
use crate::texts::Text;
use crate::writing::{Done, Writing};

/// A user, whose form shows permissions.
pub(crate) static USERS: Kind = Kind {
    name: "users",
    pack: Pack::Alvys,
    resource: "User",
    table: "users",
    joins: &[],
    only: None,
    seen: Seen::ByRow("viewUser"),
    attributes: &[],
    fields: PERSON,
    order: "name",
    numbered: false,
};

/// What there is to read of a user.
pub(crate) const PERSON: &[Field] = &[
    Field::new("name", At("users", "name"), Is::Name(NAME)).searched(),
    Field::new("title", At("users", "title"), Is::Text(NAME)).searched(),
    Field::new("email", At("users", "email"), Is::Name(NAME)).searched(),
    Field::new("department", At("users", "department"), Is::Optional(LINE)),
];

/// The roles of a user, and the boxes that are ticked; and what of them the policy does not take.
pub(crate) fn permissions<'a>(
    reading: &'a mut Reading<'_>,
) -> BoxFuture<'a, Result<Response, Problem>> {
    Box::pin(async move {
        let id = reading.path.get("id").map_or("", String::as_str);
        let document = principals::document(reading.work, id, Pack::Alvys).await?;
        let document = document.unwrap_or_default();
        let policy = reading.app.packs.policy(Pack::Alvys, reading.asker.language);
        let answer = json!({
            "roles": document.get("roles").cloned().unwrap_or(json!([])),
            "permissions": principals::held(&policy, &document)?,
            "unfit": principals::misfit(&policy, id, &document)
                .map(|text| text.say(reading.asker.language)),
        });
        Ok(Json(answer).into_response())
    })
}

/// Who holds a permission, of those whom the asker may see.
pub(crate) fn holders<'a>(
    reading: &'a mut Reading<'_>,
) -> BoxFuture<'a, Result<Response, Problem>> {
    Box::pin(async move {
        let permission = reading.path.get("permission").map_or("", String::as_str);
        let policy = reading.app.packs.policy(Pack::Alvys, reading.asker.language);
        if !policy.permissions().iter().any(|each| each.name == permission) {
            return Err(Problem::Missing);
        }
        let by = (&policy, Pack::Alvys);
        let (holders, among) = principals::holders(reading.work, by, permission).await?;
        let of = Condition::all().add(column(At("users", "id")).in_subquery(among));
        let mut rows = read::all(reading.work, reading.gate, &USERS, of).await?;
        rows.retain(|row| row["id"].as_str().is_some_and(|id| holders.contains(id)));
        Ok(Json(json!({ "rows": rows })).into_response())
    })
}

/// Sets the roles and the boxes of a user.
pub(crate) fn set_permissions<'a>(
    writing: &'a mut Writing<'_>,
) -> BoxFuture<'a, Result<Done, Problem>> {
    Box::pin(async move {
        let id = writing.record()?.id.clone();
        let was = principals::document(writing.work, &id, Pack::Alvys).await?;
        let lists = ["roles", "permissions"].into_iter();
        let lists =
            lists.filter_map(|name| Some((name.to_owned(), writing.input.get(name)?.clone())));
        let next: Map<String, Value> = lists.collect();
        if next.is_empty() {
            return Err(Problem::invalid("roles", Text::of(|it| &it.nothing)));
        }
        let policy = writing.gate.policy().ok_or(Problem::Unfinished)?;
        let by = (writing.app, policy);
        principals::put(writing.work, by, (&id, Pack::Alvys), &next).await?;
        writing.set("users", &id, []).await?;
        let before = was.map(|was| principals::logged(&id, Pack::Alvys, &was));
        let done = writing.done(&USERS, &id, before).await?;
        Ok(Done { after: Some(principals::logged(&id, Pack::Alvys, &next)), ..done })
    })
}
