//! The boundary to JavaScript, as it ships, in a browser: every function of it answers in numbers,
//! throws plain objects, and knows a policy again after it was forgotten.

#![cfg(target_family = "wasm")]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

use js_sys::{Array, JSON, Object, Reflect, Uint8Array};
use tollgate::program::{NO_NAME, UNKNOWN, value};
use tollgate::vocabulary::{ControlMode, Denial, ErrorCode, FilterKind, Place, Scope};
use tollgate::wasm;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

#[wasm_bindgen]
extern "C" {
    fn atob(base64: &str) -> String;
}

/// A question to a policy: who asks, by groups, and what about.
struct Question<'q> {
    policy: u32,
    groups: &'q [u32],
    resource: Option<u32>,
    values: &'q [u32],
    context: &'q [u32],
}

impl Question<'_> {
    /// As JavaScript has it.
    fn to_js(&self) -> wasm::Question {
        let question = Object::new();
        let set = |member: &str, value: &JsValue| {
            Reflect::set(&question, &member.into(), value).unwrap();
        };
        set("policy", &self.policy.into());
        set("groups", &numbers(self.groups));
        set("references", &numbers(&[0]));
        set("resource", &self.resource.into());
        set("values", &numbers(self.values));
        set("context", &numbers(self.context));
        question.unchecked_into()
    }
}

fn numbers(all: &[u32]) -> JsValue {
    all.iter().map(|number| JsValue::from(*number)).collect::<Array>().into()
}

/// A bundle, its policy opened, and a principal of some permissions.
struct Asked {
    bundle: JsValue,
    policy: u32,
    groups: Vec<u32>,
}

/// The program's bytes in a bundle, or in what `snapshot` answers.
fn program(of: &JsValue) -> Vec<u8> {
    match get(of, "program").as_string() {
        Some(base64) => atob(&base64).chars().map(|byte| byte as u8).collect(),
        None => get(of, "program").unchecked_into::<Uint8Array>().to_vec(),
    }
}

fn bundle() -> JsValue {
    JSON::parse(include_str!("../policies/client-metrics/bundle.json")).unwrap()
}

fn get(of: &JsValue, member: &str) -> JsValue {
    Reflect::get(of, &member.into()).unwrap()
}

fn number(of: &JsValue, member: &str) -> Option<u32> {
    get(of, member).as_f64().map(|number| number as u32)
}

fn length(of: &JsValue) -> u32 {
    of.unchecked_ref::<Array>().length()
}

/// The place of a name in a table of the bundle.
fn place(bundle: &JsValue, table: &str, key: &str, name: &str) -> u32 {
    let table: Array = get(bundle, table).unchecked_into();
    let named = |each: &JsValue| get(each, key).as_string().as_deref() == Some(name);
    (0..table.length()).find(|at| named(&table.get(*at))).unwrap()
}

/// The code and the place of what was thrown.
fn fault(thrown: Result<JsValue, JsValue>) -> (Option<u32>, Option<u32>) {
    let thrown = thrown.unwrap_err();
    assert!(thrown.is_instance_of::<Object>());
    (number(&thrown, "code"), number(&thrown, "place"))
}

fn code(code: ErrorCode, place: Place) -> (Option<u32>, Option<u32>) {
    (Some(code as u32), Some(place as u32))
}

impl Asked {
    fn new(permissions: &[&str]) -> Self {
        let bundle = bundle();
        let policy = wasm::open(&program(&bundle)).unwrap();
        let group = |name: &&str| place(&bundle, "groups", "name", &format!("Permission::{name}"));
        let permissions = permissions.iter().map(group).collect();
        let groups = wasm::principal(policy, None, Some(permissions), None, vec![0]).unwrap();
        let groups =
            groups.unchecked_into::<Array>().into_iter().map(|it| it.as_f64().unwrap() as u32);
        let groups = groups.collect();
        Asked { bundle, policy, groups }
    }

    fn action(&self, name: &str) -> u32 {
        place(&self.bundle, "actions", "name", name)
    }

    fn customer(&self) -> u32 {
        place(&self.bundle, "types", "name", "Customer")
    }

    /// What is asked about a record, or nothing.
    fn about(&self, resource: Option<u32>, values: &[u32]) -> wasm::Question {
        let (policy, groups) = (self.policy, &self.groups[..]);
        Question { policy, groups, resource, values, context: &[] }.to_js()
    }

    fn check(
        &self,
        action: &str,
        resource: Option<u32>,
        values: &[u32],
    ) -> Result<JsValue, JsValue> {
        wasm::check(&self.about(resource, values), self.action(action))
    }
}

/// A customer's words: its status by place (`PAIN`, `ACTV`, `INAC`), its information complete.
const ACTIVE: [u32; 2] = [1, 1];
const INACTIVE: [u32; 2] = [2, 1];

#[wasm_bindgen_test]
fn a_decision_is_an_object_of_numbers() {
    let asked = Asked::new(&["view", "edit"]);
    let customer = Some(asked.customer());
    let allowed = asked.check("editCustomer", customer, &ACTIVE).unwrap();
    assert!(get(&allowed, "denial").is_undefined());
    assert_eq!(number(&allowed, "action"), Some(asked.action("editCustomer")));
    assert_eq!(length(&get(&allowed, "unlock")), 0);
    assert!(length(&get(&allowed, "determining")) > 0);
    let denied = asked.check("editCustomer", customer, &INACTIVE).unwrap();
    assert_eq!(number(&denied, "denial"), Some(Denial::Blocked as u32));
    assert!(length(&get(&denied, "unlock")) > 0 && length(&get(&denied, "message")) > 0);
}

#[wasm_bindgen_test]
fn what_is_wrong_is_thrown_as_numbers() {
    let asked = Asked::new(&["view"]);
    let (policy, customer) = (asked.policy, Some(asked.customer()));
    let check = |resource, values: &[u32]| asked.check("editCustomer", resource, values);
    let unknown = wasm::check(&asked.about(None, &[]), UNKNOWN);
    assert_eq!(fault(unknown), code(ErrorCode::UnknownAction, Place::Itself));
    let record = |word: u32| check(customer, &[word, 1]);
    assert_eq!(fault(record(value::ABSENT)), code(ErrorCode::MissingAttribute, Place::Record));
    assert_eq!(fault(record(value::UNKNOWN)), code(ErrorCode::UnknownValue, Place::Record));
    assert_eq!(fault(record(value::WRONG)), code(ErrorCode::WrongType, Place::Record));
    assert_eq!(fault(check(Some(UNKNOWN), &[])), code(ErrorCode::WrongResource, Place::Itself));
    assert_eq!(fault(check(None, &[])), code(ErrorCode::WrongResource, Place::Action));
    let named = |names: Vec<u32>| wasm::principal(policy, Some(names), None, None, vec![0]);
    assert_eq!(fault(named(vec![UNKNOWN])), code(ErrorCode::UnknownRole, Place::Roles));
    assert_eq!(fault(named(vec![NO_NAME])), code(ErrorCode::WrongType, Place::Roles));
    let nobody = wasm::principal(policy, None, None, None, vec![value::ABSENT]);
    assert_eq!(fault(nobody), code(ErrorCode::MissingAttribute, Place::Reference));
    let context = &[value::NO_OBJECT];
    let no_object = Question { policy, groups: &[], resource: None, values: &[], context };
    let scope = wasm::scope(&no_object.to_js(), asked.action("editCustomer"));
    assert_eq!(fault(scope), code(ErrorCode::WrongType, Place::ContextItself));
}

#[wasm_bindgen_test]
fn bytes_that_are_no_program_are_refused() {
    let sound = program(&bundle());
    let mut tried = 0;
    for end in 0..sound.len() {
        let refused = wasm::open(&sound[..end]).unwrap_err();
        assert!(number(&refused, "code").is_some(), "{end}");
        tried += 1;
    }
    for at in 0..sound.len() {
        let mut changed = sound.clone();
        changed[at] ^= 0x55;
        // What is still a program answers; what is none is refused.
        if let Ok(policy) = wasm::open(&changed) {
            let anybody =
                Question { policy, groups: &[0, 1], resource: None, values: &[], context: &[] };
            let _ = wasm::controls(&anybody.to_js());
        }
        tried += 1;
    }
    assert!(tried > 100);
}

#[wasm_bindgen_test]
fn a_policy_that_was_forgotten_answers_undefined_until_it_is_opened_again() {
    let asked = Asked::new(&["view"]);
    let ask = |policy| {
        let groups = &asked.groups[..];
        let question = Question { policy, groups, resource: None, values: &[], context: &[] };
        wasm::scope(&question.to_js(), asked.action("viewCustomers")).unwrap()
    };
    assert_eq!(ask(asked.policy).as_f64(), Some(f64::from(Scope::Always as u32)));
    for _ in 0..16 {
        wasm::open(&program(&asked.bundle)).unwrap();
    }
    assert!(ask(asked.policy).is_undefined());
    let again = wasm::open(&program(&asked.bundle)).unwrap();
    assert_eq!(ask(again).as_f64(), Some(f64::from(Scope::Always as u32)));
}

#[wasm_bindgen_test]
fn every_other_function_answers() {
    let asked = Asked::new(&["view", "edit"]);
    let (policy, groups, customer) = (asked.policy, &asked.groups, Some(asked.customer()));
    let (page, active) = (asked.about(None, &[]), asked.about(customer, &ACTIVE));
    let inactive = asked.about(customer, &INACTIVE);
    let edit = asked.action("editCustomer");
    let can: Array = wasm::can(&active, vec![edit, UNKNOWN]).unwrap().unchecked_into();
    assert_eq!(get(&can.get(0), "allowed"), JsValue::TRUE);
    assert_eq!(get(&can.get(1), "allowed"), JsValue::FALSE);
    assert!(get(&can.get(1), "fault").is_object());
    let filter = wasm::filter(&page, edit).unwrap();
    assert_eq!(number(&filter, "scope"), Some(FilterKind::Some as u32));
    assert!(length(&get(&filter, "any")) > 0);
    let row = place(&asked.bundle, "controls", "id", "row.edit");
    let control = wasm::control(&inactive, row).unwrap();
    assert_eq!(number(&control, "mode"), Some(ControlMode::Disabled as u32));
    assert!(get(&control, "why").is_object());
    assert!(length(&wasm::controls(&active).unwrap()) > 3);
    let no_choice = wasm::options(&page, row);
    assert_eq!(fault(no_choice), code(ErrorCode::UnknownControl, Place::Choice));
    let steps = wasm::transitions(&inactive).unwrap();
    let step = steps.unchecked_into::<Array>().get(0);
    let name = number(&step, "name").unwrap();
    assert!(get(&wasm::transition(&inactive, name).unwrap(), "to").as_f64().is_some());
    let role = place(&asked.bundle, "roles", "name", "Commercial");
    assert_eq!(length(&wasm::role_defaults(policy, &[role]).unwrap()), 2);
    assert!(wasm::grant_advice(policy, groups[0], &[role]).unwrap().is_object());
}

#[wasm_bindgen_test]
fn a_snapshot_is_a_policy_that_answers_alike() {
    let asked = Asked::new(&["view", "edit"]);
    let snapshot = wasm::snapshot(&asked.about(None, &[]), true).unwrap();
    assert!(length(&get(&snapshot, "policies")) > 0);
    let reduced = wasm::open(&program(&snapshot)).unwrap();
    let customer = Some(asked.customer());
    let mut compared = 0;
    let actions = get(&asked.bundle, "actions").unchecked_into::<Array>().length();
    for action in 0..actions {
        for status in 0..3 {
            let can = |policy, groups| {
                let values = &[status, 1];
                let question =
                    Question { policy, groups, resource: customer, values, context: &[] };
                let answer = wasm::can(&question.to_js(), vec![action]).unwrap();
                get(&answer.unchecked_into::<Array>().get(0), "allowed")
            };
            assert_eq!(can(asked.policy, &asked.groups), can(reduced, &[]));
            compared += 1;
        }
    }
    assert!(compared > 20);
}
