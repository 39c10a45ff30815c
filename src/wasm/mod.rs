//! The boundary to JavaScript: each question is one function, its arguments and answers are
//! numbers, and nothing is decided here.
//!
//! A name, a type or a value is its number in the bundle's tables, or one that stands for none
//! (`npm/src/generated/numbers.ts` lists those). What goes wrong is thrown as a plain object, a
//! `Fault` of the engine.
//!
//! Policies are kept under numbers, at most as many as `OPEN_POLICIES_MAX` says. Where another is
//! to come, all are forgotten: a question about one of them is answered by `undefined`, and the
//! caller opens it again.

pub mod answers;
#[cfg(feature = "explain")]
mod explain;

use std::cell::RefCell;
use std::rc::Rc;

use serde::Serialize;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use crate::engine::fault::{Fault, FaultPlace, Result};
use crate::engine::gate::Gate;
use crate::engine::ids::{ActionId, ClusterId, ControlId, GroupId, PENDING, TransitionId, TypeId};
use crate::engine::layout::value::NO_OBJECT;
use crate::engine::principal::{Claims, Principal, States};
use crate::engine::program::Program;
use crate::engine::record::Record;
use crate::engine::request::{ContextSource, Request, Subject};
use crate::engine::snapshot::Snapshot;
use crate::engine::wire::Unreadable;
use crate::engine::work::Work;
use crate::limits::OPEN_POLICIES_MAX;

#[wasm_bindgen]
extern "C" {
    /// Who asks, and what about: a plain object of numbers and lists of them, with nothing but what
    /// is read here.
    pub type Question;

    /// The number of the policy.
    #[wasm_bindgen(method, getter)]
    fn policy(this: &Question) -> u32;

    /// The groups of the principal.
    #[wasm_bindgen(method, getter)]
    fn groups(this: &Question) -> Vec<u32>;

    /// A word for its id and for each of its attributes.
    #[wasm_bindgen(method, getter)]
    fn attributes(this: &Question) -> Vec<u32>;

    /// What attributes that depend on each other can be for this principal: a word for each, one
    /// such state after another. Whether something is allowed is known without.
    #[wasm_bindgen(method, getter)]
    fn states(this: &Question) -> Vec<u32>;

    /// By state, the cluster whose attributes it is of.
    #[wasm_bindgen(method, getter, js_name = stateClusters)]
    fn state_clusters(this: &Question) -> Vec<u32>;

    /// The record's type; `undefined` where there is no record.
    #[wasm_bindgen(method, getter)]
    fn resource(this: &Question) -> Option<u32>;

    /// A word for each attribute of the record.
    #[wasm_bindgen(method, getter)]
    fn values(this: &Question) -> Vec<u32>;

    /// The words of the contexts of all actions, one after another; none where there is no context.
    #[wasm_bindgen(method, getter)]
    fn context(this: &Question) -> Vec<u32>;
}

/// The policies that are open, and the number of the next one.
struct Policies {
    next: u32,
    open: Vec<(u32, Rc<Program>)>,
}

/// Smaller than the standard library's.
#[global_allocator]
static ALLOCATOR: rlsf::SmallGlobalTlsf = rlsf::SmallGlobalTlsf::new();

thread_local! {
    static POLICIES: RefCell<Policies> =
        const { RefCell::new(Policies { next: 0, open: Vec::new() }) };
}

/// What a question answers: `undefined` where the policy is not known, or throws.
type Answer = core::result::Result<JsValue, JsValue>;

/// Opens the policy of a bundle's program and gives its number.
///
/// # Errors
/// What is wrong with the program.
#[wasm_bindgen]
pub fn open(program: &[u8]) -> core::result::Result<u32, JsValue> {
    let program = Program::from_bytes(program).map_err(unreadable)?;
    Ok(POLICIES.with_borrow_mut(|policies| {
        if policies.open.len() >= OPEN_POLICIES_MAX {
            policies.open.clear();
        }
        policies.next = policies.next.wrapping_add(1);
        policies.open.push((policies.next, Rc::new(program)));
        policies.next
    }))
}

fn unreadable(wrong: Unreadable) -> JsValue {
    to_js(&Fault::new(wrong.code(), FaultPlace::Itself))
}

/// What the tables beside the policy's program have to say too, as numbers in a row.
#[wasm_bindgen]
pub fn outline(policy: u32, snapshot: bool) -> Answer {
    ask(policy, &mut |program| Ok(to_js(&program.outline(snapshot))))
}

/// The permissions that roles give, as their groups.
#[wasm_bindgen(js_name = roleDefaults)]
pub fn role_defaults(policy: u32, roles: &[u32]) -> Answer {
    ask(policy, &mut |program| Ok(to_js(&program.role_defaults(roles)?)))
}

/// The advice on giving a permission, or where the pack has none a role, to users of those roles.
#[wasm_bindgen(js_name = grantAdvice)]
pub fn grant_advice(policy: u32, grant: u32, roles: &[u32]) -> Answer {
    ask(policy, &mut |program| Ok(to_js(&program.advice_on_grant(grant, roles)?)))
}

/// The groups of a principal, and what is wrong with it.
#[wasm_bindgen]
pub fn principal(
    policy: u32,
    roles: Option<Vec<u32>>,
    permissions: Option<Vec<u32>>,
    groups: Option<Vec<u32>>,
    attributes: Vec<u32>,
) -> Answer {
    ask(policy, &mut |program| {
        let claims = Claims {
            roles: roles.as_deref(),
            permissions: permissions.as_deref(),
            groups: groups.as_deref(),
            attributes: &attributes,
        };
        let principal = Principal::resolve(program, &claims)?;
        let groups = (0..program.groups.len()).map(GroupId::at);
        Ok(to_js(&groups.filter(|group| principal.is_in(*group)).collect::<Vec<_>>()))
    })
}

/// Whether each of several actions is allowed, or what is wrong with the question.
#[wasm_bindgen]
pub fn can(question: &Question, actions: Vec<u32>) -> Answer {
    question.ask(&mut |request| {
        let can = |action: &u32| request.anew(&Work::default()).can(ActionId(*action)).into();
        Ok(to_js(&actions.iter().map(can).collect::<Vec<answers::Can>>()))
    })
}

/// The decision on an action.
#[wasm_bindgen]
pub fn check(question: &Question, action: u32) -> Answer {
    question.ask(&mut |request| {
        request.check_action(ActionId(action))?;
        let verdict = request.question(ActionId(action))?.verdict()?;
        Ok(to_js(&verdict))
    })
}

/// How an action stands over all records, as a number of `Scope`.
#[wasm_bindgen]
pub fn scope(question: &Question, action: u32) -> Answer {
    question.ask(&mut |request| Ok(JsValue::from(request.scope(ActionId(action))? as u32)))
}

/// The rows for which an action is allowed.
#[wasm_bindgen]
pub fn filter(question: &Question, action: u32) -> Answer {
    question.ask(&mut |request| Ok(to_js(&request.filter(ActionId(action))?)))
}

/// How a transition stands over all records, as a number of `Scope`.
#[wasm_bindgen(js_name = scopeTransition)]
pub fn scope_transition(question: &Question, name: u32) -> Answer {
    question
        .ask(&mut |request| Ok(JsValue::from(request.scope_transition(TransitionId(name))? as u32)))
}

/// The rows with which a transition may be taken.
#[wasm_bindgen(js_name = filterTransition)]
pub fn filter_transition(question: &Question, name: u32) -> Answer {
    question.ask(&mut |request| Ok(to_js(&request.filter_transition(TransitionId(name))?)))
}

/// How one control shows.
#[wasm_bindgen]
pub fn control(question: &Question, control: u32) -> Answer {
    question.ask(&mut |request| Ok(to_js(&request.control(ControlId(control))?)))
}

/// How all controls show that are bound to the record's type, or those of pages.
#[wasm_bindgen]
pub fn controls(question: &Question) -> Answer {
    question.ask(&mut |request| Ok(to_js(&request.controls()?)))
}

/// For each value of a choice why it may not be chosen.
#[wasm_bindgen]
pub fn options(question: &Question, control: u32) -> Answer {
    question.ask(&mut |request| Ok(to_js(&request.options(ControlId(control))?)))
}

/// The decision on a transition.
#[wasm_bindgen]
pub fn transition(question: &Question, name: u32) -> Answer {
    question.ask(&mut |request| {
        let verdict = request.transition(TransitionId(name))?.verdict()?;
        Ok(to_js(&verdict))
    })
}

/// The transitions that the record's state has.
#[wasm_bindgen]
pub fn transitions(question: &Question) -> Answer {
    question.ask(&mut |request| Ok(to_js(&request.transitions()?)))
}

/// The policy reduced to one principal, and which groups and policies are left of it.
#[wasm_bindgen]
pub fn snapshot(question: &Question, explain: bool) -> Answer {
    question.ask(&mut |request| {
        let Snapshot { program, groups, policies, advice } = request.gate.snapshot(explain);
        let program = answers::Bytes(program.to_bytes());
        Ok(to_js(&answers::Snapshot { groups, policies, advice, program }))
    })
}

#[cfg(feature = "explain")]
pub use explain::explain;

impl Question {
    /// Puts the question to its policy.
    fn ask(&self, answer: &mut dyn FnMut(&Request<'_>) -> Result<JsValue>) -> Answer {
        ask(self.policy(), &mut |program| {
            let principal = Principal::new(program, &self.groups(), self.attributes());
            let states = SuppliedStates::new(program, &self.state_clusters(), &self.states());
            let record;
            let subject = match self.resource() {
                None => Subject::None,
                Some(PENDING) => Subject::Pending,
                Some(resource) => match program.types.get(resource as usize) {
                    None => Subject::Unknown,
                    Some(of) => {
                        record = Record::new(TypeId(resource), &of.record, self.values());
                        Subject::Record(&record)
                    }
                },
            };
            let context = Context { program, values: self.context() };
            answer(&Request {
                gate: Gate { program, principal: &principal, states: &states },
                subject,
                context: (!context.values.is_empty()).then_some(&context as &dyn ContextSource),
                choice: None,
                work: &Work::default(),
            })
        })
    }
}

/// By cluster: what its attributes can be, as the question says it.
struct SuppliedStates(Vec<Vec<Vec<u32>>>);

impl SuppliedStates {
    /// Of ways that attributes can be, each of its cluster.
    fn new(program: &Program, clusters: &[u32], mut words: &[u32]) -> Self {
        let mut all = vec![Vec::new(); program.clusters.len()];
        for cluster in clusters {
            let of = program.clusters.get(*cluster as usize).zip(all.get_mut(*cluster as usize));
            let Some((of, known)) = of else { break };
            let Some((state, rest)) = words.split_at_checked(of.members.len()) else { break };
            known.push(state.to_vec());
            words = rest;
        }
        SuppliedStates(all)
    }
}

impl States for SuppliedStates {
    fn of(&self, cluster: ClusterId) -> Result<&[Vec<u32>]> {
        Ok(self.0.get(cluster.index()).map_or(&[], Vec::as_slice))
    }
}

/// Asks the policy of that number.
fn ask(policy: u32, answer: &mut dyn FnMut(&Program) -> Result<JsValue>) -> Answer {
    let known = POLICIES.with_borrow(|policies| {
        policies.open.iter().find(|(number, _)| *number == policy).map(|(_, it)| Rc::clone(it))
    });
    let Some(program) = known else { return Ok(JsValue::UNDEFINED) };
    answer(&program).map_err(|fault| to_js(&fault))
}

/// A plain object of JavaScript; what answers are made of always becomes one.
fn to_js(answer: &impl Serialize) -> JsValue {
    serde_wasm_bindgen::to_value(answer).unwrap_or(JsValue::NULL)
}

/// The words of the contexts of all actions, one after another; or that the context is no object.
struct Context<'a> {
    program: &'a Program,
    values: Vec<u32>,
}

impl ContextSource for Context<'_> {
    fn values(&self, action: ActionId) -> Option<Vec<u32>> {
        if self.values == [NO_OBJECT] {
            return None;
        }
        let length = |action: usize| self.program.context(ActionId::at(action)).len();
        let start: usize = (0..action.index()).map(length).sum();
        let end = start + length(action.index());
        Some(self.values.get(start..end).map(<[u32]>::to_vec).unwrap_or_default())
    }
}
