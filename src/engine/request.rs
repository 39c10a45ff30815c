//! A request: a record's values and perhaps a context, about which a gate is asked.

use super::fault::{Fault, Place, Result};
use super::gate::Gate;
use super::layout::{Slot, value};
use super::mask::{Mask, empty, has, meets};
use super::record::Record;
use super::rule::{Clause, Rule, any_holds, insert};
use super::space::Space;
use crate::code::ErrorCode;
use crate::memory::{List, Own, Slice, own};

/// What is asked about.
#[derive(Clone, Copy)]
pub(crate) enum Subject<'a> {
    /// Nothing.
    None,
    /// Something without a type that the schema knows.
    Unknown,
    /// A record.
    Record(&'a Record),
}

/// A context, which each action reads its own way.
pub(crate) trait Source {
    /// The words of what an action reads, none of them for what is absent; `None` where the context
    /// is no object.
    fn values(&self, action: usize) -> Option<List<u32>>;
}

/// A value chosen in place of what an attribute has.
#[derive(Clone, Copy)]
pub(crate) enum Chosen {
    Nothing,
    /// Of a record's attribute.
    Record(usize, usize),
    /// Of a context's.
    Context(usize, usize),
}

#[derive(Clone, Copy)]
pub(crate) struct Request<'a> {
    pub(crate) gate: Gate<'a>,
    pub(crate) subject: Subject<'a>,
    pub(crate) context: Option<&'a dyn Source>,
    pub(crate) chosen: Chosen,
}

/// A request with the rule that answers it.
pub(crate) struct Question<'a> {
    pub(crate) gate: Gate<'a>,
    pub(crate) rule: &'a Rule,
    /// Record, context and facts; of what is open, nothing.
    pub(crate) bits: Mask,
    /// Whether it is about one record, rather than about all.
    pub(crate) record: bool,
    /// One more than the state that it leads to, where it is a step and that is certain.
    pub(crate) to: usize,
    /// What is said of a step that the record's state does not have; nothing of all else.
    pub(crate) unavailable: List<u32>,
}

impl<'a> Request<'a> {
    /// Whether there is such an action.
    #[cfg(not(feature = "json"))]
    pub(crate) fn known(&self, action: usize) -> Result<()> {
        if action < self.gate.model.actions.len() {
            return Ok(());
        }
        Err(Fault::new(ErrorCode::UnknownAction, Place::Itself, 0))
    }

    /// The error of something that is no record of a type that is known.
    pub(crate) fn no_record() -> Fault {
        Fault::new(ErrorCode::WrongResource, Place::Itself, 0)
    }

    /// What is asked about.
    pub(crate) fn record(&self) -> Result<&'a Record> {
        match self.subject {
            Subject::None => Ok(&self.gate.model.nothing),
            Subject::Unknown => Err(Self::no_record()),
            Subject::Record(record) => Ok(record),
        }
    }

    /// The rule of an action for a type of records.
    pub(crate) fn rule(&self, action: usize, resource: usize) -> Result<&'a Rule> {
        match self.gate.model.rule_on(action, resource) {
            Some(rule) => Ok(rule),
            None => Err(Fault::new(ErrorCode::WrongResource, Place::Action, action)),
        }
    }

    /// The question that an action is of this record and context, where nothing about them is
    /// wrong that the action's policies mention.
    pub(crate) fn question(&self, action: usize) -> Result<Own<Question<'a>>> {
        let model = self.gate.model;
        let record = self.record()?;
        let rule = self.rule(action, record.resource)?;
        let mut question = self.open(rule);
        question.record = true;
        let (bits, slots) = (&mut question.bits, &model.types[record.resource].layout.slots);
        bits[..record.bits.len()].copy_from_slice(&record.bits);
        self.choose(rule, bits);
        if meets(bits, &rule.errors) {
            let wrong = |slot: &Slot| slot.meets(bits, &rule.errors);
            let first = slots.iter().position(wrong).unwrap_or(0);
            return Err(fault(&record.values, first, Place::Record, 0));
        }
        self.read_context(rule, bits)?;
        Ok(question)
    }

    /// A rule with nothing but the principal's facts known, and what is chosen.
    pub(crate) fn open(&self, rule: &'a Rule) -> Own<Question<'a>> {
        let mut bits = empty(rule.blocks);
        self.gate.principal.tell(rule, self.gate.model.groups.len(), &mut bits);
        self.choose(rule, &mut bits);
        let unavailable = List::new();
        own(Question { gate: self.gate, rule, bits, record: false, to: 0, unavailable })
    }

    /// Puts what is chosen in place of what a request has.
    fn choose(&self, rule: &Rule, bits: &mut Slice<u32>) {
        let (slots, at, value) = match self.chosen {
            Chosen::Nothing => return,
            Chosen::Record(at, value) => {
                (&self.gate.model.types[rule.resource].layout.slots, at, value)
            }
            Chosen::Context(at, value) => (&rule.context.slots, at, value),
        };
        slots[at].choose(bits, value);
    }

    /// Adds the context's bits, where nothing about them is wrong.
    pub(crate) fn read_context(&self, rule: &Rule, bits: &mut Slice<u32>) -> Result<()> {
        let of = rule.action;
        let values = self.context.map_or(Some(List::new()), |source| source.values(of));
        let Some(values) = values else {
            return Err(Fault::of(ErrorCode::WrongType, Place::Context, usize::MAX, of));
        };
        rule.context.encode(&values, bits);
        self.choose(rule, bits);
        let wrong = |slot: &Slot| has(bits, slot.wrong(true)) || has(bits, slot.wrong(false));
        match rule.context.slots.iter().position(wrong) {
            None => Ok(()),
            Some(index) => Err(fault(&values, index, Place::Context, of)),
        }
    }

    /// Whether an action is allowed, without a question where nothing needs one.
    #[cfg(feature = "json")]
    #[inline]
    pub(crate) fn can(&self, action: usize) -> Result<bool> {
        if let (Subject::Record(record), None) = (self.subject, self.context)
            && let Some(allowed) = self.gate.can(action, record)
        {
            return Ok(allowed);
        }
        Ok(self.question(action)?.allowed())
    }

    /// A rule as a question about all records, in this context.
    pub(crate) fn everywhere(&self, rule: &'a Rule) -> Result<Own<Question<'a>>> {
        let mut question = self.open(rule);
        self.read_context(question.rule, &mut question.bits)?;
        Ok(question)
    }

    /// How an action stands over all records of its types.
    pub(crate) fn scope(&self, action: usize) -> Result<Reach> {
        let mut scope = None;
        for rule in &self.gate.model.actions[action] {
            let reach = self.everywhere(rule)?.reach()?;
            let same = scope.is_none_or(|scope| scope == reach);
            scope = Some(if same { reach } else { Reach::Depends });
        }
        Ok(scope.unwrap_or(Reach::Never))
    }
}

/// Whether an action is allowed on every record, on none or on some.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reach {
    Always,
    Never,
    Depends,
}

#[cfg(feature = "json")]
impl Gate<'_> {
    /// Whether an action is allowed on a record, where nothing is wrong and no context is read.
    #[inline(always)]
    pub(crate) fn can(&self, action: usize, record: &Record) -> Option<bool> {
        let rule = self.model.rule_on(action, record.resource)?;
        let residual = match self.kept.get(rule.place)?.get() {
            Some(kept) => kept,
            None => self.residual(rule)?,
        };
        if !rule.context.slots.is_empty() || meets(&record.bits, &rule.errors) {
            return None;
        }
        Some(residual.allows(&record.bits))
    }
}

/// What is wrong with the value of an attribute.
pub(crate) fn fault(values: &Slice<u32>, index: usize, place: Place, of: usize) -> Fault {
    let code = match values.get(index) {
        None | Some(&value::ABSENT) => ErrorCode::MissingAttribute,
        Some(&value::UNKNOWN) => ErrorCode::UnknownValue,
        Some(_) => ErrorCode::WrongType,
    };
    Fault::of(code, place, index, of)
}

impl<'a> Question<'a> {
    pub(crate) fn allowed(&self) -> bool {
        self.allows(&self.bits)
    }

    /// Whether the rule allows a request.
    pub(crate) fn allows(&self, bits: &Slice<u32>) -> bool {
        any_holds(&self.rule.permits, bits) && !any_holds(&self.rule.forbids, bits)
    }

    /// All requests that the rule may be asked about, for this principal.
    pub(crate) fn space(&self) -> Space<'a> {
        Space::new(self.gate.model, self.rule, Some(self.gate.principal))
    }

    /// The answer over all requests in which what is open may be anything.
    pub(crate) fn reach(&self) -> Result<Reach> {
        let space = self.space();
        let cube = space.known(&self.bits);
        if !space.allows(&cube)? {
            return Ok(Reach::Never);
        }
        Ok(if space.denies(&cube)? { Reach::Depends } else { Reach::Always })
    }

    /// The policies of the clauses that hold, each once, in source order.
    pub(crate) fn holding(&self, clauses: &List<Clause>) -> List<u32> {
        let mut policies = List::new();
        for clause in clauses {
            if !meets(&clause.reject, &self.bits) {
                insert(&mut policies, clause.policy as usize);
            }
        }
        policies
    }
}
