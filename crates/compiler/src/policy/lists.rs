//! Lists, and what is in what: membership, whether two lists meet, and texts that are like a
//! pattern.

use std::collections::BTreeSet;
use std::sync::Arc;

use cedar_policy_core::ast::{EntityUID, Expr, ExprKind, Literal, Pattern, PatternElem, UnaryOp};
use tollgate::Relation;
use tollgate::values::pieces;

use super::literals::{Test, point_kind};
use super::lowering::Lowering;
use super::term::Term;
use crate::classes::texts::Test as TextTest;
use crate::dnf::Formula;
use crate::facts::{Other, Slot, Tie};
use crate::schema::{Enumeration, ID, Kind};
use crate::source::Place;

impl Lowering<'_, '_> {
    /// Whether a list has a text or an id in it.
    pub(super) fn item(&mut self, list: Slot, text: &str, holds: bool) -> Formula {
        let to = Other::Text(self.literals.text(text));
        self.tie(list, Tie { relation: Relation::Contains, to }, holds)
    }

    pub(super) fn within(
        &mut self,
        expr: &Expr,
        left: &Expr,
        right: &Expr,
        holds: bool,
    ) -> Formula {
        let (one, other) = (self.term(left), self.term(right));
        let uids = match &other {
            Term::Entity(uid) => Some(vec![*uid]),
            Term::Items(items) => items.iter().map(entity).collect(),
            _ => None,
        };
        match (one, uids, other) {
            (Term::Principal, Some(uids), _) => {
                let place = self.place(expr.source_loc());
                Formula::some(holds, uids.iter().map(|uid| self.in_group(uid, &place, holds)))
            }
            (Term::Resource, Some(uids), _) => {
                let place = self.place(expr.source_loc());
                Formula::some(holds, uids.iter().map(|uid| self.resource_in(uid, &place, holds)))
            }
            (Term::Action, Some(uids), _) => {
                let (schema, action) = (self.space.schema, self.space.action);
                let within = uids.iter().any(|uid| schema.action_is_in(action, uid));
                Formula::Const(within == holds)
            }
            (Term::Slot(slot), Some(uids), _) => self.one_of(expr, slot, &uids, holds),
            (Term::Principal, None, Term::Slot(slot)) => {
                let of = self.principal_type().name.clone();
                self.entity_in(expr, (Slot::Principal(ID), &of), slot, holds)
            }
            (Term::Resource, None, Term::Slot(slot)) => {
                let of = self.space.schema.types.get(self.space.resource);
                let of = of.map_or_else(String::new, |it| it.name.clone());
                self.entity_in(expr, (Slot::Record(ID), &of), slot, holds)
            }
            _ => self.refuse_expr(expr),
        }
    }

    /// Whether the record is an entity, or in it.
    pub(super) fn resource_in(&mut self, uid: &EntityUID, place: &Place, holds: bool) -> Formula {
        let id = uid.eid().as_ref();
        let record = self.space.schema.types.get(self.space.resource);
        let list = record.and_then(|it| it.ancestors(&self.space.schema.called(uid.entity_type())));
        let mut parts = Vec::new();
        if self.is_resource_type(uid.entity_type()) {
            parts.push(self.id_is(Slot::Record(ID), id, place, holds));
        }
        parts.extend(list.map(|list| self.item(Slot::Record(list), id, holds)));
        Formula::some(holds, parts.into_iter())
    }

    /// Whether the principal or the record is, or is in, what an attribute of the other holds.
    fn entity_in(
        &mut self,
        expr: &Expr,
        (id, of): (Slot, &str),
        slot: Slot,
        holds: bool,
    ) -> Formula {
        let (held, several) = match self.kind(slot) {
            Some(Kind::Entity { of }) => (of.clone(), false),
            Some(Kind::Set { of }) => (of.clone(), true),
            _ => return self.refuse_expr(expr),
        };
        let schema = self.space.schema;
        let list = match id {
            Slot::Principal(_) => self.principal_ancestors(&held).map(Slot::Principal),
            _ => {
                let record = schema.types.get(self.space.resource);
                record.and_then(|it| it.ancestors(&held)).map(Slot::Record)
            }
        };
        // It is in what it is, and in what it says to be in.
        let itself = (held == of).then_some((id, false));
        let ends: Vec<(Slot, bool)> = itself.into_iter().chain(list.map(|it| (it, true))).collect();
        if ends.is_empty() {
            if self.may_differ(id) {
                return Formula::Const(!holds);
            }
            return self.refuse_expr(expr);
        }
        let parts: Vec<Formula> =
            ends.into_iter().map(|end| self.entity_is(expr, end, (slot, several), holds)).collect();
        Formula::some(holds, parts.into_iter())
    }

    /// Whether what one side is, or is in, is what an attribute of another holds, or among it.
    fn entity_is(
        &mut self,
        expr: &Expr,
        (end, is_list): (Slot, bool),
        (slot, several): (Slot, bool),
        holds: bool,
    ) -> Formula {
        let Some((one, to, flipped)) = self.across(end, slot) else {
            return self.refuse_expr(expr);
        };
        let (one_list, other_list) = if flipped { (several, is_list) } else { (is_list, several) };
        let relation = match (one_list, other_list) {
            (false, false) => Relation::Equals,
            (true, false) => Relation::Contains,
            (false, true) => Relation::In,
            (true, true) => Relation::Meets,
        };
        self.tie(one, Tie { relation, to }, holds)
    }

    pub(super) fn contains(
        &mut self,
        expr: &Expr,
        set: &Expr,
        item: &Expr,
        holds: bool,
    ) -> Formula {
        match self.term(set) {
            Term::Items(items) => {
                let one = self.term(item);
                let place = self.place(expr.source_loc());
                self.one_of_items(expr, (items, &one), &place, holds)
            }
            Term::Slot(list) => self.item_expr(expr, list, item, holds),
            _ => self.refuse_expr(expr),
        }
    }

    /// Whether a list of one side's contains a value of the other's.
    fn contains_slot(&mut self, expr: &Expr, list: Slot, one: Slot, holds: bool) -> Formula {
        if let Some(of) = self.enumeration_of_both(list, one) {
            let ways = of.values.iter().enumerate().map(|(value, name)| {
                Formula::All(vec![self.is(one, value), self.item(list, name, holds)])
            });
            return Formula::Any(ways.collect());
        }
        let fits = match (self.kind(list), self.entity_type(one), self.kind(one)) {
            (Some(Kind::Set { of }), Some(one), _) => of == one,
            (Some(Kind::Texts { of: None }), None, Some(Kind::Text)) => true,
            _ => false,
        };
        match self.across(list, one) {
            Some((slot, to, flipped)) if fits => {
                let relation = if flipped { Relation::In } else { Relation::Contains };
                self.tie(slot, Tie { relation, to }, holds)
            }
            _ => self.refuse_expr(expr),
        }
    }

    /// Whether something is one of a set that is written out.
    fn one_of_items(
        &mut self,
        expr: &Expr,
        (items, one): (&[Expr], &Term<'_>),
        place: &Place,
        holds: bool,
    ) -> Formula {
        let uids: Option<Vec<&EntityUID>> = items.iter().map(entity).collect();
        let texts: Option<Vec<&str>> = items
            .iter()
            .map(|item| match item.expr_kind() {
                ExprKind::Lit(Literal::String(text)) => Some(text.as_str()),
                _ => None,
            })
            .collect();
        match (one, uids, texts) {
            (_, Some(uids), Some(_)) if uids.is_empty() => Formula::Const(!holds),
            (Term::Slot(slot), Some(uids), _) => self.one_of(expr, *slot, &uids, holds),
            (one, Some(uids), _) => {
                Formula::some(holds, uids.iter().map(|uid| self.is_entity(expr, one, uid, holds)))
            }
            (Term::Slot(slot), _, Some(texts)) => self.one_text(expr, *slot, texts, holds),
            (Term::Slot(slot), _, _)
                if self.space.attribute(*slot).and_then(point_kind).is_some() =>
            {
                let (mut points, mut refused) = (Vec::new(), None);
                for item in items {
                    match self.term(item) {
                        Term::Point(at) => points.push(at),
                        _ => refused = Some(self.refuse_at_item(item, place)),
                    }
                }
                refused.unwrap_or_else(|| self.at_points(expr, *slot, &points, holds))
            }
            (Term::Slot(slot), _, _) => match self.ips(items) {
                Some(ips) => self.one_ip(expr, *slot, ips, holds),
                None => self.refuse_expr(expr),
            },
            _ => self.refuse_expr(expr),
        }
    }

    fn refuse_at_item(&mut self, item: &Expr, place: &Place) -> Formula {
        let place = item.source_loc().map_or_else(|| place.clone(), |loc| self.place(Some(loc)));
        self.refuse_at(&place, "this in a set", "write literals in it")
    }

    /// Whether two lists have something in common.
    pub(super) fn contains_any(
        &mut self,
        expr: &Expr,
        left: &Expr,
        right: &Expr,
        holds: bool,
    ) -> Formula {
        match (self.term(left), self.term(right)) {
            (Term::Slot(list), Term::Items(items)) | (Term::Items(items), Term::Slot(list)) => {
                Formula::some(
                    holds,
                    items.iter().map(|item| self.item_expr(expr, list, item, holds)),
                )
            }
            (Term::Slot(one), Term::Slot(other)) => {
                if let Some(of) = self.enumeration_of_both(one, other) {
                    let shared = of.values.iter().map(|name| {
                        let both = [one, other].map(|list| self.item(list, name, holds));
                        Formula::some(!holds, both.into_iter())
                    });
                    return Formula::some(holds, shared);
                }
                match self.across(one, other) {
                    Some((slot, to, _)) if self.are_alike(one, other) => {
                        self.tie(slot, Tie { relation: Relation::Meets, to }, holds)
                    }
                    _ => self.refuse_expr(expr),
                }
            }
            _ => self.refuse_expr(expr),
        }
    }

    /// Whether a list has all of a set that is written out, or all that another has.
    pub(super) fn contains_all(
        &mut self,
        expr: &Expr,
        left: &Expr,
        right: &Expr,
        holds: bool,
    ) -> Formula {
        match (self.term(left), self.term(right)) {
            (Term::Slot(list), Term::Items(items)) => Formula::some(
                !holds,
                items.iter().map(|item| self.item_expr(expr, list, item, holds)),
            ),
            (Term::Slot(all), Term::Slot(some)) => {
                if let Some(of) = self.enumeration_of_both(all, some) {
                    let within = of.values.iter().map(|name| {
                        let ends = [self.item(all, name, holds), self.item(some, name, !holds)];
                        Formula::some(holds, ends.into_iter())
                    });
                    return Formula::some(!holds, within);
                }
                match self.across(some, all) {
                    Some((slot, to, false)) if self.are_alike(all, some) => {
                        self.tie(slot, Tie { relation: Relation::Exceeds, to }, !holds)
                    }
                    _ => self.refuse_expr(expr),
                }
            }
            _ => self.refuse_expr(expr),
        }
    }

    /// Whether two lists are of the same.
    fn are_alike(&self, one: Slot, other: Slot) -> bool {
        match (self.kind(one), self.kind(other)) {
            (Some(Kind::Set { of: one }), Some(Kind::Set { of: other })) => one == other,
            (Some(Kind::Texts { of: None }), Some(Kind::Texts { of: None })) => true,
            _ => false,
        }
    }

    /// The enumeration whose values a list has, and another list has or another attribute is.
    fn enumeration_of_both(&self, list: Slot, other: Slot) -> Option<Arc<Enumeration>> {
        match (self.kind(list)?, self.kind(other)?) {
            (
                Kind::Texts { of: Some(of) },
                Kind::Texts { of: Some(same) } | Kind::Enum { of: same },
            ) if of == same => Some(of.clone()),
            _ => None,
        }
    }

    fn item_expr(&mut self, expr: &Expr, list: Slot, item: &Expr, holds: bool) -> Formula {
        let term = self.term(item);
        if self.kind(list) == Some(&Kind::Other) {
            let place = self.place(expr.source_loc());
            let help = "declare the list as a `Set<String>`, and write its values as texts, \
                        `resource.labels.contains(\"x\")`; of a list of records let the host look \
                        for what matters, and pass what it finds as an attribute";
            return self.refuse_at(&place, "a list of numbers or records", help);
        }
        if let Some(one) = self.side(&term) {
            return self.contains_slot(expr, list, one, holds);
        }
        match (self.kind(list), term) {
            (Some(Kind::Texts { of: None }), Term::Text(text)) => self.item(list, text, holds),
            (Some(Kind::Texts { of: Some(of) }), Term::Entity(uid))
                if of.full_name == uid.entity_type().to_string() =>
            {
                self.item(list, uid.eid().as_ref(), holds)
            }
            (Some(Kind::Set { of }), Term::Entity(uid))
                if *of == self.space.schema.called(uid.entity_type()) =>
            {
                self.item(list, uid.eid().as_ref(), holds)
            }
            _ => self.refuse_expr(expr),
        }
    }

    pub(super) fn like(
        &mut self,
        expr: &Expr,
        of: &Expr,
        pattern: &Pattern,
        holds: bool,
    ) -> Formula {
        let Term::Slot(slot) = self.term(of) else { return self.refuse_expr(expr) };
        if self.kind(slot) != Some(&Kind::Text) {
            return self.refuse_expr(expr);
        }
        self.test(expr, slot, Test::Text(TextTest::Like([pieces_of(pattern)].into())), holds)
    }

    /// Patterns of a chain that a text is to be one of, or none of, by the place of the first: as
    /// one test, for which of them it is makes no difference. `all` is how the chain is joined.
    pub(super) fn patterns_together(&mut self, operands: &[&Expr], all: bool) -> Vec<Together> {
        let likes =
            operands.iter().enumerate().filter_map(|(at, it)| Some((at, compared_with(it, all)?)));
        let likes: Vec<_> = likes.collect();
        let mut found: Vec<Together> = Vec::new();
        for (at, (of, pattern)) in likes.iter().copied().filter(|_| likes.len() > 1) {
            let Term::Slot(slot) = self.term(of) else { continue };
            if self.kind(slot) != Some(&Kind::Text) {
                continue;
            }
            match found.iter_mut().find(|it| it.slot == slot) {
                Some(known) => {
                    known.places.push(at);
                    known.patterns.insert(pieces_of(pattern));
                }
                None => found.push(Together {
                    slot,
                    places: vec![at],
                    patterns: [pieces_of(pattern)].into(),
                }),
            }
        }
        found.retain(|it| it.places.len() > 1);
        found
    }
}

/// Patterns of one attribute in a chain.
pub(super) struct Together {
    pub(super) slot: Slot,
    /// Where they are in the chain.
    pub(super) places: Vec<usize>,
    pub(super) patterns: BTreeSet<Vec<String>>,
}

/// What is asked whether it is like a pattern; or, where all of a chain are to hold, unlike it.
fn compared_with(operand: &Expr, all: bool) -> Option<(&Expr, &Pattern)> {
    let comparison = match (operand.expr_kind(), all) {
        (ExprKind::UnaryApp { op: UnaryOp::Not, arg }, true) => arg,
        (_, false) => operand,
        _ => return None,
    };
    match comparison.expr_kind() {
        ExprKind::Like { expr, pattern } => Some((expr, pattern)),
        _ => None,
    }
}

/// The pieces of a pattern.
fn pieces_of(pattern: &Pattern) -> Vec<String> {
    pieces(pattern.iter().map(|element| match element {
        PatternElem::Char(char) => Some(*char),
        PatternElem::Wildcard => None,
    }))
}

/// The entity that an expression names.
fn entity(expr: &Expr) -> Option<&EntityUID> {
    match expr.expr_kind() {
        ExprKind::Lit(Literal::EntityUID(uid)) => Some(uid),
        _ => None,
    }
}
