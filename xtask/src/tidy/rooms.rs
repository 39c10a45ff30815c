//! The rooms of the crate `tollgate`: which may import which, and what each must not know of; and
//! that in every crate the imports of files go one way.

use std::collections::BTreeMap;

use super::circles::{Graph, sentence};
use super::modules::{self, Brings, Module, Name};
use super::paths::Crate;
use super::{Finding, Source};

/// A room: a folder or a file of `src`, and the others that it may import.
struct Room {
    name: &'static str,
    imports: &'static [&'static str],
}

/// `engine <- api, wasm`, on a base that all of them stand on; `program` is a door for the compiler
/// to what the engine reads. Nobody imports the crate's root: what it hands on is of the rooms, and
/// is imported from there.
const ROOMS: [Room; 7] = [
    Room { name: "limits", imports: &[] },
    Room { name: "vocabulary", imports: &["limits"] },
    Room { name: "values", imports: &[] },
    Room { name: "engine", imports: &["vocabulary", "limits"] },
    Room { name: "program", imports: &["engine", "vocabulary"] },
    Room { name: "api", imports: &["engine", "values", "vocabulary", "limits"] },
    Room { name: "wasm", imports: &["engine", "vocabulary", "limits"] },
];

/// Crates and parts of the standard library that are nothing to the crate, with what they would
/// bring in, and the one room that may know them. A crate's name stands for its family:
/// `cedar_policy` for `cedar_policy_core`, too.
const STRANGERS: [(&[&str], &str, Option<&str>); 12] = [
    (&["wasm_bindgen"], "JavaScript", Some("wasm")),
    (&["serde_wasm_bindgen"], "JavaScript", Some("wasm")),
    (&["js_sys"], "JavaScript", Some("wasm")),
    (&["web_sys"], "JavaScript", None),
    (&["cedar_policy"], "Cedar", None),
    (&["toml"], "TOML", None),
    (&["std", "env"], "environment", None),
    (&["std", "fs"], "files", None),
    (&["std", "io"], "input or output", None),
    (&["std", "net"], "network", None),
    (&["std", "process"], "processes", None),
    (&["std", "time"], "clocks", None),
];

pub(crate) fn check(sources: &[Source], findings: &mut Vec<Finding>) {
    for (package, all) in crates(sources, findings) {
        if package.is_empty() {
            directions(&all, findings);
            strangers(&all, findings);
        }
        circles(&all, findings);
    }
}

/// The crates of the workspace, by the folder of their package. A program beside a library, or
/// beside another program, is a file or two and no crate here.
fn crates(sources: &[Source], findings: &mut Vec<Finding>) -> BTreeMap<String, Crate> {
    let mut crates: BTreeMap<String, Crate> = BTreeMap::new();
    for Source { name, text } in sources {
        let Some((package, below)) = place_of(name) else { continue };
        let library = format!("{package}src/lib.rs");
        let library = below == "lib.rs" || sources.iter().any(|source| source.name == library);
        if below.starts_with("bin/") || (library && below == "main.rs") {
            continue;
        }
        match modules::read(name, module_of(below), text) {
            Ok(modules) => crates.entry(package.to_owned()).or_default().add(modules),
            Err((line, what)) => findings.push(Finding::at(name, line, what)),
        }
    }
    crates
}

/// The folder of the package that a Rust source is of, and its path below that folder's `src`.
fn place_of(name: &str) -> Option<(&str, &str)> {
    if !name.ends_with(".rs") {
        return None;
    }
    let (package, below) = match name.strip_prefix("src/") {
        Some(below) => ("", below),
        None => name.split_at(name.find("/src/")? + 1),
    };
    let known = ["", "xtask/"].contains(&package) || package.starts_with("crates/");
    known.then(|| (package, below.strip_prefix("src/").unwrap_or(below)))
}

/// The module that a file is, by its path below `src`.
fn module_of(below: &str) -> Vec<String> {
    let path = below.strip_suffix(".rs").unwrap_or(below);
    let path = path.strip_suffix("/mod").unwrap_or(path);
    if ["lib", "main"].contains(&path) {
        return Vec::new();
    }
    path.split('/').map(str::to_owned).collect()
}

/// Imports from a room that may not be imported.
fn directions(all: &Crate, findings: &mut Vec<Finding>) {
    for module in all.modules() {
        let Some(name) = module.path.first() else { continue };
        let Some(room) = ROOMS.iter().find(|room| room.name == name) else {
            let what = format!("`{name}` is no room of xtask/src/tidy/rooms.rs");
            findings.push(Finding::of(&module.file, what));
            continue;
        };
        let wrong: Vec<(&Name, &str)> = module
            .names
            .iter()
            .filter_map(|named| Some((named, leaves(all, module, named, room)?)))
            .collect();
        // What is imported under a name is told once, and not again wherever the name is used.
        let brought =
            |name: &String| wrong.iter().any(|(named, _)| named.brings == Brings::As(name.clone()));
        for (named, into) in &wrong {
            if named.brings != Brings::Nothing || !named.path.first().is_some_and(brought) {
                let path = named.path.join("::");
                let what = format!("`{name}` must not import `{path}`, which is of `{into}`");
                findings.push(Finding::at(&module.file, named.line, what));
            }
        }
    }
}

/// The room that a name leads to, where its own may not import that.
fn leaves<'c>(all: &'c Crate, from: &Module, named: &Name, room: &Room) -> Option<&'c str> {
    let through = all.follow(from, &named.path).through;
    if through.last()?.path.is_empty() {
        return Some("the crate's root");
    }
    let mut rooms = through.iter().filter_map(|there| Some(there.path.first()?.as_str()));
    rooms.find(|into| *into != room.name && !room.imports.contains(into))
}

/// Names of other crates that are nothing to a room.
fn strangers(all: &Crate, findings: &mut Vec<Finding>) {
    for module in all.modules() {
        let room = module.path.first().map(String::as_str);
        for named in &module.names {
            let Some(path) = all.follow(module, &named.path).out else { continue };
            for (stranger, what, knows) in STRANGERS {
                let everything = named.brings == Brings::Everything;
                if is_of(&path, stranger, everything) && (knows.is_none() || knows != room) {
                    let what = format!("knows no {what}, but names `{}`", path.join("::"));
                    findings.push(Finding::at(&module.file, named.line, what));
                }
            }
        }
    }
}

/// Whether a path leads to a stranger, or brings it along with everything beside it.
fn is_of(path: &[String], stranger: &[&str], everything: bool) -> bool {
    let same = |(part, name): (&String, &&str)| part == name;
    if path.len() < stranger.len() {
        return everything && path.iter().zip(stranger).all(same);
    }
    let family = |part: &String, name: &str| {
        part.strip_prefix(name).is_some_and(|rest| rest.is_empty() || rest.starts_with('_'))
    };
    match (path.first(), stranger) {
        (Some(part), [name]) => family(part, name),
        _ => path.iter().zip(stranger).all(same),
    }
}

/// Circles among the files of one folder, each taken with all that is below it: so what is in
/// `foo/` is one with `foo.rs` to whoever stands beside it, and a child may use what its parents
/// declare. Inside `foo/` the same holds of the files there. Tests may look wherever they like.
fn circles(all: &Crate, findings: &mut Vec<Finding>) {
    let mut graph = Graph::default();
    for module in all.modules() {
        for named in module.names.iter().filter(|named| !named.tests) {
            for there in all.follow(module, &named.path).through {
                if let Some((from, to)) = siblings(all, module, there) {
                    graph.add(from, to, format!("{}:{}", module.file, named.line));
                }
            }
        }
    }
    for circle in graph.circles() {
        let file = circle.first().map_or("src", |(file, _)| file);
        findings.push(Finding::of(file, sentence(&circle)));
    }
}

/// The files of one folder that two modules are of, or are below; nothing where one module is above
/// the other. A module that stands in the file of its parent is of the parent.
fn siblings<'c>(all: &'c Crate, from: &Module, to: &Module) -> Option<(&'c str, &'c str)> {
    let shared = from.path.iter().zip(&to.path).take_while(|(one, other)| one == other).count();
    let file = |path: &[String]| all.module(path).map(|module| module.file.as_str());
    let parent = file(from.path.get(..shared)?);
    let file = |module: &Module| file(module.path.get(..=shared)?);
    let (from, to) = (file(from)?, file(to)?);
    (Some(from) != parent && Some(to) != parent).then_some((from, to))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is found in these files of `src`, given as the path below it and the text.
    fn found(files: &[(&str, &str)]) -> Vec<String> {
        let source = |(name, text): &(&str, &str)| Source {
            name: format!("src/{name}.rs"),
            text: (*text).to_owned(),
        };
        let sources: Vec<Source> = files.iter().map(source).collect();
        let mut findings = Vec::new();
        check(&sources, &mut findings);
        findings.iter().map(ToString::to_string).collect()
    }

    /// How often a rule is broken where a file of a room says something.
    fn broken(room: &str, text: &str) -> usize {
        let mut files = vec![
            (
                "lib",
                "mod api; mod vocabulary; mod engine; pub use api::Api; pub use vocabulary::Code;",
            ),
            ("vocabulary", "pub struct Code;"),
            ("limits", ""),
            ("engine/mod", "pub mod gate;"),
            ("engine/gate", "pub struct Gate;"),
            (
                "api/mod",
                "pub struct Api; pub use crate::vocabulary::Code as Same; pub use std::rc::*;",
            ),
            ("wasm/mod", "pub struct Wasm;"),
        ];
        let file = format!("{room}/file");
        files.push((&file, text));
        found(&files).len()
    }

    #[test]
    fn rooms_import_what_is_below_them() {
        assert_eq!(broken("engine", "use super::gate::Gate; use crate::vocabulary::Code;"), 0);
        assert_eq!(broken("api", "use crate::engine::gate::Gate; use crate::limits;"), 0);
        assert_eq!(broken("wasm", "fn f() { crate::engine::gate::f() }"), 0);
    }

    #[test]
    fn no_room_imports_upwards_or_sideways() {
        assert_eq!(broken("engine", "use crate::api::Api;"), 1);
        assert_eq!(broken("engine", "use super::super::wasm::Wasm;"), 1);
        assert_eq!(broken("engine", "fn f() { crate::api::f() }"), 1);
        assert_eq!(broken("api", "use crate::wasm::Wasm;"), 1);
        assert_eq!(broken("wasm", "use crate::{api::Api, engine};"), 1);
    }

    #[test]
    fn other_names_and_macros_hide_no_import() {
        assert_eq!(broken("engine", "fn f() { g!(crate::api::f()) }"), 1);
        assert_eq!(broken("engine", "use crate::Api;"), 1);
        assert_eq!(broken("engine", "use crate::Code;"), 0);
        assert_eq!(broken("engine", "use crate::api as a; fn f() { a::f() }"), 1);
        assert_eq!(broken("engine", "use crate as root;"), 1);
        assert_eq!(broken("engine", "use crate::*;"), 1);
        assert_eq!(broken("engine", "use crate::api::Same;"), 1);
        assert_eq!(broken("engine", "use crate::api::Rc;"), 1);
    }

    #[test]
    fn tests_inside_a_room_keep_to_it() {
        assert_eq!(broken("engine", "#[cfg(test)] mod tests { use crate::api::Api; }"), 1);
    }

    #[test]
    fn a_room_that_is_not_declared_is_found() {
        assert_eq!(broken("memory", ""), 1);
    }

    #[test]
    fn the_crate_names_no_stranger() {
        assert_eq!(broken("api", "use std::sync::Arc; use serde::Serialize;"), 0);
        assert_eq!(broken("api", "use std::fs;"), 1);
        assert_eq!(broken("engine", "fn f() { std::time::Instant::now(); }"), 1);
        assert_eq!(broken("engine", "use std::{sync::Arc, net::IpAddr};"), 1);
        assert_eq!(broken("engine", "use std as s; fn f() { s::fs::read(1); }"), 1);
        assert_eq!(broken("api", "use cedar_policy_core::ast;"), 1);
        assert_eq!(broken("api", "extern crate toml;"), 1);
        assert_eq!(broken("api", "extern crate alloc; extern crate std;"), 0);
        assert_eq!(broken("api", "fn f() { toml::from_str(1) }"), 1);
        assert!(broken("api", "use std::*;") > 1);
    }

    #[test]
    fn only_the_boundary_knows_of_javascript() {
        let text = "use wasm_bindgen::prelude::*; fn f() { js_sys::eval(1) }";
        assert_eq!(broken("wasm", text), 0);
        assert_eq!(broken("api", text), 2);
        assert_eq!(broken("engine", "#[wasm_bindgen::prelude::wasm_bindgen] fn f() {}"), 1);
        assert_eq!(broken("wasm", "use cedar_policy::Policy;"), 1);
    }

    #[test]
    fn words_in_comments_and_texts_are_no_names() {
        assert_eq!(broken("api", "/// As std::fs does.\nfn f() { g(\"js_sys::eval\") }"), 0);
    }

    #[test]
    fn files_that_import_each_other_are_found() {
        let circle = [
            ("lib", ""),
            ("engine/mod", "mod a; mod b; mod c;"),
            ("engine/a", "use super::b::B; struct A;"),
            ("engine/b", "use super::c::C; struct B;"),
            ("engine/c", "\nfn f() { super::a::A } struct C;"),
        ];
        let files =
            "src/engine/a.rs:1 -> src/engine/b.rs:1 -> src/engine/c.rs:2 -> src/engine/a.rs";
        let reported = format!("src/engine/a.rs: imports itself in a circle: {files}");
        assert_eq!(found(&circle), [reported]);
        assert!(found(circle.get(..4).unwrap_or_default()).is_empty());
    }

    #[test]
    fn a_file_that_hands_on_is_imported_too() {
        let circle = [
            ("lib", ""),
            ("engine/mod", "mod a; mod b; mod c;"),
            ("engine/a", "use super::b::C;"),
            ("engine/b", "pub use super::c::C; use super::a::f;"),
            ("engine/c", "struct C;"),
        ];
        assert_eq!(found(&circle).len(), 1);
    }

    #[test]
    fn modules_in_the_file_of_their_parent_are_of_it() {
        let files = [
            ("lib", ""),
            ("engine/mod", "mod a;"),
            ("engine/a", "mod b; mod c { use super::b::B; struct C; } mod d { use super::c; }"),
            ("engine/a/b", "use super::c::C; struct B;"),
        ];
        assert!(found(&files).is_empty());
    }

    #[test]
    fn a_circle_through_what_the_parent_hands_on_is_found() {
        let circle = [
            ("lib", ""),
            ("engine/mod", "mod a; mod b; pub(crate) use a::*; pub(crate) use b::B;"),
            ("engine/a", "use super::B; struct A;"),
            ("engine/b", "use crate::engine::A; struct B;"),
        ];
        assert_eq!(found(&circle).len(), 1);
    }

    #[test]
    fn a_child_may_use_what_its_parent_declares() {
        let files = [
            ("lib", ""),
            ("engine/mod", "mod a; fn f() { a::g() }"),
            ("engine/a", "mod b; use b::B; use super::f; struct A;"),
            ("engine/a/b", "use super::A; struct B;"),
        ];
        assert!(found(&files).is_empty());
    }

    #[test]
    fn to_those_beside_it_a_child_is_one_with_its_parent() {
        let files = [
            ("lib", ""),
            ("engine/mod", "mod a; mod c;"),
            ("engine/a", "mod b; use super::c::C;"),
            ("engine/a/b", "struct B;"),
            ("engine/c", "use super::a::b::B; struct C;"),
        ];
        let places = "src/engine/a.rs:1 -> src/engine/c.rs:1 -> src/engine/a.rs";
        assert_eq!(
            found(&files),
            [format!("src/engine/a.rs: imports itself in a circle: {places}")]
        );
    }

    #[test]
    fn every_crate_is_free_of_circles() {
        let a = ("crates/x/src/a.rs", "use crate::b::B; struct A;");
        let b = ("crates/x/src/b.rs", "use crate::a::A; struct B;");
        let check = |root| {
            let sources = [root, a, b].map(|(name, text): (&str, &str)| Source {
                name: name.to_owned(),
                text: text.to_owned(),
            });
            let mut findings = Vec::new();
            super::check(&sources, &mut findings);
            findings.len()
        };
        assert_eq!(check(("crates/x/src/lib.rs", "")), 1);
        assert_eq!(check(("crates/x/src/main.rs", "")), 1);
    }

    #[test]
    fn tests_make_no_circle() {
        let files = [
            ("lib", ""),
            ("engine/mod", "mod a; mod b;"),
            ("engine/a", "struct A; #[cfg(test)] mod tests { use super::super::b::B; }"),
            ("engine/b", "use super::a::A; struct B;"),
        ];
        assert!(found(&files).is_empty());
    }
}
