//! Who is asking: the user of a session, and the gates that are theirs.

use axum::extract::FromRequestParts;
use axum::http::HeaderValue;
use axum::http::header::{AUTHORIZATION, HOST, ORIGIN};
use axum::http::request::Parts;
use axum_extra::extract::CookieJar;
use serde_json::json;
use tollgate::Gate;

use crate::app::{App, now};
use crate::database::Work;
use crate::denials::{Denied, denied};
use crate::identity::Person;
use crate::packs::{Language, Pack};
use crate::principals;
use crate::problem::Problem;
use crate::session;
use crate::standing::Standing;

/// Somebody who is signed in, as of this request.
#[derive(Clone, Debug)]
pub struct Asker {
    /// The user's id.
    pub user: String,
    /// The language of what is told.
    pub language: Language,
    /// The request's id, for the log.
    pub request: String,
    /// Whom an identity provider says it is; the office itself where it is none.
    pub person: Option<Person>,
    /// What was denied to them lately.
    pub(crate) denied: Denied,
    /// The session, as the database knows it; none of who shows a token.
    session: Option<String>,
}

impl FromRequestParts<App> for Asker {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        let bearer = parts.headers.get(AUTHORIZATION);
        let person = bearer.map(|header| bearing(app, header)).transpose()?;
        let (user, session, denied) = match &person {
            // No browser sends a token by itself: no other site's page can.
            Some(person) => {
                let denied = denied(&mut app.database.read().await?, &person.id).await?;
                (person.id.clone(), None, denied)
            }
            None => {
                if !parts.method.is_safe() {
                    check_same_origin(parts)?;
                }
                let cookies = CookieJar::from_headers(&parts.headers);
                let cookie = cookies.get(session::cookie_name(&app.settings));
                let cookie = cookie.ok_or(Problem::SignedOut)?;
                let session = session::hashed(cookie.value());
                let mut work = app.database.read().await?;
                let user = session::user(&mut work, &session).await?.ok_or(Problem::SignedOut)?;
                let denied = denied(&mut work, &user).await?;
                (user, Some(session), denied)
            }
        };
        let text = |name: &str| parts.headers.get(name).and_then(|it| it.to_str().ok());
        let language = Language::of(&parts.headers);
        let request = text("x-request-id").unwrap_or_default().to_owned();
        Ok(Asker { user, language, request, person, denied, session })
    }
}

/// Whom a bearer token is about.
fn bearing(app: &App, header: &HeaderValue) -> Result<Person, Problem> {
    let text = header.to_str().ok().and_then(|text| text.split_once(' '));
    let token = text.filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"));
    let (_, token) = token.ok_or(Problem::SignedOut)?;
    app.provider.as_ref().ok_or(Problem::SignedOut)?.person(token.trim())
}

/// That a change was asked for by a page of this server, or by no browser at all: browsers say
/// where a request comes from, and no page can say otherwise.
///
/// # Errors
///
/// [`Problem::Foreign`].
pub(crate) fn check_same_origin(parts: &Parts) -> Result<(), Problem> {
    let text = |name: &str| parts.headers.get(name).map(|it| it.to_str().unwrap_or(""));
    if text("sec-fetch-site").is_some_and(|site| site != "same-origin") {
        return Err(Problem::Foreign);
    }
    let Some(origin) = text(ORIGIN.as_str()) else { return Ok(()) };
    let host = origin.split_once("://").map(|(_, host)| host);
    match host.is_some() && host == text(HOST.as_str()) {
        true => Ok(()),
        false => Err(Problem::Foreign),
    }
}

impl Asker {
    /// Who is acted for by a command of the server's own, such as the one that adds the first user.
    pub(crate) fn by_command(user: &str, command: &str) -> Self {
        Asker {
            user: user.to_owned(),
            language: Language::English,
            request: command.to_owned(),
            person: None,
            denied: Denied { count: 0, until: 0 },
            session: None,
        }
    }

    /// Whether who asked is still signed in.
    ///
    /// # Errors
    ///
    /// The database's.
    pub(crate) async fn stays(&self, work: &mut Work) -> Result<bool, Problem> {
        match (&self.person, &self.session) {
            (Some(person), _) => Ok(now() < person.until),
            (None, Some(session)) => Ok(session::user(work, session).await?.is_some()),
            (None, None) => Ok(false),
        }
    }

    /// The asker's gate of a pack, as of this work: a permission that was taken before it is gone.
    ///
    /// # Errors
    ///
    /// [`Problem::NoAccount`] for whom the pack does not know, or not as they are stored.
    pub async fn gate(&self, work: &mut Work, app: &App, pack: Pack) -> Result<Gate, Problem> {
        Ok(self.standing(work, app, pack).await?.gate)
    }

    /// The same, with what the log says in other languages.
    ///
    /// # Errors
    ///
    /// The same.
    pub(crate) async fn standing(
        &self,
        work: &mut Work,
        app: &App,
        pack: Pack,
    ) -> Result<Standing, Problem> {
        let principal = match &self.person {
            None => principals::principal(work, &self.user, pack).await?,
            Some(person) => person.principals.get(&pack).map(|document| {
                let mut principal = document.clone();
                principal.insert("id".to_owned(), json!(person.id));
                principal.into()
            }),
        };
        let principal = principal.ok_or(Problem::NoAccount(pack))?;
        Standing::of(&app.packs, (pack, self.language), principal)
    }
}
