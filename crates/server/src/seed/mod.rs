//! Believable sample data for a database that is empty: the same for the same seed and moment.

mod calendar;
mod companies;
mod draw;
mod expenses;
mod lists;
mod named;
mod papers;
mod people;
mod posts;
mod requests;
mod rows;
mod shipments;
mod words;

use calendar::Calendar;
use draw::Draw;

use crate::database::Work;

/// Fills an empty database: people, companies and their customers, loads, shipments, expenses.
/// `now` is in milliseconds since 1970; `password` is a hash that all people are given.
///
/// # Errors
///
/// The database's; also where it is not empty.
pub async fn seed(
    work: &mut Work,
    seed: u64,
    now: i64,
    password: Option<&str>,
) -> sqlx::Result<()> {
    let mut draw = Draw::new(seed);
    let calendar = Calendar::at(now);
    let people = people::all(&mut draw).map_err(|error| sqlx::Error::Decode(Box::new(error)))?;
    people::write(&people, password, work).await?;
    lists::write(&mut draw, &people, calendar, work).await?;
    let companies = companies::all(&mut draw, &people, now);
    companies::write(&companies, work).await?;
    papers::write(&mut draw, &companies, work).await?;
    shipments::write(&mut draw, (&people, &companies), calendar, work).await?;
    expenses::write(&mut draw, &people, calendar, work).await?;
    requests::write(now, work).await
}
