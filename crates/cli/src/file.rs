//! Files that the command reads.

use std::fs;
use std::path::Path;

use tollgate_compiler::{Text, read_regular};

use crate::finding::Problem;

/// The text of a regular file: reading a pipe would wait for somebody to write to it, and a device
/// or a file without a bound may never end.
pub(crate) fn read(path: &Path) -> Result<Text, Problem> {
    let failed = |error| Problem::with_file(path, &error);
    if !fs::metadata(path).map_err(failed)?.is_file() {
        return Err(Problem::of(format!("`{}` is no regular file", path.display())));
    }
    Ok(Text::new(path.display().to_string(), read_regular(path).map_err(failed)?))
}
