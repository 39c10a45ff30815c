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
#[derive(Debug, Default)]
pub(crate) struct Way<'c> {
    /// The modules of this crate on the way; what the last one declares, unless it leads out.
    pub(crate) through: Vec<&'c Module>,
    /// Another crate's names, where it leads there.
    pub(crate) out: Option<Vec<String>>,
}

impl Crate {
    pub(crate) fn add(&mut self, modules: Vec<Module>) {
        self.modules.extend(modules.into_iter().map(|module| (module.path.clone(), module)));
    }

    pub(crate) fn modules(&self) -> impl Iterator<Item = &Module> {
        self.modules.values()
    }

    pub(crate) fn module(&self, path: &[String]) -> Option<&Module> {
        self.modules.get(path)
    }

    /// Where a path leads that is named in a module; what is imported under another name, or
    /// handed on by `pub use`, is followed to where it is declared.
    pub(crate) fn follow(&self, from: &Module, path: &[String]) -> Way<'_> {
        self.follow_from(&from.path, path, HOPS_MAX)
    }

    fn follow_from(&self, from: &[String], path: &[String], hops: usize) -> Way<'_> {
        let out = || Way { through: Vec::new(), out: Some(path.to_vec()) };
        let Some(hops) = hops.checked_sub(1) else { return out() };
        let mut at = from.to_vec();
        let mut rest = path;
        while let Some((first, more)) = rest.split_first() {
            match first.as_str() {
                "crate" => at.clear(),
                "self" => {}
                "super" => drop(at.pop()),
                _ => break,
            }
            rest = more;
        }
        if rest.len() == path.len() {
            return self.step(&at, path, hops).unwrap_or_else(out);
        }
        self.walk(&at, rest, hops).unwrap_or_else(out)
    }

    /// From a module on along names that stand in it; nothing where there is no such module.
    fn walk(&self, at: &[String], rest: &[String], hops: usize) -> Option<Way<'_>> {
        let here = self.modules.get(at)?;
        let mut way = self.step(at, rest, hops).unwrap_or_default();
        way.through.insert(0, here);
        Some(way)
    }

    /// On from a module; nothing where it has not the first name from elsewhere.
    fn step(&self, at: &[String], rest: &[String], hops: usize) -> Option<Way<'_>> {
        let here = self.modules.get(at)?;
        let (first, more) = rest.split_first()?;
        let child = [at, std::slice::from_ref(first)].concat();
        if self.modules.contains_key(&child) {
            return self.walk(&child, more, hops);
        }
        if here.items.contains(first) {
            return Some(Way::default());
        }
        for name in &here.names {
            match &name.brings {
                Brings::As(known) if known == first && name.path != [first.clone()] => {
                    let path = [&name.path, more].concat();
                    return Some(self.follow_from(at, &path, hops));
                }
                Brings::Everything => {
                    let hops = hops.checked_sub(1)?;
                    let mut way = self.follow_from(at, &name.path, hops);
                    let there = way.through.last().filter(|_| way.out.is_none());
                    let Some(there) = there.filter(|there| there.path != at) else { continue };
                    if let Some(on) = self.step(&there.path, rest, hops) {
                        way.through.extend(on.through);
                        way.out = on.out;
                        return Some(way);
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
        let way = all.follow(from.expect("the module"), &path);
        match (way.out, way.through.last()) {
            (None, Some(module)) => format!("into {}", module.path.join("::")),
            (out, _) => format!("out {}", out.unwrap_or_default().join("::")),
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
        let renames = "use super::c as other; use std as s; use crate as root;";
        let files = [("", ""), ("a", ""), ("a::b", renames), ("a::c", "")];
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
    fn the_modules_on_the_way_are_known() {
        let all = krate(&[("", ""), ("a", "pub use std::rc::Rc;"), ("a::b", "use crate::a::Rc;")]);
        let from = all.modules().find(|module| module.path.len() == 2).expect("the module");
        let path = ["crate", "a", "Rc", "new"].map(str::to_owned);
        let way = all.follow(from, &path);
        let through: Vec<String> = way.through.iter().map(|each| each.path.join("::")).collect();
        assert_eq!(through, ["", "a"]);
        assert_eq!(way.out.map(|out| out.join("::")), Some("std::rc::Rc::new".to_owned()));
    }

    #[test]
    fn names_that_lead_in_a_circle_end() {
        let files = [("", "use a::x;"), ("a", "pub use crate::x;"), ("a::b", "use super::*;")];
        assert!(leads(&files, "crate::x").starts_with("out"));
        assert!(leads(&files, "super::x::y").starts_with("out"));
    }
}
