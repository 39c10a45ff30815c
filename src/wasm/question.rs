//! Questions, taken out of their words.

use crate::engine::fault::Result;
use crate::engine::gate::Gate;
use crate::engine::model::Model;
use crate::engine::principal::{Claims, Names, Principal};
use crate::engine::reader::Reader;
use crate::engine::record::Record;
use crate::engine::request::{Chosen, Request, Source, Subject};
use crate::engine::words::Writer;
use crate::memory::List;

/// The words of the answer to a question about a policy: zero, then what was asked for; or a fault.
pub(super) fn answered(model: &Model, words: &mut Reader<'_>) -> List<u32> {
    let mut out = Writer::new();
    out.put(0);
    if let Err(fault) = answer(model, words, &mut out) {
        out.0.clear();
        out.fault(fault);
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
    pub(super) const FILTER: usize = 7;
    pub(super) const CONTROL: usize = 8;
    pub(super) const CONTROLS: usize = 9;
    pub(super) const OPTIONS: usize = 10;
    pub(super) const TRANSITION: usize = 11;
    pub(super) const TRANSITIONS: usize = 12;
    pub(super) const SNAPSHOT: usize = 13;
}

fn answer(model: &Model, words: &mut Reader<'_>, out: &mut Writer) -> Result<()> {
    match words.next() {
        verb::RULES => rules(model, out),
        verb::ROLES => out.list(&*model.given(words.list())?),
        verb::GRANT => out.list(&*model.grant_advice(words.next(), words.list())?),
        verb::PRINCIPAL => {
            let claims = Claims {
                names: [names(words), names(words), names(words)],
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
fn asked(model: &Model, verb: usize, words: &mut Reader<'_>, out: &mut Writer) -> Result<()> {
    let principal =
        Principal { groups: List::from(words.list()), references: List::from(words.list()) };
    let gate = Gate { model, principal: &principal };
    let record;
    let subject = match words.next() {
        0 => Subject::None,
        2 if let Some(resource) = Some(words.next()).filter(|it| *it < model.types.len()) => {
            let layout = &model.types[resource].layout;
            record = Record::new(resource, layout, List::from(words.list()));
            Subject::Record(&record)
        }
        _ => Subject::Unknown,
    };
    let given = Given::read(words);
    let context = (given.kind > 0).then_some(&given as &dyn Source);
    let request = Request { gate, subject, context, chosen: Chosen::Nothing };
    let (index, actions) = (words.next(), words.list());
    if (verb::CHECK..=verb::FILTER).contains(&verb) {
        request.known(index)?;
    }
    match verb {
        verb::CAN => {
            for action in actions {
                let action = *action as usize;
                match request.known(action).and_then(|()| request.question(action)) {
                    Ok(question) => out.put(usize::from(question.allowed())),
                    Err(fault) => {
                        out.put(2);
                        out.fault(fault);
                    }
                }
            }
        }
        verb::CHECK => request.question(index)?.verdict(out)?,
        verb::SCOPE => out.put(request.scope(index)? as usize),
        verb::FILTER => request.filter(index, out)?,
        verb::CONTROL => request.control(index, out)?,
        verb::CONTROLS => request.controls(out)?,
        verb::OPTIONS => request.options(index, out)?,
        verb::TRANSITION => request.transition(index)?.verdict(out)?,
        verb::TRANSITIONS => request.transitions(out)?,
        verb::SNAPSHOT => gate.snapshot(index == 1, out),
        _ => {}
    }
    Ok(())
}

/// What each rule's answers depend on: for a verdict, and for all that goes with it.
fn rules(model: &Model, out: &mut Writer) {
    for rules in &model.actions {
        for rule in rules {
            out.put(rule.action);
            out.put(rule.resource);
            out.list(&rule.mentions);
            out.list(&rule.advised);
            out.list(&model.on_the_way(rule));
        }
    }
}

/// A list of names, or a word past every count that says why there is none.
fn names<'a>(words: &mut Reader<'a>) -> Names<'a> {
    match words.next() {
        0 => Names::Absent,
        1 => Names::Wrong,
        _ => Names::Given(words.list()),
    }
}

/// A context: none, no object, or the values by action.
struct Given<'a> {
    kind: usize,
    read: Reader<'a>,
}

impl<'a> Given<'a> {
    fn read(words: &mut Reader<'a>) -> Self {
        let given = Given { kind: words.next(), read: words.clone() };
        if given.kind > 1 {
            for _ in 0..words.count() {
                words.next();
                words.list();
            }
        }
        given
    }
}

impl Source for Given<'_> {
    fn values(&self, action: usize) -> Option<List<u32>> {
        if self.kind == 1 {
            return None;
        }
        let mut words = self.read.clone();
        for _ in 0..words.count() {
            let (of, values) = (words.next(), words.list());
            if of == action {
                return Some(List::from(values));
            }
        }
        Some(List::new())
    }
}
