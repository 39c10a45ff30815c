//! The bundle of a pack: the program that the engine reads, and beside it the tables of names and
//! texts, in the order in which the program numbers them.

mod numbers;
mod program;
mod tables;

use tollgate::bundle::ProgramBytes;
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
    let members = serde_json::to_value(&bundle).map_err(|error| error.to_string())?;
    let fingerprint = tollgate::fingerprint(&members).map_err(|error| error.to_string())?;
    bundle.fingerprint.clone_from(&fingerprint);
    let json = serde_json_canonicalizer::to_string(&bundle).map_err(|error| error.to_string())?;
    Ok(Written { json: json + "\n", fingerprint })
}
