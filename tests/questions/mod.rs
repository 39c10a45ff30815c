//! Questions about policies, written down with their whole native answers.

pub(crate) mod ask;
pub(crate) mod constructs;
pub(crate) mod file;
pub(crate) mod packs;
pub(crate) mod policies;
pub(crate) mod principals;
pub(crate) mod random_packs;
pub(crate) mod subject;

/// Whether more is asked than a default run has time for.
pub(crate) fn long() -> bool {
    std::env::var_os("TOLLGATE_LONG").is_some()
}
