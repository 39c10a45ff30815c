//! `tollgate compile`: a pack to a bundle, its debug file, its types and its languages, once or
//! whenever the pack changes.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use notify::{Event, RecursiveMode, Watcher, recommended_watcher};
use serde::Serialize;
use tollgate::Policy;
use tollgate_compiler::{Compiled, FILE_MAX, declaration, is_schema};

use crate::args::Compile;
use crate::debug;
use crate::finding::{Finding, Problem};
use crate::output::{Format, Output, print, tell};
use crate::pack::{self, Pack};
use crate::targets;

/// How long a pack must lie still before it is compiled: an editor writes a file in several steps.
const QUIET: Duration = Duration::from_millis(100);

/// What is written where.
struct Targets {
    bundle: PathBuf,
    debug: PathBuf,
    types: Option<PathBuf>,
}

pub(crate) fn run(args: &Compile, format: Format) -> Result<Output, Problem> {
    let folder = Pack::folder(&args.pack)?;
    let bundle = args.output.clone().unwrap_or_else(|| folder.join("bundle.json"));
    let beside = || bundle.with_extension("d.ts");
    let types = args.types.as_ref().map(|file| file.clone().unwrap_or_else(beside));
    let targets = Targets { debug: bundle.with_extension("debug.json"), bundle, types };
    if args.watch { watch(&folder, &targets, format) } else { compile(&folder, &targets) }
}

#[derive(Serialize)]
struct Written<'a> {
    pack: &'a str,
    fingerprint: &'a str,
    file: String,
    bytes: usize,
    debug: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    types: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    languages: Vec<String>,
    warnings: &'a [Finding],
}

fn compile(folder: &Path, targets: &Targets) -> Result<Output, Problem> {
    let (compiled, warnings) = pack::compile(folder)?;
    let catalogues = catalogues(&targets.bundle, &compiled);
    let paths =
        [&targets.bundle, &targets.debug].into_iter().chain(&targets.types).chain(&catalogues);
    targets::check(folder, paths.map(PathBuf::as_path))?;
    write(&targets.bundle, &compiled.json)?;
    write(&targets.debug, &debug::file(&compiled)?)?;
    if let Some(target) = &targets.types {
        write(target, &types(&compiled)?)?;
    }
    let languages = write_languages(&catalogues, &compiled)?;
    let written = Written {
        pack: &compiled.pack,
        fingerprint: &compiled.fingerprint,
        file: targets.bundle.display().to_string(),
        bytes: compiled.json.len(),
        debug: targets.debug.display().to_string(),
        types: targets.types.as_ref().map(|target| target.display().to_string()),
        languages,
        warnings: &warnings,
    };
    let mut text = format!(
        "compiled `{}` to {} ({} bytes, fingerprint {})",
        written.pack, written.file, written.bytes, written.fingerprint
    );
    if let Some(types) = &written.types {
        text += &format!("\nwrote its types to {types}");
    }
    for catalogue in &written.languages {
        text += &format!("\nwrote its texts to {catalogue}");
    }
    Ok(Output::new(text, &written)?.with(warnings))
}

/// Where the catalogue of each language goes: into `languages` beside the bundle.
fn catalogues(bundle: &Path, compiled: &Compiled) -> Vec<PathBuf> {
    let folder = bundle.with_file_name("languages");
    let languages = compiled.languages.iter();
    languages.map(|language| folder.join(format!("{}.json", language.tag))).collect()
}

/// Writes the catalogues; where they are.
fn write_languages(targets: &[PathBuf], compiled: &Compiled) -> Result<Vec<String>, Problem> {
    let mut written = Vec::new();
    for (target, language) in targets.iter().zip(&compiled.languages) {
        let folder = target.parent().unwrap_or(Path::new("."));
        fs::create_dir_all(folder).map_err(|error| Problem::with_file(folder, &error))?;
        write(target, &language.json)?;
        written.push(target.display().to_string());
    }
    Ok(written)
}

/// Writes a new file in place of one that is there: that may have another name, which stays. So
/// does a link to it, which may be the system's own, as `/dev/stdout` is.
fn write(target: &Path, text: &str) -> Result<(), Problem> {
    let failed = |error| Problem::with_file(target, &error);
    if text.len() as u64 > FILE_MAX {
        let (target, most) = (target.display(), FILE_MAX >> 20);
        return Err(Problem::of(format!("`{target}` would be longer than {most} MB")));
    }
    let place = fs::canonicalize(target).unwrap_or_else(|_| target.to_owned());
    if fs::metadata(&place).is_ok_and(|known| known.is_file()) {
        fs::remove_file(&place).map_err(failed)?;
    }
    fs::write(&place, text).map_err(failed)
}

/// The declaration of a compiled pack's types.
pub(crate) fn types(compiled: &Compiled) -> Result<String, Problem> {
    let policy = Policy::from_json(&compiled.json)?;
    Ok(declaration(policy.bundle(), policy.program()))
}

/// Compiles now and after every change. Ends only when the folder can be watched no longer.
fn watch(folder: &Path, targets: &Targets, format: Format) -> Result<Output, Problem> {
    let (sender, changes) = channel();
    let mut watcher = recommended_watcher(sender).map_err(Problem::of)?;
    watcher.watch(folder, RecursiveMode::Recursive).map_err(Problem::of)?;
    tell(&format!("watching {}; interrupt to end", folder.display()), format);
    loop {
        // An exit status is for the end; while watching, what is printed says how it went.
        let _: ExitCode = print(compile(folder, targets), format);
        wait(&changes)?;
    }
}

/// Waits for a change of the pack's sources, and then until they lie still.
fn wait(changes: &Receiver<notify::Result<Event>>) -> Result<(), Problem> {
    loop {
        let event = changes.recv().map_err(Problem::of)?.map_err(Problem::of)?;
        if !event.kind.is_access() && event.paths.iter().any(|path| is_source(path)) {
            break;
        }
    }
    while changes.recv_timeout(QUIET).is_ok() {}
    Ok(())
}

/// What a compiler reads. Not the bundle, or writing it would be the next change.
fn is_source(path: &Path) -> bool {
    let name = path.file_name().and_then(|name| name.to_str());
    let extension = path.extension().and_then(|extension| extension.to_str());
    name.is_some_and(is_schema) || matches!(extension, Some("cedar" | "cedarschema" | "toml"))
}
