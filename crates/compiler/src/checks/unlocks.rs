//! How many alternatives an unlock can have.

use std::collections::BTreeSet;

use tollgate::limits::UNLOCKS_MAX;

use crate::diagnostic::{Diagnostic, Findings};
use crate::facts::{Clause, Fact, Slot, Values, YES};
use crate::pack::Pack;
use crate::policy::Rule;

/// Conjunctions that the count looks at before it takes the bound for exceeded.
const REGIONS_MAX: usize = 1 << 12;

/// Warns where a denial can have more unlock alternatives than are listed.
///
/// Counted for a principal in no group and a record on which every other condition holds: for
/// each state of the record, the smallest sets of grants, ties and a state to reach.
pub(super) fn check(pack: &Pack, rule: &Rule, findings: &mut Findings) {
    let lifecycle = pack.lifecycle(rule.resource);
    let state = lifecycle.map(|known| Slot::Record(known.attribute));
    let few = allowed(pack, rule).is_some_and(|regions| {
        let ways = ways(pack, rule, &regions, state);
        let mut seen = BTreeSet::new();
        let count = state.map_or(1, |slot| rule.space(&pack.schema).present(slot).len());
        (0..count).all(|now| {
            let stays: Vec<bool> = ways.iter().map(|way| way.stays(now)).collect();
            // States that are alike to all ways are unlocked alike.
            !seen.insert(stays.clone()) || are_few(&ways, &stays)
        })
    });
    if few {
        return;
    }
    let Some(action) = pack.schema.actions.get(rule.action) else { return };
    let message = format!(
        "a denied `{}` can be unlocked in more than {UNLOCKS_MAX} ways, of which {UNLOCKS_MAX} \
         are listed",
        action.at.value,
    );
    let help = "mark what should not be proposed with `offered = false` in `roles.toml`, or give \
                those who may do it a group of their own";
    findings.push(
        Diagnostic::warning("policy::many_unlocks", &action.at.place, message).with_help(help),
    );
}

/// Where the action is allowed, as conjunctions; `None` where they are too many to count.
fn allowed(pack: &Pack, rule: &Rule) -> Option<Vec<Clause>> {
    let space = rule.space(&pack.schema);
    let mut regions = rule.permits.clauses.clone();
    for forbid in &rule.forbids.clauses {
        let outside = regions.iter().flat_map(|region| match region.and(forbid, space) {
            Some(_) => region.without(forbid, space),
            None => vec![region.clone()],
        });
        regions = outside.take(REGIONS_MAX + 1).collect();
        if regions.len() > REGIONS_MAX {
            return None;
        }
    }
    Some(regions)
}

/// A change that an unlock may propose.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Change {
    Grant(usize),
    Relate(usize),
    Reach(usize),
}

/// Changes that allow it, beside one of some states, where that matters.
struct Way<'r> {
    changes: BTreeSet<Change>,
    states: Option<&'r Values>,
}

impl Way<'_> {
    /// Whether no other state need be reached from this one.
    fn stays(&self, now: usize) -> bool {
        self.states.is_none_or(|states| states.contains(&now))
    }
}

/// The ways that conjunctions are, without those of which a change is never offered.
fn ways<'r>(pack: &Pack, rule: &Rule, regions: &'r [Clause], state: Option<Slot>) -> Vec<Way<'r>> {
    let way = |region: &'r Clause| {
        let changes = changes(pack, rule, region)?;
        Some(Way { changes, states: state.and_then(|slot| region.get(Fact::Is(slot))) })
    };
    regions.iter().filter_map(way).collect()
}

/// Whether the sets of changes, of which none contains another, are as few as are listed, from a
/// state of which it is said to which ways it matters not.
fn are_few(ways: &[Way<'_>], stays: &[bool]) -> bool {
    let mut order: Vec<usize> = (0..ways.len()).collect();
    order.sort_by_key(|way| ways[*way].changes.len() + usize::from(!stays[*way]));
    // Smaller ones come first, so that none of these contains one that comes.
    let mut found: Vec<BTreeSet<Change>> = Vec::new();
    for way in order {
        let Way { changes, states } = &ways[way];
        let reached: Vec<Option<usize>> = match states {
            Some(states) if !stays[way] => states.iter().copied().map(Some).collect(),
            _ => vec![None],
        };
        let covered = |set: &BTreeSet<Change>, found: &[BTreeSet<Change>]| {
            found.iter().any(|it| it.is_subset(set))
        };
        if covered(changes, &found) {
            continue;
        }
        for reach in reached {
            let mut set = changes.clone();
            set.extend(reach.map(Change::Reach));
            if !covered(&set, &found) {
                found.push(set);
            }
            if found.len() > UNLOCKS_MAX {
                return false;
            }
        }
    }
    true
}

/// The grants and ties of a conjunction; `None` where one of them is never offered.
fn changes(pack: &Pack, rule: &Rule, region: &Clause) -> Option<BTreeSet<Change>> {
    let holds = Values::from([YES]);
    let needed = region.facts().filter(|(_, values)| **values == holds);
    needed
        .filter_map(|(fact, _)| match fact {
            Fact::Group(group) => {
                let text = pack.roles.groups.get(&group);
                Some((Change::Grant(group), text))
            }
            Fact::Tie(Slot::Record(index), _) => {
                let text = pack.roles.ties.get(&(rule.resource, index));
                Some((Change::Relate(index), text))
            }
            _ => None,
        })
        .map(|(change, text)| text.is_none_or(|text| !text.withheld).then_some(change))
        .collect()
}
