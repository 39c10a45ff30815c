//! What the native benchmarks share: the questions, and the engines that answer them.

pub mod peers;
pub mod workload;
