//! A bundle read by its format's description alone, without the engine.

use std::collections::BTreeSet;

use serde_json::Value;

use super::world::World;

/// A bundle's JSON.
pub(crate) struct Bundle(Value);

fn list(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

fn number(value: &Value) -> usize {
    usize::try_from(value.as_u64().unwrap()).unwrap()
}

impl Bundle {
    pub(crate) fn new(json: &str) -> Self {
        Self(serde_json::from_str(json).unwrap())
    }

    /// Whether it is allowed, and the ids of the policies that determined it.
    pub(crate) fn ask(
        &self,
        action: &str,
        resource: &str,
        world: &World,
    ) -> (bool, BTreeSet<String>) {
        let action = list(&self.0["actions"]).find(|known| known["name"] == action).unwrap();
        let on = |rule: &&Value| self.0["types"][number(&rule["type"])]["name"] == resource;
        let rule = list(&action["on"]).find(on).unwrap();
        let holding = |clauses: &Value| -> BTreeSet<String> {
            list(clauses)
                .filter(|clause| {
                    list(&clause["all"]).all(|literal| self.holds(literal, action, rule, world))
                })
                .map(|clause| {
                    let policy = &self.0["policies"][number(&clause["policy"])];
                    policy["id"].as_str().unwrap().to_owned()
                })
                .collect()
        };
        let (permits, forbids) = (holding(&rule["permits"]), holding(&rule["forbids"]));
        if forbids.is_empty() { (!permits.is_empty(), permits) } else { (false, forbids) }
    }

    fn holds(&self, literal: &Value, action: &Value, rule: &Value, world: &World) -> bool {
        let word = literal[0].as_str().unwrap();
        let index = number(&literal[1]);
        let record = &self.0["types"][number(&rule["type"])]["attributes"][index];
        let context = &action["context"][index];
        match word {
            "in" | "out" => {
                let name = self.0["groups"][index]["name"].as_str().unwrap();
                let group = name.strip_prefix("Permission::").unwrap();
                (world.get(group) == 1) == (word == "in")
            }
            "has" | "lacks" => self.principal_has(index, world) == (word == "has"),
            "is" => is(record, literal, world),
            "contextIs" => is(context, literal, world),
            "tied" | "untied" => self.tied(record, literal, world) == (word == "tied"),
            "contextTied" | "contextUntied" => {
                self.tied(context, literal, world) == (word == "contextTied")
            }
            other => panic!("literal {other}"),
        }
    }

    fn principal_has(&self, index: usize, world: &World) -> bool {
        let name = self.0["principal"]["attributes"][index]["name"].as_str().unwrap();
        name == "team" || world.get(name) == 1
    }

    fn tied(&self, attribute: &Value, literal: &Value, world: &World) -> bool {
        let reference = number(&literal[2]);
        let ties: Vec<usize> = list(&attribute["ties"]).map(number).collect();
        assert!(ties.contains(&reference), "{attribute} does not list the tie {reference}");
        if reference > 0 && !self.principal_has(reference - 1, world) {
            return false;
        }
        let to = reference.checked_sub(1).map_or("principal", |index| {
            self.0["principal"]["attributes"][index]["name"].as_str().unwrap()
        });
        let name = attribute["name"].as_str().unwrap();
        let option = world.get(name);
        match (name, to) {
            ("owner" | "deputy" | "by" | "readers", "principal") => option == 1,
            ("team", "team") => option == 1,
            ("team", "boss") => option == 2,
            ("teams", "team") => option == 1 || option == 3,
            ("teams", "boss") => option == 2 || option == 3,
            other => panic!("tie {other:?}"),
        }
    }
}

fn is(attribute: &Value, literal: &Value, world: &World) -> bool {
    let name = attribute["name"].as_str().unwrap();
    let option = world.get(name);
    let value = match attribute["kind"].as_str().unwrap() {
        "enum" | "bool" => option,
        _ => {
            let absent = if name == "teams" { 4 } else { 2 };
            usize::from(attribute["optional"] == true && option == absent)
        }
    };
    list(&literal[2]).any(|known| number(known) == value)
}
