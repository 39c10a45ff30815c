//! A bundle's clauses, read back from its program as literals and looked up one by one.

use std::collections::BTreeSet;

use tollgate::bundle::{Attribute, Bundle as Tables};
use tollgate::program::{AttributeKind, Clause, Layout, Literal, Part, Program, Relation, Rule};

use super::world::World;

/// A bundle and its program.
pub(crate) struct Bundle {
    pub(crate) tables: Tables,
    pub(crate) program: Program,
}

/// The attributes that a rule can read.
struct Reading<'a> {
    layout: &'a Layout,
    record: &'a [Attribute],
    context: &'a [Attribute],
}

impl Bundle {
    pub(crate) fn new(json: &str) -> Self {
        let tables: Tables = serde_json::from_str(json).unwrap();
        let program = Program::from_bytes(&tables.program.0).unwrap();
        Self { tables, program }
    }

    /// Whether it is allowed, and the ids of the policies that determined it.
    pub(crate) fn ask(
        &self,
        action: &str,
        resource: &str,
        world: &World,
    ) -> (bool, BTreeSet<String>) {
        let action = self.tables.actions.iter().position(|known| known.name == action).unwrap();
        let on = |rule: &&Rule| self.tables.types[rule.resource.index()].name == resource;
        let rule = self.program.actions[action].iter().find(on).unwrap();
        let reading = Reading {
            layout: &self.program.types[rule.resource.index()].record,
            record: &self.tables.types[rule.resource.index()].attributes,
            context: &self.tables.actions[action].context,
        };
        let holding = |clauses: &[Clause]| -> BTreeSet<String> {
            let holding = clauses.iter().filter(|clause| {
                let literals = rule.literals(reading.layout, &clause.reject);
                literals.iter().all(|literal| self.holds(literal, &reading, world))
            });
            holding.map(|clause| self.tables.policies[clause.policy.index()].id.clone()).collect()
        };
        let (permits, forbids) = (holding(&rule.permits), holding(&rule.forbids));
        if forbids.is_empty() { (!permits.is_empty(), permits) } else { (false, forbids) }
    }

    fn holds(&self, literal: &Literal, reading: &Reading<'_>, world: &World) -> bool {
        match literal {
            Literal::In(group) | Literal::Out(group) => {
                let name = &self.tables.groups[group.index()].name;
                let group = name.strip_prefix("Permission::").unwrap();
                (world.get(group) == 1) == matches!(literal, Literal::In(_))
            }
            Literal::Is(Part::Principal, attribute, values) => {
                let absent = !self.principal_has(attribute.index(), world);
                values.contains(&usize::from(absent))
            }
            Literal::Is(part, attribute, values) => {
                values.contains(&value(&reading.attributes(*part)[attribute.index()], world))
            }
            Literal::Tied(part, attribute, place) => {
                self.tied(&reading.attributes(*part)[attribute.index()], *place, world)
            }
            Literal::Untied(part, attribute, place) => {
                !self.tied(&reading.attributes(*part)[attribute.index()], *place, world)
            }
        }
    }

    /// Whether the principal has one of its attributes, of which the first is its id.
    fn principal_has(&self, index: usize, world: &World) -> bool {
        let name = self.tables.principal.attributes[index].name.as_str();
        name == "id" || name == "team" || world.get(name) == 1
    }

    /// Whether an attribute has one of its ties, by its place among them.
    fn tied(&self, attribute: &Attribute, place: usize, world: &World) -> bool {
        let tie = &attribute.ties[place];
        let expected = match attribute.kind {
            AttributeKind::Set => Relation::Contains,
            _ => Relation::Equals,
        };
        assert_eq!(tie.relation, expected, "{attribute:?}");
        assert!(tie.attribute.is_none() && tie.text.is_none(), "{attribute:?}");
        let reference = tie.principal.unwrap().index();
        if !self.principal_has(reference, world) {
            return false;
        }
        let to = self.tables.principal.attributes[reference].name.as_str();
        let name = attribute.name.as_str();
        let option = world.get(name);
        match (name, to) {
            ("owner" | "deputy" | "by" | "readers", "id") => option == 1,
            ("team", "team") => option == 1,
            ("team", "boss") => option == 2,
            ("teams", "team") => option == 1 || option == 3,
            ("teams", "boss") => option == 2 || option == 3,
            other => panic!("tie {other:?}"),
        }
    }
}

impl<'a> Reading<'a> {
    fn attributes(&self, part: Part) -> &'a [Attribute] {
        match part {
            Part::Record => self.record,
            Part::Context => self.context,
            Part::Principal => panic!("the principal's attributes are read otherwise"),
        }
    }
}

/// The value that an attribute has in a world.
fn value(attribute: &Attribute, world: &World) -> usize {
    let name = attribute.name.as_str();
    let option = world.get(name);
    match attribute.kind {
        AttributeKind::Enum | AttributeKind::Bool => option,
        AttributeKind::Entity | AttributeKind::Set | AttributeKind::Other => {
            let absent = if name == "teams" { 4 } else { 2 };
            usize::from(attribute.optional && option == absent)
        }
        other => panic!("an attribute of kind {other}"),
    }
}
