//! What a request is refused with: problem documents (RFC 9457) that carry the gate's decision.

use std::sync::Arc;

use axum::Json;
use axum::body::Body;
use axum::extract::Request;
use axum::http::{HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use crate::database::Nul;
use crate::judged::Judged;
use crate::packs::{Language, Pack};
use crate::texts::{Text, Texts, Translations};

/// How large a request's body is at most.
pub(crate) const BODY: usize = 1 << 20;

/// After how many seconds it is asked again for what a server was too busy to do.
const BUSY: i64 = 30;

/// Why a request is refused.
#[derive(Debug, thiserror::Error)]
pub enum Problem {
    /// Nobody is signed in, or no longer.
    #[error("signed out")]
    SignedOut,
    /// The password or the name is wrong; which of them is not said.
    #[error("wrong password")]
    WrongPassword,
    /// Too many attempts.
    #[error("too many attempts")]
    TooMany(i64),
    /// Too much was denied.
    #[error("too many denials")]
    TooManyDenials(i64),
    /// The request came from another site's page.
    #[error("from another site")]
    Foreign,
    /// The gate says no.
    #[error("{}", .0.decision.message)]
    Denied(Box<Judged>),
    /// Whoever asks is nobody to this pack.
    #[error("no account of `{}`", .0.name())]
    NoAccount(Pack),
    /// There is no such record, or none that may be seen.
    #[error("no such record")]
    Missing,
    /// The address takes other methods.
    #[error("no such method")]
    NoMethod,
    /// The request did not arrive in time.
    #[error("it did not arrive in time")]
    Late,
    /// The request's body is larger than any has to be.
    #[error("too large")]
    TooLarge,
    /// The request's body does not say that it is JSON.
    #[error("not JSON")]
    NotJson,
    /// It took too long to answer; whether what was asked for was done is not known.
    #[error("too slow")]
    Slow,
    /// As many pages are open as the server holds.
    #[error("too many open pages")]
    Busy,
    /// Somebody else changed the record since it was read.
    #[error("changed since it was read")]
    Changed,
    /// What the office does not let happen, whoever asks.
    #[error("{0}")]
    Kept(Text),
    /// Something in the request is not as it has to be.
    #[error("{detail}")]
    Invalid {
        /// Where: a field's name.
        at: String,
        /// What is wrong.
        detail: Text,
        /// What would do, where that is a short list.
        allowed: Vec<String>,
    },
    /// What the server knows of itself that does not fit: no fault of the request's.
    #[error(transparent)]
    Gate(tollgate::Error),
    /// A column that cannot say what a filter compares: no fault of the request's.
    #[error(transparent)]
    Filter(#[from] tollgate_sql::Error),
    /// The database.
    #[error(transparent)]
    Database(sqlx::Error),
    /// Something else that does not fit: no fault of the request's.
    #[error("{0}")]
    Fault(&'static str),
    /// A job that did not end.
    #[error("the server did not finish this")]
    Unfinished,
}

impl From<sqlx::Error> for Problem {
    fn from(error: sqlx::Error) -> Self {
        match &error {
            sqlx::Error::Encode(inner) if inner.is::<Nul>() => {
                Problem::invalid("", Text::of(|it| &it.nul))
            }
            _ => Problem::Database(error),
        }
    }
}

impl From<tollgate::Error> for Problem {
    fn from(error: tollgate::Error) -> Self {
        Problem::Gate(error)
    }
}

impl Problem {
    /// Something in the request that is not as it has to be.
    pub(crate) fn invalid(at: &str, detail: Text) -> Self {
        Problem::one_of(at, detail, [])
    }

    /// The same, with what would do.
    pub(crate) fn one_of<'a>(
        at: &str,
        detail: Text,
        all: impl IntoIterator<Item = &'a str>,
    ) -> Self {
        let allowed = all.into_iter().map(str::to_owned).collect();
        Problem::Invalid { at: at.to_owned(), detail, allowed }
    }

    /// The kind of problem, its status and its title.
    fn kind(&self) -> (&'static str, StatusCode, Title) {
        match self {
            Problem::SignedOut => {
                ("signed-out", StatusCode::UNAUTHORIZED, |it| &it.signed_out_title)
            }
            Problem::WrongPassword => {
                ("wrong-password", StatusCode::UNAUTHORIZED, |it| &it.signed_out_title)
            }
            Problem::TooMany(_) => {
                ("too-many-attempts", StatusCode::TOO_MANY_REQUESTS, |it| &it.too_many_title)
            }
            Problem::TooManyDenials(_) => {
                ("too-many-denials", StatusCode::TOO_MANY_REQUESTS, |it| &it.too_many_title)
            }
            Problem::Foreign => ("foreign", StatusCode::FORBIDDEN, |it| &it.foreign_title),
            Problem::Denied(_) => ("denied", StatusCode::FORBIDDEN, |it| &it.denied_title),
            Problem::NoAccount(_) => {
                ("no-account", StatusCode::FORBIDDEN, |it| &it.no_account_title)
            }
            Problem::Missing => ("missing", StatusCode::NOT_FOUND, |it| &it.missing_title),
            Problem::NoMethod | Problem::Late | Problem::TooLarge | Problem::NotJson => {
                self.of_form()
            }
            Problem::Slow => ("slow", StatusCode::SERVICE_UNAVAILABLE, |it| &it.slow_title),
            Problem::Busy => ("busy", StatusCode::SERVICE_UNAVAILABLE, |it| &it.busy_title),
            Problem::Changed => ("changed", StatusCode::CONFLICT, |it| &it.changed_title),
            Problem::Kept(_) => ("kept", StatusCode::CONFLICT, |it| &it.kept_title),
            Problem::Invalid { .. } => {
                ("invalid", StatusCode::UNPROCESSABLE_ENTITY, |it| &it.invalid_title)
            }
            Problem::Database(error) if is_away(error) => {
                ("unavailable", StatusCode::SERVICE_UNAVAILABLE, |it| &it.unavailable_title)
            }
            Problem::Gate(_)
            | Problem::Filter(_)
            | Problem::Database(_)
            | Problem::Fault(_)
            | Problem::Unfinished => {
                ("failed", StatusCode::INTERNAL_SERVER_ERROR, |it| &it.failed_title)
            }
        }
    }

    /// The same, of what is wrong with how something is asked for.
    fn of_form(&self) -> (&'static str, StatusCode, Title) {
        let (kind, status) = match self {
            Problem::NoMethod => ("no-method", StatusCode::METHOD_NOT_ALLOWED),
            Problem::Late => ("late", StatusCode::REQUEST_TIMEOUT),
            Problem::TooLarge => ("too-large", StatusCode::PAYLOAD_TOO_LARGE),
            Problem::NotJson => ("not-json", StatusCode::UNSUPPORTED_MEDIA_TYPE),
            _ => ("invalid", StatusCode::UNPROCESSABLE_ENTITY),
        };
        (kind, status, |it| &it.invalid_title)
    }

    /// What an answer refuses that is no problem yet, such as a router's.
    fn of_status(status: StatusCode) -> Self {
        match status {
            StatusCode::NOT_FOUND => Problem::Missing,
            StatusCode::METHOD_NOT_ALLOWED => Problem::NoMethod,
            StatusCode::REQUEST_TIMEOUT => Problem::Late,
            StatusCode::PAYLOAD_TOO_LARGE => Problem::TooLarge,
            StatusCode::UNSUPPORTED_MEDIA_TYPE => Problem::NotJson,
            status if status.is_client_error() => {
                Problem::invalid("request", Text::of(|it| &it.unfit))
            }
            _ => Problem::Unfinished,
        }
    }

    /// What is told of it; of what the server knows of itself nothing, which is for its log.
    fn detail(&self, language: Language) -> String {
        let text = match self {
            Problem::SignedOut => Text::of(|it| &it.signed_out),
            Problem::WrongPassword => Text::of(|it| &it.wrong_password),
            Problem::TooMany(seconds) => Text::of(|it| &it.too_many).with("seconds", seconds),
            Problem::TooManyDenials(seconds) => {
                Text::of(|it| &it.too_many_denials).with("seconds", seconds)
            }
            Problem::Foreign => Text::of(|it| &it.foreign),
            Problem::Denied(judged) => return judged.decision.message.clone(),
            Problem::NoAccount(pack) => Text::of(|it| &it.no_account).with("pack", pack.name()),
            Problem::Missing => Text::of(|it| &it.missing),
            Problem::NoMethod => Text::of(|it| &it.no_method),
            Problem::Late => Text::of(|it| &it.late),
            Problem::TooLarge => Text::of(|it| &it.too_large).with("most", BODY >> 20),
            Problem::NotJson => Text::of(|it| &it.not_json),
            Problem::Slow => Text::of(|it| &it.slow),
            Problem::Busy => Text::of(|it| &it.busy),
            Problem::Changed => Text::of(|it| &it.changed),
            Problem::Kept(text) | Problem::Invalid { detail: text, .. } => text.clone(),
            Problem::Gate(_)
            | Problem::Filter(_)
            | Problem::Database(_)
            | Problem::Fault(_)
            | Problem::Unfinished => return String::new(),
        };
        text.say(language)
    }

    /// The document, in a language.
    #[must_use]
    pub fn document(&self, language: Language) -> Value {
        let (kind, status, title) = self.kind();
        let mut document = json!({
            "type": format!("/problems/{kind}"),
            "status": status.as_u16(),
            "title": Text::of(title).say(language),
            "detail": self.detail(language),
        });
        match self {
            Problem::Denied(judged) => document["decision"] = json!(judged.decision),
            Problem::Invalid { at, allowed, .. } => {
                document["at"] = json!(at);
                document["allowed"] = json!(allowed);
            }
            _ => {}
        }
        document
    }
}

/// A title among the texts.
type Title = fn(&'static Texts) -> &'static Translations;

/// The problem that an answer tells.
#[derive(Clone, Debug)]
struct Reported(Arc<Problem>);

/// Answers, and tells problems in the language of who asks. What a router or a layer refuses of
/// `/api` is a problem, too.
pub(crate) async fn speak(request: Request, next: Next) -> Response {
    let language = Language::of(request.headers());
    let of_api = request.uri().path().starts_with("/api");
    let empty = request.method() == Method::HEAD;
    let mut response = next.run(request).await;
    let status = response.status();
    let refused = status.is_client_error() || status.is_server_error();
    if of_api && refused && response.extensions().get::<Reported>().is_none() {
        response = in_place_of(response);
    }
    if let Some(Reported(problem)) = response.extensions_mut().remove::<Reported>() {
        let document = (!empty).then(|| problem.document(language).to_string());
        *response.body_mut() = document.map_or_else(Body::empty, Body::from);
    }
    response
}

/// A problem with what else an answer says, such as which methods an address takes.
fn in_place_of(refused: Response) -> Response {
    let mut response = Problem::of_status(refused.status()).into_response();
    let headers = response.headers_mut();
    for (name, value) in refused.headers() {
        if ![header::CONTENT_TYPE, header::CONTENT_LENGTH].contains(name) {
            headers.append(name, value.clone());
        }
    }
    response
}

/// Whether a database cannot be reached, in place of refusing something.
fn is_away(error: &sqlx::Error) -> bool {
    matches!(error, sqlx::Error::Io(_) | sqlx::Error::PoolTimedOut | sqlx::Error::PoolClosed)
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let (_, status, _) = self.kind();
        if status.is_server_error() {
            tracing::error!(error = %self, "request failed");
        }
        let mut response = (status, Json(self.document(Language::English))).into_response();
        let headers = response.headers_mut();
        let problem = HeaderValue::from_static("application/problem+json");
        headers.insert(header::CONTENT_TYPE, problem);
        let wait = match self {
            Problem::TooMany(seconds) | Problem::TooManyDenials(seconds) => Some(seconds),
            Problem::Busy => Some(BUSY),
            _ => None,
        };
        if let Some(seconds) = wait {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        response.extensions_mut().insert(Reported(Arc::new(self)));
        response
    }
}
