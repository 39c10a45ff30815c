//! Which values the policies cannot tell apart: such values are one to the engine.

mod automaton;
mod paths;
mod texts;

/// More classes are needed than an attribute may have, or more work to find them than is spent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct TooManyClasses;

/// Steps of finding the classes of one attribute's texts. A thousand prefixes, or suffixes, take a
/// tenth of them.
const WORK_MAX: usize = 1 << 20;

/// What is left to be spent.
struct Work(usize);

impl Work {
    fn spend(&mut self, steps: usize) -> Result<(), TooManyClasses> {
        self.0 = self.0.checked_sub(steps).ok_or(TooManyClasses)?;
        Ok(())
    }
}
