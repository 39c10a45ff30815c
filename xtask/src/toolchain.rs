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

/// What leaves panic messages, their places and derived `Debug` out of a module, and has the linker
/// optimise it as one piece, which it does better than rustc. Hardly anything is inlined, for what
/// stands once compresses better. Loops count instead of moving pointers, which takes fewer locals.
const SIZE_FLAGS: [&str; 11] = [
    "-Zunstable-options",
    "-Cpanic=immediate-abort",
    "-Zlocation-detail=none",
    "-Zfmt-debug=none",
    "-Clinker-plugin-lto",
    "-Clink-arg=-O2",
    "-Clink-arg=--lto-O3",
    "-Clink-arg=-mllvm",
    "-Clink-arg=-inline-threshold=-5",
    "-Clink-arg=-mllvm",
    "-Clink-arg=-disable-lsr",
];

/// A compiler and how it comes by the target.
enum Route {
    Rustup,
    Distribution,
}

impl Route {
    /// The route that this machine has.
    fn find() -> Route {
        let forced = std::env::var_os(ROUTE_VARIABLE).is_some_and(|route| route == "distribution");
        if !forced && (rustup_has_target() || rustup_adds("target", TARGET, rustup_has_target)) {
            Route::Rustup
        } else {
            Route::Distribution
        }
    }

    fn compiler(&self) -> &'static str {
        match self {
            Route::Rustup => "rustc",
            Route::Distribution => "/usr/bin/rustc",
        }
    }

    fn cargo(&self) -> Result<Command> {
        match self {
            Route::Rustup => Ok(process::cargo()),
            Route::Distribution => distribution_cargo(self.compiler()),
        }
    }
}

/// A cargo that compiles for WebAssembly, the standard library included.
pub(crate) fn cargo() -> Result<Command> {
    let route = Route::find();
    let mut cargo = route.cargo()?;
    if matches!(route, Route::Distribution) {
        cargo.env("CARGO_TARGET_DIR", repo::path("target/distribution"));
        cargo.arg("-Zbuild-std=std,panic_abort");
    }
    Ok(cargo)
}

/// The same about to look for warnings, which are errors; a distribution's Rust has no clippy.
pub(crate) fn cargo_for_lints() -> Result<Command> {
    let verb = if matches!(Route::find(), Route::Rustup) { "clippy" } else { "check" };
    let mut cargo = cargo()?;
    cargo.env("RUSTFLAGS", "-Dwarnings").arg(verb);
    Ok(cargo)
}

/// A cargo for the published module: `core` is compiled along, for size and without panic messages,
/// which nobody could read in a browser. Where the compiler or the library's source does not allow
/// that, the module is larger and otherwise the same.
pub(crate) fn cargo_for_size() -> Result<Command> {
    let route = Route::find();
    let mut sized = route.cargo()?;
    let compiler = route.compiler();
    let source = || library_source(compiler).is_some();
    if !(source() || rustup_adds("component", "rust-src", source)) || !takes_size_flags(compiler) {
        println!("  compiling without the library's source: the module will be over its budget");
        return cargo();
    }
    sized.env("RUSTC_BOOTSTRAP", "1").env("RUSTFLAGS", SIZE_FLAGS.join(" "));
    sized.env("CARGO_TARGET_DIR", repo::path("target/browser"));
    sized.env("CARGO_PROFILE_BROWSER_LTO", "off");
    sized.args(["-Zbuild-std=core", "-Zbuild-std-features=optimize_for_size"]);
    Ok(sized)
}

/// Where a command of ours compiles to.
pub(crate) fn target_folder(compile: &Command) -> PathBuf {
    let set = compile.get_envs().find(|(name, _)| *name == "CARGO_TARGET_DIR");
    let inherited = std::env::var_os("CARGO_TARGET_DIR");
    let folder = set.and_then(|(_, value)| value.map(Into::into)).or(inherited);
    repo::path(folder.unwrap_or_else(|| "target".into()))
}

fn sysroot(compiler: &str) -> Option<PathBuf> {
    probe(command(compiler).args(["--print", "sysroot"])).map(PathBuf::from)
}

fn library_source(compiler: &str) -> Option<PathBuf> {
    let lock = sysroot(compiler)?.join("lib/rustlib/src/rust/library/Cargo.lock");
    lock.is_file().then_some(lock)
}

/// The flags are not stable: a compiler may not have them yet, or may have renamed them.
fn takes_size_flags(compiler: &str) -> bool {
    let mut asked = command(compiler);
    asked.env("RUSTC_BOOTSTRAP", "1").args(SIZE_FLAGS).args(["--print", "cfg"]);
    probe(&mut asked).is_some()
}

fn rustup_has_target() -> bool {
    sysroot("rustc").is_some_and(|root| root.join("lib/rustlib").join(TARGET).is_dir())
}

/// Has rustup add a target or component, if there is a rustup; whether it is there now.
fn rustup_adds(kind: &str, name: &str, installed: impl Fn() -> bool) -> bool {
    if tools::find("rustup").is_none() {
        return false;
    }
    println!("  the {kind} {name} is missing: adding it with rustup");
    run(command("rustup").args([kind, "add", name])).is_ok() && installed()
}

/// Debian packages a Rust for building browsers, `rustc-web`, together with the source of the
/// standard library, which cargo then compiles for WebAssembly itself.
fn distribution_cargo(compiler: &str) -> Result<Command> {
    let cargo = "/usr/bin/cargo";
    println!("  compiling for {TARGET} with Debian's rustc-web");
    if library_source(compiler).is_none() || !Path::new(cargo).is_file() {
        let packages = ["rustc-web", "cargo-web", "rust-web-src"];
        tools::apt_install("a Rust with the source of its library", &packages)
            .with_context(|| format!("`rustup target add {TARGET}` gave no target"))?;
    }
    let mut command = command(cargo);
    command.env("RUSTC", compiler).env("RUSTC_BOOTSTRAP", "1");
    command.env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER", wasm_linker(compiler)?);
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
