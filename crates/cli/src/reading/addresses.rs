//! What classes of IP values have in common: the networks that they are in, and those that they are
//! not in.

use tollgate::bundle::Attribute;
use tollgate::values::{Ip, ip};

/// That an IP value is in one of the networks or one of the values, or that it is neither.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Within<'a> {
    pub(crate) not: bool,
    pub(crate) networks: Vec<&'a str>,
    pub(crate) values: Vec<&'a str>,
}

/// A network, or a single value, with what the classes say of it.
struct Range<'a> {
    text: &'a str,
    value: Ip,
    open: bool,
    /// The smallest network around it, of those whose classes differ from what is around them.
    around: Option<usize>,
}

/// What open classes are: alternatives, of each of which all has to hold.
pub(super) fn tests<'a>(known: &'a Attribute, open: &[bool]) -> Vec<Vec<Within<'a>>> {
    let is_open = |class: usize| open.get(class) == Some(&true);
    let networks = known
        .networks
        .iter()
        .filter_map(|it| Some((&it.network[..], ip(&it.network)?, is_open(it.class.index()))));
    let networks = borders(networks.collect());
    let named = known
        .texts
        .iter()
        .filter_map(|it| Some((&it.text[..], ip(&it.text)?, is_open(it.class.index()))));
    let named: Vec<Range<'a>> = named
        .map(|(text, value, open)| Range { text, value, open, around: around(&networks, value) })
        .filter(|it| it.around.is_some_and(|at| networks[at].open != it.open))
        .collect();
    let within = |all: &[Range<'a>], at: usize| -> Vec<&'a str> {
        all.iter().filter(|it| it.around == Some(at)).map(|it| it.text).collect()
    };
    let (mut any, mut whole, mut except) = (Vec::new(), Vec::new(), (Vec::new(), Vec::new()));
    let families = networks.iter().filter(|it| it.around.is_none());
    let all = families.clone().all(|it| it.open);
    for (at, network) in networks.iter().enumerate().filter(|(_, it)| it.open) {
        let (closed, values) = (within(&networks, at), within(&named, at));
        if all && network.around.is_none() {
            except.0.extend(closed);
            except.1.extend(values);
        } else if closed.is_empty() && values.is_empty() {
            whole.push(network.text);
        } else {
            let networks = vec![network.text];
            let is = Within { not: false, networks, values: Vec::new() };
            any.push(vec![is, Within { not: true, networks: closed, values }]);
        }
    }
    let (networks, values) = except;
    if !networks.is_empty() || !values.is_empty() {
        any.insert(0, vec![Within { not: true, networks, values }]);
    }
    let values: Vec<&str> = named.iter().filter(|it| it.open).map(|it| it.text).collect();
    if !whole.is_empty() || !values.is_empty() {
        any.push(vec![Within { not: false, networks: whole, values }]);
    }
    any
}

/// The networks whose classes differ from what is around them, the largest first.
fn borders<'a>(mut all: Vec<(&'a str, Ip, bool)>) -> Vec<Range<'a>> {
    all.sort_by_key(|(_, value, _)| (value.prefix(), *value));
    let mut kept: Vec<Range<'a>> = Vec::new();
    for (text, value, open) in all {
        let around = around(&kept, value);
        if around.is_none_or(|at| kept[at].open != open) {
            kept.push(Range { text, value, open, around });
        }
    }
    kept
}

/// The smallest network that a value is in.
fn around(networks: &[Range<'_>], value: Ip) -> Option<usize> {
    networks.iter().rposition(|it| value.is_in(it.value))
}
