//! The debug file of a bundle: where its policies and controls stand in the sources, and its
//! clauses in words, for explanations.

use std::collections::BTreeMap;

use tollgate::program::Clause;
use tollgate::{ClauseTexts, DebugInfo, Policy};
use tollgate_compiler::Compiled;

use crate::finding::Problem;
use crate::reading::Reading;

/// The file of a compiled pack.
pub(crate) fn file(compiled: &Compiled) -> Result<String, Problem> {
    let policy = Policy::from_json(&compiled.json)?;
    let info = DebugInfo {
        pack: compiled.pack.clone(),
        fingerprint: compiled.fingerprint.clone(),
        policies: compiled.places.policies.clone(),
        controls: compiled.places.controls.clone(),
        clauses: clauses(&policy),
    };
    Ok(serde_json::to_string(&info).map_err(Problem::of)? + "\n")
}

fn clauses(policy: &Policy) -> ClauseTexts {
    let (bundle, program) = (policy.bundle(), policy.program());
    let mut texts = ClauseTexts::new();
    for (action, rules) in bundle.actions.iter().zip(&program.actions) {
        let on = texts.entry(action.name.clone()).or_default();
        for rule in rules {
            let reading = Reading { bundle, program, rule };
            let mut policies: BTreeMap<String, Vec<Vec<String>>> = BTreeMap::new();
            for Clause { policy, reject } in rule.permits.iter().chain(&rule.forbids) {
                let id = bundle.policies[policy.index()].id.clone();
                policies.entry(id).or_default().push(reading.each(&reading.literals(reject)));
            }
            on.insert(reading.resource().name.clone(), policies);
        }
    }
    texts
}
