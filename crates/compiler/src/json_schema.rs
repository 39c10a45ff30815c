//! JSON Schemas of the TOML files, so that editors help: written from the types that read them.

use schemars::{JsonSchema, schema_for};

use crate::tables::{advice, language, lifecycle, roles, surface};

/// File name and text of the JSON Schema of every TOML file of a pack.
///
/// # Errors
/// When a schema cannot be written as JSON, which none of them leads to.
pub fn json_schemas() -> Result<Vec<(String, String)>, serde_json::Error> {
    Ok(vec![
        schema::<surface::Surface>("surface")?,
        schema::<lifecycle::Lifecycles>("lifecycle")?,
        schema::<roles::Roles>("roles")?,
        schema::<advice::Advices>("advice")?,
        schema::<advice::Helps>("help")?,
        schema::<language::Language>("language")?,
    ])
}

fn schema<T: JsonSchema>(table: &str) -> Result<(String, String), serde_json::Error> {
    let text = serde_json::to_string_pretty(&schema_for!(T))?;
    Ok((format!("{table}.schema.json"), text + "\n"))
}
