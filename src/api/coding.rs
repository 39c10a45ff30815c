//! How texts and IP values fall into the classes of an attribute.

use std::collections::{BTreeSet, HashMap};

use crate::api::bundle::Attribute;
use crate::engine::layout::value::WRONG;
use crate::values::{Ip, Patterns, ip};

/// How texts fall into classes: some by name, all others by the patterns that they match.
#[derive(Clone, Debug, Default)]
pub(crate) struct Texts {
    pub(crate) named: HashMap<String, u32>,
    patterns: Patterns,
    pub(crate) like: HashMap<Vec<u32>, u32>,
    /// The class of those that match none, which most are.
    unlike: Option<u32>,
}

impl Texts {
    pub(crate) fn new(of: &Attribute) -> Self {
        let like: HashMap<_, _> =
            of.like.iter().map(|it| (it.patterns.clone(), it.class.0)).collect();
        Texts {
            unlike: like.get(&[][..]).copied(),
            named: of.texts.iter().map(|it| (it.text.clone(), it.class.0)).collect(),
            patterns: Patterns::new(&of.patterns),
            like,
        }
    }

    pub(crate) fn class(&self, text: &str) -> u32 {
        if let Some(class) = self.named.get(text) {
            return *class;
        }
        // Whatever texts there are, the compiler found what they can match.
        let matched = self.patterns.of(text);
        let class = match matched.is_empty() {
            true => self.unlike,
            false => self.like.get(&matched).copied(),
        };
        class.unwrap_or(WRONG)
    }
}

/// How IP values fall into classes: some by name, all others by the smallest network that they are
/// in.
#[derive(Clone, Debug)]
pub(crate) struct Ips {
    named: HashMap<Ip, u32>,
    networks: HashMap<Ip, u32>,
    /// How long the prefixes of the networks are, the longest first.
    prefixes: Vec<u8>,
}

impl Ips {
    /// `None` where something is no IP value, where not all of them are in a network, or where a
    /// network stands twice.
    pub(crate) fn new(of: &Attribute) -> Option<Self> {
        let named = of.texts.iter().map(|it| Some((ip(&it.text)?, it.class.0)));
        let networks = of.networks.iter().map(|it| Some((ip(&it.network)?.network(), it.class.0)));
        let networks: HashMap<Ip, u32> = networks.collect::<Option<_>>()?;
        let whole = [false, true].iter().all(|v6| networks.contains_key(&Ip::any(*v6)));
        let once = networks.len() == of.networks.len();
        let prefixes: BTreeSet<u8> = networks.keys().map(|it| it.prefix()).collect();
        let named = named.collect::<Option<_>>()?;
        (whole && once).then(|| Ips {
            named,
            networks,
            prefixes: prefixes.into_iter().rev().collect(),
        })
    }

    pub(crate) fn class(&self, value: Ip) -> u32 {
        if let Some(class) = self.named.get(&value) {
            return *class;
        }
        let around = self.prefixes.iter().filter_map(|prefix| value.up_to(*prefix));
        let mut classes = around.filter_map(|network| self.networks.get(&network));
        classes.next().copied().unwrap_or(WRONG)
    }
}

/// A text that is none of these.
pub(crate) fn blank<T: AsRef<str>>(texts: impl IntoIterator<Item = T> + Clone) -> String {
    let mut blank = String::new();
    while texts.clone().into_iter().any(|text| text.as_ref() == blank) {
        blank.push('-');
    }
    blank
}
