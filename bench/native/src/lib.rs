//! What the native benchmarks share: the questions, and the engines that answer them.

pub mod growth;
#[cfg(feature = "peers")]
pub mod peers;
pub mod workload;
