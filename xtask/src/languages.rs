//! The texts in other languages as modules of the package: of each built-in pack together with the
//! phrases that sentences are put together from, and those phrases alone for packs of one's own.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use serde_json::Value;

use crate::{codegen, repo};

type Texts = BTreeMap<String, String>;

/// The languages that Tollgate has phrases in, beside English.
const SPOKEN: [&str; 1] = ["es"];

/// Writes the modules' sources, and beside where they go their types and the JSON that they are;
/// returns what the modules are called in the package.
pub(crate) fn write(sources: &Path, folder: &Path) -> Result<Vec<PathBuf>> {
    let mut written = Vec::new();
    for tag in SPOKEN {
        written.push(Path::new("languages").join(tag));
        module(sources, folder, &written[written.len() - 1], &phrases(tag)?)?;
    }
    for pack in repo::PACKS {
        for tag in repo::languages(pack)? {
            let mut texts = texts(pack, &tag)?;
            let primary = tag.split('-').next().unwrap_or_default();
            for (key, text) in
                if SPOKEN.contains(&primary) { phrases(primary)? } else { Texts::new() }
            {
                texts.entry(key).or_insert(text);
            }
            written.push(Path::new("policies").join(pack).join(tag));
            module(sources, folder, &written[written.len() - 1], &texts)?;
        }
    }
    Ok(written)
}

/// The phrases in a language, by key.
fn phrases(tag: &str) -> Result<Texts> {
    let path = repo::path("src/languages").join(format!("{tag}.json"));
    let other: Texts =
        serde_json::from_str(&repo::read(&path)?).context("it is no JSON object of texts")?;
    let english: Texts = serde_json::from_value(codegen::phrases()?)?;
    ensure!(english.keys().eq(other.keys()), "`{tag}` has not the phrases that English has");
    Ok(other.into_iter().map(|(name, text)| (format!("phrase.{name}"), text)).collect())
}

/// The texts of a pack, by key, as the compiler wrote them.
fn texts(pack: &str, tag: &str) -> Result<Texts> {
    let path = repo::path("policies").join(pack).join(format!("languages/{tag}.json"));
    let catalogue: Value = serde_json::from_str(&repo::read(&path)?)?;
    serde_json::from_value(catalogue["texts"].clone()).context("a catalogue has no `texts`")
}

fn module(sources: &Path, folder: &Path, name: &Path, texts: &Texts) -> Result<()> {
    let json = serde_json::to_string(texts)? + "\n";
    let file = |folder: &Path, extension: &str| folder.join(name).with_extension(extension);
    repo::write(&file(sources, "js"), format!("export default {json}"))?;
    repo::write(&file(sources, "cjs"), format!("module.exports = {json}"))?;
    repo::write(&file(folder, "json"), json)?;
    for (extension, export) in [("d.ts", "export default texts;"), ("d.cts", "export = texts;")] {
        repo::write(&file(folder, extension), format!("{DECLARED}{export}\n"))?;
    }
    Ok(())
}

const DECLARED: &str = "\
// Texts by key: `loadPolicy(bundle, { format: (key, text) => texts[key] ?? text })`.

declare const texts: { readonly [key: string]: string | undefined };
";
