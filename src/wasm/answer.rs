//! Answers as words. A list is its length and its items; what may be absent is one more than it is,
//! or zero.

use alloc::vec;
use alloc::vec::Vec;

use crate::engine::decision::Verdict;
use crate::engine::fault::{Fault, Result};
use crate::engine::filter::Filter;
use crate::engine::model::Model;
use crate::engine::surface::{Shown, Why, unanswered};

/// An answer in the making. It opens with zero; one that is a fault opens with the fault.
pub(super) struct Words(pub(super) Vec<u32>);

impl Words {
    pub(super) fn new() -> Self {
        Words(vec![0])
    }

    pub(super) fn put(&mut self, word: usize) {
        self.0.push(word as u32);
    }

    pub(super) fn list(&mut self, list: &[u32]) {
        self.put(list.len());
        self.0.extend_from_slice(list);
    }

    /// An error in place of all that was written.
    pub(super) fn refuse(&mut self, fault: Fault) {
        self.0.clear();
        self.fault(fault);
    }

    fn fault(&mut self, fault: Fault) {
        self.put(fault.code as usize + 1);
        self.put(fault.place as usize);
        self.put(fault.index);
        self.put(fault.of);
    }

    /// What each rule's answers depend on: for a verdict, and for all that goes with it.
    pub(super) fn rules(&mut self, model: &Model) {
        let groups = model.groups.len() - model.nameless;
        let counts = [groups, model.policies, model.controls.len(), model.types.len(), model.names];
        self.put(counts.len() + 2 * model.types.len());
        counts.into_iter().for_each(|count| self.put(count));
        for of in &model.types {
            self.put(of.layout.slots.len());
            self.put(of.steps.len());
        }
        for rule in &model.rules {
            self.put(rule.action);
            self.put(rule.resource);
            self.list(&rule.mentions);
            self.list(&model.relevant(rule));
        }
    }

    /// One more than a verdict, or a fault past both.
    pub(super) fn can(&mut self, answer: Result<bool>) {
        match answer {
            Ok(allowed) => self.put(usize::from(allowed)),
            Err(fault) => {
                self.put(2);
                self.fault(fault);
            }
        }
    }

    pub(super) fn verdict(&mut self, verdict: &Verdict) {
        self.put(verdict.action);
        self.put(verdict.resource);
        self.put(verdict.denial.map_or(0, |denial| denial as usize + 1));
        self.put(verdict.to.map_or(0, |to| to + 1));
        self.list(&verdict.determining);
        self.list(&verdict.advice);
        self.list(&verdict.message);
        self.lists(&verdict.unlock);
    }

    fn lists(&mut self, lists: &[Vec<u32>]) {
        self.put(lists.len());
        lists.iter().for_each(|list| self.list(list));
    }

    /// Why not, if not.
    fn why(&mut self, why: Option<&Why>) {
        let Some(why) = why else { return self.put(0) };
        self.put(why.resource + 1);
        self.list(&why.message);
        self.lists(&why.unlock);
    }

    pub(super) fn shown(&mut self, (mode, why): &Shown) {
        self.put(*mode);
        self.why(why.as_ref());
    }

    pub(super) fn controls(&mut self, model: &Model, controls: Vec<(usize, Result<Shown>)>) {
        for (index, shown) in controls {
            self.put(index);
            let (shown, fault) = match shown {
                Ok(shown) => (shown, None),
                Err(fault) => ((unanswered(&model.controls[index]), None), Some(fault)),
            };
            self.shown(&shown);
            match fault {
                None => self.put(0),
                Some(fault) => self.fault(fault),
            }
        }
    }

    pub(super) fn options(&mut self, options: &[Option<Why>]) {
        options.iter().for_each(|why| self.why(why.as_ref()));
    }

    pub(super) fn filter(&mut self, filter: &Filter) {
        self.put(filter.reach as usize);
        for conjunction in &filter.any {
            self.put(conjunction.resource);
            self.put(conjunction.all.len());
            for condition in &conjunction.all {
                self.put(condition.attribute);
                self.put(condition.op as usize);
                self.put(condition.operand);
            }
        }
    }
}
