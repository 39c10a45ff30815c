//! The built-in packs as modules of the package: each as an ES module and as CommonJS, with the
//! types that the compiler wrote, and as the JSON that it is.

use std::path::Path;

use anyhow::{Result, ensure};

use crate::package::npm_tool;
use crate::process::run;
use crate::repo;

/// What a declaration says where modules are CommonJS: there the types are those of the ES module
/// `tollgate` all the same, and a module that is the bundle can export a type in a namespace only.
const COMMON: [[&str; 2]; 4] = [
    [
        "import type { Bundle } from \"tollgate\";",
        "import type { Bundle } from \"tollgate\" with { \"resolution-mode\": \"import\" };",
    ],
    ["export interface Pack {", "interface Described {"],
    ["declare const bundle: Bundle<Pack>;", "declare const bundle: Bundle<Described>;"],
    [
        "export default bundle;",
        "declare namespace bundle {\n  export type Pack = Described;\n}\nexport = bundle;",
    ],
];

/// Writes the modules of all packs into a folder.
pub(crate) fn write(folder: &Path) -> Result<()> {
    let sources = repo::path("target/npm/policies");
    repo::empty(&sources)?;
    for pack in repo::PACKS {
        let from = repo::path("policies").join(pack);
        let bundle = repo::read(&from.join("bundle.json"))?;
        let types = repo::read(&from.join("bundle.d.ts"))?;
        repo::write(&sources.join(format!("{pack}.js")), format!("export default {bundle}"))?;
        repo::write(&sources.join(format!("{pack}.cjs")), format!("module.exports = {bundle}"))?;
        repo::write(&folder.join(format!("{pack}.json")), bundle)?;
        repo::write(&folder.join(format!("{pack}.d.cts")), common(&types)?)?;
        repo::write(&folder.join(format!("{pack}.d.ts")), types)?;
    }
    minify(&sources, folder, ".js")?;
    minify(&sources, folder, ".cjs")
}

fn minify(sources: &Path, folder: &Path, extension: &str) -> Result<()> {
    let mut esbuild = npm_tool("esbuild/bin/esbuild")?;
    esbuild.args(["--minify", "--target=es2022", "--charset=utf8", "--log-level=warning"]);
    esbuild.arg(format!("--out-extension:.js={extension}"));
    esbuild.arg(format!("--outdir={}", folder.display()));
    run(esbuild.args(repo::PACKS.map(|pack| sources.join(format!("{pack}{extension}")))))
}

/// The declaration of an ES module as that of a CommonJS one.
fn common(types: &str) -> Result<String> {
    let mut text = types.to_owned();
    for [es, common] in COMMON {
        ensure!(text.matches(es).count() == 1, "the declaration has not one `{es}`");
        text = text.replace(es, common);
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_declaration_that_says_something_else_is_refused() {
        let whole: String = COMMON.iter().map(|[es, _]| format!("{es}\n")).collect();
        let common = common(&whole).expect("it says each once");
        assert!(!common.contains("export default") && common.contains("export = bundle"));
        assert!(super::common(&whole.replace("default", "const")).is_err());
        assert!(super::common(&(whole.clone() + &whole)).is_err());
    }
}
