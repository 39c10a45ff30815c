//! The npm package: TypeScript and the engine bundled into one module, with types, the packs'
//! bundles and a tarball.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};
use serde_json::Value;

use crate::process::{command, run};
use crate::{policies, repo, tools, wasm};

/// What the wrapper calls the text of the WebAssembly module, before the packager puts it there.
const MODULE_NAME: &str = "__MODULE__";

/// A built package.
pub(crate) struct Package {
    /// The folder as it would be published.
    pub(crate) folder: PathBuf,
    /// The same as a tarball.
    pub(crate) tarball: PathBuf,
}

impl Package {
    /// Says where the package is.
    pub(crate) fn announce(&self) -> bool {
        println!("{}", repo::display(&self.folder));
        println!("{}", repo::display(&self.tarball));
        true
    }
}

/// Builds the package into `target/npm`.
pub(crate) fn build() -> Result<Package> {
    let _alone = alone()?;
    tools::npm_ci("npm")?;
    let bound = wasm::build()?;
    let built = repo::path("target/npm/build");
    repo::empty(&built)?;
    repo::write(&built.join("wasm.js"), &bound.glue)?;
    repo::write(&built.join("wasm.d.ts"), &bound.types)?;
    let folder = repo::path("target/npm/tollgate");
    repo::empty(&folder)?;
    run(npm_tool("typescript/bin/tsc")?.args(["--project", "npm"]))?;
    let bundled = bundle(&built)?;
    repo::write(&folder.join("index.js"), inline(&bundled, &bound.module)?)?;
    fill(&folder)?;
    let tarball = pack(&folder)?;
    Ok(Package { folder, tarball })
}

/// Waits until no other task builds the package; that lasts as long as what is returned.
fn alone() -> Result<File> {
    let path = repo::path("target/npm/.lock");
    repo::write(&path, "")?;
    let lock = File::open(path)?;
    if lock.try_lock().is_err() {
        println!("  waiting for another task to build the package");
        lock.lock()?;
    }
    Ok(lock)
}

/// A command that runs one of the tools that `npm/package.json` pins.
pub(crate) fn npm_tool(script: &str) -> Result<Command> {
    let mut tool = command(tools::node()?);
    tool.arg(repo::path("npm/node_modules").join(script));
    Ok(tool)
}

/// Bundles and minifies the compiled wrapper with the glue; the module is still a name in it.
fn bundle(built: &Path) -> Result<String> {
    let (entry, out) = (built.join("index.js"), built.join("bundle.js"));
    let mut esbuild = npm_tool("esbuild/bin/esbuild")?;
    esbuild.args(["--bundle", "--minify", "--format=esm", "--target=es2022", "--charset=utf8"]);
    esbuild.args(["--log-level=warning", &format!("--outfile={}", out.display())]);
    run(esbuild.arg(entry))?;
    repo::read(&out)
}

/// Puts the module where the wrapper names it.
fn inline(bundled: &str, module: &[u8]) -> Result<String> {
    let named = bundled.matches(MODULE_NAME).count();
    ensure!(named == 1, "the bundle names `{MODULE_NAME}` {named} times, not once");
    Ok(bundled.replace(MODULE_NAME, &latin1_literal(module)))
}

/// Bytes as a JavaScript string literal with one character a byte. In UTF-8, brotli compresses it
/// about as well as the bytes themselves, which base64 it does not.
fn latin1_literal(bytes: &[u8]) -> String {
    let mut literal = String::with_capacity(bytes.len() * 3 / 2);
    literal.push('"');
    for &byte in bytes {
        match byte {
            b'\n' => literal.push_str("\\n"),
            b'\r' => literal.push_str("\\r"),
            b'"' | b'\\' => literal.extend(['\\', char::from(byte)]),
            _ => literal.push(char::from(byte)),
        }
    }
    literal.push('"');
    literal
}

/// Everything of the package but the code and its types.
fn fill(folder: &Path) -> Result<()> {
    for name in ["package.json", "README.md"] {
        repo::copy(&repo::path("npm").join(name), &folder.join(name))?;
    }
    for name in ["LICENSE-MIT", "LICENSE-APACHE"] {
        repo::copy(&repo::path(name), &folder.join(name))?;
    }
    policies::write(folder)
}

/// Packs the folder as npm would publish it.
fn pack(folder: &Path) -> Result<PathBuf> {
    let version = version()?;
    let out = repo::path("target/npm");
    let options = ["pack", "--silent", "--ignore-scripts", "--pack-destination"];
    run(tools::npm(folder)?.args(options).arg(&out))?;
    let tarball = out.join(format!("tollgate-{version}.tgz"));
    ensure!(tarball.is_file(), "npm left no `{}`", repo::display(&tarball));
    Ok(tarball)
}

/// The version of the package, which is the workspace's.
pub(crate) fn version() -> Result<String> {
    let manifest: Value = serde_json::from_str(&repo::read(&repo::path("npm/package.json"))?)
        .context("`npm/package.json` is no JSON")?;
    let version = manifest["version"].as_str().unwrap_or_default();
    let ours = env!("CARGO_PKG_VERSION");
    ensure!(version == ours, "`npm/package.json` says version `{version}`, Cargo.toml `{ours}`");
    Ok(version.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_byte_stands_in_the_literal_once() {
        let bytes: Vec<u8> = (0..=255).collect();
        let literal = latin1_literal(&bytes);
        assert_eq!(literal.chars().count(), 256 + 2 + 4, "four bytes need a backslash");
        assert!(!literal.contains(['\n', '\r']));
        assert!(literal.contains("\\\"") && literal.contains("\\\\"));
    }

    #[test]
    fn a_bundle_without_the_module_is_refused() {
        assert!(inline("let x = 1", b"").is_err());
        assert_eq!(inline("f(__MODULE__)", b"\0a").expect("named once"), "f(\"\0a\")");
    }
}
