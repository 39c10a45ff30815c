//! Expenses of the people of the office, in every state.

use jiff::ToSpan;
use jiff::civil::date;

use super::calendar::Calendar;
use super::draw::Draw;
use super::lists::OPEN;
use super::people::Person;
use super::rows::Rows;
use super::words::{CITIES, FIRMS};
use crate::database::Work;

/// How many there are, the named ones among them.
const EXPENSES: i64 = 300;

/// The number after the last.
const END: i64 = 3_013;

struct Expense {
    id: String,
    owner: String,
    date: String,
    text: String,
    amount: i64,
    category: &'static str,
    country: &'static str,
    receipt: Option<String>,
    labels: Vec<&'static str>,
    team: Option<&'static str>,
    budget: Option<i64>,
    status: &'static str,
}

/// One that people know.
struct Known {
    id: i64,
    owner: &'static str,
    date: &'static str,
    text: &'static str,
    amount: i64,
    category: &'static str,
    country: &'static str,
    receipt: &'static str,
    status: &'static str,
    label: Option<&'static str>,
    team: Option<&'static str>,
    budget: Option<i64>,
}

/// One of the United States, and nothing more.
const fn known(
    id: i64,
    [owner, date, text, category, receipt, status]: [&'static str; 6],
    amount: i64,
) -> Known {
    let country = "US";
    let (label, team, budget) = (None, None, None);
    Known { id, owner, date, text, amount, category, country, receipt, status, label, team, budget }
}

const KNOWN: [Known; 12] = [
    known(3001, ["tom", "2026-10-08", "Hotel in Phoenix", "travel", "hotel.pdf", "paid"], 512),
    known(
        3002,
        ["noah", "2026-10-22", "Forklift licence", "other", "forklift.pdf", "rejected"],
        290,
    ),
    known(3003, ["noah", "2026-10-29", "Headset", "equipment", "headset.pdf", "approved"], 139),
    known(
        3004,
        ["elena", "2026-11-10", "Audit software", "equipment", "licence.pdf", "approved"],
        1900,
    ),
    Known {
        label: Some("disputed"),
        ..known(
            3005,
            ["noah", "2026-11-12", "Training in Chicago", "travel", "training.pdf", "submitted"],
            780,
        )
    },
    known(3006, ["tom", "2026-11-16", "Taxi to the Yakima visit", "travel", "", "draft"], 46),
    Known {
        country: "FR",
        ..known(
            3007,
            [
                "tom",
                "2026-11-17",
                "Dinner with Brightleaf in Lyon",
                "meals",
                "dinner.jpg",
                "submitted",
            ],
            84,
        )
    },
    Known {
        budget: Some(6000),
        ..known(
            3008,
            ["priya", "2026-11-18", "Dock scanners", "equipment", "scanners.pdf", "submitted"],
            6400,
        )
    },
    known(
        3009,
        ["noah", "2026-11-19", "Pallet jack repair", "equipment", "repair.pdf", "submitted"],
        7200,
    ),
    Known {
        team: Some("carrier-days"),
        budget: Some(4000),
        ..known(
            3010,
            ["noah", "2026-11-20", "Stand at Carrier Days", "other", "stand.pdf", "submitted"],
            3200,
        )
    },
    known(3011, ["tom", "2026-11-23", "Flight to Savannah", "travel", "", "draft"], 412),
    Known {
        country: "IT",
        ..known(
            3012,
            ["maya", "2026-11-24", "Client lunch in Milan", "meals", "lunch.jpg", "submitted"],
            240,
        )
    },
];

/// What money is spent on: its category, what it is, whether somewhere or for whom, and from how
/// much up to how much.
const SPENT: [(&str, &str, &str, i64, i64); 22] = [
    ("travel", "Flight to", "city", 140, 780),
    ("travel", "Hotel in", "city", 110, 640),
    ("travel", "Rental car in", "city", 60, 310),
    ("travel", "Train to", "city", 35, 190),
    ("travel", "Taxi to the airport", "", 18, 75),
    ("travel", "Parking", "", 8, 60),
    ("meals", "Lunch with", "firm", 24, 160),
    ("meals", "Dinner with", "firm", 48, 320),
    ("meals", "Breakfast at the terminal", "", 8, 28),
    ("meals", "Catering for the yard crew", "", 90, 420),
    ("equipment", "Tablet for the dock", "", 260, 720),
    ("equipment", "Label printer", "", 180, 540),
    ("equipment", "Pallet jack", "", 420, 1_900),
    ("equipment", "Safety vests", "", 45, 260),
    ("equipment", "Forklift tires", "", 380, 1_450),
    ("equipment", "Dashboard cameras", "", 900, 6_800),
    ("other", "Trade fair ticket", "", 90, 650),
    ("other", "Course on hazardous goods", "", 240, 980),
    ("other", "Route planning licence", "", 120, 2_400),
    ("other", "Postage", "", 9, 80),
    ("other", "Job advertisement", "", 80, 560),
    ("other", "Customs broker's fee", "", 150, 1_200),
];

const TEAMS: [&str; 6] =
    ["carrier-days", "yard-safety", "peak-season", "cold-chain", "new-terminal", "audit-2026"];

pub(super) async fn write(
    draw: &mut Draw,
    people: &[Person],
    calendar: Calendar,
    work: &mut Work,
) -> sqlx::Result<()> {
    let columns = &[
        "id", "owner_id", "date", "period", "text", "amount", "category", "country", "receipt",
        "team_id", "budget", "status", "version",
    ];
    let mut rows = Rows::of("expenses", columns);
    let mut labels = Rows::of("expense_labels", &["expense_id", "label"]);
    for it in all(draw, people) {
        it.labels.iter().for_each(|label| labels.add([it.id.as_str().into(), (*label).into()]));
        let period = calendar.moved(it.date.get(..7).unwrap_or(OPEN));
        rows.add([
            it.id.into(),
            it.owner.into(),
            calendar.moved(&it.date).into(),
            period.into(),
            it.text.into(),
            it.amount.into(),
            it.category.into(),
            it.country.into(),
            it.receipt.into(),
            it.team.into(),
            it.budget.into(),
            it.status.into(),
            1_i64.into(),
        ]);
    }
    rows.write(work).await?;
    labels.write(work).await
}

fn all(draw: &mut Draw, people: &[Person]) -> Vec<Expense> {
    let files = |it: &&Person| {
        ["Employee", "Manager", "Finance"].iter().any(|role| it.is("expenses", role))
    };
    let owners: Vec<&Person> = people.iter().filter(files).collect();
    let count = EXPENSES - i64::try_from(KNOWN.len()).unwrap_or_default();
    let mut all = Vec::new();
    for number in 0..count {
        // More of late than long ago.
        let share = number * 100 / count;
        let day = if share < 70 { share * 300 / 70 } else { 300 + (share - 70) * 58 / 30 };
        let (owner, day) = (&draw.pick(&owners).id, day + draw.between(0, 1));
        all.push(expense(draw, END - EXPENSES + number, owner, day));
    }
    all.extend(KNOWN.into_iter().map(|it| Expense {
        id: format!("EX-{}", it.id),
        owner: it.owner.to_owned(),
        date: it.date.to_owned(),
        text: it.text.to_owned(),
        amount: it.amount,
        category: it.category,
        country: it.country,
        receipt: (!it.receipt.is_empty()).then(|| it.receipt.to_owned()),
        labels: it.label.into_iter().collect(),
        team: it.team,
        budget: it.budget,
        status: it.status,
    }));
    all
}

fn expense(draw: &mut Draw, number: i64, owner: &str, day: i64) -> Expense {
    let date = date(2025, 12, 1).saturating_add(day.days()).to_string();
    let (category, what, of, least, most) = *draw.pick(&SPENT);
    let text = match of {
        "city" => format!("{what} {}", draw.pick(&CITIES).0),
        "firm" => format!("{what} {}", draw.pick(&FIRMS)),
        _ => what.to_owned(),
    };
    let amount = draw.between(least, most);
    let status = match date.starts_with(OPEN) {
        true => draw.weighed(&[
            (45, "submitted"),
            (20, "draft"),
            (18, "approved"),
            (11, "paid"),
            (6, "rejected"),
        ]),
        // What a closed month left open stays so.
        false => draw.weighed(&[(86, "paid"), (8, "rejected"), (4, "approved"), (2, "draft")]),
    };
    let country =
        draw.weighed(&[(82, "US"), (6, "CA"), (4, "MX"), (3, "FR"), (3, "IT"), (2, "DE")]);
    // Above 100 nothing is submitted without one.
    let receipt = if amount > 100 && status != "draft" { true } else { draw.chance(60) };
    let kind = *draw.pick(&["pdf", "jpg"]);
    let file = what.to_lowercase().replace([' ', '\''], "-");
    let mut labels = Vec::new();
    if status == "submitted" && draw.chance(8) {
        labels.push("disputed");
    }
    if category == "meals" && draw.chance(50) {
        labels.push("client");
    }
    if draw.chance(6) {
        labels.push("recurring");
    }
    let planned = ["equipment", "other"].contains(&category) && draw.chance(30);
    Expense {
        id: format!("EX-{number}"),
        owner: owner.to_owned(),
        date,
        text,
        amount,
        category,
        country,
        receipt: receipt.then(|| format!("{file}.{kind}")),
        labels,
        team: draw.chance(12).then(|| *draw.pick(&TEAMS)),
        budget: planned.then(|| amount * draw.between(70, 180) / 100),
        status,
    }
}
