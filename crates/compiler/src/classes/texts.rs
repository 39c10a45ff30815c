//! The classes of texts that comparisons with literals tell apart.
//!
//! A text that some comparison names, or that is the only one of its kind, is looked up by name.
//! Every other one is known by its signature: which patterns it matches.

use std::collections::{BTreeMap, BTreeSet};

use super::automaton::Automaton;
use super::paths::Paths;
use super::{TooManyClasses, WORK_MAX, Work};

/// A comparison of an attribute with literals.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Test {
    /// Whether the text is one of these.
    OneOf(BTreeSet<String>),
    /// Whether it is one of these patterns: the pieces in their order, with anything between them.
    Like(BTreeSet<Vec<String>>),
}

/// Texts that no test tells apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct TextClass {
    /// The named ones, sorted.
    pub(crate) texts: Vec<String>,
    /// What the others match, by the places of patterns: a signature, or none where there are no
    /// others.
    pub(crate) like: Vec<Vec<usize>>,
    /// By test whether these texts pass it.
    pub(crate) passes: Vec<bool>,
    /// Some texts of the class, shortest first, at least one. Where the class has others than named
    /// ones, these are such others.
    pub(crate) witnesses: Vec<String>,
}

/// All texts, in classes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct TextClasses {
    /// Those with named texts in the order of the tests; then those by pattern, with what matches
    /// nothing last.
    pub(crate) classes: Vec<TextClass>,
    /// The distinct patterns with a wildcard, none with two in a row; those together of which one
    /// is as good as another.
    pub(crate) patterns: Vec<Vec<Vec<String>>>,
}

#[cfg(test)]
impl TextClasses {
    /// The class of a text.
    pub(crate) fn class_of(&self, text: &str) -> usize {
        let named = |class: &TextClass| {
            class.texts.binary_search_by(|named| named.as_str().cmp(text)).is_ok()
        };
        let like = || {
            let patterns = self.patterns.iter().enumerate();
            let is = |pieces: &Vec<String>| tollgate::values::matches(pieces, text);
            let matched = patterns.filter(|(_, any)| any.iter().any(is));
            let signature: Vec<usize> = matched.map(|(pattern, _)| pattern).collect();
            self.classes.iter().position(|class| class.like.contains(&signature))
        };
        self.classes.iter().position(named).or_else(like).expect("every text is in a class")
    }
}

/// The classes of texts that the tests tell apart, and of each of the extras alone; with `spare`
/// witnesses for a class that has texts without end.
///
/// # Errors
/// [`TooManyClasses`] where there are more than `most`, or finding them takes too much work.
pub(crate) fn text_classes(
    tests: &[Test],
    extras: &BTreeSet<String>,
    spare: usize,
    most: usize,
) -> Result<TextClasses, TooManyClasses> {
    let mut work = Work(WORK_MAX);
    let mut known = Known::default();
    known.read(tests, extras);
    let automaton = Automaton::new(&known.patterns, most, &mut work)?;
    let paths = Paths::new(&automaton, &mut work)?;
    let finite: BTreeSet<String> = paths.finite(&mut work)?.into_iter().collect();
    finite.iter().for_each(|text| _ = known.name(text));

    let mut groups: BTreeMap<Key<'_>, Group<'_>> = BTreeMap::new();
    for (text, named) in &known.named {
        let signature = automaton.signature(text);
        let alone = extras.contains(text).then_some(text.as_str());
        let group = groups.entry(Key { alone, by_name: &named.tests, signature }).or_default();
        group.texts.push((named.rank, text));
        if groups.len() > most {
            return Err(TooManyClasses);
        }
    }
    let witnesses = Witnesses { fresh: known.fresh(spare.max(1))?, paths, known: &known };
    for signature in 0..automaton.signatures.len() {
        if let Some(found) = witnesses.of(signature, &mut work)? {
            groups.entry(Key { alone: None, by_name: &[], signature }).or_default().others = found;
        }
    }
    if groups.len() > most {
        return Err(TooManyClasses);
    }
    let classes = ordered(groups, |key, group| {
        let signature = &automaton.signatures[key.signature];
        group.class(known.passes(tests.len(), key.by_name, signature), signature, spare.max(1))
    });
    Ok(TextClasses { classes, patterns: known.patterns })
}

/// What the texts of a class have in common.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Key<'a> {
    /// The only text, where it is an extra.
    alone: Option<&'a str>,
    /// The tests that it passes by name.
    by_name: &'a [usize],
    /// The patterns that it matches.
    signature: usize,
}

/// A class in the making.
#[derive(Default)]
struct Group<'a> {
    texts: Vec<(usize, &'a String)>,
    /// Some of those without a name.
    others: Vec<String>,
}

impl Group<'_> {
    fn class(self, passes: Vec<bool>, signature: &[usize], spare: usize) -> TextClass {
        let mut texts: Vec<String> = self.texts.iter().map(|(_, text)| (*text).clone()).collect();
        texts.sort_unstable();
        if !self.others.is_empty() {
            let like = vec![signature.to_vec()];
            return TextClass { texts, like, passes, witnesses: self.others };
        }
        let mut witnesses = texts.clone();
        witnesses.sort_by_key(|text| text.chars().count());
        witnesses.truncate(spare);
        TextClass { texts, like: Vec::new(), passes, witnesses }
    }
}

/// The classes in their order.
fn ordered<'a>(
    groups: BTreeMap<Key<'a>, Group<'a>>,
    class: impl Fn(&Key<'_>, Group<'_>) -> TextClass,
) -> Vec<TextClass> {
    let groups = groups.into_iter().map(|(key, group)| {
        let rank = group.texts.iter().map(|(rank, _)| *rank).min().unwrap_or(usize::MAX);
        (rank, class(&key, group))
    });
    let mut ranked: Vec<(usize, TextClass)> = groups.collect();
    let place = |(rank, class): &(usize, TextClass)| {
        let matches_nothing = class.like.first().is_some_and(Vec::is_empty);
        (*rank, matches_nothing, class.like.clone())
    };
    ranked.sort_by_cached_key(place);
    ranked.into_iter().map(|(_, class)| class).collect()
}

/// A text that is looked up by name.
struct Named {
    /// How many were named before.
    rank: usize,
    /// The tests that name it.
    tests: Vec<usize>,
}

/// What the tests say.
#[derive(Default)]
struct Known {
    named: BTreeMap<String, Named>,
    patterns: Vec<Vec<Vec<String>>>,
    /// By pattern, or patterns together, the tests that ask for it.
    tests: Vec<Vec<usize>>,
}

impl Known {
    fn read(&mut self, tests: &[Test], extras: &BTreeSet<String>) {
        let mut places: BTreeMap<Vec<Vec<String>>, usize> = BTreeMap::new();
        for (test, what) in tests.iter().enumerate() {
            match what {
                Test::OneOf(texts) => {
                    texts.iter().for_each(|text| self.name(text).tests.push(test));
                }
                Test::Like(any) if any.iter().all(|pieces| pieces.len() < 2) => {
                    any.iter().for_each(|it| self.name(&it.concat()).tests.push(test));
                }
                Test::Like(any) => {
                    let any: BTreeSet<_> = any.iter().map(|it| without_repeats(it)).collect();
                    let any = any.into_iter().collect();
                    let place = *places.entry(any).or_insert_with_key(|any: &Vec<_>| {
                        self.patterns.push(any.clone());
                        self.tests.push(Vec::new());
                        self.tests.len() - 1
                    });
                    self.tests[place].push(test);
                }
            }
        }
        extras.iter().for_each(|text| _ = self.name(text));
    }

    fn name(&mut self, text: &str) -> &mut Named {
        let rank = self.named.len();
        self.named.entry(text.to_owned()).or_insert(Named { rank, tests: Vec::new() })
    }

    fn passes(&self, tests: usize, by_name: &[usize], signature: &[usize]) -> Vec<bool> {
        let mut passes = vec![false; tests];
        let tests = signature.iter().flat_map(|pattern| &self.tests[*pattern]);
        tests.chain(by_name).for_each(|test| passes[*test] = true);
        passes
    }

    /// Characters that occur in no pattern and in no named text.
    fn fresh(&self, count: usize) -> Result<Vec<char>, TooManyClasses> {
        let texts = self.patterns.iter().flatten().flatten().chain(self.named.keys());
        let used: BTreeSet<char> = texts.flat_map(|text| text.chars()).collect();
        let letters = ('x'..='z').chain('a'..='w').chain('A'..='Z').chain('0'..='9');
        let all = letters.chain('\u{100}'..=char::MAX);
        let fresh: Vec<char> = all.filter(|letter| !used.contains(letter)).take(count).collect();
        if fresh.len() == count { Ok(fresh) } else { Err(TooManyClasses) }
    }
}

/// One wildcard for many in a row.
fn without_repeats(pieces: &[String]) -> Vec<String> {
    let last = pieces.len() - 1;
    let kept = pieces.iter().enumerate();
    kept.filter(|(place, piece)| !piece.is_empty() || [0, last].contains(place))
        .map(|(_, piece)| piece.clone())
        .collect()
}

/// Finds texts without a name.
struct Witnesses<'a> {
    fresh: Vec<char>,
    paths: Paths<'a>,
    known: &'a Known,
}

impl Witnesses<'_> {
    /// As many as there are fresh characters, shortest first; none where the signature has only
    /// finitely many texts, which all have names.
    fn of(&self, signature: usize, work: &mut Work) -> Result<Option<Vec<String>>, TooManyClasses> {
        let Some(template) = self.paths.template(signature) else { return Ok(None) };
        let shortest = self.paths.shortest(signature).filter(|text| {
            text.chars().count() <= template.len() && !self.known.named.contains_key(text)
        });
        let mut found: Vec<String> = shortest.into_iter().collect();
        for fresh in self.fresh.iter().take(self.fresh.len() - found.len()) {
            work.spend(1 + template.len())?;
            found.push(template.iter().map(|letter| letter.unwrap_or(*fresh)).collect());
        }
        Ok(Some(found))
    }
}

#[cfg(test)]
mod tests;
