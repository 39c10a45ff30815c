//! Casbin: attributes of person and record in one matcher, its documentation's first form of ABAC
//! and the quickest, because no policy line is gone through.

use anyhow::Result;
use casbin::{CoreApi, DefaultModel, Enforcer, NullAdapter};

use super::{DISTINCT_ROWS, Peer};
use crate::workload::{ACTIONS, Customer, Person, customers, people};

const MODEL: &str = r#"
[request_definition]
r = sub, obj, act

[policy_definition]
p = sub, obj, act

[policy_effect]
e = some(where (p.eft == allow))

[matchers]
m = MATCHER
"#;

const MATCHER: [&str; 9] = [
    r#"r.sub.view && (r.act == "viewCustomer" || r.sub.edit && ("#,
    r#"r.act == "deactivateCustomer" || r.act == "openClientMetrics""#,
    r#"|| r.act == "linkIntegration""#,
    r#"|| r.act == "editCustomer" && r.obj.status != "INAC""#,
    r#"|| (r.act == "completeCustomer" || r.act == "activateCustomer")"#,
    r#"&& r.obj.informationComplete"#,
    r#"|| r.act == "activatePartialCustomer" && !r.obj.informationComplete"#,
    r#"|| r.act == "scoreClientMetrics" && (r.obj.status == "ACTV""#,
    r#"|| r.obj.status == "PAIN" && r.sub.clientMetrics)))"#,
];

/// An enforcer with the rules in its matcher.
pub(crate) struct Casbin {
    enforcer: Enforcer,
    people: Vec<Person>,
    customers: Vec<Customer>,
}

impl Casbin {
    /// Reads the model.
    pub(crate) fn new() -> Result<Self> {
        let model = MODEL.replace("MATCHER", &MATCHER.join(" "));
        let runtime = tokio::runtime::Builder::new_current_thread().build()?;
        let enforcer = runtime.block_on(async {
            Enforcer::new(DefaultModel::from_str(&model).await?, NullAdapter).await
        })?;
        Ok(Casbin { enforcer, people: people(), customers: customers(DISTINCT_ROWS) })
    }
}

impl Peer for Casbin {
    const NAME: &'static str = "Casbin";

    fn ask(&mut self, person: usize, action: usize, row: usize) -> bool {
        let request = (&self.people[person], &self.customers[row], ACTIONS[action]);
        self.enforcer.enforce(request).unwrap_or(false)
    }
}
