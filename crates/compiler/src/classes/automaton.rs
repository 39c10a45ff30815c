//! The product of the automata of `like` patterns: which sets of patterns some text matches.
//! Several of which one is as good as another count as one.
//!
//! A state has the last wildcard that each pattern has reached, and how far texts are in the pieces
//! that follow. An earlier wildcard is forgotten: whatever a pattern matches from there, it matches
//! from the last one, too. Where nothing has begun, a state *rests*. Every other state knows only
//! the characters that carry on what it has begun, and for all others asks the state that rests at
//! the same wildcards: so hundreds of prefixes, or suffixes, take a few steps a character.

use std::collections::{BTreeMap, HashMap};

use super::{TooManyClasses, Work};

/// States that a product may have.
pub(super) const STATES_MAX: usize = 1 << 14;

/// The product of some patterns.
pub(super) struct Automaton {
    pub(super) states: Vec<State>,
    pub(super) start: usize,
    /// The sets of patterns that texts match, each sorted.
    pub(super) signatures: Vec<Vec<usize>>,
}

/// What all texts that lead here have in common.
pub(super) struct State {
    /// Which patterns they match, by the place in `signatures`.
    pub(super) signature: usize,
    /// The state that rests at the same wildcards; any character without a step leads where it
    /// leads from there, and one that occurs in no pattern leads there.
    pub(super) rest: usize,
    pub(super) steps: BTreeMap<char, usize>,
}

impl Automaton {
    /// The product of patterns, each the pieces around one wildcard or more; those together of
    /// which one is as good as another.
    ///
    /// # Errors
    /// [`TooManyClasses`] as soon as there are more than `most` signatures, or more states than
    /// [`STATES_MAX`].
    pub(super) fn new(
        patterns: &[Vec<Vec<String>>],
        most: usize,
        work: &mut Work,
    ) -> Result<Self, TooManyClasses> {
        let (positions, firsts) = positions(patterns, work)?;
        let mut builder = Builder::new(positions, most, work);
        let (mut wilds, mut begun) =
            firsts.iter().partition(|first| builder.positions[**first].wild);
        builder.settle(&mut wilds, &mut begun);
        let rest = builder.rest(wilds)?;
        let start = builder.state(rest, begun)?;
        let mut expanded = 0;
        while expanded < builder.states.len() {
            builder.expand(expanded)?;
            expanded += 1;
        }
        let Builder { states, signatures, .. } = builder;
        Ok(Self { states, start, signatures })
    }

    /// The signature of a text, by its place.
    pub(super) fn signature(&self, text: &str) -> usize {
        let end = text.chars().fold(self.start, |state, character| self.step(state, character));
        self.states[end].signature
    }

    fn step(&self, state: usize, character: char) -> usize {
        let state = &self.states[state];
        let step = |state: &State| state.steps.get(&character).copied();
        step(state).or_else(|| step(&self.states[state.rest])).unwrap_or(state.rest)
    }
}

/// A place in a pattern: before one of its characters, or at its end.
struct Position {
    pattern: usize,
    /// Which it is of those that count as one.
    any: usize,
    next: Option<char>,
    /// Whether a wildcard is here: then any character may stay here, too.
    wild: bool,
}

/// The positions of all patterns in a row, and the first one of each.
fn positions(
    patterns: &[Vec<Vec<String>>],
    work: &mut Work,
) -> Result<(Vec<Position>, Vec<usize>), TooManyClasses> {
    let (mut positions, mut firsts) = (Vec::new(), Vec::new());
    let each = patterns.iter().enumerate().flat_map(|(at, any)| any.iter().map(move |it| (at, it)));
    for (pattern, (any, pieces)) in each.enumerate() {
        work.spend(1 + pieces.iter().map(String::len).sum::<usize>())?;
        firsts.push(positions.len());
        let mut wild = false;
        for piece in pieces {
            for character in piece.chars() {
                positions.push(Position { pattern, any, next: Some(character), wild });
                wild = false;
            }
            wild = true;
        }
        // What comes last has a wildcard before it; its end is one where it is empty.
        let wild = pieces.len() > 1 && pieces.last().is_some_and(String::is_empty);
        positions.push(Position { pattern, any, next: None, wild });
    }
    Ok((positions, firsts))
}

/// A set of wildcards, the last of each pattern that has reached one.
struct Rest {
    wilds: Vec<usize>,
    /// The patterns that have a wildcard last, and have reached it.
    matched: Vec<usize>,
    /// What the characters begin that follow the wildcards.
    begins: BTreeMap<char, Vec<usize>>,
    state: usize,
}

struct Builder<'a> {
    positions: Vec<Position>,
    most: usize,
    work: &'a mut Work,
    states: Vec<State>,
    /// Of each state its place in `rests`, and what is begun there.
    kinds: Vec<(usize, Vec<usize>)>,
    known: HashMap<(usize, Vec<usize>), usize>,
    rests: Vec<Rest>,
    known_rests: HashMap<Vec<usize>, usize>,
    signatures: Vec<Vec<usize>>,
    known_signatures: HashMap<Vec<usize>, usize>,
}

impl<'a> Builder<'a> {
    fn new(positions: Vec<Position>, most: usize, work: &'a mut Work) -> Self {
        Self {
            positions,
            most,
            work,
            states: Vec::new(),
            kinds: Vec::new(),
            known: HashMap::new(),
            rests: Vec::new(),
            known_rests: HashMap::new(),
            signatures: Vec::new(),
            known_signatures: HashMap::new(),
        }
    }

    /// The set of these wildcards, which are sorted.
    fn rest(&mut self, wilds: Vec<usize>) -> Result<usize, TooManyClasses> {
        self.work.spend(1 + wilds.len())?;
        if let Some(rest) = self.known_rests.get(&wilds) {
            return Ok(*rest);
        }
        let rest = self.rests.len();
        let matched = self.matched(&wilds).collect();
        let begins = self.carried(&wilds);
        self.known_rests.insert(wilds.clone(), rest);
        self.rests.push(Rest { wilds, matched, begins, state: self.states.len() });
        self.state(rest, Vec::new())?;
        Ok(rest)
    }

    /// The state with these wildcards and, sorted, what is begun.
    fn state(&mut self, rest: usize, begun: Vec<usize>) -> Result<usize, TooManyClasses> {
        let kind = (rest, begun);
        if let Some(state) = self.known.get(&kind) {
            return Ok(*state);
        }
        let mut signature = self.rests[rest].matched.clone();
        signature.extend(self.matched(&kind.1));
        signature.sort_unstable();
        signature.dedup();
        self.work.spend(1 + kind.1.len() + signature.len())?;
        let signature = self.signature(signature)?;
        let state = self.states.len();
        if state == STATES_MAX {
            return Err(TooManyClasses);
        }
        let steps = BTreeMap::new();
        self.states.push(State { signature, rest: self.rests[rest].state, steps });
        self.kinds.push(kind.clone());
        self.known.insert(kind, state);
        Ok(state)
    }

    fn signature(&mut self, signature: Vec<usize>) -> Result<usize, TooManyClasses> {
        if let Some(place) = self.known_signatures.get(&signature) {
            return Ok(*place);
        }
        let place = self.signatures.len();
        // Texts that differ in a signature differ in a test: there are no fewer classes.
        if place == self.most {
            return Err(TooManyClasses);
        }
        self.signatures.push(signature.clone());
        self.known_signatures.insert(signature, place);
        Ok(place)
    }

    /// The patterns of which the end is among the positions.
    fn matched<'p>(&'p self, positions: &'p [usize]) -> impl Iterator<Item = usize> + 'p {
        let positions = positions.iter().map(|position| &self.positions[*position]);
        positions.filter(|position| position.next.is_none()).map(|position| position.any)
    }

    /// Where each character leads that comes next at one of the positions.
    fn carried(&self, positions: &[usize]) -> BTreeMap<char, Vec<usize>> {
        let mut carried: BTreeMap<char, Vec<usize>> = BTreeMap::new();
        for position in positions {
            if let Some(next) = self.positions[*position].next {
                carried.entry(next).or_default().push(position + 1);
            }
        }
        carried
    }

    fn expand(&mut self, state: usize) -> Result<(), TooManyClasses> {
        let (rest, begun) = &self.kinds[state];
        let (rest, begins) = (*rest, &self.rests[*rest].begins);
        let carried = if self.rests[rest].state == state {
            begins.clone()
        } else {
            let mut carried = self.carried(begun);
            for (character, reached) in &mut carried {
                reached.extend(begins.get(character).into_iter().flatten());
                reached.sort_unstable();
            }
            carried
        };
        for (character, reached) in carried {
            let target = self.target(rest, reached)?;
            self.states[state].steps.insert(character, target);
        }
        Ok(())
    }

    /// The state where these positions are reached by one character, sorted.
    fn target(&mut self, rest: usize, mut reached: Vec<usize>) -> Result<usize, TooManyClasses> {
        self.work.spend(1 + reached.len())?;
        let new = reached.iter().filter(|position| self.positions[**position].wild);
        let new: BTreeMap<usize, usize> =
            new.map(|position| (self.positions[*position].pattern, *position)).collect();
        if new.is_empty() {
            return self.state(rest, reached);
        }
        let mut wilds = self.rests[rest].wilds.clone();
        let moves_on = |position: &usize| new.contains_key(&self.positions[*position].pattern);
        wilds.retain(|position| !moves_on(position));
        reached.retain(|position| !moves_on(position));
        wilds.extend(new.values());
        wilds.sort_unstable();
        self.settle(&mut wilds, &mut reached);
        let rest = self.rest(wilds)?;
        self.state(rest, reached)
    }

    /// Forgets, where a pattern is matched whatever follows, those that it is as good as.
    fn settle(&self, wilds: &mut Vec<usize>, begun: &mut Vec<usize>) {
        let of = |position: &usize| self.positions[*position].any;
        let ends = wilds.iter().rev().filter(|it| self.positions[**it].next.is_none());
        let settled: BTreeMap<usize, usize> = ends.map(|it| (of(it), *it)).collect();
        wilds.retain(|it| settled.get(&of(it)).is_none_or(|end| end == it));
        begun.retain(|it| !settled.contains_key(&of(it)));
    }
}
