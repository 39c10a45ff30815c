//! Which values attributes can have together that are compared with each other, such as an amount
//! and a budget: `scope`, `filter` and `unlock` must not combine values in a way that no record
//! has.
//!
//! They are found by trying. All values of a class are alike but for what they are compared with.
//! So it is enough to try those that something is compared with, a few of each class beside them,
//! and their neighbours on a line.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashSet};

use crate::api::bundle::{Attribute, Tie};
use crate::api::coding::blank;
use crate::api::column::{Column, Found, Known, holds};
use crate::engine::ids::{AttributeId, ReferenceId};
use crate::engine::layout::value::{ABSENT, MASK, MISSING, TIES};
use crate::limits::{STATES_MAX, TIES_MAX, TRIES_MAX, TRY_WORDS};
use crate::values::{PointKind, class_of};
use crate::vocabulary::Relation;

/// Words of attributes together.
pub(crate) type Words = Vec<u32>;

/// An attribute of a cluster, by its place among all of its record or context.
pub(crate) type Member<'a> = (AttributeId, &'a Column);

/// What may still be tried, of [`TRIES_MAX`].
#[derive(Debug)]
pub(crate) struct Tries(usize);

impl Default for Tries {
    fn default() -> Self {
        Tries(TRIES_MAX)
    }
}

impl Tries {
    fn spend(&mut self, tries: usize) -> Option<()> {
        self.0 = self.0.checked_sub(tries)?;
        Some(())
    }
}

/// What attributes that depend on each other can be together where the principal may be anybody: of
/// `members`, among all `attributes` of a record or a context, a word of
/// [`value`](crate::program::value) each; of a list, of each of its items. `None` where that is
/// more than [`STATES_MAX`](crate::limits::STATES_MAX) or takes more than
/// [`TRIES_MAX`](crate::limits::TRIES_MAX), or an attribute is not what it should be. The compiler
/// writes it into the program.
///
/// ```
/// use tollgate::program::AttributeId;
///
/// let policy = tollgate::packs::access_levels();
/// let shipment = policy.bundle().types.iter().find(|it| it.name == "Shipment").unwrap();
/// let commissioned = shipment.attributes.iter().position(|it| it.name == "commissioned").unwrap();
/// let states =
///     tollgate::states_of_anybody(&shipment.attributes, &[AttributeId::at(commissioned)]);
/// assert_eq!(states.unwrap().len(), 1);
/// ```
#[must_use]
pub fn states_of_anybody(attributes: &[Attribute], members: &[AttributeId]) -> Option<Vec<Words>> {
    let columns = Column::all(attributes, true)?;
    let members: Vec<Member<'_>> =
        members.iter().filter_map(|it| Some((*it, columns.get(it.index())?))).collect();
    if members.iter().any(|(_, column)| column.ties.len() > TIES_MAX) {
        return None;
    }
    Cluster { members: &members, known: &|_| None, free: true }.states(&mut Tries::default())
}

/// Whether a tie is with what somebody says who asks.
pub(crate) fn asks(tie: &Tie) -> bool {
    tie.reference().is_some()
}

/// Attributes that depend on each other.
pub(crate) struct Cluster<'c, 'k> {
    members: &'c [Member<'c>],
    /// The principal's values.
    known: &'c dyn Fn(ReferenceId) -> Option<&'k Known<'k>>,
    /// Whether ties to the principal may be or not.
    free: bool,
}

/// What the members up to one can be together.
#[derive(Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
struct Way {
    words: Words,
    /// By member: which of its options it is, as long as another is still to be held against it;
    /// then none. Ways that are alike so far go on alike.
    open: Vec<usize>,
}

/// What a member may be with its word, but for its ties to other members.
type Options<'k> = Vec<(u32, Found<'k>)>;

/// The member that comes next.
struct Next<'n> {
    all: &'n [Options<'n>],
    /// The members before it that it is to be held against.
    linked: Vec<usize>,
    /// By member up to it, whether another is still to be held against it.
    open: Vec<bool>,
}

impl<'c, 'k> Cluster<'c, 'k> {
    /// Those of one principal.
    pub(crate) fn of(
        members: &'c [Member<'c>],
        known: &'c dyn Fn(ReferenceId) -> Option<&'k Known<'k>>,
    ) -> Self {
        Cluster { members, known, free: false }
    }

    /// Whether what they can be goes by a tie of some kind.
    pub(crate) fn goes(&self, by: fn(&Tie) -> bool) -> bool {
        self.members.iter().flat_map(|(_, column)| &column.ties).any(by)
    }

    /// No more tries than this are needed.
    pub(crate) fn most_tries(&self) -> usize {
        if !self.goes(asks) {
            return 0;
        }
        let ties = self.members.iter().flat_map(|(_, column)| &column.ties);
        let compared = ties.map(|tie| match tie.reference().and_then(self.known) {
            Some(Known::Texts(all)) => all.len(),
            _ => 1,
        });
        let named = self.members.iter().map(|(_, column)| match column.line() {
            Some((_, cuts)) => cuts.len(),
            None => column.named_texts().count(),
        });
        let (marks, count) = (1 + compared.chain(named).sum::<usize>(), self.members.len());
        let options = |column: &Column| match (column.line(), column.holds_text()) {
            (Some(_), _) => marks * (count + 1) + count,
            (_, true) => marks + count * column.unnamed_classes().len(),
            // Each item is in it or is not.
            _ if column.is_list() && count > 1 => usize::MAX,
            _ if column.is_list() => marks,
            _ => column.present as usize,
        };
        let all = self.members.iter().map(|(_, column)| options(column).saturating_add(1));
        all.fold(count * count, usize::saturating_mul)
    }

    /// What they can be together; `None` where it is more than [`STATES_MAX`], or more is to be
    /// tried than is left.
    pub(crate) fn states(&self, tries: &mut Tries) -> Option<Vec<Words>> {
        let found: BTreeSet<Words> = match self.members {
            [(_, list)] if list.is_list() => {
                let items = self.items(list);
                tries.spend(items.len())?;
                items.into_iter().map(|word| vec![word]).collect()
            }
            _ => self.combine(tries)?,
        };
        (found.len() <= STATES_MAX).then(|| found.into_iter().collect())
    }

    /// Encodes what the members may be together, one member after the other.
    fn combine(&self, tries: &mut Tries) -> Option<BTreeSet<Words>> {
        let count = self.members.len();
        let all: Vec<Options<'_>> =
            (0..count).map(|at| self.options(at, tries)).collect::<Option<_>>()?;
        let mut ways = BTreeSet::from([Way::default()]);
        for (at, options) in all.iter().enumerate() {
            // A try copies a word for each member.
            let pairs = ways.len().checked_mul(options.len())?;
            tries.spend(pairs.checked_mul(1 + at / TRY_WORDS)?)?;
            let linked = (0..at).filter(|it| self.is_linked(*it, at)).collect();
            let is_open = |it: usize| (at + 1..count).any(|later| self.is_linked(it, later));
            let next = Next { all: &all, linked, open: (0..=at).map(is_open).collect() };
            // Most come to the same: one is only kept where it is new.
            let (mut longer, mut tried) = (BTreeSet::new(), Way::default());
            for way in &ways {
                for option in 0..options.len() {
                    let fits = self.lengthen(way, option, &next, &mut tried).is_some();
                    if fits && !longer.contains(&tried) {
                        longer.insert(tried.clone());
                    }
                }
            }
            ways = longer;
            let apart: BTreeSet<&Words> = ways.iter().map(|way| &way.words).collect();
            if apart.len() > STATES_MAX {
                return None;
            }
        }
        self.freed(ways.into_iter().map(|way| way.words))
    }

    /// Whether what one member is goes by what another is.
    fn is_linked(&self, one: usize, other: usize) -> bool {
        let goes_by = |(_, column): &Member<'_>, (id, _): &Member<'_>| {
            column.parent == Some(*id) || column.ties.iter().any(|tie| tie.attribute == Some(*id))
        };
        let (one, other) = (&self.members[one], &self.members[other]);
        goes_by(one, other) || goes_by(other, one)
    }

    /// The options of a member; where no other goes by it, one for each word.
    fn options(&self, at: usize, tries: &mut Tries) -> Option<Options<'k>> {
        let (id, column) = self.members[at];
        let word = |found: &Found<'_>| {
            column.word(found, |tie| match (tie.reference(), tie.attribute) {
                (Some(reference), _) => (self.known)(reference),
                (_, Some(other)) if other == id => Some(&found.known),
                _ => None,
            })
        };
        let all = self.candidates(column, tries)?.into_iter();
        let all = all.map(|found| (word(&found), found));
        if (0..self.members.len()).any(|other| other != at && self.is_linked(at, other)) {
            return Some(all.collect());
        }
        Some(all.collect::<BTreeMap<_, _>>().into_iter().collect())
    }

    /// Makes of a way the one with an option of the next member; `None` where something would be
    /// there of what is not there.
    fn lengthen(&self, way: &Way, option: usize, next: &Next<'_>, longer: &mut Way) -> Option<()> {
        let at = way.words.len();
        let (id, column) = self.members[at];
        let (word, new) = &next.all[at][option];
        let Way { words, open } = longer;
        words.clear();
        words.extend(way.words.iter().chain([word]));
        for before in next.linked.iter().copied() {
            let (other, outer) = self.members[before];
            let (_, old) = &next.all[before][way.open[before]];
            if is_orphan(column, new, other, old) || is_orphan(outer, old, id, new) {
                return None;
            }
            words[at] |= ties_to(column, new, other, old);
            words[before] |= ties_to(outer, old, id, new);
        }
        let chosen = way.open.iter().copied().chain([option]).zip(&next.open);
        open.clear();
        open.extend(chosen.map(|(option, is_open)| if *is_open { option } else { 0 }));
        Some(())
    }

    /// The same; where the principal may be anybody, with each set of ties to it.
    fn freed(&self, all: impl Iterator<Item = Words>) -> Option<BTreeSet<Words>> {
        if !self.free {
            return Some(all.collect());
        }
        let mut found = BTreeSet::new();
        for words in all {
            let mut ways = vec![Vec::new()];
            for ((_, column), word) in self.members.iter().zip(words) {
                let ties = free_ties(column, word);
                let longer = |way: &Words| {
                    ties.iter().map(|more| [&way[..], &[word | more]].concat()).collect()
                };
                ways = ways.iter().flat_map::<Vec<Words>, _>(longer).take(STATES_MAX + 1).collect();
            }
            found.extend(ways);
            if found.len() > STATES_MAX {
                return None;
            }
        }
        Some(found)
    }

    /// The texts and ids that members are compared with.
    fn texts(&self) -> BTreeSet<Cow<'k, str>> {
        let mut texts = BTreeSet::new();
        for tie in self.members.iter().flat_map(|(_, column)| &column.ties) {
            texts.extend(tie.text.clone().map(Cow::Owned));
            match tie.reference().and_then(self.known) {
                Some(Known::Text(text)) => drop(texts.insert(text.clone())),
                Some(Known::Texts(all)) => texts.extend(all.iter().cloned()),
                _ => {}
            }
        }
        texts
    }

    /// The points that count: where classes begin and what members are compared with, as many after
    /// each as there are members, and before the first.
    fn points(&self, kind: PointKind) -> BTreeSet<i64> {
        let mut marks: BTreeSet<i64> = BTreeSet::new();
        for (_, column) in self.members {
            marks.extend(column.cuts(kind));
            for tie in &column.ties {
                if let Some(Known::Point(point)) = tie.reference().and_then(self.known) {
                    marks.insert(*point);
                }
            }
        }
        marks.insert(marks.first().copied().unwrap_or(0));
        let count = self.members.len() as i64;
        let before = marks
            .first()
            .into_iter()
            .flat_map(|mark| (1..=count).filter_map(move |step| mark.checked_sub(step)));
        let after = |mark: &i64| {
            let mark = *mark;
            (0..=count).filter_map(move |step| mark.checked_add(step))
        };
        let all = before.chain(marks.iter().flat_map(after));
        all.collect()
    }

    /// What a member may be.
    fn candidates(&self, column: &Column, tries: &mut Tries) -> Option<Vec<Found<'k>>> {
        let mut all = Vec::new();
        if let Some((kind, cuts)) = column.line() {
            all.extend(self.points(kind).into_iter().map(|point| Found {
                class: class_of(cuts, point) as u32,
                known: Known::Point(point),
            }));
        } else if column.holds_text() {
            let named = self.members.iter().flat_map(|(_, other)| other.named_texts());
            let named = named.map(|text| Cow::Owned(text.to_owned()));
            let texts: BTreeSet<Cow<'_, str>> = self.texts().into_iter().chain(named).collect();
            all.extend(
                texts.into_iter().map(|text| Found {
                    class: column.text_class(&text),
                    known: Known::Text(text),
                }),
            );
            for class in column.unnamed_classes() {
                let unnamed = |at| Found { class, known: Known::Unnamed(class, at) };
                all.extend((0..self.members.len()).map(unnamed));
            }
        } else if column.is_list() {
            all = self.lists(column, tries)?;
        } else {
            all.extend((0..column.present).map(Found::nothing));
        }
        all.extend(column.optional.then_some(Found::nothing(ABSENT)));
        Some(all)
    }

    /// What a list may hold: of the sets of texts that are compared alike one each. Once there are
    /// more than states may be, no more are looked for.
    fn lists(&self, list: &Column, tries: &mut Tries) -> Option<Vec<Found<'k>>> {
        if self.free {
            return Some(vec![Found { class: 0, known: Known::Texts(Vec::new()) }]);
        }
        // What a list is tied to is what one of its items is.
        let mut all = BTreeMap::from([(0, Vec::new())]);
        for (item, text) in self.item_texts(list) {
            tries.spend(all.len())?;
            for (word, texts) in all.clone() {
                if all.len() <= STATES_MAX {
                    let longer = || [&texts[..], std::slice::from_ref(&text)].concat();
                    all.entry(word | item).or_insert_with(longer);
                }
            }
        }
        let found = |texts| Found { class: 0, known: Known::Texts(texts) };
        Some(all.into_values().map(found).collect())
    }

    /// A text for each word that items of a list have.
    fn item_texts(&self, list: &Column) -> BTreeMap<u32, Cow<'k, str>> {
        let mut texts = self.texts();
        let nameless = blank(&texts);
        texts.insert(Cow::Owned(nameless));
        let mut all = BTreeMap::new();
        for text in texts {
            let item = Found { class: 0, known: Known::Texts(vec![text.clone()]) };
            let word = list.word(&item, |tie| tie.reference().and_then(self.known));
            all.entry(word).or_insert(text);
        }
        all.remove(&0);
        all
    }

    /// What each item of a list can be, where that is something.
    fn items(&self, list: &Column) -> BTreeSet<u32> {
        match self.free {
            true => free_items(list),
            false => self.item_texts(list).into_keys().collect(),
        }
    }
}

/// Whether an attribute is there of what is not there.
fn is_orphan(column: &Column, one: &Found<'_>, other: AttributeId, outer: &Found<'_>) -> bool {
    column.parent == Some(other) && outer.class == ABSENT && one.class != ABSENT
}

/// The bits of the ties that what a member is has to what another is.
fn ties_to(column: &Column, one: &Found<'_>, other: AttributeId, known: &Found<'_>) -> u32 {
    if one.class >= MISSING {
        return 0;
    }
    let is = |tie: &Tie| tie.reference().is_none() && tie.attribute == Some(other);
    let ties = column.ties.iter().enumerate().filter(|(_, tie)| is(tie));
    let bit = |(at, tie)| u32::from(holds(tie, &one.known, Some(&known.known))) << (TIES + at);
    ties.map(bit).fold(0, |all, bit| all | bit)
}

/// What each item of a list can be to just any principal, where that is something: it is in each of
/// the principal's lists or exceeds it, and may be one thing more.
fn free_items(list: &Column) -> BTreeSet<u32> {
    let bit = |at: usize| 1u32 << (TIES + at);
    let is = |tie: &Tie, relation| tie.relation == relation;
    let mut all = BTreeSet::from([0]);
    let mut settled = 0;
    for (at, tie) in list.ties.iter().enumerate().filter(|(_, tie)| is(tie, Relation::Exceeds)) {
        let meets = |it: &Tie| is(it, Relation::Meets) && it.reference() == tie.reference();
        let shared = list.ties.iter().position(meets).map_or(0, bit);
        settled |= bit(at) | shared;
        all = all.iter().flat_map(|word| [word | bit(at), word | shared]).collect();
    }
    let others = (0..list.ties.len()).map(bit).filter(|bit| settled & bit == 0);
    let more: Vec<u32> =
        others.flat_map(|bit| all.iter().map(move |word| word | bit).collect::<Vec<_>>()).collect();
    all.extend(more);
    all.remove(&0);
    all
}

/// The sets of ties that a value may have to just any principal, all of whose ids are different.
fn free_ties(column: &Column, word: u32) -> Vec<u32> {
    if word & MASK >= MISSING {
        return vec![0];
    }
    let mut all = vec![0u32];
    if column.is_list() {
        // What a list is tied to is what one of its items is.
        for item in free_items(column) {
            let longer: BTreeSet<u32> = all.iter().flat_map(|one| [*one, one | item]).collect();
            all = longer.into_iter().take(STATES_MAX + 1).collect();
        }
        return all;
    }
    let references: BTreeSet<_> = column.ties.iter().filter_map(Tie::reference).collect();
    let mut equals = 0;
    for reference in references {
        let of = |relation: Relation| {
            let is = |tie: &Tie| tie.reference() == Some(reference) && tie.relation == relation;
            column.ties.iter().position(is).map_or(0, |at| 1u32 << (TIES + at))
        };
        let equal = of(Relation::Equals);
        let line = of(Relation::Below) | of(Relation::AtMost);
        let is_id = equal != 0 && line == 0;
        equals |= if is_id { equal } else { 0 };
        let choices: HashSet<u32> =
            [0, line, equal | of(Relation::AtMost), of(Relation::In)].into_iter().collect();
        let longer = |one: &u32| {
            let one = *one;
            let several = move |more: &u32| is_id && one & equals & !more != 0 && more & equal != 0;
            choices.iter().filter(move |more| !several(more)).map(move |more| one | more)
        };
        all = all.iter().flat_map(longer).take(STATES_MAX + 1).collect();
    }
    all
}

#[cfg(test)]
mod tests;
