//! IP values of a class, as networks without what else is in them.

use std::cell::RefCell;
use std::collections::{HashMap, HashSet};

use super::{FilterValue, Op, Way, Writer};
use crate::api::bundle::Attribute;
use crate::api::error::Result;
use crate::engine::ids::ValueId;
use crate::limits::FILTER_TEXTS;
use crate::values::{Ip, ip};

/// What is in the networks of each attribute that a filter came to, by its type and its place:
/// found once.
pub(super) type Inside<'a> = RefCell<HashMap<(usize, usize), Networks<'a>>>;

/// By network, in the order of the tables.
pub(super) struct Networks<'a> {
    /// The largest networks in it.
    inner: HashMap<Ip, Vec<&'a String>>,
    /// All values in it that have a name.
    named: HashMap<Ip, Vec<&'a String>>,
}

impl<'a> Networks<'a> {
    fn of(attribute: &'a Attribute) -> Self {
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

impl Writer<'_> {
    /// That an IP value is of a class that has values without a name.
    pub(super) fn networks(&self, at: usize, class: ValueId) -> Result<Vec<Way>> {
        let of = &self.attributes[at];
        self.spend((of.networks.len() + of.texts.len()) / FILTER_TEXTS)?;
        let mut ways = Vec::new();
        if of.texts.iter().any(|it| it.class == class) {
            ways.push(vec![self.one_of(at, Op::Eq, class)]);
        }
        let mut inside = self.inside.borrow_mut();
        let inside = inside.entry((self.resource, at)).or_insert_with(|| Networks::of(of));
        for it in of.networks.iter().filter(|it| it.class == class) {
            let Some(network) = ip(&it.network).map(Ip::network) else { continue };
            let inner = inside.inner.get(&network).map_or(&[][..], Vec::as_slice);
            let named = inside.named.get(&network).map_or(&[][..], Vec::as_slice);
            self.spend(1 + inner.len() + named.len() / FILTER_TEXTS)?;
            let range = |op, network: &str| self.condition(at, op, Some(network.into()));
            let mut way = vec![range(Op::InRange, &it.network)];
            way.extend(inner.iter().map(|text| range(Op::NotInRange, text)));
            // Those that have a name are of their own class.
            if !named.is_empty() {
                let named = named.iter().map(|text| (*text).clone()).collect();
                way.push(self.condition(at, Op::NotIn, Some(FilterValue::Texts(named))));
            }
            ways.push(way);
        }
        Ok(ways)
    }
}
