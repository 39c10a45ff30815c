//! The engine as WebAssembly: compiled, bound to JavaScript, shrunk.

use std::path::Path;

use anyhow::{Context, Result, ensure};
use wasm_bindgen_cli_support::Bindgen;

use crate::process::run;
use crate::toolchain::{self, TARGET};
use crate::{package, repo, tools};

/// The WebAssembly features that every browser since 2023 has and that rustc emits.
const WASM_FEATURES: [&str; 6] = [
    "--enable-bulk-memory",
    "--enable-multivalue",
    "--enable-mutable-globals",
    "--enable-nontrapping-float-to-int",
    "--enable-reference-types",
    "--enable-sign-ext",
];

/// The module and the JavaScript around it.
pub(crate) struct Bound {
    pub(crate) module: Vec<u8>,
    pub(crate) glue: String,
    pub(crate) types: String,
}

/// Builds the engine for browsers.
pub(crate) fn build() -> Result<Bound> {
    let mut compile = toolchain::cargo_for_size()?;
    compile.args(["build", "--profile", "browser", "--target", TARGET]);
    compile.args(["--package", "tollgate", "--lib", "--no-default-features"]);
    run(&mut compile)?;
    let folder = toolchain::target_folder(&compile).join(TARGET).join("browser");
    let mut bound = bind(&folder.join("tollgate.wasm"))?;
    bound.module = shrink(&bound.module)?;
    Ok(bound)
}

/// Runs wasm-bindgen over a compiled module.
fn bind(compiled: &Path) -> Result<Bound> {
    let mut bindgen = Bindgen::new();
    bindgen.input_path(compiled).web(true)?.typescript(true).omit_default_module_path(true);
    bindgen.remove_producers_section(true);
    let mut bound = bindgen.generate_output().context("wasm-bindgen refused the module")?;
    Ok(Bound {
        module: bound.wasm_mut().emit_wasm(),
        glue: bound.js().to_owned(),
        types: bound.ts().unwrap_or_default().to_owned(),
    })
}

/// Runs wasm-opt over a module. Functions are hardly inlined: copies make a module larger and give
/// brotli less to find.
fn shrink(module: &[u8]) -> Result<Vec<u8>> {
    tools::npm_ci("npm")?;
    let folder = repo::path("target/npm");
    let (from, to) = (folder.join("bound.wasm"), folder.join("small.wasm"));
    repo::write(&from, module)?;
    let mut optimise = package::npm_tool("binaryen/bin/wasm-opt")?;
    optimise.args(["-Oz", "--converge", "--flexible-inline-max-function-size=5"]);
    optimise.args(["--one-caller-inline-max-function-size=20", "--strip-debug"]);
    optimise.args(["--strip-producers", "--strip-target-features"]).args(WASM_FEATURES);
    run(optimise.arg(&from).arg("--output").arg(&to))?;
    let small = std::fs::read(&to)?;
    ensure!(small.starts_with(b"\0asm"), "`{}` is no WebAssembly module", repo::display(&to));
    Ok(small)
}
