//! The commands, one file each.

pub(crate) mod check;
pub(crate) mod compile;
pub(crate) mod decide;
pub(crate) mod format;
pub(crate) mod import;
pub(crate) mod init;
pub(crate) mod matrix;
pub(crate) mod show;
pub(crate) mod snapshot;
pub(crate) mod test;
pub(crate) mod uses;
