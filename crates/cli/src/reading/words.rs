//! Clauses in words, with the labels of the pack.

use tollgate::bundle::{Attribute, Cut, PERMISSION, Tie};
use tollgate::program::{AttributeKind, GroupId, Literal, Part, Relation};
use tollgate::values::{PointKind, duration, pattern_text};

use super::addresses::Within;
use super::values::{Test, Values};
use super::{At, Reading};

/// To whom something is said.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Voice {
    /// Those who read policies.
    Author,
    /// Those who are asked whether they are right.
    Reader,
}

/// What a literal says.
pub(crate) struct Wording {
    pub(crate) text: String,
    /// Whether it says "or" between things of which each could stand alone.
    pub(crate) either: bool,
}

impl Wording {
    fn one(text: String) -> Self {
        Wording { text, either: false }
    }

    /// It beside others: set off where it would run into them.
    fn beside(self, several: bool) -> String {
        if several && self.either { format!("({})", self.text) } else { self.text }
    }
}

/// The words of all of some literals, with something between them.
pub(crate) fn join(parts: Vec<Wording>, between: &str) -> String {
    let several = parts.len() > 1;
    let all: Vec<String> = parts.into_iter().map(|one| one.beside(several)).collect();
    all.join(between)
}

impl Voice {
    fn principal(self) -> &'static str {
        match self {
            Voice::Author => "the principal",
            Voice::Reader => "the user",
        }
    }

    /// A number or a date; the digits of a number in groups for those who only read it.
    fn point(self, kind: PointKind, at: &str) -> String {
        if kind == PointKind::Datetime {
            return at.strip_suffix(".000Z").map_or_else(|| at.to_owned(), |at| format!("{at}Z"));
        }
        if kind == PointKind::Duration {
            return duration(at).map_or_else(|| at.to_owned(), span);
        }
        if self == Voice::Author || !matches!(kind, PointKind::Long | PointKind::Decimal) {
            return at.to_owned();
        }
        let (sign, rest) = at.strip_prefix('-').map_or(("", at), |rest| ("-", rest));
        let (whole, fraction) = rest.split_once('.').unwrap_or((rest, ""));
        let mut grouped = String::new();
        for (place, digit) in whole.chars().enumerate() {
            if place > 0 && (whole.len() - place).is_multiple_of(3) {
                grouped.push(',');
            }
            grouped.push(digit);
        }
        let dot = if fraction.is_empty() { "" } else { "." };
        format!("{sign}{grouped}{dot}{fraction}")
    }
}

/// How to say that a value comes before another.
struct Order {
    below: &'static str,
    at_most: &'static str,
    at_least: &'static str,
    above: &'static str,
}

impl Order {
    fn of(kind: AttributeKind, voice: Voice) -> Self {
        match (kind, voice) {
            (AttributeKind::Datetime, _) => Order {
                below: "before",
                at_most: "no later than",
                at_least: "no earlier than",
                above: "after",
            },
            (_, Voice::Author) => Order {
                below: "less than",
                at_most: "at most",
                at_least: "at least",
                above: "more than",
            },
            (_, Voice::Reader) => {
                Order { below: "below", at_most: "up to", at_least: "from", above: "above" }
            }
        }
    }
}

impl Reading<'_> {
    /// A conjunction in words.
    pub(crate) fn words(&self, literals: &[Literal]) -> String {
        if literals.is_empty() {
            return "always".to_owned();
        }
        join(self.wordings(literals, Voice::Author), ", and ")
    }

    /// Each of a conjunction's literals in words, but for those that others imply.
    pub(crate) fn wordings(&self, literals: &[Literal], voice: Voice) -> Vec<Wording> {
        let certain = self.certain(literals);
        let literals = literals.iter().filter(|literal| !self.is_implied(literal, literals));
        literals.map(|literal| self.literal(literal, voice, &certain)).collect()
    }

    /// Each of a conjunction's literals in words, as many as there are.
    pub(crate) fn each(&self, literals: &[Literal]) -> Vec<String> {
        let certain = self.certain(literals);
        let text = |literal| self.literal(literal, Voice::Author, &certain).text;
        literals.iter().map(text).collect()
    }

    /// Whether a literal says no more than that something is there, of which another says more.
    fn is_implied(&self, literal: &Literal, among: &[Literal]) -> bool {
        let Literal::Is(part, attribute, values) = literal else { return false };
        let at = (*part, *attribute);
        let Values { absent: false, all: true, .. } = Values::of(self.attribute(at), values) else {
            return false;
        };
        // What is within it is there only where it is.
        let says_more = |end: At| {
            end.0 == at.0 && self.attribute(end).path().starts_with(self.attribute(at).path())
        };
        among.iter().any(|other| match other {
            Literal::Tied(part, of, place) => {
                let here = (*part, *of);
                self.ends(here, self.tie(here, *place)).any(says_more)
            }
            // What is above a limit has one; what is not somebody's may be nobody's.
            Literal::Untied(part, of, place) => {
                let here = (*part, *of);
                let tie = self.tie(here, *place);
                let limited = [Relation::Below, Relation::AtMost, Relation::Exceeds];
                limited.contains(&tie.relation) && self.ends(here, tie).any(says_more)
            }
            Literal::Is(part, of, values) => {
                let inner = (*part, *of);
                let absent = self.attribute(inner).present_values();
                inner != at && says_more(inner) && !values.contains(&absent)
            }
            Literal::In(_) | Literal::Out(_) => false,
        })
    }

    fn literal(&self, literal: &Literal, voice: Voice, certain: &[At]) -> Wording {
        match literal {
            Literal::In(group) => {
                Wording::one(format!("{} is in {}", voice.principal(), self.group(*group)))
            }
            Literal::Out(group) => {
                Wording::one(format!("{} is not in {}", voice.principal(), self.group(*group)))
            }
            Literal::Is(_, _, values) if self.is_of_type(literal) => self.is_a(values),
            Literal::Is(part, attribute, values) => self.is((*part, *attribute), values, voice),
            Literal::Tied(part, attribute, place) => {
                let at = (*part, *attribute);
                Wording::one(self.tied(at, self.tie(at, *place), true, voice))
            }
            Literal::Untied(part, attribute, place) => {
                let at = (*part, *attribute);
                let tie = self.tie(at, *place);
                let mut text = self.tied(at, tie, false, voice);
                let doubtful = self.doubtful(at, tie, certain);
                for end in &doubtful {
                    text = format!("{text} or {}", self.absent(*end, voice));
                }
                Wording { text, either: !doubtful.is_empty() }
            }
        }
    }

    /// A group as messages name it, with its category.
    fn group(&self, group: GroupId) -> String {
        let group = &self.bundle.groups[group.index()];
        let name = group.name.strip_prefix(PERMISSION).unwrap_or(&group.name);
        let label = group.label.as_deref().unwrap_or(name);
        match &group.category {
            Some(category) => format!("{label} ({category})"),
            None => label.to_owned(),
        }
    }

    /// What an attribute is called.
    pub(crate) fn name(&self, at: At, voice: Voice) -> String {
        let known = self.attribute(at);
        let name = match known.of {
            Some(_) => format!("`{}`", known.path().join(".")),
            None => known.name.clone(),
        };
        let principal = voice.principal();
        match at.0 {
            Part::Principal if self.is_id(at) => principal.to_owned(),
            Part::Principal => format!("{principal}'s {}", known.label.as_deref().unwrap_or(&name)),
            Part::Record if self.is_id(at) => "the record".to_owned(),
            Part::Record if known.of.is_some() => format!("the record's {name}"),
            Part::Record => name,
            Part::Context => format!("context.{name}"),
        }
    }

    fn absent(&self, at: At, voice: Voice) -> String {
        let known = self.attribute(at);
        match at.0 {
            Part::Principal => {
                let label = known.label.as_deref().unwrap_or(&known.name);
                format!("{} has no {label}", voice.principal())
            }
            Part::Record | Part::Context => format!("{} is absent", self.name(at, voice)),
        }
    }

    fn present(&self, at: At, voice: Voice) -> String {
        let known = self.attribute(at);
        match at.0 {
            Part::Principal => {
                let label = known.label.as_deref().unwrap_or(&known.name);
                format!("{} has {} {label}", voice.principal(), article(label))
            }
            Part::Record | Part::Context => format!("{} is present", self.name(at, voice)),
        }
    }

    fn is(&self, at: At, values: &[usize], voice: Voice) -> Wording {
        let known = self.attribute(at);
        let Values { absent, all, any } = Values::of(known, values);
        if let Some(text) = self.template(at, absent, values, voice) {
            return Wording::one(text);
        }
        let mut ways: Vec<String> = Vec::new();
        if all {
            ways.push(self.present(at, voice));
        }
        let name = self.name(at, voice);
        for way in &any {
            let tests: Vec<String> = way.iter().map(|test| spelled(known, test, voice)).collect();
            ways.push(format!("{name} is {}", tests.join(" and ")));
        }
        if absent {
            ways.push(self.absent(at, voice));
        }
        match ways.len() {
            0 => Wording::one(format!("{name} has no value")),
            count => Wording { text: ways.join(" or "), either: count > 1 },
        }
    }

    /// That the principal is of one of some types.
    fn is_a(&self, kinds: &[usize]) -> Wording {
        let types = kinds.iter().filter_map(|kind| self.bundle.principal.types.get(*kind));
        let types: Vec<String> =
            types.map(|of| format!("{} {}", article(&of.name), of.name)).collect();
        Wording {
            text: format!("the principal is {}", types.join(" or ")),
            either: types.len() > 1,
        }
    }

    /// That a link of a template which names no record is there, or is not.
    fn template(&self, at: At, absent: bool, values: &[usize], voice: Voice) -> Option<String> {
        let template = self.links(at).filter(|_| self.attribute(at).of.is_none())?;
        let links = if values == [1] && !absent { "links" } else { "does not link" };
        Some(format!("the template `{template}` {links} {}", voice.principal()))
    }

    /// The template whose links an attribute of the principal is.
    pub(super) fn links(&self, at: At) -> Option<&str> {
        match (at.0, self.attribute(at).path()) {
            (Part::Principal, [links, template]) if links == "links" => Some(template),
            _ => None,
        }
    }

    /// That an attribute is tied to something, or, where both are there, that it is not.
    fn tied(&self, at: At, tie: &Tie, holds: bool, voice: Voice) -> String {
        let name = self.name(at, voice);
        let known = self.attribute(at);
        let other = self.other(at, tie);
        if let Some(template) = other.and_then(|other| self.links(other)) {
            let links = if holds { "links" } else { "does not link" };
            let to = match (self.is_id(at), &known.of) {
                (true, _) => "it".to_owned(),
                (false, Some(of)) => format!("some {of} that it is in"),
                (false, None) => name,
            };
            return format!("the template `{template}` {links} {} to {to}", voice.principal());
        }
        let text = tie.text.as_ref().map(|text| match &known.of {
            Some(of) => format!("{of}::{text}"),
            None => text.clone(),
        });
        let other = text.or_else(|| other.map(|other| self.name(other, voice)));
        let other = other.unwrap_or_default();
        let contains = if holds { "contains" } else { "does not contain" };
        let order = Order::of(known.kind, voice);
        match (tie.relation, holds) {
            (Relation::Equals, true) => format!("{name} is {other}"),
            (Relation::Equals, false) => format!("{name} is not {other}"),
            (Relation::Below, true) => format!("{name} is {} {other}", order.below),
            (Relation::Below, false) => format!("{name} is {} {other}", order.at_least),
            (Relation::AtMost, true) => format!("{name} is {} {other}", order.at_most),
            (Relation::AtMost, false) => format!("{name} is {} {other}", order.above),
            (Relation::Contains, _) => format!("{name} {contains} {other}"),
            (Relation::Meets, true) => format!("{name} and {other} have something in common"),
            (Relation::Meets, false) => format!("{name} and {other} have nothing in common"),
            (Relation::In, _) => format!("{other} {contains} {name}"),
            (Relation::Exceeds, true) => format!("{name} has something that {other} has not"),
            (Relation::Exceeds, false) => format!("{other} contains all of {name}"),
        }
    }
}

/// What stands before a noun.
fn article(noun: &str) -> &'static str {
    let noun = noun.to_ascii_lowercase();
    let consonant = ["eu", "uni", "us"].iter().any(|start| noun.starts_with(start));
    if noun.starts_with(['a', 'e', 'i', 'o', 'u']) && !consonant { "an" } else { "a" }
}

/// One value of an enumeration or a flag.
pub(crate) fn value(known: &Attribute, value: usize) -> String {
    match known.kind {
        AttributeKind::Bool => (value == 1).to_string(),
        _ => known.values.get(value).cloned().unwrap_or_else(|| "present".to_owned()),
    }
}

/// A test as what stands after "is".
fn spelled(known: &Attribute, test: &Test<'_>, voice: Voice) -> String {
    match test {
        Test::Listed { not, values } => {
            let values: Vec<String> = values.iter().map(|each| value(known, *each)).collect();
            one_of(*not, &values, &[])
        }
        Test::Text { not, texts, patterns } => {
            let texts: Vec<String> = texts.iter().map(|text| quoted(text)).collect();
            let patterns: Vec<String> =
                patterns.iter().map(|pieces| format!("like {}", pattern_text(pieces))).collect();
            one_of(*not, &texts, &patterns)
        }
        Test::Ip(Within { not, networks, values }) => {
            let networks = networks.iter().map(|network| match *network {
                "0.0.0.0/0" => "IPv4".to_owned(),
                "::/0" => "IPv6".to_owned(),
                network => format!("in {network}"),
            });
            let all: Vec<String> =
                networks.chain(values.iter().map(|value| (*value).to_owned())).collect();
            match (not, &all[..]) {
                (true, [only]) => format!("not {only}"),
                (true, all) => format!("neither {}", listed(all, "nor")),
                (false, all) => listed(all, "or"),
            }
        }
        Test::Between { from, to } => {
            let Some(kind) = known.point_kind() else { return String::new() };
            let order = Order::of(known.kind, voice);
            let from = from.map(|Cut { at, after }| {
                let from = if *after { order.above } else { order.at_least };
                format!("{from} {}", day(*after, &voice.point(kind, at)))
            });
            let to = to.map(|Cut { at, after }| {
                let to = if *after { order.at_most } else { order.below };
                format!("{to} {}", day(*after, &voice.point(kind, at)))
            });
            from.into_iter().chain(to).collect::<Vec<_>>().join(" and ")
        }
        Test::Point { not, text } => {
            let Some(kind) = known.point_kind() else { return String::new() };
            let not = if *not { "not " } else { "" };
            format!("{not}{}", voice.point(kind, text))
        }
    }
}

/// A moment as the day that begins with it, unless what is said goes for the moment alone.
fn day(alone: bool, point: &str) -> &str {
    if alone { point } else { point.strip_suffix("T00:00:00Z").unwrap_or(point) }
}

/// A span of milliseconds as Cedar would have it written, in as large units as there are.
fn span(millis: i64) -> String {
    let mut rest = millis.unsigned_abs();
    let mut text = if millis < 0 { "-".to_owned() } else { String::new() };
    for (unit, size) in [("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1000), ("ms", 1)]
    {
        if rest >= size {
            text = format!("{text}{}{unit}", rest / size);
            rest %= size;
        }
    }
    if millis == 0 { "0ms".to_owned() } else { text }
}

/// A text as it is, unless that could be taken for something else.
fn quoted(text: &str) -> String {
    let plain = |char: char| char.is_alphanumeric() || "-_./@".contains(char);
    if !text.is_empty() && text.chars().all(plain) { text.to_owned() } else { format!("{text:?}") }
}

fn one_of(not: bool, texts: &[String], patterns: &[String]) -> String {
    let all = [texts, patterns].concat();
    match (not, &all[..]) {
        (false, _) => listed(&all, "or"),
        (true, [only]) => format!("not {only}"),
        (true, all) if patterns.is_empty() => format!("none of {}", all.join(", ")),
        (true, all) => format!("neither {}", listed(all, "nor")),
    }
}

fn listed(all: &[String], last: &str) -> String {
    match all.split_last() {
        Some((end, rest)) if !rest.is_empty() => format!("{} {last} {end}", rest.join(", ")),
        _ => all.concat(),
    }
}
