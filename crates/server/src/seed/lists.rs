//! The lists of the main application, teams and periods.

use super::calendar::Calendar;
use super::draw::Draw;
use super::people::Person;
use super::rows::Rows;
use super::words::{CARRIERS, EQUIPMENT, FIRMS, FIRST_NAMES, LAST_NAMES};
use crate::database::Work;

/// Those of the staff who have been there a while: their teams, and since when.
const STAFF: [(&str, &str, i64); 6] = [
    ("Tom Okafor", "Sales", 2021),
    ("Lena Fischer", "Sales", 2023),
    ("Priya Raman", "Operations", 2019),
    ("Noah Berg", "Operations", 2025),
    ("Elena Costa", "Accounting", 2018),
    ("Ines Duarte", "Accounting", 2024),
];

/// How many of the staff do not sign in: they drive, or work in the yard.
const YARD: usize = 18;

const NAMED_CARRIERS: [(&str, &str); 3] = [
    ("Bluestem Haulage", "Dry van, MC 448120"),
    ("Ironwood Transport", "Flatbed, MC 391077"),
    ("Two Rivers Lines", "Reefer, MC 520944"),
];

/// What is charged beside the freight, in cents.
const ACCESSORIALS: [(&str, i64); 12] = [
    ("Detention, per hour", 7_500),
    ("Liftgate", 6_000),
    ("Lumper", 18_000),
    ("Layover", 25_000),
    ("Truck ordered, not used", 20_000),
    ("Residential delivery", 8_500),
    ("Inside delivery", 12_000),
    ("Hazardous material", 17_500),
    ("Tarping", 10_000),
    ("Stop-off", 5_000),
    ("Redelivery", 14_000),
    ("Weekend delivery", 22_500),
];

const TEAMS: [(&str, &str); 6] = [
    ("carrier-days", "Carrier Days"),
    ("yard-safety", "Yard safety"),
    ("peak-season", "Peak season"),
    ("cold-chain", "Cold chain"),
    ("new-terminal", "New terminal"),
    ("audit-2026", "Audit 2026"),
];

/// Months of the books, of which the last is open.
pub(super) const PERIODS: [&str; 12] = [
    "2025-12", "2026-01", "2026-02", "2026-03", "2026-04", "2026-05", "2026-06", "2026-07",
    "2026-08", "2026-09", "2026-10", "2026-11",
];

/// Of the open month.
pub(super) const OPEN: &str = "2026-11";

pub(super) async fn write(
    draw: &mut Draw,
    people: &[Person],
    calendar: Calendar,
    work: &mut Work,
) -> sqlx::Result<()> {
    staff(draw, people).write(work).await?;
    carriers(draw).write(work).await?;
    let mut accessorials = Rows::of("accessorials", &["id", "name", "amount", "version"]);
    for (number, (name, amount)) in (1..).zip(ACCESSORIALS) {
        let id = format!("AC-{number}");
        accessorials.add([id.into(), name.into(), amount.into(), 1_i64.into()]);
    }
    accessorials.write(work).await?;
    let mut teams = Rows::of("teams", &["id", "name", "version"]);
    TEAMS.iter().for_each(|(id, name)| teams.add([(*id).into(), (*name).into(), 1_i64.into()]));
    teams.write(work).await?;
    let mut periods = Rows::of("periods", &["id", "closed", "version"]);
    let written = PERIODS.iter().map(|it| (calendar.moved(it), *it != OPEN));
    for (month, closed) in written.chain(calendar.begun(OPEN).map(|month| (month, false))) {
        periods.add([month.into(), closed.into(), 1_i64.into()]);
    }
    periods.write(work).await
}

fn staff(draw: &mut Draw, people: &[Person]) -> Rows {
    let mut rows = Rows::of("staff", &["id", "name", "team", "since", "version"]);
    let mut all: Vec<(String, &str, i64)> =
        STAFF.iter().map(|(name, team, since)| ((*name).to_owned(), *team, *since)).collect();
    for person in people.iter().filter(|it| it.works_here()) {
        if all.iter().all(|(name, ..)| *name != person.name) {
            let team = person.department.as_deref().unwrap_or("Accounting");
            all.push((person.name.clone(), team, draw.between(2014, 2026)));
        }
    }
    let most = all.len() + YARD;
    while all.len() < most {
        let name = format!("{} {}", draw.pick(&FIRST_NAMES), draw.pick(&LAST_NAMES));
        if all.iter().all(|(known, ..)| *known != name) {
            let team = *draw.pick(&["Drivers", "Yard"]);
            all.push((name, team, draw.between(2012, 2026)));
        }
    }
    for (number, (name, team, since)) in (1..).zip(all) {
        rows.add([
            format!("ST-{number}").into(),
            name.into(),
            team.into(),
            since.into(),
            1_i64.into(),
        ]);
    }
    rows
}

fn carriers(draw: &mut Draw) -> Rows {
    let mut rows = Rows::of("carriers", &["id", "name", "equipment", "version"]);
    let mut all: Vec<(String, String)> = NAMED_CARRIERS
        .iter()
        .map(|(name, equipment)| ((*name).to_owned(), (*equipment).to_owned()))
        .collect();
    while all.len() < 60 {
        let name = format!("{} {}", draw.pick(&FIRMS), draw.pick(&CARRIERS));
        if all.iter().all(|(known, _)| *known != name) {
            let number = draw.between(210_000, 899_999);
            all.push((name, format!("{}, MC {number}", draw.pick(&EQUIPMENT))));
        }
    }
    for (number, (name, equipment)) in (1..).zip(all) {
        rows.add([format!("CA-{number}").into(), name.into(), equipment.into(), 1_i64.into()]);
    }
    rows
}
