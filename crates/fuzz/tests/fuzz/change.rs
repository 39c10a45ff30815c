//! Texts made of others by random changes.

use proptest::collection::vec;
use proptest::prelude::{Just, any};
use proptest::prop_oneof;
use proptest::sample::Index;
use proptest::strategy::Strategy;

/// One change of a text.
#[derive(Clone, Debug)]
enum Change {
    /// Puts another piece in the place of a few characters.
    Replace(Index, usize, Index),
    /// Puts a piece of the text itself elsewhere.
    Copy(Index, usize, Index),
    /// Says a piece many times.
    Repeat(Index, usize, usize),
    /// Leaves out the rest.
    Cut(Index),
}

fn change() -> impl Strategy<Value = Change> {
    let at = any::<Index>;
    prop_oneof![
        6 => (at(), 0_usize..40, at()).prop_map(|(at, length, by)| Change::Replace(at, length, by)),
        2 => (at(), 1_usize..200, at()).prop_map(|(at, length, to)| Change::Copy(at, length, to)),
        1 => (at(), 1_usize..12, 2_usize..400)
            .prop_map(|(at, length, times)| Change::Repeat(at, length, times)),
        1 => at().prop_map(Change::Cut),
    ]
}

/// The text, changed; `pieces` are what its language is made of.
fn changed(text: &str, change: &Change, pieces: &[&str]) -> String {
    let letters: Vec<char> = text.chars().collect();
    let piece = |at: &Index, length: usize| {
        let start = at.index(letters.len() + 1);
        (start, (start + length).min(letters.len()))
    };
    let join = |before: usize, middle: &[char], after: usize| {
        [&letters[..before], middle, &letters[after..]].concat().into_iter().collect()
    };
    match change {
        Change::Replace(at, length, by) => {
            let (start, end) = piece(at, *length);
            let by: Vec<char> = by.get(pieces).chars().collect();
            join(start, &by, end)
        }
        Change::Copy(at, length, to) => {
            let (start, end) = piece(at, *length);
            let to = to.index(letters.len() + 1);
            join(to, &letters[start..end], to)
        }
        Change::Repeat(at, length, times) => {
            let (start, end) = piece(at, *length);
            join(start, &letters[start..end].repeat(*times), end)
        }
        Change::Cut(at) => letters[..at.index(letters.len() + 1)].iter().collect(),
    }
}

/// Texts that are one of `known` with a few changes, none among them, and now and then any text.
pub(crate) fn texts(
    known: Vec<String>,
    pieces: &'static [&'static str],
) -> impl Strategy<Value = String> {
    let known = Just(std::sync::Arc::new(known));
    let some = (known, any::<Index>(), vec(change(), 0..6)).prop_map(|(known, which, changes)| {
        let first = which.get(&known).clone();
        changes.iter().fold(first, |text, each| changed(&text, each, pieces))
    });
    let of_pieces = vec(any::<Index>(), 0..200)
        .prop_map(|all| all.iter().map(|each| *each.get(pieces)).collect::<String>());
    prop_oneof![16 => some, 2 => of_pieces, 1 => any::<String>()]
}
