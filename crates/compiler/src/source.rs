//! The text of a pack: which files it has, and places in them.

use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::fmt;
use std::io::{Error, ErrorKind, Read};
use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

use crate::text::Text;

/// The files of a pack that the compiler reads, as text in memory.
#[derive(Clone, Debug, Default)]
pub struct Sources {
    /// The pack's name: that of its folder.
    pub name: String,
    /// Name and text of each file.
    pub files: Vec<(String, String)>,
}

/// The Cedar schema of a pack.
pub(crate) const SCHEMA: &str = "schema.cedarschema";
/// The names of a schema as JSON, in Cedar's own form.
pub(crate) const JSON_SCHEMAS: [&str; 3] =
    ["schema.cedarschema.json", "schema.json", "cedarschema.json"];
/// The controls on screen.
pub(crate) const SURFACE: &str = "surface.toml";
/// States and transitions.
pub(crate) const LIFECYCLE: &str = "lifecycle.toml";
/// Roles and labels.
pub(crate) const ROLES: &str = "roles.toml";
/// Advice beside decisions and grants.
pub(crate) const ADVICE: &str = "advice.toml";
/// Questions and answers.
pub(crate) const HELP: &str = "help.toml";

/// The folder of the pack's texts in other languages, a file each.
pub(crate) const LANGUAGES: &str = "languages/";

/// The TOML files of a pack, in the order in which they are read.
pub(crate) const TABLES: [&str; 5] = [SURFACE, LIFECYCLE, ROLES, ADVICE, HELP];

impl Sources {
    /// Reads the files of a pack folder.
    ///
    /// # Errors
    /// When the folder or a file in it cannot be read as UTF-8 text, or is no regular file.
    pub fn read(folder: &Path) -> std::io::Result<Self> {
        let name = folder
            .canonicalize()?
            .file_name()
            .map_or_else(String::new, |name| name.to_string_lossy().into_owned());
        let mut files = Vec::new();
        read_from(folder, "", &mut files)?;
        let languages = folder.join(LANGUAGES);
        if languages.is_dir() {
            read_from(&languages, LANGUAGES, &mut files)?;
        }
        files.sort();
        Ok(Self { name, files })
    }
}

/// Reads the files of one folder that a compiler reads.
fn read_from(
    folder: &Path,
    prefix: &str,
    files: &mut Vec<(String, String)>,
) -> std::io::Result<()> {
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        let file = format!("{prefix}{}", entry.file_name().to_string_lossy());
        if is_read(&file) {
            let text = read_regular(&entry.path())
                .map_err(|error| Error::new(error.kind(), format!("`{file}`: {error}")))?;
            files.push((file, text));
        }
    }
    Ok(())
}

/// Bytes of a file that is read: a longer one would take all memory there is.
pub const FILE_MAX: u64 = 64 << 20;

/// Reads a file that is one: opening a pipe would wait for somebody to write to it.
///
/// # Errors
/// When it is no regular file, longer than [`FILE_MAX`], or no UTF-8 text.
pub fn read_regular(path: &Path) -> std::io::Result<String> {
    let known = std::fs::metadata(path)?;
    if !known.is_file() {
        return Err(Error::new(ErrorKind::InvalidInput, "it is no regular file"));
    }
    let mut text = String::new();
    // It may grow, or be one of those of the system that do not say how long they are.
    let more = known.len() > FILE_MAX || {
        std::fs::File::open(path)?.take(FILE_MAX + 1).read_to_string(&mut text)? as u64 > FILE_MAX
    };
    if more {
        let message = format!("it is longer than {} MB", FILE_MAX >> 20);
        return Err(Error::new(ErrorKind::FileTooLarge, message));
    }
    Ok(text)
}

fn is_read(file: &str) -> bool {
    match file.strip_prefix(LANGUAGES) {
        Some(language) => language.ends_with(".toml"),
        None => is_schema(file) || file.ends_with(".cedar") || TABLES.contains(&file),
    }
}

/// Whether a file of that name is the schema of its pack.
#[must_use]
pub fn is_schema(file: &str) -> bool {
    file == SCHEMA || JSON_SCHEMAS.contains(&file)
}

/// One file: its name and text. Files compare by where they stand in a pack.
pub(crate) struct File {
    /// Where it stands among the files: the schema, the policies by name, then the tables
    /// and the languages.
    order: (usize, String),
    pub(crate) name: String,
    pub(crate) text: Text,
}

impl fmt::Debug for File {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name)
    }
}

impl PartialEq for File {
    fn eq(&self, other: &Self) -> bool {
        self.order == other.order
    }
}

impl Eq for File {}

impl PartialOrd for File {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for File {
    fn cmp(&self, other: &Self) -> Ordering {
        self.order.cmp(&other.order)
    }
}

impl File {
    pub(crate) fn new(name: &str, text: &str) -> Arc<Self> {
        let rank = match TABLES.iter().position(|table| *table == name) {
            Some(table) => table + 2,
            None if name.starts_with(LANGUAGES) => TABLES.len() + 2,
            None => usize::from(!is_schema(name)),
        };
        let order = (rank, name.to_owned());
        Arc::new(Self { order, name: name.to_owned(), text: Text::new(name, text) })
    }

    /// The place of a range of bytes.
    pub(crate) fn at(self: &Arc<Self>, span: Range<usize>) -> Place {
        let end = span.end.min(self.text.len());
        Place { file: Arc::clone(self), start: span.start.min(end), end }
    }

    /// The start of the file, for what concerns all of it.
    pub(crate) fn start(self: &Arc<Self>) -> Place {
        self.at(0..0)
    }
}

/// A range of bytes of a file.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Place {
    pub(crate) file: Arc<File>,
    pub(crate) start: usize,
    pub(crate) end: usize,
}

impl Place {
    /// Whether two places have something in common.
    pub(crate) fn meets(&self, other: &Place) -> bool {
        self.file == other.file && self.start < other.end && other.start < self.end
    }

    /// Line and column, both from 1; a column counts characters.
    pub(crate) fn line_column(&self) -> (usize, usize) {
        let (line, column) = self.file.text.place(self.start);
        let within = self.file.text.get(self.start + 1 - column..self.start).unwrap_or_default();
        (line, within.chars().count() + 1)
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (line, column) = self.line_column();
        write!(f, "{}:{line}:{column}", self.file.name)
    }
}

/// Something read from a file, with its place there.
#[derive(Clone, Debug)]
pub(crate) struct At<T> {
    pub(crate) value: T,
    pub(crate) place: Place,
}

/// The files of a pack by name.
pub(crate) struct Files(BTreeMap<String, Arc<File>>);

impl Files {
    pub(crate) fn new(sources: &Sources) -> Self {
        let files = sources.files.iter().map(|(name, text)| (name.clone(), File::new(name, text)));
        Self(files.collect())
    }

    /// The file of a name; an empty one where the pack has none, so that a place can name it.
    pub(crate) fn get_or_empty(&self, name: &str) -> Arc<File> {
        self.0.get(name).cloned().unwrap_or_else(|| File::new(name, ""))
    }

    /// The schemas: a pack has one.
    pub(crate) fn schemas(&self) -> impl Iterator<Item = &Arc<File>> {
        let names = std::iter::once(SCHEMA).chain(JSON_SCHEMAS);
        names.filter_map(|name| self.0.get(name))
    }

    /// The schema; an empty one where the pack has none, so that a place can name it.
    pub(crate) fn schema(&self) -> Arc<File> {
        self.schemas().next().cloned().unwrap_or_else(|| File::new(SCHEMA, ""))
    }

    pub(crate) fn has(&self, name: &str) -> bool {
        self.0.contains_key(name)
    }

    /// The files of the pack's languages, by tag.
    pub(crate) fn languages(&self) -> impl Iterator<Item = &Arc<File>> {
        self.0.values().filter(|file| file.name.starts_with(LANGUAGES))
    }

    /// The policy files, by name.
    pub(crate) fn policies(&self) -> impl Iterator<Item = &Arc<File>> {
        self.0.values().filter(|file| file.name.ends_with(".cedar"))
    }
}
