//! Sentences: a denial as one line that a person can act on, as tokens. The grammar is here; what a
//! token is called in somebody's language is for those who know the names.

use serde::{Serialize, Serializer};

use super::fault::Result;
use super::ids::{AttributeId, GroupId, PolicyId, ReferenceId, StepId, TypeId, ValueId};
use super::lacking::Lack;
use super::program::{Program, Step};
use super::unlock::{Change, Kinded, Unlock};
use super::work::Work;
use crate::limits::UNLOCKS_MAX;
use crate::vocabulary::{Phrase, TokenKind};

/// A part of a sentence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Token {
    Phrase(Phrase),
    /// The label of a group.
    Group(GroupId),
    /// The category of a group.
    Category(GroupId),
    /// What ties a record attribute, as the end of "You need to …".
    Tie(AttributeId),
    /// The label of a transition inside a sentence.
    Step(StepId),
    /// The same at the start of one.
    Title(StepId),
    /// The same in quotation marks.
    Quoted(StepId),
    /// The label of a state.
    State(ValueId),
    /// The reason of a policy, which is the whole message where there is one.
    Reason(PolicyId),
    /// What is said of a flag that is a condition of the record.
    Condition(AttributeId),
    /// The label of an attribute of the principal.
    Fact(ReferenceId),
    /// A value of it.
    Value(ReferenceId, ValueId),
    /// A text that it has as a list, by its place among what it is compared with.
    Item(ReferenceId, ValueId),
}

impl Token {
    /// Its kind, and which of its kind.
    fn parts(self) -> (TokenKind, usize) {
        match self {
            Token::Phrase(phrase) => (TokenKind::Phrase, phrase as usize),
            Token::Group(group) => (TokenKind::Group, group.index()),
            Token::Category(group) => (TokenKind::Category, group.index()),
            Token::Tie(attribute) => (TokenKind::Tie, attribute.index()),
            Token::Step(step) => (TokenKind::Step, step.index()),
            Token::Title(step) => (TokenKind::Title, step.index()),
            Token::Quoted(step) => (TokenKind::Quoted, step.index()),
            Token::State(value) => (TokenKind::State, value.index()),
            Token::Reason(policy) => (TokenKind::Reason, policy.index()),
            Token::Condition(attribute) => (TokenKind::Condition, attribute.index()),
            Token::Fact(of) => (TokenKind::Fact, of.index()),
            // Of the fact before it.
            Token::Value(_, value) => (TokenKind::Value, value.index()),
            Token::Item(_, item) => (TokenKind::Item, item.index()),
        }
    }
}

impl Serialize for Token {
    /// As the boundary has it: a number of `TokenKind`, and which of its kind.
    fn serialize<S: Serializer>(&self, serializer: S) -> core::result::Result<S::Ok, S::Error> {
        let (kind, index) = self.parts();
        Kinded { kind: kind.into(), index: index as u32 }.serialize(serializer)
    }
}

/// What is said where nothing would unlock it. The first policy that has a reason speaks; where
/// none has, facts about the principal do, else the phrase.
pub(crate) fn closed(forbids: &[PolicyId], lacking: &[Lack]) -> Vec<Token> {
    let mut out: Vec<Token> = forbids.iter().copied().map(Token::Reason).collect();
    if lacking.is_empty() {
        out.push(Token::Phrase(Phrase::Closed));
        return out;
    }
    let named = lacking.iter().all(|lack| !lack.names.is_empty());
    let mut before = if named { Phrase::OnlyFor } else { Phrase::DependsOn };
    for lack in lacking {
        out.extend([Token::Phrase(before), Token::Fact(lack.of)]);
        before = Phrase::Next;
        for name in lack.names.iter().filter(|_| named) {
            let name = if lack.is_list { Token::Item } else { Token::Value }(lack.of, *name);
            out.extend([Token::Phrase(before), name]);
            before = Phrase::Or;
        }
        before = Phrase::And;
    }
    out.push(Token::Phrase(Phrase::Stop));
    out
}

/// Said where conditions of the record hold it back, each of which is as it is told.
pub(crate) fn held_back(conditions: &[(AttributeId, bool)]) -> Vec<Token> {
    let mut out = Vec::new();
    for (index, (condition, is)) in conditions.iter().enumerate() {
        let first = if *is { Phrase::While } else { Phrase::Until };
        let again = index > 0 && conditions[index - 1].1 == *is;
        if index > 0 {
            out.push(Token::Phrase(if again { Phrase::And } else { Phrase::Next }));
        }
        out.extend((!again).then_some(Token::Phrase(first)));
        out.push(Token::Condition(*condition));
        if conditions.get(index + 1).is_none_or(|(_, next)| next != is) {
            out.push(Token::Phrase(Phrase::Stop));
        }
    }
    out
}

/// Said of a transition that the state does not have.
pub(crate) fn unavailable(step: StepId, state: ValueId) -> Vec<Token> {
    vec![
        Token::Phrase(Phrase::Quote),
        Token::Quoted(step),
        Token::Phrase(Phrase::NotWhile),
        Token::State(state),
        Token::Phrase(Phrase::Stop),
    ]
}

/// "You need …", or another beginning: what all alternatives share, then what one may choose from,
/// of which no more are named than an answer lists.
pub(crate) fn needs(
    program: &Program,
    resource: TypeId,
    (begin, alternatives): (Phrase, &[Unlock]),
    work: &Work,
) -> Result<Vec<Token>> {
    let Some(first) = alternatives.first() else {
        return Ok(vec![Token::Phrase(Phrase::Closed)]);
    };
    let listed = &alternatives[..alternatives.len().min(UNLOCKS_MAX)];
    let changes: usize = alternatives.iter().map(Vec::len).sum();
    let steps: usize = listed.iter().map(|changes| steps_of(changes).count()).sum();
    work.spend_sharing(first.len(), changes, steps)?;
    let ambiguous = ambiguous(program, resource, listed);
    let mut writer = Writer { program, resource, ambiguous, out: Vec::new() };
    let steps = alternatives.len() == 1 && matches!(first[..], [Change::Step(_), ..]);
    if steps && begin == Phrase::Need {
        writer.steps(first, true);
        writer.say(Phrase::First);
        return Ok(writer.out);
    }
    let mut common = first.clone();
    common.retain(|change| alternatives.iter().all(|other| other.contains(change)));
    let mut rests = listed.to_vec();
    for rest in &mut rests {
        rest.retain(|change| !common.contains(change));
    }
    rests.retain(|rest| !rest.is_empty());
    writer.say(begin);
    writer.all(&common);
    if !common.is_empty() && !rests.is_empty() {
        writer.say(Phrase::Either);
    }
    writer.any(&rests);
    if listed.len() < alternatives.len() {
        writer.say(Phrase::Among);
    }
    writer.say(Phrase::Stop);
    Ok(writer.out)
}

/// Whether one transition name leads to different states among the alternatives, so that a message
/// has to say which.
fn ambiguous(program: &Program, resource: TypeId, alternatives: &[Unlock]) -> bool {
    let mut seen: Vec<&Step> = Vec::new();
    for step in alternatives.iter().flat_map(|changes| steps_of(changes)) {
        let step = program.step(resource, step);
        if seen.iter().any(|other| other.transition == step.transition && other.to != step.to) {
            return true;
        }
        seen.push(step);
    }
    false
}

/// The steps among changes.
fn steps_of(changes: &[Change]) -> impl Iterator<Item = StepId> {
    changes.iter().filter_map(|change| match change {
        Change::Step(step) => Some(*step),
        _ => None,
    })
}

struct Writer<'a> {
    program: &'a Program,
    resource: TypeId,
    ambiguous: bool,
    out: Vec<Token>,
}

impl Writer<'_> {
    fn say(&mut self, phrase: Phrase) {
        self.out.push(Token::Phrase(phrase));
    }

    /// What stands between an item and those before it, of which it may be the last.
    fn between(&mut self, first: bool, last: bool, before_last: Phrase) {
        if !first {
            self.say(if last { before_last } else { Phrase::Comma });
        }
    }

    /// "A, B or C"; "A, or B and C" where a choice is made of several things.
    fn any(&mut self, choices: &[Unlock]) {
        let grant = |choice: &Unlock| matches!(choice[..], [Change::Grant(_)]);
        let or = if choices.iter().all(grant) { Phrase::Or } else { Phrase::OrElse };
        for (index, choice) in choices.iter().enumerate() {
            self.between(index == 0, index + 1 == choices.len(), or);
            self.all(choice);
        }
    }

    /// "View and Edit (Customers) and to reactivate the customer".
    fn all(&mut self, changes: &[Change]) {
        let mut rest = changes;
        while let Some(first) = rest.first() {
            let alike = rest.iter().take_while(|other| self.alike(*first, **other)).count();
            let (part, after) = rest.split_at(alike.max(1));
            self.between(rest.len() == changes.len(), after.is_empty(), Phrase::And);
            self.part(part);
            rest = after;
        }
    }

    /// Whether two changes are told together: steps, ties of one attribute, and what is granted of
    /// one category.
    fn alike(&self, one: Change, other: Change) -> bool {
        match (one, other) {
            (Change::Step(_), Change::Step(_)) => true,
            (Change::Tie(one, _), Change::Tie(other, _)) => one == other,
            (Change::Grant(one), Change::Grant(other)) => {
                let category = self.category(one);
                category.is_some() && category == self.category(other)
            }
            _ => false,
        }
    }

    fn category(&self, group: GroupId) -> Option<u32> {
        self.program.groups[group.index()].category
    }

    /// Groups of one category, the ties of one attribute or all steps.
    fn part(&mut self, part: &[Change]) {
        match part[0] {
            Change::Grant(group) => {
                for (index, change) in part.iter().enumerate() {
                    self.between(index == 0, index + 1 == part.len(), Phrase::And);
                    if let Change::Grant(group) = change {
                        self.out.push(Token::Group(*group));
                    }
                }
                if self.category(group).is_some() {
                    self.say(Phrase::Open);
                    self.out.push(Token::Category(group));
                    self.say(Phrase::Close);
                }
            }
            Change::Tie(attribute, _) => {
                self.say(Phrase::To);
                self.out.push(Token::Tie(attribute));
            }
            Change::Step(_) => {
                self.say(Phrase::To);
                self.steps(part, false);
            }
        }
    }

    /// "reactivate the customer, then complete the customer".
    fn steps(&mut self, changes: &[Change], title: bool) {
        for (index, change) in changes.iter().enumerate() {
            let Change::Step(step) = *change else { continue };
            if index > 0 {
                self.say(Phrase::Then);
            }
            let first = title && index == 0;
            self.out.push(if first { Token::Title(step) } else { Token::Step(step) });
            if self.ambiguous {
                self.say(Phrase::As);
                self.out.push(Token::State(self.program.step(self.resource, step).to));
                self.say(Phrase::Close);
            }
        }
    }
}
