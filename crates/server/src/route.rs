//! What a route is: an address, its guard, and what it does once that has allowed it.

use std::collections::HashMap;
use std::time::Instant;

use axum::response::Response;
use axum::routing::MethodRouter;
use futures_util::future::BoxFuture;
use serde_json::Value;
use tollgate::Gate;

use crate::app::App;
use crate::asker::Asker;
use crate::database::Work;
use crate::guard::{Ask, Guard};
use crate::kind::Kind;
use crate::problem::Problem;
use crate::read::ListQuery;
use crate::rows::Record;
use crate::writing::Change;

/// A way to ask for something.
#[derive(Clone, Copy, Debug)]
pub struct Route {
    /// `GET` and so on.
    pub method: &'static str,
    /// Its address; `{id}` is that of the guard's record.
    pub path: &'static str,
    /// Who may.
    pub guard: Guard,
    /// What it does then.
    pub does: Does,
}

impl Route {
    /// For anybody; what stands above it in its table says why it needs no gate.
    #[must_use]
    pub const fn public(
        method: &'static str,
        path: &'static str,
        made: fn() -> MethodRouter<App>,
    ) -> Self {
        Route { method, path, guard: Guard::Public, does: Does::Handler(made) }
    }

    /// A question.
    #[must_use]
    pub const fn get(path: &'static str, ask: Ask, does: Does) -> Self {
        Route { method: "GET", path, guard: Guard::Asks(ask), does }
    }

    /// Makes something, or takes a step.
    #[must_use]
    pub const fn post(path: &'static str, ask: Ask, does: Does) -> Self {
        Route { method: "POST", path, guard: Guard::Asks(ask), does }
    }

    /// Sets one thing.
    #[must_use]
    pub const fn put(path: &'static str, ask: Ask, does: Does) -> Self {
        Route { method: "PUT", path, guard: Guard::Asks(ask), does }
    }

    /// Sets fields.
    #[must_use]
    pub const fn patch(path: &'static str, ask: Ask, does: Does) -> Self {
        Route { method: "PATCH", path, guard: Guard::Asks(ask), does }
    }

    /// Removes a record.
    #[must_use]
    pub const fn delete(path: &'static str, ask: Ask, does: Does) -> Self {
        Route { method: "DELETE", path, guard: Guard::Asks(ask), does }
    }
}

/// What a route does, once its guard has allowed it.
#[derive(Clone, Copy, Debug)]
pub enum Does {
    /// Lists the rows of a kind.
    List(&'static Kind),
    /// Tells the record of the address.
    Read(&'static Kind),
    /// Tells something else.
    Show(Show),
    /// Sets these fields of the record.
    Edit(&'static [&'static str]),
    /// Takes the guard's step.
    Step,
    /// Removes the record.
    Remove,
    /// Makes a row of a kind, of these fields.
    Make(&'static Kind, &'static [&'static str]),
    /// Changes something else.
    Change(Change),
    /// Changes many records, each by itself.
    Batch(Batch),
    /// Answers by itself; for routes without a gate.
    Handler(fn() -> MethodRouter<App>),
}

/// What tells something.
pub type Show = for<'a> fn(&'a mut Reading<'_>) -> BoxFuture<'a, Result<Response, Problem>>;

/// Until when what is done in many parts takes its time, so that its answer is in time.
#[derive(Clone, Copy, Debug)]
pub struct Until {
    /// No part is begun after it.
    pub begun: Instant,
    /// No part is waited for after it.
    pub done: Instant,
}

/// What changes many records, in time.
pub type Batch =
    for<'a> fn(&'a App, &'a Asker, &'a Value, Until) -> BoxFuture<'a, Result<Value, Problem>>;

/// A question that its guard has allowed.
pub struct Reading<'a> {
    /// The transaction.
    pub work: &'a mut Work,
    /// What requests share.
    pub app: &'a App,
    /// Who asks.
    pub asker: &'a Asker,
    /// The asker's gate of the guard's pack.
    pub gate: &'a Gate,
    /// The record of the address.
    pub record: Option<&'a Record>,
    /// The parts of the address.
    pub path: &'a HashMap<String, String>,
    /// The address's query.
    pub wanted: &'a ListQuery,
}
