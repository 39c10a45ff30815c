//! The Customers screen: customers with their scores, and the catalog that they are scored by.

use futures_util::future::BoxFuture;
use sea_query::Expr;

use super::{ADDRESS, LINE, NAME};
use crate::changes;
use crate::guard::Ask;
use crate::input;
use crate::kind::{At, Attribute, By, Field, From, Is, Join, Kind, Seen};
use crate::packs::Pack;
use crate::problem::Problem;
use crate::read;
use crate::texts::Text;
use crate::unique::only_one;
use crate::visible::is_blank;
use crate::writing::{Done, Writing};

/// A customer, as the pack `client-metrics` sees it.
pub(crate) static CUSTOMERS: Kind = Kind {
    name: "customers",
    pack: Pack::ClientMetrics,
    resource: "Customer",
    table: "customers",
    joins: &[Join { column: At("companies", "id"), is: At("customers", "id") }],
    only: Some((At("companies", "company_type"), "Customer")),
    seen: Seen::ByRow("viewCustomer"),
    attributes: &[
        Attribute { name: "status", from: From::Text(At("customers", "status")) },
        Attribute {
            name: "informationComplete",
            from: From::Flag(At("customers", "information_complete")),
        },
    ],
    fields: &[
        Field::new("tradeName", At("companies", "name"), Is::Name(NAME))
            .searched()
            .only()
            .also(&["accounts"]),
        Field::new("legalName", At("customers", "legal_name"), Is::Name(NAME)).searched(),
        Field::new("taxId", At("customers", "tax_id"), Is::Name(LINE)).searched().only(),
        Field::new("status", At("customers", "status"), Is::OneOf(&["PAIN", "ACTV", "INAC"])),
        Field::new("informationComplete", At("customers", "information_complete"), Is::Flag),
        Field::new("score", At("customers", "score"), Is::Whole(0, 100)),
        Field::new("stale", At("customers", "stale"), Is::Flag),
        Field::new("freshbooks", At("customers", "freshbooks"), Is::Text(LINE)),
        Field::new("createdAt", At("customers", "created_at"), Is::Whole(0, i64::MAX)),
        // What the full form has, which does not open without Edit.
        Field::new("contact", At("customers", "contact"), Is::Text(NAME)).by(FORM),
        Field::new("email", At("customers", "email"), Is::Text(NAME)).by(FORM),
        Field::new("phone", At("customers", "phone"), Is::Text(LINE)).by(FORM),
        Field::new("address", At("customers", "address"), Is::Text(ADDRESS)).by(FORM),
        Field::new("creditTerms", At("customers", "credit_terms"), Is::Text(LINE)).by(FORM),
    ],
    order: "tradeName",
    numbered: true,
};

/// The same, with those whose companies are of another type by now.
pub(crate) fn ever_customers() -> Kind {
    Kind { only: None, ..CUSTOMERS }
}

const FORM: By = By::Control("form.customer");

/// The fields with which a customer starts.
pub(crate) const START: &[&str] = &["legalName", "tradeName", "taxId"];

/// The fields that a complete record has beside.
pub(crate) const FULL: &[&str] = &["contact", "email", "phone", "address", "creditTerms"];

/// What the form has.
pub(crate) const EDITED: &[&str] =
    &["legalName", "tradeName", "taxId", "contact", "email", "phone", "address", "creditTerms"];

/// A metric of the catalog.
pub(crate) static METRICS: Kind = Kind {
    name: "metrics",
    pack: Pack::ClientMetrics,
    resource: "Workspace",
    table: "metrics",
    joins: &[],
    only: None,
    seen: Seen::All("manageMetricsCatalog"),
    attributes: &[],
    fields: &[
        Field::new("name", At("metrics", "name"), Is::Name(LINE)).searched().only(),
        Field::new("multiplier", At("metrics", "multiplier"), Is::Whole(0, 9)),
        Field::new("createdAt", At("metrics", "created_at"), Is::Whole(0, i64::MAX)),
    ],
    order: "createdAt",
    numbered: false,
};

/// Makes a customer of the three fields that it starts with.
pub(crate) fn create<'a>(writing: &'a mut Writing<'_>) -> BoxFuture<'a, Result<Done, Problem>> {
    Box::pin(async move {
        let id = uuid::Uuid::now_v7().to_string();
        let fields = changes::all_of(&CUSTOMERS, writing.input, START)?;
        only_one(writing, &CUSTOMERS, (&id, &fields)).await?;
        let text = |name| fields.iter().find(|(field, _)| field.name == name);
        let value = |name| text(name).map(|(_, value)| value.clone()).unwrap_or_else(|| "".into());
        super::parties::add_company(writing, &id, vec![("name", value("tradeName"))]).await?;
        let columns = vec![("legal_name", value("legalName")), ("tax_id", value("taxId"))];
        super::parties::add_customer(writing, &id, columns).await?;
        writing.done(&CUSTOMERS, &id, None).await
    })
}

/// Saves the form; saving a complete record takes the step `complete`, where the state has it and
/// the asker may.
pub(crate) fn edit<'a>(writing: &'a mut Writing<'_>) -> BoxFuture<'a, Result<Done, Problem>> {
    Box::pin(async move {
        let fields = changes::some_of(&CUSTOMERS, writing.input, EDITED)?;
        let (id, before) = writing.before(&CUSTOMERS).await?;
        changes::put(writing, &CUSTOMERS, &id, fields).await?;
        let now = read::find(writing.work, &CUSTOMERS, &id).await?.ok_or(Problem::Missing)?;
        let now = read::whole(writing.work, &CUSTOMERS, &now).await?;
        let filled = |name: &&str| now["fields"][*name].as_str().is_some_and(|it| !it.is_empty());
        let complete = FULL.iter().all(filled);
        let complete = [("information_complete", Expr::val(complete))];
        writing.keep("customers", &id, complete).await?;
        let edited = writing.done(&CUSTOMERS, &id, Some(before)).await?;
        let record = read::find(writing.work, &CUSTOMERS, &id).await?.ok_or(Problem::Missing)?;
        let step = match writing.require(&Ask::step(&CUSTOMERS, "complete"), &record) {
            // Saving is not asking for the step: where it is not to be had, nothing was denied.
            Err(Problem::Denied(_)) => return Ok(edited),
            step => step?,
        };
        let (At(table, column), value) = changes::led_to(writing, &CUSTOMERS, &step.decision)?;
        writing.keep(table, &id, [(column, value)]).await?;
        writing.done(&CUSTOMERS, &id, None).await.map(|done| done.after_step(edited, step))
    })
}

/// Links the customer to its Freshbooks client.
pub(crate) fn link<'a>(writing: &'a mut Writing<'_>) -> BoxFuture<'a, Result<Done, Problem>> {
    Box::pin(async move {
        let (id, before) = writing.before(&CUSTOMERS).await?;
        let client = input::text(writing.input, "client")?.trim();
        if is_blank(client) || client.chars().count() > LINE {
            return Err(Problem::invalid("client", Text::of(|it| &it.client)));
        }
        let client = Expr::val(client);
        writing.set("customers", &id, [("freshbooks", client)]).await?;
        writing.done(&CUSTOMERS, &id, Some(before)).await
    })
}
