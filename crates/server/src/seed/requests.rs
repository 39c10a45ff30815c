//! What people asked for, answered and not.

use serde_json::json;

use super::draw::DAY;
use super::rows::Rows;
use crate::database::Work;

/// Whose it is; pack, what was denied, on which record; what would allow it; why; status, and who
/// answered. The last is the newest.
type Sample = ([&'static str; 3], Option<&'static str>, [&'static str; 2], Answer);
type Answer = Option<(&'static str, &'static str)>;

const REQUESTS: [Sample; 6] = [
    (
        ["hugo", "access-levels", "changeCost"],
        Some("S-4413"),
        ["Role::Manager", "The carrier corrected its invoice."],
        Some(("declined", "maya")),
    ),
    (
        ["greta", "client-metrics", "manageMetricsCatalog"],
        None,
        ["Permission::clientMetrics", "I keep the catalog while Ines is away."],
        Some(("granted", "maya")),
    ),
    (
        ["omar", "client-metrics", "editCustomer"],
        Some("C-1004"),
        ["Permission::edit", "The dock's phone number is wrong."],
        Some(("declined", "greta")),
    ),
    (
        ["noah", "client-metrics", "viewCustomers"],
        None,
        ["Permission::view", "To look up who the consignee is."],
        None,
    ),
    (
        ["tom", "client-metrics", "scoreClientMetrics"],
        Some("C-1003"),
        ["Permission::clientMetrics", "Kestrel pays on time since August."],
        None,
    ),
    (
        ["greta", "office", "viewAuditLog"],
        None,
        ["Duty::audit", "To see who changed a rate last week."],
        None,
    ),
];

pub(super) async fn write(now: i64, work: &mut Work) -> sqlx::Result<()> {
    let columns = &[
        "id",
        "requester_id",
        "pack",
        "asked",
        "record_id",
        "changes",
        "note",
        "status",
        "created_at",
        "answered_by",
        "answered_at",
        "version",
    ];
    let mut rows = Rows::of("requests", columns);
    for (number, ([who, pack, action], record, [grant, note], answer)) in (1..).zip(REQUESTS) {
        let created_at = now - DAY * (13 - 2 * number);
        rows.add([
            format!("R-{number}").into(),
            who.into(),
            pack.into(),
            action.into(),
            record.into(),
            json!([{ "grant": grant }]).to_string().into(),
            note.into(),
            answer.map_or("open", |(status, _)| status).into(),
            created_at.into(),
            answer.map(|(_, by)| by).into(),
            answer.map(|_| created_at + DAY / 2).into(),
            1_i64.into(),
        ]);
    }
    rows.write(work).await
}
