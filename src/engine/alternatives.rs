//! Combining alternatives. What would unlock a denial, and the rows of a filter, are alternative
//! lists: here they are multiplied out, and those that contain another are dropped.

use super::fault::Result;
use super::work::Work;

/// Every list of `all`, lengthened by each of `choices`.
pub(crate) fn times<T: Clone>(
    work: &Work,
    mut all: Vec<Vec<T>>,
    choices: &[Vec<T>],
) -> Result<Vec<Vec<T>>> {
    work.spend_joining(&all, choices)?;
    if let [only] = choices {
        all.iter_mut().for_each(|one| one.extend_from_slice(only));
        return Ok(all);
    }
    let mut longer = Vec::with_capacity(all.len() * choices.len());
    for choice in choices {
        for one in &all {
            longer.push([&one[..], choice].concat());
        }
    }
    Ok(longer)
}

/// The one choice that asks for nothing.
pub(crate) fn nothing<T>() -> Vec<Vec<T>> {
    vec![Vec::new()]
}

/// Adds to the least lists of all, in order: unless one is in it already, and in place of those
/// that it is in.
pub(crate) fn keep_least<T>(
    work: &Work,
    least: &mut Vec<Vec<T>>,
    new: Vec<T>,
    contains: fn(&[T], &[T]) -> bool,
    before: fn(&[T], &[T]) -> bool,
) -> Result<()> {
    work.spend_sifting(least, &new)?;
    if least.iter().any(|each| contains(&new, each)) {
        return Ok(());
    }
    least.retain(|each| !contains(each, &new));
    let place = least.iter().rposition(|each| before(each, &new)).map_or(0, |last| last + 1);
    least.insert(place, new);
    Ok(())
}

/// Puts something in its place in an ascending list, once.
pub(crate) fn insert<T: Copy + Ord>(list: &mut Vec<T>, item: T) {
    if let Err(place) = list.binary_search(&item) {
        list.insert(place, item);
    }
}
