//! The routes of the Freight screens.

use crate::guard::Ask;
use crate::office::freight::{ACCESSORIALS, ACCOUNTS, CARRIERS, SHIPMENTS, STAFF, create_account};
use crate::packs::Pack;
use crate::route::{Does, Route};

const PACK: Pack = Pack::AccessLevels;
const CARRIER: &[&str] = &["name", "equipment"];
const ACCESSORIAL: &[&str] = &["name", "amount"];

/// All of them.
pub(crate) const ROUTES: &[Route] = &[
    Route::get("/api/shipments", Ask::rows(&SHIPMENTS), Does::List(&SHIPMENTS)),
    Route::get(
        "/api/shipments/{id}",
        Ask::record(&SHIPMENTS, "viewShipment"),
        Does::Read(&SHIPMENTS),
    ),
    Route::patch(
        "/api/shipments/{id}/cost",
        Ask::record(&SHIPMENTS, "changeCost"),
        Does::Edit(&["cost"]),
    ),
    Route::patch(
        "/api/shipments/{id}/billed-amount",
        Ask::record(&SHIPMENTS, "changeBilledAmount"),
        Does::Edit(&["billedAmount"]),
    ),
    Route::patch(
        "/api/shipments/{id}/commission",
        Ask::record(&SHIPMENTS, "changeCommission"),
        Does::Edit(&["commission"]),
    ),
    Route::post("/api/shipments/{id}/invoice", Ask::step(&SHIPMENTS, "invoice"), Does::Step),
    Route::get("/api/accounts", Ask::rows(&ACCOUNTS), Does::List(&ACCOUNTS)),
    Route::get("/api/accounts/{id}", Ask::record(&ACCOUNTS, "viewCustomer"), Does::Read(&ACCOUNTS)),
    Route::post(
        "/api/accounts",
        Ask::workspace(PACK, "createCustomer"),
        Does::Change(create_account),
    ),
    Route::get("/api/staff", Ask::rows(&STAFF), Does::List(&STAFF)),
    Route::get("/api/carriers", Ask::rows(&CARRIERS), Does::List(&CARRIERS)),
    Route::post("/api/carriers", Ask::rows(&CARRIERS), Does::Make(&CARRIERS, CARRIER)),
    Route::patch(
        "/api/carriers/{id}",
        Ask::entry(&CARRIERS, "manageCarriers"),
        Does::Edit(CARRIER),
    ),
    Route::delete("/api/carriers/{id}", Ask::entry(&CARRIERS, "manageCarriers"), Does::Remove),
    Route::get("/api/accessorials", Ask::rows(&ACCESSORIALS), Does::List(&ACCESSORIALS)),
    Route::post(
        "/api/accessorials",
        Ask::rows(&ACCESSORIALS),
        Does::Make(&ACCESSORIALS, ACCESSORIAL),
    ),
    Route::patch(
        "/api/accessorials/{id}",
        Ask::entry(&ACCESSORIALS, "manageAccessorials"),
        Does::Edit(ACCESSORIAL),
    ),
    Route::delete(
        "/api/accessorials/{id}",
        Ask::entry(&ACCESSORIALS, "manageAccessorials"),
        Does::Remove,
    ),
];
