//! A Rust that compiles for WebAssembly: rustup's, or Debian's packages where rustup cannot give
//! the target.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

use crate::process::{self, command, probe, run};
use crate::{repo, tools};

/// The target of browsers.
pub(crate) const TARGET: &str = "wasm32-unknown-unknown";

/// Set to `distribution` to build with Debian's packages although rustup has the target.
const ROUTE_VARIABLE: &str = "TOLLGATE_WASM";

/// A compiler and how it comes by the target.
enum Route {
    Rustup,
    Distribution,
}

impl Route {
    /// The route that this machine has.
    fn find() -> Route {
        let forced = std::env::var_os(ROUTE_VARIABLE).is_some_and(|route| route == "distribution");
        if !forced && (rustup_has_target() || rustup_adds_target()) {
            Route::Rustup
        } else {
            Route::Distribution
        }
    }
}

/// A cargo that compiles for WebAssembly.
pub(crate) fn cargo() -> Result<Command> {
    match Route::find() {
        Route::Rustup => Ok(process::cargo()),
        Route::Distribution => distribution_cargo(),
    }
}

/// The same about to look for warnings, which are errors; a distribution's Rust has no clippy.
pub(crate) fn cargo_for_lints() -> Result<Command> {
    let verb = if matches!(Route::find(), Route::Rustup) { "clippy" } else { "check" };
    let mut cargo = cargo()?;
    cargo.env("RUSTFLAGS", "-Dwarnings").arg(verb);
    Ok(cargo)
}

/// Where a command of ours compiles to.
pub(crate) fn target_folder(compile: &Command) -> PathBuf {
    let set = compile.get_envs().find(|(name, _)| *name == "CARGO_TARGET_DIR");
    let inherited = std::env::var_os("CARGO_TARGET_DIR");
    let folder = set.and_then(|(_, value)| value.map(Into::into)).or(inherited);
    repo::path(folder.unwrap_or_else(|| "target".into()))
}

/// Where cargo keeps the sources of crates.
pub(crate) fn cargo_home() -> Option<PathBuf> {
    let set = std::env::var_os("CARGO_HOME").map(PathBuf::from);
    set.or_else(|| Some(PathBuf::from(std::env::var_os("HOME")?).join(".cargo")))
}

pub(crate) fn sysroot(compiler: &str) -> Option<PathBuf> {
    probe(command(compiler).args(["--print", "sysroot"])).map(PathBuf::from)
}

fn has_library_source(compiler: &str) -> bool {
    let lock = "lib/rustlib/src/rust/library/Cargo.lock";
    sysroot(compiler).is_some_and(|root| root.join(lock).is_file())
}

fn rustup_has_target() -> bool {
    sysroot("rustc").is_some_and(|root| root.join("lib/rustlib").join(TARGET).is_dir())
}

/// Has rustup add the target, if there is a rustup; whether it is there now.
fn rustup_adds_target() -> bool {
    if tools::find("rustup").is_none() {
        return false;
    }
    println!("  the target {TARGET} is missing: adding it with rustup");
    run(command("rustup").args(["target", "add", TARGET])).is_ok() && rustup_has_target()
}

/// Debian packages a Rust for building browsers, `rustc-web`, together with the source of the
/// standard library, which cargo then compiles for WebAssembly itself. That takes an unstable
/// option, so nothing is published that was built this way.
fn distribution_cargo() -> Result<Command> {
    let (cargo, compiler) = ("/usr/bin/cargo", "/usr/bin/rustc");
    println!("  compiling for {TARGET} with Debian's rustc-web");
    if !has_library_source(compiler) || !Path::new(cargo).is_file() {
        let packages = ["rustc-web", "cargo-web", "rust-web-src"];
        tools::apt_install("a Rust with the source of its library", &packages)
            .with_context(|| format!("`rustup target add {TARGET}` gave no target"))?;
    }
    let mut command = command(cargo);
    command.env("RUSTC", compiler).env("RUSTC_BOOTSTRAP", "1");
    command.env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER", wasm_linker(compiler)?);
    command.env("CARGO_TARGET_DIR", repo::path("target/distribution"));
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
