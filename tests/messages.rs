//! What messages say of groups and attributes that have no label: what it is, and its name; and of
//! conditions. In the language of the policy, as `npm/src/message.ts` says it.

#![cfg(not(target_family = "wasm"))]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use serde_json::json;
use tollgate::{Catalogue, Policy};
use tollgate_compiler::{Sources, compile};

const SCHEMA: &str = r#"
entity Permission enum ["v1", "v2"];
entity Role enum ["Editor"];
entity Level enum ["Sales"];
entity User in [Permission, Role, Level];
entity Doc { members: Set<User> };
action read, write, sell, share, keep appliesTo { principal: User, resource: Doc };
"#;

const POLICIES: &str = r#"
@id("read") permit (principal in Permission::"v1", action == Action::"read", resource);
@id("write") permit (principal in Role::"Editor", action == Action::"write", resource);
@id("sell") permit (principal in Level::"Sales", action == Action::"sell", resource);
@id("share") permit (principal, action == Action::"share", resource)
when { resource.members.contains(principal) };
@id("keep") permit (principal in Permission::"v2", action == Action::"keep", resource);
"#;

const ROLES: &str = "[permissions.v2]\nlabel = \"Keep\"\ncategory = \"Papers\"\n";

#[test]
fn what_has_no_label_is_said_by_what_it_is_and_its_name() {
    let files = [("schema.cedarschema", SCHEMA), ("a.cedar", POLICIES), ("roles.toml", ROLES)];
    let files = files.map(|(name, text)| (name.to_owned(), text.to_owned())).into();
    let compiled = compile(&Sources { name: "messages".to_owned(), files }).unwrap();
    let english = Policy::from_json(&compiled.json).unwrap();
    let spanish = english.with_texts(Catalogue::phrases("es").unwrap());
    let mut named = Catalogue::phrases("es").unwrap();
    named.add_json(r#"{"texts": {"group.Permission::v1": "Leer"}}"#).unwrap();
    let named = english.with_texts(named);
    let doc = json!({"type": "Doc", "members": []});
    let said = |policy: &Policy, action: &str| {
        let gate = policy.gate(&json!({"id": "u1", "groups": []})).unwrap();
        gate.check(action, &doc).unwrap().message
    };
    let expected = [
        ("read", "You need the permission `v1`.", "Necesita el permiso `v1`."),
        ("write", "You need the role `Editor`.", "Necesita el rol `Editor`."),
        ("sell", "You need the group `Sales`.", "Necesita el grupo `Sales`."),
        ("share", "You need to be in `members`.", "Necesita estar en `members`."),
        ("keep", "You need Keep (Papers).", "Necesita Keep (Papers)."),
    ];
    for (action, in_english, in_spanish) in expected {
        assert_eq!(said(&english, action), in_english);
        assert_eq!(said(&spanish, action), in_spanish);
    }
    assert_eq!(said(&named, "read"), "Necesita Leer.");
    // A list of permissions is a list of names.
    assert_eq!(english.permissions()[0].label, "v1");
}

#[test]
fn conditions_that_hold_back_are_named_by_whether_they_are_set() {
    let schema = "entity User;\nentity Job { frozen: Bool, insured: Bool };\n\
                  action edit appliesTo { principal: User, resource: Job };\n";
    let policies = "@id(\"edit\") @reason(\"r\") permit (principal, action, resource)\n\
                    when { resource.insured && !resource.frozen };\n";
    let lifecycle = "[Job.conditions]\nfrozen = \"the region is frozen\"\n\
                     insured = \"the job is insured\"\n";
    let es = "[conditions.Job]\nfrozen = \"la región está congelada\"\n\
              insured = \"el trabajo está asegurado\"\n";
    let files = [
        ("schema.cedarschema", schema),
        ("a.cedar", policies),
        ("lifecycle.toml", lifecycle),
        ("languages/es.toml", es),
    ];
    let files = files.map(|(name, text)| (name.to_owned(), text.to_owned())).into();
    let compiled = compile(&Sources { name: "messages".to_owned(), files }).unwrap();
    let english = Policy::from_json(&compiled.json).unwrap();
    let mut texts = Catalogue::phrases("es").unwrap();
    texts.add_json(&compiled.languages[0].json).unwrap();
    let spanish = english.with_texts(texts);
    let said = |policy: &Policy, frozen: bool, insured: bool| {
        let job = json!({"type": "Job", "frozen": frozen, "insured": insured});
        let decision = policy.gate(&json!({"id": "u1"})).unwrap().check("edit", &job).unwrap();
        assert_eq!(json!(decision.denial), "blocked");
        decision.message
    };
    let expected = [
        (
            (true, true),
            "This is not possible while the region is frozen.",
            "Esto no es posible mientras la región está congelada.",
        ),
        (
            (false, false),
            "This is not possible until the job is insured.",
            "Esto solo es posible cuando el trabajo está asegurado.",
        ),
        (
            (true, false),
            "This is not possible while the region is frozen. This is not possible until the job \
             is insured.",
            "Esto no es posible mientras la región está congelada. Esto solo es posible cuando \
             el trabajo está asegurado.",
        ),
    ];
    for ((frozen, insured), in_english, in_spanish) in expected {
        assert_eq!(said(&english, frozen, insured), in_english);
        assert_eq!(said(&spanish, frozen, insured), in_spanish);
    }
}

#[test]
fn a_condition_that_holds_back_is_named_before_what_would_do_in_spite_of_it() {
    let schema = "entity Role enum [\"Boss\", \"Driver\"];\nentity User in [Role];\n\
                  entity Job { frozen: Bool, owner: User };\n\
                  action edit appliesTo { principal: User, resource: Job };\n";
    let policies = "@id(\"edit\") permit (principal in Role::\"Driver\", action, resource);\n\
                    @id(\"frozen\") forbid (principal, action, resource)\n\
                    when { resource.frozen }\n\
                    unless { principal in Role::\"Boss\" || resource.owner == principal };\n";
    let lifecycle = "[Job.conditions]\nfrozen = \"the region is frozen\"\n";
    let files =
        [("schema.cedarschema", schema), ("a.cedar", policies), ("lifecycle.toml", lifecycle)];
    let files = files.map(|(name, text)| (name.to_owned(), text.to_owned())).into();
    let compiled = compile(&Sources { name: "messages".to_owned(), files }).unwrap();
    let english = Policy::from_json(&compiled.json).unwrap();
    let spanish = english.with_texts(Catalogue::phrases("es").unwrap());
    let said = |policy: &Policy, roles: &[&str], frozen: bool| {
        let groups: Vec<String> = roles.iter().map(|role| format!("Role::{role}")).collect();
        let gate = policy.gate(&json!({"id": "u1", "groups": groups})).unwrap();
        let job = json!({"type": "Job", "frozen": frozen, "owner": "u2"});
        gate.check("edit", &job).unwrap().message
    };
    let frozen = "This is not possible while the region is frozen.";
    let or = "Otherwise you need the role `Boss`, or to be in `owner`.";
    assert_eq!(said(&english, &["Driver"], true), format!("{frozen} {or}"));
    assert_eq!(said(&english, &["Driver", "Boss"], true), "");
    let both = said(&spanish, &["Driver"], true);
    assert!(both.ends_with("Si no, necesita el rol `Boss`, o bien estar en `owner`."), "{both}");
    // Without the condition something would be lacking, too: that is all there is to say.
    assert!(said(&english, &[], true).starts_with("You need the role `Driver`"));
    assert_eq!(said(&english, &[], false), "You need the role `Driver`.");
}
