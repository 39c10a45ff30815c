//! Where a path of a crate leads: into which of its modules, or out of the crate.

use std::collections::BTreeMap;

use super::modules::{Brings, Module};

/// Names that lead to names: more than anybody writes, and a bound where they lead in a circle.
const HOPS_MAX: usize = 10;

/// The modules of a crate.
#[derive(Debug, Default)]
pub(crate) struct Crate {
    modules: BTreeMap<Vec<String>, Module>,
}

/// Where a path leads.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Leads<'c> {
    /// To a module of this crate, or to what it declares.
    Into(&'c Module),
    /// To another crate, by its own names.
    Out(Vec<String>),
}

impl PartialEq for Module {
    fn eq(&self, other: &Self) -> bool {
        self.path == other.path
    }
}

impl Eq for Module {}

impl Crate {
    pub(crate) fn add(&mut self, modules: Vec<Module>) {
        self.modules.extend(modules.into_iter().map(|module| (module.path.clone(), module)));
    }

    pub(crate) fn modules(&self) -> impl Iterator<Item = &Module> {
        self.modules.values()
    }

    /// Where a path leads that is named in a module; what is imported under another name, or
    /// handed on by `pub use`, is followed to where it is declared.
    pub(crate) fn follow(&self, from: &Module, path: &[String]) -> Leads<'_> {
        self.follow_from(&from.path, path, HOPS_MAX)
    }

    fn follow_from(&self, from: &[String], path: &[String], hops: usize) -> Leads<'_> {
        let out = || Leads::Out(path.to_vec());
        let Some(hops) = hops.checked_sub(1) else { return out() };
        let Some((first, mut rest)) = path.split_first() else { return out() };
        let mut at = from.to_vec();
        match first.as_str() {
            "crate" => at.clear(),
            "self" => {}
            "super" => {
                at.pop();
            }
            _ => {
                return match self.step(&at, path, hops) {
                    Some(leads) => leads,
                    None => out(),
                };
            }
        }
        while let Some(("super", above)) = rest.split_first().map(|(s, rest)| (s.as_str(), rest)) {
            at.pop();
            rest = above;
        }
        self.walk(&at, rest, hops).unwrap_or_else(out)
    }

    /// From a module on along names that stand in it.
    fn walk(&self, at: &[String], rest: &[String], hops: usize) -> Option<Leads<'_>> {
        let here = self.modules.get(at);
        if rest.is_empty() {
            return here.map(Leads::Into);
        }
        self.step(at, rest, hops).or(here.map(Leads::Into))
    }

    /// The same; nothing where the module does not know the first name.
    fn step(&self, at: &[String], rest: &[String], hops: usize) -> Option<Leads<'_>> {
        let here = self.modules.get(at)?;
        let (first, more) = rest.split_first()?;
        let child = [at, &[first.clone()]].concat();
        if self.modules.contains_key(&child) {
            return self.walk(&child, more, hops);
        }
        if here.items.contains(first) {
            return Some(Leads::Into(here));
        }
        for name in &here.names {
            match &name.brings {
                Brings::As(known) if known == first && name.path != [first.clone()] => {
                    let path = [&name.path, more].concat();
                    return Some(self.follow_from(at, &path, hops));
                }
                Brings::Everything => {
                    let hops = hops.checked_sub(1)?;
                    if let Leads::Into(there) = self.follow_from(at, &name.path, hops)
                        && there.path != at
                        && let Some(leads) = self.step(&there.path, rest, hops)
                    {
                        return Some(leads);
                    }
                }
                _ => {}
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::super::modules::read;
    use super::*;

    fn krate(files: &[(&str, &str)]) -> Crate {
        let mut all = Crate::default();
        for (path, text) in files {
            let path = path.split("::").filter(|part| !part.is_empty()).map(str::to_owned);
            all.add(read("a.rs", path.collect(), text).expect("a source that parses"));
        }
        all
    }

    /// Where a path leads that is named in the module `a::b`.
    fn leads(files: &[(&str, &str)], path: &str) -> String {
        let all = krate(files);
        let path: Vec<String> = path.split("::").map(str::to_owned).collect();
        let from = all.modules().find(|module| module.path.join("::") == "a::b");
        match all.follow(from.expect("the module"), &path) {
            Leads::Into(module) => format!("into {}", module.path.join("::")),
            Leads::Out(path) => format!("out {}", path.join("::")),
        }
    }

    #[test]
    fn a_path_leads_to_the_module_that_declares_its_end() {
        let files = [("", ""), ("a", ""), ("a::b", ""), ("a::c", "struct C;"), ("d", "fn d() {}")];
        assert_eq!(leads(&files, "crate::a::c::C::new"), "into a::c");
        assert_eq!(leads(&files, "super::c"), "into a::c");
        assert_eq!(leads(&files, "super::super::d::d"), "into d");
        assert_eq!(leads(&files, "self::x"), "into a::b");
        assert_eq!(leads(&files, "std::fs::read"), "out std::fs::read");
    }

    #[test]
    fn other_names_are_followed() {
        let own = "use super::c as other; use std as s; use crate as root;";
        let files = [("", ""), ("a", ""), ("a::b", own), ("a::c", "")];
        assert_eq!(leads(&files, "other::C"), "into a::c");
        assert_eq!(leads(&files, "root::a::c::C"), "into a::c");
        assert_eq!(leads(&files, "s::fs::read"), "out std::fs::read");
    }

    #[test]
    fn what_a_module_hands_on_leads_to_where_it_is_declared() {
        let files = [
            ("", "pub use d::{D, hand};"),
            ("a", "pub(crate) use c::*;"),
            ("a::b", ""),
            ("a::c", "struct C;"),
            ("d", "struct D; pub mod hand { }"),
        ];
        assert_eq!(leads(&files, "crate::D"), "into d");
        assert_eq!(leads(&files, "crate::hand::x"), "into d::hand");
        assert_eq!(leads(&files, "super::C"), "into a::c");
        assert_eq!(leads(&files, "super::E"), "into a");
    }

    #[test]
    fn names_that_lead_in_a_circle_end() {
        let files = [("", "use a::x;"), ("a", "pub use crate::x;"), ("a::b", "use super::*;")];
        assert!(leads(&files, "crate::x").starts_with("out"));
        assert!(leads(&files, "super::x::y").starts_with("out"));
    }
}
