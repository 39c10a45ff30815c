//! Cedar's own authorizer on the sources of a random pack.

use std::collections::{BTreeSet, HashMap};
use std::str::FromStr;

use cedar_policy::{
    Authorizer, Context, Decision, Entities, Entity, EntityId, EntityUid, Policy, PolicyId,
    PolicySet, Request, RestrictedExpression, Schema, ValidationMode, Validator,
};
use serde_json::Value;

use super::Pack;
use super::plan::{Field, Holds, Plan};

/// Cedar with a pack's schema and policies.
pub struct Oracle<'p> {
    plan: &'p Plan,
    actions: Entities,
    policies: PolicySet,
}

/// A principal and a record, as entities beside the actions.
pub struct World {
    principal: EntityUid,
    record: EntityUid,
    entities: Entities,
}

fn uid(kind: &str, id: &str) -> EntityUid {
    EntityUid::from_type_name_and_id(kind.parse().unwrap(), EntityId::new(id))
}

impl<'p> Oracle<'p> {
    /// Reads the sources, which strict validation accepts.
    pub fn new(pack: &'p Pack) -> Self {
        let mut policies = PolicySet::new();
        let mut schema = None;
        for (name, text) in &pack.sources.files {
            if name == "schema.cedarschema" {
                schema = Some(Schema::from_cedarschema_str(text).unwrap().0);
            } else if name.ends_with(".cedar") {
                for policy in PolicySet::from_str(text).unwrap().policies() {
                    let id = PolicyId::new(policy.annotation("id").unwrap());
                    policies.add(Policy::new_id(policy, id)).unwrap();
                }
            }
        }
        let schema = schema.unwrap();
        let actions = schema.action_entities().unwrap();
        let result = Validator::new(schema).validate(&policies, ValidationMode::Strict);
        assert!(result.validation_passed(), "{result}");
        Oracle { plan: &pack.plan, actions, policies }
    }

    /// A principal and a record, both of JSON that the schema allows.
    pub fn world(&self, principal: &Value, record: &Value) -> World {
        let plan = self.plan;
        let id = principal["id"].as_str().unwrap();
        let groups = principal["groups"].as_array().unwrap().iter().map(|name| {
            let name = name.as_str().unwrap();
            let named = |(kind, value): &(&str, &str)| format!("{kind}::{value}") == name;
            let (kind, value) = plan.all_groups().into_iter().find(named).unwrap();
            uid(kind, value)
        });
        let own = self.attributes(&plan.principal, principal);
        let who = Entity::new(uid(&plan.user, id), own, groups.collect()).unwrap();
        let kind = record["type"].as_str().unwrap();
        let of = plan.types.iter().find(|it| it.name == kind).unwrap();
        let what = uid(kind, "a record");
        let what = Entity::new(what, self.attributes(&of.fields, record), Default::default());
        let what = what.unwrap();
        let (principal, record) = (who.uid(), what.uid());
        let entities = self.actions.clone().add_entities([who, what], None).unwrap();
        World { principal, record, entities }
    }

    /// Whether it is allowed, and the ids of the policies that determined it.
    pub fn ask(&self, action: usize, world: &World, context: &Value) -> (bool, BTreeSet<String>) {
        let action = &self.plan.actions[action];
        let context = self.attributes(&action.context, context);
        let context = Context::from_pairs(context).unwrap();
        let (who, what) = (world.principal.clone(), world.record.clone());
        let request = Request::new(who, uid("Action", &action.name), what, context, None).unwrap();
        let response = Authorizer::new().is_authorized(&request, &self.policies, &world.entities);
        assert_eq!(response.diagnostics().errors().count(), 0, "a policy errs");
        let reasons = response.diagnostics().reason().map(ToString::to_string).collect();
        (response.decision() == Decision::Allow, reasons)
    }

    fn attributes(
        &self,
        fields: &[Field],
        values: &Value,
    ) -> HashMap<String, RestrictedExpression> {
        let there = fields.iter().filter_map(|it| Some((it, values.get(&it.name)?)));
        there.map(|(it, value)| (it.name.clone(), self.expression(it.holds, value))).collect()
    }

    fn expression(&self, holds: Holds, value: &Value) -> RestrictedExpression {
        let Plan { user, team, enumerations, .. } = self.plan;
        let entity = |kind: &str, value: &Value| {
            RestrictedExpression::new_entity_uid(uid(kind, value.as_str().unwrap()))
        };
        let set = |kind: &str| {
            let items = value.as_array().unwrap().iter();
            RestrictedExpression::new_set(items.map(|item| entity(kind, item)))
        };
        match holds {
            Holds::Bool => RestrictedExpression::new_bool(value.as_bool().unwrap()),
            Holds::Enum(index) => entity(&enumerations[index].name, value),
            Holds::Person => entity(user, value),
            Holds::Team => entity(team, value),
            Holds::People => set(user),
            Holds::Teams => set(team),
            Holds::Text => RestrictedExpression::new_string(value.as_str().unwrap().to_owned()),
            Holds::Number => RestrictedExpression::new_long(value.as_i64().unwrap()),
        }
    }
}
