//! Everything that a gate can be asked, whatever came out of it.

use serde_json::{Value, json};
use tollgate::{Gate, load_gate};

/// The names in a bundle or a snapshot; whatever is no name is none.
pub(crate) struct Names {
    types: Vec<(String, Vec<Value>)>,
    actions: Vec<String>,
    controls: Vec<String>,
    steps: Vec<String>,
}

fn items<'v>(value: &'v Value, member: &str) -> impl Iterator<Item = &'v Value> {
    value[member].as_array().into_iter().flatten()
}

fn name(value: &Value, member: &str) -> Option<String> {
    value[member].as_str().map(str::to_owned)
}

impl Names {
    pub(crate) fn of(bundle: &Value) -> Self {
        let types = items(bundle, "types")
            .filter_map(|it| Some((name(it, "name")?, items(it, "attributes").cloned().collect())));
        let steps = items(bundle, "types").flat_map(|it| items(&it["lifecycle"], "transitions"));
        Names {
            types: types.collect(),
            actions: items(bundle, "actions").filter_map(|it| name(it, "name")).collect(),
            controls: items(bundle, "controls").filter_map(|it| name(it, "id")).collect(),
            steps: steps.filter_map(|it| name(it, "name")).collect(),
        }
    }

    /// Two records of each type: of values that are known, and of what is no value.
    fn records(&self) -> Vec<Value> {
        let record = |(kind, attributes): &(String, Vec<Value>), sound: bool| {
            let mut record = json!({ "type": kind });
            for attribute in attributes {
                let Some(name) = name(attribute, "name") else { continue };
                record[&name] = match attribute["kind"].as_str() {
                    _ if !sound => json!(["me", 7]),
                    Some("bool") => json!(true),
                    Some("set") => json!(["me", "us"]),
                    Some("entity") => json!("me"),
                    _ => attribute["values"].get(0).cloned().unwrap_or(json!("me")),
                };
            }
            record
        };
        let both = |it| [record(it, true), record(it, false)];
        let mut all: Vec<Value> = self.types.iter().flat_map(both).collect();
        all.push(json!(null));
        all
    }

    /// Asks a gate everything, about a few actions, controls and steps of each; the number of
    /// answers that are no errors.
    pub(crate) fn ask(&self, gate: &Gate) -> usize {
        let records = self.records();
        let mut answers = 0;
        let mut count = |is_answer: bool| answers += usize::from(is_answer);
        for action in self.actions.iter().take(12) {
            count(gate.scope(action).is_ok());
            let filter = gate.filter(action);
            let matched =
                |it: tollgate::Filter| records.iter().filter(|row| it.matches(*row)).count();
            count(filter.map(matched).is_ok());
            for record in &records {
                count(gate.check(action, record).is_ok());
                count(gate.can(action, record).is_ok());
            }
        }
        for record in &records {
            count(gate.prepare(record).controls().is_ok());
            count(gate.transitions(record).is_ok());
            count(gate.project(record).is_ok());
            for id in self.controls.iter().take(8) {
                count(gate.prepare(record).options(id).is_ok());
                count(gate.prepare(record).with(&json!({})).control(id).is_ok());
            }
            for step in self.steps.iter().take(8) {
                count(gate.transition(step, record).is_ok());
            }
        }
        count(gate.table(&records, None).is_ok());
        answers
    }

    /// The same, and of the gates that its snapshots make.
    pub(crate) fn ask_snapshots(&self, gate: &Gate) -> usize {
        let snapshot = |explain| load_gate(&gate.snapshot(explain).to_string());
        let asked = |gate: tollgate::Result<Gate>| gate.map_or(0, |gate| self.ask(&gate));
        self.ask(gate) + asked(snapshot(true)) + asked(snapshot(false))
    }
}
