//! Alternatives: lists of words of which one is chosen for each of several things, and the least of
//! those that come of it.

use crate::memory::{List, Slice, list};

/// A list of words.
pub(crate) type Words = List<u32>;

/// Every list of `all`, lengthened by each of `choices`.
pub(crate) fn times(all: &Slice<Words>, choices: &Slice<Words>) -> List<Words> {
    let mut longer = List::new();
    for choice in choices {
        for one in all {
            let mut one = one.clone();
            one.extend_from_slice(choice);
            longer.push(one);
        }
    }
    longer
}

/// The one choice that asks for nothing.
pub(crate) fn nothing() -> List<Words> {
    list![Words::new()]
}

/// Adds to the least lists of all, in order: unless one is in it already, and in place of those
/// that it is in.
pub(crate) fn keep_least(
    least: &mut List<Words>,
    new: Words,
    contains: fn(&Slice<u32>, &Slice<u32>) -> bool,
    before: fn(&Slice<u32>, &Slice<u32>) -> bool,
) {
    let (mut index, mut place) = (0, 0);
    while index < least.len() {
        let each = &least[index];
        if contains(&new, each) {
            return;
        }
        if contains(each, &new) {
            least.remove(index);
            continue;
        }
        index += 1;
        if before(each, &new) {
            place = index;
        }
    }
    least.insert(place, new);
}
