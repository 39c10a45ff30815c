//! The bundle of a pack: the program that the engine reads, and beside it the tables of names and
//! texts, in the order in which the program numbers them.

mod attributes;
mod clusters;
mod limits;
mod numbers;
mod program;
mod tables;

use tollgate::bundle::ProgramBytes;
use tollgate::{Catalogue, Policy};

use crate::Language;
use crate::diagnostic::Findings;
use crate::pack::Pack;
use numbers::Numbers;

/// A bundle as it is written.
pub(crate) struct Written {
    /// Its text: canonical JSON with a line end.
    pub(crate) json: String,
    pub(crate) fingerprint: String,
}

/// Writes the bundle of a pack; `None` where it passes a bound of the engine.
///
/// # Errors
/// Why it cannot be written: the engine would not load it. No pack is known that comes to that.
pub(crate) fn write(pack: &Pack, findings: &mut Findings) -> Result<Option<Written>, String> {
    let numbers = Numbers::new(pack);
    limits::check(&numbers, findings);
    if findings.has_errors() {
        return Ok(None);
    }
    let found = program::program(&numbers).ok_or("a rule names what is not there")?;
    let (program, clusters) = found;
    let mut bundle = tables::bundle(&numbers, &program, ProgramBytes::new(&program));
    bundle.clusters = clusters;
    let members = serde_json::to_value(&bundle).map_err(|error| error.to_string())?;
    let fingerprint = tollgate::fingerprint(&members).map_err(|error| error.to_string())?;
    bundle.fingerprint.clone_from(&fingerprint);
    let json = serde_json_canonicalizer::to_string(&bundle).map_err(|error| error.to_string())?;
    let read = Policy::from_json(&json).map_err(|error| error.to_string())?;
    if *read.program() != program || *read.bundle() != bundle {
        return Err("it is read as something else".to_owned());
    }
    Ok(Some(Written { json: json + "\n", fingerprint }))
}

/// Whether the engine takes the texts of a language as they are written.
///
/// # Errors
/// Why it does not.
pub(crate) fn check_language(language: &Language) -> Result<(), String> {
    let mut catalogue = Catalogue::default();
    catalogue.add_json(&language.json).map_err(|error| error.to_string())
}
