//! The server as a whole: routes, the page's files, limits and headers.

use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, LazyLock};
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::{Body, Bytes, HttpBody};
use axum::extract::{DefaultBodyLimit, MatchedPath, Request, State};
use axum::http::{HeaderName, HeaderValue, header};
use axum::middleware::{Next, from_fn, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::any;
use futures_util::stream::{StreamExt, once};
use tower::ServiceBuilder;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::request_id::{MakeRequestUuid, PropagateRequestIdLayer, SetRequestIdLayer};
use tower_http::services::ServeDir;
use tower_http::trace::TraceLayer;

use crate::app::App;
use crate::problem::{self, BODY, Problem};
use crate::route::Until;
use crate::{drift, routes};

/// What a page of this server may load, which is what this server has.
static POLICY: LazyLock<String> = LazyLock::new(|| {
    let directives: Vec<_> = include_str!("content-security-policy.txt").lines().collect();
    directives.join("; ")
});

/// Where the page's files are.
#[derive(Clone, Debug)]
pub struct Files {
    /// The page.
    pub page: PathBuf,
    /// The package that it imports.
    pub package: PathBuf,
    /// The packs, whose texts it shows.
    pub policies: PathBuf,
}

/// All that the server answers.
pub fn site(app: App, files: Option<&Files>) -> Router {
    let patience = app.settings.patience;
    let drift = from_fn_with_state(app.clone(), drift::tell);
    let routes = routes::router().route("/api", any(unknown)).route("/api/{*rest}", any(unknown));
    let routes = routes.layer(drift);
    let mut router = routes.with_state(app);
    // Beside the table there are the files of the page, of the package and of the packs' sources:
    // what a repository shows anybody.
    if let Some(files) = files {
        router = router
            .nest_service("/tollgate", ServeDir::new(&files.package))
            .nest_service("/policies", ServeDir::new(&files.policies))
            .fallback_service(ServeDir::new(&files.page));
    }
    layered(router, patience)
}

/// What every request goes through: its id, limits, measures, and the headers of its answer.
pub fn layered(router: Router, patience: Duration) -> Router {
    let id = HeaderName::from_static("x-request-id");
    let layers = ServiceBuilder::new()
        .layer(from_fn(headers))
        .layer(from_fn(measure))
        .layer(from_fn(drop_sent_id))
        .layer(SetRequestIdLayer::new(id.clone(), MakeRequestUuid))
        .layer(TraceLayer::new_for_http().make_span_with(span))
        .layer(PropagateRequestIdLayer::new(id))
        .layer(from_fn(problem::speak))
        .layer(CatchPanicLayer::new())
        .layer(from_fn_with_state(patience, in_time))
        .layer(DefaultBodyLimit::max(BODY));
    router.layer(layers)
}

/// Lets a request go that takes too long: while it arrives that is the asker's doing, and then the
/// server's. Browsers send anew by themselves what is answered by 408, so that no other answer has
/// it: a change may have been made.
async fn in_time(State(patience): State<Duration>, mut request: Request, next: Next) -> Response {
    let now = Instant::now();
    request
        .extensions_mut()
        .insert(Until { begun: now + patience / 2, done: now + patience * 9 / 10 });
    let arrived = Arc::new(AtomicBool::new(request.body().is_end_stream()));
    if !arrived.load(Ordering::Relaxed) {
        let whole = Arc::clone(&arrived);
        request = request.map(|body| {
            let end = once(async move {
                whole.store(true, Ordering::Relaxed);
                Ok(Bytes::new())
            });
            Body::from_stream(body.into_data_stream().chain(end))
        });
    }
    match tokio::time::timeout(patience, next.run(request)).await {
        Ok(response) => response,
        Err(_) if arrived.load(Ordering::Relaxed) => Problem::Slow.into_response(),
        Err(_) => Problem::Late.into_response(),
    }
}

async fn unknown() -> Problem {
    Problem::Missing
}

/// A request's id is the server's to give: what came with it is nobody's word.
async fn drop_sent_id(mut request: Request, next: Next) -> Response {
    request.headers_mut().remove("x-request-id");
    next.run(request).await
}

fn span(request: &Request) -> tracing::Span {
    let id = request.headers().get("x-request-id").and_then(|id| id.to_str().ok());
    let (method, path) = (request.method(), request.uri().path());
    tracing::info_span!("request", %method, path, id)
}

/// Counts a request and how long it took, by its route.
async fn measure(request: Request, next: Next) -> Response {
    let route = request.extensions().get::<MatchedPath>().map(|path| path.as_str().to_owned());
    let method = request.method().to_string();
    let begun = Instant::now();
    let response = next.run(request).await;
    let labels = [
        ("method", method),
        ("route", route.unwrap_or_else(|| "file".to_owned())),
        ("status", response.status().as_u16().to_string()),
    ];
    metrics::counter!("requests_total", &labels).increment(1);
    metrics::histogram!("request_seconds", &labels).record(begun.elapsed());
    response
}

/// What every answer says beside.
async fn headers(request: Request, next: Next) -> Response {
    let is_api = request.uri().path().starts_with("/api");
    let cedar = request.uri().path().ends_with(".cedar");
    let mut response = next.run(request).await.into_response();
    let cedar = cedar && response.status().is_success();
    let headers = response.headers_mut();
    let mut say = |name, value| {
        headers.insert(name, HeaderValue::from_static(value));
    };
    say(header::CONTENT_SECURITY_POLICY, &POLICY);
    say(header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    say(header::REFERRER_POLICY, "no-referrer");
    say(HeaderName::from_static("cross-origin-opener-policy"), "same-origin");
    say(HeaderName::from_static("cross-origin-resource-policy"), "same-origin");
    // A browser shows a policy in place of keeping it as a file.
    if cedar {
        say(header::CONTENT_TYPE, "text/plain; charset=utf-8");
    }
    // A file that changed is not the one that a browser has.
    say(header::CACHE_CONTROL, if is_api { "no-store" } else { "no-cache" });
    response
}
