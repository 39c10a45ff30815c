//! The operands of comparisons, and what compares them.

use cedar_policy_core::ast::{EntityUID, Expr, ExprKind, Literal, Var};
use tollgate::Relation;
use tollgate::limits::CLAUSES_MAX;
use tollgate::values::{Ip, datetime, decimal, duration, ip};

use super::literals::{Test, point_kind};
use super::lowering::Lowering;
use super::unsupported;
use crate::classes::Cut;
use crate::classes::texts::Test as TextTest;
use crate::diagnostic::Diagnostic;
use crate::dnf::Formula;
use crate::facts::{Fact, NO, Other, Slot, Tie, Values, YES};
use crate::references::rooted;
use crate::schema::{ID, Kind, LINKS};
use crate::source::Place;

/// What a principal has under these names is no attribute.
const PRINCIPALS: [&str; 7] = ["id", "type", "in", "roles", "groups", "permissions", LINKS];

/// An operand of a comparison.
pub(super) enum Term<'e> {
    Principal,
    Action,
    Resource,
    /// An attribute.
    Slot(Slot),
    Entity(&'e EntityUID),
    Bool(bool),
    Text(&'e str),
    /// A number or a date.
    Point(i64),
    /// An IP address or network.
    Ip(Ip),
    /// A set that is written out.
    Items(&'e [Expr]),
    Other,
}

/// The point that a literal of an extension's is.
fn point(function: &str, args: &[Expr]) -> Option<i64> {
    let [only] = args else { return None };
    let ExprKind::Lit(Literal::String(text)) = only.expr_kind() else { return None };
    match function {
        "decimal" => decimal(text),
        "datetime" => datetime(text),
        "duration" => duration(text),
        _ => None,
    }
}

/// The IP value that a literal is.
fn network<'e>(function: &str, args: &[Expr]) -> Option<Term<'e>> {
    let [only] = args else { return None };
    let ExprKind::Lit(Literal::String(text)) = only.expr_kind() else { return None };
    (function == "ip").then(|| ip(text)).flatten().map(Term::Ip)
}

impl Lowering<'_, '_> {
    pub(super) fn term<'e>(&mut self, expr: &'e Expr) -> Term<'e> {
        match expr.expr_kind() {
            ExprKind::Lit(Literal::Bool(value)) => Term::Bool(*value),
            ExprKind::Lit(Literal::EntityUID(uid)) => Term::Entity(uid),
            ExprKind::Lit(Literal::String(text)) => Term::Text(text),
            ExprKind::Lit(Literal::Long(number)) => Term::Point(*number),
            ExprKind::Set(items) => Term::Items(items),
            ExprKind::Var(Var::Principal) => Term::Principal,
            ExprKind::Var(Var::Action) => Term::Action,
            ExprKind::Var(Var::Resource) => Term::Resource,
            ExprKind::ExtensionFunctionApp { fn_name, args } => {
                let found = point(&fn_name.to_string(), args).map(Term::Point);
                found.or_else(|| network(&fn_name.to_string(), args)).unwrap_or(Term::Other)
            }
            ExprKind::GetAttr { .. } => {
                let slot = rooted(expr).and_then(|(root, path)| self.slot_at(root, &path));
                slot.map_or(Term::Other, |slot| Term::Slot(self.mention(slot)))
            }
            _ => Term::Other,
        }
    }

    /// The attribute at the end of a way.
    pub(super) fn slot_at(&self, root: Var, path: &[String]) -> Option<Slot> {
        let schema = self.space.schema;
        match root {
            Var::Principal => schema.principal.declared_for(self.kind, path).map(Slot::Principal),
            Var::Resource => {
                schema.types.get(self.space.resource)?.declared(path).map(Slot::Record)
            }
            Var::Context => {
                let context = &schema.actions.get(self.space.action)?.context;
                context.iter().position(|it| it.path == path).map(Slot::Context)
            }
            Var::Action => None,
        }
    }

    /// Notes that a policy mentions an attribute, and what that is in.
    pub(super) fn mention(&mut self, slot: Slot) -> Slot {
        let Some(attribute) = self.space.attribute(slot) else { return slot };
        self.refuse_reserved(slot, &attribute.path);
        for length in 1..attribute.path.len() {
            let path = &attribute.path[..length];
            let within = match slot {
                Slot::Principal(_) => self.slot_at(Var::Principal, path),
                Slot::Record(_) => self.slot_at(Var::Resource, path),
                Slot::Context(_) => self.slot_at(Var::Context, path),
            };
            within.into_iter().for_each(|it| self.note(it));
        }
        self.note(slot);
        slot
    }

    /// Refuses an attribute that a record or a principal has something else under the name of.
    fn refuse_reserved(&mut self, slot: Slot, path: &[String]) {
        let declared = self.space.attribute(slot).is_some_and(|it| it.of.is_none());
        let (of, reserved): (_, &[&str]) = match slot {
            Slot::Principal(ID) | Slot::Record(ID) | Slot::Context(_) => return,
            Slot::Principal(_) => ("principal", &PRINCIPALS),
            Slot::Record(_) => ("resource", &["type", "in"]),
        };
        let Some(name) = path.first().filter(|name| declared && reserved.contains(&&name[..]))
        else {
            return;
        };
        if path.len() == 2 && path[0] == LINKS && matches!(slot, Slot::Principal(_)) {
            return;
        }
        let place = self.policy.id.place.clone();
        let message = format!("policy `{}` reads `{of}.{name}`", self.policy.id.value);
        let mut help = format!(
            "`{name}` says something else of it where it is handed in: give the attribute another \
             name in the schema",
        );
        if matches!(slot, Slot::Principal(_)) && name == "id" {
            let kind = &self.principal_type().name;
            help += &format!(
                "; or, where it is compared with who a record names, declare that as an entity, \
                 `owner: {kind}`, which is handed in as before, and write `resource.owner == \
                 principal`",
            );
        }
        self.findings
            .push(Diagnostic::error("policy::reserved_attribute", &place, message).with_help(help));
    }

    fn note(&mut self, slot: Slot) {
        match slot {
            Slot::Principal(index) => self.principal.insert(index),
            _ => self.mentions.insert(slot),
        };
    }

    pub(super) fn kind(&self, slot: Slot) -> Option<&Kind> {
        self.space.attribute(slot).map(|attribute| &attribute.kind)
    }

    pub(super) fn equal(&mut self, expr: &Expr, left: &Expr, right: &Expr, holds: bool) -> Formula {
        match (self.term(left), self.term(right)) {
            (Term::Bool(value), _) => self.lower(right, value == holds),
            (_, Term::Bool(value)) => self.lower(left, value == holds),
            (Term::Action, Term::Entity(uid)) | (Term::Entity(uid), Term::Action) => {
                let action = self.space.schema.actions.get(self.space.action);
                Formula::Const(action.is_some_and(|action| action.uid == *uid) == holds)
            }
            (one, Term::Entity(uid)) | (Term::Entity(uid), one) => {
                self.is_entity(expr, &one, uid, holds)
            }
            (Term::Slot(slot), Term::Text(text)) | (Term::Text(text), Term::Slot(slot)) => {
                self.one_text(expr, slot, [text], holds)
            }
            (Term::Slot(slot), Term::Point(at)) | (Term::Point(at), Term::Slot(slot)) => {
                self.at_points(expr, slot, &[at], holds)
            }
            (Term::Slot(slot), Term::Ip(ip)) | (Term::Ip(ip), Term::Slot(slot)) => {
                self.one_ip(expr, slot, [ip], holds)
            }
            (one, other) => match (self.side(&one), self.side(&other)) {
                (Some(one), Some(other)) => match self.values_of_both(one, other) {
                    Some(count) if count > CLAUSES_MAX => self.refuse_same(expr),
                    Some(count) => self.same_value(one, other, count, holds),
                    None => self.compare(expr, one, Relation::Equals, other, holds),
                },
                _ => self.refuse_expr(expr),
            },
        }
    }

    /// How many values two attributes have that are both flags or of one enumeration.
    fn values_of_both(&self, one: Slot, other: Slot) -> Option<usize> {
        match (self.kind(one)?, self.kind(other)?) {
            (Kind::Bool, Kind::Bool) => Some(2),
            (Kind::Enum { of }, Kind::Enum { of: same }) if of == same => Some(of.values.len()),
            _ => None,
        }
    }

    /// Whether two attributes have one value: a way for each that the first may have.
    fn same_value(&self, one: Slot, other: Slot, count: usize, holds: bool) -> Formula {
        let ways = (0..count).map(|value| {
            let of_other: Values = (0..count).filter(|it| (*it == value) == holds).collect();
            Formula::All(vec![self.is(one, value), Formula::Fact(Fact::Is(other), of_other)])
        });
        Formula::Any(ways.collect())
    }

    fn refuse_same(&mut self, expr: &Expr) -> Formula {
        let place = self.place(expr.source_loc());
        let what = format!("two attributes of an enumeration of more than {CLAUSES_MAX} values");
        let help = "declare both as `String`s, or let the host compare them and pass a flag";
        self.refuse_at(&place, &what, help)
    }

    /// The attribute that an operand is: a principal and a resource are their ids.
    pub(super) fn side(&mut self, term: &Term<'_>) -> Option<Slot> {
        match term {
            Term::Slot(slot) => Some(*slot),
            Term::Principal => Some(self.mention(Slot::Principal(ID))),
            Term::Resource => Some(self.mention(Slot::Record(ID))),
            _ => None,
        }
    }

    pub(super) fn is_entity(
        &mut self,
        expr: &Expr,
        one: &Term<'_>,
        uid: &EntityUID,
        holds: bool,
    ) -> Formula {
        let place = self.place(expr.source_loc());
        match one {
            Term::Principal if self.is_principal_type(uid.entity_type()) => {
                self.id_is(Slot::Principal(ID), uid.eid().as_ref(), &place, holds)
            }
            Term::Resource if self.is_resource_type(uid.entity_type()) => {
                self.id_is(Slot::Record(ID), uid.eid().as_ref(), &place, holds)
            }
            Term::Principal | Term::Resource => Formula::Const(!holds),
            Term::Slot(slot) => self.one_of(expr, *slot, &[uid], holds),
            _ => self.refuse_expr(expr),
        }
    }

    /// Whether the principal or the record is the one of an id.
    pub(super) fn id_is(&mut self, slot: Slot, id: &str, place: &Place, holds: bool) -> Formula {
        let slot = self.mention(slot);
        let test = Test::Text(TextTest::OneOf([id.to_owned()].into()));
        let values = self.literals.values((slot, self.space), test, holds, place);
        Formula::Fact(Fact::Is(slot), values)
    }

    /// Whether an attribute is one of some texts.
    pub(super) fn one_text<'t>(
        &mut self,
        expr: &Expr,
        slot: Slot,
        texts: impl IntoIterator<Item = &'t str>,
        holds: bool,
    ) -> Formula {
        if self.kind(slot) != Some(&Kind::Text) {
            return self.refuse_expr(expr);
        }
        let texts = texts.into_iter().map(str::to_owned).collect();
        self.test(expr, slot, Test::Text(TextTest::OneOf(texts)), holds)
    }

    pub(super) fn test(&mut self, expr: &Expr, slot: Slot, test: Test, holds: bool) -> Formula {
        let place = self.place(expr.source_loc());
        let values = self.literals.values((slot, self.space), test, holds, &place);
        Formula::Fact(Fact::Is(slot), values)
    }

    /// Whether an attribute is at one of some points.
    pub(super) fn at_points(
        &mut self,
        expr: &Expr,
        slot: Slot,
        points: &[i64],
        holds: bool,
    ) -> Formula {
        if self.space.attribute(slot).and_then(point_kind).is_none() {
            return self.refuse_expr(expr);
        }
        let place = self.place(expr.source_loc());
        let values = self.literals.at_points((slot, self.space), points, holds, &place);
        Formula::Fact(Fact::Is(slot), values)
    }

    /// Whether an attribute is before a cut.
    fn before(&mut self, expr: &Expr, slot: Slot, cut: Cut, holds: bool) -> Formula {
        if self.space.attribute(slot).and_then(point_kind).is_none() {
            return self.refuse_expr(expr);
        }
        let always = cut.after && cut.at == i64::MAX;
        if always || !cut.after && cut.at == i64::MIN {
            let present = Formula::Fact(Fact::Is(slot), self.space.present(slot));
            return if always == holds { present } else { Formula::Const(false) };
        }
        self.test(expr, slot, Test::Before(cut), holds)
    }

    /// Whether the first is less than the second, or at most as much.
    pub(super) fn less(
        &mut self,
        expr: &Expr,
        (left, right): (&Expr, &Expr),
        or_equal: bool,
        holds: bool,
    ) -> Formula {
        match (self.term(left), self.term(right)) {
            (Term::Slot(slot), Term::Point(at)) => {
                self.before(expr, slot, Cut { at, after: or_equal }, holds)
            }
            (Term::Point(at), Term::Slot(slot)) => {
                self.before(expr, slot, Cut { at, after: !or_equal }, !holds)
            }
            (Term::Slot(one), Term::Slot(other)) => {
                let relation = if or_equal { Relation::AtMost } else { Relation::Below };
                self.compare(expr, one, relation, other, holds)
            }
            _ => self.refuse_expr(expr),
        }
    }

    /// Compares two attributes: two of the record, or one of one side and one of another.
    fn compare(
        &mut self,
        expr: &Expr,
        one: Slot,
        relation: Relation,
        other: Slot,
        holds: bool,
    ) -> Formula {
        let types = (self.entity_type(one), self.entity_type(other));
        if let (Some(one_type), Some(other_type)) = types
            && one_type != other_type
            && (self.may_differ(one) || self.may_differ(other))
        {
            return Formula::Const(!holds);
        }
        if [one, other].into_iter().any(|slot| self.kind(slot) == Some(&Kind::Ip)) {
            let (what, help) = unsupported::ADDRESSES;
            return self.refuse_at(&self.place(expr.source_loc()), what, help);
        }
        if !self.are_comparable(one, other, relation) {
            return self.refuse_expr(expr);
        }
        match (one, other) {
            (Slot::Record(_), Slot::Record(index)) if one != other => {
                if relation == Relation::Equals {
                    self.literals.compared(one, other, self.space);
                }
                self.tie(one, Tie { relation, to: Other::Record(index) }, holds)
            }
            _ => match (self.across(one, other), relation) {
                (Some((slot, to, false)), relation) => self.tie(slot, Tie { relation, to }, holds),
                // Less than the other is the other not being it or less.
                (Some((slot, to, true)), Relation::Below) => {
                    self.tie(slot, Tie { relation: Relation::AtMost, to }, !holds)
                }
                (Some((slot, to, true)), Relation::AtMost) => {
                    self.tie(slot, Tie { relation: Relation::Below, to }, !holds)
                }
                (Some((slot, to, true)), relation) => self.tie(slot, Tie { relation, to }, holds),
                (None, _) => self.refuse_expr(expr),
            },
        }
    }

    /// Whether for a principal or a record of another type it may be of another: then it is no
    /// mistake that it is of none that fits.
    pub(super) fn may_differ(&self, slot: Slot) -> bool {
        let schema = self.space.schema;
        schema.principals.len() > 1 || (slot == Slot::Record(ID) && schema.types.len() > 1)
    }

    /// Of two attributes the one that has the tie, what it is with, and whether that is the first
    /// of them. A record is compared with what the context says as with what the principal does.
    pub(super) fn across(&self, one: Slot, other: Slot) -> Option<(Slot, Other, bool)> {
        let to = |slot: Slot| match slot {
            Slot::Principal(index) => Some(Other::Principal(index)),
            Slot::Context(index) => {
                let (action, index) = self.space.schema.first_context(self.space.action, index);
                Some(Other::Context(action, index))
            }
            Slot::Record(_) => None,
        };
        let flipped = match (one, other) {
            (Slot::Record(_), Slot::Principal(_) | Slot::Context(_))
            | (Slot::Context(_), Slot::Principal(_)) => false,
            (Slot::Principal(_), Slot::Record(_) | Slot::Context(_))
            | (Slot::Context(_), Slot::Record(_)) => true,
            _ => return None,
        };
        let (slot, other) = if flipped { (other, one) } else { (one, other) };
        Some((slot, to(other)?, flipped))
    }

    fn are_comparable(&self, one: Slot, other: Slot, relation: Relation) -> bool {
        match (self.entity_type(one), self.entity_type(other)) {
            (Some(one), Some(other)) => relation == Relation::Equals && one == other,
            (None, None) => match (self.kind(one), self.kind(other)) {
                (Some(Kind::Line(one)), Some(Kind::Line(other))) => one == other,
                (Some(Kind::Text), Some(Kind::Text)) => relation == Relation::Equals,
                _ => false,
            },
            _ => false,
        }
    }

    /// The type of the entity whose id an attribute is.
    pub(super) fn entity_type(&self, slot: Slot) -> Option<&str> {
        let schema = self.space.schema;
        match (slot, self.kind(slot)) {
            (Slot::Principal(ID), _) => Some(&self.principal_type().name),
            (Slot::Record(ID), _) => schema.types.get(self.space.resource).map(|it| &it.name[..]),
            (_, Some(Kind::Entity { of })) => Some(of),
            _ => None,
        }
    }

    /// The attribute has a tie; or it has not, both ends being there.
    pub(super) fn tie(&mut self, slot: Slot, tie: Tie, holds: bool) -> Formula {
        let slot = self.mention(slot);
        let fact = Fact::Tie(slot, tie);
        let end = tie.to.slot(self.space).map(|end| self.mention(end));
        if holds {
            return Formula::Fact(fact, Values::from([YES]));
        }
        let mut parts = vec![Formula::Fact(fact, Values::from([NO]))];
        for end in [Some(slot), end].into_iter().flatten() {
            let list = self.space.attribute(end).is_some_and(|it| it.of.is_some());
            // No list of what something is in, or is linked to, is an empty one.
            if !list && self.space.attribute(end).is_some_and(|it| it.optional) {
                parts.push(Formula::Fact(Fact::Is(end), self.space.present(end)));
            }
        }
        Formula::All(parts)
    }
}
