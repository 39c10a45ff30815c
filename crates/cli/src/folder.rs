//! Folders that a new pack is written to.

use std::fs;
use std::path::Path;

use miette::MietteDiagnostic;

use crate::finding::Problem;

/// The name of the pack that a folder is to be, unless something is in it already.
pub(crate) fn pack_name(folder: &Path) -> Result<String, Problem> {
    let failed = |error| Problem::with_file(folder, &error);
    if folder.exists() && fs::read_dir(folder).map_err(failed)?.next().is_some() {
        let message = format!("`{}` is not empty", folder.display());
        let help = "name a folder that is new or empty: nothing is overwritten";
        return Err(MietteDiagnostic::new(message).with_help(help).into());
    }
    let absolute = std::path::absolute(folder).map_err(failed)?;
    let name = absolute.file_name().unwrap_or_default().to_string_lossy().into_owned();
    if !is_kebab_case(&name) {
        let message = format!("`{name}` cannot be a pack's name");
        let help = "name the folder in kebab-case: small letters, digits and single hyphens";
        return Err(MietteDiagnostic::new(message).with_help(help).into());
    }
    Ok(name)
}

fn is_kebab_case(name: &str) -> bool {
    let is_word = |word: &str| {
        let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
        !word.is_empty() && word.bytes().all(plain)
    };
    name.starts_with(|first: char| first.is_ascii_lowercase()) && name.split('-').all(is_word)
}
