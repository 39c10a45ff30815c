//! Regorus: the rules in Rego, compiled once for its virtual machine, which is some three times
//! quicker than interpreting them; inputs made ahead as its own values.

use anyhow::Result;
use regorus::languages::rego::compiler::Compiler;
use regorus::rvm::vm::RegoVM;
use regorus::{Engine, Value};
use serde_json::json;

use super::{DISTINCT_ROWS, Peer};
use crate::workload::{ACTIONS, PEOPLE, customers, people};

const POLICY: &str = r#"
package customers

works if {
    input.person.view
    input.person.edit
}

allow if {
    input.action == "viewCustomer"
    input.person.view
}

allow if {
    input.action in {"deactivateCustomer", "openClientMetrics", "linkIntegration"}
    works
}

allow if {
    input.action == "editCustomer"
    input.row.status != "INAC"
    works
}

allow if {
    input.action in {"completeCustomer", "activateCustomer"}
    input.row.informationComplete
    works
}

allow if {
    input.action == "activatePartialCustomer"
    not input.row.informationComplete
    works
}

allow if {
    input.action == "scoreClientMetrics"
    input.row.status == "ACTV"
    works
}

allow if {
    input.action == "scoreClientMetrics"
    input.row.status == "PAIN"
    input.person.clientMetrics
    works
}
"#;

/// What is asked.
const ENTRY: &str = "data.customers.allow";

/// A machine with the program, and an input for each question.
pub struct Regorus {
    machine: RegoVM,
    /// By row, then action, then person.
    inputs: Vec<Value>,
}

impl Regorus {
    /// Parses the policy.
    ///
    /// # Errors
    ///
    /// When Regorus refuses it.
    pub fn new() -> Result<Self> {
        let mut engine = Engine::new();
        engine.add_policy("customers.rego".to_owned(), POLICY.to_owned())?;
        let compiled = engine.compile_with_entrypoint(&ENTRY.into())?;
        let mut machine = RegoVM::new();
        machine.load_program(Compiler::compile_from_policy(&compiled, &[ENTRY])?);
        let mut inputs = Vec::new();
        for row in customers(DISTINCT_ROWS) {
            for action in ACTIONS {
                for person in people() {
                    inputs.push(json!({"person": person, "action": action, "row": row}).into());
                }
            }
        }
        Ok(Regorus { machine, inputs })
    }
}

impl Peer for Regorus {
    const NAME: &'static str = "Regorus";

    fn ask(&mut self, person: usize, action: usize, row: usize) -> bool {
        let input = &self.inputs[(row * ACTIONS.len() + action) * PEOPLE + person];
        self.machine.set_input(input.clone());
        matches!(self.machine.execute(), Ok(Value::Bool(true)))
    }
}
