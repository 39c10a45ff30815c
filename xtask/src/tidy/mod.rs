//! The rules of the house that no other tool checks, one family of them a file.

mod circles;
mod functions;
mod intrinsics;
mod modules;
mod packages;
mod paths;
mod rooms;
mod scripts;
mod shape;
mod tokens;
mod web;

use std::collections::BTreeSet;
use std::fmt;
use std::path::PathBuf;

use anyhow::{Result, ensure};

use crate::process::Tally;
use crate::{package, repo};

/// The folders that hold what people write.
const FOLDERS: [&str; 9] =
    ["src", "crates", "xtask", "npm", "www", "tests", "bench", "policies", "docs"];

/// A file that people write: its path from the checkout's root, and its text.
pub(crate) struct Source {
    name: String,
    text: String,
}

impl Source {
    /// How the file's name ends.
    fn kind(&self) -> &str {
        self.name.rsplit_once('.').map_or("", |(_, kind)| kind)
    }

    fn is_rust(&self) -> bool {
        self.kind() == "rs"
    }
}

/// A rule that is broken.
#[derive(Debug)]
pub(crate) struct Finding {
    file: String,
    /// Where in the file; nothing where all of it is meant.
    line: Option<usize>,
    what: String,
}

impl Finding {
    fn at(file: &str, line: usize, what: impl Into<String>) -> Self {
        Finding { file: file.to_owned(), line: Some(line), what: what.into() }
    }

    fn of(file: &str, what: impl Into<String>) -> Self {
        Finding { file: file.to_owned(), line: None, what: what.into() }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            Some(line) => write!(out, "{}:{line}: {}", self.file, self.what),
            None => write!(out, "{}: {}", self.file, self.what),
        }
    }
}

/// Checks every rule; a file that breaks one fails.
pub(crate) fn run(tally: &mut Tally) -> Result<()> {
    let sources = sources()?;
    let mut findings = packages::check(&sources)?;
    findings.extend(
        package::version().err().map(|error| Finding::of("npm/package.json", error.to_string())),
    );
    for source in &sources {
        shape::check(source, &mut findings);
        if source.is_rust() {
            tokens::check(source, &mut findings);
        }
    }
    rooms::check(&sources, &mut findings);
    web::check(&sources, &mut findings);
    intrinsics::check(&sources, &mut findings);

    let broken: BTreeSet<&str> = findings.iter().map(|finding| finding.file.as_str()).collect();
    for source in &sources {
        if broken.contains(source.name.as_str()) {
            tally.failed += 1;
        } else {
            tally.passed += 1;
        }
    }
    for finding in &findings {
        println!("  {finding}");
    }
    ensure!(findings.is_empty(), "the house rules are broken {} times", findings.len());
    Ok(())
}

/// The files that people write and that are text, by name.
fn sources() -> Result<Vec<Source>> {
    let mut files: Vec<PathBuf> = Vec::new();
    let mut folders: Vec<PathBuf> = FOLDERS.iter().map(repo::path).collect();
    while let Some(folder) = folders.pop() {
        for entry in repo::entries(&folder)? {
            if !entry.is_dir() {
                files.push(entry);
            } else if !entry.ends_with("node_modules") {
                folders.push(entry);
            }
        }
    }
    files.sort();
    let mut sources = Vec::new();
    for file in files {
        // What is no text (a picture, a font) keeps to no rule of writing.
        if let Ok(text) = String::from_utf8(std::fs::read(&file)?) {
            sources.push(Source { name: repo::display(&file).to_string(), text });
        }
    }
    Ok(sources)
}
