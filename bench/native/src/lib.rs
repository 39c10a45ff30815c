//! What the native benchmarks share: the questions, and the engines that answer them.

#[cfg(feature = "peers")]
pub mod peers;
pub mod workload;
