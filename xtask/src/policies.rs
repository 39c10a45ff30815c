//! The built-in packs as modules of the package: each as an ES module and as CommonJS, with the
//! types that the compiler wrote, and as the JSON that it is, with its debug file.

use std::path::{Path, PathBuf};

use anyhow::{Result, ensure};

use crate::process::run;
use crate::{languages, repo, tools};

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

/// Writes the modules of all packs, and of their languages, into the package's folder.
pub(crate) fn write(package: &Path) -> Result<()> {
    let sources = repo::path("target/npm/modules");
    repo::empty(&sources)?;
    let mut modules = languages::write(&sources, package)?;
    for pack in repo::PACKS {
        let from = repo::path("policies").join(pack);
        let bundle = repo::read(&from.join("bundle.json"))?;
        let types = repo::read(&from.join("bundle.d.ts"))?;
        let module = Path::new("policies").join(pack);
        let file = |folder: &Path, extension| folder.join(&module).with_extension(extension);
        repo::write(&file(&sources, "js"), format!("export default {bundle}"))?;
        repo::write(&file(&sources, "cjs"), format!("module.exports = {bundle}"))?;
        repo::write(&file(package, "json"), bundle)?;
        repo::copy(&from.join("bundle.debug.json"), &file(package, "debug.json"))?;
        repo::write(&file(package, "d.cts"), common(&types)?)?;
        repo::write(&file(package, "d.ts"), types)?;
        modules.push(module);
    }
    minify(&sources, package, &modules, "js")?;
    minify(&sources, package, &modules, "cjs")
}

fn minify(sources: &Path, package: &Path, modules: &[PathBuf], extension: &str) -> Result<()> {
    let mut esbuild = tools::npm_tool("esbuild/bin/esbuild")?;
    esbuild.args(["--minify", "--target=es2022", "--charset=utf8", "--log-level=warning"]);
    esbuild.arg(format!("--out-extension:.js=.{extension}"));
    esbuild.arg(format!("--outbase={}", sources.display()));
    esbuild.arg(format!("--outdir={}", package.display()));
    let files = modules.iter().map(|module| sources.join(module).with_extension(extension));
    run(esbuild.args(files))
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
