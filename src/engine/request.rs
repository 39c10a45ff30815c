//! A request: a record's values and perhaps a context, about which a gate is asked.

use alloc::borrow::Cow;
use alloc::vec::Vec;

use super::fault::{Fault, Place, Result};
use super::gate::{Gate, Given, Reach, Residual};
use super::layout::{Slot, value};
use super::mask::{Mask, Rows, empty, has, meets};
use super::model::Model;
use super::rule::{Rule, insert};
use crate::code::ErrorCode;

/// What is asked about.
#[derive(Clone, Debug)]
pub(crate) enum Subject {
    /// Nothing.
    None,
    /// Something without a type that the schema knows.
    Unknown,
    /// A record.
    Record(Record),
}

/// A record of a type.
#[derive(Clone, Debug)]
pub(crate) struct Record {
    pub(crate) resource: usize,
    /// A word of [`value`] an attribute.
    pub(crate) values: Vec<u32>,
    /// The same as bits.
    bits: Mask,
}

impl Record {
    pub(crate) fn new(model: &Model, resource: usize, values: Vec<u32>) -> Self {
        let layout = &model.types[resource].layout;
        let mut bits = empty(layout.blocks.end);
        layout.encode(&values, &mut bits);
        Record { resource, values, bits }
    }
}

/// A context, which each action reads its own way.
pub(crate) trait Source {
    /// The words of what an action reads, none of them for what is absent; `None` where the context
    /// is no object.
    fn values(&self, action: usize) -> Option<Vec<u32>>;
}

#[derive(Clone)]
pub(crate) struct Request<'a> {
    pub(crate) gate: Gate<'a>,
    pub(crate) subject: Cow<'a, Subject>,
    pub(crate) context: Option<&'a dyn Source>,
}

/// A request with the rule that answers it.
pub(crate) struct Question<'a> {
    pub(crate) gate: Gate<'a>,
    pub(crate) rule: &'a Rule,
    pub(crate) residual: Cow<'a, Residual>,
    /// Record and context.
    pub(crate) bits: Mask,
}

impl<'a> Request<'a> {
    /// An action, where its name was known.
    #[cfg(not(feature = "json"))]
    pub(crate) fn named(&self, index: usize) -> Result<usize> {
        if index < self.gate.model.actions() {
            return Ok(index);
        }
        Err(Fault::new(ErrorCode::UnknownAction, Place::Itself, 0))
    }

    /// The error of something that is no record of a type that is known.
    pub(crate) fn no_record() -> Fault {
        Fault::new(ErrorCode::WrongResource, Place::Itself, 0)
    }

    /// The question that an action is of this record and context, where nothing about them is
    /// wrong that the action's policies mention.
    pub(crate) fn question(&self, action: usize) -> Result<Question<'a>> {
        let model = self.gate.model;
        let nothing;
        let (resource, record) = match &*self.subject {
            Subject::Unknown => return Err(Self::no_record()),
            Subject::Record(record) => (Some(record.resource), Some(record)),
            Subject::None => {
                nothing = model.workspace.map(|index| Record::new(model, index, Vec::new()));
                (model.workspace, nothing.as_ref())
            }
        };
        let index = resource
            .and_then(|resource| model.rule_on(action, resource))
            .ok_or(Fault::new(ErrorCode::WrongResource, Place::Action, action))?;
        let rule = &model.rules[index];
        let (mut bits, values) = match record {
            Some(record) => (record.bits.clone(), record.values.as_slice()),
            None => (Mask::new(), &[][..]),
        };
        if meets(&bits, &rule.errors) {
            let wrong = |slot: &Slot, missing| {
                has(&bits, slot.wrong(missing)) && has(&rule.errors, slot.wrong(missing))
            };
            let wrong = |slot: &Slot| wrong(slot, true) || wrong(slot, false);
            let slots = &model.types[rule.resource].layout.slots;
            let first = slots.iter().position(wrong).unwrap_or(0);
            return Err(fault(values, first, Place::Record, 0));
        }
        bits.resize(rule.context.blocks.end, 0);
        self.context(rule, &mut bits)?;
        Ok(Question { gate: self.gate, rule, residual: self.gate.residual(index), bits })
    }

    /// Whether an action is allowed, without a question where nothing needs one.
    #[inline]
    pub(crate) fn can(&self, action: usize) -> Result<bool> {
        if let (Subject::Record(record), None) = (&*self.subject, self.context)
            && let Some(allowed) = self.gate.can(action, record)
        {
            return Ok(allowed);
        }
        Ok(self.question(action)?.allowed())
    }

    /// Adds the context's bits, where nothing about them is wrong.
    pub(crate) fn context(&self, rule: &Rule, bits: &mut Mask) -> Result<()> {
        let values = self.context.map_or(Some(Vec::new()), |source| source.values(rule.action));
        let Some(values) = values else {
            let of = rule.action;
            return Err(Fault {
                of,
                ..Fault::new(ErrorCode::WrongType, Place::Context, usize::MAX)
            });
        };
        rule.context.encode(&values, bits);
        let wrong = |slot: &Slot| has(bits, slot.wrong(true)) || has(bits, slot.wrong(false));
        match rule.context.slots.iter().position(wrong) {
            None => Ok(()),
            Some(index) => Err(fault(&values, index, Place::Context, rule.action)),
        }
    }

    /// How an action stands over all records of its types.
    pub(crate) fn scope(&self, action: usize) -> Result<Reach> {
        let mut scope = None;
        self.each_rule(action, &mut |index, context| {
            let rule = &self.gate.model.rules[index];
            let facts = &self.gate.residual(index).facts;
            let space = self.gate.space(rule, facts, Given::Context(context));
            let reach = Gate::reach(rule, &space)?;
            let same = scope.is_none_or(|scope| scope == reach);
            scope = Some(if same { reach } else { Reach::Depends });
            Ok(())
        })?;
        Ok(scope.unwrap_or(Reach::Never))
    }

    /// Visits the rules of an action, each with its context's bits.
    pub(crate) fn each_rule(
        &self,
        action: usize,
        visit: &mut dyn FnMut(usize, &Mask) -> Result<()>,
    ) -> Result<()> {
        for index in self.gate.model.rules_of(action) {
            let rule = &self.gate.model.rules[index];
            let mut bits = empty(rule.context.blocks.end);
            self.context(rule, &mut bits)?;
            visit(index, &bits)?;
        }
        Ok(())
    }
}

impl Gate<'_> {
    /// Whether an action is allowed on a record, where nothing is wrong and no context is read.
    #[inline(always)]
    pub(crate) fn can(&self, action: usize, record: &Record) -> Option<bool> {
        let index = self.model.rule_on(action, record.resource)?;
        let residual = self.kept_residual(index)?;
        let rule = &self.model.rules[index];
        if !rule.context.slots.is_empty() || meets(&record.bits, &rule.errors) {
            return None;
        }
        Some(residual.allows(&record.bits))
    }
}

/// What is wrong with the value of an attribute.
pub(crate) fn fault(values: &[u32], index: usize, place: Place, of: usize) -> Fault {
    let code = match values.get(index) {
        None | Some(&value::ABSENT) => ErrorCode::MissingAttribute,
        Some(&value::UNKNOWN) => ErrorCode::UnknownValue,
        Some(_) => ErrorCode::WrongType,
    };
    Fault { of, ..Fault::new(code, place, index) }
}

impl Question<'_> {
    pub(crate) fn allowed(&self) -> bool {
        self.residual.allows(&self.bits)
    }

    /// The policies of the clauses that hold, each once, in source order.
    pub(crate) fn holding(&self, clauses: &Rows) -> Vec<u32> {
        let mut policies = Vec::new();
        for (policy, reject) in clauses.iter() {
            if !meets(reject, &self.bits) {
                insert(&mut policies, policy as usize);
            }
        }
        policies
    }
}
