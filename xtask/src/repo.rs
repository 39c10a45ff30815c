//! Where things are in the checkout.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

/// The packs that ship with Tollgate.
pub(crate) use tollgate::packs::NAMES as PACKS;

/// All packs of the checkout: those, and the server's own.
pub(crate) fn packs() -> impl Iterator<Item = &'static str> {
    PACKS.into_iter().chain(["office"])
}

/// The checkout's folder.
pub(crate) fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap_or(Path::new("."))
}

/// A path in the checkout.
pub(crate) fn path(relative: impl AsRef<Path>) -> PathBuf {
    root().join(relative)
}

/// A path in the checkout, as a person at its root would type it.
pub(crate) fn display(path: &Path) -> std::path::Display<'_> {
    path.strip_prefix(root()).unwrap_or(path).display()
}

/// The text of a file, with its name in the error.
pub(crate) fn read(path: &Path) -> Result<String> {
    std::fs::read_to_string(path).with_context(|| format!("cannot read `{}`", display(path)))
}

/// Writes a file and the folders above it.
pub(crate) fn write(path: &Path, content: impl AsRef<[u8]>) -> Result<()> {
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder)?;
    }
    std::fs::write(path, content).with_context(|| format!("cannot write `{}`", display(path)))
}

/// Copies a file to where the folders above it may not exist yet.
pub(crate) fn copy(from: &Path, to: &Path) -> Result<()> {
    let content =
        std::fs::read(from).with_context(|| format!("cannot read `{}`", display(from)))?;
    write(to, content)
}

/// Makes `folder` exist and hold nothing.
pub(crate) fn empty(folder: &Path) -> Result<()> {
    if folder.exists() {
        std::fs::remove_dir_all(folder)
            .with_context(|| format!("cannot empty `{}`", display(folder)))?;
    }
    std::fs::create_dir_all(folder)?;
    Ok(())
}

/// The entries of a folder, sorted by name.
pub(crate) fn entries(folder: &Path) -> Result<Vec<PathBuf>> {
    let context = || format!("cannot list `{}`", display(folder));
    let mut found = std::fs::read_dir(folder)
        .with_context(context)?
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<std::io::Result<Vec<_>>>()
        .with_context(context)?;
    found.sort();
    Ok(found)
}

/// The tags of the languages that a pack has texts in.
pub(crate) fn languages(pack: &str) -> Result<Vec<String>> {
    let folder = path("policies").join(pack).join("languages");
    let files = if folder.is_dir() { entries(&folder)? } else { Vec::new() };
    let tag = |file: &PathBuf| Some(file.file_name()?.to_str()?.strip_suffix(".toml")?.to_owned());
    Ok(files.iter().filter_map(tag).collect())
}
