//! The boundary to JavaScript: what the npm package calls.
//!
//! Only numbers cross it. A question comes in as words, is taken apart here, put to the engine, and
//! the answer goes back as words (`answer`); `docs/program.md` says what they mean. Policies are
//! kept under numbers, as many as [`shelf::POLICIES`]: a number whose place was given to another is
//! answered by no words at all, and the caller opens the policy again.

mod answer;
#[cfg(not(feature = "json"))]
mod runtime;
mod shelf;

use alloc::borrow::Cow;
use alloc::vec::Vec;

use wasm_bindgen::prelude::*;

use crate::engine::fault::Result;
use crate::engine::gate::Gate;
use crate::engine::model::Model;
use crate::engine::principal::{Claims, Names, Principal};
use crate::engine::reader::Reader;
use crate::engine::request::{Record, Request, Source, Subject};
use answer::Words;
use shelf::Shelf;

/// The engine: all that the module keeps.
#[wasm_bindgen]
pub struct Engine(Shelf<Model>);

#[wasm_bindgen]
impl Engine {
    /// An engine without policies.
    #[wasm_bindgen(constructor)]
    pub fn new() -> Self {
        Engine(Shelf::new())
    }

    /// Opens a policy and gives its number, which is zero for what is no policy.
    pub fn open(&self, words: &[u32]) -> u32 {
        Model::read(words).map_or(0, |model| self.0.put(model))
    }

    /// Answers a question.
    pub fn ask(&self, words: &[u32]) -> Vec<u32> {
        let mut words = Reader::new(words);
        let Some(model) = self.0.get(words.next() as u32) else { return Vec::new() };
        let mut out = Words::new();
        if let Err(fault) = answer(&model, &mut words, &mut out) {
            out.refuse(fault);
        }
        out.0
    }
}

/// What can be asked, in the order in which the package numbers it.
mod verb {
    pub(super) const RULES: usize = 0;
    pub(super) const ROLES: usize = 1;
    pub(super) const GRANT: usize = 2;
    pub(super) const PRINCIPAL: usize = 3;
    pub(super) const CAN: usize = 4;
    pub(super) const CHECK: usize = 5;
    pub(super) const SCOPE: usize = 6;
    pub(super) const CONTROL: usize = 7;
    pub(super) const CONTROLS: usize = 8;
    pub(super) const OPTIONS: usize = 9;
    pub(super) const TRANSITION: usize = 10;
    pub(super) const TRANSITIONS: usize = 11;
    pub(super) const FILTER: usize = 12;
}

fn answer(model: &Model, words: &mut Reader<'_>, out: &mut Words) -> Result<()> {
    match words.next() {
        verb::RULES => out.rules(model),
        verb::ROLES => out.list(&model.role_defaults(words.list())?),
        verb::GRANT => out.list(&model.grant_advice(words.next(), words.list())?),
        verb::PRINCIPAL => {
            let claims = Claims {
                roles: names(words),
                permissions: names(words),
                groups: names(words),
                references: words.list(),
            };
            let principal = Principal::resolve(model, &claims)?;
            out.list(&principal.groups);
            out.list(&principal.references);
        }
        verb => return asked(model, verb, words, out),
    }
    Ok(())
}

/// A question to a gate.
fn asked(model: &Model, verb: usize, words: &mut Reader<'_>, out: &mut Words) -> Result<()> {
    let principal = Principal { groups: words.list().to_vec(), references: words.list().to_vec() };
    let gate = Gate { model, principal: &principal, kept: &[] };
    let subject = Cow::Owned(subject(model, words));
    let given = Given::read(words);
    let context = given.as_ref().map(|given| given as &dyn Source);
    let request = Request { gate, subject, context };
    let (index, actions) = (words.next(), words.list());
    match verb {
        verb::CAN => {
            for action in actions {
                out.can(request.named(*action as usize).and_then(|action| request.can(action)));
            }
        }
        verb::CHECK => out.verdict(&request.question(request.named(index)?)?.verdict()?),
        verb::SCOPE => out.put(request.scope(request.named(index)?)? as usize),
        verb::CONTROL => out.shown(&request.control(index)?),
        verb::CONTROLS => out.controls(model, request.controls()?),
        verb::OPTIONS => out.options(&request.options(index)?),
        verb::TRANSITION => out.verdict(&request.transition(index)?),
        verb::TRANSITIONS => {
            for (name, verdict) in request.transitions()? {
                out.put(name);
                out.verdict(&verdict);
            }
        }
        verb::FILTER => out.filter(&request.filter(request.named(index)?)?),
        _ => {
            let filter = request.filter(request.named(index)?)?;
            let accepted = match &*request.subject {
                Subject::Record(record) => filter.accepts(model, record),
                _ => false,
            };
            out.put(usize::from(accepted));
        }
    }
    Ok(())
}

/// A list of names, or a word past every count that says why there is none.
fn names<'a>(words: &mut Reader<'a>) -> Names<'a> {
    match words.next() {
        0 => Names::Absent,
        1 => Names::Wrong,
        _ => Names::Given(words.list()),
    }
}

fn subject(model: &Model, words: &mut Reader<'_>) -> Subject {
    match words.next() {
        0 => Subject::None,
        2 if let Some(resource) = Some(words.next()).filter(|it| *it < model.types.len()) => {
            Subject::Record(Record::new(model, resource, words.list().to_vec()))
        }
        _ => Subject::Unknown,
    }
}

/// A context's values, by action; none where it is no object.
struct Given<'a>(Option<Vec<(usize, &'a [u32])>>);

impl<'a> Given<'a> {
    fn read(words: &mut Reader<'a>) -> Option<Self> {
        match words.next() {
            0 => None,
            1 => Some(Given(None)),
            _ => Some(Given(Some(
                (0..words.count()).map(|_| (words.next(), words.list())).collect(),
            ))),
        }
    }
}

impl Source for Given<'_> {
    fn values(&self, action: usize) -> Option<Vec<u32>> {
        let own = self.0.as_ref()?.iter().find(|(of, _)| *of == action);
        Some(own.map_or_else(Vec::new, |(_, values)| values.to_vec()))
    }
}
