//! Companies that people know by name, with their facts. Chance makes the others.

/// A load: id, lane, and how far it is.
pub(super) type Load = (&'static str, &'static str, i64);

pub(super) struct Known {
    pub(super) id: &'static str,
    pub(super) name: &'static str,
    pub(super) kind: &'static str,
    pub(super) status: &'static str,
    pub(super) city: &'static str,
    pub(super) contact: &'static str,
    pub(super) email: &'static str,
    pub(super) phone: &'static str,
    pub(super) terms: &'static str,
    /// In whole dollars.
    pub(super) credit: i64,
    /// In cents per mile.
    pub(super) rate: Option<i64>,
    pub(super) notes: &'static str,
    pub(super) loads: &'static [Load],
    /// How many loads are over and invoiced.
    pub(super) past: i64,
    pub(super) customer: Option<KnownCustomer>,
}

pub(super) struct KnownCustomer {
    pub(super) status: &'static str,
    pub(super) legal_name: &'static str,
    pub(super) tax_id: &'static str,
    pub(super) address: &'static str,
    pub(super) terms: &'static str,
    pub(super) freshbooks: &'static str,
    /// By the catalog's order.
    pub(super) metrics: [i64; 4],
    /// Whose customer it is.
    pub(super) reps: &'static [&'static str],
}

/// What most have.
const PLAIN: Known = Known {
    id: "",
    name: "",
    kind: "Customer",
    status: "Active",
    city: "",
    contact: "",
    email: "",
    phone: "",
    terms: "Net 30",
    credit: 25_000,
    rate: None,
    notes: "",
    loads: &[],
    past: 0,
    customer: None,
};

const fn customer(
    status: &'static str,
    [legal_name, tax_id, address, terms, freshbooks]: [&'static str; 5],
    metrics: [i64; 4],
    reps: &'static [&'static str],
) -> Option<KnownCustomer> {
    Some(KnownCustomer { status, legal_name, tax_id, address, terms, freshbooks, metrics, reps })
}

pub(super) const KNOWN: [Known; 17] = [
    Known {
        id: "C-201",
        name: "Alder Creek Produce",
        city: "Yakima, WA",
        contact: "Nell Ostrom",
        email: "nell@aldercreek.example",
        phone: "+1 509 555 0121",
        credit: 60_000,
        rate: Some(285),
        loads: &[("L-7781", "Yakima → Boise", 2), ("L-7794", "Yakima → Reno", 0)],
        customer: customer(
            "ACTV",
            ["Alder Creek Produce LLC", "91-2203417", "14 Orchard Rd, Yakima, WA", "Net 30", ""],
            [8, 7, 8, 9],
            &["lena"],
        ),
        ..PLAIN
    },
    Known {
        id: "C-202",
        name: "Copperline Brokerage",
        kind: "BrokerOr3PL",
        city: "Phoenix, AZ",
        contact: "Dev Anand",
        email: "ops@copperline.example",
        credit: 120_000,
        rate: Some(240),
        past: 3,
        ..PLAIN
    },
    Known {
        id: "C-203",
        name: "Duneside Glass",
        status: "OnHold",
        city: "Toledo, OH",
        contact: "Karl Brandt",
        email: "karl@duneside.example",
        credit: 15_000,
        rate: Some(310),
        notes: "On hold until the March invoices are paid.",
        loads: &[("L-7702", "Toledo → Dayton", 3)],
        customer: customer(
            "PAIN",
            ["Duneside Glass Works Inc.", "34-7718820", "", "Net 30", ""],
            [2, 5, 6, 6],
            &[],
        ),
        ..PLAIN
    },
    Known {
        id: "C-204",
        name: "Fathom Cold Storage",
        kind: "Warehouse",
        city: "Savannah, GA",
        contact: "Lila Moss",
        email: "dock@fathom.example",
        terms: "Net 15",
        ..PLAIN
    },
    Known {
        id: "C-205",
        name: "Grantham Mills",
        kind: "Shipper",
        city: "Greenville, SC",
        contact: "Ava Price",
        email: "shipping@grantham.example",
        ..PLAIN
    },
    Known {
        id: "C-206",
        name: "Meridian Freight Capital",
        kind: "Factoring",
        city: "Dallas, TX",
        contact: "Otis Grant",
        email: "desk@meridianfc.example",
        terms: "Same day",
        ..PLAIN
    },
    Known {
        id: "C-207",
        name: "Northgate Toys",
        status: "Inactive",
        city: "Buffalo, NY",
        contact: "Pia Lund",
        email: "pia@northgate.example",
        credit: 20_000,
        rate: Some(295),
        notes: "Season ended; comes back every autumn.",
        past: 4,
        customer: customer(
            "INAC",
            ["Northgate Toys Inc.", "16-4402915", "55 Canal St, Buffalo, NY", "Net 30", "FB-20117"],
            [7, 4, 8, 6],
            &["lena"],
        ),
        ..PLAIN
    },
    Known {
        id: "C-208",
        name: "Orchid Logistics",
        kind: "BrokerOr3PL",
        status: "Disabled",
        city: "Tampa, FL",
        contact: "Sean Doyle",
        rate: Some(220),
        past: 2,
        ..PLAIN
    },
    Known {
        id: "C-209",
        name: "Redwater Test Account",
        city: "—",
        credit: 0,
        notes: "Duplicate made while testing the import.",
        customer: customer("PAIN", ["Redwater Test Account", "", "", "", ""], [0; 4], &[]),
        ..PLAIN
    },
    Known {
        id: "C-1001",
        name: "Harbor & Pine",
        city: "Chicago, IL",
        contact: "Rosa Delgado",
        email: "rosa@harborpine.example",
        phone: "+1 312 555 0148",
        rate: Some(270),
        past: 2,
        customer: customer(
            "ACTV",
            [
                "Harbor and Pine Furniture LLC",
                "36-4471902",
                "1180 W Fulton St, Chicago, IL",
                "Net 30",
                "FB-20881",
            ],
            [9, 7, 8, 6],
            &["tom"],
        ),
        ..PLAIN
    },
    Known {
        id: "C-1002",
        name: "Brightleaf Foods",
        city: "Minneapolis, MN",
        contact: "Jonas Weber",
        email: "ap@brightleaf.example",
        phone: "+1 612 555 0110",
        credit: 80_000,
        rate: Some(260),
        past: 3,
        customer: customer(
            "ACTV",
            [
                "Brightleaf Foods Inc.",
                "41-2098833",
                "700 Washington Ave N, Minneapolis, MN",
                "Net 30",
                "FB-20902",
            ],
            [8, 9, 6, 8],
            &["tom"],
        ),
        ..PLAIN
    },
    Known {
        id: "C-1003",
        name: "Kestrel Outdoor",
        city: "Denver, CO",
        contact: "Wade Kim",
        email: "wade@kestrel.example",
        rate: Some(300),
        customer: customer(
            "PAIN",
            ["Kestrel Outdoor Supply Co.", "84-1170526", "", "", ""],
            [5, 4, 7, 5],
            &[],
        ),
        ..PLAIN
    },
    Known {
        id: "C-1004",
        name: "Solano Steel",
        city: "Vallejo, CA",
        contact: "Marta Ruiz",
        email: "freight@solano.example",
        phone: "+1 707 555 0177",
        terms: "Net 45",
        credit: 90_000,
        rate: Some(245),
        past: 2,
        customer: customer(
            "ACTV",
            [
                "Solano Steel Works LP",
                "94-3320071",
                "41 Mare Island Way, Vallejo, CA",
                "Net 45",
                "",
            ],
            [6, 8, 4, 7],
            &[],
        ),
        ..PLAIN
    },
    Known {
        id: "C-1005",
        name: "Pemberton Paper",
        status: "Inactive",
        city: "Phoenixville, PA",
        contact: "Ian Holt",
        email: "logistics@pemberton.example",
        phone: "+1 610 555 0192",
        terms: "Prepaid",
        rate: Some(290),
        past: 5,
        customer: customer(
            "INAC",
            [
                "Pemberton Paper Mills Ltd.",
                "23-7745120",
                "9 Mill Rd, Phoenixville, PA",
                "Prepaid",
                "FB-19984",
            ],
            [3, 2, 5, 4],
            &[],
        ),
        ..PLAIN
    },
    Known {
        id: "C-1006",
        name: "Ouro Coffee",
        city: "Miami, FL",
        contact: "Bia Antunes",
        email: "ops@ouro.example",
        phone: "+1 305 555 0164",
        terms: "Net 15",
        rate: Some(315),
        customer: customer(
            "PAIN",
            ["Ouro Coffee Importers LLC", "65-0918274", "2200 NW 7th Ave, Miami, FL", "Net 15", ""],
            [7, 6, 8, 6],
            &[],
        ),
        ..PLAIN
    },
    Known {
        id: "C-1007",
        name: "Tallgrass Seed",
        city: "Salina, KS",
        contact: "June Abbott",
        email: "june@tallgrass.example",
        phone: "+1 785 555 0133",
        rate: Some(235),
        past: 1,
        customer: customer(
            "ACTV",
            [
                "Tallgrass Seed Cooperative",
                "48-6031177",
                "310 Elevator Rd, Salina, KS",
                "Net 30",
                "",
            ],
            [9, 5, 9, 8],
            &["lena"],
        ),
        ..PLAIN
    },
    Known {
        id: "C-1008",
        name: "Voss Marine",
        status: "Inactive",
        city: "Tacoma, WA",
        contact: "Erik Voss",
        rate: Some(305),
        customer: customer(
            "INAC",
            ["Voss Marine Equipment Inc.", "91-5540038", "", "", ""],
            [4, 3, 3, 5],
            &[],
        ),
        ..PLAIN
    },
];
