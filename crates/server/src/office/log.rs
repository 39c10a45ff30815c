//! The audit log, as those read it whose duty it is: who did what, to which record, and by which
//! decision; and what a record was and became, as far as the reader may see it in the record.

use std::collections::BTreeMap;

use axum::Json;
use axum::response::{IntoResponse, Response};
use futures_util::future::BoxFuture;
use sea_query::{Alias, Expr, ExprTrait, Query};
use serde_json::{Map, Value, json};
use sqlx::Row;
use tollgate::Gate;

use super::house::{ACCESS, PEOPLE, PERIODS, TEAMS};
use super::people::USERS;
use super::requests::REQUESTS;
use super::{LINE, NAME, NOTES};
use super::{companies, customers, expenses, freight};
use crate::kind::{At, Field, Is, Join, Kind, Seen};
use crate::packs::Pack;
use crate::problem::Problem;
use crate::read;
use crate::route::Reading;
use crate::standing;

/// An entry. What a record was and became is no field: nothing sorts or filters by it.
pub(crate) static AUDIT: Kind = Kind {
    name: "audit",
    pack: Pack::Office,
    resource: "Workspace",
    table: "audit",
    joins: &[Join { column: At("users", "id"), is: At("audit", "user_id") }],
    only: None,
    seen: Seen::All("viewAuditLog"),
    attributes: &[],
    fields: &[
        Field::new("at", At("audit", "at"), Is::Whole(0, i64::MAX)),
        Field::new("user", At("users", "name"), Is::Optional(NAME)).searched(),
        Field::new("pack", At("audit", "pack"), Is::Text(LINE)),
        Field::new("asked", At("audit", "asked"), Is::Text(NAME)).searched(),
        Field::new("kind", At("audit", "kind"), Is::Text(LINE)),
        Field::new("recordId", At("audit", "record_id"), Is::Text(NAME)).searched(),
        Field::new("allowed", At("audit", "allowed"), Is::Flag),
        Field::new("decision", At("audit", "decision"), Is::Text(NOTES)),
        Field::new("fingerprint", At("audit", "fingerprint"), Is::Text(NAME)),
        Field::new("requestId", At("audit", "request_id"), Is::Text(NAME)),
    ],
    order: "-at",
    numbered: false,
};

/// The kinds of records whose changes are logged.
const LOGGED: [&Kind; 14] = [
    &companies::COMPANIES,
    &customers::CUSTOMERS,
    &customers::METRICS,
    &expenses::EXPENSES,
    &freight::ACCESSORIALS,
    &freight::ACCOUNTS,
    &freight::CARRIERS,
    &freight::SHIPMENTS,
    &freight::STAFF,
    &PEOPLE,
    &PERIODS,
    &REQUESTS,
    &TEAMS,
    &USERS,
];

/// Who is told what else is logged with a record.
#[derive(Clone, Copy)]
enum Visibility {
    /// Who sees the record.
    Row,
    /// Whom this action allows on the record.
    Record(&'static str),
    /// Whom this action allows on the workspace.
    Workspace(&'static str),
    /// Records of their own, or a list of them: each is told as its kind's gate shows it.
    Records,
}

/// What is logged with records of a kind beside their fields. Nothing else is told.
const BESIDE: [(&str, &str, Visibility); 11] = [
    ("companies", "account", Visibility::Records),
    ("companies", "customer", Visibility::Records),
    ("companies", "documents", Visibility::Row),
    ("companies", "load", Visibility::Row),
    ("companies", "loads", Visibility::Row),
    ("customers", "scores", Visibility::Record("openClientMetrics")),
    // As entries of before have one that was set.
    ("customers", "score", Visibility::Record("openClientMetrics")),
    ("metrics", "customers", Visibility::Records),
    ("metrics", "recalculation", Visibility::Workspace("recalculateScores")),
    ("teams", "expenses", Visibility::Records),
    ("teams", "members", Visibility::Row),
];

/// Lists entries.
pub(crate) fn entries<'a>(
    reading: &'a mut Reading<'_>,
) -> BoxFuture<'a, Result<Response, Problem>> {
    Box::pin(async move {
        let mut listed = read::list(reading.work, reading.gate, &AUDIT, reading.wanted).await?;
        let rows = listed["rows"].as_array_mut().ok_or(Problem::Unfinished)?;
        let ids: Vec<String> =
            rows.iter().filter_map(|row| row["id"].as_str().map(str::to_owned)).collect();
        let reader = Reader::of(reading).await?;
        let mut query = Query::select();
        query.columns(["id", "record_before", "record_after"].map(Alias::new));
        query.from(Alias::new("audit")).and_where(Expr::col(Alias::new("id")).is_in(ids));
        let mut kept = BTreeMap::new();
        for row in reading.work.all(&query).await? {
            let text = |name: &str| row.try_get::<Option<String>, _>(name);
            kept.insert(
                row.try_get::<String, _>("id")?,
                [text("record_before")?, text("record_after")?],
            );
        }
        for row in rows {
            let Some([before, after]) = row["id"].as_str().and_then(|id| kept.remove(id)) else {
                return Err(Problem::Unfinished);
            };
            let language = reading.asker.language;
            if let Some(Value::String(kept)) = row["fields"].get_mut("decision") {
                *kept = standing::in_language(kept, language);
            }
            let mut withheld = false;
            for (name, text) in [("before", before), ("after", after)] {
                let visible = text.map(|text| reader.visible(&text, &mut withheld));
                row["fields"][name] = json!(visible.filter(|visible| !visible.is_null()));
            }
            row["fields"]["withheld"] = json!(withheld);
        }
        Ok(Json(listed).into_response())
    })
}

/// Who reads, by their gates.
struct Reader {
    gates: BTreeMap<Pack, Gate>,
}

impl Reader {
    async fn of(reading: &mut Reading<'_>) -> Result<Self, Problem> {
        let mut gates = BTreeMap::new();
        for pack in Pack::ALL {
            match reading.asker.gate(reading.work, reading.app, pack).await {
                Ok(gate) => drop(gates.insert(pack, gate)),
                Err(Problem::NoAccount(_)) => {}
                Err(problem) => return Err(problem),
            }
        }
        Ok(Reader { gates })
    }

    /// What the reader may see of what is logged; what cannot be asked about is not seen.
    fn visible(&self, text: &str, withheld: &mut bool) -> Value {
        let Ok(Value::Object(mut logged)) = serde_json::from_str(text) else {
            *withheld = true;
            return Value::Null;
        };
        let mut visible = Map::new();
        let access = logged.remove("principal").map(|principal| {
            let (user, pack) = (logged.remove("user"), logged.remove("pack"));
            self.principal((user, pack), principal, withheld)
        });
        if let Some(principal) = access.filter(|principal| !principal.is_null()) {
            visible.insert("principal".to_owned(), principal);
        }
        if !logged.is_empty() {
            match self.record(logged, withheld) {
                Some(record) => visible.extend(record),
                None => *withheld = true,
            }
        }
        if visible.is_empty() { Value::Null } else { visible.into() }
    }

    /// A record, with what else belongs to it, as its kind's gate shows it to the reader.
    fn record(
        &self,
        mut logged: Map<String, Value>,
        withheld: &mut bool,
    ) -> Option<Map<String, Value>> {
        let name = logged.remove("kind")?;
        let kind = LOGGED.into_iter().find(|kind| name == kind.name)?;
        let gate = self.gates.get(&kind.pack)?;
        let record = logged.remove("record");
        let fields = logged.remove("fields");
        // Of a record within another.
        let id = logged.remove("id");
        let sees = match (kind.seen, &record) {
            (Seen::All(action), _) => gate.can(action, &()),
            (Seen::ByRow(action), Some(record)) => gate.can(action, record),
            (Seen::ByRow(_), None) => Ok(false),
        };
        let sees = sees.unwrap_or(false);
        let mut visible = Map::new();
        for (name, beside) in logged {
            let known = BESIDE.iter().find(|(of, known, _)| *of == kind.name && *known == name);
            let may = match (known.map(|(_, _, visibility)| *visibility), &record) {
                (None, _) | (Some(Visibility::Record(_)), None) => Ok(false),
                (Some(Visibility::Row), _) => Ok(sees),
                (Some(Visibility::Record(action)), Some(record)) => gate.can(action, record),
                (Some(Visibility::Workspace(action)), _) => gate.can(action, &()),
                (Some(Visibility::Records), _) => {
                    visible.extend(self.records(beside, withheld).map(|records| (name, records)));
                    continue;
                }
            };
            match may {
                Ok(true) => drop(visible.insert(name, beside)),
                _ => *withheld = true,
            }
        }
        if sees {
            visible.extend(id.map(|id| ("id".to_owned(), id)));
            if let Some(Value::Object(mut fields)) = fields {
                let all = fields.len();
                fields.retain(|name, _| {
                    let field = kind.field(name).zip(record.as_ref());
                    let reads = field.map(|(field, record)| read::reads(gate, field, record));
                    matches!(reads, Some(Ok(true)))
                });
                *withheld |= fields.len() < all;
                visible.insert("fields".to_owned(), fields.into());
            }
            if let Some(record) = record {
                visible.insert("record".to_owned(), gate.project(&record).ok()?);
            }
        } else {
            *withheld |= record.is_some() || fields.is_some();
        }
        (!visible.is_empty()).then_some(visible)
    }

    /// Records that belong to another: one, or those of a list that the reader may see.
    fn records(&self, logged: Value, withheld: &mut bool) -> Option<Value> {
        let mut one = |logged: Value| match logged {
            Value::Object(logged) => {
                let visible = self.record(logged, withheld);
                *withheld |= visible.is_none();
                visible
            }
            _ => {
                *withheld = true;
                None
            }
        };
        match logged {
            Value::Array(all) => {
                let visible: Vec<Value> =
                    all.into_iter().filter_map(one).map(Value::from).collect();
                (!visible.is_empty()).then(|| visible.into())
            }
            logged => one(logged).map(Value::from),
        }
    }

    /// Whom a user is to a pack: what the page of that user tells of it.
    fn principal(
        &self,
        (user, pack): (Option<Value>, Option<Value>),
        mut principal: Value,
        withheld: &mut bool,
    ) -> Value {
        let who = json!({ "type": "User", "id": user });
        let may = |pack: Pack, action: &str, on: &Value| {
            self.gates.get(&pack).is_some_and(|gate| gate.can(action, on).unwrap_or(false))
        };
        let seen = match pack.as_ref().and_then(Value::as_str).and_then(Pack::named) {
            Some(Pack::Alvys) => may(Pack::Alvys, "viewUser", &who),
            Some(_) => may(Pack::Office, "viewAccess", &who),
            None => false,
        };
        let Some(document) = principal.as_object_mut().filter(|_| seen) else {
            *withheld = true;
            return Value::Null;
        };
        let all = document.len();
        document.retain(|name, _| match name.as_str() {
            "in" => may(Pack::Office, "manageTeams", &Value::Null),
            "links" => may(Pack::Office, "delegateApproval", &who),
            name => ACCESS.contains(&name),
        });
        *withheld |= document.len() < all;
        principal
    }
}
