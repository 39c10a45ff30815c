//! Cedar's own authorizer on the policies as they were written.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::str::FromStr;

use cedar_policy::{
    Authorizer, Context, Decision, Entities, Entity, EntityUid, PolicySet, Request,
    RestrictedExpression as Value, Schema,
};

use super::world::World;

/// Cedar, with a schema and policies.
pub(crate) struct Oracle {
    actions: Entities,
    policies: PolicySet,
}

fn uid(text: &str) -> EntityUid {
    EntityUid::from_str(text).unwrap()
}

fn entity(text: &str) -> Value {
    Value::new_entity_uid(uid(text))
}

fn set(items: &[&str]) -> Value {
    Value::new_set(items.iter().map(|item| entity(item)))
}

fn status(option: usize) -> Value {
    entity(["Status::\"X\"", "Status::\"Y\"", "Status::\"Z\""][option])
}

fn person(option: usize) -> Value {
    entity(["User::\"else\"", "User::\"me\""][option])
}

impl Oracle {
    pub(crate) fn new(schema: &str, policies: &str) -> Self {
        let schema = Schema::from_cedarschema_str(schema).unwrap().0;
        let actions = schema.action_entities().unwrap();
        Self { actions, policies: PolicySet::from_str(policies).unwrap() }
    }

    /// Whether it is allowed, and the ids of the policies that determined it.
    pub(crate) fn ask(
        &self,
        action: &str,
        resource: &str,
        world: &World,
    ) -> (bool, BTreeSet<String>) {
        let principal = principal(world);
        let record = record(resource, world);
        let action = uid(&format!("Action::\"{action}\""));
        let (who, what) = (principal.uid().clone(), record.uid().clone());
        let request = Request::new(who, action, what, context(world), None).unwrap();
        let entities = self.actions.clone().add_entities([principal, record], None).unwrap();
        let response = Authorizer::new().is_authorized(&request, &self.policies, &entities);
        assert_eq!(response.diagnostics().errors().count(), 0, "a policy failed to evaluate");
        let reasons = response.diagnostics().reason();
        let ids = reasons.map(|id| self.policies.annotation(id, "id").unwrap().to_owned());
        (response.decision() == Decision::Allow, ids.collect())
    }
}

fn principal(world: &World) -> Entity {
    let groups = ["a", "b"].into_iter().filter(|group| world.get(group) == 1);
    let groups: HashSet<EntityUid> =
        groups.map(|group| uid(&format!("Permission::\"{group}\""))).collect();
    let mut attributes = HashMap::from([("team".to_owned(), entity("Team::\"mine\""))]);
    if world.get("boss") == 1 {
        attributes.insert("boss".to_owned(), entity("Team::\"boss\""));
    }
    Entity::new(uid("User::\"me\""), attributes, groups).unwrap()
}

fn record(resource: &str, world: &World) -> Entity {
    let team = ["Team::\"else\"", "Team::\"mine\"", "Team::\"boss\""][world.get("team")];
    let readers = ["User::\"else\"", "User::\"me\""];
    let readers = if world.get("readers") == 1 { &readers[..] } else { &readers[..1] };
    let mut attributes = vec![
        ("status", status(world.get("status"))),
        ("flag", Value::new_bool(world.get("flag") == 1)),
        ("owner", person(world.get("owner"))),
        ("team", entity(team)),
        ("readers", set(readers)),
    ];
    if world.get("mood") < 3 {
        attributes.push(("mood", status(world.get("mood"))));
    }
    if world.get("hot") < 2 {
        attributes.push(("hot", Value::new_bool(world.get("hot") == 1)));
    }
    if world.get("deputy") < 2 {
        attributes.push(("deputy", person(world.get("deputy"))));
    }
    let (mine, boss) = ("Team::\"mine\"", "Team::\"boss\"");
    let teams: [&[&str]; 4] = [&[], &[mine], &[boss], &[mine, boss]];
    if let Some(teams) = teams.get(world.get("teams")) {
        attributes.push(("teams", set(teams)));
    }
    let attributes = attributes.into_iter().map(|(name, value)| (name.to_owned(), value));
    let uid = uid(&format!("{resource}::\"one\""));
    Entity::new(uid, attributes.collect(), HashSet::new()).unwrap()
}

fn context(world: &World) -> Context {
    let mut attributes = vec![("to", status(world.get("to")))];
    if world.get("sure") < 2 {
        attributes.push(("sure", Value::new_bool(world.get("sure") == 1)));
    }
    if world.get("by") < 2 {
        attributes.push(("by", person(world.get("by"))));
    }
    Context::from_pairs(attributes.into_iter().map(|(name, value)| (name.to_owned(), value)))
        .unwrap()
}
