//! Whom users are to each pack: documents, as gates are given them.

use std::collections::BTreeSet;

use sea_query::{Alias, Condition, Expr, ExprTrait, LikeExpr, OnConflict, Query, SelectStatement};
use serde_json::{Map, Value, json};
use sqlx::Row;
use tollgate::bundle::PERMISSION;
use tollgate::{Gate, Policy};

use crate::app::App;
use crate::database::Work;
use crate::packs::{Language, Pack};
use crate::problem::Problem;
use crate::texts::Text;

/// A user's document, without what `users` has.
///
/// # Errors
///
/// The database's.
pub(crate) async fn document(
    work: &mut Work,
    user: &str,
    pack: Pack,
) -> Result<Option<Map<String, Value>>, Problem> {
    let mut query = Query::select();
    query.column(Alias::new("document")).from(Alias::new("principals"));
    query.and_where(Expr::col(Alias::new("user_id")).eq(user));
    query.and_where(Expr::col(Alias::new("pack")).eq(pack.name()));
    let row = work.one(&query).await?;
    row.map(|row| read(&row.try_get::<String, _>("document")?)).transpose()
}

fn read(text: &str) -> Result<Map<String, Value>, Problem> {
    let read = serde_json::from_str(text).map_err(|error| sqlx::Error::Decode(error.into()));
    Ok(read?)
}

/// A user as a gate is given it: the document with the user's id, and what else the user has.
///
/// # Errors
///
/// The database's.
pub(crate) async fn principal(
    work: &mut Work,
    user: &str,
    pack: Pack,
) -> Result<Option<Value>, Problem> {
    let Some(mut document) = document(work, user, pack).await? else { return Ok(None) };
    document.insert("id".to_owned(), json!(user));
    if pack == Pack::Expenses {
        let mut query = Query::select();
        query.column(Alias::new("department")).from(Alias::new("users"));
        query.and_where(Expr::col(Alias::new("id")).eq(user));
        let row = work.one(&query).await?.ok_or(Problem::Missing)?;
        let department = row.try_get::<Option<String>, _>("department")?;
        document.insert("department".to_owned(), json!(department));
    }
    Ok(Some(document.into()))
}

/// The gate of who asks. Of a principal that the policy does not take as it is, such as one with a
/// role that a reloaded bundle lacks, nothing counts: what is not known may be what held the rest
/// back. The log and the measures tell of it.
///
/// # Errors
///
/// [`Problem::NoAccount`] then.
pub(crate) fn gate(policy: &Policy, pack: Pack, principal: &Value) -> Result<Gate, Problem> {
    policy.gate(principal).map_err(|error| {
        let (pack_name, user) = (pack.name(), principal["id"].as_str().unwrap_or_default());
        tracing::error!(pack = pack_name, user, %error, "the policy does not take this access");
        metrics::counter!("access_not_taken_total", "pack" => pack_name).increment(1);
        Problem::NoAccount(pack)
    })
}

/// That a policy takes a user's document.
///
/// # Errors
///
/// [`Problem::Invalid`].
pub(crate) fn accepted(
    policy: &Policy,
    user: &str,
    document: &Map<String, Value>,
) -> Result<(), Problem> {
    let mut principal = document.clone();
    principal.insert("id".to_owned(), json!(user));
    policy.gate(&principal).map(drop).map_err(|error| {
        let at = error.at().unwrap_or("principal").trim_start_matches("principal.").to_owned();
        let allowed = error.allowed().iter().map(String::as_str);
        Problem::one_of(&at, Text::of_fault(&error), allowed)
    })
}

/// What of a stored document a policy does not take, such as a role that it has no longer; then all
/// of it counts for nothing.
pub(crate) fn misfit(policy: &Policy, user: &str, document: &Map<String, Value>) -> Option<Text> {
    let Err(Problem::Invalid { at, allowed, .. }) = accepted(policy, user, document) else {
        return None;
    };
    let stored = document.get(&at).and_then(Value::as_array).into_iter().flatten();
    let names =
        stored.filter_map(Value::as_str).filter(|name| !allowed.iter().any(|it| it == name));
    let names: Vec<String> = names.map(|name| format!("`{name}`")).collect();
    let what = if names.is_empty() { format!("`{at}`") } else { names.join(", ") };
    Some(Text::of(|it| &it.misfit).with("what", what))
}

/// The users of whose stored access the policy in force of a pack does not take some, so that none
/// of it counts.
///
/// # Errors
///
/// The database's.
pub async fn unfit(app: &App, pack: Pack) -> Result<Vec<String>, Problem> {
    let policy = app.packs.policy(pack, Language::English);
    let all = all(&mut app.database.read().await?, pack).await?;
    let unfit = all.into_iter().filter(|(user, it)| accepted(&policy, user, it).is_err());
    Ok(unfit.map(|(user, _)| user).collect())
}

/// Writes a user's document, once the pack's policy takes it and somebody is left who looks after
/// the pack.
///
/// # Errors
///
/// [`Problem::Invalid`] for a document that the policy does not take, [`Problem::Kept`] for one
/// that takes the last away.
pub(crate) async fn put(
    work: &mut Work,
    (app, policy): (&App, &Policy),
    (user, pack): (&str, Pack),
    document: &Map<String, Value>,
) -> Result<(), Problem> {
    keep_one(work, app, (user, pack), document).await?;
    store(work, policy, (user, pack), document).await
}

/// Writes it, once the pack's policy takes it.
///
/// # Errors
///
/// [`Problem::Invalid`] for a document that the policy does not take.
pub(crate) async fn store(
    work: &mut Work,
    policy: &Policy,
    (user, pack): (&str, Pack),
    document: &Map<String, Value>,
) -> Result<(), Problem> {
    accepted(policy, user, document)?;
    let mut insert = Query::insert();
    insert.into_table(Alias::new("principals"));
    insert.columns(["user_id", "pack", "document", "version"].map(Alias::new));
    insert.values_panic([
        user.into(),
        pack.name().into(),
        json!(document).to_string().into(),
        1_i64.into(),
    ]);
    let version = Expr::col((Alias::new("principals"), Alias::new("version")));
    insert.on_conflict(
        OnConflict::columns(["user_id", "pack"].map(Alias::new))
            .update_column(Alias::new("document"))
            .value(Alias::new("version"), version.add(1))
            .to_owned(),
    );
    work.run(&insert).await?;
    Ok(())
}

/// What is logged of whom a user is to a pack.
pub(crate) fn logged(user: &str, pack: Pack, document: &Map<String, Value>) -> Value {
    json!({ "user": user, "pack": pack.name(), "principal": document })
}

/// The permissions that a principal holds: its own list, else those of its roles that there are.
///
/// # Errors
///
/// The policy's.
pub(crate) fn held(policy: &Policy, document: &Map<String, Value>) -> Result<Vec<String>, Problem> {
    let texts = |name: &str| -> Option<Vec<String>> {
        let list = document.get(name)?.as_array()?;
        Some(list.iter().filter_map(|each| each.as_str().map(str::to_owned)).collect())
    };
    if let Some(permissions) = texts("permissions") {
        return Ok(permissions);
    }
    let names = texts("roles").unwrap_or_default();
    let mut roles = policy.roles();
    roles.retain(|role| names.iter().any(|each| each == role));
    Ok(policy.role_defaults(&roles)?)
}

/// The documents of all users whom a pack knows, by user.
///
/// # Errors
///
/// The database's.
pub(crate) async fn all(
    work: &mut Work,
    pack: Pack,
) -> Result<Vec<(String, Map<String, Value>)>, Problem> {
    of(work, pack, Condition::all()).await
}

/// Those that meet a condition.
async fn of(
    work: &mut Work,
    pack: Pack,
    is: Condition,
) -> Result<Vec<(String, Map<String, Value>)>, Problem> {
    let mut query = Query::select();
    query.columns(["user_id", "document"].map(Alias::new)).from(Alias::new("principals"));
    query.and_where(Expr::col(Alias::new("pack")).eq(pack.name())).cond_where(is);
    query.order_by(Alias::new("user_id"), sea_query::Order::Asc);
    let mut documents = Vec::new();
    for row in work.all(&query).await? {
        documents.push((row.try_get("user_id")?, read(&row.try_get::<String, _>("document")?)?));
    }
    Ok(documents)
}

/// The users who hold a permission, and a question for users among whom these are.
///
/// # Errors
///
/// The database's.
pub(crate) async fn holders(
    work: &mut Work,
    (policy, pack): (&Policy, Pack),
    permission: &str,
) -> Result<(BTreeSet<String>, SelectStatement), Problem> {
    let named = named(policy, permission)?;
    let mut holders = BTreeSet::new();
    for (user, document) in of(work, pack, named.clone()).await? {
        let taken = accepted(policy, &user, &document).is_ok();
        if taken && held(policy, &document)?.iter().any(|each| each == permission) {
            holders.insert(user);
        }
    }
    let mut among = Query::select();
    among.column(Alias::new("user_id")).from(Alias::new("principals"));
    among.and_where(Expr::col(Alias::new("pack")).eq(pack.name())).cond_where(named);
    Ok((holders, among))
}

/// That a document names a permission, or a role that has it.
fn named(policy: &Policy, permission: &str) -> Result<Condition, Problem> {
    let mut named = vec![permission];
    for role in policy.roles() {
        if policy.role_defaults(&[role])?.iter().any(|each| each == permission) {
            named.push(role);
        }
    }
    Ok(named.into_iter().fold(Condition::any(), |any, name| {
        // As a JSON text, in which a pattern's signs stand for themselves.
        let text = json!(name).to_string();
        let text = text.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
        let pattern = LikeExpr::new(format!("%{text}%")).escape('\\');
        any.add(Expr::col(Alias::new("document")).like(pattern))
    }))
}

/// Whether whoever has a document looks after a pack: sets permissions, is an Admin, changes
/// access. Of the other packs nobody has to. Whose access the policy does not take is nobody.
fn looks_after(
    policy: &Policy,
    pack: Pack,
    (user, document): (&str, &Map<String, Value>),
) -> Result<bool, Problem> {
    let mut principal = document.clone();
    principal.insert("id".to_owned(), json!(user));
    let Ok(gate) = policy.gate(&principal) else { return Ok(false) };
    let somebody = json!({ "type": "User", "id": "" });
    Ok(match pack {
        Pack::Alvys => gate.can("setPermissions", &somebody)?,
        // What Admin alone may.
        Pack::AccessLevels => gate.can("createCustomer", &())?,
        Pack::Office => gate.can("changeAccess", &somebody)?,
        Pack::ClientMetrics | Pack::Expenses => false,
    })
}

/// The users who look after a pack and can sign in here: with a password, or as a sample user of
/// the demo. What an identity provider says of whom is not known here, and whom it sends has
/// nothing of what is stored.
///
/// # Errors
///
/// The database's.
pub(crate) async fn keepers(
    work: &mut Work,
    app: &App,
    pack: Pack,
) -> Result<Vec<String>, Problem> {
    let column = |name: &str| Expr::col((Alias::new("users"), Alias::new(name)));
    let sample = column("sample").eq(true).and(Expr::val(app.settings.demo));
    let mut able = Query::select();
    able.column(Alias::new("id")).from(Alias::new("users"));
    able.and_where(column("password").is_not_null().or(sample));
    let able = Expr::col(Alias::new("user_id")).in_subquery(able);
    let policy = app.packs.policy(pack, Language::English);
    let mut keepers = Vec::new();
    for (user, document) in of(work, pack, Condition::all().add(able)).await? {
        if looks_after(&policy, pack, (&user, &document))? {
            keepers.push(user);
        }
    }
    Ok(keepers)
}

/// That a user's next document does not take the last away who looks after a pack.
async fn keep_one(
    work: &mut Work,
    app: &App,
    (user, pack): (&str, Pack),
    next: &Map<String, Value>,
) -> Result<(), Problem> {
    let policy = app.packs.policy(pack, Language::English);
    let was = document(work, user, pack).await?.unwrap_or_default();
    let taken =
        looks_after(&policy, pack, (user, &was))? && !looks_after(&policy, pack, (user, next))?;
    if !taken || keepers(work, app, pack).await? != [user] {
        return Ok(());
    }
    Err(Problem::Kept(Text::of(match pack {
        Pack::Alvys => |it| &it.last_setter,
        Pack::AccessLevels => |it| &it.last_admin,
        _ => |it| &it.last_access,
    })))
}

/// Whether a document has a group: by a role, by name, or as a permission.
///
/// # Errors
///
/// The policy's.
pub(crate) fn has(
    policy: &Policy,
    document: &Map<String, Value>,
    group: &str,
) -> Result<bool, Problem> {
    if let Some(permission) = group.strip_prefix(PERMISSION) {
        return Ok(held(policy, document)?.iter().any(|each| each == permission));
    }
    let names = |name: &str, wanted: &str| {
        let list = document.get(name).and_then(Value::as_array);
        list.is_some_and(|list| list.iter().any(|each| each == wanted))
    };
    let bundle = policy.bundle();
    let of_role = bundle
        .roles
        .iter()
        .filter(|role| names("roles", &role.name))
        .any(|role| role.groups.iter().any(|id| bundle.groups[id.index()].name == *group));
    Ok(of_role || names("groups", group))
}

/// The groups that an unlock may propose.
pub(crate) fn offered(policy: &Policy) -> Vec<&str> {
    let groups = policy.bundle().groups.iter().zip(&policy.program().groups);
    groups.filter(|(_, it)| it.offered).map(|(group, _)| &*group.name).collect()
}
