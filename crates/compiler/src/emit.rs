//! The bundle of a pack: the program that the engine reads, and beside it the tables of names and
//! texts, in the order in which the program numbers them.

mod numbers;
mod program;
mod tables;

use sha2::{Digest, Sha256};
use tollgate::bundle::{Bundle, ProgramBytes};
use tollgate::program::Program;

use crate::pack::Pack;
use numbers::Numbers;

/// A bundle as it is written.
pub(crate) struct Written {
    /// Its text: canonical JSON with a line end.
    pub(crate) json: String,
    pub(crate) fingerprint: String,
}

/// Writes the bundle of a pack.
///
/// # Errors
/// Why it cannot be written: the engine would not read it. A pack comes to that only by passing a
/// bound of the engine that no earlier check looks at.
pub(crate) fn write(pack: &Pack) -> Result<Written, String> {
    let numbers = Numbers::new(pack);
    let program = program::program(&numbers).ok_or("a rule names what is not there")?;
    let bytes = ProgramBytes::new(&program);
    let read = Program::from_bytes(&bytes.0).map_err(|error| error.to_string())?;
    if read != program {
        return Err("it is read as something else".to_owned());
    }
    let mut bundle = tables::bundle(&numbers, &program, bytes);
    let fingerprint = fingerprint(&bundle).map_err(|error| error.to_string())?;
    bundle.fingerprint.clone_from(&fingerprint);
    let json = serde_json_canonicalizer::to_string(&bundle).map_err(|error| error.to_string())?;
    Ok(Written { json: json + "\n", fingerprint })
}

/// SHA-256, in hexadecimal, of the canonical JSON of all members but the fingerprint itself.
fn fingerprint(bundle: &Bundle) -> Result<String, serde_json::Error> {
    let mut value = serde_json::to_value(bundle)?;
    if let Some(members) = value.as_object_mut() {
        members.remove("fingerprint");
    }
    let rest = serde_json_canonicalizer::to_vec(&value)?;
    Ok(Sha256::digest(&rest).iter().map(|byte| format!("{byte:02x}")).collect())
}
