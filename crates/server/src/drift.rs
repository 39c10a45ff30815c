//! Tells a page whose policies are not those in force: its requests say by their fingerprints which
//! ones it shows, and what is answered names those that differ.

use axum::extract::{Request, State};
use axum::http::HeaderValue;
use axum::middleware::Next;
use axum::response::Response;

use crate::app::App;
use crate::packs::Pack;

/// What a page shows: `alvys=0f3a…, office=91c4…`.
const SHOWN: &str = "policy-fingerprints";

/// The packs whose policy is another: `alvys, office`.
const CHANGED: &str = "policy-changed";

/// Answers, and says which packs the page shows by another policy than the one that is in force
/// once the answer is made.
pub(crate) async fn tell(State(app): State<App>, request: Request, next: Next) -> Response {
    let shown = request.headers().get_all(SHOWN).iter();
    let shown: Vec<String> =
        shown.filter_map(|each| each.to_str().ok().map(str::to_owned)).collect();
    let mut response = next.run(request).await;
    let pairs = shown.iter().flat_map(|each| each.split(','));
    let pairs: Vec<_> = pairs.filter_map(|pair| pair.trim().split_once('=')).collect();
    let in_force = app.packs.fingerprints();
    let differs =
        |pack: &&str| pairs.iter().any(|(name, shown)| name == pack && in_force[*pack] != *shown);
    let changed: Vec<&str> = Pack::ALL.map(Pack::name).into_iter().filter(differs).collect();
    if let (false, Ok(names)) = (changed.is_empty(), HeaderValue::from_str(&changed.join(", "))) {
        response.headers_mut().insert(CHANGED, names);
    }
    response
}
