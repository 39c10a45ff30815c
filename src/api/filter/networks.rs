//! What is in each network of an attribute.

use std::cell::RefCell;
use std::collections::{HashMap, HashSet};

use crate::api::bundle::Attribute;
use crate::values::{Ip, ip};

/// What is in the networks of each attribute that a filter came to, found once.
pub(super) type Inside<'a> = RefCell<HashMap<*const Attribute, Networks<'a>>>;

/// By network, in the order of the tables.
pub(super) struct Networks<'a> {
    /// The largest networks in it.
    pub(super) inner: HashMap<Ip, Vec<&'a String>>,
    /// All values in it that have a name.
    pub(super) named: HashMap<Ip, Vec<&'a String>>,
}

impl<'a> Networks<'a> {
    pub(super) fn of(attribute: &'a Attribute) -> Self {
        let networks = attribute.networks.iter();
        let networks = networks.filter_map(|it| Some((&it.network, ip(&it.network)?)));
        let all: HashSet<Ip> = networks.clone().map(|(_, network)| network.network()).collect();
        let mut inner: HashMap<Ip, Vec<&String>> = HashMap::new();
        for (text, network) in networks {
            let mut around = (0..network.prefix()).rev().filter_map(|it| network.up_to(it));
            if let Some(nearest) = around.find(|it| all.contains(it)) {
                inner.entry(nearest).or_default().push(text);
            }
        }
        let mut named: HashMap<Ip, Vec<&String>> = HashMap::new();
        for it in &attribute.texts {
            let Some(value) = ip(&it.text) else { continue };
            let around = (0..=value.prefix()).filter_map(|prefix| value.up_to(prefix));
            for network in around.filter(|it| all.contains(it)) {
                named.entry(network).or_default().push(&it.text);
            }
        }
        Networks { inner, named }
    }
}
