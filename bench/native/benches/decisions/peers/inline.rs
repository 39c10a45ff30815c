//! Hand-written conditions on a struct, the practical limit.

use super::Peer;
use crate::workload::{Customer, Person, Status, customers, people};

/// People and customers as structs.
#[derive(Debug)]
pub(crate) struct Inline {
    people: Vec<Person>,
    customers: Vec<Customer>,
}

impl Inline {
    /// With that many customers.
    pub(crate) fn new(rows: usize) -> Self {
        Inline { people: people(), customers: customers(rows) }
    }

    /// Every answer for one person, a column an action, as a table has them.
    pub(crate) fn table(&self, person: usize, actions: usize) -> Vec<Vec<u8>> {
        let person = &self.people[person];
        let column = |action| {
            self.customers.iter().map(|customer| u8::from(can(person, action, customer))).collect()
        };
        (0..actions).map(column).collect()
    }
}

/// The pack's rules; actions by their place in the list.
fn can(person: &Person, action: usize, customer: &Customer) -> bool {
    let works = person.view && person.edit;
    match action {
        0 => person.view,
        1 => works && customer.status != Status::Inac,
        2 | 3 => works && customer.information_complete,
        4 => works && !customer.information_complete,
        7 => {
            works
                && match customer.status {
                    Status::Actv => true,
                    Status::Pain => person.client_metrics,
                    Status::Inac => false,
                }
        }
        _ => works,
    }
}

impl Peer for Inline {
    const NAME: &'static str = "inline Rust";

    fn ask(&mut self, person: usize, action: usize, row: usize) -> bool {
        can(&self.people[person], action, &self.customers[row])
    }
}
