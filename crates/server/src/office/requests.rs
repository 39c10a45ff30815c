//! Requests for access: what somebody was denied and asks for, and what becomes of it.

use std::collections::BTreeSet;

use futures_util::future::BoxFuture;
use sea_query::{Alias, Expr, ExprTrait, Query};
use serde_json::{Map, Value, json};
use sqlx::Row;
use tollgate::bundle::PERMISSION;
use tollgate::{Gate, Policy};
use uuid::Uuid;

use super::people::USERS;
use super::{LINE, NAME, NOTES};
use crate::app::now;
use crate::changes;
use crate::guard::Ask;
use crate::input;
use crate::judged::Judged;
use crate::kind::{At, Attribute, Field, From, Is, Join, Kind, Seen};
use crate::packs::Pack;
use crate::principals;
use crate::problem::Problem;
use crate::texts::Text;
use crate::writing::{Done, Step, Writing, allowed};

/// Somebody's request.
pub(crate) static REQUESTS: Kind = Kind {
    name: "requests",
    pack: Pack::Office,
    resource: "Request",
    table: "requests",
    joins: &[Join { column: At("users", "id"), is: At("requests", "requester_id") }],
    only: None,
    seen: Seen::ByRow("viewRequest"),
    attributes: &[
        Attribute { name: "status", from: From::Text(At("requests", "status")) },
        Attribute { name: "requester", from: From::Text(At("requests", "requester_id")) },
    ],
    fields: &[
        Field::new("requesterName", At("users", "name"), Is::Name(NAME)).searched(),
        Field::new("pack", At("requests", "pack"), Is::Name(LINE)),
        Field::new("asked", At("requests", "asked"), Is::Name(NAME)).searched(),
        Field::new("recordId", At("requests", "record_id"), Is::Optional(NAME)),
        Field::new("changes", At("requests", "changes"), Is::Name(NOTES)),
        Field::new("note", At("requests", "note"), Is::Text(NOTES)),
        Field::new("status", At("requests", "status"), Is::OneOf(STATUSES)),
        Field::new("createdAt", At("requests", "created_at"), Is::Whole(0, i64::MAX)),
    ],
    order: "-createdAt",
    numbered: false,
};

const STATUSES: &[&str] = &["open", "granted", "declined"];

/// How many requests of one person are open at most.
const MOST: usize = 50;

/// Asks for one alternative of an unlock: groups to be given.
pub(crate) fn ask<'a>(writing: &'a mut Writing<'_>) -> BoxFuture<'a, Result<Done, Problem>> {
    Box::pin(async move {
        let name = input::text(writing.input, "pack")?;
        let pack = Pack::named(name).ok_or_else(|| {
            let detail = Text::of(|it| &it.no_pack).with("name", name);
            Problem::one_of("pack", detail, Pack::ALL.map(Pack::name))
        })?;
        let action = known(writing, pack)?;
        let changes = requested_changes(writing, pack).await?;
        let text = |name: &str, most: usize| match writing.input.get(name) {
            None | Some(Value::Null) => Ok(String::new()),
            Some(Value::String(text)) if text.chars().count() <= most => Ok(text.clone()),
            Some(Value::String(_)) => {
                Err(Problem::invalid(name, Text::of(|it| &it.too_long).with("most", most)))
            }
            Some(_) => Err(Problem::invalid(name, Text::of(|it| &it.text).with("name", name))),
        };
        let id = Uuid::now_v7().to_string();
        let row = [
            ("id", id.as_str().into()),
            ("requester_id", writing.asker.user.as_str().into()),
            ("pack", pack.name().into()),
            ("asked", action.into()),
            ("record_id", text("recordId", NAME)?.into()),
            ("changes", changes.to_string().into()),
            ("note", text("note", NOTES)?.into()),
            ("status", "open".into()),
            ("created_at", now().into()),
            ("version", 1_i64.into()),
        ];
        changes::insert(writing, "requests", row).await?;
        writing.done(&REQUESTS, &id, None).await
    })
}

/// What was denied: an action or a step of the pack.
fn known(writing: &Writing<'_>, pack: Pack) -> Result<String, Problem> {
    let action = input::text(writing.input, "asked")?;
    let policy = writing.app.packs.policy(pack, writing.asker.language);
    let steps: Vec<&str> = policy.bundle().transitions().map(|step| &*step.name).collect();
    let all = [policy.actions(), steps].concat();
    match all.contains(&action) {
        true => Ok(action.to_owned()),
        false => Err(Problem::one_of("asked", Text::of(|it| &it.none_of), all)),
    }
}

/// What is asked for: what an unlock offers and the asker lacks, what a grant can give, and what
/// somebody who answers reads to its end.
async fn requested_changes(writing: &mut Writing<'_>, pack: Pack) -> Result<Value, Problem> {
    let user = writing.asker.user.as_str();
    let all = grants(&writing.input["changes"])?;
    // Nothing is kept that is no part of what is granted.
    let changes: Value = all.iter().map(|group| json!({ "grant": group })).collect();
    if changes.to_string().chars().count() > NOTES {
        return Err(Problem::invalid("changes", Text::of(|it| &it.too_long).with("most", NOTES)));
    }
    let policy = writing.app.packs.policy(pack, writing.asker.language);
    let document = principals::document(writing.work, user, pack).await?;
    let document = document.ok_or(Problem::NoAccount(pack))?;
    principals::accepted(&policy, user, &document)?;
    let offered = principals::offered(&policy);
    for group in &all {
        if !offered.contains(&group.as_str()) {
            return Err(Problem::one_of("changes", Text::of(|it| &it.none_of), offered));
        }
        if principals::has(&policy, &document, group)? {
            let text = Text::of(|it| &it.held).with("name", group);
            return Err(Problem::invalid("changes", text));
        }
    }
    let next = with_grants(&policy, document, &all)?;
    principals::accepted(&policy, user, &next)?;
    few_and_new(writing, pack, &all).await?;
    Ok(changes)
}

/// That the asker has not asked for the same already, nor for too much.
async fn few_and_new(writing: &mut Writing<'_>, pack: Pack, all: &[String]) -> Result<(), Problem> {
    let mut open = Query::select();
    open.columns(["pack", "changes"].map(Alias::new)).from(Alias::new("requests"));
    open.and_where(Expr::col(Alias::new("requester_id")).eq(writing.asker.user.as_str()));
    open.and_where(Expr::col(Alias::new("status")).eq("open"));
    let rows = writing.work.all(&open).await?;
    let wanted: BTreeSet<&String> = all.iter().collect();
    for row in &rows {
        let (of, changes): (String, String) = (row.try_get("pack")?, row.try_get("changes")?);
        let changes: Value = serde_json::from_str(&changes).map_err(|_| Problem::Unfinished)?;
        if of == pack.name() && grants(&changes)?.iter().collect::<BTreeSet<_>>() == wanted {
            return Err(Problem::Kept(Text::of(|it| &it.asked_already)));
        }
    }
    match rows.len() < MOST {
        true => Ok(()),
        false => Err(Problem::Kept(Text::of(|it| &it.too_many_requests).with("most", MOST))),
    }
}

/// A document with what a request asks for.
fn with_grants(
    policy: &Policy,
    mut document: Map<String, Value>,
    groups: &[String],
) -> Result<Map<String, Value>, Problem> {
    for group in groups {
        match group.strip_prefix(PERMISSION) {
            Some(permission) => {
                let mut held = principals::held(policy, &document)?;
                held.retain(|each| each != permission);
                held.push(permission.to_owned());
                document.insert("permissions".to_owned(), json!(held));
            }
            None => add(&mut document, group),
        }
    }
    Ok(document)
}

/// The groups that an alternative grants; what else an unlock proposes nobody can give.
fn grants(changes: &Value) -> Result<Vec<String>, Problem> {
    let grant = |change: &Value| change.get("grant")?.as_str().map(str::to_owned);
    let all = changes.as_array().filter(|all| !all.is_empty());
    let grants = all.and_then(|all| all.iter().map(grant).collect::<Option<Vec<_>>>());
    grants.ok_or_else(|| Problem::invalid("changes", Text::of(|it| &it.grants)))
}

/// Grants a request: the groups are given, and the request is answered.
pub(crate) fn grant<'a>(writing: &'a mut Writing<'_>) -> BoxFuture<'a, Result<Done, Problem>> {
    Box::pin(async move {
        let (id, whole) = writing.before(&REQUESTS).await?;
        let user = whole["record"]["requester"].as_str().unwrap_or_default().to_owned();
        let pack = whole["fields"]["pack"].as_str().and_then(Pack::named);
        let pack = pack.ok_or(Problem::Unfinished)?;
        let changes = whole["fields"]["changes"].as_str().unwrap_or_default();
        let changes: Value = serde_json::from_str(changes).map_err(|_| Problem::Unfinished)?;
        let judged = match pack {
            // Its permissions are given by who may set them.
            Pack::Alvys => Some(setting(writing, &user).await?),
            _ => None,
        };
        let policy = writing.app.packs.policy(pack, writing.asker.language);
        let was = principals::document(writing.work, &user, pack).await?;
        let document = was.clone().ok_or(Problem::NoAccount(pack))?;
        // What does not count as it is stored is not made to count by a grant.
        principals::accepted(&policy, &user, &document)?;
        let next = with_grants(&policy, document, &grants(&changes)?)?;
        let by = (writing.app, &policy);
        principals::put(writing.work, by, (&user, pack), &next).await?;
        writing.set("users", &user, []).await?;
        let done = answer(writing, &id, whole).await?;
        let mut after = done.after.unwrap_or_default();
        let principal = principals::logged(&user, pack, &next);
        let steps = judged.map(|judged| Step {
            judged,
            before: was.map(|was| principals::logged(&user, pack, &was)),
            after: Some(principal.clone()),
        });
        if let (Some(after), Value::Object(principal)) = (after.as_object_mut(), principal) {
            after.extend(principal);
        }
        Ok(Done { after: Some(after), steps: steps.into_iter().collect(), ..done })
    })
}

/// That who grants may set a user's permissions.
async fn setting(writing: &mut Writing<'_>, user: &str) -> Result<Judged, Problem> {
    let ask = Ask::record(&USERS, "setPermissions");
    let standing = writing.asker.standing(writing.work, writing.app, ask.pack).await?;
    let record = json!({ "type": USERS.resource, "id": user });
    let same = |gate: &Gate| ask.decide(gate, Some(&record), &Value::Null);
    allowed(&standing, (ask.asked(), user), same)
}

fn add(document: &mut Map<String, Value>, group: &str) {
    let groups = document.entry("groups").or_insert_with(|| json!([]));
    if let Some(groups) = groups.as_array_mut() {
        groups.push(json!(group));
    }
}

/// Declines a request.
pub(crate) fn decline<'a>(writing: &'a mut Writing<'_>) -> BoxFuture<'a, Result<Done, Problem>> {
    Box::pin(async move {
        let (id, whole) = writing.before(&REQUESTS).await?;
        answer(writing, &id, whole).await
    })
}

/// Sets the status to where the step leads, with who answered.
async fn answer(writing: &mut Writing<'_>, id: &str, before: Value) -> Result<Done, Problem> {
    let to = writing.decision.to.as_ref().map(|to| to.as_text().to_owned());
    let values = [
        ("status", Expr::val(to.ok_or(Problem::Unfinished)?)),
        ("answered_by", Expr::val(writing.asker.user.as_str())),
        ("answered_at", Expr::val(now())),
    ];
    writing.set("requests", id, values).await?;
    writing.done(&REQUESTS, id, Some(before)).await
}
