//! What suites ask the server with: a user whose principals vary, records that policies tell apart,
//! and requests that only a gate could refuse.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a suite")]
#![allow(dead_code, unreachable_pub, unused_imports, reason = "not every suite asks all of it")]

mod bodies;

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use sea_query::{Alias, Query};
use serde_json::{Value, json};
use sqlx::Row;
use tollgate::Policy;
use tollgate::bundle::Control;
use tollgate::program::Binding;
use tollgate_server::kind::Kind;
use tollgate_server::{Ask, Guard, On, Pack, find, routes};

pub use bodies::bodies;

use crate::office::Office;

/// Whom requests come from.
pub const USER: &str = "probe";
pub const DEPARTMENT: &str = "Operations";
/// A team that some variants of the user are in, and what some approve up to.
const TEAM: &str = "carrier-days";
const LIMIT: i64 = 8000;

/// How many records of a kind are asked about at most.
const MOST: usize = 40;

/// A record that is asked about; of questions about none, one without an id.
#[derive(Clone, Debug)]
pub struct Probe {
    pub id: String,
    pub version: i64,
    /// What policies read of it.
    pub attributes: Value,
    metric: String,
}

/// The records of each kind.
pub struct Probes {
    of: BTreeMap<&'static str, Vec<Probe>>,
    none: Vec<Probe>,
}

/// Tables that changes reach, with the column that names the record, from the one that others refer
/// to on.
const TABLES: [(&str, &str); 15] = [
    ("companies", "id"),
    ("customers", "id"),
    ("accounts", "id"),
    ("account_commissions", "account_id"),
    ("scores", "customer_id"),
    ("loads", "company_id"),
    ("metrics", "id"),
    ("shipments", "id"),
    ("shipment_commissions", "shipment_id"),
    ("carriers", "id"),
    ("accessorials", "id"),
    ("expenses", "id"),
    ("expense_labels", "expense_id"),
    ("principals", "user_id"),
    ("requests", "id"),
];

impl Probes {
    /// Makes the user, and picks the records.
    pub async fn prepare(office: &Office) -> Self {
        office.raw(&statements()).await;
        let metric = ids(office, "metrics").await.remove(0);
        let mut of = BTreeMap::new();
        for route in routes() {
            let Guard::Asks(ask) = route.guard else { continue };
            if let On::Record(kind) | On::Entry(kind) = ask.on
                && !of.contains_key(kind.name)
            {
                of.insert(kind.name, distinct(office, kind, &metric).await);
            }
        }
        for probes in of.values() {
            let load = |probe: &Probe| {
                format!(
                    "INSERT INTO loads SELECT 'load-' || id, id, 'A → B', 1, 0, 1 \
                     FROM companies WHERE id = '{}' \
                     AND NOT EXISTS (SELECT 1 FROM loads WHERE id = 'load-{}')",
                    probe.id, probe.id
                )
            };
            office.raw(&probes.iter().map(load).collect::<Vec<_>>()).await;
        }
        let backup = |table: &str| format!("CREATE TABLE backup_{table} AS SELECT * FROM {table}");
        let tables = TABLES.iter().map(|(table, _)| *table).chain(["periods", "teams"]);
        office.raw(&tables.map(backup).collect::<Vec<_>>()).await;
        let none = Probe { id: String::new(), version: 0, attributes: Value::Null, metric };
        Probes { of, none: vec![none] }
    }

    /// What routes without a record are asked about.
    pub fn none(&self) -> Probe {
        self.none[0].clone()
    }

    /// The records of a kind.
    pub fn of_kind(&self, name: &str) -> &[Probe] {
        self.of.get(name).map_or(&[], Vec::as_slice)
    }

    /// The records that a route is asked about.
    pub fn of(&self, ask: &Ask) -> &[Probe] {
        match ask.on {
            On::Record(kind) | On::Entry(kind) => &self.of[kind.name],
            On::Workspace | On::Made(_) | On::Rows(_) => &self.none,
        }
    }
}

/// The user, and what ties the user to records.
fn statements() -> Vec<String> {
    let user = format!(
        "INSERT INTO users (id, name, title, email, department, password, sample, about, version) \
         VALUES ('{USER}', 'Probe', '', 'probe@example.com', '{DEPARTMENT}', NULL, FALSE, '', 1)"
    );
    let some =
        |table: &str, more: &str| format!("SELECT id FROM {table} {more} ORDER BY id LIMIT 6");
    let open = some("shipments", "WHERE NOT invoiced");
    let invoiced = some("shipments", "WHERE invoiced");
    let booked = "SELECT id FROM shipments ORDER BY id DESC LIMIT 6";
    // Some of every time and state, and most are somebody else's.
    let mine = "SELECT id FROM expenses WHERE id LIKE '%2' OR id LIKE '%6'";
    let tie = |ids: &str| {
        format!("INSERT INTO shipment_commissions SELECT id, '{USER}' FROM ({ids}) AS chosen")
    };
    vec![
        user,
        tie(&open),
        tie(&invoiced),
        format!("UPDATE shipments SET booked_by = '{USER}' WHERE id IN ({booked})"),
        format!(
            "INSERT INTO account_commissions SELECT id, '{USER}' FROM ({}) AS chosen",
            some("accounts", "")
        ),
        format!("UPDATE expenses SET owner_id = '{USER}' WHERE id IN ({mine})"),
        // What a personal limit reaches and a manager's does not.
        format!(
            "UPDATE expenses SET amount = {} WHERE status = 'submitted' AND id LIKE '%4'",
            LIMIT - 1
        ),
        "UPDATE requests SET pack = 'client-metrics', \
         changes = '[{\"grant\":\"Permission::edit\"}]'"
            .to_owned(),
        format!(
            "UPDATE requests SET requester_id = '{USER}' WHERE id IN ({})",
            some("requests", "WHERE status = 'open'").replace('6', "1")
        ),
        "INSERT INTO recalculations \
         (id, user_id, started_at, finished_at, done, total, reached) \
         VALUES ('run', 'probe', 0, NULL, 0, 0, '~')"
            .to_owned(),
    ]
}

pub async fn ids(office: &Office, table: &str) -> Vec<String> {
    let mut query = Query::select();
    query.column(Alias::new("id")).from(Alias::new(table));
    query.order_by(Alias::new("id"), sea_query::Order::Asc);
    let mut work = office.app.database.read().await.unwrap();
    let rows = work.all(&query).await.unwrap();
    rows.iter().map(|row| row.try_get("id").unwrap()).collect()
}

/// Records of a kind of which no two look alike to the gates of the user.
async fn distinct(office: &Office, kind: &'static Kind, metric: &str) -> Vec<Probe> {
    let mut seen = BTreeSet::new();
    let mut groups: BTreeMap<String, VecDeque<Probe>> = BTreeMap::new();
    for id in ids(office, kind.table).await {
        // The user itself is not the one whose permissions are set.
        if id == USER {
            continue;
        }
        let mut work = office.app.database.read().await.unwrap();
        let Some(record) = find(&mut work, kind, &id).await.unwrap() else { continue };
        if seen.insert(looks(&record.attributes)) {
            let (version, attributes) = (record.version, record.attributes);
            let group = groups.entry(group_of(&attributes)).or_default();
            group.push_back(Probe { id, version, attributes, metric: metric.to_owned() });
        }
    }
    // Of as many as are asked about some of each state.
    let mut picked = Vec::new();
    while picked.len() < MOST && groups.values().any(|group| !group.is_empty()) {
        picked.extend(groups.values_mut().filter_map(VecDeque::pop_front));
    }
    picked.truncate(MOST);
    assert!(!picked.is_empty(), "no record of {}", kind.name);
    picked
}

/// Records of which some are asked about in any case, those that most depends on first: what waits
/// for somebody, and is somebody else's.
fn group_of(attributes: &Value) -> String {
    let owner = &attributes["owner"];
    let (mine, ours) = (owner["id"] == USER, owner["department"] == DEPARTMENT);
    let (status, team) = (&attributes["status"], is_team(&attributes["team"]));
    let large = attributes["amount"].as_i64().is_some_and(|amount| amount > 5000);
    format!("{} {mine} {status} {ours} {team} {large}", status != "submitted")
}

/// What policies could tell of a record.
fn looks(attributes: &Value) -> String {
    let mut looks = String::new();
    for (name, value) in attributes.as_object().unwrap() {
        let look = match (name.as_str(), value) {
            ("id", _) => continue,
            (_, Value::Array(items)) => {
                let mine = items.iter().any(|item| item == USER);
                let disputed = items.iter().any(|item| item == "disputed");
                format!("{mine}{disputed}")
            }
            (_, Value::Number(number)) => {
                let number = number.as_i64().unwrap();
                [60, 100, 5000, LIMIT].map(|least| (number > least).to_string()).concat()
            }
            ("requester", who) => (who == USER).to_string(),
            ("owner", owner) => {
                format!("{}{}", owner["id"] == USER, owner["department"] == DEPARTMENT)
            }
            ("bookedBy", by) => (by == USER).to_string(),
            ("billedTo", to) => (to == ACCOUNT).to_string(),
            ("team", team) => format!("{}{}", team.is_null(), is_team(team)),
            ("receipt" | "country", value) => value.is_null().to_string(),
            (_, value) => value.to_string(),
        };
        looks.push_str(&look);
        looks.push('|');
    }
    looks
}

fn is_team(team: &Value) -> bool {
    team == TEAM || team["id"] == TEAM
}

/// The account of a user of level Customer.
pub const ACCOUNT: &str = "C-201";

impl Probe {
    /// The address of a route for the record.
    pub fn address(&self, path: &str) -> String {
        path.replace("{id}", &self.id)
            .replace("{metric}", &self.metric)
            .replace("{load}", &format!("load-{}", self.id))
            .replace("{pack}", "client-metrics")
            .replace("{run}", "run")
            .replace("{permission}", "deleteCompany")
    }

    /// What a gate is asked about: the record, or the one that would be made.
    pub fn subject_of(&self, ask: &Ask, input: &Value) -> Value {
        let On::Made(kind) = ask.on else { return self.attributes.clone() };
        let mut made = json!({ "type": kind.resource, "id": "" });
        made["status"] = json!("Active");
        made["companyType"] = input["fields"]["companyType"].clone();
        made
    }

    /// Makes the record what it was.
    pub async fn restore(&self, office: &Office) {
        if self.id.is_empty() {
            // Nobody asks for the same twice.
            let asked = format!(
                "DELETE FROM requests WHERE requester_id = '{USER}' \
                 AND id NOT IN (SELECT id FROM backup_requests)"
            );
            return office.raw(&[asked]).await;
        }
        let gone = TABLES.iter().rev();
        let gone =
            gone.map(|(table, key)| format!("DELETE FROM {table} WHERE {key} = '{}'", self.id));
        let back = TABLES.iter().map(|(table, key)| {
            format!("INSERT INTO {table} SELECT * FROM backup_{table} WHERE {key} = '{}'", self.id)
        });
        // What others refer to stays.
        let stay = ["users", "teams", "periods"].into_iter();
        let stay =
            stay.map(|table| format!("UPDATE {table} SET version = 1 WHERE id = '{}'", self.id));
        let closed = format!(
            "UPDATE periods SET closed = (SELECT closed FROM backup_periods AS was \
             WHERE was.id = periods.id) WHERE id = '{}'",
            self.id
        );
        let team = [
            format!(
                "INSERT INTO teams SELECT * FROM backup_teams WHERE id = '{}' \
                 AND NOT EXISTS (SELECT 1 FROM teams WHERE id = '{}')",
                self.id, self.id
            ),
            format!(
                "UPDATE expenses SET team_id = '{}', version = 1 WHERE id IN \
                 (SELECT id FROM backup_expenses WHERE team_id = '{}')",
                self.id, self.id
            ),
        ];
        let all = gone.chain(back).chain(stay).chain([closed]).chain(team);
        office.raw(&all.collect::<Vec<_>>()).await;
    }
}

/// Now, as Cedar reads it.
pub fn now() -> String {
    format!("{:.3}", jiff::Timestamp::now())
}

/// Everybody whom a pack's gate could tell from others: each role, and each set of groups.
pub fn principals(policy: &Policy) -> Vec<Value> {
    let groups: Vec<String> = policy.bundle().groups.iter().map(|it| it.name.clone()).collect();
    let mut all: Vec<Value> =
        policy.roles().iter().map(|role| json!({ "roles": [role] })).collect();
    for set in 0..1_u32 << groups.len() {
        let held = groups.iter().enumerate().filter(|(place, _)| set >> place & 1 == 1);
        let held: Vec<&String> = held.map(|(_, group)| group).collect();
        all.push(json!({ "groups": held }));
    }
    if policy.pack() == "access-levels" {
        for principal in &mut all {
            principal["customer"] = json!(ACCOUNT);
        }
    }
    all
}

/// What else tells principals of expenses apart, besides their roles: each alone, beside each.
pub const ARRANGED: [&str; 4] = ["limit", "in", "links", "department"];

/// The principals of a pack, with each of these where it has them. `expenses` may be approved for
/// others.
pub fn arranged(policy: &Policy, expenses: &[Probe]) -> Vec<Value> {
    let mut all = principals(policy);
    if policy.pack() != "expenses" {
        return all;
    }
    let links: Vec<String> = expenses.iter().map(|it| format!("Expense::{}", it.id)).collect();
    let values = [
        json!(LIMIT),
        json!([format!("Team::{TEAM}")]),
        json!({ "delegate-approval": links }),
        Value::Null,
    ];
    for principal in all.clone() {
        for (name, value) in ARRANGED.into_iter().zip(&values) {
            let mut other = principal.clone();
            other[name] = value.clone();
            all.push(other);
        }
    }
    all
}

/// Whether a principal is of no department.
pub fn without_department(principal: &Value) -> bool {
    principal.get("department").is_some_and(Value::is_null)
}

/// What policies read of a record while the user is that principal: its own records have its
/// department.
pub fn read_of(attributes: &Value, principal: &Value) -> Value {
    let mut read = attributes.clone();
    if without_department(principal)
        && read["owner"]["id"] == USER
        && let Some(owner) = read["owner"].as_object_mut()
    {
        owner.remove("department");
    }
    read
}

/// A principal as the server's gate is given it.
pub fn whole(pack: Pack, principal: &Value) -> Value {
    let mut whole = principal.clone();
    whole["id"] = json!(USER);
    if pack == Pack::Expenses && !without_department(principal) {
        whole["department"] = json!(DEPARTMENT);
    }
    whole
}

/// Makes the user that principal of a pack.
pub async fn put_principal(office: &Office, pack: Pack, principal: &Value) {
    let mut statements = Vec::from(stored(pack, principal));
    let department = match without_department(principal) {
        true => "NULL".to_owned(),
        false => format!("'{DEPARTMENT}'"),
    };
    statements.push(format!("UPDATE users SET department = {department} WHERE id = '{USER}'"));
    if pack == Pack::Office {
        // Who asks for access lacks what is asked for.
        statements.extend(stored(Pack::ClientMetrics, &json!({ "permissions": ["view"] })));
    }
    office.raw(&statements).await;
}

fn stored(pack: Pack, principal: &Value) -> [String; 2] {
    let pack = pack.name();
    [
        format!("DELETE FROM principals WHERE user_id = '{USER}' AND pack = '{pack}'"),
        format!("INSERT INTO principals VALUES ('{USER}', '{pack}', '{principal}', 1)"),
    ]
}

/// What each control asks for: actions, or transitions.
pub fn controls(policy: &Policy) -> Vec<(String, Vec<String>)> {
    let bundle = policy.bundle();
    let actions = |ids: &[tollgate::program::ActionId]| -> Vec<String> {
        ids.iter().map(|id| bundle.actions[id.index()].name.clone()).collect()
    };
    let named = |(control, bound): (&Control, &tollgate::program::Control)| {
        let names = match bound.binding {
            Binding::Action(action) | Binding::Choice(action, ..) => actions(&[action]),
            Binding::Field { view, change } => actions(&[view, change]),
            Binding::Transition(name) => {
                vec![bundle.transitions().nth(name.index()).unwrap().name.clone()]
            }
        };
        (control.id.clone(), names)
    };
    bundle.controls.iter().zip(&policy.program().controls).map(named).collect()
}
