//! Sentences: a denial as one line that a person can act on, as tokens. The grammar is here; what a
//! token is called in somebody's language is for those who know the names.

use super::change;
use super::model::{Model, Resource};
use crate::memory::{List, Slice, list};

/// What a token stands for: a kind, and which of its kind. Without a kind it is one of the phrases.
pub(crate) mod token {
    pub(crate) use super::super::words::kinded as word;

    /// The label of a group.
    pub(crate) const GROUP: u32 = 1;
    /// The category of a group.
    pub(crate) const CATEGORY: u32 = 2;
    /// What ties a record attribute, as the end of "You need to …".
    pub(crate) const TIE: u32 = 3;
    /// The label of a transition inside a sentence.
    pub(crate) const STEP: u32 = 4;
    /// The same at the start of one.
    pub(crate) const TITLE: u32 = 5;
    /// The same in quotation marks.
    pub(crate) const QUOTED: u32 = 6;
    /// The label of a state.
    pub(crate) const STATE: u32 = 7;
    /// The reason of a policy, which ends the message where there is one.
    pub(crate) const REASON: u32 = 8;
}

/// The phrases, in the order in which every language lists them.
#[derive(Clone, Copy)]
enum Phrase {
    /// "You need "
    Need,
    /// "."
    Stop,
    /// " first."
    First,
    /// ", and either "
    Either,
    /// ", "
    Comma,
    /// " and "
    And,
    /// " or "
    Or,
    /// ", or "
    OrElse,
    /// " ("
    Open,
    /// ")"
    Close,
    /// "to "
    To,
    /// ", then "
    Then,
    /// " (as "
    As,
    /// "No permission and no change of state would allow this here."
    Closed,
    /// "“"
    Quote,
    /// "” is not possible while the state is "
    NotWhile,
}

const fn phrase(phrase: Phrase) -> u32 {
    phrase as u32
}

/// What is said where nothing would unlock it. The first policy that has a reason speaks; where
/// none has, the phrase does.
pub(crate) fn closed(forbids: &Slice<u32>) -> List<u32> {
    let mut tokens = List::new();
    for policy in forbids {
        tokens.push(token::word(token::REASON, *policy as usize));
    }
    tokens.push(phrase(Phrase::Closed));
    tokens
}

/// Said of a transition that the state does not have.
pub(crate) fn unavailable(step: usize, state: usize) -> List<u32> {
    list![
        phrase(Phrase::Quote),
        token::word(token::QUOTED, step),
        phrase(Phrase::NotWhile),
        token::word(token::STATE, state),
        phrase(Phrase::Stop),
    ]
}

/// "You need …": what all alternatives share, then what one may choose from.
pub(crate) fn needs(model: &Model, resource: usize, alternatives: &Slice<List<u32>>) -> List<u32> {
    let Some(first) = alternatives.first() else { return list![phrase(Phrase::Closed)] };
    let of = &model.types[resource];
    let mut writer = Writer { model, of, ambiguous: ambiguous(of, alternatives), out: List::new() };
    if alternatives.len() == 1 && change::kind(first[0]) == change::STEP {
        writer.steps(first, token::TITLE);
        writer.out.push(phrase(Phrase::First));
        return writer.out;
    }
    let (mut common, mut rests) = (List::new(), List::new());
    for each in first {
        if alternatives.iter().all(|other| other.contains(each)) {
            common.push(*each);
        }
    }
    for each in alternatives {
        let mut rest = List::new();
        for change in each {
            if !common.contains(change) {
                rest.push(*change);
            }
        }
        if !rest.is_empty() {
            rests.push(rest);
        }
    }
    writer.out.push(phrase(Phrase::Need));
    writer.all(&common);
    if !common.is_empty() && !rests.is_empty() {
        writer.out.push(phrase(Phrase::Either));
    }
    writer.any(&rests);
    writer.out.push(phrase(Phrase::Stop));
    writer.out
}

/// Whether one transition name leads to different states among the alternatives, so that a message
/// has to say which.
fn ambiguous(of: &Resource, alternatives: &Slice<List<u32>>) -> bool {
    let mut seen: List<u32> = List::new();
    for change in alternatives.iter().flatten() {
        if change::kind(*change) == change::STEP {
            let step = &of.steps[change::of(*change)];
            for other in &seen {
                let other = &of.steps[*other as usize];
                if other.name == step.name && other.to != step.to {
                    return true;
                }
            }
            seen.push(change::of(*change) as u32);
        }
    }
    false
}

struct Writer<'a> {
    model: &'a Model,
    of: &'a Resource,
    ambiguous: bool,
    out: List<u32>,
}

impl Writer<'_> {
    /// What stands between an item and those before it, of which it may be the last.
    fn between(&mut self, first: bool, last: bool, phrase_before_last: Phrase) {
        if !first {
            self.out.push(phrase(if last { phrase_before_last } else { Phrase::Comma }));
        }
    }

    /// "A, B or C"; "A, or B and C" where a choice is made of several things.
    fn any(&mut self, choices: &Slice<List<u32>>) {
        let grant =
            |choice: &List<u32>| choice.len() == 1 && change::kind(choice[0]) == change::GRANT;
        let or = if choices.iter().all(grant) { Phrase::Or } else { Phrase::OrElse };
        for (index, choice) in choices.iter().enumerate() {
            self.between(index == 0, index + 1 == choices.len(), or);
            self.all(choice);
        }
    }

    /// "View and Edit (Customers) and to reactivate the customer".
    fn all(&mut self, changes: &Slice<u32>) {
        let mut place = 0;
        while place < changes.len() {
            let (first, mut part) = (place == 0, list![changes[place]]);
            place += 1;
            while place < changes.len() && self.alike(part[0], changes[place]) {
                part.push(changes[place]);
                place += 1;
            }
            self.between(first, place == changes.len(), Phrase::And);
            self.part(&part);
        }
    }

    /// Whether two changes are told together: steps, and what is granted of one category.
    fn alike(&self, one: u32, other: u32) -> bool {
        let category = self.category(one);
        category > 0 && self.category(other) == category || change::kind(one) == change::STEP
    }

    /// The category of what is granted; zero for none, and for any other change.
    fn category(&self, word: u32) -> u32 {
        let granted = change::kind(word) == change::GRANT;
        if granted { self.model.category(change::of(word)) } else { 0 }
    }

    /// Groups of one category, one tie or all steps.
    fn part(&mut self, part: &Slice<u32>) {
        match change::kind(part[0]) {
            change::GRANT => {
                for (index, word) in part.iter().enumerate() {
                    self.between(index == 0, index + 1 == part.len(), Phrase::And);
                    self.out.push(token::word(token::GROUP, change::of(*word)));
                }
                if self.category(part[0]) > 0 {
                    self.out.push(phrase(Phrase::Open));
                    self.out.push(token::word(token::CATEGORY, change::of(part[0])));
                    self.out.push(phrase(Phrase::Close));
                }
            }
            change::TIE => {
                self.out.push(phrase(Phrase::To));
                self.out.push(token::word(token::TIE, change::of(part[0]) >> 8));
            }
            _ => {
                self.out.push(phrase(Phrase::To));
                self.steps(part, token::STEP);
            }
        }
    }

    /// "reactivate the customer, then complete the customer".
    fn steps(&mut self, changes: &Slice<u32>, first: u32) {
        for (index, word) in changes.iter().enumerate() {
            let step = change::of(*word);
            if index > 0 {
                self.out.push(phrase(Phrase::Then));
            }
            self.out.push(token::word(if index == 0 { first } else { token::STEP }, step));
            if self.ambiguous {
                self.out.push(phrase(Phrase::As));
                self.out.push(token::word(token::STATE, self.of.steps[step].to));
                self.out.push(phrase(Phrase::Close));
            }
        }
    }
}
