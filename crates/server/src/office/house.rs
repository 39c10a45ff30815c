//! The office itself: its log, teams, accounting periods, users' access, and requests for access.

use std::collections::HashSet;

use futures_util::future::BoxFuture;
use serde_json::{Map, Value, json};
use uuid::Uuid;

use super::people::PERSON;
use super::{LINE, NAME, NOTES};
use crate::changes;
use crate::kind::{At, Attribute, Field, From, Is, Join, Kind, Seen};
use crate::packs::Pack;
use crate::password;
use crate::principals;
use crate::problem::Problem;
use crate::writing::{Done, Writing};

/// An entry of the log.
pub(crate) static AUDIT: Kind = Kind {
    name: "audit",
    pack: Pack::Office,
    resource: "Workspace",
    table: "audit",
    joins: &[Join { column: At("users", "id"), is: At("audit", "user_id") }],
    only: None,
    seen: Seen::All("viewAuditLog"),
    attributes: &[],
    fields: &[
        Field::new("at", At("audit", "at"), Is::Whole(0, i64::MAX)),
        Field::new("user", At("users", "name"), Is::Optional(NAME)).searched(),
        Field::new("pack", At("audit", "pack"), Is::Text(LINE)),
        Field::new("asked", At("audit", "asked"), Is::Text(NAME)).searched(),
        Field::new("kind", At("audit", "kind"), Is::Text(LINE)),
        Field::new("recordId", At("audit", "record_id"), Is::Text(NAME)).searched(),
        Field::new("allowed", At("audit", "allowed"), Is::Flag),
        Field::new("before", At("audit", "record_before"), Is::Optional(NOTES)),
        Field::new("after", At("audit", "record_after"), Is::Optional(NOTES)),
        Field::new("decision", At("audit", "decision"), Is::Text(NOTES)),
        Field::new("fingerprint", At("audit", "fingerprint"), Is::Text(NAME)),
        Field::new("requestId", At("audit", "request_id"), Is::Text(NAME)),
    ],
    order: "-at",
};

/// A team, whose members see its expenses.
pub(crate) static TEAMS: Kind = Kind {
    name: "teams",
    pack: Pack::Office,
    resource: "Workspace",
    table: "teams",
    joins: &[],
    only: None,
    seen: Seen::All("manageTeams"),
    attributes: &[],
    fields: &[Field::new("name", At("teams", "name"), Is::Name(NAME)).searched()],
    order: "name",
};

/// An accounting period.
pub(crate) static PERIODS: Kind = Kind {
    name: "periods",
    pack: Pack::Office,
    resource: "Period",
    table: "periods",
    joins: &[],
    only: None,
    seen: Seen::ByRow("viewPeriod"),
    attributes: &[Attribute { name: "closed", from: From::Flag(At("periods", "closed")) }],
    fields: &[
        Field::new("month", At("periods", "id"), Is::Name(LINE)),
        Field::new("closed", At("periods", "closed"), Is::Flag),
    ],
    order: "-month",
};

/// A user as the office itself sees one: everybody of the office sees everybody.
pub(crate) static PEOPLE: Kind = Kind {
    name: "people",
    pack: Pack::Office,
    resource: "User",
    table: "users",
    joins: &[],
    only: None,
    seen: Seen::All("askForAccess"),
    attributes: &[],
    fields: PERSON,
    order: "name",
};

/// What the packs' documents have that access is changed by.
const ACCESS: [&str; 6] = ["roles", "permissions", "groups", "customer", "limit", "in"];

/// Adds a user, who may do nothing yet but what everyone of the office may.
pub(crate) fn add_user<'a>(writing: &'a mut Writing<'_>) -> BoxFuture<'a, Result<Done, Problem>> {
    Box::pin(async move {
        let names = ["name", "title", "email", "department"];
        let fields = changes::all_of(&PEOPLE, writing.input, &names)?;
        let password = match writing.input.get("password").and_then(Value::as_str) {
            Some(password) => Some(password::hash(password).await?),
            None => None,
        };
        let id = Uuid::now_v7().to_string();
        let own = [
            ("id", id.as_str().into()),
            ("password", password.into()),
            ("sample", false.into()),
            ("about", "".into()),
            ("version", 1_i64.into()),
        ];
        let row = fields.into_iter().map(|(field, value)| (field.at.1, value)).chain(own);
        changes::insert(writing, "users", row).await.map_err(|problem| match problem {
            Problem::Database(sqlx::Error::Database(error)) if error.is_unique_violation() => {
                Problem::invalid("email", "somebody else has this address")
            }
            problem => problem,
        })?;
        let policy = writing.gate.policy().ok_or(Problem::Unfinished)?;
        let member = Map::from_iter([("roles".to_owned(), json!(["Member"]))]);
        principals::put(writing.work, policy, (&id, Pack::Office), &member).await?;
        writing.done(&PEOPLE, &id, None).await
    })
}

/// Changes whom a user is to a pack. The permissions of `alvys` have a way of their own.
pub(crate) fn change_access<'a>(
    writing: &'a mut Writing<'_>,
) -> BoxFuture<'a, Result<Done, Problem>> {
    Box::pin(async move {
        let id = writing.record()?.id.clone();
        let name = writing.path.get("pack").map_or("", String::as_str);
        let packs = Pack::ALL.into_iter().filter(|pack| *pack != Pack::Alvys);
        let pack = packs.clone().find(|pack| pack.name() == name).ok_or_else(|| {
            let names = packs.map(Pack::name);
            Problem::one_of("pack", format!("there is no access to `{name}` here"), names)
        })?;
        let was = principals::document(writing.work, &id, pack).await?;
        let mut next = was.clone().unwrap_or_default();
        for name in ACCESS {
            match writing.input.get(name) {
                None => {}
                Some(Value::Null) => drop(next.remove(name)),
                Some(given) => drop(next.insert(name.to_owned(), given.clone())),
            }
        }
        let policy = writing.app.packs.policy(pack, writing.asker.language);
        principals::put(writing.work, &policy, (&id, pack), &next).await?;
        principals::keep_one(writing.work, writing.app, pack).await?;
        access_changed(writing, &id, (was, next)).await
    })
}

/// Sets which expenses a user approves for others.
pub(crate) fn delegate<'a>(writing: &'a mut Writing<'_>) -> BoxFuture<'a, Result<Done, Problem>> {
    Box::pin(async move {
        let id = writing.record()?.id.clone();
        let expenses: Vec<String> = list(writing.input, "expenses")?;
        let was = principals::document(writing.work, &id, Pack::Expenses).await?;
        let mut next = was.clone().ok_or(Problem::NoAccount(Pack::Expenses))?;
        let links: Vec<String> = expenses.iter().map(|id| format!("Expense::{id}")).collect();
        next.insert("links".to_owned(), json!({ "delegate-approval": links }));
        let policy = writing.app.packs.policy(Pack::Expenses, writing.asker.language);
        principals::put(writing.work, &policy, (&id, Pack::Expenses), &next).await?;
        access_changed(writing, &id, (was, next)).await
    })
}

/// The end of a change of whom a user is.
async fn access_changed(
    writing: &mut Writing<'_>,
    id: &str,
    (was, next): (Option<Map<String, Value>>, Map<String, Value>),
) -> Result<Done, Problem> {
    writing.set("users", id, []).await?;
    let before = was.map(|was| json!({ "principal": was }));
    let done = writing.done(&PEOPLE, id, before).await?;
    Ok(Done { after: Some(json!({ "principal": next })), ..done })
}

/// Sets who is in a team.
pub(crate) fn set_members<'a>(
    writing: &'a mut Writing<'_>,
) -> BoxFuture<'a, Result<Done, Problem>> {
    Box::pin(async move {
        let id = writing.record()?.id.clone();
        let team = json!(format!("Team::{id}"));
        let members: HashSet<String> = list(writing.input, "users")?.into_iter().collect();
        let policy = writing.app.packs.policy(Pack::Expenses, writing.asker.language);
        let mut was = Vec::new();
        for (user, mut document) in principals::all(writing.work, Pack::Expenses).await? {
            let teams = document.entry("in").or_insert_with(|| json!([]));
            let Some(teams) = teams.as_array_mut() else { return Err(Problem::Unfinished) };
            let is = teams.contains(&team);
            if is {
                was.push(user.clone());
            }
            if is == members.contains(&user) {
                continue;
            }
            teams.retain(|each| *each != team);
            if !is {
                teams.push(team.clone());
            }
            principals::put(writing.work, &policy, (&user, Pack::Expenses), &document).await?;
            writing.set("users", &user, []).await?;
        }
        writing.set("teams", &id, []).await?;
        let done = writing.done(&TEAMS, &id, Some(json!({ "members": was }))).await?;
        Ok(Done { after: Some(json!({ "members": writing.input["users"] })), ..done })
    })
}

/// A list of texts of a request.
fn list(input: &Value, name: &str) -> Result<Vec<String>, Problem> {
    let all = input.get(name).and_then(Value::as_array);
    let texts = all.map(|all| all.iter().map(|each| each.as_str().map(str::to_owned)).collect());
    texts.flatten().ok_or_else(|| Problem::invalid(name, "has to be a list of ids"))
}
