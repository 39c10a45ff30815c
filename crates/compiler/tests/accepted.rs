//! Small packs with what policies may do beyond enumerations, flags and ties: each in `accepted`
//! compiles, and its gates, their snapshots and filters answer as Cedar does.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

use std::collections::{BTreeSet, HashMap};
use std::path::Path;
use std::str::FromStr;

use cedar_policy::{
    Authorizer, Context, Decision, Entities, EntityUid, PolicyId, PolicySet, Request, Schema,
    SlotId,
};
use serde_json::{Value, json};
use tollgate::{Gate, Policy, Scope, load_gate};
use tollgate_compiler::compile_dir;

const ACTIONS: [&str; 2] = ["viewOrder", "editOrder"];

/// Cedar on a pack's schema and policies.
struct Oracle {
    schema: Schema,
    policies: PolicySet,
}

impl Oracle {
    fn new(pack: &Path) -> Self {
        let read = |name: &str| std::fs::read_to_string(pack.join(name)).unwrap();
        let schema = Schema::from_cedarschema_str(&read("schema.cedarschema")).unwrap().0;
        Oracle { schema, policies: PolicySet::from_str(&read("policies.cedar")).unwrap() }
    }

    /// Whether it is allowed, and the ids of the policies that determined it.
    fn ask(&self, action: &str, who: &Value, record: &Value) -> (bool, BTreeSet<String>) {
        let principal = uid("User", &who["id"]);
        let mut policies = self.policies.clone();
        let templates: Vec<PolicyId> = policies.templates().map(|it| it.id().clone()).collect();
        for template in templates {
            let name = policies.template(&template).unwrap().annotation("id").unwrap().to_owned();
            if who["links"][&name] == true {
                let slots = HashMap::from([(SlotId::principal(), principal.clone())]);
                policies.link(template, PolicyId::new("a link"), slots).unwrap();
            }
        }
        let entities = Entities::from_json_value(entities(who, record), Some(&self.schema));
        let resource = uid("Order", &record["id"]);
        let action = uid("Action", &json!(action));
        let request = Request::new(principal, action, resource, Context::empty(), None).unwrap();
        let response = Authorizer::new().is_authorized(&request, &policies, &entities.unwrap());
        assert_eq!(response.diagnostics().errors().count(), 0, "a policy errs");
        let reasons = response.diagnostics().reason();
        let ids = reasons.map(|id| policies.annotation(id, "id").unwrap().to_owned());
        (response.decision() == Decision::Allow, ids.collect())
    }
}

fn uid(kind: &str, id: &Value) -> EntityUid {
    EntityUid::from_str(&format!("{kind}::{id}")).unwrap()
}

/// A principal and a record as Cedar has them, with the record's owner.
fn entities(who: &Value, record: &Value) -> Value {
    let entity = |kind: &str, id: &Value| json!({"type": kind, "id": id});
    let user = |of: &Value, parents: Vec<Value>| {
        let mut attributes = json!({"level": of["level"]});
        if let Some(account) = of.get("account") {
            attributes["account"] = entity("Account", account);
        }
        json!({"uid": entity("User", &of["id"]), "attrs": attributes, "parents": parents})
    };
    let named = ["groups", "in"].iter().flat_map(|list| who[list].as_array().into_iter().flatten());
    let parents = named.map(|name| {
        let (kind, id) = name.as_str().unwrap().split_once("::").unwrap();
        entity(kind, &json!(id))
    });
    let mut all = vec![user(who, parents.collect())];
    let watchers = record["watchers"].as_array().unwrap().iter();
    let mut attributes = json!({
        "status": entity("Status", &record["status"]), "urgent": record["urgent"],
        "account": entity("Account", &record["account"]), "total": record["total"],
        "note": record["note"],
        "watchers": watchers.map(|id| entity("User", id)).collect::<Vec<_>>(),
    });
    if let Some(owner) = record.get("owner") {
        attributes["owner"] = entity("User", &owner["id"]);
        if owner["id"] != who["id"] {
            all.push(user(owner, Vec::new()));
        }
    }
    let uid = entity("Order", &record["id"]);
    all.push(json!({"uid": uid, "attrs": attributes, "parents": []}));
    all.into()
}

fn principals(takes_links: bool, has_teams: bool) -> Vec<Value> {
    let mut all = Vec::new();
    for (id, level) in [("ann", 1), ("ann", 3), ("bob", 3), ("", -1)] {
        for groups in [json!([]), json!(["Permission::view"]), json!(["Permission::edit"])] {
            for more in [false, true] {
                let mut who = json!({"id": id, "level": level, "groups": groups});
                if more {
                    who["account"] = json!("acc");
                }
                if more && takes_links {
                    who["links"] = json!({"edit-orders": true});
                }
                if more && has_teams {
                    who["in"] = json!(["Team::t1", "Team::t2"]);
                }
                all.push(who);
            }
        }
    }
    all
}

/// Records of one principal: the values of each attribute that some policy tells apart, with those
/// around them.
fn records(who: &Value) -> Vec<Value> {
    let totals = [i64::MIN, 2, 3, 99, 100, i64::MAX];
    let notes = ["", "rush", "rush!", "a rush", "apple"];
    let mut own = who.clone();
    own.as_object_mut().unwrap().retain(|name, _| ["id", "level", "account"].contains(&&**name));
    let owners = [
        Value::Null,
        own,
        json!({"id": "carl", "level": 1, "account": "acc"}),
        json!({"id": "dora", "level": 2}),
    ];
    let mut all = Vec::new();
    for id in ["o1", "o2"] {
        for (total, note) in totals.iter().flat_map(|it| notes.map(|note| (it, note))) {
            let owners = if note.is_empty() { &owners[..] } else { &owners[..1] };
            for owner in owners {
                let mut record = json!({
                    "type": "Order", "id": id, "status": "OPEN", "urgent": false, "account": "acc",
                    "watchers": ["ann"], "total": total, "note": note,
                });
                if !owner.is_null() {
                    record["owner"] = owner.clone();
                }
                all.push(record);
            }
        }
    }
    all
}

/// Holds a pack's gates against Cedar; how many answers were compared, and how many of them allow.
fn compare(pack: &Path) -> (usize, usize) {
    let compiled =
        compile_dir(pack).unwrap_or_else(|report| panic!("{}: {report}", pack.display()));
    // These packs have permissions for other policies, too.
    let expected = |code: &str| code == "policy::unused_group";
    let all = compiled.warnings.iter().all(|warning| expected(warning.code()));
    assert!(all, "{}: {:?}", pack.display(), compiled.warnings);
    let policy = Policy::from_json(&compiled.json).unwrap();
    let oracle = Oracle::new(pack);
    let has_teams = policy.bundle().principal.types.iter().any(|of| !of.within.is_empty());
    let (mut asked, mut allowed) = (0, 0);
    for who in principals(oracle.policies.templates().count() > 0, has_teams) {
        let gate = policy.gate(&who).unwrap_or_else(|error| panic!("{}: {error}", pack.display()));
        let again = |explain| load_gate(&gate.snapshot(explain).to_string()).unwrap();
        let (full, terse) = (again(true), again(false));
        let gates: [&Gate; 3] = [&gate, &full, &terse];
        let records = records(&who);
        for action in ACTIONS {
            let (scope, filter) = (gate.scope(action).unwrap(), gate.filter(action).unwrap());
            for record in &records {
                let expected = oracle.ask(action, &who, record);
                let told = || format!("{}: {action} {who} {record}", pack.display());
                for (at, gate) in gates.iter().enumerate() {
                    let decision = gate.check(action, record).unwrap();
                    let ids = decision.determining.into_iter().map(|it| it.policy).collect();
                    let got = (decision.allowed, if at < 2 { ids } else { expected.1.clone() });
                    assert_eq!(got, expected, "{}", told());
                }
                assert_eq!(filter.matches(record), expected.0, "{filter:?} {}", told());
                let impossible = if expected.0 { Scope::Never } else { Scope::Always };
                assert_ne!(scope, impossible, "{}", told());
                asked += 1;
                allowed += usize::from(expected.0);
            }
        }
    }
    (asked, allowed)
}

#[test]
fn every_accepted_pack_answers_as_cedar_does() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/accepted");
    let mut packs: Vec<_> =
        std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    packs.sort();
    for pack in &packs {
        let (asked, allowed) = compare(pack);
        let name = pack.file_name().unwrap().display();
        println!("{name}: {asked} answers as of Cedar, {allowed} allowed");
        assert!(allowed > 0 && allowed < asked, "{name}");
    }
    assert!(packs.len() >= 18);
}
