//! Values that stand nowhere else: whoever is told one may see the field of the record that has it.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a suite")]
#![allow(dead_code, unreachable_pub, reason = "not every suite asks all of it")]

use std::collections::BTreeMap;

use serde_json::Value;
use tollgate::{ControlMode, Gate};
use tollgate_server::kind::{By, Field, From, Is, Kind, Seen};
use tollgate_server::{Does, routes};

use crate::office::Office;
use crate::probes;

/// What a value is of.
#[derive(Debug)]
pub struct Mark {
    pub kind: &'static Kind,
    pub id: String,
    by: By,
}

impl Mark {
    /// Whether a gate of the kind's pack lets somebody see it, of what the record is.
    pub fn may(&self, gate: &Gate, record: &Value) -> bool {
        let sees = match self.kind.seen {
            Seen::ByRow(action) => gate.can(action, record).unwrap(),
            Seen::All(action) => gate.can(action, &()).unwrap(),
        };
        sees && match self.by {
            By::Row => true,
            By::Action(action) => gate.can(action, record).unwrap(),
            By::Control(control) => {
                gate.control_for(control, Some(record)).unwrap().state != ControlMode::Hidden
            }
        }
    }
}

/// The kinds that are listed, with their lists' addresses.
pub fn lists() -> Vec<(&'static str, &'static Kind)> {
    let all = routes();
    let lists = all.iter().filter_map(|route| match route.does {
        Does::List(kind) => Some((route.path, kind)),
        _ => None,
    });
    lists.collect()
}

/// What is told in more than one way, or read for what it says.
const OTHERWISE: [&str; 3] = ["users", "metrics", "audit"];

/// Whether a field of a kind is told as that alone, and read by no policy.
fn is_marked(kind: &Kind, field: &Field) -> bool {
    let read = kind.attributes.iter().any(|it| match it.from {
        From::Text(at) | From::Flag(at) | From::Whole(at) => at == field.at,
        From::Links(..) => false,
    });
    let elsewhere = lists().into_iter().filter(|(_, other)| other.name != kind.name);
    let shared = elsewhere.flat_map(|(_, other)| other.fields).any(|other| other.at == field.at);
    let fits = matches!(
        field.is,
        Is::Text(_) | Is::Name(_) | Is::Optional(_) | Is::Whole(..) | Is::Maybe(..)
    );
    let kept = ["pack", "changes"].contains(&field.name) || field.at.1 == "id";
    let own = field.at.0 == kind.table && !OTHERWISE.contains(&kind.table);
    own && fits && !read && !shared && !kept
}

/// What stands beside records: the table, what names its row, the record, and who reads what.
type Beside = (&'static str, [&'static str; 2], &'static str, &'static str, bool, By);

/// All of it.
const BESIDE: [Beside; 4] = [
    ("loads", ["id", ""], "company_id", "lane", false, By::Row),
    ("documents", ["id", ""], "company_id", "name", false, By::Row),
    ("documents", ["id", ""], "company_id", "amount", true, By::Row),
    ("scores", ["customer_id", "metric_id"], "customer_id", "value", true, METRICS),
];

const METRICS: By = By::Action("openClientMetrics");

/// Marks all texts and numbers that only who sees them may be told, and says what each is of.
pub async fn mark(office: &Office) -> BTreeMap<String, Mark> {
    let mut marked = BTreeMap::new();
    let mut statements = Vec::new();
    let mut add = |kind, id: &str, by, (set, is): (String, String), numbers: bool| {
        let place = marked.len();
        let secret = match numbers {
            true => (7_000_000_000_000 + i64::try_from(place).unwrap()).to_string(),
            false => format!("secret-{place}-"),
        };
        let value = if numbers { secret.clone() } else { format!("'{secret}'") };
        statements.push(format!("{set} = {value} WHERE {is}"));
        marked.insert(secret, Mark { kind, id: id.to_owned(), by });
    };
    for (_, kind) in lists() {
        let fields: Vec<&Field> = kind.fields.iter().filter(|it| is_marked(kind, it)).collect();
        for id in probes::ids(office, kind.table).await {
            for field in &fields {
                let numbers = matches!(field.is, Is::Whole(..) | Is::Maybe(..));
                let set = format!("UPDATE {} SET {}", kind.table, field.at.1);
                add(kind, &id, field.by, (set, format!("id = '{id}'")), numbers);
            }
        }
    }
    for (table, [key, more], of, column, numbers, by) in BESIDE {
        let name = if of == "company_id" { "companies" } else { "customers" };
        let (_, kind) = lists().into_iter().find(|(_, kind)| kind.name == name).unwrap();
        for [first, second, id] in office.texts(table, [key, more, of]).await {
            let more =
                if more.is_empty() { String::new() } else { format!(" AND {more} = '{second}'") };
            let set = format!("UPDATE {table} SET {column}");
            add(kind, &id, by, (set, format!("{key} = '{first}'{more}")), numbers);
        }
    }
    office.raw(&statements).await;
    marked
}

/// Every mark that an answer has.
pub fn marks_of(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    for (start, _) in text.match_indices("secret-") {
        let digits = text[start + 7..].chars().take_while(char::is_ascii_digit);
        let digits: String = digits.collect();
        // A search for the word itself may be told.
        if !digits.is_empty() {
            found.push(format!("secret-{digits}-"));
        }
    }
    let bytes = text.as_bytes();
    for (start, _) in text.match_indices("7000000") {
        let inside = start > 0 && bytes[start - 1].is_ascii_digit();
        let digits: String = text[start..].chars().take_while(char::is_ascii_digit).collect();
        if !inside && digits.len() == 13 {
            found.push(digits);
        }
    }
    found
}
