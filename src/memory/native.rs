//! The engine's memory natively, in the names that the module's has.

use alloc::boxed::Box;
pub(crate) use alloc::vec as list;
pub(crate) use alloc::vec::Vec as List;

/// The items of a list, lent.
pub(crate) type Slice<T> = [T];

/// Something large that is handed on.
pub(crate) type Own<T> = T;

/// Something large, to be handed on.
pub(crate) fn own<T>(value: T) -> Own<T> {
    value
}

/// Words that are set aside. In the module only the last ones are there to be read.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Aside(Box<[u32; 4]>);

impl Aside {
    pub(crate) fn new(words: [u32; 4]) -> Self {
        Aside(Box::new(words))
    }

    pub(crate) fn word(&self, index: usize) -> u32 {
        self.0[index]
    }
}

/// The list that stands among words from a place on, its length first; an empty one where none
/// does.
pub(crate) fn list_at(words: &[u32], place: usize) -> &[u32] {
    let Some([len, rest @ ..]) = words.get(place..) else { return &[] };
    rest.get(..*len as usize).unwrap_or(&[])
}

/// As many zeros.
pub(crate) fn zeros(count: usize) -> List<u32> {
    list![0; count]
}
