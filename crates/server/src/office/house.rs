//! The office itself: teams, accounting periods, users' access, and requests for access.

use axum::Json;
use axum::response::{IntoResponse, Response};
use futures_util::future::BoxFuture;
use sea_query::Value as Bound;
use serde_json::{Map, Value, json};
use uuid::Uuid;

use super::freight::ACCOUNTS;
use super::people::PERSON;
use super::{DOLLARS, LINE, NAME};
use crate::changes;
use crate::input;
use crate::kind::{At, Attribute, Field, From, Is, Kind, Seen};
use crate::packs::Pack;
use crate::password;
use crate::principals;
use crate::problem::Problem;
use crate::read;
use crate::route::Reading;
use crate::texts::Text;
use crate::writing::{Done, Writing};

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
    fields: &[Field::new("name", At("teams", "name"), Is::Name(NAME)).searched().only()],
    order: "name",
    numbered: false,
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
    numbered: false,
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
    numbered: false,
};

/// What the packs' documents have that access is changed by. Who is in a team, and what is
/// delegated, is for those who look after teams.
pub(crate) const ACCESS: [&str; 5] = ["roles", "permissions", "groups", "customer", "limit"];

/// The template that delegates an approval, and what its links begin with.
const DELEGATE: &str = "delegate-approval";
const EXPENSE: &str = "Expense::";

/// Adds a user, who may do nothing yet but what everyone of the office may.
pub(crate) fn add_user<'a>(writing: &'a mut Writing<'_>) -> BoxFuture<'a, Result<Done, Problem>> {
    Box::pin(async move {
        let names = ["name", "title", "email", "department"];
        let mut fields = changes::all_of(&PEOPLE, writing.input, &names)?;
        for (field, value) in &mut fields {
            // Two addresses that differ in case are one where somebody signs in.
            if let ("email", Bound::String(Some(email))) = (field.name, &mut *value) {
                *email = email.to_lowercase();
            }
        }
        let password = match writing.input.get("password") {
            None | Some(Value::Null) => None,
            Some(_) => Some(password::hash(input::text(writing.input, "password")?).await?),
        };
        let id = Uuid::now_v7().to_string();
        let more = [
            ("id", id.as_str().into()),
            ("password", password.into()),
            ("sample", false.into()),
            ("about", "".into()),
            ("version", 1_i64.into()),
        ];
        let row = fields.into_iter().map(|(field, value)| (field.at.1, value)).chain(more);
        changes::insert(writing, "users", row).await.map_err(|problem| match problem {
            Problem::Database(sqlx::Error::Database(error)) if error.is_unique_violation() => {
                Problem::invalid("email", Text::of(|it| &it.email_taken))
            }
            problem => problem,
        })?;
        let policy = writing.gate.policy().ok_or(Problem::Unfinished)?;
        let member = Map::from_iter([("roles".to_owned(), json!(["Member"]))]);
        let by = (writing.app, policy);
        principals::put(writing.work, by, (&id, Pack::Office), &member).await?;
        writing.done(&PEOPLE, &id, None).await
    })
}

/// Whom a user is to each pack, and what of it the pack's policy does not take. Who is in a team
/// and what is delegated is told to fewer.
pub(crate) fn access<'a>(reading: &'a mut Reading<'_>) -> BoxFuture<'a, Result<Response, Problem>> {
    Box::pin(async move {
        let record = reading.record.ok_or(Problem::Missing)?;
        let (mut packs, mut unfit) = (Map::new(), Map::new());
        let language = reading.asker.language;
        for pack in Pack::ALL {
            let document = principals::document(reading.work, &record.id, pack).await?;
            let Some(mut document) = document else { continue };
            let policy = reading.app.packs.policy(pack, language);
            if let Some(text) = principals::misfit(&policy, &record.id, &document) {
                unfit.insert(pack.name().to_owned(), text.say(language).into());
            }
            document.retain(|name, _| ACCESS.contains(&name.as_str()));
            packs.insert(pack.name().to_owned(), document.into());
        }
        let answer = json!({ "version": record.version, "packs": packs, "unfit": unfit });
        Ok(Json(answer).into_response())
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
            Problem::one_of("pack", Text::of(|it| &it.no_access).with("name", name), names)
        })?;
        let was = principals::document(writing.work, &id, pack).await?;
        let mut next = was.clone().unwrap_or_default();
        attributes(writing, pack, &next).await?;
        for name in ACCESS {
            match writing.input.get(name) {
                None => {}
                Some(Value::Null) => drop(next.remove(name)),
                Some(value) => drop(next.insert(name.to_owned(), value.clone())),
            }
        }
        let policy = writing.app.packs.policy(pack, writing.asker.language);
        let by = (writing.app, &policy);
        principals::put(writing.work, by, (&id, pack), &next).await?;
        access_changed(writing, (&id, pack), (was, next)).await
    })
}

/// That what is given beside roles is of the pack, and is something: a customer that there is, a
/// limit that an amount can reach. What a user has stays.
async fn attributes(
    writing: &mut Writing<'_>,
    pack: Pack,
    was: &Map<String, Value>,
) -> Result<(), Problem> {
    for (name, of) in [("customer", Pack::AccessLevels), ("limit", Pack::Expenses)] {
        let present = writing.input.get(name).is_some_and(|value| !value.is_null());
        if present && pack != of {
            return Err(Problem::invalid(name, Text::of(|it| &it.not_here).with("name", name)));
        }
    }
    let changed = |name: &str| writing.input.get(name).filter(|value| was.get(name) != Some(value));
    let limit = changed("limit").and_then(Value::as_i64);
    if let Some(Value::String(customer)) = changed("customer")
        && read::find(writing.work, &ACCOUNTS, customer).await?.is_none()
    {
        return Err(Problem::invalid("customer", Text::of(|it| &it.no_customer)));
    }
    if let Some(limit) = limit
        && !(0..=DOLLARS).contains(&limit)
    {
        let text = Text::of(|it| &it.whole).with("least", 0).with("most", DOLLARS);
        return Err(Problem::invalid("limit", text));
    }
    Ok(())
}

/// Which expenses a user approves for others.
pub(crate) fn delegated_approvals<'a>(
    reading: &'a mut Reading<'_>,
) -> BoxFuture<'a, Result<Response, Problem>> {
    Box::pin(async move {
        let record = reading.record.ok_or(Problem::Missing)?;
        let document = principals::document(reading.work, &record.id, Pack::Expenses).await?;
        let document = Value::from(document.unwrap_or_default());
        let links = document["links"][DELEGATE].as_array().into_iter().flatten();
        let expense = |link: &Value| Some(link.as_str()?.strip_prefix(EXPENSE)?.to_owned());
        let expenses: Vec<String> = links.filter_map(expense).collect();
        let answer = json!({ "version": record.version, "expenses": expenses });
        Ok(Json(answer).into_response())
    })
}

/// Sets which expenses a user approves for others.
pub(crate) fn delegate<'a>(writing: &'a mut Writing<'_>) -> BoxFuture<'a, Result<Done, Problem>> {
    Box::pin(async move {
        let id = writing.record()?.id.clone();
        let expenses: Vec<String> = list(writing.input, "expenses")?;
        let was = principals::document(writing.work, &id, Pack::Expenses).await?;
        let mut next = was.clone().ok_or(Problem::NoAccount(Pack::Expenses))?;
        let held = json!(next)["links"][DELEGATE].as_array().cloned().unwrap_or_default();
        let mut links: Vec<String> = Vec::new();
        for id in expenses {
            let link = format!("{EXPENSE}{id}");
            // One that is gone since was delegated once, and may stay.
            if !held.contains(&json!(link)) && !writing.there_is("expenses", &id).await? {
                let text = Text::of(|it| &it.no_expense).with("name", id);
                return Err(Problem::invalid("expenses", text));
            }
            if !links.contains(&link) {
                links.push(link);
            }
        }
        next.insert("links".to_owned(), json!({ DELEGATE: links }));
        let policy = writing.app.packs.policy(Pack::Expenses, writing.asker.language);
        let by = (writing.app, &policy);
        principals::put(writing.work, by, (&id, Pack::Expenses), &next).await?;
        access_changed(writing, (&id, Pack::Expenses), (was, next)).await
    })
}

/// The end of a change of whom a user is.
async fn access_changed(
    writing: &mut Writing<'_>,
    (id, pack): (&str, Pack),
    (was, next): (Option<Map<String, Value>>, Map<String, Value>),
) -> Result<Done, Problem> {
    writing.set("users", id, []).await?;
    let before = was.map(|was| principals::logged(id, pack, &was));
    let done = writing.done(&PEOPLE, id, before).await?;
    Ok(Done { after: Some(principals::logged(id, pack, &next)), ..done })
}

/// A list of texts of a request.
pub(crate) fn list(input: &Value, name: &str) -> Result<Vec<String>, Problem> {
    let all = input.get(name).and_then(Value::as_array);
    let texts = all.map(|all| all.iter().map(|each| each.as_str().map(str::to_owned)).collect());
    texts.flatten().ok_or_else(|| Problem::invalid(name, Text::of(|it| &it.ids)))
}
