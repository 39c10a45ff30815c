//! What a request is refused with: problem documents (RFC 9457) that carry the gate's decision.

use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};
use tollgate::{Decision, Refusal};

use crate::packs::Pack;

/// Why a request is refused.
#[derive(Debug, thiserror::Error)]
pub enum Problem {
    /// Nobody is signed in, or no longer.
    #[error("sign in first")]
    SignedOut,
    /// The password or the name is wrong; which of them is not said.
    #[error("the email address and the password do not belong together")]
    WrongPassword,
    /// Too many attempts.
    #[error("too many attempts; wait {0} seconds")]
    TooMany(i64),
    /// The request came from another site's page.
    #[error("the request did not come from this office's page")]
    Foreign,
    /// The gate says no.
    #[error("{}", .0.message)]
    Denied(Box<Decision>),
    /// Whoever asks is nobody to this pack.
    #[error("there is no account for `{}`", .0.name())]
    NoAccount(Pack),
    /// There is no such record, or none that may be seen.
    #[error("there is no such record")]
    Missing,
    /// Somebody else changed the record since it was read.
    #[error("the record has changed since it was read")]
    Changed,
    /// What the office does not let happen, whoever asks.
    #[error("{0}")]
    Kept(&'static str),
    /// Something in the request is not as it has to be.
    #[error("{detail}")]
    Invalid {
        /// Where: a field's name.
        at: String,
        /// What is wrong.
        detail: String,
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
    Database(#[from] sqlx::Error),
    /// A job that did not end.
    #[error("the server did not finish this")]
    Unfinished,
}

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::Denied(decision) => Problem::Denied(decision),
            Refusal::Error(error) => Problem::Gate(error),
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
    pub fn invalid(at: &str, detail: impl Into<String>) -> Self {
        Problem::Invalid { at: at.to_owned(), detail: detail.into(), allowed: Vec::new() }
    }

    /// The same, with what would do.
    pub fn one_of<'a>(
        at: &str,
        detail: impl Into<String>,
        all: impl IntoIterator<Item = &'a str>,
    ) -> Self {
        let allowed = all.into_iter().map(str::to_owned).collect();
        Problem::Invalid { at: at.to_owned(), detail: detail.into(), allowed }
    }

    /// The kind of problem, its status and its title.
    fn kind(&self) -> (&'static str, StatusCode, &'static str) {
        match self {
            Problem::SignedOut => ("signed-out", StatusCode::UNAUTHORIZED, "Not signed in"),
            Problem::WrongPassword => ("wrong-password", StatusCode::UNAUTHORIZED, "Not signed in"),
            Problem::TooMany(_) => {
                ("too-many-attempts", StatusCode::TOO_MANY_REQUESTS, "Too many attempts")
            }
            Problem::Foreign => ("foreign", StatusCode::FORBIDDEN, "From another site"),
            Problem::Denied(_) => ("denied", StatusCode::FORBIDDEN, "Not allowed"),
            Problem::NoAccount(_) => ("no-account", StatusCode::FORBIDDEN, "No account"),
            Problem::Missing => ("missing", StatusCode::NOT_FOUND, "Not found"),
            Problem::Changed => ("changed", StatusCode::CONFLICT, "Changed meanwhile"),
            Problem::Kept(_) => ("kept", StatusCode::CONFLICT, "Not possible"),
            Problem::Invalid { .. } => {
                ("invalid", StatusCode::UNPROCESSABLE_ENTITY, "Not as it has to be")
            }
            Problem::Database(error) if is_away(error) => {
                ("unavailable", StatusCode::SERVICE_UNAVAILABLE, "The database is away")
            }
            Problem::Gate(_) | Problem::Filter(_) | Problem::Database(_) | Problem::Unfinished => {
                ("failed", StatusCode::INTERNAL_SERVER_ERROR, "The server failed")
            }
        }
    }

    /// The document.
    #[must_use]
    pub fn document(&self) -> Value {
        let (kind, status, title) = self.kind();
        // What the server knows of itself is for its log.
        let detail = match status.is_server_error() {
            true => String::new(),
            false => self.to_string(),
        };
        let mut document = json!({
            "type": format!("/problems/{kind}"),
            "status": status.as_u16(),
            "title": title,
            "detail": detail,
        });
        match self {
            Problem::Denied(decision) => document["decision"] = json!(decision),
            Problem::Invalid { at, allowed, .. } => {
                document["at"] = json!(at);
                document["allowed"] = json!(allowed);
            }
            _ => {}
        }
        document
    }
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
        let mut response = (status, Json(self.document())).into_response();
        let headers = response.headers_mut();
        let problem = HeaderValue::from_static("application/problem+json");
        headers.insert(header::CONTENT_TYPE, problem);
        if let Problem::TooMany(seconds) = self {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }
}
