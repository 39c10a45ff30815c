//! The routes of the Customers screen.

use crate::guard::Ask;
use crate::office::customers::{CUSTOMERS, METRICS, create, edit, link};
use crate::office::scores;
use crate::packs::Pack;
use crate::route::{Does, Route};

const PACK: Pack = Pack::ClientMetrics;
const CATALOG: Ask = Ask::workspace(PACK, "manageMetricsCatalog");
const RECALCULATE: Ask = Ask::workspace(PACK, "recalculateScores");

/// All of them.
pub(crate) const ROUTES: &[Route] = &[
    Route::get("/api/customers", Ask::workspace(PACK, "viewCustomers"), Does::List(&CUSTOMERS)),
    Route::get(
        "/api/customers/{id}",
        Ask::record(&CUSTOMERS, "viewCustomer"),
        Does::Read(&CUSTOMERS),
    ),
    Route::post("/api/customers", Ask::workspace(PACK, "createCustomer"), Does::Change(create)),
    Route::patch(
        "/api/customers/{id}",
        Ask::record(&CUSTOMERS, "editCustomer"),
        Does::Change(edit),
    ),
    Route::post("/api/customers/{id}/complete", Ask::step(&CUSTOMERS, "complete"), Does::Step),
    Route::post("/api/customers/{id}/deactivate", Ask::step(&CUSTOMERS, "deactivate"), Does::Step),
    Route::post("/api/customers/{id}/reactivate", Ask::step(&CUSTOMERS, "reactivate"), Does::Step),
    Route::post(
        "/api/customers/{id}/freshbooks",
        Ask::record(&CUSTOMERS, "linkIntegration"),
        Does::Change(link),
    ),
    Route::get(
        "/api/customers/{id}/metrics",
        Ask::record(&CUSTOMERS, "openClientMetrics"),
        Does::Show(scores::of_customer),
    ),
    Route::put(
        "/api/customers/{id}/metrics/{metric}",
        Ask::record(&CUSTOMERS, "scoreClientMetrics"),
        Does::Change(scores::score),
    ),
    Route::get("/api/metrics", CATALOG, Does::List(&METRICS)),
    Route::post("/api/metrics", CATALOG, Does::Change(scores::add_metric)),
    Route::patch(
        "/api/metrics/{id}",
        Ask::entry(&METRICS, "manageMetricsCatalog"),
        Does::Change(scores::change_metric),
    ),
    Route::delete(
        "/api/metrics/{id}",
        Ask::entry(&METRICS, "manageMetricsCatalog"),
        Does::Change(scores::remove_metric),
    ),
    Route::post("/api/recalculations", RECALCULATE, Does::Change(scores::begin)),
    Route::post("/api/recalculations/{run}", RECALCULATE, Does::Change(scores::go_on)),
];
