//! Builds what browsers run: the engine as a WebAssembly module, the same as JavaScript, and the
//! glue of wasm-bindgen that goes with either.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use wasm_bindgen_cli_support::Bindgen;

use crate::process::run;
use crate::toolchain::{self, TARGET};
use crate::{glue, repo, tools};

/// The WebAssembly features that every browser since 2023 has and that rustc emits.
const WASM_FEATURES: [&str; 4] = [
    "--enable-bulk-memory",
    "--enable-mutable-globals",
    "--enable-nontrapping-float-to-int",
    "--enable-sign-ext",
];

/// What JavaScript has no word for, as what it has. Numbers that become whole are left to wasm2js:
/// `--llvm-nontrapping-fptoint-lowering` takes 4294967295, which stands for an unknown type, for 0.
const LOWERED: [&str; 2] = ["--llvm-memory-copy-fill-lowering", "--signext-lowering"];

/// As small as can be. Functions are hardly inlined: copies make a module larger, and what is long
/// gives brotli less to find.
const SMALL: [&str; 3] =
    ["-Oz", "--flexible-inline-max-function-size=5", "--one-caller-inline-max-function-size=20"];

/// wasm-bindgen keeps what the module holds of JavaScript in a list where these are not used, else
/// in a table of references, which wasm2js does not know.
const UNUSED_FEATURES: &str = "-Ctarget-feature=-reference-types,-multivalue";

/// The name under which wasm-bindgen writes its files, and the module imports its glue.
const NAME: &str = "engine";

/// The engine as a module. Scripts export a function, so that each start has fresh state.
pub(crate) struct Module {
    /// The module. It imports the glue as `./engine_bg.js`.
    pub(crate) module: Vec<u8>,
    /// The glue: a function that gives what the module imports, and the functions to call.
    pub(crate) glue: String,
}

/// The engine in all its forms.
pub(crate) struct Built {
    pub(crate) engine: Module,
    /// The module as JavaScript: a function from what it imports to what it exports.
    pub(crate) script: String,
    /// The engine that explains too, for those who develop.
    pub(crate) explaining: Module,
    /// The same as JavaScript.
    pub(crate) explaining_script: String,
}

/// Builds the engine for browsers.
pub(crate) fn build() -> Result<Built> {
    tools::npm_ci("npm")?;
    let (explaining, explaining_script) =
        both("target/npm/explaining", &["--features", "explain"])?;
    let (engine, script) = both("target/npm/engine", &[])?;
    Ok(Built { engine, script, explaining, explaining_script })
}

/// Builds a module with some features of the crate, and JavaScript of it.
fn both(folder: &str, features: &[&str]) -> Result<(Module, String)> {
    let folder = repo::path(folder);
    let (module, bound) = module(&folder, features)?;
    let script = script(&bound, &folder)?;
    Ok((module, script))
}

/// Builds a module with some features of the crate; where it is before it was made small, too.
fn module(folder: &Path, features: &[&str]) -> Result<(Module, PathBuf)> {
    repo::empty(folder)?;
    bind(&compile(features)?, folder)?;
    let bound = folder.join(format!("{NAME}_bg.wasm"));
    let module = std::fs::read(shrink(&bound, folder)?)?;
    ensure!(module.starts_with(b"\0asm"), "wasm-opt left no WebAssembly module");
    let home = repo::root().display().to_string();
    let named = module.windows(home.len()).any(|bytes| bytes == home.as_bytes());
    ensure!(!named, "the module names `{home}`, a folder of this machine");
    Ok((Module { module, glue: glue(folder)? }, bound))
}

/// Compiles the boundary with what it needs of the engine.
fn compile(features: &[&str]) -> Result<Vec<u8>> {
    let mut compile = toolchain::cargo()?;
    compile.args(["build", "--profile", "browser", "--target", TARGET]);
    compile.args(["--package", "tollgate", "--lib", "--no-default-features"]);
    compile.args(features);
    // Separated so that paths may have spaces.
    compile.env("CARGO_ENCODED_RUSTFLAGS", flags().join("\x1f"));
    run(&mut compile)?;
    let folder = toolchain::target_folder(&compile).join(TARGET).join("browser");
    std::fs::read(folder.join("tollgate.wasm")).context("cargo left no module")
}

/// What the compiler is told, beside the profile: messages of a panic name files, and those are not
/// to be called as they are on this machine.
fn flags() -> Vec<String> {
    let mut flags = vec![UNUSED_FEATURES.to_owned()];
    let hidden = [
        (toolchain::cargo_home(), "cargo"),
        (toolchain::sysroot("rustc"), "rust"),
        (Some(repo::root().to_owned()), "tollgate"),
    ];
    for (folder, name) in hidden {
        flags.extend(folder.map(|it| format!("--remap-path-prefix={}={name}", it.display())));
    }
    flags
}

/// Has wasm-bindgen write the glue, and the module without what only wasm-bindgen reads.
fn bind(module: &[u8], folder: &Path) -> Result<()> {
    let mut bindgen = Bindgen::new();
    bindgen.bundler(true)?.typescript(false).remove_producers_section(true);
    // `tests/node/weigh.mjs` reads the names as the compiler writes them.
    bindgen.demangle(false);
    bindgen.input_bytes(NAME, without_features(module)?);
    bindgen.generate(folder).context("wasm-bindgen refuses the module")
}

/// The module without the mark of the features that it was not compiled for, which the standard
/// library leaves in it although it makes no use of them; wasm-bindgen would go by the mark.
fn without_features(module: &[u8]) -> Result<Vec<u8>> {
    let mut module = module.to_vec();
    // As they stand in the section `target_features`: a sign, the length and the name.
    for used in [&b"+\x0freference-types"[..], b"+\x0amultivalue"] {
        let found = module.windows(used.len()).enumerate().filter(|(_, bytes)| *bytes == used);
        let places: Vec<usize> = found.map(|(place, _)| place).collect();
        ensure!(places.len() == 1, "a feature is named {} times, not once", places.len());
        module[places[0]] = b'-';
    }
    Ok(module)
}

/// Runs wasm-opt over a module.
fn shrink(module: &Path, folder: &Path) -> Result<PathBuf> {
    // Once more with the functions' names, which `tests/node/weigh.mjs` reads.
    let outputs = [("--debuginfo", "named.wasm"), ("--strip-debug", "small.wasm")];
    for (names, file) in outputs {
        let mut optimise = binaryen("wasm-opt")?;
        optimise.args(SMALL).args(["--converge", names]);
        optimise.args(["--strip-producers", "--strip-target-features"]);
        run(optimise.arg(module).arg("--output").arg(folder.join(file)))?;
    }
    Ok(folder.join("small.wasm"))
}

/// The glue as a function that makes a new one, all of whose state is its own.
fn glue(folder: &Path) -> Result<String> {
    glue::made_by_call(&repo::read(&folder.join(format!("{NAME}_bg.js")))?)
}

/// Makes JavaScript of a module: a function from its imports to its exports.
fn script(module: &Path, folder: &Path) -> Result<String> {
    let (lowered, script) = (folder.join("lowered.wasm"), folder.join("script.js"));
    let mut lower = binaryen("wasm-opt")?;
    run(lower.args(LOWERED).args(SMALL).arg(module).arg("--output").arg(&lowered))?;
    run(binaryen("wasm2js")?.args(SMALL).arg(&lowered).arg("--output").arg(&script))?;
    glue::started_by_call(&repo::read(&script)?)
}

/// A tool of Binaryen's, told what modules may contain.
fn binaryen(tool: &str) -> Result<std::process::Command> {
    let mut command = tools::npm_tool(&format!("binaryen/bin/{tool}"))?;
    command.args(WASM_FEATURES);
    Ok(command)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_module_says_once_that_it_uses_a_feature() {
        let module = b"+\x0amultivalue+\x0freference-types+\x08sign-ext";
        let without = without_features(module).expect("each is named once");
        assert_eq!(without, b"-\x0amultivalue-\x0freference-types+\x08sign-ext");
        assert!(without_features(&without).is_err());
    }
}
