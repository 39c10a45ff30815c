//! A world: one way in which everything that policies look at can be.

use std::collections::BTreeMap;

/// Each variable with its options; what an option means is said where it is used. Absence of an
/// optional attribute is its last option.
const VARIABLES: [(&str, usize); 15] = [
    ("a", 2),
    ("b", 2),
    ("boss", 2),
    ("status", 3),
    ("mood", 4),
    ("flag", 2),
    ("hot", 3),
    ("owner", 2),
    ("deputy", 3),
    ("team", 3),
    ("readers", 2),
    ("teams", 5),
    ("to", 3),
    ("sure", 3),
    ("by", 3),
];

/// The option that each variable has.
#[derive(Clone, Debug, Default)]
pub(crate) struct World(BTreeMap<&'static str, usize>);

impl World {
    /// The option of a variable.
    pub(crate) fn get(&self, name: &str) -> usize {
        self.0.get(name).copied().unwrap_or_default()
    }
}

/// Every combination of the variables that the policies name, at most so many.
pub(crate) fn worlds(policies: &str, most: usize) -> Vec<World> {
    let named = |name: &str| {
        let forms = [format!(".{name}"), format!(" has {name}"), format!("\"{name}\"")];
        forms.iter().any(|form| policies.contains(form))
    };
    let varied: Vec<_> = VARIABLES.iter().filter(|(name, _)| named(name)).collect();
    let count: usize = varied.iter().map(|(_, options)| options).product();
    let step = count.div_ceil(most) | 1;
    (0..count).step_by(step).map(|index| world(&varied, index)).collect()
}

fn world(varied: &[&(&'static str, usize)], mut index: usize) -> World {
    let options = varied.iter().map(|(name, options)| {
        let option = index % options;
        index /= options;
        (*name, option)
    });
    World(options.collect())
}
