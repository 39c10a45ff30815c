//! Loading: a policy from its bundle, a gate from its snapshot. What does not fit is refused; what
//! is loaded is used as it stands.

use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::api::bundle::{Bundle, SnapshotPart};
use crate::api::bundle_reader::{Strict, whole};
use crate::api::column::Known;
use crate::api::error::{Error, Result};
use crate::api::gate::Gate;
use crate::api::policy::{Loaded, Policy};
use crate::api::principal::Who;
use crate::api::texts::{fill, texts};
use crate::engine::layout::value::ABSENT;
use crate::engine::principal::Principal;
use crate::engine::program::Program;
use crate::limits::FORMAT;
use crate::vocabulary::ErrorCode;

/// The member of a bundle that its fingerprint does not cover.
const FINGERPRINT: &str = "fingerprint";

/// The fingerprint of a bundle: SHA-256 over the canonical JSON of all but `fingerprint` itself.
///
/// # Errors
///
/// `bad_bundle` where the value is no object.
///
/// ```
/// let text = r#"{"format": 2, "fingerprint": "whatever"}"#;
/// let bundle = serde_json::from_str(text).unwrap();
/// assert_eq!(tollgate::fingerprint(&bundle)?.len(), 64);
/// # Ok::<(), tollgate::Error>(())
/// ```
pub fn fingerprint(bundle: &Value) -> Result<String> {
    digest(bundle.clone())
}

/// The fingerprint of a bundle that is not needed any more.
fn digest(bundle: Value) -> Result<String> {
    let Value::Object(mut members) = bundle else {
        return Err(bad("bundle", texts().bundle.object.clone()));
    };
    members.remove(FINGERPRINT);
    let canonical = serde_json_canonicalizer::to_vec(&members).map_err(|error| {
        bad("bundle", fill(&texts().errors.bundle_not_canonical, &[("error", &error.to_string())]))
    })?;
    Ok(Sha256::digest(canonical).iter().map(|byte| format!("{byte:02x}")).collect())
}

/// That a bundle is not what it should be.
fn bad(at: &str, message: String) -> Error {
    Error::new(ErrorCode::BadBundle, message).place(at)
}

impl Policy {
    /// Loads a bundle from JSON text and checks its fingerprint.
    ///
    /// # Errors
    ///
    /// `bad_bundle`, `unsupported_format`, `too_large`.
    ///
    /// ```
    /// use tollgate::{ErrorCode, Policy};
    ///
    /// let error = Policy::from_json(r#"{"format": 1}"#).unwrap_err();
    /// assert_eq!(error.code(), ErrorCode::UnsupportedFormat);
    /// ```
    pub fn from_json(text: &str) -> Result<Self> {
        let value = parse(text, "bundle", &texts().errors.bundle_not_json)?;
        if value.get("snapshot").is_some() {
            return Err(bad("snapshot", texts().errors.is_snapshot.clone()));
        }
        let loaded = load(&value)?;
        let actual = digest(value)?;
        if loaded.bundle.fingerprint == actual {
            return Ok(Policy::new(loaded));
        }
        Err(bad(FINGERPRINT, texts().errors.fingerprint_differs.clone()).allowing(vec![actual]))
    }
}

fn parse(json: &str, at: &str, not_json: &str) -> Result<Value> {
    serde_json::from_str(json).map_err(|error| match json.trim_start().starts_with('<') {
        true => Error::bad_bundle(at, &texts().bundle.page),
        false => bad(at, fill(not_json, &[("error", &error.to_string())])),
    })
}

/// Loads a bundle or a snapshot. Nothing is looked up in it before its format is known.
fn load(value: &Value) -> Result<Loaded> {
    if !value.is_object() {
        return Err(Error::bad_bundle("bundle", &texts().bundle.object));
    }
    match value.get("format").and_then(Value::as_number).and_then(whole) {
        Some(format) if format == u64::from(FORMAT) => {}
        Some(format) => return Err(unsupported(format)),
        None => return Err(Error::bad_bundle("format", &texts().bundle.whole_number)),
    }
    let bundle: Bundle = serde_path_to_error::deserialize(Strict::new(value)).map_err(|error| {
        let path = error.path().to_string();
        Error::bad_bundle(if path == "." { "bundle" } else { &path }, &error.inner().to_string())
    })?;
    let program = Program::from_bytes(&bundle.program.0).map_err(|error| {
        let message = fill(
            &texts().errors.bad_bundle_at,
            &[("place", "program"), ("what", &error.to_string())],
        );
        Error::new(error.code(), message).place("program")
    })?;
    Loaded::new(bundle, program)
}

fn unsupported(format: u64) -> Error {
    let (format, known) = (format.to_string(), FORMAT.to_string());
    let older = format.parse().is_ok_and(|format: u32| format < FORMAT);
    let errors = &texts().errors;
    let text = if older { &errors.unsupported_format } else { &errors.newer_format };
    let message = fill(text, &[("format", &format), ("known", &known)]);
    Error::new(ErrorCode::UnsupportedFormat, message).place("format").allowing(vec![known])
}

/// Makes a gate of a snapshot's JSON text.
///
/// # Errors
///
/// `bad_bundle` for what is no snapshot, `unsupported_format` for that of another version.
///
/// ```
/// use tollgate::ErrorCode;
///
/// let error = tollgate::load_gate("{}").unwrap_err();
/// assert_eq!(error.code(), ErrorCode::BadBundle);
/// ```
pub fn load_gate(text: &str) -> Result<Gate> {
    let loaded = load(&parse(text, "snapshot", &texts().errors.snapshot_not_json)?)?;
    let Some(SnapshotPart { principal, .. }) = &loaded.bundle.snapshot else {
        return Err(bad("snapshot", texts().errors.no_snapshot.clone()));
    };
    let columns = &loaded.tables.principal;
    let known: Vec<Option<Known<'_>>> =
        columns.iter().zip(principal).map(|(column, value)| column.known(value)).collect();
    let lacks_id = principal.first().is_none_or(Value::is_null);
    if lacks_id || principal.len() != columns.len() || known.contains(&None) {
        return Err(bad("snapshot", texts().errors.snapshot_lacks_id.clone()));
    }
    let words = known.iter().map(|known| match known {
        None | Some(Known::Nothing) => ABSENT,
        Some(_) => 0,
    });
    let facts = Principal::new(&loaded.program, &[], words.collect());
    let known = known.into_iter().flatten().map(Known::into_owned).collect();
    let who = Who::new(&loaded, facts, known)?;
    Ok(Gate::new(Policy::new(loaded), who))
}
