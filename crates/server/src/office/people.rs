//! The Users screen: users, and whom they are to each pack.

use axum::Json;
use axum::response::{IntoResponse, Response};
use futures_util::future::BoxFuture;
use sea_query::{Alias, Expr, ExprTrait, Query};
use serde_json::{Map, Value, json};
use sqlx::Row;
use tollgate::Policy;

use super::kind::{At, Field, Is, Kind, Seen};
use super::{LINE, NAME};
use crate::asker::principal;
use crate::guard::Ask;
use crate::packs::Pack;
use crate::problem::Problem;
use crate::route::{Does, Reading, Route};
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
    fields: &[
        Field::new("name", At("users", "name"), Is::Name(NAME)).searched(),
        Field::new("title", At("users", "title"), Is::Text(NAME)).searched(),
        Field::new("email", At("users", "email"), Is::Name(NAME)).searched(),
        Field::new("department", At("users", "department"), Is::Optional(LINE)),
    ],
    order: "name",
};

/// The routes of the Users screen.
pub(crate) const ROUTES: &[Route] = &[
    Route::get("/api/users", Ask::rows(&USERS), Does::List(&USERS)),
    Route::get("/api/users/{id}", Ask::record(&USERS, "viewUser"), Does::Read(&USERS)),
    Route::get(
        "/api/users/{id}/permissions",
        Ask::record(&USERS, "viewUser"),
        Does::Show(permissions),
    ),
    Route::put(
        "/api/users/{id}/permissions",
        Ask::record(&USERS, "setPermissions"),
        Does::Change(set_permissions),
    ),
];

/// The roles of a user, and the boxes that are ticked.
fn permissions<'a>(reading: &'a mut Reading<'_>) -> BoxFuture<'a, Result<Response, Problem>> {
    Box::pin(async move {
        let id = reading.path.get("id").map_or("", String::as_str);
        let principal = principal(reading.work, id, Pack::Alvys).await?.unwrap_or(json!({}));
        let policy = reading.app.packs.policy(Pack::Alvys, reading.asker.language);
        let told = json!({
            "roles": principal.get("roles").cloned().unwrap_or(json!([])),
            "permissions": held(&policy, &principal)?,
        });
        Ok(Json(told).into_response())
    })
}

/// Sets the roles and the boxes of a user. Somebody has to be left who may do so.
fn set_permissions<'a>(writing: &'a mut Writing<'_>) -> BoxFuture<'a, Result<Done, Problem>> {
    Box::pin(async move {
        let id = writing.record()?.id.clone();
        let was = principal(writing.work, &id, Pack::Alvys).await?.unwrap_or(json!({}));
        let mut document = Map::new();
        for name in ["roles", "permissions"] {
            if let Some(list) = writing.input.get(name) {
                document.insert(name.to_owned(), list.clone());
            }
        }
        let next = Value::Object(document);
        let mut asked = next.clone();
        asked["id"] = json!(id);
        let policy = writing.app.packs.policy(Pack::Alvys, writing.asker.language);
        policy.gate(&asked).map_err(|error| {
            let at = error.at().unwrap_or("permissions").to_owned();
            let allowed = error.allowed().iter().map(String::as_str);
            Problem::one_of(&at, error.message(), allowed)
        })?;
        put_principal(writing, &id, Pack::Alvys, &next).await?;
        writing.set("users", &id, []).await?;
        if !somebody_sets_permissions(writing, &policy).await? {
            return Err(Problem::Kept("nobody would be left who may set permissions"));
        }
        let mut done = writing.done(&USERS, &id, Some(json!({ "principal": was }))).await?;
        done.after = Some(json!({ "principal": next }));
        Ok(done)
    })
}

/// Writes whom a user is to a pack.
///
/// # Errors
///
/// The database's.
pub(crate) async fn put_principal(
    writing: &mut Writing<'_>,
    user: &str,
    pack: Pack,
    document: &Value,
) -> Result<(), Problem> {
    let mut insert = Query::insert();
    insert.into_table(Alias::new("principals"));
    insert.columns(["user_id", "pack", "document", "version"].map(Alias::new));
    insert.values_panic([
        user.into(),
        pack.name().into(),
        document.to_string().into(),
        1_i64.into(),
    ]);
    let version = Expr::col((Alias::new("principals"), Alias::new("version")));
    insert.on_conflict(
        sea_query::OnConflict::columns(["user_id", "pack"].map(Alias::new))
            .update_column(Alias::new("document"))
            .value(Alias::new("version"), version.add(1))
            .to_owned(),
    );
    writing.work.run(&insert).await?;
    Ok(())
}

/// The permissions that a principal holds: its own list, else those of its roles.
fn held(policy: &Policy, principal: &Value) -> Result<Vec<String>, Problem> {
    let texts = |name: &str| -> Option<Vec<String>> {
        let list = principal.get(name)?.as_array()?;
        Some(list.iter().filter_map(|each| each.as_str().map(str::to_owned)).collect())
    };
    if let Some(own) = texts("permissions") {
        return Ok(own);
    }
    let roles = texts("roles").unwrap_or_default();
    let roles: Vec<&str> = roles.iter().map(String::as_str).collect();
    Ok(policy.role_defaults(&roles)?)
}

/// Whether any user may set permissions.
async fn somebody_sets_permissions(
    writing: &mut Writing<'_>,
    policy: &Policy,
) -> Result<bool, Problem> {
    let mut query = Query::select();
    query.column(Alias::new("document")).from(Alias::new("principals"));
    query.and_where(Expr::col(Alias::new("pack")).eq(Pack::Alvys.name()));
    for row in writing.work.all(&query).await? {
        let document: String = row.try_get("document")?;
        let principal: Value =
            serde_json::from_str(&document).map_err(|error| sqlx::Error::Decode(error.into()))?;
        if held(policy, &principal)?.iter().any(|each| each == "setPermission") {
            return Ok(true);
        }
    }
    Ok(false)
}
