//! What the office has: its kinds of records, as data that lists, reads and writes go by.

pub(crate) mod amount;
pub(crate) mod companies;
pub(crate) mod countries;
pub(crate) mod csv;
pub(crate) mod customers;
pub(crate) mod expenses;
pub(crate) mod freight;
pub(crate) mod house;
pub(crate) mod import;
pub(crate) mod loads;
pub(crate) mod log;
pub(crate) mod parties;
pub(crate) mod people;
pub(crate) mod removal;
pub(crate) mod requests;
pub(crate) mod scores;
pub(crate) mod teams;

/// How many characters a name has at most.
pub(crate) const NAME: usize = 120;
/// A line such as a number or a short word.
const LINE: usize = 40;
/// An address.
const ADDRESS: usize = 240;
/// Notes.
const NOTES: usize = 4000;
/// The most that an expense, a budget or somebody's limit may be.
const DOLLARS: i64 = 1_000_000_000;
