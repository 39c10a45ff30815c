//! Which values the policies cannot tell apart: such values are one to the engine.

mod automaton;
pub(crate) mod ips;
mod paths;
pub(crate) mod texts;

use ips::IpClass;
use texts::TextClasses;

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

/// Where one class of numbers or dates ends and the next begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Cut {
    /// A point.
    pub(crate) at: i64,
    /// Whether that one is still of the class before.
    pub(crate) after: bool,
}

impl Cut {
    /// The first point after it.
    fn point(self) -> i64 {
        self.at.saturating_add(i64::from(self.after))
    }
}

/// Which of its values the policies tell apart of an attribute that is no enumeration.
#[derive(Clone, Debug)]
pub(crate) enum Classes {
    /// None.
    One,
    /// What lies between these.
    Line(Vec<Cut>),
    /// These texts.
    Texts(TextClasses),
    /// These IP values, those of named ones alone first.
    Ips(Vec<IpClass>),
}

impl Classes {
    /// The classes between cuts.
    pub(crate) fn line(cuts: impl IntoIterator<Item = Cut>) -> Self {
        let mut cuts: Vec<Cut> = cuts.into_iter().collect();
        cuts.sort_by_key(|cut| (cut.point(), cut.after));
        cuts.dedup_by_key(|cut| cut.point());
        Classes::Line(cuts)
    }

    /// The classes of texts, those of named ones alone first.
    pub(crate) fn texts(mut classes: TextClasses) -> Self {
        classes.classes.sort_by_key(|class| !class.like.is_empty());
        Classes::Texts(classes)
    }

    pub(crate) fn count(&self) -> usize {
        match self {
            Classes::One => 1,
            Classes::Line(cuts) => cuts.len() + 1,
            Classes::Texts(texts) => texts.classes.len(),
            Classes::Ips(classes) => classes.len(),
        }
    }

    /// How many classes, the first, are before a cut that is one of theirs.
    pub(crate) fn before(&self, cut: Cut) -> usize {
        let Classes::Line(cuts) = self else { return 0 };
        cuts.binary_search_by_key(&cut.point(), |it| it.point()).map_or(0, |at| at + 1)
    }

    /// Whether the texts or IP values of a class pass a test, by its place.
    pub(crate) fn is_of(&self, class: usize, test: usize) -> bool {
        let passes = match self {
            Classes::Texts(texts) => texts.classes.get(class).map(|it| &it.passes),
            Classes::Ips(classes) => classes.get(class).map(|it| &it.passes),
            _ => None,
        };
        passes.and_then(|passes| passes.get(test)) == Some(&true)
    }
}
