//! The compiler: a pack, written in Cedar and TOML, becomes a bundle.
//!
//! `docs/pack-format.md` says what a pack is and `docs/bundle-format.md` what comes out. The way
//! through: [`Sources`] are read; Cedar's own parser and strict validator check the schema and the
//! policies; policies are lowered to clauses over facts; the TOML tables are looked up against the
//! schema; what can be decided by enumeration is checked; the bundle is written.
//!
//! Mistakes are collected, not thrown: a [`Report`] has as many as could be found at once.

mod cedar;
mod checks;
mod classes;
mod diagnostic;
mod dnf;
mod emit;
mod facts;
mod format;
pub mod import;
mod json_schema;
mod lengths;
mod naming;
mod nesting;
mod pack;
mod policy;
mod references;
mod schema;
mod solve;
mod source;
mod tables;
mod text;
mod tokens;
mod types;

use std::collections::BTreeMap;
use std::path::Path;

use tollgate::SourcePlace;

pub use diagnostic::{Diagnostic, Report};
pub use format::format_policies;
pub use json_schema::json_schemas;
pub use source::{FILE_MAX, Sources, is_schema, read_regular};
pub use text::Text;
pub use types::declaration;

use diagnostic::Findings;
use emit::Written;
use pack::Pack;
use source::Files;

/// A compiled pack.
#[derive(Clone, Debug)]
pub struct Compiled {
    /// The bundle: canonical JSON (RFC 8785) in one line, with a line end.
    pub json: String,
    /// The pack's name.
    pub pack: String,
    /// The bundle's fingerprint.
    pub fingerprint: String,
    /// The pack's texts in other languages, by tag. The bundle has none of them.
    pub languages: Vec<Language>,
    /// Where things stand in the pack's sources. The bundle has none of that.
    pub places: Places,
    /// What is worth a look.
    pub warnings: Vec<Diagnostic>,
}

/// Where things stand in the sources of a pack, by their ids.
#[derive(Clone, Debug, Default)]
pub struct Places {
    /// The policies.
    pub policies: BTreeMap<String, SourcePlace>,
    /// The controls.
    pub controls: BTreeMap<String, SourcePlace>,
}

/// The texts of a pack in one language.
#[derive(Clone, Debug)]
pub struct Language {
    /// The language's BCP 47 tag.
    pub tag: String,
    /// The catalogue: canonical JSON in one line, with a line end.
    pub json: String,
}

/// Compiles a pack folder.
///
/// # Errors
/// Everything that is wrong with the pack, each with its place.
pub fn compile_dir(folder: &Path) -> Result<Compiled, Report> {
    match Sources::read(folder) {
        Ok(sources) => compile(&sources),
        Err(error) => Err(unreadable(folder, &error)),
    }
}

/// Compiles a pack held in memory.
///
/// # Errors
/// Everything that is wrong with the pack, each with its place.
pub fn compile(sources: &Sources) -> Result<Compiled, Report> {
    let mut findings = Findings::default();
    let pack = read(sources, &mut findings).filter(|_| !findings.has_errors());
    let Some(pack) = pack else { return Err(findings.into_report()) };
    let languages = pack::language::read(&Files::new(sources), &pack, &mut findings);
    if findings.has_errors() {
        return Err(findings.into_report());
    }
    match write(&pack, &languages, &mut findings) {
        Ok(Some((Written { json, fingerprint }, languages))) => {
            let warnings = findings.into_report().warnings;
            let places = places(&pack);
            Ok(Compiled { json, pack: pack.name, fingerprint, languages, places, warnings })
        }
        Ok(None) => Err(findings.into_report()),
        Err(reason) => {
            let place = Files::new(sources).schema().start();
            let message = format!("the engine would not read this pack's bundle: {reason}");
            let help = "this is a mistake of the compiler's: please report it with the pack";
            findings.push(Diagnostic::error("pack::unwritable", &place, message).with_help(help));
            Err(findings.into_report())
        }
    }
}

/// The bundle and the catalogues, each held against the engine; `None` where the pack passes a
/// bound of it.
fn write(
    pack: &Pack,
    languages: &[pack::language::Language],
    findings: &mut Findings,
) -> Result<Option<(Written, Vec<Language>)>, String> {
    let Some(written) = emit::write(pack, findings)? else { return Ok(None) };
    let languages = catalogues(pack, languages).map_err(|error| error.to_string())?;
    languages.iter().try_for_each(emit::check_language)?;
    Ok(Some((written, languages)))
}

/// Where the policies and the controls of a pack stand.
fn places(pack: &Pack) -> Places {
    let place = |id: &source::At<String>| {
        let (line, column) = id.place.line_column();
        (id.value.clone(), SourcePlace { file: id.place.file.name.clone(), line, column })
    };
    Places {
        policies: pack.policies.iter().map(|policy| place(&policy.id)).collect(),
        controls: pack.surface.controls.iter().map(|control| place(&control.id)).collect(),
    }
}

/// The languages of a pack, as they are written beside its bundle.
fn catalogues(
    pack: &Pack,
    languages: &[pack::language::Language],
) -> Result<Vec<Language>, serde_json::Error> {
    let catalogue = |language: &pack::language::Language| {
        let (tag, texts) = (&language.tag, &language.texts);
        let value = serde_json::json!({ "language": tag, "pack": pack.name, "texts": texts });
        let json = serde_json_canonicalizer::to_string(&value)? + "\n";
        Ok(Language { tag: tag.clone(), json })
    };
    languages.iter().map(catalogue).collect()
}

fn unreadable(folder: &Path, error: &std::io::Error) -> Report {
    let name = folder.display().to_string();
    let place = source::File::new(&name, "").start();
    let message = format!("the pack cannot be read: {error}");
    let help = "name a folder with a `schema.cedarschema`";
    let error = Diagnostic::error("pack::unreadable", &place, message).with_help(help);
    Report { errors: vec![error], warnings: Vec::new() }
}

/// Reads the pack as far as its mistakes let it.
fn read(sources: &Sources, findings: &mut Findings) -> Option<Pack> {
    let files = Files::new(sources);
    checks::names(sources, &files, findings);
    let references = references::References::read(&files);
    let schema = files.schemas().next().and_then(|it| schema::read(it, &references, findings));
    let Some(mut schema) = schema else {
        // What is wrong without a schema to hold it against is told all the same.
        policy::read(&files, None, findings);
        pack::read_forms(&files, findings);
        return None;
    };
    let policies = policy::read(&files, Some(&schema), findings);
    let rules = policy::lower(&mut schema, &policies, findings);
    let tables = pack::read(&files, &schema, findings);
    let pack = Pack {
        name: sources.name.clone(),
        has_surface: files.has(source::SURFACE),
        schema,
        policies,
        rules,
        lifecycles: tables.lifecycles,
        conditions: tables.conditions,
        surface: tables.surface,
        roles: tables.roles,
        advices: tables.advices,
        help: tables.help,
    };
    checks::pack(&pack, findings);
    Some(pack)
}
