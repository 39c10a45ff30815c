//! The boundary to JavaScript, as it ships, in a browser: every function of it answers in numbers,
//! throws plain objects, and knows a policy again after it was forgotten.

#![cfg(target_family = "wasm")]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

use js_sys::{Array, JSON, Object, Reflect, Uint8Array, Uint32Array};
use tollgate::limits::OPEN_POLICIES_MAX;
use tollgate::program::{NO_NAME, UNKNOWN, value};
use tollgate::vocabulary::{ControlMode, Denial, ErrorCode, FilterKind, Place, Scope};
use tollgate::vocabulary::{Holds, TargetKind};
use tollgate::wasm;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

#[wasm_bindgen]
extern "C" {
    fn atob(base64: &str) -> String;
}

/// A bundle, its policy opened, and a principal of some permissions.
struct Opened {
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

/// Who asks, and what about, as a plain object; no record where there is no type.
fn question(policy: u32, groups: &[u32], record: Option<(u32, &[u32])>) -> wasm::Question {
    let list = |numbers: &[u32]| JsValue::from(Uint32Array::from(numbers));
    let resource = record.map_or(JsValue::UNDEFINED, |(resource, _)| resource.into());
    let members = [
        ("policy", policy.into()),
        ("groups", list(groups)),
        ("attributes", list(&[0])),
        ("states", list(&[])),
        ("stateClusters", list(&[])),
        ("resource", resource),
        ("values", list(record.map_or(&[], |(_, values)| values))),
        ("context", list(&[])),
    ];
    let question = Object::new();
    for (member, value) in members {
        set(&question, member, &value);
    }
    question.unchecked_into()
}

fn set(of: &JsValue, member: &str, value: &JsValue) {
    Reflect::set(of, &member.into(), value).unwrap();
}

impl Opened {
    fn new(permissions: &[&str]) -> Self {
        let bundle = bundle();
        let policy = wasm::open(&program(&bundle)).unwrap();
        let group = |name: &&str| place(&bundle, "groups", "name", &format!("Permission::{name}"));
        let permissions = permissions.iter().map(group).collect();
        let groups = wasm::principal(policy, None, Some(permissions), None, vec![0]).unwrap();
        let groups =
            groups.unchecked_into::<Array>().into_iter().map(|it| it.as_f64().unwrap() as u32);
        let groups = groups.collect();
        Opened { bundle, policy, groups }
    }

    fn action(&self, name: &str) -> u32 {
        place(&self.bundle, "actions", "name", name)
    }

    fn customer(&self) -> u32 {
        place(&self.bundle, "types", "name", "Customer")
    }

    fn about(&self, record: Option<(u32, &[u32])>) -> wasm::Question {
        question(self.policy, &self.groups, record)
    }

    fn check(&self, action: &str, record: Option<(u32, &[u32])>) -> Result<JsValue, JsValue> {
        wasm::check(&self.about(record), self.action(action))
    }
}

/// A customer's words: its status by place (`PAIN`, `ACTV`, `INAC`), its information complete.
const ACTIVE: [u32; 2] = [1, 1];
const INACTIVE: [u32; 2] = [2, 1];

#[wasm_bindgen_test]
fn a_decision_is_an_object_of_numbers() {
    let opened = Opened::new(&["view", "edit"]);
    let customer = opened.customer();
    let allowed = opened.check("editCustomer", Some((customer, &ACTIVE))).unwrap();
    assert!(get(&allowed, "denial").is_undefined());
    assert_eq!(number(&allowed, "action"), Some(opened.action("editCustomer")));
    assert_eq!(length(&get(&get(&allowed, "explanation"), "unlock")), 0);
    assert!(length(&get(&allowed, "determining")) > 0);
    let denied = opened.check("editCustomer", Some((customer, &INACTIVE))).unwrap();
    assert_eq!(number(&denied, "denial"), Some(Denial::Blocked as u32));
    let explanation = get(&denied, "explanation");
    assert!(length(&get(&explanation, "unlock")) > 0);
    let token = get(&explanation, "message").unchecked_into::<Array>().get(0);
    assert!(number(&token, "kind").is_some() && number(&token, "index").is_some());
}

#[wasm_bindgen_test]
fn what_is_wrong_is_thrown_as_numbers() {
    let opened = Opened::new(&["view"]);
    let (policy, customer) = (opened.policy, opened.customer());
    let check = |record: Option<(u32, &[u32])>| opened.check("editCustomer", record);
    let unknown = wasm::check(&opened.about(None), UNKNOWN);
    assert_eq!(fault(unknown), code(ErrorCode::UnknownAction, Place::Itself));
    let status = |word: u32| check(Some((customer, &[word, 1])));
    assert_eq!(fault(status(value::ABSENT)), code(ErrorCode::MissingAttribute, Place::Record));
    assert_eq!(fault(status(value::UNKNOWN)), code(ErrorCode::UnknownValue, Place::Record));
    assert_eq!(fault(status(value::WRONG)), code(ErrorCode::WrongType, Place::Record));
    let no_type = check(Some((UNKNOWN, &[])));
    assert_eq!(fault(no_type), code(ErrorCode::WrongResource, Place::Itself));
    assert_eq!(fault(check(None)), code(ErrorCode::WrongResource, Place::Action));
    let named = |names: Vec<u32>| wasm::principal(policy, Some(names), None, None, vec![0]);
    assert_eq!(fault(named(vec![UNKNOWN])), code(ErrorCode::UnknownRole, Place::Roles));
    assert_eq!(fault(named(vec![NO_NAME])), code(ErrorCode::WrongType, Place::Roles));
    let nobody = wasm::principal(policy, None, None, None, vec![value::ABSENT]);
    assert_eq!(fault(nobody), code(ErrorCode::MissingAttribute, Place::Reference));
    let question = opened.about(None);
    set(&question, "context", &Uint32Array::from(&[value::NO_OBJECT][..]));
    let scope = wasm::scope(&question, opened.action("editCustomer"));
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
            let _ = wasm::controls(&question(policy, &[0, 1], None));
        }
        tried += 1;
    }
    assert!(tried > 100);
}

#[wasm_bindgen_test]
fn the_outline_of_a_policy_begins_with_the_lengths_of_its_tables() {
    let opened = Opened::new(&[]);
    let outline: Array = wasm::outline(opened.policy, false).unwrap().unchecked_into();
    let tables = ["policies", "groups", "types", "actions", "roles", "controls"];
    for (at, table) in (0..).zip(tables) {
        let expected = length(&get(&opened.bundle, table));
        assert_eq!(outline.get(at).as_f64(), Some(f64::from(expected)), "{table}");
    }
    let shorter: Array = wasm::outline(opened.policy, true).unwrap().unchecked_into();
    assert!(shorter.length() < outline.length(), "it says nothing of policies by action");
}

#[wasm_bindgen_test]
fn a_policy_that_was_forgotten_answers_undefined_until_it_is_opened_again() {
    let opened = Opened::new(&["view"]);
    let ask = |policy| {
        let question = question(policy, &opened.groups, None);
        wasm::scope(&question, opened.action("viewCustomers")).unwrap()
    };
    assert_eq!(ask(opened.policy).as_f64(), Some(f64::from(Scope::Always as u32)));
    for _ in 0..OPEN_POLICIES_MAX {
        wasm::open(&program(&opened.bundle)).unwrap();
    }
    assert!(ask(opened.policy).is_undefined());
    let again = wasm::open(&program(&opened.bundle)).unwrap();
    assert_eq!(ask(again).as_f64(), Some(f64::from(Scope::Always as u32)));
}

#[wasm_bindgen_test]
fn every_other_function_answers() {
    let opened = Opened::new(&["view", "edit"]);
    let policy = opened.policy;
    let active = opened.about(Some((opened.customer(), &ACTIVE)));
    let inactive = opened.about(Some((opened.customer(), &INACTIVE)));
    let edit = opened.action("editCustomer");
    let can: Array = wasm::can(&active, vec![edit, UNKNOWN]).unwrap().unchecked_into();
    assert_eq!(get(&can.get(0), "allowed"), JsValue::TRUE);
    assert_eq!(get(&can.get(1), "allowed"), JsValue::FALSE);
    assert!(get(&can.get(1), "fault").is_object());
    let filter = wasm::filter(&opened.about(None), edit).unwrap();
    assert_eq!(number(&filter, "scope"), Some(FilterKind::Some as u32));
    assert!(length(&get(&filter, "any")) > 0);
    let row = place(&opened.bundle, "controls", "id", "row.edit");
    let control = wasm::control(&inactive, row).unwrap();
    assert_eq!(number(&control, "mode"), Some(ControlMode::Disabled as u32));
    assert!(get(&control, "why").is_object());
    assert!(length(&wasm::controls(&active).unwrap()) > 3);
    let no_choice = wasm::options(&opened.about(None), row);
    assert_eq!(fault(no_choice), code(ErrorCode::UnknownControl, Place::Choice));
    let step = wasm::transitions(&inactive).unwrap().unchecked_into::<Array>().get(0);
    let name = number(&step, "name").unwrap();
    let step = wasm::transition(&inactive, name).unwrap();
    assert!(get(&step, "to").as_f64().is_some());
    let rows = wasm::filter_transition(&opened.about(None), name).unwrap();
    assert!(length(&get(&rows, "any")) > 0);
    let scope = wasm::scope_transition(&opened.about(None), name).unwrap();
    assert_eq!(scope.as_f64(), Some(f64::from(Scope::Depends as u32)));
    let why = wasm::explain(&inactive, TargetKind::Control as u32, row).unwrap();
    let why = get(&why, "against");
    assert_eq!(
        (number(&why, "action"), number(&why, "type")),
        (Some(edit), Some(opened.customer()))
    );
    assert!(get(&why, "value").is_undefined());
    let forbid = place(&opened.bundle, "policies", "id", "inactive-customers-wait");
    let last = get(&why, "clauses").unchecked_into::<Array>().iter().last().unwrap();
    let holds = Some(Holds::Yes as u32);
    assert_eq!((number(&last, "policy"), number(&last, "holds")), (Some(forbid), holds));
    assert_eq!(length(&get(&last, "literals")), 1);
    let role = place(&opened.bundle, "roles", "name", "Commercial");
    assert_eq!(length(&wasm::role_defaults(policy, &[role]).unwrap()), 2);
    assert!(wasm::grant_advice(policy, opened.groups[0], &[role]).unwrap().is_object());
}

#[wasm_bindgen_test]
fn a_snapshot_is_a_policy_that_answers_alike() {
    let opened = Opened::new(&["view", "edit"]);
    let snapshot = wasm::snapshot(&opened.about(None), true).unwrap();
    assert!(length(&get(&snapshot, "policies")) > 0);
    let reduced = wasm::open(&program(&snapshot)).unwrap();
    let mut compared = 0;
    let actions = get(&opened.bundle, "actions").unchecked_into::<Array>().length();
    for action in 0..actions {
        for status in 0..3 {
            let can = |policy, groups: &[u32]| {
                let question = question(policy, groups, Some((opened.customer(), &[status, 1])));
                let answer = wasm::can(&question, vec![action]).unwrap();
                get(&answer.unchecked_into::<Array>().get(0), "allowed")
            };
            assert_eq!(can(opened.policy, &opened.groups), can(reduced, &[]));
            compared += 1;
        }
    }
    assert!(compared > 20);
}
