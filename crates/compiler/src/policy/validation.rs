//! Cedar's strict validation, which shows that a policy cannot fail to evaluate.

use std::collections::{BTreeMap, HashMap, HashSet};

use cedar_policy_core::ast::{
    ActionConstraint, EntityType, EntityUID, PrincipalOrResourceConstraint as Constraint, Template,
};
use cedar_policy_core::validator::typecheck::{PolicyCheck, Typechecker};
use cedar_policy_core::validator::types::RequestEnv;
use cedar_policy_core::validator::{
    ValidationError, ValidationMode, Validator, ValidatorSchema, confusable_string_checks,
};

use super::Policy;
use crate::cedar;
use crate::diagnostic::Findings;
use crate::schema::Schema;
use crate::source::Place;

/// What Cedar does not say where decimals are compared with signs.
const DECIMAL: &str = "decimals are compared with `lessThan`, `lessThanOrEqual`, `greaterThan` and \
                       `greaterThanOrEqual`: `resource.score.greaterThan(decimal(\"0.5\"))`";

/// Cedar's typechecker, which looks at a policy once for each kind of request: action and types of
/// principal and resource. Cedar's validator asks about all of them; here those that a policy's
/// head shuts out are left out, as its body is not looked at for them anyway.
pub(super) struct Validation<'a> {
    schema: &'a ValidatorSchema,
    typechecker: Typechecker<'a>,
    /// By the action and the type of the resource.
    requests: HashMap<&'a EntityUID, BTreeMap<&'a EntityType, Vec<RequestEnv<'a>>>>,
    /// The actions for each type of resource.
    actions: HashMap<&'a EntityType, Vec<&'a EntityUID>>,
}

impl<'a> Validation<'a> {
    pub(super) fn new(schema: &'a Schema) -> Self {
        let (schema, mode) = (&schema.cedar, ValidationMode::Strict);
        let mut requests: HashMap<_, BTreeMap<_, Vec<_>>> = HashMap::new();
        let mut actions: HashMap<_, Vec<_>> = HashMap::new();
        for request in schema.unlinked_request_envs(mode) {
            let RequestEnv::DeclaredAction { action, resource, .. } = request else { continue };
            let of_action = requests.entry(action).or_default();
            let of_resource = of_action.entry(resource).or_default();
            if of_resource.is_empty() {
                actions.entry(resource).or_default().push(action);
            }
            of_resource.push(request);
        }
        Validation { schema, typechecker: Typechecker::new(schema, mode), requests, actions }
    }

    /// Reports what is not valid in the policy, and what Cedar warns of; where that is. When it can
    /// never hold the compiler says itself, with the policy's own place.
    pub(super) fn check(&self, policy: &Policy, findings: &mut Findings) -> Vec<Place> {
        let template = &policy.ast;
        let mut errors: HashSet<ValidationError> =
            Validator::validate_entity_types_and_literals(self.schema, template).collect();
        let mut check = |checked: PolicyCheck| match checked {
            PolicyCheck::Success(_) => {}
            PolicyCheck::Irrelevant(found, _) | PolicyCheck::Fail(found) => errors.extend(found),
        };
        if template.slots().next().is_some() {
            // What a link fills in may be of any type that fits.
            let all = self.typechecker.typecheck_by_request_env(template);
            all.for_each(|(_, checked)| check(checked));
        } else {
            let typechecker = &self.typechecker;
            for request in self.admitted(template) {
                check(typechecker.typecheck_by_single_request_env(template, request));
            }
        }
        for error in &errors {
            let is_decimal = matches!(error, ValidationError::UnexpectedType(_))
                && error.to_string().ends_with("but saw decimal");
            let help = is_decimal.then_some(DECIMAL);
            cedar::report_with("cedar::validation", &policy.file, error, help, findings);
        }
        for warning in confusable_string_checks([template].into_iter()) {
            cedar::warn("cedar::validation_warning", &policy.file, &warning, findings);
        }
        let whole = || vec![policy.place(template.loc())];
        let places = |error| cedar::places(&policy.file, error).unwrap_or_else(whole);
        errors.iter().flat_map(|error| places(error)).collect()
    }

    /// The kinds of requests that the head lets through; where there are none, one all the same, so
    /// that the head itself is looked at.
    fn admitted(&self, template: &Template) -> Vec<&RequestEnv<'a>> {
        let of_type = match template.resource_constraint().as_inner() {
            Constraint::Is(name) => Some(&**name),
            _ => None,
        };
        let of_action = |action: &EntityUID| {
            let by_type = self.requests.get(action);
            let all = by_type.filter(|_| of_type.is_none()).into_iter();
            let one = by_type.and_then(|by_type| by_type.get(of_type?));
            all.flat_map(BTreeMap::values).chain(one).flatten()
        };
        let found: Vec<&RequestEnv<'a>> = match (template.action_constraint(), of_type) {
            (ActionConstraint::Eq(action), _) => of_action(action).collect(),
            (ActionConstraint::In(groups), _) => {
                let groups = groups.iter().filter_map(|group| self.schema.get_action_id(group));
                let actions: HashSet<&EntityUID> =
                    groups.flat_map(|id| id.descendants().chain([id.name()])).collect();
                actions.into_iter().flat_map(of_action).collect()
            }
            (ActionConstraint::Any, Some(of_type)) => {
                let actions = self.actions.get(of_type).into_iter().flatten();
                actions.flat_map(|action| of_action(action)).collect()
            }
            (ActionConstraint::Any, None) => {
                self.requests.keys().flat_map(|a| of_action(a)).collect()
            }
        };
        if found.is_empty() {
            let mut all = self.requests.values().flat_map(BTreeMap::values).flatten();
            return all.next().into_iter().collect();
        }
        found
    }
}
