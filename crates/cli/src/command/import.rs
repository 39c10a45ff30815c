//! `tollgate import`: a pack of a Cedar project as it is found.

use std::fs::{self, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};

use serde::Serialize;
use tollgate_compiler::import::leftovers;
use tollgate_compiler::{Diagnostic, Report, Sources};

use crate::args::Import;
use crate::finding::{Finding, Problem};
use crate::folder;
use crate::import::{File, Project};
use crate::located::Located;
use crate::output::Output;
use crate::terminal::visible;

/// Policies that are told one by one.
const LISTED_MAX: usize = 20;

#[derive(Serialize)]
struct Imported<'a> {
    pack: &'a str,
    folder: String,
    files: Vec<Written<'a>>,
    done: &'a [String],
    left: &'a [String],
    findings: &'a [Finding],
}

#[derive(Serialize)]
struct Written<'a> {
    file: &'a str,
    of: &'a str,
}

pub(crate) fn run(args: &Import) -> Result<Output, Problem> {
    let source = args.dir.canonicalize().map_err(|error| Problem::with_file(&args.dir, &error))?;
    let name = source.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let folder = args.output.clone().unwrap_or_else(|| PathBuf::from(pack_of(&name)));
    let pack = folder::pack_name(&folder)?;
    let mut project = Project::read(&args.dir)?;
    let files = project.files.iter().map(|it| (it.name.clone(), it.text.clone()));
    let sources = Sources { name: pack.clone(), files: files.collect() };
    let leftovers = leftovers(&sources, &project.links);
    project.left.extend(leftovers.left);
    if !leftovers.groups.is_empty() {
        let groups: Vec<String> = leftovers.groups.iter().map(|of| format!("`{of}`")).collect();
        project.done.push(format!(
            "groups of {} are made at run time: principals say which they are in, \
             `\"in\": [\"{}::…\"]`",
            groups.join(", "),
            leftovers.groups[0],
        ));
    }
    if let Some(text) = leftovers.links {
        let (name, of) = ("links.jsonl".to_owned(), project.linked.join(", "));
        project.done.push(
            "`links.jsonl` has the links of templates, a line for each principal: the host hands \
             them in as the principal's `links`, and to all who are in a group that a line names"
                .to_owned(),
        );
        project.files.push(File { name, of, text });
    }
    let (errors, warnings) = match tollgate_compiler::compile(&sources) {
        Ok(compiled) => (Vec::new(), compiled.warnings),
        Err(Report { errors, warnings }) => (errors, warnings),
    };
    project.say(&errors, &warnings);
    let readme = readme(&pack, &name, &project);
    fs::create_dir_all(&folder).map_err(|error| Problem::with_file(&folder, &error))?;
    for file in &project.files {
        write(&folder.join(&file.name), &file.text)?;
    }
    write(&folder.join("README.md"), &readme)?;
    let found = |diagnostic| Finding::of(Located { diagnostic, folder: folder.clone() });
    let findings: Vec<Finding> = errors.into_iter().map(found).collect();
    answer(&pack, &folder, &project, findings)
}

/// The name of a pack that is made of a folder.
fn pack_of(name: &str) -> String {
    let lower = name.to_ascii_lowercase();
    let words = lower.split(|it: char| !it.is_ascii_alphanumeric()).filter(|it| !it.is_empty());
    let words: Vec<&str> =
        words.skip_while(|it| it.starts_with(|first: char| first.is_ascii_digit())).collect();
    if words.is_empty() { "imported-pack".to_owned() } else { words.join("-") + "-pack" }
}

impl Project {
    /// Says what the compiler found: ids that were derived, and what does not compile.
    fn say(&mut self, errors: &[Diagnostic], warnings: &[Diagnostic]) {
        let of = |code: &str| warnings.iter().filter(|it| it.code() == code).collect::<Vec<_>>();
        let (nameless, silent) = (of("policy::no_id"), of("policy::no_reason"));
        for it in nameless.iter().take(LISTED_MAX) {
            self.done.push(format!("{}:{}: {}", it.file(), it.line(), it.message()));
        }
        if nameless.len() > LISTED_MAX {
            let more = nameless.len() - LISTED_MAX;
            self.done.push(format!("so it is with {more} more policies"));
        }
        if !silent.is_empty() {
            let count = silent.len();
            self.done.push(format!("policies without `@reason`, which tell nobody why: {count}"));
        }
        let unformatted = of("policy::not_formatted").len();
        if unformatted > 0 {
            let files = if unformatted == 1 { "file" } else { "files" };
            self.done.push(format!(
                "{unformatted} {files} not formatted as Cedar's formatter does: \
                 `tollgate format` writes them so",
            ));
        }
        let closed = of("policy::unreachable_action").len();
        if closed > 0 {
            self.done.push(format!(
                "actions that nobody can ever do: {closed}; `tollgate check` names them",
            ));
        }
        if !errors.is_empty() {
            let mistakes = if errors.len() == 1 { "mistake" } else { "mistakes" };
            self.left.push(format!(
                "mend what keeps it from compiling, {} {mistakes}: `tollgate check` tells each, \
                 with what to write instead",
                errors.len(),
            ));
        }
    }
}

fn write(path: &Path, text: &str) -> Result<(), Problem> {
    let file = OpenOptions::new().write(true).create_new(true).open(path);
    file.and_then(|mut file| file.write_all(text.as_bytes()))
        .map_err(|error| Problem::with_file(path, &error))
}

/// The lines under a heading; nothing where there are none.
fn listed(heading: &str, lines: &[String]) -> String {
    let lines = lines.iter().map(|line| format!("- {}\n", visible(line).replace('\n', " ")));
    let lines: String = lines.collect();
    if lines.is_empty() { lines } else { format!("\n{heading}\n\n{lines}") }
}

fn files(project: &Project) -> Vec<String> {
    project.files.iter().map(|it| format!("`{}` from `{}`", it.name, it.of)).collect()
}

fn readme(pack: &str, of: &str, project: &Project) -> String {
    let of: String = of.chars().filter(|it| !it.is_control() && *it != '`').collect();
    format!("# {pack}\n\nThis pack was made by `tollgate import` of `{of}`.\n")
        + &listed("What was done:", &[files(project), project.done.clone()].concat())
        + &listed("What is left to do:", &project.left)
}

fn answer(
    pack: &str,
    folder: &Path,
    project: &Project,
    findings: Vec<Finding>,
) -> Result<Output, Problem> {
    let place = folder.display().to_string();
    let next = match project.left.is_empty() {
        true => format!("\nnext: tollgate compile {place}"),
        false => String::new(),
    };
    let text = format!("imported `{pack}` to {place}\n")
        + &listed("done", &[files(project), project.done.clone()].concat())
        + &listed("left to do", &project.left)
        + &next;
    let imported = Imported {
        pack,
        folder: place,
        files: project.files.iter().map(|it| Written { file: &it.name, of: &it.of }).collect(),
        done: &project.done,
        left: &project.left,
        findings: &findings,
    };
    Ok(Output::new(text, &imported)?.with(findings).fine(project.left.is_empty()))
}
