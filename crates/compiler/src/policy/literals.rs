//! The literals that attributes are compared with, and the classes that they make of their values.
//!
//! Policies are lowered twice: first only to learn these, then with the classes in place.

use std::collections::{BTreeMap, BTreeSet};

use tollgate::limits::VALUES_MAX;
use tollgate::values::PointKind;

use crate::classes::ips::{Test as IpTest, ip_classes};
use crate::classes::texts::{Test as TextTest, text_classes};
use crate::classes::{Classes, Cut};
use crate::diagnostic::{Diagnostic, Findings};
use crate::facts::{Slot, Space, Values};
use crate::schema::{Attribute, Kind, Schema};
use crate::source::Place;

/// Texts of a class that a bundle lists, so that one of them is none that a principal has.
const EXAMPLES: usize = 4;

/// A comparison of an attribute with literals.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Test {
    /// Of a text.
    Text(TextTest),
    /// Whether a number or a date comes before a cut.
    Before(Cut),
    /// Of an IP value.
    Ip(IpTest),
}

/// Which attribute: its place, and of which type or action.
type Key = (Slot, usize);

/// What one attribute is compared with: each test with its place among them, and the policy that
/// has it first.
#[derive(Clone, Default)]
struct Tests(BTreeMap<Test, (usize, Place)>);

impl Tests {
    /// Adds a test that is not known yet; its place.
    fn add(&mut self, test: &Test, place: &Place) -> usize {
        let next = self.0.len();
        match self.0.get(test) {
            Some((at, _)) => *at,
            None => {
                self.0.insert(test.clone(), (next, place.clone()));
                next
            }
        }
    }

    /// All of them, as they were added.
    fn in_order(&self) -> Vec<(&Test, &Place)> {
        let mut all: Vec<_> = self.0.iter().collect();
        all.sort_by_key(|(_, (at, _))| *at);
        all.into_iter().map(|(test, (_, place))| (test, place)).collect()
    }
}

/// What the policies of a pack compare attributes with.
#[derive(Default)]
pub(super) struct Literals {
    /// By attribute.
    tests: BTreeMap<Key, Tests>,
    /// Texts that lists are asked for.
    texts: Vec<String>,
    /// Texts that are compared with each other, in pairs.
    pairs: BTreeSet<(Key, Key)>,
    /// Whether the classes are made.
    made: bool,
}

/// Of which type or action an attribute is.
fn key(slot: Slot, space: Space<'_>) -> Key {
    match slot {
        Slot::Record(_) => (slot, space.resource),
        Slot::Context(_) => (slot, space.action),
        Slot::Principal(_) => (slot, 0),
    }
}

impl Literals {
    /// The values that pass a test, or those that do not, absence never.
    pub(super) fn values(
        &mut self,
        (slot, space): (Slot, Space<'_>),
        test: Test,
        passes: bool,
        place: &Place,
    ) -> Values {
        let at = self.tests.entry(key(slot, space)).or_default().add(&test, place);
        let all = space.present(slot);
        let Some(attribute) = space.attribute(slot).filter(|_| self.made) else { return all };
        let classes = &attribute.classes;
        match &test {
            Test::Text(_) | Test::Ip(_) => {
                all.into_iter().filter(|class| classes.is_of(*class, at) == passes).collect()
            }
            Test::Before(cut) if passes => (0..classes.before(*cut)).collect(),
            Test::Before(cut) => (classes.before(*cut)..classes.count()).collect(),
        }
    }

    /// The values that are one of some points, or those that are none, absence never.
    pub(super) fn at_points(
        &mut self,
        (slot, space): (Slot, Space<'_>),
        points: &[i64],
        holds: bool,
        place: &Place,
    ) -> Values {
        let known = self.tests.entry(key(slot, space)).or_default();
        // No cut is before the first of all points, and none after the last.
        let cuts = |at: i64| {
            let before = (at > i64::MIN).then_some(Cut { at, after: false });
            (before, (at < i64::MAX).then_some(Cut { at, after: true }))
        };
        for at in points {
            let (before, after) = cuts(*at);
            for cut in before.into_iter().chain(after) {
                known.add(&Test::Before(cut), place);
            }
        }
        let mut all = space.present(slot);
        let Some(attribute) = space.attribute(slot).filter(|_| self.made) else { return all };
        let (classes, mut found) = (&attribute.classes, Values::new());
        for at in points {
            let (before, after) = cuts(*at);
            let start = before.map_or(0, |cut| classes.before(cut));
            found.extend(start..after.map_or(classes.count(), |cut| classes.before(cut)));
        }
        if holds {
            return found;
        }
        all.retain(|class| !found.contains(class));
        all
    }

    /// The number of a text.
    pub(super) fn text(&mut self, text: &str) -> usize {
        self.texts.iter().position(|it| it == text).unwrap_or_else(|| {
            self.texts.push(text.to_owned());
            self.texts.len() - 1
        })
    }

    /// Notes that two texts of a record are compared with each other.
    pub(super) fn compared(&mut self, one: Slot, other: Slot, space: Space<'_>) {
        self.pairs.insert((key(one, space), key(other, space)));
    }

    pub(super) fn into_texts(self) -> Vec<String> {
        self.texts
    }

    /// Gives the attributes their classes.
    pub(super) fn make_classes(&mut self, schema: &mut Schema, findings: &mut Findings) {
        self.made = true;
        self.share_tests();
        for ((slot, of), tests) in &self.tests {
            let attributes = match slot {
                Slot::Record(_) => schema.types.get_mut(*of).map(|it| &mut it.attributes),
                Slot::Context(_) => schema.actions.get_mut(*of).map(|it| &mut it.context),
                Slot::Principal(_) => Some(&mut schema.principal.attributes),
            };
            let (Slot::Record(index) | Slot::Context(index) | Slot::Principal(index)) = *slot;
            let Some(attribute) = attributes.and_then(|all| all.get_mut(index)) else { continue };
            match classes(attribute, &tests.in_order()) {
                Some(classes) => attribute.classes = classes,
                None => refuse(attribute, &tests.in_order(), findings),
            }
        }
    }

    /// Texts that are compared with each other fall into the same classes, with the same numbers.
    fn share_tests(&mut self) {
        let mut left: BTreeSet<Key> = self.pairs.iter().flat_map(|(a, b)| [*a, *b]).collect();
        while let Some(first) = left.pop_first() {
            let mut group = vec![first];
            let mut at = 0;
            while let Some(one) = group.get(at).copied() {
                let pairs = self.pairs.iter().flat_map(|(a, b)| [(*a, *b), (*b, *a)]);
                let others = pairs.filter(|(from, _)| *from == one).map(|(_, to)| to);
                group.extend(others.filter(|other| left.remove(other)));
                at += 1;
            }
            let mut shared = Tests::default();
            for (test, place) in
                group.iter().filter_map(|it| self.tests.get(it)).flat_map(Tests::in_order)
            {
                shared.add(test, place);
            }
            self.tests.extend(group.into_iter().map(|it| (it, shared.clone())));
        }
    }
}

/// The classes of an attribute; `None` where there are too many.
fn classes(attribute: &Attribute, tests: &[(&Test, &Place)]) -> Option<Classes> {
    if let Kind::Line(_) = attribute.kind {
        let cuts = tests.iter().filter_map(|(test, _)| match test {
            Test::Before(cut) => Some(*cut),
            Test::Text(_) | Test::Ip(_) => None,
        });
        return Some(Classes::line(cuts)).filter(|classes| classes.count() <= VALUES_MAX);
    }
    if attribute.kind == Kind::Ip {
        let tests = tests.iter().filter_map(|(test, _)| match test {
            Test::Ip(test) => Some(test.clone()),
            Test::Text(_) | Test::Before(_) => None,
        });
        return ip_classes(&tests.collect::<Vec<_>>(), VALUES_MAX).ok().map(Classes::Ips);
    }
    let texts: Vec<TextTest> = tests
        .iter()
        .filter_map(|(test, _)| match test {
            Test::Text(test) => Some(test.clone()),
            Test::Before(_) | Test::Ip(_) => None,
        })
        .collect();
    text_classes(&texts, &BTreeSet::new(), EXAMPLES, VALUES_MAX).ok().map(Classes::texts)
}

fn refuse(attribute: &Attribute, tests: &[(&Test, &Place)], findings: &mut Findings) {
    let Some((_, place)) = tests.last() else { return };
    let message = format!(
        "the policies tell more than {VALUES_MAX} kinds of values of `{}` apart, or finding out \
         which takes too long",
        attribute.name,
    );
    let doubles = |test: &Test| match test {
        Test::Text(TextTest::Like(any)) => any.iter().any(|pieces| {
            let ends = [pieces.first(), pieces.last()];
            pieces.len() > 2 && ends.iter().all(|end| end.is_some_and(String::is_empty))
        }),
        _ => false,
    };
    let doubling = tests.iter().filter(|(test, _)| doubles(test)).count();
    let help = match doubling {
        0..=5 => "compare it with fewer literals and patterns, or let the host work out what of \
                  them matters and pass that as an attribute"
            .to_owned(),
        many => format!(
            "{many} of its patterns have a star at both ends, and each of them doubles the kinds: \
             write those of which one is as good as another in one `||` of one policy, which \
             counts as one; or let the host look for them and pass what it finds as an attribute",
        ),
    };
    findings.push(Diagnostic::error("policy::too_many_classes", place, message).with_help(help));
}

/// The kind of points of an attribute.
pub(super) fn point_kind(attribute: &Attribute) -> Option<PointKind> {
    match attribute.kind {
        Kind::Line(kind) => Some(kind),
        _ => None,
    }
}
