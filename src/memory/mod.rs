//! Where the engine keeps its lists. Natively they are those of `alloc`. In the module they are one
//! word wide, on a heap that is taken back at once: code that hands words around instead of three
//! at a time, and that frees nothing, is a third smaller.

#[cfg(not(all(target_family = "wasm", not(feature = "json"))))]
pub(crate) use alloc::vec::Vec as List;

#[cfg(all(target_family = "wasm", not(feature = "json")))]
pub(crate) mod heap;
#[cfg(all(target_family = "wasm", not(feature = "json")))]
mod thin;
#[cfg(all(target_family = "wasm", not(feature = "json")))]
pub(crate) use thin::List;

/// As many zeros.
#[cfg(not(all(target_family = "wasm", not(feature = "json"))))]
pub(crate) fn zeros(count: usize) -> List<u32> {
    alloc::vec![0; count]
}
#[cfg(all(target_family = "wasm", not(feature = "json")))]
pub(crate) use thin::zeros;

/// A list of these.
macro_rules! list {
    ($($item:expr),* $(,)?) => {{
        let mut list = $crate::memory::List::new();
        $(list.push($item);)*
        list
    }};
}
pub(crate) use list;
