//! The Freight screens: shipments, customers' accounts, staff, carriers and accessorial charges.

use futures_util::future::BoxFuture;

use super::companies::CENTS;
use super::{LINE, NAME, parties};
use crate::changes;
use crate::kind::{At, Attribute, By, Field, From, Is, Join, Kind, Seen};
use crate::packs::Pack;
use crate::problem::Problem;
use crate::unique::only_one;
use crate::writing::{Done, Writing};

/// A shipment.
pub(crate) static SHIPMENTS: Kind = Kind {
    name: "shipments",
    pack: Pack::AccessLevels,
    resource: "Shipment",
    table: "shipments",
    joins: &[Join { column: At("companies", "id"), is: At("shipments", "billed_to") }],
    only: None,
    seen: Seen::ByRow("viewShipment"),
    attributes: &[
        Attribute { name: "bookedBy", from: From::Text(At("shipments", "booked_by")) },
        Attribute { name: "billedTo", from: From::Text(At("shipments", "billed_to")) },
        Attribute {
            name: "commissioned",
            from: From::Links("shipment_commissions", "shipment_id", "user_id"),
        },
        Attribute { name: "invoiced", from: From::Flag(At("shipments", "invoiced")) },
    ],
    fields: &[
        Field::new("lane", At("shipments", "lane"), Is::Name(NAME)).searched(),
        Field::new("pickup", At("shipments", "pickup"), Is::Day),
        Field::new("customer", At("companies", "name"), Is::Name(NAME)).searched(),
        Field::new("cost", At("shipments", "cost"), Is::Whole(0, CENTS)).by(By::Action("viewCost")),
        Field::new("billedAmount", At("shipments", "billed_amount"), Is::Whole(0, CENTS))
            .by(By::Action("viewBilledAmount")),
        Field::new("commission", At("shipments", "commission"), Is::Whole(0, CENTS))
            .by(By::Action("viewCommission")),
        Field::new("invoiced", At("shipments", "invoiced"), Is::Flag),
    ],
    order: "pickup",
    numbered: true,
};

/// A customer's account: the same record as a company of type Customer.
pub(crate) static ACCOUNTS: Kind = Kind {
    name: "accounts",
    pack: Pack::AccessLevels,
    resource: "Customer",
    table: "accounts",
    joins: &[Join { column: At("companies", "id"), is: At("accounts", "id") }],
    only: Some((At("companies", "company_type"), "Customer")),
    seen: Seen::ByRow("viewCustomer"),
    attributes: &[Attribute {
        name: "commissioned",
        from: From::Links("account_commissions", "account_id", "user_id"),
    }],
    fields: &[
        Field::new("name", At("companies", "name"), Is::Name(NAME))
            .searched()
            .only()
            .also(&["customers"]),
        Field::new("city", At("accounts", "city"), Is::Text(NAME)).searched(),
    ],
    order: "name",
    numbered: true,
};

/// Somebody of the staff.
pub(crate) static STAFF: Kind = Kind {
    name: "staff",
    pack: Pack::AccessLevels,
    resource: "Staff",
    table: "staff",
    joins: &[],
    only: None,
    seen: Seen::ByRow("viewStaff"),
    attributes: &[],
    fields: &[
        Field::new("name", At("staff", "name"), Is::Name(NAME)).searched(),
        Field::new("team", At("staff", "team"), Is::Name(LINE)).searched(),
        Field::new("since", At("staff", "since"), Is::Whole(1900, 2200)),
    ],
    order: "name",
    numbered: false,
};

/// A carrier.
pub(crate) static CARRIERS: Kind = Kind {
    name: "carriers",
    pack: Pack::AccessLevels,
    resource: "Workspace",
    table: "carriers",
    joins: &[],
    only: None,
    seen: Seen::All("manageCarriers"),
    attributes: &[],
    fields: &[
        Field::new("name", At("carriers", "name"), Is::Name(NAME)).searched().only(),
        Field::new("equipment", At("carriers", "equipment"), Is::Text(NAME)).searched(),
    ],
    order: "name",
    numbered: false,
};

/// An accessorial charge.
pub(crate) static ACCESSORIALS: Kind = Kind {
    name: "accessorials",
    pack: Pack::AccessLevels,
    resource: "Workspace",
    table: "accessorials",
    joins: &[],
    only: None,
    seen: Seen::All("manageAccessorials"),
    attributes: &[],
    fields: &[
        Field::new("name", At("accessorials", "name"), Is::Name(NAME)).searched().only(),
        Field::new("amount", At("accessorials", "amount"), Is::Whole(0, CENTS)),
    ],
    order: "name",
    numbered: false,
};

/// Makes a customer of its account's name and city.
pub(crate) fn create_account<'a>(
    writing: &'a mut Writing<'_>,
) -> BoxFuture<'a, Result<Done, Problem>> {
    Box::pin(async move {
        let id = uuid::Uuid::now_v7().to_string();
        let fields = changes::all_of(&ACCOUNTS, writing.input, &["name", "city"])?;
        only_one(writing, &ACCOUNTS, (&id, &fields)).await?;
        let name = fields.iter().find(|(field, _)| field.name == "name");
        let name = name.map(|(_, value)| value.clone()).ok_or(Problem::Missing)?;
        parties::add_company(writing, &id, vec![("name", name.clone())]).await?;
        parties::add_customer(writing, &id, vec![("legal_name", name)]).await?;
        let city = fields.into_iter().filter(|(field, _)| field.name == "city").collect();
        changes::put(writing, &ACCOUNTS, &id, city).await?;
        writing.done(&ACCOUNTS, &id, None).await
    })
}
