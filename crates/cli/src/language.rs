//! `--lang`: the texts of a pack in another language, found where the pack is.

use std::collections::HashMap;
use std::path::Path;

use miette::MietteDiagnostic;
use serde::Deserialize;
use tollgate::{Catalogue, Policy};

use crate::file::read;
use crate::finding::Problem;
use crate::pack::{Pack, compile};
use crate::suggest::suggest;

/// The catalogues of a pack, by tag.
type Catalogues = HashMap<String, String>;

/// The policy with its texts in a language: those of the tag, before those of the language that it
/// is a variant of, before Tollgate's own phrases.
pub(crate) fn speak(pack: &Pack, policy: Policy, tag: Option<&str>) -> Result<Policy, Problem> {
    let Some(tag) = tag else { return Ok(policy) };
    let catalogues = catalogues(pack)?;
    let language = tag.split('-').next().unwrap_or(tag);
    let phrases = Catalogue::phrases(tag);
    let texts: Vec<&String> =
        [language, tag].iter().filter_map(|tag| catalogues.get(*tag)).collect();
    if texts.is_empty() && tag != "en" {
        return Err(unknown(tag, &catalogues));
    }
    let mut catalogue = phrases.unwrap_or_default();
    for text in texts {
        catalogue.add_json(text)?;
    }
    Ok(policy.with_texts(catalogue))
}

fn catalogues(pack: &Pack) -> Result<Catalogues, Problem> {
    match pack {
        Pack::Folder(folder) => {
            let languages = compile(folder)?.0.languages;
            Ok(languages.into_iter().map(|language| (language.tag, language.json)).collect())
        }
        Pack::Bundle(path) => beside(&path.with_file_name("languages")),
        Pack::BuiltIn(pack) => {
            let catalogues = pack.languages.iter();
            Ok(catalogues.map(|(tag, text)| ((*tag).to_owned(), (*text).to_owned())).collect())
        }
    }
}

/// The catalogues that `compile` wrote into a folder.
fn beside(folder: &Path) -> Result<Catalogues, Problem> {
    #[derive(Deserialize)]
    struct Tagged {
        language: String,
    }
    let mut catalogues = Catalogues::new();
    let Ok(entries) = std::fs::read_dir(folder) else { return Ok(catalogues) };
    for entry in entries {
        let path = entry.map_err(|error| Problem::with_file(folder, &error))?.path();
        if path.extension().is_some_and(|extension| extension == "json") {
            let text = read(&path)?;
            if let Ok(Tagged { language }) = serde_json::from_str(text.as_str()) {
                catalogues.insert(language, text.as_str().to_owned());
            }
        }
    }
    Ok(catalogues)
}

fn unknown(tag: &str, catalogues: &Catalogues) -> Problem {
    let mut known: Vec<&str> = catalogues.keys().map(String::as_str).collect();
    known.extend((!known.contains(&"en")).then_some("en"));
    known.sort_unstable();
    MietteDiagnostic::new(format!("the pack has no texts in `{tag}`"))
        .with_code("unknown_language")
        .with_help(suggest(tag, known))
        .into()
}

/// That a command says nothing that a pack has texts for.
pub(crate) fn only_decide() -> Problem {
    MietteDiagnostic::new("`--lang` is for `decide`, which says messages")
        .with_help("leave it out")
        .into()
}
