//! Questions, taken out of their words.

use alloc::borrow::Cow;
use alloc::vec::Vec;

use super::answer::Words;
use crate::engine::fault::Result;
use crate::engine::gate::Gate;
use crate::engine::model::Model;
use crate::engine::principal::{Claims, Names, Principal};
use crate::engine::reader::Reader;
use crate::engine::request::{Record, Request, Source, Subject};

/// The words of the answer to a question about a policy.
pub(super) fn answered(model: &Model, words: &mut Reader<'_>) -> Vec<u32> {
    let mut out = Words::new();
    if let Err(fault) = answer(model, words, &mut out) {
        out.refuse(fault);
    }
    out.0
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
    pub(super) const MATCHES: usize = 13;
    pub(super) const SNAPSHOT: usize = 14;
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
        verb::MATCHES => {
            let filter = request.filter(request.named(index)?)?;
            let accepted = match &*request.subject {
                Subject::Record(record) => filter.accepts(model, record),
                _ => false,
            };
            out.put(usize::from(accepted));
        }
        verb::SNAPSHOT => {
            let snapshot = gate.snapshot(index == 1);
            out.list(&snapshot.words);
            out.list(&snapshot.groups);
            out.list(&snapshot.policies);
        }
        _ => {}
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
