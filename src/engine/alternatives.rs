//! Alternatives: lists of which one is chosen for each of several things, and the least of those
//! that come of it.

/// Every list of `all`, lengthened by each of `choices`.
pub(crate) fn times<T: Clone>(all: &[Vec<T>], choices: &[Vec<T>]) -> Vec<Vec<T>> {
    let mut longer = Vec::with_capacity(all.len() * choices.len());
    for choice in choices {
        longer.extend(all.iter().map(|one| [&one[..], choice].concat()));
    }
    longer
}

/// The one choice that asks for nothing.
pub(crate) fn nothing<T>() -> Vec<Vec<T>> {
    vec![Vec::new()]
}

/// Adds to the least lists of all, in order: unless one is in it already, and in place of those
/// that it is in.
pub(crate) fn keep_least<T>(
    least: &mut Vec<Vec<T>>,
    new: Vec<T>,
    contains: fn(&[T], &[T]) -> bool,
    before: fn(&[T], &[T]) -> bool,
) {
    if least.iter().any(|each| contains(&new, each)) {
        return;
    }
    least.retain(|each| !contains(each, &new));
    let place = least.iter().rposition(|each| before(each, &new)).map_or(0, |last| last + 1);
    least.insert(place, new);
}

/// Puts something in its place in an ascending list, once.
pub(crate) fn insert<T: Copy + Ord>(list: &mut Vec<T>, item: T) {
    if let Err(place) = list.binary_search(&item) {
        list.insert(place, item);
    }
}
