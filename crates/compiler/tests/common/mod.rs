//! What the tests of lowering share.

pub(crate) mod bundle;
pub(crate) mod oracle;
pub(crate) mod random;
pub(crate) mod world;
