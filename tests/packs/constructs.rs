//! The constructs that the policies of random packs are written with, and how often they were.

use std::collections::{BTreeMap, BTreeSet};

/// Every construct. A run that lacks one of them shows less than it says.
const CONSTRUCTS: [&str; 55] = [
    "attributes of entities",
    "enumerations",
    "enumerations of principals",
    "extremes of numbers and dates",
    "flags",
    "flags of principals",
    "groups",
    "groups made at run time",
    "has on the way, at once",
    "has on the way",
    "IP values",
    "IP values in lists",
    "IP values in networks",
    "IP values of a kind",
    "is on types of principals",
    "lists of an enumeration",
    "lists of an enumeration, of both",
    "lists of ids with literals",
    "lists of ids that meet",
    "lists of texts, contains",
    "lists of texts, containsAll",
    "lists of texts, containsAny",
    "lists of texts of both, contains",
    "lists of texts of both, containsAny",
    "nested records",
    "patterns",
    "patterns together",
    "points in lists",
    "points, dates",
    "points, decimals",
    "points, durations",
    "points, numbers",
    "points of both, dates",
    "points of both, decimals",
    "points of both, durations",
    "points of both, numbers",
    "principal equals a literal",
    "principal in an attribute",
    "record equals a literal",
    "record equals an attribute",
    "record in a folder",
    "record in a group",
    "record in an attribute",
    "record is the principal",
    "references of both",
    "templates in what they are linked to",
    "templates of the principal",
    "templates of the record",
    "texts",
    "texts in lists",
    "texts of both",
    "ties of the context",
    "ties to the principal",
    "ties to the principal in lists",
    "two attributes of the record",
];

/// The constructs of each policy of a pack, by its id.
pub type Uses = BTreeMap<String, BTreeSet<&'static str>>;

pub fn is_known(what: &str) -> bool {
    CONSTRUCTS.contains(&what)
}

/// By construct: in how many policies and packs it was, and how many questions were decided by a
/// policy with it.
#[derive(Clone, Debug, Default)]
pub struct Coverage(BTreeMap<&'static str, [usize; 3]>);

impl Coverage {
    /// Counts the policies of a pack, with how many questions each decided.
    pub fn count(&mut self, uses: &Uses, decided: &BTreeMap<String, usize>) {
        let mut packs = BTreeSet::new();
        for (policy, constructs) in uses {
            for what in constructs {
                let of = self.0.entry(what).or_default();
                of[0] += 1;
                of[1] += usize::from(packs.insert(*what));
                of[2] += decided.get(policy).copied().unwrap_or_default();
            }
        }
    }

    pub fn add(&mut self, other: &Coverage) {
        for (what, counts) in &other.0 {
            let of = self.0.entry(what).or_default();
            of.iter_mut().zip(counts).for_each(|(one, more)| *one += more);
        }
    }

    /// Prints the counts; fails where one is zero.
    pub fn print(&self) {
        println!("policies, packs and questions that they decided, by construct:");
        for what in CONSTRUCTS {
            let [policies, packs, decided] = self.0.get(what).copied().unwrap_or_default();
            println!("  {policies:>6} {packs:>4} {decided:>7} {what}");
        }
        let missed = |what: &&&str| self.0.get(**what).is_none_or(|it| it.contains(&0));
        let missed: Vec<_> = CONSTRUCTS.iter().filter(missed).collect();
        assert!(missed.is_empty(), "never reached: {missed:?}");
    }
}
