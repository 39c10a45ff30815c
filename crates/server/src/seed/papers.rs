//! The papers of companies: agreements, certificates, and an invoice for each load that is over.

use super::companies::Company;
use super::draw::{DAY, Draw};
use super::rows::Rows;
use crate::database::Work;

pub(super) async fn write(
    draw: &mut Draw,
    companies: &[Company],
    work: &mut Work,
) -> sqlx::Result<()> {
    let columns = &["id", "company_id", "kind", "name", "amount", "added_at"];
    let mut rows = Rows::of("documents", columns);
    let mut number = 0;
    let mut add = |company: &str, kind: &str, name: String, amount: Option<i64>, added_at: i64| {
        number += 1;
        let id = format!("D-{number}");
        let row = [id.into(), company.into(), kind.into(), name.into(), amount.into()];
        rows.add(row.into_iter().chain([added_at.into()]));
    };
    for it in companies {
        let agreed = it.created_at + DAY / 48;
        match it.kind {
            "Customer" | "BrokerOr3PL" if it.created_at > 0 => {
                let year = 1970 + agreed / (365 * DAY + DAY / 4);
                add(&it.id, "agreement", format!("Freight agreement {year}.pdf"), None, agreed);
            }
            "Warehouse" => {
                add(&it.id, "certificate", "Liability insurance.pdf".into(), None, agreed);
            }
            _ => {}
        }
        for load in it.loads.iter().filter(|load| load.progress == 4) {
            let amount = 500 * draw.between(120, 900);
            let name = format!("Invoice {}.pdf", load.id.replace("L-", "INV-"));
            add(&it.id, "invoice", name, Some(amount), load.created_at + 9 * DAY);
        }
    }
    rows.write(work).await
}
