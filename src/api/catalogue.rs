//! Catalogues: the texts of a pack in another language.

use std::collections::HashMap;

use serde::Deserialize;

use crate::api::error::{Error, Result};
use crate::api::texts::{fill, texts};
use crate::limits::{fits, text_max};
use crate::vocabulary::{ErrorCode, Phrase};

/// The texts of a pack in another language, by the keys that `docs/languages.md` lists.
///
/// ```
/// use tollgate::Catalogue;
///
/// let mut spanish = Catalogue::phrases("es").unwrap();
/// spanish.add_json(r#"{"texts": {"group.Permission::edit": "Editar"}}"#)?;
/// let policy = tollgate::packs::client_metrics().with_texts(spanish);
/// let gate = policy.gate(&serde_json::json!({"id": "u1", "permissions": ["view"]}))?;
/// let message = gate.check("createCustomer", &())?.message;
/// assert_eq!(message, "Necesita Editar (Customers).");
/// # Ok::<(), tollgate::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Catalogue(HashMap<String, String>);

impl Catalogue {
    /// The languages that Tollgate itself has phrases in, beside English.
    pub const LANGUAGES: [&str; 1] = ["es"];

    /// What sentences are put together from, in a language that Tollgate speaks; a region's variant
    /// (`es-MX`) has those of the language.
    ///
    /// ```
    /// assert!(tollgate::Catalogue::phrases("es-MX").is_some());
    /// assert!(tollgate::Catalogue::phrases("tlh").is_none());
    /// ```
    #[must_use]
    pub fn phrases(tag: &str) -> Option<Self> {
        let text = match tag.split('-').next() {
            Some("es") => include_str!("../languages/es.json"),
            _ => return None,
        };
        let phrases: HashMap<Phrase, String> = serde_json::from_str(text).ok()?;
        let keyed = |(phrase, text): (Phrase, String)| (format!("phrase.{phrase}"), text);
        Some(Catalogue(phrases.into_iter().map(keyed).collect()))
    }

    /// Adds the texts of a catalogue's JSON, as the compiler writes it: `{"texts": {key: text}}`.
    /// They take the place of those that are there.
    ///
    /// # Errors
    ///
    /// `bad_bundle` for what is no catalogue, and for a text that is longer than a bundle's.
    ///
    /// ```
    /// let mut catalogue = tollgate::Catalogue::default();
    /// assert!(catalogue.add_json("no JSON").is_err());
    /// ```
    pub fn add_json(&mut self, text: &str) -> Result<()> {
        #[derive(Deserialize)]
        struct File {
            texts: HashMap<String, String>,
        }
        let file: File = serde_json::from_str(text).map_err(|error| {
            let template = &texts().errors.catalogue_not_json;
            let message = fill(template, &[("error", &error.to_string())]);
            Error::new(ErrorCode::BadBundle, message).place("catalogue")
        })?;
        if let Some((key, _)) = file.texts.iter().find(|entry| !is_short(entry)) {
            let max = text_max(key).to_string();
            let template = &texts().errors.catalogue_text_too_long;
            let message = fill(template, &[("key", key), ("max", &max)]);
            return Err(Error::new(ErrorCode::BadBundle, message).place("catalogue"));
        }
        self.0.extend(file.texts);
        Ok(())
    }

    /// The text of a key.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&str> {
        self.0.get(key).map(String::as_str)
    }
}

/// Whether the text of a key is no longer than its bound.
fn is_short((key, text): &(impl AsRef<str>, impl AsRef<str>)) -> bool {
    fits(text.as_ref(), text_max(key.as_ref()))
}

/// Leaves out a text that is longer than [`add_json`](Catalogue::add_json) takes it.
impl Extend<(String, String)> for Catalogue {
    fn extend<I: IntoIterator<Item = (String, String)>>(&mut self, texts: I) {
        self.0.extend(texts.into_iter().filter(is_short));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_language_that_is_spoken_has_every_phrase() {
        for tag in Catalogue::LANGUAGES {
            let phrases = Catalogue::phrases(tag).unwrap_or_default();
            for phrase in Phrase::ALL {
                assert!(phrases.get(&format!("phrase.{phrase}")).is_some(), "{tag} {phrase}");
            }
        }
    }
}
