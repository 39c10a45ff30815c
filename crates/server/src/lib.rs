//! An office on a database: what its page shows, this enforces, with the same bundles.

mod app;
mod asker;
mod audit;
mod changes;
mod database;
mod entrance;
mod events;
mod guard;
mod input;
mod office;
mod packs;
mod problem;
mod read;
mod route;
mod routes;
mod rows;
mod session;
mod site;
mod write;
mod writing;

pub use app::{App, Settings, Shared};
pub use asker::Asker;
pub use database::{Database, Work, is_conflict};
pub use guard::{Ask, Context, Guard, On, What};
pub use office::kind;
pub use packs::{Language, Pack, Packs, Unloaded};
pub use problem::Problem;
pub use read::Asked;
pub use route::{Batch, Does, Reading, Route, Show};
pub use routes::all as routes;
pub use rows::Record;
pub use site::{Files, site};
pub use writing::{Change, Done, Writing};
