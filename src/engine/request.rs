//! A request: a record's values and perhaps a context, about which a gate is asked.

use super::alternatives::insert;
use super::fault::{Fault, FaultPlace, Result};
use super::gate::Gate;
use super::ids::{ActionId, AttributeId, PolicyId, TypeId, ValueId};
use super::layout::{Slot, value};
use super::mask::{Mask, empty, has, meets};
use super::program::{Clause, Part, Rule};
use super::record::Record;
use super::space::Space;
use super::work::Work;
use crate::vocabulary::{ErrorCode, Scope};

/// What is asked about.
#[derive(Clone, Copy)]
pub(crate) enum Subject<'a> {
    /// Nothing.
    None,
    /// A record that is not there yet.
    Pending,
    /// Something without a type that the schema knows.
    Unknown,
    /// A record.
    Record(&'a Record),
}

/// A context, which each action reads its own way.
pub(crate) trait ContextSource {
    /// The words of what an action reads, none of them for what is absent; `None` where the context
    /// is no object.
    fn values(&self, action: ActionId) -> Option<Vec<u32>>;
}

/// A value chosen in place of what an attribute has.
#[derive(Clone, Copy)]
pub(crate) struct Choice {
    pub(crate) part: Part,
    pub(crate) attribute: AttributeId,
    pub(crate) value: ValueId,
}

#[derive(Clone, Copy)]
pub(crate) struct Request<'a> {
    pub(crate) gate: Gate<'a>,
    pub(crate) subject: Subject<'a>,
    pub(crate) context: Option<&'a dyn ContextSource>,
    pub(crate) choice: Option<Choice>,
    /// What answering may still cost.
    pub(crate) work: &'a Work,
}

/// A request with the rule that answers it.
pub(crate) struct Question<'a> {
    pub(crate) gate: Gate<'a>,
    pub(crate) rule: &'a Rule,
    /// Record, context and facts; of what is open, nothing.
    pub(crate) bits: Mask,
    /// Whether it is about one record, rather than about all.
    pub(crate) about_record: bool,
    pub(crate) work: &'a Work,
}

impl<'a> Request<'a> {
    /// The same request, as a question of its own.
    pub(crate) fn anew<'w>(&self, work: &'w Work) -> Request<'w>
    where
        'a: 'w,
    {
        Request { work, ..*self }
    }

    /// Whether there is such an action.
    pub(crate) fn check_action(&self, action: ActionId) -> Result<()> {
        if action.index() < self.gate.program.actions.len() {
            return Ok(());
        }
        Err(Fault::new(ErrorCode::UnknownAction, FaultPlace::Itself))
    }

    /// The type of what is asked about; without a record, the one that needs none.
    pub(crate) fn resource(&self) -> Result<Option<TypeId>> {
        match self.subject {
            Subject::None | Subject::Pending => Ok(self.gate.program.workspace),
            Subject::Unknown => Err(Fault::new(ErrorCode::WrongResource, FaultPlace::Itself)),
            Subject::Record(record) => Ok(Some(record.resource)),
        }
    }

    /// The words of what is asked about; without a record, none.
    pub(crate) fn values(&self) -> &'a [u32] {
        match self.subject {
            Subject::Record(record) => &record.values,
            _ => &[],
        }
    }

    /// The rule of an action for a type of records.
    pub(crate) fn rule(&self, action: ActionId, resource: Option<TypeId>) -> Result<&'a Rule> {
        let rule = resource.and_then(|resource| self.gate.program.rule(action, resource));
        rule.ok_or_else(|| Fault::new(ErrorCode::WrongResource, FaultPlace::Action(action)))
    }

    /// The question that an action is of this record and context, where nothing about them is
    /// wrong that the action's policies mention.
    pub(crate) fn question(&self, action: ActionId) -> Result<Question<'a>> {
        let resource = self.resource()?;
        let rule = self.rule(action, resource)?;
        let record = self.gate.program.record(rule.resource);
        let mut question = self.open(rule)?;
        question.about_record = true;
        let bits = &mut question.bits;
        match self.subject {
            Subject::Record(encoded) => bits[..encoded.bits.len()].copy_from_slice(&encoded.bits),
            _ => record.encode(&[], bits),
        }
        self.choose(rule, bits);
        if meets(bits, &rule.errors) {
            let wrong = |slot: &Slot| slot.meets(bits, &rule.errors);
            let first = record.slots.iter().position(wrong).unwrap_or(0);
            return Err(wrong_value(
                self.values(),
                first,
                FaultPlace::Record(AttributeId::at(first)),
            ));
        }
        self.read_context(rule, bits)?;
        Ok(question)
    }

    /// A rule with nothing but the principal's facts known, and what is chosen.
    pub(crate) fn open(&self, rule: &'a Rule) -> Result<Question<'a>> {
        self.work.spend(rule.verdict_cost())?;
        let mut bits = empty(rule.blocks());
        self.gate.principal.put_facts(self.gate.program, rule, &mut bits);
        self.choose(rule, &mut bits);
        Ok(Question { gate: self.gate, rule, bits, about_record: false, work: self.work })
    }

    /// Puts what is chosen in place of what a request has.
    fn choose(&self, rule: &Rule, bits: &mut [u32]) {
        let Some(Choice { part, attribute, value }) = self.choice else { return };
        let slots = match part {
            Part::Record => &self.gate.program.record(rule.resource).slots,
            Part::Context => &rule.context.slots,
            Part::Principal => return,
        };
        slots[attribute.index()].choose(bits, value);
    }

    /// Adds the context's bits, where nothing about them is wrong.
    pub(crate) fn read_context(&self, rule: &Rule, bits: &mut [u32]) -> Result<()> {
        let values = match self.context {
            None => Vec::new(),
            Some(source) => source
                .values(rule.action)
                .ok_or_else(|| Fault::new(ErrorCode::WrongType, FaultPlace::ContextItself))?,
        };
        rule.context.encode(&values, bits);
        self.choose(rule, bits);
        let wrong = |slot: &Slot| has(bits, slot.wrong(true)) || has(bits, slot.wrong(false));
        match rule.context.slots.iter().position(wrong) {
            None => Ok(()),
            Some(index) => {
                let at = FaultPlace::Context(rule.action, AttributeId::at(index));
                Err(wrong_value(&values, index, at))
            }
        }
    }

    /// Whether an action is allowed.
    pub(crate) fn can(&self, action: ActionId) -> Result<bool> {
        self.check_action(action)?;
        Ok(self.question(action)?.allowed())
    }

    /// A rule as a question about all records, in this context.
    pub(crate) fn everywhere(&self, rule: &'a Rule) -> Result<Question<'a>> {
        let mut question = self.open(rule)?;
        self.read_context(question.rule, &mut question.bits)?;
        Ok(question)
    }

    /// How an action stands over all records of its types.
    pub(crate) fn scope(&self, action: ActionId) -> Result<Scope> {
        self.check_action(action)?;
        let mut scope = None;
        for rule in self.gate.program.rules(action) {
            let here = self.everywhere(rule)?.scope()?;
            let same = scope.is_none_or(|scope| scope == here);
            scope = Some(if same { here } else { Scope::Depends });
        }
        Ok(scope.unwrap_or(Scope::Never))
    }
}

/// What is wrong with the value of an attribute.
pub(crate) fn wrong_value(values: &[u32], index: usize, at: FaultPlace) -> Fault {
    let code = match values.get(index) {
        None | Some(&(value::ABSENT | value::MISSING)) => ErrorCode::MissingAttribute,
        Some(&value::UNKNOWN) => ErrorCode::UnknownValue,
        Some(_) => ErrorCode::WrongType,
    };
    Fault::new(code, at)
}

/// Whether some clause holds for a request.
fn any_holds(clauses: &[Clause], bits: &[u32]) -> bool {
    clauses.iter().any(|clause| !meets(&clause.reject, bits))
}

impl<'a> Question<'a> {
    pub(crate) fn allowed(&self) -> bool {
        self.allows(&self.bits)
    }

    /// Whether the rule allows a request.
    pub(crate) fn allows(&self, bits: &[u32]) -> bool {
        any_holds(&self.rule.permits, bits) && !any_holds(&self.rule.forbids, bits)
    }

    /// The attributes of the record.
    pub(crate) fn record_slots(&self) -> &'a [Slot] {
        &self.gate.program.record(self.rule.resource).slots
    }

    /// All requests that the rule may be asked about, for this principal.
    pub(crate) fn space(&self) -> Result<Space<'a>> {
        Space::new(self.gate.program, self.rule, Some(self.gate.states), self.work)
    }

    /// The answer over all requests in which what is open may be anything.
    pub(crate) fn scope(&self) -> Result<Scope> {
        let space = self.space()?;
        let cube = space.known(&self.bits);
        if !space.allows(&cube)? {
            return Ok(Scope::Never);
        }
        Ok(if space.denies(&cube)? { Scope::Depends } else { Scope::Always })
    }

    /// The policies of the clauses that hold, each once, in source order.
    pub(crate) fn holding(&self, clauses: &[Clause]) -> Vec<PolicyId> {
        let mut policies = Vec::new();
        for clause in clauses {
            if !meets(&clause.reject, &self.bits) {
                insert(&mut policies, clause.policy);
            }
        }
        policies
    }
}
