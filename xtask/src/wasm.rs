//! The engine as WebAssembly, compiled and shrunk; and as the JavaScript that is made of it.

use std::path::{Path, PathBuf};

use anyhow::{Result, ensure};

use crate::process::run;
use crate::toolchain::{self, TARGET};
use crate::{repo, tools};

/// The WebAssembly features that every browser since 2023 has and that rustc emits.
const WASM_FEATURES: [&str; 6] = [
    "--enable-bulk-memory",
    "--enable-multivalue",
    "--enable-mutable-globals",
    "--enable-nontrapping-float-to-int",
    "--enable-reference-types",
    "--enable-sign-ext",
];

/// What JavaScript has no word for, as what it has.
const LOWERED: [&str; 4] = [
    "--llvm-memory-copy-fill-lowering",
    "--llvm-nontrapping-fptoint-lowering",
    "--signext-lowering",
    "-Oz",
];

/// The engine in both forms.
pub(crate) struct Built {
    pub(crate) module: Vec<u8>,
    /// An ES module that exports what the other does.
    pub(crate) script: String,
}

/// Builds the engine for browsers.
pub(crate) fn build() -> Result<Built> {
    tools::npm_ci("npm")?;
    let mut compile = toolchain::cargo_for_size()?;
    compile.args(["build", "--profile", "browser", "--target", TARGET]);
    compile.args(["--package", "tollgate", "--lib", "--no-default-features"]);
    run(&mut compile)?;
    let folder = toolchain::target_folder(&compile).join(TARGET).join("browser");
    let compiled = folder.join("tollgate.wasm");
    let module = std::fs::read(shrink(&compiled)?)?;
    ensure!(module.starts_with(b"\0asm"), "wasm-opt left no WebAssembly module");
    Ok(Built { module, script: script(&compiled)? })
}

/// Runs wasm-opt over a module. Functions are hardly inlined: copies make a module larger and give
/// brotli less to find. Low memory is the far end of the stack.
fn shrink(module: &Path) -> Result<PathBuf> {
    // Once more with the functions' names, which `tests/node/weigh.mjs` reads.
    let outputs = [("--debuginfo", "named.wasm"), ("--strip-debug", "small.wasm")];
    for (names, file) in outputs {
        let mut optimise = binaryen("wasm-opt")?;
        optimise.args(["-Oz", "--converge", "--flexible-inline-max-function-size=5"]);
        optimise.args(["--one-caller-inline-max-function-size=40", "--low-memory-unused", names]);
        optimise.args(["--strip-producers", "--strip-target-features"]);
        run(optimise.arg(module).arg("--output").arg(repo::path("target/npm").join(file)))?;
    }
    Ok(repo::path("target/npm/small.wasm"))
}

/// Makes JavaScript of a module.
fn script(module: &Path) -> Result<String> {
    let (lowered, script) =
        (repo::path("target/npm/lowered.wasm"), repo::path("target/npm/script.js"));
    run(binaryen("wasm-opt")?.args(LOWERED).arg(module).arg("--output").arg(&lowered))?;
    run(binaryen("wasm2js")?.arg("-Oz").arg(&lowered).arg("--output").arg(&script))?;
    repo::read(&script)
}

/// A tool of Binaryen's, told what modules may contain.
fn binaryen(tool: &str) -> Result<std::process::Command> {
    let mut command = tools::npm_tool(&format!("binaryen/bin/{tool}"))?;
    command.args(WASM_FEATURES);
    Ok(command)
}
