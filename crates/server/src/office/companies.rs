//! The Companies screen: companies of all types.

use futures_util::future::BoxFuture;
use sea_query::{Alias, Expr, ExprTrait, Query};
use sqlx::Row;

use super::{ADDRESS, LINE, NAME, NOTES, parties};
use crate::changes;
use crate::input;
use crate::kind::{At, Attribute, By, Field, From, Is, Kind, Seen};
use crate::packs::Pack;
use crate::problem::Problem;
use crate::texts::Text;
use crate::unique::only_one;
use crate::writing::{Done, Writing};

/// Types of companies.
pub(crate) const TYPES: &[&str] =
    &["Customer", "BrokerOr3PL", "Shipper", "Warehouse", "Factoring", "Other"];

const STATUSES: &[&str] = &["Active", "OnHold", "Inactive", "Disabled"];

/// The most that an amount of money may be, in cents: beyond it JavaScript's numbers are not exact.
pub(crate) const CENTS: i64 = 9_007_199_254_740_991;

/// A company, as the pack `alvys` sees it.
pub(crate) static COMPANIES: Kind = Kind {
    name: "companies",
    pack: Pack::Alvys,
    resource: "Company",
    table: "companies",
    joins: &[],
    only: None,
    seen: Seen::ByRow("viewCompany"),
    attributes: &[
        Attribute { name: "companyType", from: From::Text(At("companies", "company_type")) },
        Attribute { name: "status", from: From::Text(At("companies", "status")) },
        Attribute {
            name: "hasCurrentLoads",
            from: From::Flag(At("companies", "has_current_loads")),
        },
        Attribute { name: "hasLoadHistory", from: From::Flag(At("companies", "has_load_history")) },
    ],
    fields: &[
        Field::new("name", At("companies", "name"), Is::Name(NAME))
            .searched()
            .only()
            .also(&["customers", "accounts"]),
        Field::new("companyType", At("companies", "company_type"), Is::OneOf(TYPES)),
        Field::new("status", At("companies", "status"), Is::OneOf(STATUSES)),
        Field::new("hasCurrentLoads", At("companies", "has_current_loads"), Is::Flag),
        Field::new("hasLoadHistory", At("companies", "has_load_history"), Is::Flag),
        Field::new("contact", At("companies", "contact"), Is::Text(NAME)).searched(),
        Field::new("email", At("companies", "email"), Is::Text(NAME)).searched(),
        Field::new("phone", At("companies", "phone"), Is::Text(LINE)),
        Field::new("billingAddress", At("companies", "billing_address"), Is::Text(ADDRESS))
            .searched(),
        Field::new("paymentTerms", At("companies", "payment_terms"), Is::Text(LINE)),
        Field::new("creditLimit", At("companies", "credit_limit"), Is::Whole(0, CENTS)),
        Field::new("factoring", At("companies", "factoring"), Is::Text(NAME)),
        Field::new("notes", At("companies", "notes"), Is::Text(NOTES)),
        Field::new("rate", At("companies", "rate"), Is::Maybe(0, CENTS))
            .by(By::Action("viewCustomerRate")),
        Field::new("createdAt", At("companies", "created_at"), Is::Whole(0, i64::MAX)),
    ],
    order: "name",
    numbered: true,
};

/// What the profile's form has: neither status, nor type, nor rates.
pub(crate) const PROFILE: &[&str] = &[
    "name",
    "contact",
    "email",
    "phone",
    "billingAddress",
    "paymentTerms",
    "creditLimit",
    "factoring",
    "notes",
];

/// Makes a company of the type that the gate was asked about.
pub(crate) fn create<'a>(writing: &'a mut Writing<'_>) -> BoxFuture<'a, Result<Done, Problem>> {
    Box::pin(async move {
        let id = uuid::Uuid::now_v7().to_string();
        let names = [&["companyType"], PROFILE].concat();
        let fields = changes::some_of(&COMPANIES, writing.input, &names)?;
        for name in ["name", "companyType"] {
            if !fields.iter().any(|(field, _)| field.name == name) {
                return Err(Problem::invalid(name, Text::of(|it| &it.lacks).with("name", name)));
            }
        }
        only_one(writing, &COMPANIES, (&id, &fields)).await?;
        let columns = fields.iter().map(|(field, value)| (field.at.1, value.clone())).collect();
        parties::add_company(writing, &id, columns).await?;
        if writing.input["fields"]["companyType"] == "Customer" {
            let name = fields.into_iter().find(|(field, _)| field.name == "name");
            let legal = name.map(|(_, value)| ("legal_name", value));
            parties::add_customer(writing, &id, legal.into_iter().collect()).await?;
        }
        writing.done(&COMPANIES, &id, None).await
    })
}

/// Makes it a company of the type `to`.
pub(crate) fn change_type<'a>(
    writing: &'a mut Writing<'_>,
) -> BoxFuture<'a, Result<Done, Problem>> {
    Box::pin(async move {
        let to = input::text(writing.input, "to")?;
        let (id, before) = writing.before(&COMPANIES).await?;
        writing.set("companies", &id, []).await?;
        retype(writing, &id, to).await?;
        writing.done(&COMPANIES, &id, Some(before)).await
    })
}

/// Sets the type within a change that is counted already; a customer is one in all packs' views.
pub(crate) async fn retype(writing: &mut Writing<'_>, id: &str, to: &str) -> Result<(), Problem> {
    writing.keep("companies", id, [("company_type", Expr::val(to))]).await?;
    if to != "Customer" || writing.there_is("customers", id).await? {
        return Ok(());
    }
    let mut query = Query::select();
    query.column(Alias::new("name")).from(Alias::new("companies"));
    query.and_where(Expr::col(Alias::new("id")).eq(id));
    let row = writing.work.one(&query).await?.ok_or(Problem::Missing)?;
    let name: String = row.try_get("name")?;
    parties::add_customer(writing, id, vec![("legal_name", name.into())]).await
}
