//! What policies ask of the schema: how far they look into what attributes hold, and which links
//! their templates take.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use cedar_policy_core::ast::{
    EntityReference, Expr, ExprKind, PolicySet, PrincipalOrResourceConstraint as Constraint,
    Template, Var,
};

use crate::cedar;
use crate::diagnostic::Findings;
use crate::naming::policy_id;
use crate::nesting;
use crate::source::{File, Files};

/// What the policies of a pack ask of its schema.
#[derive(Clone, Debug, Default)]
pub(crate) struct References {
    /// The ways of two names and more.
    pub(crate) ways: BTreeSet<Vec<String>>,
    /// The templates, by their ids.
    pub(crate) templates: BTreeMap<String, Links>,
}

/// What links of a template are.
#[derive(Clone, Debug)]
pub(crate) struct Links {
    /// Whether each names a resource.
    pub(crate) names_resource: bool,
    /// The type of principals that bring them, where they are of one.
    pub(crate) of: Option<String>,
}

impl References {
    /// Reads it off the files that can be parsed; what is wrong with others is reported later.
    pub(crate) fn read(files: &Files) -> Self {
        let mut references = References::default();
        // What cannot be read is told where the policies themselves are read.
        let readable = |file: &&Arc<File>| nesting::check(file, &mut Findings::default());
        for file in files.policies().filter(readable) {
            references.add(file, &cedar::policies(file).0);
        }
        references
    }

    fn add(&mut self, file: &Arc<File>, set: &PolicySet) {
        for template in set.all_templates() {
            if let Some(body) = template.non_scope_constraints() {
                self.look(body);
            }
            if template.slots().next().is_some() {
                let of = match template.principal_constraint().as_inner() {
                    Constraint::Is(name) | Constraint::IsIn(name, _) => Some(name.to_string()),
                    _ => None,
                };
                let links = Links { names_resource: links_resource(template), of };
                self.templates.insert(policy_id(file, template), links);
            }
        }
    }

    fn look(&mut self, expr: &Expr) {
        for part in expr.subexpressions() {
            let way = match part.expr_kind() {
                ExprKind::GetAttr { expr, attr } | ExprKind::HasAttr { expr, attr } => {
                    way(expr).map(|way| [way, vec![attr.to_string()]].concat())
                }
                ExprKind::ExtHasAttr { expr, attrs } => way(expr).map(|way| {
                    let more = attrs.iter().map(ToString::to_string);
                    way.into_iter().chain(more).collect()
                }),
                _ => None,
            };
            self.ways.extend(way.filter(|way| way.len() > 1));
        }
    }
}

/// The names on the way from the principal, the resource or the context to what an expression is.
fn way(expr: &Expr) -> Option<Vec<String>> {
    rooted(expr).map(|(_, path)| path)
}

/// What an expression begins with, and the names on the way to what it is.
pub(crate) fn rooted(expr: &Expr) -> Option<(Var, Vec<String>)> {
    match expr.expr_kind() {
        ExprKind::Var(var) => Some((*var, Vec::new())),
        ExprKind::GetAttr { expr, attr } => {
            let (root, mut path) = rooted(expr)?;
            path.push(attr.to_string());
            Some((root, path))
        }
        _ => None,
    }
}

/// Whether each link of a template names a resource.
pub(crate) fn links_resource(template: &Template) -> bool {
    matches!(
        template.resource_constraint().as_inner(),
        Constraint::Eq(EntityReference::Slot(_))
            | Constraint::In(EntityReference::Slot(_))
            | Constraint::IsIn(_, EntityReference::Slot(_))
    )
}
