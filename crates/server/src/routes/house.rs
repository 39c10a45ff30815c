//! The routes of the office itself.

use crate::guard::Ask;
use crate::office::house::{
    PEOPLE, PERIODS, TEAMS, access, add_user, change_access, delegate, delegated_approvals,
};
use crate::office::log::{AUDIT, entries};
use crate::office::requests::{self, REQUESTS};
use crate::office::teams;
use crate::packs::Pack;
use crate::route::{Does, Route};

/// All of them.
pub(crate) const ROUTES: &[Route] = &[
    Route::get("/api/audit", Ask::rows(&AUDIT), Does::Show(entries)),
    Route::get("/api/teams", Ask::rows(&TEAMS), Does::List(&TEAMS)),
    Route::post("/api/teams", Ask::rows(&TEAMS), Does::Make(&TEAMS, &["name"])),
    Route::patch("/api/teams/{id}", Ask::entry(&TEAMS, "manageTeams"), Does::Edit(&["name"])),
    Route::delete(
        "/api/teams/{id}",
        Ask::entry(&TEAMS, "manageTeams"),
        Does::Change(teams::remove),
    ),
    Route::get(
        "/api/teams/{id}/members",
        Ask::entry(&TEAMS, "manageTeams"),
        Does::Show(teams::members),
    ),
    Route::put(
        "/api/teams/{id}/members",
        Ask::entry(&TEAMS, "manageTeams"),
        Does::Change(teams::set_members),
    ),
    Route::get("/api/periods", Ask::rows(&PERIODS), Does::List(&PERIODS)),
    Route::post("/api/periods/{id}/close", Ask::step(&PERIODS, "close"), Does::Step),
    Route::post("/api/periods/{id}/reopen", Ask::step(&PERIODS, "reopen"), Does::Step),
    Route::post("/api/users", Ask::workspace(Pack::Office, "addUser"), Does::Change(add_user)),
    Route::get("/api/users/{id}/access", Ask::record(&PEOPLE, "viewAccess"), Does::Show(access)),
    Route::put(
        "/api/users/{id}/access/{pack}",
        Ask::record(&PEOPLE, "changeAccess"),
        Does::Change(change_access),
    ),
    Route::get(
        "/api/users/{id}/approvals",
        Ask::record(&PEOPLE, "delegateApproval"),
        Does::Show(delegated_approvals),
    ),
    Route::put(
        "/api/users/{id}/approvals",
        Ask::record(&PEOPLE, "delegateApproval"),
        Does::Change(delegate),
    ),
    Route::get("/api/requests", Ask::rows(&REQUESTS), Does::List(&REQUESTS)),
    Route::post(
        "/api/requests",
        Ask::workspace(Pack::Office, "askForAccess"),
        Does::Change(requests::ask),
    ),
    Route::post(
        "/api/requests/{id}/grant",
        Ask::step(&REQUESTS, "grant"),
        Does::Change(requests::grant),
    ),
    Route::post(
        "/api/requests/{id}/decline",
        Ask::step(&REQUESTS, "decline"),
        Does::Change(requests::decline),
    ),
];
