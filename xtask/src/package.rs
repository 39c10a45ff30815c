//! The npm package: its entries as ES modules and for CommonJS, with types, the packs' bundles and
//! a tarball.

use std::fs::File;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use serde_json::Value;

use crate::process::run;
use crate::{glue, policies, repo, tools, wasm};

/// What the wrapper calls the text of the WebAssembly module, before the packager puts it there.
const MODULE_NAME: &str = "__MODULE__";

/// What the wrapper imports the glue by, and the engine where it is JavaScript.
const GLUE_NAME: &str = "#glue";
const SCRIPT_NAME: &str = "#script";

/// A module that one imports from the package, built from the file of its name in `npm/src`.
struct Entry {
    name: &'static str,
    /// Which engine stands in it: of one with a build for those who develop, in that alone.
    engine: Engine,
    /// What it leaves for the application to install.
    peers: &'static [&'static str],
    /// What stands before everything else in it.
    banner: &'static str,
    /// Whether there is another build of it, for those who develop an application.
    development: bool,
}

/// The engine that an entry brings.
#[derive(Clone, Copy, PartialEq)]
enum Engine {
    /// None, or as JavaScript.
    None,
    Whole,
    /// The one that explains too.
    Explaining,
    /// That one as JavaScript.
    ExplainingScript,
}

impl Engine {
    fn explains(self) -> bool {
        matches!(self, Self::Explaining | Self::ExplainingScript)
    }
}

/// One of the package alone.
const PLAIN: Entry =
    Entry { name: "", engine: Engine::None, peers: &[], banner: "", development: false };

const ENTRIES: [Entry; 18] = [
    Entry { name: "index", engine: Engine::Whole, ..PLAIN },
    Entry { name: "slim", ..PLAIN },
    Entry { name: "csp", ..PLAIN },
    Entry { name: "dom", development: true, ..PLAIN },
    // A server component may render the provider: the rest is the client's.
    Entry {
        name: "react",
        peers: &["react"],
        banner: "\"use client\";",
        development: true,
        ..PLAIN
    },
    Entry { name: "vue", peers: &["vue"], development: true, ..PLAIN },
    Entry { name: "svelte", peers: &["svelte"], development: true, ..PLAIN },
    Entry { name: "tooltip", ..PLAIN },
    Entry { name: "react/tooltip", peers: &["react"], banner: "\"use client\";", ..PLAIN },
    Entry { name: "vue/tooltip", peers: &["vue"], ..PLAIN },
    Entry { name: "svelte/tooltip", peers: &["svelte"], ..PLAIN },
    Entry { name: "store", ..PLAIN },
    Entry { name: "explain", engine: Engine::Explaining, ..PLAIN },
    Entry { name: "explain/csp", engine: Engine::ExplainingScript, ..PLAIN },
    Entry { name: "devtools", engine: Engine::Explaining, development: true, ..PLAIN },
    Entry { name: "sql", ..PLAIN },
    Entry { name: "drizzle", peers: &["drizzle-orm"], ..PLAIN },
    Entry { name: "prisma", ..PLAIN },
];

/// The module formats of an entry: what esbuild calls it, and how its files end.
const FORMATS: [(&str, &str); 2] = [("esm", "js"), ("cjs", "cjs")];

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
    let wasm::Built { engine, script, explaining, explaining_script } = wasm::build()?;
    let built = repo::path("target/npm/build");
    repo::empty(&built)?;
    repo::write(&built.join("glue.js"), &engine.glue)?;
    repo::write(&built.join("explaining.js"), &explaining.glue)?;
    repo::write(&built.join("script.js"), &script)?;
    repo::write(&built.join("explaining-script.js"), &explaining_script)?;
    let folder = repo::path("target/npm/tollgate");
    repo::empty(&folder)?;
    run(tools::npm_tool("typescript/bin/tsc")?.args(["--project", "npm"]))?;
    for entry in &ENTRIES {
        for (format, ending) in FORMATS {
            let kinds: &[bool] = if entry.development { &[false, true] } else { &[false] };
            for development in kinds {
                let bundled = bundle(&built, entry, format, *development)?;
                let brings = *development == entry.development;
                let module = match entry.engine {
                    Engine::Whole if brings => inline(&bundled, &engine.module)?,
                    Engine::Explaining if brings => inline(&bundled, &explaining.module)?,
                    _ => bundled,
                };
                let mark = if *development { ".dev" } else { "" };
                repo::write(&folder.join(format!("{}{mark}.{ending}", entry.name)), module)?;
            }
        }
    }
    repo::write(&folder.join("engine.wasm"), &engine.module)?;
    common_types(&folder.join("types"))?;
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

/// Bundles and minifies an entry. The engine's module is still a name in it.
fn bundle(built: &Path, entry: &Entry, format: &str, development: bool) -> Result<String> {
    let from = repo::path("npm/src").join(entry.name).with_extension("ts");
    let kind = if development { "development" } else { format };
    let out = built.join("bundle").join(kind).join(entry.name).with_extension("js");
    let mut esbuild = tools::npm_tool("esbuild/bin/esbuild")?;
    esbuild.args(["--bundle", "--minify", "--target=es2022", "--charset=utf8"]);
    esbuild.args(["--log-level=warning", "--log-override:empty-import-meta=silent"]);
    esbuild.arg(format!("--format={format}")).arg(format!("--define:__DEV__={development}"));
    let (glue, script) = match entry.engine.explains() {
        true => ("explaining.js", "explaining-script.js"),
        false => ("glue.js", "script.js"),
    };
    let files = [
        (GLUE_NAME, built.join(glue)),
        (SCRIPT_NAME, built.join(script)),
        (glue::INTRINSICS_NAME, repo::path("npm/src/intrinsics.ts")),
    ];
    for (name, file) in files {
        esbuild.arg(format!("--alias:{name}={}", file.display()));
    }
    esbuild.args(entry.peers.iter().map(|peer| format!("--external:{peer}")));
    esbuild.args(entry.peers.iter().map(|peer| format!("--external:{peer}/*")));
    if !entry.banner.is_empty() {
        esbuild.arg(format!("--banner:js={}", entry.banner));
    }
    // What `tests/node/weigh.mjs` reads.
    esbuild.arg(format!("--metafile={}", out.with_extension("json").display()));
    run(esbuild.arg(format!("--outfile={}", out.display())).arg(from))?;
    repo::read(&out)
}

/// Writes each `.d.ts` once more as the `.d.cts` that TypeScript wants for CommonJS.
fn common_types(types: &Path) -> Result<()> {
    for file in repo::entries(types)? {
        if file.is_dir() {
            common_types(&file)?;
        } else if file.to_string_lossy().ends_with(".d.ts") {
            let common = repo::read(&file)?.replace(".js\"", ".cjs\"");
            repo::write(&file.with_extension("cts"), common)?;
        }
    }
    Ok(())
}

/// Puts the module where the wrapper names it.
fn inline(bundled: &str, module: &[u8]) -> Result<String> {
    let named = bundled.matches(MODULE_NAME).count();
    ensure!(named == 1, "the bundle names `{MODULE_NAME}` {named} times, not once");
    Ok(bundled.replace(MODULE_NAME, &latin1_literal(module)))
}

/// Which bits of each byte are turned over, as `npm/src/module.ts` turns them back: what
/// WebAssembly has most of are small numbers, and as control characters bundlers would write them
/// longer.
const TURNED: u8 = 62;

/// Bytes as a JavaScript string literal with one character a byte. In UTF-8, brotli compresses it
/// about as well as the bytes themselves, which base64 it does not.
fn latin1_literal(bytes: &[u8]) -> String {
    let mut literal = String::with_capacity(bytes.len() * 3 / 2);
    literal.push('"');
    for byte in bytes.iter().map(|byte| byte ^ TURNED) {
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
    repo::copy(&repo::path("npm/src/style.css"), &folder.join("style.css"))?;
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
        assert_eq!(inline("f(__MODULE__)", b"\0a").expect("named once"), "f(\">_\")");
    }
}
