//! Random policies, compiled, decide as Cedar's own authorizer does, in every world that they look
//! at; and the compiler says that nobody can ever do something exactly where nobody can.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod common;

use common::bundle::Bundle;
use common::oracle::Oracle;
use common::random::{Tape, policies};
use common::world::worlds;
use proptest::prelude::*;
use tollgate::program::Rule;
use tollgate_compiler::{Sources, compile};

const SCHEMA: &str = r#"
entity Permission enum ["a", "b"];
entity Team;
entity User in [Permission] { team: Team, boss?: Team };
entity Status enum ["X", "Y", "Z"];
entity Doc, Note {
  status: Status,
  mood?: Status,
  flag: Bool,
  hot?: Bool,
  owner: User,
  deputy?: User,
  team: Team,
  readers: Set<User>,
  teams?: Set<Team>,
};
action acts;
action act, other in [acts] appliesTo {
  principal: User,
  resource: [Doc, Note],
  context: { to: Status, sure?: Bool, by?: User },
};
"#;

const SURFACE: &str = "[used_elsewhere]\nact = \"by this test\"\nother = \"by this test\"\n";

/// Worlds that one pack is asked about; past that they are taken at even steps.
const WORLDS_MAX: usize = 120;

fn pack(policies: &str) -> Sources {
    let files =
        [("schema.cedarschema", SCHEMA), ("surface.toml", SURFACE), ("policies.cedar", policies)];
    Sources {
        name: "random".to_owned(),
        files: files.map(|(name, text)| (name.to_owned(), text.to_owned())).into(),
    }
}

const ACTIONS: [&str; 2] = ["act", "other"];
const TYPES: [&str; 2] = ["Doc", "Note"];

/// Whether the bundle, or the refusal to make one, is what Cedar says in every world.
fn compare(text: &str) -> Result<(), TestCaseError> {
    let oracle = Oracle::new(SCHEMA, text);
    let compiled = compile(&pack(text));
    let bundle = compiled.as_ref().ok().map(|compiled| Bundle::new(&compiled.json));
    let closed: Vec<String> = match &compiled {
        Ok(_) => Vec::new(),
        Err(report) => report.errors.iter().map(ToString::to_string).collect(),
    };
    for (world, action) in worlds(text, WORLDS_MAX).iter().flat_map(|w| ACTIONS.map(|a| (w, a))) {
        for resource in TYPES {
            let expected = oracle.ask(action, resource, world);
            if let Some(bundle) = &bundle {
                let got = bundle.ask(action, resource, world);
                prop_assert_eq!(got, expected, "{} {} {:?}\n{}", action, resource, world, text);
            } else if closed.contains(&format!("nobody can ever be allowed to `{action}`")) {
                prop_assert!(!expected.0, "{} {} {:?}\n{}", action, resource, world, text);
            }
        }
    }
    let refused = |error: &String| error.starts_with("nobody can ever be allowed to");
    prop_assert!(closed.iter().all(refused), "{:?}\n{}", closed, text);
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn clauses_decide_as_cedar_does(tape in proptest::collection::vec(any::<u8>(), 0..120)) {
        compare(&policies(&mut Tape::new(&tape)))?;
    }
}

#[test]
fn what_simplifies_away_stays_mentioned() {
    let text = "@id(\"p\") @reason(\"r\") permit(principal, action, resource) when { \
                (resource.flag || !resource.flag) && (resource has hot || true) && \
                (resource is Note || [Status::\"X\", Status::\"Y\", Status::\"Z\"].contains(\
                resource.status)) };";
    let json = compile(&pack(text)).unwrap().json;
    let bundle = Bundle::new(&json);
    let rules = &bundle.program.actions[0];
    let mentions = |rule: &Rule| -> Vec<&str> {
        let attributes = &bundle.tables.types[rule.resource.index()].attributes;
        rule.mentions.iter().map(|each| attributes[each.index()].name.as_str()).collect()
    };
    assert_eq!(mentions(&rules[0]), ["status", "flag", "hot"]);
    assert_eq!(mentions(&rules[1]), ["flag", "hot"]);
    assert_eq!(rules[0].permits.len(), 1);
    let record = &bundle.program.types[rules[0].resource.index()].record;
    assert_eq!(rules[0].literals(record, &rules[0].permits[0].reject), []);
}

#[test]
fn an_action_is_refused_only_where_no_world_allows_it() {
    let open = "@id(\"p\") @reason(\"r\") permit(principal, action, resource) when { \
                resource has hot && !resource.hot && !(resource has mood) && \
                principal has boss && resource.team != principal.boss };";
    assert!(compile(&pack(open)).is_ok());
    let closed = "@id(\"p\") @reason(\"r\") permit(principal, action, resource) when { \
                  principal has boss && resource.team == principal.boss };\n\
                  @id(\"f\") @reason(\"r\") forbid(principal, action, resource) when { \
                  principal has boss };";
    assert!(compile(&pack(closed)).is_err());
}
