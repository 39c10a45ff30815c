//! Places in a table by name: what every question starts with, so a name is looked up without
//! calling anything.

use alloc::borrow::ToOwned;
use alloc::boxed::Box;
use alloc::vec;
use alloc::vec::Vec;

use crate::api::error::{Error, Result};
use crate::code::ErrorCode;

/// Names, each with its place; of equal ones the last counts.
#[derive(Debug)]
pub(crate) struct Names {
    names: Vec<Box<str>>,
    /// At least twice as many as names, and a power of two. A name is in the first that was free
    /// from where its key points.
    slots: Vec<Slot>,
}

/// A name's key and its place, more by one; zero where the slot is free.
#[derive(Clone, Copy, Debug)]
struct Slot {
    key: Key,
    place: u32,
}

/// A name's length, and words that tell names of up to [`SHORT`] bytes apart; longer ones hardly
/// ever share them.
#[derive(Clone, Copy, Debug)]
struct Key {
    length: u32,
    words: [u64; 3],
}

/// As many bytes as the words of a key have.
const SHORT: usize = 24;

/// An odd number whose multiples are far apart.
const SPREAD: u64 = 0x9E37_79B9_7F4A_7C15;

impl Key {
    #[inline(always)]
    fn new(name: &str) -> Self {
        let bytes = name.as_bytes();
        let middle = bytes.get((bytes.len() / 2).saturating_sub(4)..);
        let chunks =
            (bytes.first_chunk(), middle.and_then(<[u8]>::first_chunk), bytes.last_chunk());
        let words = match chunks {
            (Some(first), Some(middle), Some(last)) if bytes.len() <= SHORT => {
                [first, middle, last].map(|chunk| u64::from_le_bytes(*chunk))
            }
            _ => unusual(bytes),
        };
        Key { length: bytes.len() as u32, words }
    }

    /// Whether it is that of a name that is kept. Word by word: comparing all of them at once
    /// would wait for the words to be written.
    #[inline(always)]
    fn is(&self, kept: &Key) -> bool {
        let [one, two, three] = kept.words;
        let [first, middle, last] = self.words;
        let differ = (first ^ one) | (middle ^ two) | (last ^ three);
        (differ | u64::from(self.length ^ kept.length)) == 0
    }

    #[inline(always)]
    fn hash(&self) -> usize {
        let [first, middle, last] = self.words;
        let mixed = first ^ middle.rotate_left(21) ^ last.rotate_left(42) ^ u64::from(self.length);
        (mixed.wrapping_mul(SPREAD) >> 32) as usize
    }
}

/// The words of a name of less than eight bytes, which is the first, or of a long one.
#[cold]
fn unusual(bytes: &[u8]) -> [u64; 3] {
    let (chunks, rest) = bytes.as_chunks();
    let rest = rest.iter().fold(0, |word, byte| word << 8 | u64::from(*byte));
    let mix = |word: u64, next: u64| {
        let mixed = (word.rotate_left(5) ^ next).wrapping_mul(SPREAD);
        mixed ^ mixed >> 32
    };
    [rest, chunks.iter().map(|chunk| u64::from_le_bytes(*chunk)).fold(0, mix), 0]
}

impl Names {
    pub(crate) fn new<'a>(names: impl Iterator<Item = &'a str>) -> Self {
        let names: Vec<Box<str>> = names.map(Into::into).collect();
        let count = (2 * names.len()).next_power_of_two().max(2);
        let mut slots = vec![Slot { key: Key::new(""), place: 0 }; count];
        for (place, name) in names.iter().enumerate() {
            let key = Key::new(name);
            let mut at = key.hash() & (count - 1);
            while slots[at].place != 0
                && !(key.is(&slots[at].key) && names[slots[at].place as usize - 1] == *name)
            {
                at = (at + 1) & (count - 1);
            }
            slots[at] = Slot { key, place: place as u32 + 1 };
        }
        Names { names, slots }
    }

    /// The place of a name.
    #[inline(always)]
    pub(crate) fn find(&self, name: &str) -> Option<usize> {
        let key = Key::new(name);
        let mut at = key.hash();
        loop {
            let slot = self.slots.get(at & (self.slots.len() - 1))?;
            let place = slot.place.checked_sub(1)? as usize;
            if key.is(&slot.key) && (name.len() <= SHORT || self.is(place, name)) {
                return Some(place);
            }
            at += 1;
        }
    }

    #[cold]
    fn is(&self, place: usize, name: &str) -> bool {
        *self.names[place] == *name
    }

    /// How many there are.
    pub(crate) fn len(&self) -> usize {
        self.names.len()
    }

    /// The name at a place.
    pub(crate) fn name(&self, place: usize) -> &str {
        &self.names[place]
    }

    /// The place of a name, or the error that says which there are.
    pub(crate) fn get(&self, name: &str, wrong: (ErrorCode, &str, &str)) -> Result<usize> {
        self.find(name).ok_or_else(|| self.unknown(name, wrong))
    }

    #[cold]
    fn unknown(&self, name: &str, (code, what, place): (ErrorCode, &str, &str)) -> Error {
        let all = self.names.iter().map(|name| (**name).to_owned()).collect();
        Error::unknown(code, what, name, all).place(place)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use super::*;
    use alloc::format;
    use alloc::string::String;

    #[test]
    fn every_name_is_found_and_nothing_else_whatever_its_length() {
        let all: Vec<String> = (0..80)
            .flat_map(|length| ["a", "b", "é"].map(|letter| letter.repeat(length)))
            .chain((0..500).map(|at| format!("Group::a-long-and-common-beginning-{at}-and-end")))
            .chain((0..500).map(|at| format!("Group::{at}-and-an-end-that-is-common-and-long")))
            .collect();
        let names = Names::new(all.iter().map(String::as_str));
        for (place, name) in all.iter().enumerate() {
            let found = names.find(name).unwrap();
            assert_eq!(all[found], *name, "{place}");
            for other in [format!("{name}\0"), format!("\0{name}"), name.to_uppercase()] {
                assert_eq!(names.find(&other).is_some(), all.contains(&other), "{other}");
            }
        }
    }

    #[test]
    fn of_equal_names_the_last_counts() {
        let names = Names::new(["one", "two", "one"].into_iter());
        assert_eq!(
            (names.find("one"), names.find("two"), names.find("")),
            (Some(2), Some(1), None)
        );
        assert_eq!(Names::new([].into_iter()).find("one"), None);
    }

    #[test]
    fn long_names_that_differ_in_one_place_are_hardly_ever_in_each_others_way() {
        let all: Vec<String> = (0..40)
            .flat_map(|at| (0..50).map(move |of| (at, of)))
            .map(|(at, of)| {
                let mut name = "a-name-that-many-groups-have-in-common-somehow".as_bytes().to_vec();
                name[at] = b'A' + of;
                String::from_utf8(name).unwrap()
            })
            .collect();
        let names = Names::new(all.iter().map(String::as_str));
        let last = names.slots.len() - 1;
        let far = all.iter().filter(|name| {
            let start = Key::new(name).hash();
            (0..8).all(|step| {
                let place = names.slots[(start + step) & last].place;
                place == 0 || *names.names[place as usize - 1] != ***name
            })
        });
        assert!(far.count() < all.len() / 50);
    }
}
