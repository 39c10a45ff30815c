//! The engine as WebAssembly: compiled, bound to JavaScript, shrunk.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};
use wasm_bindgen_cli_support::Bindgen;

use crate::process::{self, command, probe, run};
use crate::{package, repo, tools};

/// The target of browsers.
pub(crate) const TARGET: &str = "wasm32-unknown-unknown";

/// Set to `distribution` to build with Debian's packages although rustup has the target.
const ROUTE_VARIABLE: &str = "TOLLGATE_WASM";

/// The WebAssembly features that every browser since 2023 has and that rustc emits.
const WASM_FEATURES: [&str; 6] = [
    "--enable-bulk-memory",
    "--enable-multivalue",
    "--enable-mutable-globals",
    "--enable-nontrapping-float-to-int",
    "--enable-reference-types",
    "--enable-sign-ext",
];

/// What leaves panic messages, their places and derived `Debug` out of a module.
const SIZE_FLAGS: &str =
    "-Zunstable-options -Cpanic=immediate-abort -Zlocation-detail=none -Zfmt-debug=none";

/// The module and the JavaScript around it.
pub(crate) struct Bound {
    pub(crate) module: Vec<u8>,
    pub(crate) glue: String,
    pub(crate) types: String,
}

/// Builds the engine for browsers.
pub(crate) fn build() -> Result<Bound> {
    let mut compile = cargo_for_size()?;
    compile.args(["build", "--profile", "browser", "--target", TARGET]);
    compile.args(["--package", "tollgate", "--lib", "--no-default-features"]);
    run(&mut compile)?;
    let folder = target_folder(&compile).join(TARGET).join("browser");
    let mut bound = bind(&folder.join("tollgate.wasm"))?;
    bound.module = shrink(&bound.module)?;
    Ok(bound)
}

/// A cargo that can compile for WebAssembly, by whichever route this machine has.
pub(crate) fn cargo() -> Result<Command> {
    if rustup_route() { Ok(process::cargo()) } else { distribution_cargo() }
}

/// The same for the published module. `core` and `alloc` are compiled along, for size and without
/// panic messages, which nobody could read in a browser.
fn cargo_for_size() -> Result<Command> {
    let mut cargo = cargo()?;
    if !rustup_route() {
        return Ok(cargo);
    }
    if !library_source_installed() {
        println!("  the source of the standard library is missing: adding it with rustup");
        run(command("rustup").args(["component", "add", "rust-src"]))?;
    }
    cargo.env("RUSTC_BOOTSTRAP", "1").env("CARGO_TARGET_DIR", repo::path("target/browser"));
    cargo.env("RUSTFLAGS", SIZE_FLAGS);
    cargo.args(["-Zbuild-std=core,alloc", "-Zbuild-std-features=optimize_for_size"]);
    Ok(cargo)
}

fn library_source_installed() -> bool {
    let sysroot = probe(command("rustc").args(["--print", "sysroot"]));
    let source = "lib/rustlib/src/rust/library/Cargo.lock";
    sysroot.is_some_and(|root| Path::new(&root).join(source).is_file())
}

/// The same with the verb that finds most: a distribution's Rust has no clippy.
pub(crate) fn cargo_for_lints() -> Result<(Command, &'static str)> {
    Ok((cargo()?, if rustup_route() { "clippy" } else { "check" }))
}

fn rustup_route() -> bool {
    let forced = std::env::var_os(ROUTE_VARIABLE).is_some_and(|route| route == "distribution");
    !forced && (target_installed() || rustup_adds_target())
}

fn target_folder(compile: &Command) -> PathBuf {
    let set = compile.get_envs().find(|(name, _)| *name == "CARGO_TARGET_DIR");
    let inherited = std::env::var_os("CARGO_TARGET_DIR");
    let folder = set.and_then(|(_, value)| value.map(Into::into)).or(inherited);
    repo::path(folder.unwrap_or_else(|| "target".into()))
}

fn target_installed() -> bool {
    let sysroot = probe(command("rustc").args(["--print", "sysroot"]));
    sysroot.is_some_and(|root| Path::new(&root).join("lib/rustlib").join(TARGET).is_dir())
}

fn rustup_adds_target() -> bool {
    if tools::find("rustup").is_none() {
        return false;
    }
    println!("  the target {TARGET} is missing: adding it with rustup");
    run(command("rustup").args(["target", "add", TARGET])).is_ok() && target_installed()
}

/// Debian packages a Rust for building browsers, `rustc-web`, together with the source of the
/// standard library, which cargo then compiles for WebAssembly itself.
fn distribution_cargo() -> Result<Command> {
    let (compiler, cargo) = ("/usr/bin/rustc", "/usr/bin/cargo");
    println!("  compiling for {TARGET} with Debian's rustc-web");
    let library = |compiler| {
        let sysroot = probe(command(compiler).args(["--print", "sysroot"]))?;
        let source = Path::new(&sysroot).join("lib/rustlib/src/rust/library/Cargo.lock");
        source.is_file().then_some(source)
    };
    if library(compiler).is_none() || !Path::new(cargo).is_file() {
        let packages = ["rustc-web", "cargo-web", "rust-web-src"];
        tools::apt_install("a Rust with the source of its library", &packages)
            .with_context(|| format!("`rustup target add {TARGET}` gave no target"))?;
    }
    let mut command = command(cargo);
    command.env("RUSTC", compiler).env("RUSTC_BOOTSTRAP", "1");
    command.env("CARGO_TARGET_DIR", repo::path("target/distribution"));
    command.env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER", wasm_linker(compiler)?);
    command.arg("-Zbuild-std=std,panic_abort");
    Ok(command)
}

/// The linker that goes with the LLVM of a compiler.
fn wasm_linker(compiler: &str) -> Result<PathBuf> {
    let version = probe(command(compiler).arg("-vV")).unwrap_or_default();
    let llvm = version.lines().find_map(|line| line.strip_prefix("LLVM version: "));
    let major = llvm.and_then(|llvm| llvm.split('.').next());
    let major = major.with_context(|| format!("`{compiler} -vV` does not tell its LLVM"))?;
    let linker = format!("wasm-ld-{major}");
    if tools::find(&linker).is_none() {
        tools::apt_install(&linker, &[&format!("lld-{major}")])?;
    }
    tools::find(&linker).with_context(|| format!("`{linker}` is not on the search path"))
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
    if !small.starts_with(b"\0asm") {
        bail!("`{}` is no WebAssembly module", repo::display(&to));
    }
    Ok(small)
}
