//! Who is in a team. Members see the expenses that are made for it.

use std::collections::HashSet;

use axum::Json;
use axum::response::{IntoResponse, Response};
use futures_util::future::BoxFuture;
use sea_query::{Alias, Expr, ExprTrait, Order};
use serde_json::{Map, Value, json};

use super::expenses::EXPENSES;
use super::house::{TEAMS, list};
use crate::changes;
use crate::kind::At;
use crate::packs::Pack;
use crate::principals;
use crate::problem::Problem;
use crate::route::Reading;
use crate::rows;
use crate::writing::{Done, Writing};

/// A team, as principals name it.
fn team_uid(id: &str) -> Value {
    json!(format!("Team::{id}"))
}

/// Whether a principal is in a team.
fn is_in(document: &Map<String, Value>, team: &Value) -> bool {
    let teams = document.get("in").and_then(Value::as_array);
    teams.is_some_and(|teams| teams.contains(team))
}

/// Who is in a team.
pub(crate) fn members<'a>(
    reading: &'a mut Reading<'_>,
) -> BoxFuture<'a, Result<Response, Problem>> {
    Box::pin(async move {
        let record = reading.record.ok_or(Problem::Missing)?;
        let team = team_uid(&record.id);
        let all = principals::all(reading.work, Pack::Expenses).await?;
        let members = all.into_iter().filter(|(_, it)| is_in(it, &team));
        let users: Vec<String> = members.map(|(user, _)| user).collect();
        let answer = json!({ "version": record.version, "users": users });
        Ok(Json(answer).into_response())
    })
}

/// Makes these users the team; each has to have an account for expenses. Gives who was in it.
async fn set_member_ids(
    writing: &mut Writing<'_>,
    id: &str,
    users: &HashSet<String>,
) -> Result<Vec<String>, Problem> {
    let team = team_uid(id);
    let policy = writing.app.packs.policy(Pack::Expenses, writing.asker.language);
    let all = principals::all(writing.work, Pack::Expenses).await?;
    if !users.iter().all(|user| all.iter().any(|(id, _)| id == user)) {
        return Err(Problem::NoAccount(Pack::Expenses));
    }
    let mut was = Vec::new();
    for (user, mut document) in all {
        let is = is_in(&document, &team);
        if is {
            was.push(user.clone());
        }
        if is == users.contains(&user) {
            continue;
        }
        let teams = document.entry("in").or_insert_with(|| json!([]));
        let Some(teams) = teams.as_array_mut() else { return Err(Problem::Unfinished) };
        teams.retain(|each| *each != team);
        if !is {
            teams.push(team.clone());
        }
        let by = (writing.app, &policy);
        principals::put(writing.work, by, (&user, Pack::Expenses), &document).await?;
        writing.set("users", &user, []).await?;
    }
    Ok(was)
}

/// What is logged of who is in a team.
fn of_team(members: Value) -> Value {
    json!({ "kind": TEAMS.name, "members": members })
}

/// Sets who is in a team.
pub(crate) fn set_members<'a>(
    writing: &'a mut Writing<'_>,
) -> BoxFuture<'a, Result<Done, Problem>> {
    Box::pin(async move {
        let id = writing.record()?.id.clone();
        let users: HashSet<String> = list(writing.input, "users")?.into_iter().collect();
        let was = set_member_ids(writing, &id, &users).await?;
        writing.set("teams", &id, []).await?;
        let done = writing.done(&TEAMS, &id, Some(of_team(json!(was)))).await?;
        Ok(Done { after: Some(of_team(writing.input["users"].clone())), ..done })
    })
}

/// Removes a team: nobody is in it, and its expenses stay, of no team.
pub(crate) fn remove<'a>(writing: &'a mut Writing<'_>) -> BoxFuture<'a, Result<Done, Problem>> {
    Box::pin(async move {
        let id = writing.record()?.id.clone();
        let members = set_member_ids(writing, &id, &HashSet::new()).await?;
        let mut query = rows::select(&EXPENSES);
        query.and_where(rows::column(At("expenses", "team_id")).eq(&id));
        rows::read_attributes(&EXPENSES, &mut query);
        query.order_by((Alias::new("expenses"), Alias::new("id")), Order::Asc);
        let found = writing.work.all(&query).await?;
        let expenses = rows::records(writing.work, &EXPENSES, &found).await?;
        for expense in &expenses {
            let none = [("team_id", Expr::val(None::<String>))];
            writing.set("expenses", &expense.id, none).await?;
        }
        let expenses: Value = expenses
            .into_iter()
            .map(|it| json!({ "kind": EXPENSES.name, "id": it.id, "record": it.attributes }))
            .collect();
        let done = changes::remove(writing).await?;
        let mut before = done.before.unwrap_or_default();
        before["members"] = json!(members);
        before["expenses"] = expenses;
        Ok(Done { before: Some(before), ..done })
    })
}
