//! What messages say of groups and attributes that have no label: what it is, and its name; and of
//! conditions. In the language of the policy, as `npm/src/message.ts` says it.

#![cfg(not(target_family = "wasm"))]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use serde_json::{Value, json};
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

const FACTS: &str = r#"
entity Team;
entity Kind enum ["staff", "guest"];
entity Role enum ["Clerk"];
entity User in [Team, Role] {
  department: String, kind: Kind, level?: Long, external: Bool, skills: Set<String>, city: String,
};
entity Bill { paid: Bool };
action settle, plan, sign, join, lift, send, drive, list, name, wait, both, void
  appliesTo { principal: User, resource: Bill };
"#;

const FACT_POLICIES: &str = r#"
@id("settle") permit (principal, action == Action::"settle", resource)
when { principal.department == "Finance" };
@id("plan-1") permit (principal, action == Action::"plan", resource)
when { principal.department == "Finance" };
@id("plan-2") permit (principal, action == Action::"plan", resource)
when { ["Sales", "Audit"].contains(principal.department) && !resource.paid };
@id("sign") permit (principal in Role::"Clerk", action == Action::"sign", resource)
when { principal.department == "Finance" && principal.kind == Kind::"staff" };
@id("join") permit (principal in Team::"t1", action == Action::"join", resource);
@id("lift") permit (principal, action == Action::"lift", resource)
when { principal has level && principal.level >= 3 };
@id("send") permit (principal, action == Action::"send", resource) when { !principal.external };
@id("drive") permit (principal, action == Action::"drive", resource)
when { principal.skills.contains("crane") };
@id("list") permit (principal, action == Action::"list", resource)
when { ["a", "b", "c", "d", "e", "f", "g", "h", "i"].contains(principal.city) };
@id("name") permit (principal == User::"somebody", action == Action::"name", resource);
@id("wait") permit (principal, action == Action::"wait", resource)
when { principal.department == "Finance" && resource.paid };
@id("both") permit (principal, action == Action::"both", resource)
when { principal.department == "Finance" && principal has level && principal.level > 3 };
@id("void") permit (principal, action == Action::"void", resource);
@id("void-not") forbid (principal, action == Action::"void", resource)
when { principal.department != "Finance" };
"#;

const CLOSED: &str = "No permission and no change of state would allow this here.";

/// What messages say to somebody who lacks nothing that could be granted, and what of the principal
/// would do.
fn fact_messages() -> [(&'static str, &'static str, Value); 12] {
    let cities = "This is only for city `a` or `b` or `c` or `d` or `e` or `f` or `g` or `h` or ….";
    let departments = "This is only for department `Finance` or `Audit` or `Sales`.";
    let clerk = json!({"department": "Finance", "kind": "staff", "groups": ["Role::Clerk"]});
    [
        ("settle", "This is only for department `Finance`.", json!({"department": "Finance"})),
        ("plan", departments, json!({"department": "Sales"})),
        ("sign", "This is only for department `Finance` and kind `staff`.", clerk),
        ("join", "This is only for Team `t1`.", json!({"in": ["Team::t1"]})),
        ("lift", "This depends on your rank.", json!({"level": 3})),
        ("send", "This depends on your external.", json!({"external": false})),
        ("drive", "This is only for skills `crane`.", json!({"skills": ["crane"]})),
        ("list", cities, json!({"city": "i"})),
        (
            "both",
            "This depends on your department and rank.",
            json!({"department": "Finance", "level": 4}),
        ),
        ("name", CLOSED, json!({"id": "somebody"})),
        ("wait", CLOSED, Value::Null),
        ("void", "This is only for department `Finance`.", json!({"department": "Finance"})),
    ]
}

#[test]
fn a_fact_about_the_principal_is_named_where_nothing_else_is_lacking_and_would_do() {
    let mut surface = "[controls.settle]\nkind = \"button\"\naction = \"settle\"\n\
                       ungranted = \"disabled\"\n[used_elsewhere]\n"
        .to_owned();
    for (action, ..) in &fact_messages()[1..] {
        surface += &format!("{action} = \"asked below\"\n");
    }
    let files = [
        ("schema.cedarschema", FACTS),
        ("a.cedar", FACT_POLICIES),
        ("roles.toml", "[facts]\nlevel = \"rank\"\n"),
        ("surface.toml", &surface),
        ("languages/es.toml", "[facts]\nlevel = \"rango\"\n"),
    ];
    let files = files.map(|(name, text)| (name.to_owned(), text.to_owned())).into();
    let compiled = compile(&Sources { name: "facts".to_owned(), files }).unwrap();
    let policy = Policy::from_json(&compiled.json).unwrap();
    let who = json!({
        "id": "u1", "department": "Yard", "kind": "guest", "external": true, "skills": [],
        "city": "z", "level": 1,
    });
    let gate = policy.gate(&who).unwrap();
    let bill = json!({"type": "Bill", "paid": false});
    for (action, message, would_do) in fact_messages() {
        assert_eq!(gate.check(action, &bill).unwrap().message, message, "{action}");
        let mut other = who.clone();
        let changes = would_do.as_object().into_iter().flatten();
        changes.for_each(|(name, value)| other[name] = value.clone());
        let allowed = policy.gate(&other).unwrap().can(action, &bill).unwrap();
        assert_eq!(allowed, !would_do.is_null(), "{action} {other}");
    }
    let control = gate.control("settle").unwrap();
    assert_eq!(control.message.as_deref(), Some("This is only for department `Finance`."));
    let mut spanish = Catalogue::phrases("es").unwrap();
    spanish.add_json(&compiled.languages[0].json).unwrap();
    let gate = policy.with_texts(spanish).gate(&who).unwrap();
    let said = |action: &str| gate.check(action, &bill).unwrap().message;
    assert_eq!(said("lift"), "Esto depende de su rango.");
    assert_eq!(said("settle"), "Esto es solo para department `Finance`.");
}
