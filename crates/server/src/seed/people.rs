//! The people, and who each is to the packs.

use serde::Deserialize;
use serde_json::{Value, json};

use super::draw::Draw;
use super::posts::{PORTAL, POSTS, Post};
use super::rows::Rows;
use super::words::{FIRST_NAMES, LAST_NAMES};
use crate::database::Work;

/// Those whom the demo offers.
const OFFERED: &str = include_str!("people.json");

/// The packs that have principals, in the order of a post's roles.
const PACKS: [&str; 5] = ["client-metrics", "alvys", "access-levels", "expenses", "office"];

/// Boxes that an administrator ticks for one or the other beside what the role starts with.
const EXTRAS: [&str; 4] = ["createCompany", "editCompany", "activateCompany", "editCustomerRate"];

/// Teams that one is in by chance; `lists` has all.
const TEAMS: [&str; 4] = ["carrier-days", "yard-safety", "peak-season", "cold-chain"];

#[derive(Deserialize)]
pub(super) struct Person {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) title: String,
    about: String,
    #[serde(default)]
    email: String,
    pub(super) department: Option<String>,
    #[serde(default)]
    sample: bool,
    /// By pack; an object.
    pub(super) principals: Value,
}

impl Person {
    /// Whether one has this role of a pack.
    pub(super) fn is(&self, pack: &str, role: &str) -> bool {
        let roles = self.principals[pack]["roles"].as_array();
        roles.is_some_and(|roles| roles.iter().any(|it| it == role))
    }

    /// Whether one of the office.
    pub(super) fn works_here(&self) -> bool {
        self.principals.get("office").is_some()
    }
}

/// All of them.
///
/// # Errors
///
/// Where `people.json` is no list of people.
pub(super) fn all(draw: &mut Draw) -> serde_json::Result<Vec<Person>> {
    let mut people: Vec<Person> = serde_json::from_str(OFFERED)?;
    for it in &mut people {
        it.sample = true;
        it.email = match it.works_here() {
            true => email(&it.name, "northbound.example"),
            false => "ap@brightleaf.example".to_owned(),
        };
    }
    let mut firsts = FIRST_NAMES.to_vec();
    let mut lasts = LAST_NAMES.to_vec();
    for post in &POSTS {
        for _ in 0..post.count {
            // Nobody has a name that another has, so that ids are told apart.
            let first = firsts.swap_remove(draw.below(firsts.len()));
            let last = lasts.swap_remove(draw.below(lasts.len()));
            people.push(employee(draw, (first, last), post));
        }
    }
    people.extend(PORTAL.iter().map(|(id, name, firm, company)| {
        let mut levels = json!({ "roles": ["Customer"] });
        if let Some(company) = company {
            levels["customer"] = json!(company);
        }
        let about = match company {
            Some(_) => format!("A customer: sees what is billed to {firm}"),
            None => "A customer: sees what she booked".to_owned(),
        };
        let domain = firm.to_lowercase().replace([' ', '&'], "");
        Person {
            id: (*id).to_owned(),
            name: (*name).to_owned(),
            title: format!("Freight desk at {firm}"),
            about,
            email: email(name, &format!("{domain}.example")),
            department: None,
            sample: false,
            principals: json!({ "access-levels": levels }),
        }
    }));
    Ok(people)
}

fn email(name: &str, domain: &str) -> String {
    format!("{}@{domain}", name.to_lowercase().replace(' ', "."))
}

fn employee(draw: &mut Draw, (first, last): (&str, &str), post: &Post) -> Person {
    let name = format!("{first} {last}");
    let mut principals = json!({});
    for (pack, role) in PACKS.into_iter().zip(post.roles) {
        principals[pack] = json!({ "roles": [role] });
    }
    let [_, alvys, _, expenses, _] = post.roles;
    if draw.chance(30) {
        // Ticked by hand, boxes stand in place of what the role gives.
        let starts = tollgate::packs::alvys().role_defaults(&[alvys]).unwrap_or_default();
        let extra = (*draw.pick(&EXTRAS)).to_owned();
        principals["alvys"]["permissions"] = starts.into_iter().chain([extra]).collect();
    }
    if draw.chance(40) {
        let team = draw.pick(&TEAMS);
        principals["expenses"]["in"] = json!([format!("Team::{team}")]);
    }
    if expenses == "Manager" {
        principals["expenses"]["limit"] = json!(500 * draw.between(11, 18));
    }
    Person {
        id: first.to_lowercase(),
        email: email(&name, "northbound.example"),
        name,
        title: post.title.to_owned(),
        about: post.about.to_owned(),
        department: Some(post.department.to_owned()),
        sample: false,
        principals,
    }
}

pub(super) async fn write(
    people: &[Person],
    password: Option<&str>,
    work: &mut Work,
) -> sqlx::Result<()> {
    let columns =
        &["id", "name", "title", "email", "department", "password", "sample", "about", "version"];
    let mut users = Rows::of("users", columns);
    let mut principals = Rows::of("principals", &["user_id", "pack", "document", "version"]);
    for it in people {
        users.add([
            it.id.as_str().into(),
            it.name.as_str().into(),
            it.title.as_str().into(),
            it.email.as_str().into(),
            it.department.as_deref().into(),
            password.into(),
            it.sample.into(),
            it.about.as_str().into(),
            1_i64.into(),
        ]);
        for (pack, document) in it.principals.as_object().into_iter().flatten() {
            let document = document.to_string();
            principals.add([
                it.id.as_str().into(),
                pack.as_str().into(),
                document.into(),
                1_i64.into(),
            ]);
        }
    }
    users.write(work).await?;
    principals.write(work).await
}
