//! Schemas and policies in the forms that Cedar projects publish: JSON beside text, and namespaces.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

use cedar_policy::SchemaFragment;
use serde_json::{Value, json};
use tollgate_compiler::import::{Held, held, leftovers};
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
    let Held::Policies { text, links } = held("set.json", &set.to_string()).unwrap() else {
        panic!("no policies");
    };
    assert!(text.is_empty() && links.len() == 4);
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

#[test]
fn what_a_file_holds_is_seen_by_what_stands_in_it() {
    let kind = |name: &str, text: &str| match held(name, text) {
        Ok(Held::Schema) => "schema",
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
        (json!({ "static": { "statement": policy } }), "policies", "/static/statement"),
        (json!({ "staticPolicies": policy }), "policies", "/staticPolicies"),
        (json!({ "staticPolicies": { "p": policy } }), "policies", "/staticPolicies/p"),
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
