//! `tollgate init`: a small pack to start from, which compiles and passes its cases.

use std::fs;
use std::path::Path;

use miette::MietteDiagnostic;
use serde::Serialize;

use crate::args::Init;
use crate::finding::Problem;
use crate::output::Output;

macro_rules! template {
    ($($file:literal),* $(,)?) => {
        [$(($file, include_str!(concat!("../../template/", $file)))),*]
    };
}

/// The files of the pack; `{{pack}}` in them stands for its name.
const TEMPLATE: [(&str, &str); 8] = template![
    "README.md",
    "schema.cedarschema",
    "orders.cedar",
    "surface.toml",
    "lifecycle.toml",
    "roles.toml",
    "help.toml",
    "cases/starter.jsonl",
];

#[derive(Serialize)]
struct Written {
    pack: String,
    folder: String,
    files: Vec<&'static str>,
}

pub(crate) fn run(args: &Init) -> Result<Output, Problem> {
    let folder = &args.dir;
    let pack = prepare(folder)?;
    for (file, text) in TEMPLATE {
        let path = folder.join(file);
        fs::write(&path, text.replace("{{pack}}", &pack))
            .map_err(|error| Problem::with_file(&path, &error))?;
    }
    let folder = folder.display().to_string();
    let text = format!(
        "wrote the pack `{pack}` to {folder}\n\n\
         next:\n  \
         tollgate check {folder}      reads it all, writes nothing\n  \
         tollgate test {folder}       runs its cases\n  \
         tollgate matrix {folder}     who may do what\n  \
         tollgate compile {folder}    writes {folder}/bundle.json, which the engine loads"
    );
    let files = TEMPLATE.iter().map(|(file, _)| *file).collect();
    Output::new(text, &Written { pack, folder, files })
}

/// Makes the folder, unless something is in it already, and says the pack's name.
fn prepare(folder: &Path) -> Result<String, Problem> {
    let failed = |error| Problem::with_file(folder, &error);
    if folder.exists() && fs::read_dir(folder).map_err(failed)?.next().is_some() {
        let message = format!("`{}` is not empty", folder.display());
        let help = "name a folder that is new or empty: nothing is overwritten";
        return Err(MietteDiagnostic::new(message).with_help(help).into());
    }
    let absolute = std::path::absolute(folder).map_err(failed)?;
    let name = absolute.file_name().unwrap_or_default().to_string_lossy().into_owned();
    if !is_kebab_case(&name) {
        let message = format!("`{name}` cannot be a pack's name");
        let help = "name the folder in kebab-case: small letters, digits and single hyphens";
        return Err(MietteDiagnostic::new(message).with_help(help).into());
    }
    fs::create_dir_all(folder.join("cases")).map_err(failed)?;
    Ok(name)
}

fn is_kebab_case(name: &str) -> bool {
    let is_word = |word: &str| {
        let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
        !word.is_empty() && word.bytes().all(plain)
    };
    name.starts_with(|first: char| first.is_ascii_lowercase()) && name.split('-').all(is_word)
}
