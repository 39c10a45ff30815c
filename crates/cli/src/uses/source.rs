//! The sources of a front end: which files they are, and in which language.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use ignore::{DirEntry, WalkBuilder};
use miette::MietteDiagnostic;
use oxc_span::SourceType;
use tollgate_compiler::Text;

use super::any_script;
use crate::file;
use crate::finding::Problem;

/// Folders whose files nobody wrote there.
const SKIPPED: [&str; 4] = ["node_modules", "dist", "build", ".git"];

const ENDINGS: &str = "js, jsx, mjs, cjs, ts, tsx, mts, cts, vue, svelte, html, htm";

/// The text of a source.
#[derive(Debug)]
pub(crate) struct Source {
    pub(crate) text: Text,
    pub(crate) dialect: Dialect,
}

/// What a source is written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Dialect {
    Script(SourceType),
    Html,
    Vue,
    Svelte,
}

impl Dialect {
    pub(super) fn of(path: &Path) -> Option<Self> {
        let ending = path.extension()?.to_str()?;
        Some(match ending {
            "js" | "jsx" => Dialect::Script(any_script()),
            "mjs" | "cjs" | "ts" | "tsx" | "mts" | "cts" => {
                Dialect::Script(SourceType::from_path(path).ok()?)
            }
            "html" | "htm" => Dialect::Html,
            "vue" => Dialect::Vue,
            "svelte" => Dialect::Svelte,
            _ => return None,
        })
    }
}

impl Source {
    /// Reads a source that [`files`] gave.
    pub(crate) fn read(path: &Path) -> Result<Option<Self>, Problem> {
        let Some(dialect) = Dialect::of(path) else { return Ok(None) };
        let text = file::read(path.strip_prefix(".").unwrap_or(path))?;
        Ok(Some(Source { text, dialect }))
    }
}

/// The sources among files and in folders, by path, without what `.gitignore` leaves out.
pub(crate) fn files(paths: &[PathBuf]) -> Result<Vec<PathBuf>, Problem> {
    let mut found = BTreeSet::new();
    for path in paths {
        if !path.exists() {
            return Err(Problem::of(format!(
                "`{}` is neither a file nor a folder",
                path.display()
            )));
        }
        let before = found.len();
        let walk = WalkBuilder::new(path)
            .hidden(false)
            .git_global(false)
            .require_git(false)
            .filter_entry(is_wanted)
            .build();
        for entry in walk {
            let path = entry.map_err(Problem::of)?.into_path();
            // A folder may be called `charts.js`, and an editor's lock is a link to nowhere; what
            // is neither, such as a pipe, is told when it is read.
            let is_read = path.metadata().is_ok_and(|known| !known.is_dir());
            if is_read && Dialect::of(&path).is_some() {
                found.insert(path);
            }
        }
        if found.len() == before && !found.iter().any(|each| each.starts_with(path)) {
            return Err(empty(path));
        }
    }
    Ok(found.into_iter().collect())
}

/// A folder that is named is read, whatever it is called.
fn is_wanted(entry: &DirEntry) -> bool {
    entry.depth() == 0 || !entry.file_name().to_str().is_some_and(|name| SKIPPED.contains(&name))
}

fn empty(path: &Path) -> Problem {
    let message = if path.is_dir() {
        format!("`{}` has no sources", path.display())
    } else {
        format!("`{}` is no source", path.display())
    };
    let help = format!(
        "sources end in {ENDINGS}; what `.gitignore` names and {} are not read",
        SKIPPED.map(|name| format!("`{name}`")).join(", ")
    );
    MietteDiagnostic::new(message).with_help(help).into()
}
