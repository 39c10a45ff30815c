//! Cedar's own answers about situations.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use cedar_policy::{
    Authorizer, Context, Decision, Entities, Entity, EntityUid, PolicyId, PolicySet, Request,
    RestrictedExpression, SlotId,
};
use serde_json::Value;

use super::situation::Situation;
use super::{Declared, Pack, Shape, action_uid, uid};

type Attributes = HashMap<String, RestrictedExpression>;

impl Pack {
    /// Cedar's own answer: allowed, and the ids of the policies that determined it.
    pub fn cedar(&self, action: &str, situation: &Situation) -> (bool, BTreeSet<String>) {
        let principal = uid(&self.principal_type(), &situation.id);
        let parents = situation.groups.iter().chain(&situation.within);
        let parents = parents.map(|(kind, id)| uid(kind, id)).collect();
        let id = situation.record.get("id").map_or("r1", |it| it.as_str().unwrap());
        let resource = uid(&situation.resource, id);
        let mut others = BTreeMap::new();
        let own = self.values(&self.principal_attributes(), &situation.principal, &mut others);
        let declared = self.record_attributes(&situation.resource);
        let record = self.values(&declared, &situation.record, &mut others);
        let declared = self.context_attributes(action);
        let context = self.values(&declared, &situation.context, &mut others);
        others.remove(&principal.to_string());
        // Asked about oneself, the record is the principal.
        let asked = Entity::new(resource.clone(), record, Default::default()).unwrap();
        let asked = Some(asked).filter(|_| resource != principal);
        let entities = [Entity::new(principal.clone(), own, parents).unwrap()];
        let all = entities.into_iter().chain(asked).chain(others.into_values());
        let all = all.chain(self.actions.iter().cloned());
        let entities = Entities::from_entities(all, None).unwrap();
        let context = Context::from_pairs(context).unwrap();
        let request =
            Request::new(principal.clone(), action_uid(action), resource, context, None).unwrap();
        let mut linked = self.kept.linked.borrow_mut();
        let links = format!("{principal} {:?}", situation.links);
        let policies = linked.entry(links).or_insert_with(|| self.linked(situation, &principal));
        let response = Authorizer::new().is_authorized(&request, policies, &entities);
        assert_eq!(response.diagnostics().errors().count(), 0, "a policy errs: {situation:?}");
        let reasons = response.diagnostics().reason();
        let reasons = reasons.map(|it| it.to_string().trim_end_matches('#').to_owned()).collect();
        (response.decision() == Decision::Allow, reasons)
    }

    /// The policies, with what templates link to the principal.
    fn linked(&self, situation: &Situation, principal: &EntityUid) -> PolicySet {
        let mut set = self.policies.clone();
        for (template, (kind, id)) in &situation.links {
            let slots =
                [(SlotId::principal(), principal.clone()), (SlotId::resource(), uid(kind, id))];
            let named = PolicyId::new(format!("{template}#"));
            set.link(PolicyId::new(template), named, slots.into()).unwrap();
        }
        set
    }

    /// Attributes as Cedar has them, and the entities that they name and that have some.
    fn values(
        &self,
        declared: &[Declared],
        values: &BTreeMap<String, Value>,
        others: &mut BTreeMap<String, Entity>,
    ) -> Attributes {
        let there = declared.iter().filter_map(|it| Some((it, values.get(&it.name)?)));
        there.map(|(it, value)| (it.name.clone(), self.value(&it.shape, value, others))).collect()
    }

    fn value(
        &self,
        shape: &Shape,
        value: &Value,
        others: &mut BTreeMap<String, Entity>,
    ) -> RestrictedExpression {
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        let items = || value.as_array().unwrap().iter();
        match shape {
            Shape::Bool => RestrictedExpression::new_bool(value.as_bool().unwrap()),
            Shape::Enum(kind, _) => RestrictedExpression::new_entity_uid(uid(kind, &text(value))),
            Shape::Text => RestrictedExpression::new_string(text(value)),
            Shape::Long => RestrictedExpression::new_long(value.as_i64().unwrap()),
            Shape::Datetime => RestrictedExpression::new_datetime(text(value)),
            Shape::Texts => RestrictedExpression::new_set(
                items().map(|it| RestrictedExpression::new_string(text(it))),
            ),
            Shape::Set(kind) => RestrictedExpression::new_set(
                items().map(|it| RestrictedExpression::new_entity_uid(uid(kind, &text(it)))),
            ),
            Shape::Entity(kind) => {
                let Some(object) = value.as_object() else {
                    return RestrictedExpression::new_entity_uid(uid(kind, &text(value)));
                };
                let named = uid(kind, &text(&object["id"]));
                let members = object.iter().map(|(name, it)| (name.clone(), it.clone())).collect();
                let own = self.values(&self.members(kind), &members, others);
                let entity = Entity::new(named.clone(), own, Default::default()).unwrap();
                others.insert(named.to_string(), entity);
                RestrictedExpression::new_entity_uid(named)
            }
        }
    }
}
