//! What values and classes of an attribute have in common, as few tests as say it.

use std::collections::BTreeSet;

use super::addresses::{self, Within};
use tollgate::bundle::{Attribute, Cut};
use tollgate::program::AttributeKind;
use tollgate::values::{PointKind, matches, point_text};

/// Something that is so of a value.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Test<'a> {
    /// It is one of the listed values, or it is none of them.
    Listed { not: bool, values: Vec<usize> },
    /// It is one of the texts or as one of the patterns says, or neither.
    Text { not: bool, texts: Vec<&'a str>, patterns: Vec<&'a [String]> },
    /// It is in networks, or one of some IP values, or neither.
    Ip(Within<'a>),
    /// It begins at a cut, or it ends before one, or both.
    Between { from: Option<&'a Cut>, to: Option<&'a Cut> },
    /// It is this number or date, or it is another.
    Point { not: bool, text: String },
}

/// What an attribute can be.
#[derive(Debug, PartialEq)]
pub(crate) struct Values<'a> {
    pub(crate) absent: bool,
    /// Whether it can be everything else.
    pub(crate) all: bool,
    /// Else alternatives, of each of which all has to hold.
    pub(crate) any: Vec<Vec<Test<'a>>>,
}

impl<'a> Values<'a> {
    /// The values of an attribute at some places, absence last.
    pub(crate) fn of(known: &'a Attribute, places: &[usize]) -> Self {
        let count = known.present_values();
        let open: Vec<bool> = (0..count).map(|value| places.contains(&value)).collect();
        let absent = places.contains(&count);
        let all = open.iter().all(|is| *is);
        let none = open.iter().all(|is| !is);
        let any = if all || none { Vec::new() } else { tests(known, &open) };
        Values { absent, all, any }
    }
}

fn tests<'a>(known: &'a Attribute, open: &[bool]) -> Vec<Vec<Test<'a>>> {
    match (known.kind, known.point_kind()) {
        (AttributeKind::Text, _) => Texts { known, open }.tests(),
        (AttributeKind::Ip, _) => {
            let ways = addresses::tests(known, open).into_iter();
            ways.map(|way| way.into_iter().map(Test::Ip).collect()).collect()
        }
        (_, Some(kind)) => ranges(known, kind, open),
        _ => {
            let of = |is: bool| -> Vec<usize> {
                (0..open.len()).filter(|value| open[*value] == is).collect()
            };
            let (is, is_not) = (of(true), of(false));
            let not = is.len() > is_not.len();
            vec![vec![Test::Listed { not, values: if not { is_not } else { is } }]]
        }
    }
}

/// The runs of open classes of a line.
fn ranges<'a>(known: &'a Attribute, kind: PointKind, open: &[bool]) -> Vec<Vec<Test<'a>>> {
    let mut runs: Vec<(usize, usize)> = Vec::new();
    for (class, _) in open.iter().enumerate().filter(|(_, is)| **is) {
        match runs.last_mut() {
            Some((_, end)) if *end == class => *end += 1,
            _ => runs.push((class, class + 1)),
        }
    }
    // What a run that lies between two cuts is, where that is a single point.
    let only = |start: usize, end: usize| {
        let first = known.cuts.get(start.checked_sub(1)?)?.point(kind)?;
        let after = known.cuts.get(end.checked_sub(1)?)?.point(kind)?;
        (first.checked_add(1) == Some(after)).then(|| point_text(kind, first))
    };
    if let [(0, gap), (next, end)] = runs[..]
        && end == open.len()
        && let Some(text) = only(gap, next)
    {
        return vec![vec![Test::Point { not: true, text }]];
    }
    let range = |(start, end): (usize, usize)| match only(start, end) {
        Some(text) => vec![Test::Point { not: false, text }],
        None => {
            let from = start.checked_sub(1).and_then(|cut| known.cuts.get(cut));
            vec![Test::Between { from, to: known.cuts.get(end - 1) }]
        }
    };
    runs.into_iter().map(range).collect()
}

/// Texts by their classes.
struct Texts<'a, 'o> {
    known: &'a Attribute,
    open: &'o [bool],
}

/// Texts that patterns and names tell: as one of the patterns or one of the names, and no
/// exception.
struct Description<'a> {
    patterns: Vec<&'a [String]>,
    texts: Vec<&'a str>,
    except: Vec<&'a str>,
}

impl<'a> Texts<'a, '_> {
    fn tests(&self) -> Vec<Vec<Test<'a>>> {
        if let Some(Description { patterns, texts, except }) = self.described(true) {
            let is = Test::Text { not: false, texts, patterns };
            return vec![[Some(is), none_of(except)].into_iter().flatten().collect()];
        }
        if let Some(Description { patterns, texts, except }) = self.described(false) {
            let mut any = vec![vec![Test::Text { not: true, texts, patterns }]];
            if !except.is_empty() {
                let patterns = Vec::new();
                any.push(vec![Test::Text { not: false, texts: except, patterns }]);
            }
            return any;
        }
        self.one_by_one()
    }

    /// The texts that are open, or that are not, where patterns and names alone tell them.
    fn described(&self, open: bool) -> Option<Description<'a>> {
        let is = |class: usize| self.open.get(class) == Some(&open);
        let has = |pattern: usize, all: &[u32]| all.iter().any(|it| *it as usize == pattern);
        let all_of = |pattern: &usize| {
            let mut like = self.known.like.iter().filter(|it| has(*pattern, &it.patterns));
            like.all(|it| is(it.class.index()))
        };
        let chosen: Vec<usize> = (0..self.known.patterns.len()).filter(all_of).collect();
        let met = |all: &[u32]| chosen.iter().any(|pattern| has(*pattern, all));
        let mut open_like = self.known.like.iter().filter(|it| is(it.class.index()));
        if !open_like.all(|it| met(&it.patterns)) {
            return None;
        }
        let patterns: BTreeSet<&[String]> =
            chosen.iter().flat_map(|at| &self.known.patterns[*at]).map(Vec::as_slice).collect();
        let patterns: Vec<&[String]> = patterns.into_iter().collect();
        let named = |wanted: bool, as_pattern: bool| {
            let named = self.known.texts.iter().filter(|it| {
                let matched = patterns.iter().any(|pattern| matches(pattern, &it.text));
                is(it.class.index()) == wanted && matched == as_pattern
            });
            named.map(|it| &it.text[..]).collect::<Vec<&str>>()
        };
        let (texts, except) = (named(true, false), named(false, true));
        let found = !patterns.is_empty() || !texts.is_empty();
        found.then_some(Description { patterns, texts, except })
    }

    /// What each kind of open texts is, by all patterns.
    fn one_by_one(&self) -> Vec<Vec<Test<'a>>> {
        let named: Vec<&str> = self.known.texts.iter().map(|it| &it.text[..]).collect();
        let is = |class: usize| self.open.get(class) == Some(&true);
        let open = self.known.texts.iter().filter(|it| is(it.class.index()));
        let texts: Vec<&str> = open.map(|it| &it.text[..]).collect();
        let mut any = Vec::new();
        if !texts.is_empty() {
            any.push(vec![Test::Text { not: false, texts, patterns: Vec::new() }]);
        }
        for like in self.known.like.iter().filter(|it| is(it.class.index())) {
            let mut way = Vec::new();
            for (place, any) in self.known.patterns.iter().enumerate() {
                let not = !like.patterns.iter().any(|it| *it as usize == place);
                let patterns = any.iter().map(Vec::as_slice).collect();
                way.push(Test::Text { not, texts: Vec::new(), patterns });
            }
            way.extend(none_of(named.clone()));
            any.push(way);
        }
        any
    }
}

fn none_of(texts: Vec<&str>) -> Option<Test<'_>> {
    let patterns = Vec::new();
    (!texts.is_empty()).then_some(Test::Text { not: true, texts, patterns })
}
