//! The first administrator of an office in which nobody can sign in yet.

use sea_query::{Alias, Expr, ExprTrait, Query};
use serde_json::{Map, Value, json};
use tollgate::Gate;
use uuid::Uuid;

use crate::app::App;
use crate::asker::Asker;
use crate::audit::{self, Entry};
use crate::database::Work;
use crate::guard::Ask;
use crate::judged::Asked;
use crate::office::NAME;
use crate::office::house::PEOPLE;
use crate::packs::{Language, Pack};
use crate::password;
use crate::principals;
use crate::problem::Problem;
use crate::read;
use crate::texts::Text;
use crate::visible::is_blank;
use crate::write::anew;
use crate::writing::allowed;

/// Adds a user who may do everything, with a password, while nobody can sign in who may set
/// permissions or change access. Gives the user's id.
///
/// # Errors
///
/// [`Problem::Kept`] where somebody can, [`Problem::Invalid`] for an address or a password that is
/// none.
pub async fn first_admin(app: &App, email: &str, password: &str) -> Result<String, Problem> {
    let email = email.trim().to_lowercase();
    let parts = email.split_once('@');
    if parts.is_none_or(|(local, at)| is_blank(local) || is_blank(at))
        || email.chars().count() > NAME
    {
        return Err(Problem::invalid("email", Text::of(|it| &it.no_email)));
    }
    let hash = password::hash(password).await?;
    let user = anew(|| make(app, &email, &hash)).await?;
    tracing::info!(user, email, "the first administrator is added");
    Ok(user)
}

async fn make(app: &App, email: &str, hash: &str) -> Result<String, Problem> {
    let mut work = app.database.write().await?;
    for pack in [Pack::Alvys, Pack::Office] {
        if !principals::keepers(&mut work, app, pack).await?.is_empty() {
            return Err(Problem::Kept(Text::of(|it| &it.not_first)));
        }
    }
    let mut taken = Query::select();
    taken.column(Alias::new("id")).from(Alias::new("users"));
    taken.and_where(Expr::col(Alias::new("email")).eq(email));
    if work.one(&taken).await?.is_some() {
        return Err(Problem::invalid("email", Text::of(|it| &it.email_taken)));
    }
    let id = Uuid::now_v7().to_string();
    add(&mut work, &id, (email, hash)).await?;
    for pack in Pack::ALL {
        let policy = app.packs.policy(pack, Language::English);
        principals::store(&mut work, &policy, (&id, pack), &everything(app, pack)).await?;
    }
    log(&mut work, app, &id).await?;
    work.commit().await?;
    Ok(id)
}

async fn add(work: &mut Work, id: &str, (email, hash): (&str, &str)) -> Result<(), Problem> {
    let mut insert = Query::insert();
    insert.into_table(Alias::new("users"));
    let columns =
        ["id", "name", "title", "email", "department", "password", "sample", "about", "version"];
    insert.columns(columns.map(Alias::new));
    insert.values_panic([
        id.into(),
        email.into(),
        "".into(),
        email.into(),
        Expr::val(None::<String>),
        hash.into(),
        false.into(),
        "".into(),
        1_i64.into(),
    ]);
    work.run(&insert).await?;
    Ok(())
}

/// Who may do everything in a pack.
fn everything(app: &App, pack: Pack) -> Map<String, Value> {
    let document = match pack {
        Pack::ClientMetrics => json!({ "roles": ["Administrator"] }),
        Pack::Alvys => {
            let policy = app.packs.policy(pack, Language::English);
            let all = policy.permissions().into_iter().map(|each| each.name);
            json!({ "roles": ["PartnerAdmin"], "permissions": all.collect::<Vec<_>>() })
        }
        Pack::AccessLevels => json!({ "roles": ["Admin"] }),
        Pack::Expenses => json!({ "roles": ["Manager", "Finance"] }),
        Pack::Office => json!({ "roles": ["Owner"] }),
    };
    document.as_object().cloned().unwrap_or_default()
}

/// Logs it as what the user may do from now on: adding users.
async fn log(work: &mut Work, app: &App, id: &str) -> Result<(), Problem> {
    let ask = &Ask::workspace(Pack::Office, "addUser");
    let asker = &Asker::by_command(id, "first-admin");
    let standing = asker.standing(work, app, Pack::Office).await?;
    let same = |gate: &Gate| ask.decide(gate, None, &Value::Null);
    let question = Asked { kind: PEOPLE.name, ..ask.asked() };
    let judged = allowed(&standing, (question, id), same)?;
    let record = read::find(work, &PEOPLE, id).await?.ok_or(Problem::Missing)?;
    let after = read::whole(work, &PEOPLE, &record).await?;
    audit::log(work, asker, Entry::from(&judged), (None, Some(after))).await
}
