//! `tollgate format`: a pack's policies as Cedar's formatter writes them, in place; or with
//! `--check` which files are not so.

use std::fs;
use std::path::{Path, PathBuf};

use miette::MietteDiagnostic;
use serde::Serialize;
use tollgate_compiler::format_policies;

use crate::args::Format;
use crate::file;
use crate::finding::Problem;
use crate::output::Output;
use crate::pack::Pack;

#[derive(Serialize)]
struct Formatted {
    files: Vec<String>,
}

pub(crate) fn run(args: &Format) -> Result<Output, Problem> {
    let folder = Pack::folder(&args.pack)?;
    let mut changed = Vec::new();
    for path in policies(&folder)? {
        let text = file::read(&path)?;
        let formatted = format_policies(text.as_str()).ok_or_else(|| unread(&path, &folder))?;
        if formatted != text.as_str() {
            changed.push((path, formatted));
        }
    }
    // Nothing is written where a file cannot be.
    for (path, formatted) in changed.iter().filter(|_| !args.check) {
        fs::write(path, formatted).map_err(|error| Problem::with_file(path, &error))?;
    }
    let (done, fine) = match args.check {
        true => ("not formatted:", changed.is_empty()),
        false => ("formatted", true),
    };
    let files: Vec<String> = changed.iter().map(|(path, _)| path.display().to_string()).collect();
    let text = match &files[..] {
        [] => format!("the policies of `{}` are formatted already", args.pack.display()),
        files => files.iter().map(|file| format!("{done} {file}")).collect::<Vec<_>>().join("\n"),
    };
    Ok(Output::new(text, &Formatted { files })?.fine(fine))
}

/// The files of policies in a folder.
fn policies(folder: &Path) -> Result<Vec<PathBuf>, Problem> {
    let failed = |error| Problem::with_file(folder, &error);
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).map_err(failed)? {
        let path = entry.map_err(failed)?.path();
        if path.extension().is_some_and(|extension| extension == "cedar") {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

fn unread(path: &Path, folder: &Path) -> Problem {
    let message = format!("`{}` cannot be parsed, and nothing was written", path.display());
    let help = format!("`tollgate check {}` tells what is wrong in it", folder.display());
    MietteDiagnostic::new(message).with_help(help).into()
}
