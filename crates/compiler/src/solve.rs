//! Whether some request is allowed at all: an exact search over conjunctions, within a bound.

use crate::facts::{Clause, Space};

/// Conjunctions that one search looks at before it gives up and assumes that there is one.
pub(crate) const STEPS_MAX: usize = 1 << 16;

/// When an action is allowed: some permit holds and no forbid does.
#[derive(Clone, Copy)]
pub(crate) struct Allowed<'a> {
    pub(crate) permits: &'a [Clause],
    pub(crate) forbids: &'a [Clause],
}

/// Whether some request within the region is allowed by all of them at once.
///
/// Gives the benefit of the doubt where [`STEPS_MAX`] is reached.
pub(crate) fn possible(region: &Clause, all: &[Allowed<'_>], space: Space<'_>) -> bool {
    let forbids: Vec<&Clause> = all.iter().flat_map(|allowed| allowed.forbids).collect();
    let mut steps = 0;
    let mut open = vec![(region.clone(), 0)];
    while let Some((region, chosen)) = open.pop() {
        let Some(allowed) = all.get(chosen) else {
            if escapes(region, &forbids, space, &mut steps) {
                return true;
            }
            continue;
        };
        steps += 1;
        if steps > STEPS_MAX {
            return true;
        }
        let narrowed = allowed.permits.iter().filter_map(|permit| region.and(permit, space));
        open.extend(narrowed.map(|region| (region, chosen + 1)));
    }
    false
}

/// Whether some request in the region escapes every forbid.
fn escapes(region: Clause, forbids: &[&Clause], space: Space<'_>, steps: &mut usize) -> bool {
    let mut open = vec![(region, 0)];
    while let Some((region, passed)) = open.pop() {
        *steps += 1;
        if *steps > STEPS_MAX {
            return true;
        }
        match forbids.get(passed) {
            None => return true,
            Some(forbid) if region.and(forbid, space).is_none() => open.push((region, passed + 1)),
            Some(forbid) => {
                let outside = region.without(forbid, space);
                open.extend(outside.into_iter().map(|part| (part, passed + 1)));
            }
        }
    }
    false
}
