//! Where the engine keeps what it works with. Natively that is `alloc`. In the module lists are one
//! word wide, as is what is lent of them, on a heap that is taken back at once, and an error is as
//! wide as nothing: code that hands on one word instead of two or three, and that frees nothing, is
//! a good deal smaller.

#[cfg(not(all(target_family = "wasm", not(feature = "json"))))]
mod native;
#[cfg(not(all(target_family = "wasm", not(feature = "json"))))]
pub(crate) use native::*;

#[cfg(all(target_family = "wasm", not(feature = "json")))]
pub(crate) mod heap;
#[cfg(all(target_family = "wasm", not(feature = "json")))]
mod list;
#[cfg(all(target_family = "wasm", not(feature = "json")))]
mod own;
#[cfg(all(target_family = "wasm", not(feature = "json")))]
mod slice;
#[cfg(all(target_family = "wasm", not(feature = "json")))]
pub(crate) use {list::*, own::*, slice::*};
