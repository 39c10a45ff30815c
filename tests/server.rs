//! A policy on a server: shared between threads, a gate for each request, records as any type that
//! serde can serialise.

#![cfg(not(target_family = "wasm"))]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use serde_json::json;
use tollgate::{Decision, Error, Filter, Gate, Policy, Refusal, Table, packs};

const _: () = {
    const fn shared<T: Send + Sync + 'static>() {}
    shared::<Policy>();
    shared::<Gate>();
    shared::<Error>();
    shared::<Refusal>();
    shared::<Decision>();
    shared::<Filter>();
    shared::<Table>();
};

#[derive(serde::Serialize)]
struct User<'a> {
    id: String,
    roles: &'a [&'a str],
    #[serde(skip_serializing_if = "Option::is_none")]
    customer: Option<&'a str>,
    email: &'a str,
}

#[derive(Clone, Copy, serde::Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
enum Status {
    #[serde(rename = "PAIN")]
    Partial,
    Actv,
    Inac,
}

#[derive(serde::Serialize)]
#[serde(rename_all = "camelCase", tag = "type", rename = "Customer")]
struct Customer {
    id: u64,
    status: Status,
    information_complete: bool,
    balance: f64,
    contacts: Vec<(String, Option<String>)>,
}

#[derive(serde::Serialize)]
#[serde(tag = "type")]
enum Record {
    #[serde(rename_all = "camelCase")]
    Shipment {
        booked_by: String,
        billed_to: String,
        commissioned: Vec<String>,
        invoiced: bool,
    },
    #[serde(rename_all = "camelCase")]
    Customer {
        commissioned: std::collections::HashSet<String>,
    },
    Staff,
}

/// Something that fails to serialise.
struct Unserialisable;

impl serde::Serialize for Unserialisable {
    fn serialize<S: serde::Serializer>(&self, _: S) -> Result<S::Ok, S::Error> {
        Err(serde::ser::Error::custom("the database is away"))
    }
}

fn customer(id: u64, status: Status) -> Customer {
    let contacts = vec![("Ann".to_owned(), None), ("Bob".to_owned(), Some("b@x".to_owned()))];
    Customer { id, status, information_complete: id.is_multiple_of(2), balance: -0.5, contacts }
}

#[test]
fn threads_share_a_policy_and_make_a_gate_for_each_request() {
    let policy = packs::client_metrics();
    let roles = ["Commercial", "Administrator", "ReadOnly"];
    let ask = |policy: &Policy, request: usize| {
        let user = User {
            id: format!("u{request}"),
            roles: &roles[request % 3..=request % 3],
            customer: None,
            email: "u@x",
        };
        let gate = policy.gate(&user).unwrap();
        let status = [Status::Partial, Status::Actv, Status::Inac][request / 3 % 3];
        let record = customer(request as u64, status);
        let states = gate.prepare(&record).controls().unwrap();
        let shown: Vec<_> = states.into_iter().map(|each| (each.id, each.state)).collect();
        (gate.can("editCustomer", &record).unwrap(), gate.filter("editCustomer").unwrap(), shown)
    };
    let expected: Vec<_> = (0..18).map(|request| ask(&policy, request)).collect();
    let answered = AtomicUsize::new(0);
    thread::scope(|scope| {
        for worker in 0..8 {
            let (policy, expected, answered) = (policy.clone(), &expected, &answered);
            scope.spawn(move || {
                for request in (0..90).map(|each| (each + worker) % 18) {
                    assert_eq!(ask(&policy, request), expected[request]);
                    answered.fetch_add(1, Ordering::Relaxed);
                }
            });
        }
    });
    println!("{} requests answered in 8 threads", answered.load(Ordering::Relaxed));
    assert_eq!(answered.into_inner(), 720);
}

#[test]
fn threads_share_one_gate() {
    let gate =
        Arc::new(packs::alvys().gate(&json!({"id": "u1", "roles": ["Dispatcher"]})).unwrap());
    let company = json!({"type": "Company", "companyType": "Shipper", "status": "Active"});
    let actions: Vec<String> =
        gate.policy().unwrap().actions().into_iter().map(str::to_owned).collect();
    let workers: Vec<_> = (0..4)
        .map(|_| {
            let (gate, company, actions) = (gate.clone(), company.clone(), actions.clone());
            let ask = move |action: &String| gate.check(action, &company);
            thread::spawn(move || actions.iter().map(ask).collect::<Vec<_>>())
        })
        .collect();
    let answers: Vec<_> = workers.into_iter().map(|worker| worker.join().unwrap()).collect();
    assert!(answers.windows(2).all(|pair| pair[0] == pair[1]));
}

#[test]
fn records_are_structs_enums_maps_or_json() {
    let policy = packs::access_levels();
    let user = User { id: "u7".into(), roles: &["Sales"], customer: None, email: "s@x" };
    let gate = policy.gate(&user).unwrap();
    let shipment = Record::Shipment {
        booked_by: "u1".into(),
        billed_to: "a1".into(),
        commissioned: vec!["u7".into()],
        invoiced: false,
    };
    let map = BTreeMap::from([
        ("type", json!("Shipment")),
        ("bookedBy", json!("u1")),
        ("billedTo", json!("a1")),
        ("commissioned", json!(["u7"])),
        ("invoiced", json!(false)),
    ]);
    let hashed: HashMap<String, _> =
        map.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect();
    let json = json!(map);
    for action in ["viewShipment", "viewCost", "changeCost", "changeBilledAmount", "viewCommission"]
    {
        let decision = gate.check(action, &shipment).unwrap();
        assert_eq!(gate.check(action, &map).unwrap(), decision);
        assert_eq!(gate.check(action, &hashed).unwrap(), decision);
        assert_eq!(gate.check(action, &json).unwrap(), decision);
        assert_eq!(gate.check(action, &&&json).unwrap(), decision);
        assert_eq!(gate.check(action, &Some(&shipment)).unwrap(), decision);
    }
    let own = Record::Customer { commissioned: ["u7".to_owned()].into() };
    assert_eq!(gate.can("viewCustomer", &own), Ok(true));
    assert_eq!(gate.can("viewStaff", &Record::Staff), Ok(false));
    let filter = gate.filter("viewShipment").unwrap();
    assert!(filter.matches(&shipment) && filter.matches(&map) && filter.matches(&json));
    assert!(!filter.matches(&()) && !filter.matches(&Unserialisable));
    let rows = [shipment, own, Record::Staff];
    let table = gate.table(&rows, None).unwrap();
    assert_eq!(table.errors, []);
    assert_eq!(table.column("viewStaff"), Some(&[0, 0, 0][..]));
    assert_eq!(table.column("viewShipment"), Some(&[1, 0, 0][..]));
    assert_eq!(gate.table::<Record>(&[], None).unwrap().actions().len(), 0);
}

#[test]
fn what_cannot_be_serialised_is_an_error_and_no_panic() {
    let policy = packs::alvys();
    assert_eq!(policy.gate(&Unserialisable).unwrap_err().code().as_str(), "wrong_type");
    let gate = policy.gate(&json!({"id": "u1", "permissions": ["editCompany"]})).unwrap();
    let error = gate.can("editCompany", &Unserialisable).unwrap_err();
    assert_eq!(error.code().as_str(), "wrong_resource");
    let company = json!({"type": "Company", "companyType": "Shipper"});
    let asked = gate.prepare(&company).with(&Unserialisable).can("changeCompanyType");
    assert_eq!(asked.unwrap_err().code().as_str(), "wrong_type");
    let keyed: HashMap<(u8, u8), u8> = HashMap::from([((1, 2), 3)]);
    assert!(gate.can("editCompany", &keyed).is_err());
    let nan = json!({"type": "Company", "companyType": "Shipper", "weight": f64::NAN});
    assert_eq!(gate.can("editCompany", &nan), Ok(true));
}

#[test]
fn a_handler_answers_with_the_refusal() {
    fn handle(gate: &Gate, record: &Customer) -> Result<&'static str, Refusal> {
        gate.require("editCustomer", record)?;
        Ok("saved")
    }
    let policy = packs::client_metrics();
    let writer = policy.gate(&json!({"id": "u1", "roles": ["Commercial"]})).unwrap();
    let reader = policy.gate(&json!({"id": "u2", "roles": ["ReadOnly"]})).unwrap();
    assert_eq!(handle(&writer, &customer(1, Status::Actv)), Ok("saved"));
    let Err(Refusal::Denied(decision)) = handle(&writer, &customer(1, Status::Inac)) else {
        panic!("an inactive customer is not edited");
    };
    assert_eq!(decision.denial, Some(tollgate::Denial::Blocked));
    let refusal = handle(&reader, &customer(1, Status::Actv)).unwrap_err();
    assert_eq!(refusal.to_string(), "You need Edit (Customers).");
    assert!(matches!(reader.require("edit", &()), Err(Refusal::Error(_))));
}
