//! `tollgate init`: a small pack to start from, which compiles and passes its cases.

use std::fs;

use serde::Serialize;

use crate::args::Init;
use crate::finding::Problem;
use crate::folder;
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
    let pack = folder::pack_name(folder)?;
    let cases = folder.join("cases");
    fs::create_dir_all(&cases).map_err(|error| Problem::with_file(&cases, &error))?;
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
