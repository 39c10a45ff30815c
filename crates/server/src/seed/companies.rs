//! Companies; those of type Customer are customers with metrics and accounts too.

use super::draw::{DAY, Draw};
use super::named::{KNOWN, Known};
use super::people::Person;
use super::rows::Rows;
use super::words::{CITIES, City, FIRMS, FIRST_NAMES, FORMS, LAST_NAMES, STREETS, TRADES};
use crate::database::Work;

/// How many there are of each type, the named ones among them.
const COUNTS: [(&str, usize); 6] = [
    ("Customer", 250),
    ("BrokerOr3PL", 50),
    ("Shipper", 40),
    ("Warehouse", 25),
    ("Factoring", 10),
    ("Other", 25),
];

/// How many loads there are, the named ones among them.
const LOADS: usize = 800;

/// What customers are scored by: id, name and multiplier.
const METRICS: [(&str, &str, i64); 4] = [
    ("payment", "Pays on time", 3),
    ("volume", "Steady volume", 2),
    ("claims", "Few claims", 2),
    ("handover", "Ready at the dock", 1),
];

/// How many customers were made in the last day.
const NEW: usize = 4;

pub(super) struct Company {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) kind: &'static str,
    pub(super) status: &'static str,
    /// With its state.
    pub(super) city: String,
    contact: String,
    email: String,
    phone: String,
    address: String,
    terms: String,
    /// In cents.
    credit: i64,
    factoring: String,
    notes: String,
    rate: Option<i64>,
    pub(super) created_at: i64,
    pub(super) loads: Vec<Load>,
    pub(super) customer: Option<Customer>,
}

pub(super) struct Load {
    pub(super) id: String,
    lane: String,
    pub(super) progress: i64,
    pub(super) created_at: i64,
}

pub(super) struct Customer {
    pub(super) status: &'static str,
    legal_name: String,
    tax_id: String,
    contact: String,
    email: String,
    phone: String,
    address: String,
    terms: String,
    freshbooks: String,
    metrics: [i64; 4],
    /// Whose customer it is.
    pub(super) reps: Vec<String>,
}

impl Customer {
    /// Whether the full record is filled in.
    fn complete(&self) -> bool {
        let full = [&self.contact, &self.email, &self.phone, &self.address, &self.terms];
        full.iter().all(|it| !it.is_empty())
    }

    /// The weighted mean of its metrics, out of 100.
    fn score(&self) -> i64 {
        let weight: i64 = METRICS.iter().map(|(.., multiplier)| multiplier).sum();
        let weighed = METRICS.iter().zip(self.metrics).map(|((.., by), value)| by * value);
        let total: i64 = weighed.sum();
        // Halves go up.
        (20 * total + weight) / (2 * weight)
    }
}

/// All companies, the named ones first.
pub(super) fn all(draw: &mut Draw, people: &[Person], now: i64) -> Vec<Company> {
    let mut companies: Vec<Company> = KNOWN.iter().map(|it| known(draw, it, now)).collect();
    let sells =
        |it: &&Person| it.is("access-levels", "Sales") || it.is("access-levels", "SalesManager");
    let reps: Vec<&str> = people.iter().filter(sells).map(|it| it.id.as_str()).collect();
    let mut number = 301;
    for (kind, count) in COUNTS {
        let there = KNOWN.iter().filter(|it| it.kind == kind).count();
        for _ in there..count {
            let (name, email) = firm(draw, kind, &companies);
            let made = company(draw, kind, (format!("C-{number}"), name, email), now);
            companies.push(Company { customer: customer(draw, &made, &reps), ..made });
            number += 1;
        }
    }
    // What is new is not closed yet.
    let open = |it: &&mut Company| {
        it.status == "Active" && it.customer.as_ref().is_some_and(|it| it.status != "INAC")
    };
    for (at, company) in (0..).zip(companies.iter_mut().rev().filter(open).take(NEW)) {
        company.created_at = now - DAY * (1 + 5 * at) / 24;
    }
    loads(draw, &mut companies, now);
    companies
}

fn known(draw: &mut Draw, it: &Known, now: i64) -> Company {
    let created_at = now - DAY * draw.between(200, 1_500);
    let mut loads: Vec<Load> = it
        .loads
        .iter()
        .map(|(id, lane, progress)| Load {
            id: (*id).to_owned(),
            lane: (*lane).to_owned(),
            progress: *progress,
            created_at: now - DAY * (progress + 1),
        })
        .collect();
    for past in 0..it.past {
        let from = it.city.split(',').next().unwrap_or(it.city);
        let (to, ..) = draw.pick(&CITIES);
        let id = format!("L-{}{past}", it.id.trim_start_matches("C-"));
        let created_at = now - DAY * draw.between(70, 190);
        loads.push(Load { id, lane: format!("{from} → {to}"), progress: 4, created_at });
    }
    let address = it.customer.as_ref().map_or("", |customer| customer.address);
    Company {
        id: it.id.to_owned(),
        name: it.name.to_owned(),
        kind: it.kind,
        status: it.status,
        city: it.city.to_owned(),
        contact: it.contact.to_owned(),
        email: it.email.to_owned(),
        phone: it.phone.to_owned(),
        address: if address.is_empty() { it.city } else { address }.to_owned(),
        terms: it.terms.to_owned(),
        credit: 100 * it.credit,
        factoring: String::new(),
        notes: it.notes.to_owned(),
        rate: it.rate,
        created_at,
        loads,
        customer: it.customer.as_ref().map(|customer| Customer {
            status: customer.status,
            legal_name: customer.legal_name.to_owned(),
            tax_id: customer.tax_id.to_owned(),
            contact: it.contact.to_owned(),
            email: it.email.to_owned(),
            phone: it.phone.to_owned(),
            address: customer.address.to_owned(),
            terms: customer.terms.to_owned(),
            freshbooks: customer.freshbooks.to_owned(),
            metrics: customer.metrics,
            reps: customer.reps.iter().map(|rep| (*rep).to_owned()).collect(),
        }),
    }
}

/// A name that no company has yet, and the address of its desk.
fn firm(draw: &mut Draw, kind: &str, companies: &[Company]) -> (String, String) {
    let trades = TRADES.iter().find(|(of, _)| *of == kind).map_or(&["Company"][..], |it| it.1);
    loop {
        let (first, trade) = (*draw.pick(&FIRMS), *draw.pick(trades));
        let name = format!("{first} {trade}");
        if companies.iter().all(|it| it.name != name) {
            let desk = *draw.pick(&["ap", "desk", "freight", "logistics", "ops", "shipping"]);
            let domain = name.to_lowercase().replace(' ', "");
            return (name, format!("{desk}@{domain}.example"));
        }
    }
}

fn company(
    draw: &mut Draw,
    kind: &'static str,
    (id, name, email): (String, String, String),
    now: i64,
) -> Company {
    let (city, state, area): City = *draw.pick(&CITIES);
    let family = ["Customer", "BrokerOr3PL"].contains(&kind);
    let status = draw.weighed(&[(76, "Active"), (9, "OnHold"), (10, "Inactive"), (5, "Disabled")]);
    let notes = match status {
        "OnHold" => "On hold until open invoices are paid.",
        "Disabled" => "Closed by its owner.",
        _ if draw.chance(8) => "Call before eight.",
        _ => "",
    };
    let factored = draw.chance(if kind == "BrokerOr3PL" { 20 } else { 4 });
    Company {
        id,
        name,
        kind,
        status,
        city: format!("{city}, {state}"),
        contact: format!("{} {}", draw.pick(&FIRST_NAMES), draw.pick(&LAST_NAMES)),
        email,
        phone: format!("+1 {area} 555 {:04}", draw.between(100, 199)),
        address: format!("{} {}, {city}, {state}", draw.between(1, 4_800), draw.pick(&STREETS)),
        terms: draw
            .weighed(&[(55, "Net 30"), (20, "Net 15"), (15, "Net 45"), (10, "Prepaid")])
            .to_owned(),
        credit: 500_000 * draw.between(1, 30),
        factoring: if factored { "Meridian Freight Capital" } else { "" }.to_owned(),
        notes: notes.to_owned(),
        rate: family.then(|| draw.between(210, 340)),
        created_at: now - DAY * draw.between(3, 1_500) - draw.between(0, DAY),
        loads: Vec::new(),
        customer: None,
    }
}

/// The customer that a company is; none of another type.
fn customer(draw: &mut Draw, company: &Company, reps: &[&str]) -> Option<Customer> {
    if company.kind != "Customer" {
        return None;
    }
    let status = match company.status {
        "Inactive" | "Disabled" => "INAC",
        _ => draw.weighed(&[(78, "ACTV"), (22, "PAIN")]),
    };
    // An active one is complete; most partial ones are not.
    let missing = match status {
        "ACTV" => 0,
        "PAIN" => draw.between(0, 4),
        _ => draw.between(-4, 3),
    };
    let full = |at: i64, it: &str| if at >= missing { it.to_owned() } else { String::new() };
    let linked = status == "ACTV" && draw.chance(60);
    let good = draw.between(3, 9);
    let mut metrics = [0; 4];
    for value in &mut metrics {
        *value = (good + draw.between(-3, 3)).clamp(0, 10);
    }
    let count = draw.weighed(&[(70, 1), (15, 2), (15, 0)]);
    let mut whose: Vec<String> = Vec::new();
    while whose.len() < count {
        let rep = *draw.pick(reps);
        if whose.iter().all(|it| it != rep) {
            whose.push(rep.to_owned());
        }
    }
    Some(Customer {
        status,
        legal_name: format!("{} {}", company.name, draw.pick(&FORMS)),
        tax_id: format!("{}-{:07}", draw.between(10, 98), draw.between(0, 9_999_999)),
        contact: full(3, &company.contact),
        email: full(2, &company.email),
        phone: full(1, &company.phone),
        address: full(0, &company.address),
        terms: full(0, &company.terms),
        freshbooks: match linked {
            true => format!("FB-{}", draw.between(18_000, 29_999)),
            false => String::new(),
        },
        metrics,
        reps: whose,
    })
}

/// Gives loads to customers and brokers, until there are as many as there should be.
fn loads(draw: &mut Draw, companies: &mut [Company], now: i64) {
    let there: usize = companies.iter().map(|it| it.loads.len()).sum();
    // The named ones have theirs, and those that are new none yet.
    let takes = |it: &Company| it.rate.is_some() && it.created_at < now - 2 * DAY;
    let places: Vec<usize> =
        (KNOWN.len()..companies.len()).filter(|place| takes(&companies[*place])).collect();
    for number in there..LOADS {
        let company = &mut companies[*draw.pick(&places)];
        // None that is closed has a current one.
        let progress = match company.status {
            "Active" => draw.weighed(&[(58, 4), (12, 3), (12, 2), (9, 1), (9, 0)]),
            "OnHold" => draw.weighed(&[(80, 4), (20, 3)]),
            _ => 4,
        };
        let days = match progress {
            4 => draw.between(12, 200),
            under_way => under_way + draw.between(0, 4),
        };
        let from = company.city.split(',').next().unwrap_or_default().to_owned();
        let (to, ..) = draw.pick(&CITIES);
        company.loads.push(Load {
            id: format!("L-{}", 6_000 + number),
            lane: format!("{from} → {to}"),
            progress,
            created_at: (now - DAY * days).max(company.created_at),
        });
    }
}

pub(super) async fn write(companies: &[Company], work: &mut Work) -> sqlx::Result<()> {
    let columns = &[
        "id",
        "name",
        "company_type",
        "status",
        "has_current_loads",
        "has_load_history",
        "contact",
        "email",
        "phone",
        "billing_address",
        "payment_terms",
        "credit_limit",
        "factoring",
        "notes",
        "rate",
        "created_at",
        "version",
    ];
    let mut rows = Rows::of("companies", columns);
    let columns = &["id", "company_id", "lane", "progress", "created_at", "version"];
    let mut loads = Rows::of("loads", columns);
    for it in companies {
        rows.add([
            it.id.as_str().into(),
            it.name.as_str().into(),
            it.kind.into(),
            it.status.into(),
            it.loads.iter().any(|load| load.progress < 4).into(),
            (!it.loads.is_empty()).into(),
            it.contact.as_str().into(),
            it.email.as_str().into(),
            it.phone.as_str().into(),
            it.address.as_str().into(),
            it.terms.as_str().into(),
            it.credit.into(),
            it.factoring.as_str().into(),
            it.notes.as_str().into(),
            it.rate.into(),
            it.created_at.into(),
            1_i64.into(),
        ]);
        for load in &it.loads {
            loads.add([
                load.id.as_str().into(),
                it.id.as_str().into(),
                load.lane.as_str().into(),
                load.progress.into(),
                load.created_at.into(),
                1_i64.into(),
            ]);
        }
    }
    rows.write(work).await?;
    loads.write(work).await?;
    write_customers(companies, work).await
}

async fn write_customers(companies: &[Company], work: &mut Work) -> sqlx::Result<()> {
    let columns = &[
        "id",
        "status",
        "information_complete",
        "legal_name",
        "tax_id",
        "contact",
        "email",
        "phone",
        "address",
        "credit_terms",
        "freshbooks",
        "score",
        "stale",
        "created_at",
        "version",
    ];
    let mut customers = Rows::of("customers", columns);
    let mut metrics = Rows::of("metrics", &["id", "name", "multiplier", "created_at", "version"]);
    let mut scores = Rows::of("scores", &["customer_id", "metric_id", "value"]);
    let mut accounts = Rows::of("accounts", &["id", "city", "version"]);
    let mut reps = Rows::of("account_commissions", &["account_id", "user_id"]);
    let began = companies.iter().map(|it| it.created_at).min().unwrap_or_default();
    for (at, (id, name, multiplier)) in (0..).zip(METRICS) {
        let created_at: i64 = began + at;
        metrics.add([id.into(), name.into(), multiplier.into(), created_at.into(), 1_i64.into()]);
    }
    for (company, it) in companies.iter().filter_map(|it| Some((it, it.customer.as_ref()?))) {
        let id = company.id.as_str();
        customers.add([
            id.into(),
            it.status.into(),
            it.complete().into(),
            it.legal_name.as_str().into(),
            it.tax_id.as_str().into(),
            it.contact.as_str().into(),
            it.email.as_str().into(),
            it.phone.as_str().into(),
            it.address.as_str().into(),
            it.terms.as_str().into(),
            it.freshbooks.as_str().into(),
            it.score().into(),
            false.into(),
            company.created_at.into(),
            1_i64.into(),
        ]);
        for ((metric, ..), value) in METRICS.iter().zip(it.metrics) {
            scores.add([id.into(), (*metric).into(), value.into()]);
        }
        accounts.add([id.into(), company.city.as_str().into(), 1_i64.into()]);
        it.reps.iter().for_each(|rep| reps.add([id.into(), rep.as_str().into()]));
    }
    customers.write(work).await?;
    metrics.write(work).await?;
    scores.write(work).await?;
    accounts.write(work).await?;
    reps.write(work).await
}
