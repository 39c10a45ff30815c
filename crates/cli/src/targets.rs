//! Where `compile` writes: into files, nowhere that a pack's sources are, and nowhere twice.

use std::collections::HashMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use miette::MietteDiagnostic;

use tollgate_compiler::is_schema;

use crate::finding::Problem;

/// What the sources of a pack end in, those that the compiler reads and those that people do.
const SOURCES: [&str; 5] = ["cedar", "cedarschema", "toml", "jsonl", "md"];

/// Links that are followed from one to the next.
const LINKS_MAX: usize = 32;

/// Refuses targets that are no files or are one, and such as are sources of the pack, by whatever
/// path.
pub(crate) fn check<'t>(
    folder: &Path,
    targets: impl IntoIterator<Item = &'t Path>,
) -> Result<(), Problem> {
    let pack = folder.canonicalize().map_err(|error| Problem::with_file(folder, &error))?;
    let mut known: HashMap<PathBuf, &Path> = HashMap::new();
    for target in targets {
        let place = resolve(target).map_err(|error| Problem::with_file(target, &error))?;
        // Opening a pipe would wait for somebody to read it.
        if fs::metadata(&place).is_ok_and(|known| !known.is_file()) {
            let help = "name a file, new or to be replaced".to_owned();
            return Err(refusal(format!("`{}` is no regular file", target.display()), help));
        }
        let ending = place.extension().and_then(|ending| ending.to_str()).unwrap_or_default();
        let name = place.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        let is_source = SOURCES.contains(&ending.to_ascii_lowercase().as_str())
            || is_schema(&name.to_ascii_lowercase());
        if place.starts_with(&pack) && is_source {
            let help = "name another file: nothing is written over what the pack is compiled from";
            return Err(refusal(
                format!("`{}` is a source of the pack", target.display()),
                help.to_owned(),
            ));
        }
        if let Some(other) = known.insert(place, target) {
            let message = match other == target {
                true => format!("`{}` is to be written twice", target.display()),
                false => format!("`{}` and `{}` are one file", other.display(), target.display()),
            };
            let help = "name a file for each: `-o` for the bundle, `--types` for its types";
            return Err(refusal(message, help.to_owned()));
        }
    }
    Ok(())
}

fn refusal(message: String, help: String) -> Problem {
    MietteDiagnostic::new(message).with_code("compile::target").with_help(help).into()
}

/// The file that writing to a path would write, whether or not it is there.
fn resolve(path: &Path) -> io::Result<PathBuf> {
    let mut path = std::path::absolute(path)?;
    for _ in 0..LINKS_MAX {
        let is_link = fs::symlink_metadata(&path).is_ok_and(|known| known.is_symlink());
        if !is_link {
            break;
        }
        let to = fs::read_link(&path)?;
        path = path.parent().unwrap_or(Path::new("/")).join(to);
    }
    if path.exists() {
        return path.canonicalize();
    }
    match (path.parent(), path.file_name()) {
        // A folder that is not there holds no sources.
        (Some(folder), Some(name)) => {
            Ok(folder.canonicalize().map_or_else(|_| path.clone(), |folder| folder.join(name)))
        }
        _ => Ok(path),
    }
}
