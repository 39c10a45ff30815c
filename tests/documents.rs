//! What the documents say of the repository is so: files that they name exist, and excerpts of
//! packs stand in the packs.

#![cfg(not(target_family = "wasm"))]
#![expect(clippy::panic, clippy::unwrap_used, reason = "a test says that it failed by panicking")]

use std::fs;
use std::path::Path;

/// The documents beside those of `docs`.
const DOCUMENTS: [&str; 5] =
    ["README.md", "ARCHITECTURE.md", "CHANGELOG.md", "CONTRIBUTING.md", "npm/README.md"];

/// Folders that a document speaks of from the root.
const ROOMS: [&str; 8] =
    ["src/", "crates/", "xtask/", "npm/", "www/", "tests/", "docs/", "policies/"];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn read(file: &str) -> String {
    fs::read_to_string(root().join(file)).unwrap_or_else(|error| panic!("{file}: {error}"))
}

/// Every document, by its path from the root.
fn documents() -> Vec<String> {
    let docs = fs::read_dir(root().join("docs")).unwrap().map(|entry| entry.unwrap().file_name());
    let docs = docs.map(|name| format!("docs/{}", name.to_string_lossy()));
    let docs = docs.filter(|name| name.ends_with(".md"));
    DOCUMENTS.into_iter().map(str::to_owned).chain(docs).collect()
}

/// What stands between two marks in one line, wherever it does.
fn between<'a>(text: &'a str, open: &str, close: &str) -> Vec<&'a str> {
    let parts = text.lines().flat_map(|line| line.split(open).skip(1));
    parts.filter_map(|part| Some(part.split_once(close)?.0)).collect()
}

/// The fenced blocks of a language.
fn blocks<'a>(text: &'a str, language: &str) -> Vec<&'a str> {
    let open = format!("```{language}\n");
    text.split(open.as_str()).skip(1).filter_map(|part| Some(part.split_once("```")?.0)).collect()
}

#[test]
fn every_link_leads_to_a_file_or_a_heading() {
    for document in documents() {
        let text = read(&document);
        let folder = Path::new(&document).parent().unwrap_or(Path::new(""));
        for link in between(&text, "](", ")").into_iter().chain(between(&text, "srcset=\"", "\"")) {
            if let Some(heading) = link.strip_prefix('#') {
                let titles = text.lines().filter_map(|line| line.strip_prefix("## "));
                let mut anchors = titles.map(|title| title.to_lowercase().replace(' ', "-"));
                assert!(anchors.any(|anchor| anchor == heading), "{document}: {link}");
            } else if !link.starts_with("https://") {
                assert!(root().join(folder).join(link).exists(), "{document}: {link}");
            }
        }
    }
}

#[test]
fn every_file_named_in_a_document_exists() {
    let mut named = 0;
    for document in documents() {
        let text = read(&document);
        for name in text.lines().flat_map(|line| line.split('`').skip(1).step_by(2)) {
            let path = ROOMS.iter().any(|room| name.starts_with(room));
            let installed = name.contains("node_modules");
            if path && !installed && !name.contains(['*', '<', ' ', '…']) {
                assert!(root().join(name).exists(), "{document}: {name}");
                named += 1;
            }
        }
    }
    assert!(named > 50, "only {named} files are named");
}

/// Paths of the files under a folder of the repository, without what is built or installed there.
fn files_in(folder: &Path, paths: &mut Vec<String>) {
    for entry in fs::read_dir(folder).unwrap().map(Result::unwrap) {
        let name = entry.file_name();
        if entry.file_type().unwrap().is_file() {
            paths.push(entry.path().to_string_lossy().into_owned());
        } else if !["target", "node_modules", "dist"].iter().any(|it| *it == name) {
            files_in(&entry.path(), paths);
        }
    }
}

#[test]
fn every_source_file_that_the_architecture_names_by_its_name_alone_exists() {
    let mut paths = Vec::new();
    for room in ROOMS {
        files_in(&root().join(room), &mut paths);
    }
    let text = read("ARCHITECTURE.md");
    let names = text.lines().flat_map(|line| line.split('`').skip(1).step_by(2));
    let is_source = |name: &&str| [".rs", ".ts", ".mjs", ".js"].iter().any(|it| name.ends_with(it));
    let mut named = 0;
    for name in names.filter(is_source).filter(|name| !name.contains(['*', '<', ' '])) {
        let end = format!("/{name}");
        assert!(paths.iter().any(|path| path.ends_with(&end)), "ARCHITECTURE.md: {name}");
        named += 1;
    }
    println!("{named} sources are named");
    assert!(named > 100, "only {named} sources are named");
}

#[test]
fn excerpts_of_the_readme_stand_in_the_pack() {
    let pack = root().join("policies/client-metrics");
    let files = fs::read_dir(pack).unwrap().map(|entry| entry.unwrap().path());
    let texts: Vec<String> = files.filter_map(|file| fs::read_to_string(file).ok()).collect();
    let readme = read("README.md");
    let excerpts: Vec<&str> =
        ["cedar", "toml"].iter().flat_map(|language| blocks(&readme, language)).collect();
    assert_eq!(excerpts.len(), 3);
    for excerpt in excerpts {
        assert!(texts.iter().any(|text| text.contains(excerpt)), "{excerpt}");
    }
}

/// The guides, and the languages of their examples; the files that these are taken from stand in
/// the projects of `tests/consumers`, which the tests run.
const GUIDES: [(&str, &[&str]); 12] = [
    ("docs/coming-from-casl.md", &["cedar", "js", "jsx", "toml"]),
    ("docs/coming-from-cedar.md", &["cedar", "js"]),
    ("docs/databases.md", &["js"]),
    ("docs/dom.md", &["html", "js", "jsx", "ts"]),
    ("docs/explain.md", &["tsx"]),
    ("docs/javascript.md", &["html", "js"]),
    ("docs/looks.md", &["jsx"]),
    ("docs/next.md", &["jsx"]),
    ("docs/react.md", &["tsx"]),
    ("docs/recipes.md", &["js", "jsx"]),
    ("docs/svelte.md", &["svelte"]),
    ("docs/vue.md", &["vue"]),
];

#[test]
fn examples_of_the_guides_are_what_the_consumer_projects_run() {
    for (guide, languages) in GUIDES {
        let text = read(guide);
        let links = between(&text, "](../tests/consumers/", ")");
        let sources: Vec<String> =
            links.iter().map(|file| read(&format!("tests/consumers/{file}"))).collect();
        let examples: Vec<&str> =
            languages.iter().flat_map(|language| blocks(&text, language)).collect();
        assert!(!examples.is_empty(), "{guide} has no example");
        for example in examples {
            assert!(sources.iter().any(|source| source.contains(example)), "{guide}: {example}");
        }
    }
}

/// The packs that projects of `tests/consumers` bring along.
const PACKS: [&str; 2] = ["casl/articles", "cedar/documents"];

#[test]
fn packs_of_the_guides_compile_without_a_warning_to_the_bundles_beside_them() {
    for pack in PACKS {
        let folder = root().join("tests/consumers").join(pack);
        let compiled = tollgate_compiler::compile_dir(&folder).unwrap();
        assert!(compiled.warnings.is_empty(), "{pack}: {:?}", compiled.warnings);
        let bundle = folder.join("bundle.json");
        if std::env::var_os("BLESS").is_some() {
            fs::write(&bundle, &compiled.json).unwrap();
        }
        let written = fs::read_to_string(bundle).unwrap();
        assert!(compiled.json == written, "{pack}: BLESS=1 cargo test --test documents writes it");
    }
}
