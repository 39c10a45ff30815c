//! The routes of the Companies screen.

use crate::guard::{Ask, Context};
use crate::office::companies::{COMPANIES, PROFILE, change_type, create};
use crate::office::{import, loads, removal};
use crate::packs::Pack;
use crate::route::{Does, Route};

const PACK: Pack = Pack::Alvys;

/// All of them.
pub(crate) const ROUTES: &[Route] = &[
    Route::get("/api/companies", Ask::workspace(PACK, "viewCompanies"), Does::List(&COMPANIES)),
    Route::get(
        "/api/companies/{id}",
        Ask::record(&COMPANIES, "viewCompany"),
        Does::Read(&COMPANIES),
    ),
    Route::post("/api/companies", Ask::made(&COMPANIES, "createCompany"), Does::Change(create)),
    Route::post(
        "/api/companies/import",
        Ask::workspace(PACK, "importCustomers"),
        Does::Batch(import::companies),
    ),
    Route::patch(
        "/api/companies/{id}",
        Ask::record(&COMPANIES, "editCompany"),
        Does::Edit(PROFILE),
    ),
    Route::put(
        "/api/companies/{id}/type",
        Ask::record(&COMPANIES, "changeCompanyType").with(Context::To),
        Does::Change(change_type),
    ),
    Route::patch(
        "/api/companies/{id}/rate",
        Ask::record(&COMPANIES, "editCustomerRate"),
        Does::Edit(&["rate"]),
    ),
    Route::post("/api/companies/{id}/activate", Ask::step(&COMPANIES, "activate"), Does::Step),
    Route::post("/api/companies/{id}/hold", Ask::step(&COMPANIES, "hold"), Does::Step),
    Route::post("/api/companies/{id}/deactivate", Ask::step(&COMPANIES, "deactivate"), Does::Step),
    Route::post("/api/companies/{id}/disable", Ask::step(&COMPANIES, "disable"), Does::Step),
    Route::delete(
        "/api/companies/{id}",
        Ask::record(&COMPANIES, "deleteCompany"),
        Does::Change(removal::company),
    ),
    Route::get(
        "/api/companies/{id}/loads",
        Ask::record(&COMPANIES, "viewCompany"),
        Does::Show(loads::of_company),
    ),
    Route::get(
        "/api/companies/{id}/documents",
        Ask::record(&COMPANIES, "viewCompany"),
        Does::Show(loads::documents),
    ),
    Route::post(
        "/api/companies/{id}/loads",
        Ask::record(&COMPANIES, "bookLoad"),
        Does::Change(loads::book),
    ),
    Route::post(
        "/api/companies/{id}/loads/{load}",
        Ask::record(&COMPANIES, "progressLoad"),
        Does::Change(loads::progress),
    ),
];
