//! Texts that lead to the states of a product.
//!
//! A signature has texts without end exactly if one of its texts has a character that occurs in no
//! pattern. Such a character stands in a wildcard of every pattern that matches, so it may as well
//! stand there twice. And in a text longer than all the characters of the patterns that it matches,
//! some place is in no piece of them: there such a character changes nothing.

use std::collections::{BTreeMap, VecDeque};

use super::automaton::Automaton;
use super::{TooManyClasses, Work};

/// A state, and whether a character of no pattern is on the way to it.
type Node = (usize, bool);

/// A text in which any character of no pattern may stand for each `None`.
pub(super) type Template = Vec<Option<char>>;

/// Shortest ways from the start.
pub(super) struct Paths<'a> {
    automaton: &'a Automaton,
    /// The node before, and the character between; none for the start.
    came: BTreeMap<Node, Option<(Node, Option<char>)>>,
    /// By signature the first node without and with such a character.
    first: [Vec<Option<Node>>; 2],
    open: VecDeque<Node>,
}

impl<'a> Paths<'a> {
    pub(super) fn new(automaton: &'a Automaton, work: &mut Work) -> Result<Self, TooManyClasses> {
        let none = vec![None; automaton.signatures.len()];
        let first = [none.clone(), none];
        let mut paths = Self { automaton, came: BTreeMap::new(), first, open: VecDeque::new() };
        paths.visit((automaton.start, false), None);
        // The steps of a resting state that no state has taken which may take them.
        let mut untaken: BTreeMap<Node, Vec<(char, usize)>> = BTreeMap::new();
        while let Some((state, other)) = paths.open.pop_front() {
            let node = (state, other);
            let state = &automaton.states[state];
            let untaken = untaken.entry((state.rest, other)).or_insert_with(|| {
                automaton.states[state.rest].steps.iter().map(|(by, to)| (*by, *to)).collect()
            });
            work.spend(1 + state.steps.len() + untaken.len())?;
            for (character, target) in &state.steps {
                paths.visit((*target, other), Some((node, Some(*character))));
            }
            untaken.retain(|(character, target)| {
                let takes = state.steps.contains_key(character);
                if !takes {
                    paths.visit((*target, other), Some((node, Some(*character))));
                }
                takes
            });
            paths.visit((state.rest, true), Some((node, None)));
        }
        Ok(paths)
    }

    fn visit(&mut self, node: Node, from: Option<(Node, Option<char>)>) {
        if self.came.contains_key(&node) {
            return;
        }
        self.came.insert(node, from);
        let signature = self.automaton.states[node.0].signature;
        self.first[usize::from(node.1)][signature].get_or_insert(node);
        self.open.push_back(node);
    }

    /// A shortest text of the signature among those of pattern characters alone.
    pub(super) fn shortest(&self, signature: usize) -> Option<String> {
        let node = self.first[0][signature]?;
        self.way_to(node).into_iter().collect()
    }

    /// A shortest text with a character of no pattern; none where the signature has only finitely
    /// many texts.
    pub(super) fn template(&self, signature: usize) -> Option<Template> {
        Some(self.way_to(self.first[1][signature]?))
    }

    fn way_to(&self, mut node: Node) -> Template {
        let mut way = Vec::new();
        while let Some(Some((before, character))) = self.came.get(&node) {
            way.push(*character);
            node = *before;
        }
        way.reverse();
        way
    }

    /// All texts of all signatures that have only finitely many.
    ///
    /// # Errors
    /// [`TooManyClasses`] where they are more than may be written down.
    pub(super) fn finite(&self, work: &mut Work) -> Result<Vec<String>, TooManyClasses> {
        let states = &self.automaton.states;
        // Where one text leads that goes on without end, no finite one does.
        let is_finite = |state: usize| !self.came.contains_key(&(state, true));
        let mut before: BTreeMap<usize, Vec<(usize, char)>> = BTreeMap::new();
        for (state, steps) in states.iter().map(|state| &state.steps).enumerate() {
            for (character, target) in steps.iter().filter(|(_, target)| is_finite(**target)) {
                before.entry(*target).or_default().push((state, *character));
            }
        }
        let ends = (0..states.len()).filter(|end| self.first[1][states[*end].signature].is_none());
        let mut open: Vec<(usize, Vec<char>)> = ends.map(|end| (end, Vec::new())).collect();
        let mut texts = Vec::new();
        // Backwards, so that each way is the end of some text, and none is walked in vain.
        while let Some((state, way)) = open.pop() {
            if state == self.automaton.start {
                texts.push(way.iter().rev().collect());
            }
            for (from, character) in before.get(&state).into_iter().flatten() {
                work.spend(1 + way.len())?;
                let mut longer = way.clone();
                longer.push(*character);
                open.push((*from, longer));
            }
        }
        Ok(texts)
    }
}
