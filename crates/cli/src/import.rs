//! A Cedar project as it is found: its schema, its policies and the links of its templates.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use ignore::WalkBuilder;
use miette::MietteDiagnostic;
use tollgate_compiler::import::{Held, Link, held};

use crate::finding::Problem;
use crate::terminal::visible;

/// Folders that hold what others wrote or what was built.
const PASSED_OVER: [&str; 2] = ["node_modules", "target"];

/// Bytes of a file that is read.
const SIZE_MAX: u64 = 16 << 20;

/// A file of a project, by its way from the project's folder as people may see it.
struct Source {
    path: String,
    text: String,
}

/// What a file may hold, by its name.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    Cedar,
    Json,
    /// Cedar's command keeps links, as JSON, in a file of any name.
    Bare,
}

impl Form {
    fn of(path: &Path) -> Option<Self> {
        match path.extension() {
            Some(ending) if ending == "cedar" || ending == "cedarschema" => Some(Form::Cedar),
            Some(ending) if ending == "json" => Some(Form::Json),
            None if path.file_name().is_some_and(|it| it == "cedarschema") => Some(Form::Cedar),
            None => Some(Form::Bare),
            Some(_) => None,
        }
    }
}

/// What there is to make a pack of.
#[derive(Default)]
pub(crate) struct Project {
    pub(crate) files: Vec<File>,
    pub(crate) links: Vec<Link>,
    /// The files that links were read from.
    pub(crate) linked: Vec<String>,
    /// What was done beside writing the files.
    pub(crate) done: Vec<String>,
    /// What is left to do.
    pub(crate) left: Vec<String>,
}

/// A file of the pack, and the file that it was made of.
pub(crate) struct File {
    pub(crate) name: String,
    pub(crate) of: String,
    pub(crate) text: String,
}

impl Project {
    pub(crate) fn read(folder: &Path) -> Result<Self, Problem> {
        let mut project = Project::default();
        let mut schemas = Vec::new();
        let mut names = BTreeSet::new();
        for source in project.sources(folder)? {
            match held(&source.path, &source.text) {
                Ok(Held::Schema) => schemas.push(source),
                Ok(Held::SchemaWithin(text)) => schemas.push(Source { text, ..source }),
                Ok(Held::Policies { text, links }) => {
                    project.linked.extend((!links.is_empty()).then(|| source.path.clone()));
                    project.links.extend(links);
                    let name = free_name(&source.path, &mut names);
                    project.files.push(File { name, of: source.path, text });
                }
                Ok(Held::Links(links)) => {
                    project.links.extend(links);
                    project.linked.push(source.path);
                }
                Ok(Held::Nothing) => {}
                Err(error) => {
                    let path = &source.path;
                    project.left.push(format!("`{path}` is not imported: {error}"));
                }
            }
        }
        if schemas.is_empty() && project.files.is_empty() {
            let message = format!("there is no schema and no policy in `{}`", folder.display());
            let help = match &project.left[..] {
                [] => "name the folder of a Cedar project, with `*.cedarschema`, `*.cedar` or the \
                       same as JSON"
                    .to_owned(),
                left => left.join("; "),
            };
            return Err(MietteDiagnostic::new(message).with_help(help).into());
        }
        project.take_schema(schemas)?;
        Ok(project)
    }

    /// The files that may hold something, in the order of their paths. No link is followed.
    fn sources(&mut self, folder: &Path) -> Result<Vec<Source>, Problem> {
        let mut sources = Vec::new();
        let walk = WalkBuilder::new(folder)
            .standard_filters(false)
            .hidden(true)
            .follow_links(false)
            .filter_entry(|entry| {
                let name = entry.file_name().to_string_lossy();
                entry.depth() == 0 || !PASSED_OVER.contains(&&*name)
            })
            .sort_by_file_path(Ord::cmp)
            .build();
        for entry in walk {
            let entry = entry.map_err(Problem::of)?;
            let (path, kind) = (entry.path(), entry.file_type());
            let way = path.strip_prefix(folder).unwrap_or(path).to_string_lossy();
            let shown = visible(&way).replace('\n', "\\n");
            let form = Form::of(path);
            if kind.is_some_and(|it| it.is_symlink()) && entry.depth() > 0 {
                if matches!(form, Some(Form::Cedar | Form::Json)) || path.is_dir() {
                    let what = "a symbolic link, which is not followed";
                    self.left.push(format!("look at `{shown}` yourself: it is {what}"));
                }
                continue;
            }
            let Some(form) = form.filter(|_| kind.is_some_and(|it| it.is_file())) else { continue };
            let size = fs::metadata(path).map_err(|error| Problem::with_file(path, &error))?.len();
            if size > SIZE_MAX && form == Form::Bare {
                continue;
            }
            if size > SIZE_MAX {
                self.left.push(format!("look at `{shown}` yourself: it is too large to be read"));
                continue;
            }
            match fs::read_to_string(path) {
                Ok(text) => {
                    // Editors on some systems begin a file with a mark that Cedar does not know.
                    let text = text.strip_prefix('\u{feff}').unwrap_or(&text).to_owned();
                    sources.push(Source { path: shown, text });
                }
                // Whatever it is, it is no JSON of Cedar's.
                Err(error)
                    if form != Form::Cedar && error.kind() == std::io::ErrorKind::InvalidData => {}
                Err(error) => return Err(Problem::with_file(path, &error)),
            }
        }
        Ok(sources)
    }

    /// Takes the one schema that there is, or the text where it stands beside the same as JSON.
    fn take_schema(&mut self, mut schemas: Vec<Source>) -> Result<(), Problem> {
        let folder = |path: &str| path.rsplit_once('/').map_or("", |(folder, _)| folder).to_owned();
        let is_text = |source: &Source| !source.text.trim_start().starts_with('{');
        let texts: Vec<String> =
            schemas.iter().filter(|it| is_text(it)).map(|it| folder(&it.path)).collect();
        if let [beside] = &texts[..] {
            schemas.retain(|it| {
                let is_same = !is_text(it) && folder(&it.path) == *beside;
                if is_same {
                    let path = &it.path;
                    self.done.push(format!("left out `{path}`: its schema stands there as text"));
                }
                !is_same
            });
        }
        match &schemas[..] {
            [] => {
                let file = "schema.cedarschema";
                self.left.push(format!("write a schema, `{file}`: the project has none"));
            }
            [only] => {
                let name =
                    if is_text(only) { "schema.cedarschema" } else { "schema.cedarschema.json" };
                let (name, of, text) = (name.to_owned(), only.path.clone(), only.text.clone());
                self.files.insert(0, File { name, of, text });
            }
            several => {
                let paths: Vec<String> =
                    several.iter().map(|it| format!("`{}`", it.path)).collect();
                let message = format!("there are several schemas: {}", paths.join(", "));
                let help = "a pack has one: import the folder of each by itself";
                return Err(MietteDiagnostic::new(message).with_help(help).into());
            }
        }
        Ok(())
    }
}

/// A name for a file of policies, of its own name, or of its whole way where that is taken.
fn free_name(path: &str, taken: &mut BTreeSet<String>) -> String {
    let stem = path.strip_suffix(".json").unwrap_or(path);
    let stem = stem.strip_suffix(".cedar").unwrap_or(stem);
    let file_name = stem.rsplit('/').next().unwrap_or(stem);
    let plain = |name: &str| {
        let plain = |it: char| if it.is_ascii_alphanumeric() || it == '_' { it } else { '-' };
        let name: String = name.chars().map(plain).collect();
        let name = name.trim_matches('-').to_owned();
        if name.is_empty() { "policies".to_owned() } else { name }
    };
    let whole = plain(stem);
    let numbered = (2..).map(|number| format!("{whole}-{number}"));
    let names = [plain(file_name), whole.clone()].into_iter().chain(numbered);
    // On some disks two names that differ in case are one.
    let mut free = names.filter(|name| taken.insert(name.to_lowercase()));
    free.next().unwrap_or(whole) + ".cedar"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_of_policies_have_names_of_their_own() {
        let mut taken = BTreeSet::new();
        let names =
            ["a.cedar", "b/a.cedar", "B/A.cedar", "b/a.json", "../\u{1b}[2J.cedar", ".cedar"]
                .map(|path| free_name(path, &mut taken));
        assert_eq!(
            names,
            ["a.cedar", "b-a.cedar", "B-A-2.cedar", "b-a-3.cedar", "2J.cedar", "policies.cedar"]
        );
    }
}
