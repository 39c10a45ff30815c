//! What TypeScript and JavaScript import: the package and the page keep to themselves and go round
//! in no circle, and every function is short.

use std::collections::BTreeSet;

use super::circles::{Graph, sentence};
use super::scripts::{self, Import, Script};
use super::{Finding, Source, functions};

/// The folders whose scripts are ours to keep in order. The command's tests are not among them:
/// they are of what is misspelt and broken.
const FOLDERS: [&str; 5] = ["npm/", "www/", "tests/", "bench/", "docs/"];

/// The package's sources, and what in them is written by a machine.
const PACKAGE: &str = "npm/src/";
const GENERATED: &str = "npm/src/generated/";

const PAGE: &str = "www/";

/// The parts of ours, a file or a folder each, that are a binding to a package, and to which.
const BINDINGS: [(&str, &str); 4] =
    [("drizzle", "drizzle-orm"), ("react", "react"), ("svelte", "svelte"), ("vue", "vue")];

pub(crate) fn check(sources: &[Source], findings: &mut Vec<Finding>) {
    let names: BTreeSet<&str> = sources.iter().map(|source| source.name.as_str()).collect();
    let mut graph = Graph::default();
    for Source { name, text } in sources {
        let ours = FOLDERS.iter().any(|folder| name.starts_with(folder));
        if !ours || !scripts::is_script(name) {
            continue;
        }
        let script = match scripts::read(name, text) {
            Ok(script) => script,
            Err(what) => {
                findings.push(Finding::of(name, what));
                continue;
            }
        };
        functions::check(name, &script, findings);
        targets(name, &script, findings);
        let page = name.starts_with(PAGE);
        if page || name.starts_with(PACKAGE) {
            // Types are gone once the package runs: they may go round.
            for import in script.imports.iter().filter(|import| page || !import.types) {
                if let Some(to) = file_of(name, import, &names) {
                    graph.add(name, to, format!("{name}:{}", import.line));
                }
            }
        }
    }
    for circle in graph.circles() {
        let file = circle.first().map_or(PAGE, |(file, _)| file);
        findings.push(Finding::of(file, sentence(&circle)));
    }
}

/// The page imports itself and the package; the package imports itself, and a binding the package
/// that it is to.
fn targets(name: &str, script: &Script, findings: &mut Vec<Finding>) {
    let Some(folder) = [GENERATED, PACKAGE, PAGE].into_iter().find(|each| name.starts_with(each))
    else {
        return;
    };
    for Import { target, line, .. } in &script.imports {
        let Some(target) = target else {
            findings.push(Finding::at(name, *line, "must not import what it works out itself"));
            continue;
        };
        let inside = place_of(name, target).is_some_and(|place| place.starts_with(folder));
        // What begins with `#` is put in its place when the package is bundled.
        let bundled = folder == PACKAGE && target.starts_with('#');
        let package = folder == PAGE && target == "tollgate";
        let framework = folder == PACKAGE && {
            let below = name.strip_prefix(PACKAGE).unwrap_or_default();
            let part = below.split(['/', '.']).next();
            let of = target.split('/').next();
            BINDINGS.iter().any(|(binding, to)| part == Some(binding) && of == Some(to))
        };
        if !(inside || bundled || package || framework) {
            findings.push(Finding::at(name, *line, format!("must not import `{target}`")));
        }
    }
}

/// The path from the checkout's root that a relative import means.
fn place_of(name: &str, target: &str) -> Option<String> {
    if !["./", "../"].iter().any(|relative| target.starts_with(relative)) {
        return None;
    }
    let mut parts: Vec<&str> = name.split('/').collect();
    parts.pop();
    for part in target.split('/') {
        match part {
            "." => {}
            ".." => drop(parts.pop()?),
            _ => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

/// The file that an import means: TypeScript imports `a.ts` as `a.js`.
fn file_of<'n>(name: &str, import: &Import, names: &BTreeSet<&'n str>) -> Option<&'n str> {
    let place = place_of(name, import.target.as_deref()?)?;
    let stem = place.strip_suffix(".js").unwrap_or(&place);
    let written = [place.clone(), format!("{stem}.ts"), format!("{stem}.tsx")];
    written.iter().find_map(|file| names.get(file.as_str()).copied())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(files: &[(&str, &str)]) -> Vec<String> {
        let source =
            |(name, text): &(&str, &str)| Source { name: (*name).into(), text: (*text).into() };
        let sources: Vec<Source> = files.iter().map(source).collect();
        let mut findings = Vec::new();
        check(&sources, &mut findings);
        findings.iter().map(ToString::to_string).collect()
    }

    fn broken(name: &str, text: &str) -> usize {
        found(&[(name, text)]).len()
    }

    #[test]
    fn the_page_imports_only_itself_and_the_package() {
        assert_eq!(broken("www/a.js", "import { x } from 'tollgate'"), 0);
        assert_eq!(broken("www/a.js", "import x from './b.js'"), 0);
        assert_eq!(broken("www/a.js", "import x from 'react'"), 1);
        assert_eq!(broken("www/a.js", "import x from '../npm/src/gate.js'"), 1);
        assert_eq!(broken("www/a.js", "await import('react')"), 1);
        assert_eq!(broken("www/a.js", "await import(where)"), 1);
        assert_eq!(broken("www/a.js", "import\n  x\nfrom\n  'react'"), 1);
        assert_eq!(broken("www/a.js", "import 'https://example.com/a.js'"), 1);
    }

    #[test]
    fn the_package_imports_only_itself_and_the_framework_of_its_name() {
        assert_eq!(broken("npm/src/a.ts", "export * from 'tollgate'"), 1);
        assert_eq!(broken("npm/src/a.ts", "import type { A } from 'react'"), 1);
        assert_eq!(broken("npm/src/a.ts", "import a from '#compiled'"), 0);
        assert_eq!(broken("npm/src/vue.ts", "import { ref } from 'vue'"), 0);
        assert_eq!(broken("npm/src/vue/rows.ts", "import { ref } from 'vue'"), 0);
        assert_eq!(broken("npm/src/vue.ts", "import { useId } from 'react'"), 1);
        assert_eq!(broken("tests/node/a.mjs", "import test from 'node:test'"), 0);
    }

    #[test]
    fn what_is_generated_imports_only_what_is_generated() {
        assert_eq!(broken("npm/src/generated/a.ts", "import b from './b.js'"), 0);
        assert_eq!(broken("npm/src/generated/a.ts", "import b from '../b.js'"), 1);
        assert_eq!(broken("npm/src/generated/a.ts", "import b from '#b'"), 1);
        assert_eq!(broken("npm/src/a.ts", "import b from './generated/b.js'"), 0);
    }

    #[test]
    fn the_package_goes_round_in_types_only() {
        let a = ("npm/src/a.ts", "import { b } from './b.js'; export type A = 1;");
        let types = ("npm/src/b.ts", "import type { A } from './a.js'; export const b = 1;");
        let values = ("npm/src/b.ts", "\nexport { a } from './a.js';");
        assert!(found(&[a, types]).is_empty());
        let circle = "npm/src/a.ts:1 -> npm/src/b.ts:2 -> npm/src/a.ts";
        let reported = format!("npm/src/a.ts: imports itself in a circle: {circle}");
        assert_eq!(found(&[a, values]), [reported]);
    }

    #[test]
    fn the_page_goes_round_in_no_way() {
        let a = ("www/a.js", "import './lib/b.js'");
        assert!(found(&[a, ("www/lib/b.js", "import './c.js'"), ("www/lib/c.js", "")]).is_empty());
        assert_eq!(found(&[a, ("www/lib/b.js", "await import('../a.js')")]).len(), 1);
        assert_eq!(found(&[("www/a.js", "import './a.js'")]).len(), 1);
    }

    #[test]
    fn what_does_not_parse_is_found_but_where_it_is_meant_to_be_broken() {
        assert_eq!(broken("tests/node/a.mjs", "function ("), 1);
        assert_eq!(broken("crates/cli/tests/uses/misspelt/broken.js", "function ("), 0);
    }
}
