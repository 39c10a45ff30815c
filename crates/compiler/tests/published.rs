//! Schemas and policies in the forms that Cedar projects publish: JSON beside text, and namespaces.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

use std::str::FromStr;

use cedar_policy::{PolicySet, SchemaFragment, ffi};
use serde_json::{Map, Value, json};
use tollgate_compiler::import::{Held, Link, held, leftovers};
use tollgate_compiler::{Sources, compile, compile_dir};

const JSON: &str = "schema.cedarschema.json";

const POLICIES: &str = "@id(\"view\") @reason(\"r\")\npermit (principal, action, resource);\n";

fn sources(schema: &str, text: &str, policies: &str) -> Sources {
    let files = [(schema, text), ("a.cedar", policies)];
    let files = files.map(|(name, text)| (name.to_owned(), text.to_owned()));
    Sources { name: "published".to_owned(), files: files.into() }
}

/// A schema with a namespace's entity types and actions.
fn schema(entities: &Value, actions: &Value) -> String {
    json!({ "App": { "entityTypes": entities, "actions": actions } }).to_string()
}

fn view() -> Value {
    json!({ "view": { "appliesTo": { "principalTypes": ["User"], "resourceTypes": ["Doc"] } } })
}

#[test]
fn a_schema_as_json_means_what_its_text_means() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut compared = 0;
    for folder in ["policies", "tests/constructs"] {
        for entry in std::fs::read_dir(root.join(folder)).unwrap() {
            let mut pack = Sources::read(&entry.unwrap().path()).unwrap();
            let place = pack.files.iter().position(|(name, _)| name == "schema.cedarschema");
            let Some(place) = place else { continue };
            let (fragment, _) = SchemaFragment::from_cedarschema_str(&pack.files[place].1).unwrap();
            pack.files[place] = (JSON.to_owned(), fragment.to_json_string().unwrap());
            let of_json = compile(&pack).unwrap();
            // Back as text it has the same order, that of names.
            let text = SchemaFragment::from_json_str(&pack.files[place].1).unwrap();
            let text = text.to_cedarschema().unwrap();
            pack.files[place] = ("schema.cedarschema".to_owned(), text);
            let of_text = compile(&pack).unwrap();
            assert_eq!(of_json.json, of_text.json, "{}", pack.name);
            compared += 1;
        }
    }
    println!("{compared} schemas compared");
    assert!(compared >= 20);
}

#[test]
fn what_json_declares_is_numbered_in_its_order() {
    let entities = r#"{ "User": {}, "Zoo": {}, "Doc": { "shape": { "type": "Record", "attributes": {
        "z": { "type": "Boolean" }, "a": { "type": "Boolean" } } } } }"#;
    let applies = r#"{ "appliesTo": { "principalTypes": ["User"], "resourceTypes": ["Doc"] } }"#;
    let actions = format!(r#""view": {applies}, "edit": {applies}"#);
    let text =
        format!(r#"{{ "App": {{ "actions": {{ {actions} }}, "entityTypes": {entities} }} }}"#);
    let policies = "@id(\"v\") @reason(\"r\") permit (principal, action, resource)\n\
                    when { resource.a && resource.z };";
    let bundle = compile(&sources(JSON, &text, policies)).unwrap();
    let bundle: Value = serde_json::from_str(&bundle.json).unwrap();
    let names = |of: &Value| -> Vec<String> {
        let all = of.as_array().unwrap().iter();
        all.map(|it| it["name"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(names(&bundle["actions"]), ["view", "edit"]);
    assert_eq!(names(&bundle["types"]), ["Doc"]);
    assert_eq!(names(&bundle["types"][0]["attributes"]), ["z", "a"]);
}

#[test]
fn no_json_is_too_much_for_the_compiler() {
    let deep = |levels: usize| {
        let (mut of, mut text) = (String::new(), json!({ "type": "Boolean" }).to_string());
        for _ in 0..levels {
            of.push_str(r#"{"type":"Record","attributes":{"a":"#);
        }
        text = of + &text + &"}}".repeat(levels);
        format!(
            r#"{{"":{{"entityTypes":{{"User":{{}},"Doc":{{"shape":{text}}}}},"actions":{}}}}}"#,
            view(),
        )
    };
    assert!(compile(&sources(JSON, &deep(20), POLICIES)).is_ok());
    for levels in [50, 60, 100, 10_000] {
        let outcome = compile(&sources(JSON, &deep(levels), POLICIES));
        let outcome = outcome.map(|_| ()).map_err(|report| report.errors[0].code());
        println!("{levels}: {outcome:?}");
        assert!(levels < 100 || outcome == Err("schema::json"), "{levels}: {outcome:?}");
    }
    for text in ["", "{", "[]", "null", "{\"\":1}", "{\"App\":{}}", "\u{feff}{}", "{}", "\"\u{0}\""]
    {
        let report = compile(&sources(JSON, text, POLICIES)).unwrap_err();
        assert!(report.errors.iter().all(|it| !it.message().contains("different function")));
    }
}

#[test]
fn short_names_are_used_where_one_namespace_has_them() {
    let two = "namespace A { entity User, Doc; action view, edit appliesTo { principal: User, \
               resource: Doc }; }\nnamespace B { entity Doc, A; action view appliesTo { principal: \
               A::User, resource: Doc }; }\n";
    let bundle = compile(&sources("schema.cedarschema", two, POLICIES)).unwrap();
    let bundle: Value = serde_json::from_str(&bundle.json).unwrap();
    assert_eq!(bundle["principal"]["types"][0]["name"], "User");
    let names: Vec<&Value> =
        bundle["types"].as_array().unwrap().iter().map(|it| &it["name"]).collect();
    assert_eq!(names, ["A::Doc", "B::Doc"]);
    let names: Vec<&Value> =
        bundle["actions"].as_array().unwrap().iter().map(|it| &it["name"]).collect();
    assert_eq!(names, ["A::Action::view", "edit", "B::Action::view"]);
    let own = "namespace App { entity App, Doc; action view appliesTo { principal: App, resource: \
               Doc }; }\n";
    let bundle = compile(&sources("schema.cedarschema", own, POLICIES)).unwrap();
    let bundle: Value = serde_json::from_str(&bundle.json).unwrap();
    assert_eq!(bundle["principal"]["types"][0]["name"], "App");
}

#[test]
fn policies_as_json_say_the_same_as_text() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut compared = 0;
    for folder in ["policies", "tests/constructs"] {
        for entry in std::fs::read_dir(root.join(folder)).unwrap() {
            let folder = entry.unwrap().path();
            let mut pack = Sources::read(&folder).unwrap();
            for (name, text) in &mut pack.files {
                if !name.ends_with(".cedar") {
                    continue;
                }
                let set: cedar_policy::PolicySet = text.parse().unwrap();
                let json = set.clone().to_json().unwrap().to_string();
                let Held::Policies { text: read, links } = held("set.json", &json).unwrap() else {
                    panic!("{name}: {json}");
                };
                assert!(links.is_empty());
                assert_eq!(
                    read.matches("@id(").count(),
                    set.policies().count() + set.templates().count(),
                    "{read}",
                );
                *text = read;
                compared += set.policies().count() + set.templates().count();
            }
            let (before, after) = (compile_dir(&folder).unwrap(), compile(&pack).unwrap());
            let ids = |json: &str| -> Vec<String> {
                let bundle: Value = serde_json::from_str(json).unwrap();
                let all = bundle["policies"].as_array().unwrap().iter();
                let mut ids: Vec<String> = all.map(|it| it.to_string()).collect();
                ids.sort();
                ids
            };
            assert_eq!(ids(&before.json), ids(&after.json), "{}", pack.name);
        }
    }
    println!("{compared} policies compared");
    assert!(compared >= 80);
}

#[test]
fn links_are_those_of_principals_in_the_names_of_the_pack() {
    let schema = schema(&json!({ "User": {}, "Doc": {} }), &view());
    let policies = "@id(\"share\")\n\
                    permit (principal == ?principal, action, resource == ?resource);\n\
                    @id(\"all\") permit (principal, action, resource in ?resource);\n";
    let set = json!({
        "staticPolicies": {}, "templates": {},
        "templateLinks": [
            { "templateId": "share", "newId": "l1", "values": {
                "?principal": { "__entity": { "type": "App::User", "id": "a\"b" } },
                "?resource": { "type": "App::Doc", "id": "d1" } } },
            { "templateId": "all", "newId": "l2", "values": {
                "?resource": { "type": "App::Doc", "id": "d2" } } },
            { "templateId": "share", "newId": "l3", "values": {
                "?resource": { "type": "App::Doc", "id": "d3" } } },
            { "templateId": "missing", "newId": "l4", "values": {} },
        ],
    });
    let Held::Links(links) = held("set.json", &set.to_string()).unwrap() else {
        panic!("no links");
    };
    assert_eq!(links.len(), 4);
    let leftovers = leftovers(&sources(JSON, &schema, policies), &links);
    let lines: Vec<Value> =
        leftovers.links.unwrap().lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let expected = [
        json!({ "links": { "all": ["Doc::d2"] } }),
        json!({ "principal": "User::a\"b", "links": { "share": ["Doc::d1"] } }),
    ];
    assert_eq!(lines, expected);
    // A link that names nobody would be everybody's.
    assert_eq!(leftovers.left.len(), 2, "{:?}", leftovers.left);
}

/// What a file of JSON holds of policies, and its links.
fn policies(json: &Value) -> (String, Vec<Link>) {
    match held("some.json", &json.to_string()) {
        Ok(Held::Policies { text, links }) => (text, links),
        other => panic!("{json}: {other:?}"),
    }
}

/// What is said by the policies and templates of a set.
fn contents(set: &PolicySet) -> Vec<String> {
    let json = set.clone().to_json().unwrap();
    let all = ["staticPolicies", "templates"].into_iter().filter_map(|of| json[of].as_object());
    let mut all: Vec<String> = all.flat_map(Map::values).map(ToString::to_string).collect();
    all.sort();
    all
}

/// The ids that policies and templates have as `@id`.
fn ids(set: &PolicySet) -> Vec<String> {
    let policies = set.policies().filter_map(|it| it.annotation("id"));
    let all = policies.chain(set.templates().filter_map(|it| it.annotation("id")));
    let mut ids: Vec<String> = all.map(str::to_owned).collect();
    ids.sort();
    ids
}

#[test]
fn policy_sets_of_texts_say_what_cedar_reads_in_them() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut compared = 0;
    for entry in std::fs::read_dir(root.join("tests/constructs")).unwrap() {
        let text = std::fs::read_to_string(entry.unwrap().path().join("policies.cedar")).unwrap();
        let set: PolicySet = text.parse().unwrap();
        let (mut by_id, mut templates) = (Map::new(), Map::new());
        for policy in set.policies() {
            by_id.insert(policy.annotation("id").unwrap().to_owned(), policy.to_string().into());
        }
        for template in set.templates() {
            let id = template.annotation("id").unwrap().to_owned();
            templates.insert(id, template.to_string().into());
        }
        let listed: Vec<&str> = by_id.values().filter_map(Value::as_str).collect();
        // Of an array Cedar itself reads no more than one.
        for of_policies in [json!(listed[..1]), json!(listed.join("\n")), json!(by_id)] {
            let json = json!({ "staticPolicies": of_policies, "templates": templates });
            let read: ffi::PolicySet = serde_json::from_value(json.clone()).unwrap();
            let read = read.parse().unwrap();
            assert_eq!(contents(&read), contents(&policies(&json).0.parse().unwrap()), "{json}");
            compared += contents(&read).len();
        }
    }
    println!("{compared} policies of texts in JSON compared");
    assert!(compared >= 200, "{compared}");
}

#[test]
fn policies_of_a_set_have_the_ids_that_it_calls_them_by() {
    let odd = "a \"b\"\\ '\u{1}é";
    let policy = "// why\npermit (principal, action, resource);";
    let own = "@id(\"own\") @reason(\"r\") permit (principal == ?principal, action, resource);";
    let (text, links) = policies(&json!({
        "staticPolicies": { (odd): policy, "two": policy },
        "templates": { "called": own },
        "templateLinks": [{ "templateId": "called", "newId": "l", "values": {
            "?principal": { "type": "User", "id": odd } } }],
    }));
    assert_eq!(ids(&text.parse().unwrap()), [odd, "own", "two"]);
    assert_eq!(text.matches("// why").count(), 2, "{text}");
    // A link names its template as the pack does, whatever the set called it.
    let schema = json!({ "": { "entityTypes": { "User": {}, "Doc": {} }, "actions": view() } });
    let left = leftovers(&sources(JSON, &schema.to_string(), &text), &links);
    let expected = json!({ "principal": format!("User::{odd}"), "links": { "own": true } });
    assert_eq!(left.links.as_deref(), Some(&*format!("{expected}\n")), "{:?}", left.left);
}

#[test]
fn what_cedar_does_not_take_as_a_policy_set_is_none() {
    let policy = "permit (principal, action, resource);";
    let template = "permit (principal == ?principal, action, resource);";
    let of_json = PolicySet::from_str(policy).unwrap().to_json().unwrap();
    let of_json = of_json["staticPolicies"]["policy0"].to_string();
    let deep = format!(
        "permit (principal, action, resource) when {{ {}true{} }};",
        "(".repeat(99),
        ")".repeat(99),
    );
    let static_policies = [
        r#""permit (principal""#.to_owned(),
        format!("{template:?}"),
        format!("[{template:?}]"),
        format!("[{:?}]", policy.repeat(2)),
        r#"{"a": "permit"}"#.to_owned(),
        r#"{"a": 1}"#.to_owned(),
        "7".to_owned(),
        format!("{{\"a\": {policy:?}, \"a\": {policy:?}}}"),
        format!("{{\"a\": {of_json}, \"a\": {of_json}}}"),
    ];
    let refused = static_policies.iter().map(|it| format!("{{\"staticPolicies\": {it}}}"));
    // A template without a slot would be a policy that permits at once.
    let templates = [format!("{policy:?}"), of_json];
    let templates = templates
        .iter()
        .map(|it| format!("{{\"staticPolicies\": {{}}, \"templates\": {{\"a\": {it}}}}}"));
    let mut tried = 0;
    for json in refused.chain(templates) {
        let read = serde_json::from_str::<ffi::PolicySet>(&json).ok().map(ffi::PolicySet::parse);
        assert!(!matches!(read, Some(Ok(_))), "{json}");
        assert!(held("set.json", &json).is_err(), "{json}");
        tried += 1;
    }
    assert!(held("set.json", &json!({ "staticPolicies": [deep] }).to_string()).is_err());
    assert_eq!(tried, 11);
}

/// A policy as Verified Permissions tells it.
fn stored(id: &str, definition: &Value) -> Value {
    json!({ "policyStoreId": "s", "policyId": id, "policyType": "STATIC",
            "definition": definition, "createdDate": "2026-01-01T00:00:00Z" })
}

#[test]
fn what_verified_permissions_tells_is_read() {
    let statement = "permit (principal, action, resource);";
    let template = "permit (principal == ?principal, action, resource == ?resource);";
    let of_static = json!({ "static": { "description": "All.", "statement": statement } });
    let linked = json!({ "templateLinked": { "policyTemplateId": "share",
        "principal": { "entityType": "App::User", "entityId": "ann" },
        "resource": { "entityType": "App::Doc", "entityId": "d1" } } });
    let of_template = json!({ "policyStoreId": "s", "policyTemplateId": "share",
        "description": "d", "statement": template });
    let (one, two) = (stored("P1", &of_static), stored("P2", &linked));
    let expected: [(Value, &[&str], usize); 5] = [
        (one.clone(), &["P1"], 0),
        (of_static, &[], 0),
        (of_template.clone(), &["share"], 0),
        (json!({ "results": [one, two], "errors": [] }), &["P1"], 1),
        (json!([one, of_template, two]), &["P1", "share"], 1),
    ];
    for (json, expected, count) in expected {
        let (text, links) = policies(&json);
        let set = text.parse().unwrap();
        assert_eq!(
            (ids(&set), links.len()),
            (expected.iter().map(ToString::to_string).collect(), count)
        );
        assert_eq!(contents(&set).len(), expected.len().max(1));
    }
    let of_link = held("l.json", &two.to_string());
    let Ok(Held::Links(links)) = of_link else { panic!("{of_link:?}") };
    let schema = schema(&json!({ "User": {}, "Doc": {} }), &view());
    let policies = format!("@id(\"share\")\n{template}\n");
    let lines = leftovers(&sources(JSON, &schema, &policies), &links).links.unwrap();
    let expected = json!({ "principal": "User::ann", "links": { "share": ["Doc::d1"] } });
    assert_eq!(lines, format!("{expected}\n"));
    let of_schema = json!({ "policyStoreId": "s", "schema": schema, "namespaces": ["App"] });
    let within = held("schema.json", &of_schema.to_string());
    assert!(matches!(&within, Ok(Held::SchemaWithin(text)) if *text == schema), "{within:?}");
    // A list has no statements: what is not there is told.
    let listed = stored("P1", &json!({ "static": { "description": "All." } }));
    let error = held("list.json", &json!({ "policies": [listed] }).to_string()).unwrap_err();
    assert!(error.contains("no statement of `P1`") && error.contains("get-policy"), "{error}");
    let store = json!({ "policyStoreId": "s", "validationSettings": { "mode": "OFF" } });
    assert!(matches!(held("store.json", &store.to_string()), Ok(Held::Nothing)));
}

#[test]
fn what_a_file_holds_is_seen_by_what_stands_in_it() {
    let kind = |name: &str, text: &str| match held(name, text) {
        Ok(Held::Schema | Held::SchemaWithin(_)) => "schema",
        Ok(Held::Policies { .. }) => "policies",
        Ok(Held::Links(_)) => "links",
        Ok(Held::Nothing) => "nothing",
        Err(_) => "error",
    };
    let policy = json!({ "effect": "permit", "principal": { "op": "All" },
        "action": { "op": "All" }, "resource": { "op": "All" }, "conditions": [] });
    let link = json!([{ "template_id": "t", "link_id": "l", "args": {} }]);
    let broken = json!({ "staticPolicies": { "a": { "effect": "permit" } }, "templates": {} });
    let entities = json!([{ "uid": { "type": "A", "id": "b" }, "attrs": {}, "parents": [] }]);
    for (name, text, expected) in [
        ("a.cedarschema", String::new(), "schema"),
        ("a.cedar", "permit".to_owned(), "policies"),
        ("a.json", schema(&json!({}), &json!({})), "schema"),
        ("a.json", policy.to_string(), "policies"),
        ("a.json", link.to_string(), "links"),
        ("a.json", broken.to_string(), "error"),
        ("a.json", entities.to_string(), "nothing"),
        ("a.json", "{}".to_owned(), "nothing"),
        ("a.json", "[]".to_owned(), "nothing"),
        ("a.json", "{ no".to_owned(), "nothing"),
        ("package.json", r#"{"name": "x", "scripts": {}}"#.to_owned(), "nothing"),
        ("a.json", "[".repeat(100_000), "nothing"),
    ] {
        assert_eq!(kind(name, &text), expected, "{name}: {}", &text[..text.len().min(80)]);
    }
}

#[test]
fn a_value_that_policies_ask_of_records_is_no_unused_group() {
    let schema = "entity App enum [\"todo\", \"other\"];\n\
                  entity User in [App];\nentity Doc in [App];\n\
                  action view appliesTo { principal: User, resource: Doc };\n\
                  action list appliesTo { principal: User, resource: App };\n";
    let unused = |policies: &str| {
        let warnings = compile(&sources("schema.cedarschema", schema, policies)).unwrap().warnings;
        let unused = warnings.iter().filter(|it| it.code() == "policy::unused_group");
        unused.map(|it| it.message().to_owned()).collect::<Vec<_>>()
    };
    let other = ["no policy asks for the group `other`"];
    let of_all = "@id(\"v\") permit (principal, action, resource);\n";
    assert_eq!(unused(of_all).len(), 2);
    for asked in ["resource in App::\"todo\"", "resource == App::\"todo\""] {
        let policy = format!("@id(\"l\") permit (principal, action, {asked});\n");
        assert_eq!(unused(&format!("{of_all}{policy}")), other, "{asked}");
    }
}

#[test]
fn cedar_within_other_json_is_not_passed_over() {
    let policy = "permit (principal, action, resource);";
    let schema = schema(&json!({ "User": {}, "Doc": {} }), &view());
    let as_json = json!({
        "effect": "permit", "principal": { "op": "All" }, "action": { "op": "All" },
        "resource": { "op": "All" }, "conditions": [],
    });
    let within = [
        (json!([{ "id": "p", "content": policy }]), "policies", "/0/content"),
        (json!({ "Static": { "Statement": policy } }), "policies", "/Static/Statement"),
        (json!({ "call": { "staticPolicies": policy } }), "policies", "/call/staticPolicies"),
        (json!({ "call": { "staticPolicies": { "p": as_json } } }), "a policy", "/call"),
        (json!([as_json, as_json]), "a policy", "/0"),
        (json!({ "cedarJson": schema }), "a schema", "/cedarJson"),
        (
            json!({ "schema": serde_json::from_str::<Value>(&schema).unwrap() }),
            "a schema",
            "/schema",
        ),
    ];
    for (json, what, at) in &within {
        let error = held("some.json", &json.to_string()).unwrap_err();
        let found = error.contains(&format!("it holds {what} within")) && error.contains(at);
        assert!(found, "{json}: {error}");
    }
    let others = [
        json!({ "principal": "User::\"a\"", "action": "view", "resource": "Doc::\"d\"" }),
        json!([{ "uid": { "type": "User", "id": "permit" }, "attrs": {}, "parents": [] }]),
        json!({ "description": "We permit (nearly) everything.", "forbid": [policy.len()] }),
        json!({ "deep": "(".repeat(100_000) + "permit" }),
    ];
    for json in &others {
        let found = held("some.json", &json.to_string());
        assert!(matches!(found, Ok(Held::Nothing)), "{json}: {found:?}");
    }
    println!("{} kinds of JSON with Cedar within, {} without", within.len(), others.len());
}

#[test]
fn what_is_no_part_of_a_schema_is_not_said_to_be_its_form() {
    let of_action = json!({ "view": { "appliesTo": {
        "principalTypes": ["User"], "resourceTypes": ["Doc"],
        "context": { "type": "Asked", "attributes": {} },
    } } });
    let told = |text: &str| {
        let report = compile(&sources(JSON, text, POLICIES)).unwrap_err();
        assert_eq!(report.errors[0].code(), "schema::json");
        report.errors[0].help().unwrap().to_string()
    };
    assert!(told(&schema(&json!({}), &of_action)).contains("docs.cedarpolicy.com"));
    assert!(told(&json!({ "entityTypes": {}, "actions": {} }).to_string()).contains("namespace"));
}
