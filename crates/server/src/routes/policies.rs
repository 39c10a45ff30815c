//! The policies in force, for the page: whatever the files say by now.

use axum::extract::State;
use axum::http::header;
use axum::routing::{MethodRouter, get};

use crate::app::App;
use crate::packs::{Language, Pack};
use crate::route::Route;

/// All of them. What policies say is no secret: the page that shows who may do what has them before
/// anybody is signed in, and each pack's sources are served beside them.
pub(crate) const ROUTES: &[Route] = &[
    Route::public("GET", "/policies/client-metrics/bundle.json", || {
        serve(Pack::ClientMetrics, Language::English)
    }),
    Route::public("GET", "/policies/client-metrics/languages/es.json", || {
        serve(Pack::ClientMetrics, Language::Spanish)
    }),
    Route::public("GET", "/policies/alvys/bundle.json", || serve(Pack::Alvys, Language::English)),
    Route::public("GET", "/policies/alvys/languages/es.json", || {
        serve(Pack::Alvys, Language::Spanish)
    }),
    Route::public("GET", "/policies/access-levels/bundle.json", || {
        serve(Pack::AccessLevels, Language::English)
    }),
    Route::public("GET", "/policies/access-levels/languages/es.json", || {
        serve(Pack::AccessLevels, Language::Spanish)
    }),
    Route::public("GET", "/policies/expenses/bundle.json", || {
        serve(Pack::Expenses, Language::English)
    }),
    Route::public("GET", "/policies/expenses/languages/es.json", || {
        serve(Pack::Expenses, Language::Spanish)
    }),
    Route::public("GET", "/policies/office/bundle.json", || serve(Pack::Office, Language::English)),
    Route::public("GET", "/policies/office/languages/es.json", || {
        serve(Pack::Office, Language::Spanish)
    }),
];

fn serve(pack: Pack, language: Language) -> MethodRouter<App> {
    get(async move |State(app): State<App>| {
        ([(header::CONTENT_TYPE, "application/json")], app.packs.text(pack, language))
    })
}
