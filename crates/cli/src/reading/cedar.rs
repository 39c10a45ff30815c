//! Clauses as conditions in Cedar.
//!
//! A bundle has the names of an enumeration's values and not that of its entity type, for which
//! [`ANY_TYPE`] stands. Links are conditions on an attribute of the principal, as a host tells
//! them.

use tollgate::bundle::{Attribute, Cut, Tie};
use tollgate::program::{AttributeKind, GroupId, Literal, Part, Relation};
use tollgate::values::{datetime, datetime_told};

use super::addresses::Within;
use super::values::{Test, Values};
use super::{At, Reading};

/// What stands for the entity type of an enumeration: an identifier, so that Cedar can parse it.
const ANY_TYPE: &str = "_";

/// What all of a conjunction's literals say together.
struct Known<'a> {
    /// The attributes that are there.
    certain: Vec<At>,
    /// The types of which the principal can be.
    kinds: Vec<&'a str>,
}

impl<'a> Reading<'a> {
    /// The types of which the principal can be where all of some literals hold.
    fn kinds(&self, literals: &[Literal]) -> Vec<&'a str> {
        let by_type = literals.iter().find(|literal| self.is_of_type(literal));
        let is = |kind: &usize| match by_type {
            Some(Literal::Is(_, _, values)) => values.contains(kind),
            _ => true,
        };
        let types = self.bundle.principal.types.iter().enumerate();
        types.filter(|(kind, _)| is(kind)).map(|(_, of)| &of.name[..]).collect()
    }
}

impl Reading<'_> {
    /// A conjunction as a condition.
    pub(crate) fn cedar(&self, literals: &[Literal]) -> String {
        let known = Known { certain: self.certain(literals), kinds: self.kinds(literals) };
        // Of which type the principal is says what can be asked of it.
        let (of_type, others): (Vec<&Literal>, Vec<&Literal>) =
            literals.iter().partition(|literal| self.is_of_type(literal));
        let mut all: Vec<String> = Vec::new();
        let literals = of_type.into_iter().chain(others);
        for condition in literals.flat_map(|literal| self.conditions(literal, &known)) {
            if !all.contains(&condition) {
                all.push(condition);
            }
        }
        if all.is_empty() { "true".to_owned() } else { all.join(" && ") }
    }

    /// The conditions of a literal, presence first where it is needed.
    fn conditions(&self, literal: &Literal, known: &Known<'_>) -> Vec<String> {
        match literal {
            Literal::In(group) => vec![format!("principal in {}", self.entity(*group))],
            Literal::Out(group) => vec![format!("!(principal in {})", self.entity(*group))],
            Literal::Is(..) if self.is_of_type(literal) => {
                let is = known.kinds.iter().map(|kind| format!("principal is {kind}"));
                either(is.collect()).into_iter().collect()
            }
            Literal::Is(part, attribute, values) => {
                self.has_value((*part, *attribute), values, &known.kinds)
            }
            Literal::Tied(part, attribute, place) => {
                let at = (*part, *attribute);
                let tie = self.tie(at, *place);
                let mut all: Vec<String> =
                    self.ends(at, tie).flat_map(|end| self.presence(end)).collect();
                all.push(self.compared(at, tie, true));
                all
            }
            Literal::Untied(part, attribute, place) => {
                let at = (*part, *attribute);
                self.untied(at, self.tie(at, *place), &known.certain)
            }
        }
    }

    /// That a tie is not there, which it also is not where one of its ends is not.
    fn untied(&self, at: At, tie: &Tie, certain: &[At]) -> Vec<String> {
        let there = |end: &At| certain.contains(end) || !self.attribute(*end).optional;
        let (sure, unsure): (Vec<At>, Vec<At>) = self.ends(at, tie).partition(there);
        let mut all: Vec<String> = sure.into_iter().flat_map(|end| self.presence(end)).collect();
        let mut fails: Vec<String> =
            unsure.into_iter().flat_map(|end| self.presence(end)).collect();
        fails.retain(|condition| !all.contains(condition));
        all.push(match fails.is_empty() {
            true => self.compared(at, tie, false),
            false => format!("!({} && {})", fails.join(" && "), self.compared(at, tie, true)),
        });
        all
    }

    fn entity(&self, group: GroupId) -> String {
        match self.bundle.groups[group.index()].entity() {
            ("", name) => format!("{ANY_TYPE}::{name:?}"),
            (of, value) => format!("{of}::{value:?}"),
        }
    }

    /// The conditions under which an attribute is there: that each on the way that may be absent
    /// is.
    fn presence(&self, at: At) -> Vec<String> {
        let known = self.attribute(at);
        let path = known.path();
        if known.of.is_some() && self.links(at).is_none() {
            return Vec::new();
        }
        let mut all = Vec::new();
        for length in 1..=path.len() {
            let way = &path[..length];
            let declared =
                self.attributes(at.0).iter().find(|it| it.of.is_none() && it.path() == way);
            let lacks = declared.map_or(known.optional, |it| it.optional && !it.needed);
            if lacks && let Some((name, way)) = way.split_last() {
                all.push(has(&reached(at.0, way), name));
            }
        }
        all
    }

    /// What an attribute is: the principal or the record, where it is an id.
    fn operand(&self, at: At) -> String {
        let path = if self.is_id(at) { &[] } else { self.attribute(at).path() };
        reached(at.0, path)
    }

    /// A comparison, or its opposite where both ends are there.
    fn compared(&self, at: At, tie: &Tie, holds: bool) -> String {
        let known = self.attribute(at);
        let one = self.operand(at);
        let other = match (&tie.text, self.other(at, tie)) {
            (Some(text), _) if known.kind == AttributeKind::Set || !known.values.is_empty() => {
                format!("{}::{text:?}", known.of.as_deref().unwrap_or(ANY_TYPE))
            }
            (Some(text), _) => format!("{text:?}"),
            (None, Some(other)) => self.operand(other),
            (None, None) => return "false".to_owned(),
        };
        let is_ancestors = |at: At| self.attribute(at).of.is_some() && self.links(at).is_none();
        let one_ancestors = is_ancestors(at);
        let other_ancestors = self.other(at, tie).is_some_and(is_ancestors);
        // What is in something is so by its own lists, which no attribute holds.
        let condition = match tie.relation {
            Relation::Contains | Relation::Meets if one_ancestors => {
                format!("{} in {other}", variable(at.0))
            }
            Relation::In | Relation::Meets if other_ancestors => format!("principal in {one}"),
            Relation::Contains => format!("{one}.contains({other})"),
            Relation::Meets => format!("{one}.containsAny({other})"),
            Relation::In => format!("{other}.contains({one})"),
            Relation::Exceeds => {
                let all = format!("{other}.containsAll({one})");
                return if holds { format!("!({all})") } else { all };
            }
            Relation::Equals => {
                let is = if holds { "==" } else { "!=" };
                return format!("{one} {is} {other}");
            }
            Relation::Below | Relation::AtMost => {
                let below = tie.relation == Relation::Below;
                let order = match (below, holds) {
                    (true, true) => Order::Less,
                    (true, false) => Order::GreaterEqual,
                    (false, true) => Order::LessEqual,
                    (false, false) => Order::Greater,
                };
                return order.between(known.kind, &one, &other);
            }
        };
        if holds { condition } else { format!("!({condition})") }
    }

    /// That an attribute has one of some values.
    fn has_value(&self, at: At, values: &[usize], kinds: &[&str]) -> Vec<String> {
        let known = self.attribute(at);
        let Values { absent, all, any } = Values::of(known, values);
        let there = self.presence(at);
        let operand = self.operand(at);
        let ways = any.iter().map(|way| {
            let tests: Vec<String> =
                way.iter().map(|test| self.test(at, &operand, test, kinds)).collect();
            tests.join(" && ")
        });
        let compared = either(ways.collect());
        match (absent, all || compared.is_some()) {
            (false, false) => vec!["false".to_owned()],
            (true, false) => vec![format!("!({})", there.join(" && "))],
            (false, true) => there.into_iter().chain(compared).collect(),
            (true, true) => match compared {
                // Cedar's validator sees that it is there where `has` stands before it and `&&`.
                Some(compared) => {
                    vec![format!("!({} && !({compared}))", there.join(" && "))]
                }
                None => Vec::new(),
            },
        }
    }

    fn test(&self, at: At, operand: &str, test: &Test<'_>, kinds: &[&str]) -> String {
        let known = self.attribute(at);
        match test {
            Test::Listed { not, values } => listed(known, operand, *not, values),
            Test::Text { not, texts, patterns } => {
                let literals = |text: &&str| match (self.is_id(at), at.0) {
                    (true, Part::Principal) => {
                        kinds.iter().map(|kind| format!("{kind}::{text:?}")).collect()
                    }
                    (true, _) => vec![format!("{}::{text:?}", self.resource().name)],
                    (false, _) => vec![format!("{text:?}")],
                };
                let texts: Vec<String> = texts.iter().flat_map(literals).collect();
                text(operand, *not, &texts, patterns)
            }
            Test::Ip(Within { not, networks, values }) => address(operand, *not, networks, values),
            Test::Between { from, to } => {
                let from = from.map(|cut| {
                    let order = if cut.after { Order::Greater } else { Order::GreaterEqual };
                    order.between(known.kind, operand, &point(known.kind, &cut.at))
                });
                let to = to.map(|Cut { at, after }| {
                    let order = if *after { Order::LessEqual } else { Order::Less };
                    order.between(known.kind, operand, &point(known.kind, at))
                });
                from.into_iter().chain(to).collect::<Vec<_>>().join(" && ")
            }
            Test::Point { not, text } => {
                let is = if *not { "!=" } else { "==" };
                format!("{operand} {is} {}", point(known.kind, text))
            }
        }
    }
}

/// How two numbers or dates are ordered.
#[derive(Clone, Copy)]
enum Order {
    Less,
    LessEqual,
    Greater,
    GreaterEqual,
}

impl Order {
    /// The comparison, which decimals have functions for.
    fn between(self, kind: AttributeKind, one: &str, other: &str) -> String {
        let (operator, function) = match self {
            Order::Less => ("<", "lessThan"),
            Order::LessEqual => ("<=", "lessThanOrEqual"),
            Order::Greater => (">", "greaterThan"),
            Order::GreaterEqual => (">=", "greaterThanOrEqual"),
        };
        match kind {
            AttributeKind::Decimal => format!("{one}.{function}({other})"),
            _ => format!("{one} {operator} {other}"),
        }
    }
}

/// A number or a date as a literal.
fn point(kind: AttributeKind, at: &str) -> String {
    match kind {
        AttributeKind::Decimal => format!("decimal({at:?})"),
        AttributeKind::Duration => format!("duration({at:?})"),
        AttributeKind::Datetime => match (datetime(at), datetime_told(at)) {
            // Of a year that Cedar writes no literal of.
            (None, Some(at)) => format!("datetime(\"1970-01-01\").offset(duration(\"{at}ms\"))"),
            _ => format!("datetime({at:?})"),
        },
        _ => at.to_owned(),
    }
}

/// Values of an enumeration, or a flag.
fn listed(known: &Attribute, operand: &str, not: bool, values: &[usize]) -> String {
    if known.kind == AttributeKind::Bool {
        let is = (values == [1]) != not;
        return format!("{}{operand}", if is { "" } else { "!" });
    }
    let entity = |value: usize| format!("{ANY_TYPE}::{:?}", known.values[value]);
    let open: Vec<String> =
        (0..known.values.len()).filter(|it| values.contains(it) != not).map(entity).collect();
    match &open[..] {
        [only] => format!("{operand} == {only}"),
        several => format!("{operand} in [{}]", several.join(", ")),
    }
}

fn text(operand: &str, not: bool, texts: &[String], patterns: &[&[String]]) -> String {
    if let ([only], []) = (texts, patterns) {
        return format!("{operand} {} {only}", if not { "!=" } else { "==" });
    }
    let mut ways = Vec::new();
    match texts {
        [] => {}
        [only] => ways.push(format!("{operand} == {only}")),
        several => ways.push(format!("[{}].contains({operand})", several.join(", "))),
    }
    ways.extend(patterns.iter().map(|pieces| format!("{operand} like \"{}\"", pattern(pieces))));
    match (not, &ways[..]) {
        (true, ways) => format!("!({})", ways.join(" || ")),
        (false, [only]) => only.clone(),
        (false, ways) => format!("({})", ways.join(" || ")),
    }
}

fn address(operand: &str, not: bool, networks: &[&str], values: &[&str]) -> String {
    let literal = |text: &str| format!("ip({text:?})");
    let mut ways: Vec<String> =
        networks.iter().map(|it| format!("{operand}.isInRange({})", literal(it))).collect();
    match values {
        [] => {}
        [only] if not && ways.is_empty() => return format!("{operand} != {}", literal(only)),
        [only] => ways.push(format!("{operand} == {}", literal(only))),
        several => {
            let all: Vec<String> = several.iter().map(|it| literal(it)).collect();
            ways.push(format!("[{}].contains({operand})", all.join(", ")));
        }
    }
    match (not, &ways[..]) {
        (true, [only]) if values.len() != 1 => format!("!{only}"),
        (true, ways) => format!("!({})", ways.join(" || ")),
        (false, [only]) => only.clone(),
        (false, ways) => format!("({})", ways.join(" || ")),
    }
}

/// What stands between the quotes of a pattern.
fn pattern(pieces: &[String]) -> String {
    let escaped = pieces.iter().map(|piece| {
        let quoted = format!("{piece:?}");
        quoted[1..quoted.len() - 1].replace('*', "\\*")
    });
    escaped.collect::<Vec<_>>().join("*")
}

fn either(mut ways: Vec<String>) -> Option<String> {
    match ways.len() {
        0 | 1 => ways.pop(),
        _ => Some(format!("({})", ways.join(" || "))),
    }
}

fn variable(part: Part) -> &'static str {
    match part {
        Part::Record => "resource",
        Part::Context => "context",
        Part::Principal => "principal",
    }
}

/// What is at the end of a way.
fn reached(part: Part, way: &[String]) -> String {
    way.iter().fold(variable(part).to_owned(), |of, name| member(&of, name))
}

/// The words of Cedar that are no names of attributes.
const RESERVED: [&str; 9] = ["true", "false", "if", "then", "else", "in", "is", "like", "has"];

fn is_identifier(name: &str) -> bool {
    let mut characters = name.chars();
    let starts = characters.next().is_some_and(|first| first.is_ascii_alphabetic() || first == '_');
    let all = starts && characters.all(|each| each.is_ascii_alphanumeric() || each == '_');
    all && !RESERVED.contains(&name)
}

fn member(of: &str, name: &str) -> String {
    if is_identifier(name) { format!("{of}.{name}") } else { format!("{of}[{name:?}]") }
}

fn has(of: &str, name: &str) -> String {
    if is_identifier(name) { format!("{of} has {name}") } else { format!("{of} has {name:?}") }
}
