//! Shipments of customers' accounts, with what they cost, what is billed and who earns on them.

use jiff::ToSpan;
use jiff::civil::{Date, date};

use super::calendar::Calendar;
use super::companies::Company;
use super::draw::Draw;
use super::people::Person;
use super::rows::Rows;
use super::words::CITIES;
use crate::database::Work;

/// How many there are, the named ones among them.
const SHIPMENTS: i64 = 1_200;

/// The number of the first; the named ones come last.
const FIRST: i64 = 4_418 - SHIPMENTS;

/// The first day of the year that is looked back on, and how many days it has by now.
const BEGAN: Date = date(2025, 12, 1);
const DAYS: i64 = 352;

/// From this day on most are not invoiced yet.
const RECENT: Date = date(2026, 11, 6);

struct Shipment {
    id: String,
    lane: String,
    pickup: String,
    booked_by: String,
    billed_to: String,
    /// Cost, billed amount and commission, in cents.
    amounts: [i64; 3],
    commissioned: Vec<String>,
    invoiced: bool,
}

/// Those that people know: id, lane, day of November, account, and amounts in whole dollars; then
/// who booked and who earns a commission, and whether it is invoiced.
type Known = ([&'static str; 5], [i64; 3], &'static [&'static str], bool);

const KNOWN: [Known; 8] = [
    (
        ["S-4410", "Minneapolis → Denver", "23", "C-1002", "jonas"],
        [2_140, 2_790, 65],
        &["tom"],
        false,
    ),
    (["S-4411", "Chicago → Columbus", "23", "C-1001", "priya"], [880, 1_240, 36], &["tom"], false),
    (["S-4412", "Vallejo → Portland", "24", "C-1004", "priya"], [1_625, 2_210, 58], &[], false),
    (["S-4413", "St Paul → Fargo", "19", "C-1002", "priya"], [640, 910, 27], &["tom"], true),
    (["S-4414", "Salina → Tulsa", "24", "C-1007", "priya"], [730, 1_015, 28], &["lena"], false),
    (
        ["S-4415", "Chicago → Nashville", "18", "C-1001", "priya"],
        [1_310, 1_785, 47],
        &["tom"],
        true,
    ),
    (["S-4416", "Minneapolis → Omaha", "25", "C-1004", "jonas"], [1_090, 1_440, 35], &[], false),
    // Before Tom took the account on: each record has its own commissions.
    (["S-4417", "Chicago → Reno", "17", "C-1001", "priya"], [760, 1_120, 36], &[], true),
];

pub(super) async fn write(
    draw: &mut Draw,
    (people, companies): (&[Person], &[Company]),
    calendar: Calendar,
    work: &mut Work,
) -> sqlx::Result<()> {
    let columns = &[
        "id",
        "lane",
        "pickup",
        "booked_by",
        "billed_to",
        "cost",
        "billed_amount",
        "commission",
        "invoiced",
        "version",
    ];
    let mut rows = Rows::of("shipments", columns);
    let mut reps = Rows::of("shipment_commissions", &["shipment_id", "user_id"]);
    for it in all(draw, people, companies) {
        let [cost, billed, commission] = it.amounts;
        it.commissioned
            .iter()
            .for_each(|rep| reps.add([it.id.as_str().into(), rep.as_str().into()]));
        rows.add([
            it.id.into(),
            it.lane.into(),
            calendar.moved(&it.pickup).into(),
            it.booked_by.into(),
            it.billed_to.into(),
            cost.into(),
            billed.into(),
            commission.into(),
            it.invoiced.into(),
            1_i64.into(),
        ]);
    }
    rows.write(work).await?;
    reps.write(work).await
}

fn all(draw: &mut Draw, people: &[Person], companies: &[Company]) -> Vec<Shipment> {
    let books = |it: &&Person| {
        it.is("access-levels", "Operations") || it.is("access-levels", "OperationsManager")
    };
    let desk: Vec<&str> = people.iter().filter(books).map(|it| it.id.as_str()).collect();
    // Customers that are active, and those that were.
    let having = |status: &str| -> Vec<&Company> {
        let of = |it: &&Company| it.customer.as_ref().is_some_and(|it| it.status == status);
        companies.iter().filter(of).collect()
    };
    let [active, gone] = ["ACTV", "INAC"].map(having);
    let count = SHIPMENTS - i64::try_from(KNOWN.len()).unwrap_or_default();
    let mut all = Vec::new();
    for number in 0..count {
        let pickup = BEGAN.saturating_add((number * DAYS / count).days());
        let of = if pickup < date(2026, 7, 1) && draw.chance(10) { &gone } else { &active };
        let account = *draw.pick(of);
        let portal =
            people.iter().find(|it| it.principals["access-levels"]["customer"] == account.id);
        let booked_by = match portal {
            Some(person) if draw.chance(60) => &person.id,
            // Forwarders book for others.
            _ if draw.chance(1) => "yara",
            _ => *draw.pick(&desk),
        };
        all.push(shipment(draw, FIRST + number, pickup, (account, booked_by)));
    }
    all.extend(KNOWN.map(|([id, lane, day, account, by], amounts, commissioned, invoiced)| {
        Shipment {
            id: id.to_owned(),
            lane: lane.to_owned(),
            pickup: format!("2026-11-{day}"),
            booked_by: by.to_owned(),
            billed_to: account.to_owned(),
            amounts: amounts.map(|dollars| 100 * dollars),
            commissioned: commissioned.iter().map(|rep| (*rep).to_owned()).collect(),
            invoiced,
        }
    }));
    all
}

fn shipment(
    draw: &mut Draw,
    number: i64,
    pickup: Date,
    (account, booked_by): (&Company, &str),
) -> Shipment {
    let from = account.city.split(',').next().unwrap_or_default();
    let mut to = draw.pick(&CITIES).0;
    while to == from {
        to = draw.pick(&CITIES).0;
    }
    let cost = 500 * draw.between(90, 720) + draw.between(0, 99);
    // A margin of a fifth to a half; a tenth of it is the commission.
    let billed = cost * draw.between(120, 150) / 100;
    let settled = if pickup < RECENT { 98 } else { 20 };
    Shipment {
        id: format!("S-{number}"),
        lane: format!("{from} → {to}"),
        pickup: pickup.to_string(),
        booked_by: booked_by.to_owned(),
        billed_to: account.id.clone(),
        amounts: [cost, billed, (billed - cost) / 10],
        commissioned: account.customer.as_ref().map_or(Vec::new(), |it| it.reps.clone()),
        invoiced: draw.chance(settled),
    }
}
