//! The routes of the Users screen.

use crate::guard::Ask;
use crate::office::people::{USERS, holders, permissions, set_permissions};
use crate::route::{Does, Route};

/// All of them.
pub(crate) const ROUTES: &[Route] = &[
    Route::get("/api/users", Ask::rows(&USERS), Does::List(&USERS)),
    Route::get("/api/users/{id}", Ask::record(&USERS, "viewUser"), Does::Read(&USERS)),
    Route::get(
        "/api/users/{id}/permissions",
        Ask::record(&USERS, "viewUser"),
        Does::Show(permissions),
    ),
    Route::get("/api/permissions/{permission}/holders", Ask::rows(&USERS), Does::Show(holders)),
    Route::put(
        "/api/users/{id}/permissions",
        Ask::record(&USERS, "setPermissions"),
        Does::Change(set_permissions),
    ),
];
