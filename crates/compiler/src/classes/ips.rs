//! The classes of IP values: networks in each other, and single values that are named.

use std::collections::{BTreeMap, BTreeSet};

use tollgate::values::Ip;

use super::{TooManyClasses, Work};

/// A comparison of an IP value.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Test {
    /// Whether it is in one of these networks.
    In(BTreeSet<Ip>),
    /// Whether it is one of these.
    OneOf(BTreeSet<Ip>),
}

impl Test {
    fn all(&self) -> &BTreeSet<Ip> {
        match self {
            Test::In(all) | Test::OneOf(all) => all,
        }
    }

    fn passes(&self, value: Ip) -> bool {
        match self {
            Test::In(networks) => networks.iter().any(|network| value.is_in(*network)),
            Test::OneOf(values) => values.contains(&value),
        }
    }
}

/// A class of IP values.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct IpClass {
    /// By test, whether its values pass it.
    pub(crate) passes: Vec<bool>,
    /// Values that are of it by name.
    pub(crate) named: Vec<Ip>,
    /// Networks of which all else is of it that is in no smaller one, each with such a value.
    pub(crate) networks: Vec<(Ip, Ip)>,
}

/// The classes that tests tell apart, those of named values alone first.
pub(crate) fn ip_classes(tests: &[Test], most: usize) -> Result<Vec<IpClass>, TooManyClasses> {
    let mut networks = BTreeSet::from([Ip::any(false), Ip::any(true)]);
    let mut named = BTreeSet::new();
    for test in tests {
        match test {
            Test::In(all) => networks.extend(all.iter().map(|it| it.network())),
            Test::OneOf(all) => named.extend(all),
        }
    }
    let mut work = Work(super::WORK_MAX << 4);
    let literals: usize = tests.iter().map(|test| test.all().len()).sum();
    work.spend((networks.len() + named.len()).saturating_mul(literals + networks.len()))?;
    let mut classes: BTreeMap<Vec<bool>, IpClass> = BTreeMap::new();
    let passes = |value: Ip| tests.iter().map(|test| test.passes(value)).collect::<Vec<bool>>();
    for one in &named {
        classes.entry(passes(*one)).or_default().named.push(*one);
    }
    for network in &networks {
        // Where all that is in it is named, or in smaller ones, there is no such class.
        if let Some(value) = witness(*network, &networks, &named, &mut work)? {
            classes.entry(passes(value)).or_default().networks.push((*network, value));
        }
    }
    if classes.len() > most {
        return Err(TooManyClasses);
    }
    let with = |(passes, class): (Vec<bool>, IpClass)| IpClass { passes, ..class };
    let mut classes: Vec<IpClass> = classes.into_iter().map(with).collect();
    classes.sort_by_key(|class| !class.networks.is_empty());
    Ok(classes)
}

/// A value in a network that is in no smaller one, and not named.
fn witness(
    network: Ip,
    networks: &BTreeSet<Ip>,
    named: &BTreeSet<Ip>,
    work: &mut Work,
) -> Result<Option<Ip>, TooManyClasses> {
    let smaller: Vec<Ip> =
        networks.iter().copied().filter(|it| *it != network && it.is_in(network)).collect();
    // With its own prefix a value is in none of them, so one more than are named is enough, unless
    // it has no more addresses: then all that is in it is looked at.
    for prefix in network.prefix()..=128 {
        for address in 0..=named.len() as u128 {
            let Some(value) = network.within(address, prefix) else { break };
            work.spend(1 + smaller.len())?;
            if !named.contains(&value) && !smaller.iter().any(|it| value.is_in(*it)) {
                return Ok(Some(value));
            }
        }
    }
    Ok(None)
}

#[cfg(test)]
mod tests;
