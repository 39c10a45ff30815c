//! Where the engine keeps its lists. Natively they are those of `alloc`. In the module they are one
//! word wide, on a heap that is taken back at once: code that hands on one word instead of three,
//! and that frees nothing, is a good deal smaller.

#[cfg(not(all(target_family = "wasm", not(feature = "json"))))]
mod native {
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

    /// The list that stands among words from a place on, its length first; an empty one where none
    /// does.
    pub(crate) fn list_at(words: &[u32], place: usize) -> &[u32] {
        let Some([len, rest @ ..]) = words.get(place..) else { return &[] };
        rest.get(..*len as usize).unwrap_or(&[])
    }

    /// Words that are set aside. Only the last ones are there to be read: in the module all share
    /// one place.
    #[derive(Clone, Debug, PartialEq)]
    pub(crate) struct Aside(alloc::boxed::Box<[u32; 4]>);

    impl Aside {
        pub(crate) fn new(words: [u32; 4]) -> Self {
            Aside(alloc::boxed::Box::new(words))
        }

        pub(crate) fn word(&self, index: usize) -> u32 {
            self.0[index]
        }
    }

    /// As many zeros.
    pub(crate) fn zeros(count: usize) -> List<u32> {
        list![0; count]
    }
}
#[cfg(not(all(target_family = "wasm", not(feature = "json"))))]
pub(crate) use native::*;

#[cfg(all(target_family = "wasm", not(feature = "json")))]
pub(crate) mod heap;
#[cfg(all(target_family = "wasm", not(feature = "json")))]
mod thin;
#[cfg(all(target_family = "wasm", not(feature = "json")))]
pub(crate) use thin::*;
