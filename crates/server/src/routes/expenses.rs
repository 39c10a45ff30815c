//! The routes of the Expenses screen.

use crate::guard::{Ask, Context};
use crate::office::expenses::{EXPENSES, books, create, edit, export};
use crate::packs::Pack;
use crate::route::{Does, Route};

const PACK: Pack = Pack::Expenses;

/// All of them.
pub(crate) const ROUTES: &[Route] = &[
    Route::get("/api/expenses", Ask::rows(&EXPENSES), Does::List(&EXPENSES)),
    Route::get(
        "/api/expenses.csv",
        Ask::workspace(PACK, "exportExpenses").with(Context::Now),
        Does::Show(export),
    ),
    Route::get("/api/books", Ask::workspace(PACK, "createExpense"), Does::Show(books)),
    Route::get("/api/expenses/{id}", Ask::record(&EXPENSES, "viewExpense"), Does::Read(&EXPENSES)),
    Route::post("/api/expenses", Ask::workspace(PACK, "createExpense"), Does::Change(create)),
    Route::patch("/api/expenses/{id}", Ask::record(&EXPENSES, "editExpense"), Does::Change(edit)),
    Route::delete("/api/expenses/{id}", Ask::record(&EXPENSES, "deleteExpense"), Does::Remove),
    Route::post("/api/expenses/{id}/submit", Ask::step(&EXPENSES, "submit"), Does::Step),
    Route::post("/api/expenses/{id}/approve", Ask::step(&EXPENSES, "approve"), Does::Step),
    Route::post("/api/expenses/{id}/reject", Ask::step(&EXPENSES, "reject"), Does::Step),
    Route::post("/api/expenses/{id}/pay", Ask::step(&EXPENSES, "pay"), Does::Step),
];
