//! The steps of the test suite.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, anyhow, ensure};
use serde_json::{Value, json};

use crate::package::{self, Package};
use crate::process::{Tally, cargo, command, probe, run, run_tests};
use crate::shipped::{self, Questions, lengthen};
use crate::{built, codegen, repo, serve, tidy, toolchain, tools};

/// One step.
pub(crate) struct Step {
    pub(crate) name: &'static str,
    pub(crate) what: &'static str,
    /// Whether it needs neither WebAssembly, nor Node, nor a browser.
    pub(crate) native: bool,
    pub(crate) run: fn(&mut Suite, &mut Tally) -> Result<()>,
}

/// Every step, the quickest to fail first.
pub(crate) const STEPS: [Step; 21] = [
    native("format", "cargo fmt changes nothing", |_, _| format()),
    native("tidy", "the rules of the house hold", |_, tally| tidy::run(tally)),
    native("codegen", "generated sources are those committed", |_, tally| codegen::check(tally)),
    native("clippy", "no warning anywhere", |_, _| clippy()),
    native("native", "unit, integration and documentation tests", Suite::native_tests),
    native("packs", "the packs compile to the bundles and types committed", |_, tally| {
        packs(tally)
    }),
    native("cases", "conformance cases through the command line", |_, tally| cases(tally)),
    other("deny", "licences, sources and known advisories of all packages", |_, tally| deny(tally)),
    other("boundary", "the WebAssembly boundary: no warning, every function asked", |_, tally| {
        boundary(tally)
    }),
    other("browser", "conformance cases in headless Chromium, from Rust", |_, tally| {
        browser(tally)
    }),
    other("package", "the npm package builds", |suite, _| suite.package().map(|_| ())),
    other("size", "the package stays within its budget", Suite::size),
    other("node", "conformance cases and the package's own tests in Node", Suite::node_tests),
    other("mutants", "changed bundles load in Node as natively", Suite::mutants),
    other("shipped-node", "the package in Node answers as natively", Suite::shipped_in_node),
    other("shipped-page", "so it does in Chromium", Suite::shipped_in_chromium),
    other("types", "TypeScript sees the package and the packs as they are", Suite::types),
    other("examples", "the examples of the READMEs run", Suite::examples),
    other("page", "people use the page in Chromium", Suite::page),
    other("firefox", "conformance cases and a path through the page in Firefox", Suite::firefox),
    other("consumers", "projects of every kind install the package and use it", Suite::consumers),
];

/// How Node.js is told to run files of tests.
const TEST_FILES: [&str; 3] = ["--test", "--test-reporter=spec", "--test-concurrency=2"];

/// The package's own tests in Node.
const NODE_TESTS: [&str; 18] = [
    "answers.test.mjs",
    "bounded.test.mjs",
    "package.test.mjs",
    "policies.test.mjs",
    "hostile.test.mjs",
    "engine.test.mjs",
    "explain.test.mjs",
    "pollution.test.mjs",
    "realms.test.mjs",
    "projections.test.mjs",
    "records.test.mjs",
    "server.test.mjs",
    "languages.test.mjs",
    "memory.test.mjs",
    "pending.test.mjs",
    "store.test.mjs",
    "values.test.mjs",
    "weigh.test.mjs",
];

type Run = fn(&mut Suite, &mut Tally) -> Result<()>;

const fn native(name: &'static str, what: &'static str, run: Run) -> Step {
    Step { name, what, native: true, run }
}

const fn other(name: &'static str, what: &'static str, run: Run) -> Step {
    Step { name, what, native: false, run }
}

fn format() -> Result<()> {
    run(cargo().args(["fmt", "--all", "--check"]))?;
    // A workspace of its own, which `--all` does not know.
    run(cargo().args(["fmt", "--check", "--manifest-path", "bench/native/Cargo.toml"]))
}

fn clippy() -> Result<()> {
    let whole = ["clippy", "--workspace", "--all-targets", "--features", built::TESTED];
    run(cargo().args(whole).args(["--", "--deny", "warnings"]))
}

/// Where the database of known advisories is.
const ADVISORIES: (&str, u16) = ("github.com", 443);

/// What is built in, held against `deny.toml`. Not every machine reaches the advisories: then it is
/// said, here and at the end, that they are not checked. Where they are reached it fails instead.
fn deny(tally: &mut Tally) -> Result<()> {
    let deny = tools::cargo_deny()?;
    run(command(&deny).args(["check", "licenses", "bans", "sources"]))?;
    tally.passed += 3;
    if let Err(error) = run(command(&deny).args(["fetch", "db"])) {
        ensure!(!tools::reaches(ADVISORIES), "known advisories are there to be checked: {error:#}");
        println!("  NOT CHECKED: known advisories, as their database cannot be fetched");
        tally.unchecked += 1;
        return Ok(());
    }
    run(command(&deny).args(["check", "--disable-fetch", "advisories"]))?;
    tally.passed += 1;
    Ok(())
}

/// The command `tollgate`.
fn tollgate() -> Result<Command> {
    built::program("tollgate")
}

fn packs(tally: &mut Tally) -> Result<()> {
    let mut stale = Vec::new();
    for pack in repo::packs() {
        let folder = Path::new("policies").join(pack);
        let fresh = repo::path("target/bundles").join(pack);
        repo::empty(&fresh)?;
        run(tollgate()?.arg("check").arg(&folder))?;
        let bundle = fresh.join("bundle.json");
        run(tollgate()?.arg("compile").arg(&folder).arg("-o").arg(bundle).arg("--types"))?;
        let mut files = vec![
            "bundle.json".to_owned(),
            "bundle.debug.json".to_owned(),
            "bundle.d.ts".to_owned(),
        ];
        files.extend(repo::languages(pack)?.iter().map(|tag| format!("languages/{tag}.json")));
        for file in files {
            let committed = repo::path(&folder).join(&file);
            if std::fs::read(fresh.join(&file))? == std::fs::read(committed).unwrap_or_default() {
                tally.passed += 1;
            } else {
                tally.failed += 1;
                stale.push(format!("policies/{pack}/{file}"));
            }
        }
    }
    let again = "cargo run -p tollgate-cli -- compile policies/<pack> --types";
    ensure!(stale.is_empty(), "{} committed but stale; run `{again}`", stale.join(", "));
    Ok(())
}

fn cases(tally: &mut Tally) -> Result<()> {
    let mut failed = None;
    for pack in repo::packs() {
        let folder = Path::new("policies").join(pack);
        failed = run_tests(tollgate()?.arg("test").arg(&folder), tally).err().or(failed);
    }
    failed.map_or(Ok(()), Err)
}

fn boundary(tally: &mut Tally) -> Result<()> {
    let mut lint = toolchain::cargo_for_lints()?;
    let features = ["--no-default-features", "--features", "explain"];
    lint.args(["--package", "tollgate", "--lib"]).args(features);
    run(lint.args(["--target", toolchain::TARGET]))?;
    in_chromium(
        headless_tests(&[&["tollgate", "--test", "boundary"], &features[..]].concat())?,
        tally,
    )
}

fn browser(tally: &mut Tally) -> Result<()> {
    in_chromium(headless_tests(&HEADLESS_CASES)?, tally)
}

fn in_chromium(mut tests: Command, tally: &mut Tally) -> Result<()> {
    tests.env("CHROMEDRIVER", tools::chromedriver()?);
    tests.env("WASM_BINDGEN_TEST_WEBDRIVER_JSON", repo::path("webdriver.json"));
    tools::chromium()?;
    run_tests(&mut tests, tally)
}

/// The conformance cases, for a browser to run.
const HEADLESS_CASES: [&str; 3] = ["tollgate-cases", "--test", "headless"];

/// The tests of a package that run in a browser, without one.
fn headless_tests(package: &[&str]) -> Result<Command> {
    let mut tests = toolchain::cargo()?;
    tests.args(["test", "--target", toolchain::TARGET, "--package"]).args(package);
    tests.args(["--", "--nocapture"]);
    tests.env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER", tools::wasm_test_runner()?);
    tests.env("WASM_BINDGEN_USE_BROWSER", "1").env("WASM_BINDGEN_TEST_TIMEOUT", "600");
    Ok(tests)
}

/// What steps share: the package is built once, and so does it fail.
#[derive(Default)]
pub(crate) struct Suite {
    /// Whether there is time for more than a default run asks.
    long: bool,
    package: Option<Result<Package, String>>,
    consumer: Option<PathBuf>,
    questions: Questions,
}

impl Suite {
    pub(crate) fn new(long: bool) -> Self {
        Suite { long, ..Suite::default() }
    }

    /// The documentation's examples among them; what a test has to say is shown also when it
    /// passes.
    fn native_tests(&mut self, tally: &mut Tally) -> Result<()> {
        tools::postgres()?;
        let mut tests = built::tests();
        tests.args(["--no-fail-fast", "--", "--show-output"]);
        run_tests(lengthen(&mut tests, self.long), tally)?;
        self.questions.are_written();
        Ok(())
    }

    fn package(&mut self) -> Result<&Package> {
        let build = || package::build().map_err(|error| format!("{error:#}"));
        let built = self.package.get_or_insert_with(build).as_ref();
        built.map_err(|error| anyhow!("the package does not build: {error}"))
    }

    /// A project that has installed the tarball, with the tests of `tests/node` in it.
    fn consumer(&mut self) -> Result<&Path> {
        if self.consumer.is_none() {
            let tarball = self.package()?.tarball.clone();
            let folder = repo::path("target/npm/consumer");
            repo::empty(&folder)?;
            for file in repo::entries(&repo::path("tests/node"))? {
                repo::copy(&file, &folder.join(file.file_name().unwrap_or_default()))?;
            }
            let options = ["install", "--offline", "--no-package-lock", "--loglevel=error"];
            run(tools::npm(&folder)?.args(options).arg(tarball))?;
            self.consumer = Some(folder);
        }
        Ok(self.consumer.as_deref().unwrap_or(repo::root()))
    }

    /// A Node.js that runs in the consumer's folder and is told where the checkout is.
    fn node(&mut self) -> Result<Command> {
        let mut node = command(tools::node()?);
        node.current_dir(self.consumer()?).env("TOLLGATE_ROOT", repo::root());
        Ok(node)
    }

    fn size(&mut self, _: &mut Tally) -> Result<()> {
        run(self.node()?.arg("size.mjs"))
    }

    fn node_tests(&mut self, tally: &mut Tally) -> Result<()> {
        self.server_snapshots()?;
        self.native_answers()?;
        self.depot()?;
        self.constructs()?;
        self.native_explanations()?;
        self.questions.write("pending", self.long)?;
        let cases = run_tests(self.node()?.arg("cases.mjs"), tally);
        run_tests(self.node()?.args(TEST_FILES).args(NODE_TESTS), tally).and(cases)
    }

    /// Bundles changed at random, each with what the crate makes of it.
    fn mutants(&mut self, tally: &mut Tally) -> Result<()> {
        self.questions.write("mutants", self.long)?;
        run_tests(self.node()?.arg("mutants.mjs"), tally)
    }

    fn shipped_in_node(&mut self, tally: &mut Tally) -> Result<()> {
        self.questions.write("shipped", self.long)?;
        shipped::in_node(self.node()?, self.long, tally)
    }

    fn shipped_in_chromium(&mut self, tally: &mut Tally) -> Result<()> {
        self.package()?;
        self.questions.write("shipped", self.long)?;
        shipped::in_chromium(self.long, tally)
    }

    /// The answers to all cases of the engine compiled natively.
    fn native_answers(&mut self) -> Result<()> {
        let folder = self.consumer()?.join("answers");
        for pack in repo::PACKS {
            let of = repo::path("policies").join(pack);
            let mut ask = built::program("examples/answers")?;
            ask.arg(of.join("bundle.json"));
            let mut files = repo::entries(&of.join("cases"))?;
            files.retain(|file| file.extension().is_some_and(|kind| kind == "jsonl"));
            files.sort();
            let answers =
                probe(ask.args(files)).with_context(|| format!("no answers of {pack}"))?;
            repo::write(&folder.join(format!("{pack}.jsonl")), answers)?;
        }
        Ok(())
    }

    /// What the crate explains, for the package to explain the same.
    fn native_explanations(&mut self) -> Result<()> {
        run(built::tests().args(["--quiet", "--test", "explanations", "written_down"]))
    }

    /// What a server in Rust makes of the gate of each role, for the package to load: with all
    /// attributes and with those that it needs, explained and terse.
    fn server_snapshots(&mut self) -> Result<()> {
        let folder = self.consumer()?.join("snapshots");
        for pack in repo::PACKS {
            let text = repo::read(&repo::path("policies").join(pack).join("bundle.json"))?;
            let bundle: Value = serde_json::from_str(&text)?;
            for role in bundle["roles"].as_array().into_iter().flatten() {
                let name = role["name"].as_str().unwrap_or_default();
                for (all, terse) in [(true, false), (true, true), (false, false), (false, true)] {
                    let mut principal = json!({ "id": "u1", "roles": [name] });
                    let attributes = bundle["principal"]["attributes"].as_array();
                    for attribute in attributes.into_iter().flatten().skip(1) {
                        if all || attribute["optional"] != json!(true) {
                            give(&mut principal, attribute);
                        }
                    }
                    let mut make = tollgate()?;
                    make.args(["snapshot", "--json", "--pack", pack]);
                    make.args(terse.then_some("--terse"));
                    let made = probe(make.arg("--principal").arg(principal.to_string()));
                    let made = made.with_context(|| format!("no snapshot of {pack} for {name}"))?;
                    let text = format!(r#"{{"principal": {principal}, "snapshot": {made}}}"#);
                    repo::write(&folder.join(format!("{pack}.{name}.{all}.{terse}.json")), text)?;
                }
            }
        }
        Ok(())
    }

    /// A pack with some of everything: compiled for the package to load, and where it is.
    fn depot(&mut self) -> Result<PathBuf> {
        let fixture = self.consumer()?.join("depot.json");
        let folder = repo::path("crates/compiler/tests/types/depot");
        run(tollgate()?.arg("compile").arg(&folder).arg("-o").arg(fixture).arg("--types"))?;
        Ok(folder)
    }

    /// The packs of `tests/constructs`, compiled.
    fn constructs(&mut self) -> Result<()> {
        let fixtures = self.consumer()?.join("constructs");
        repo::empty(&fixtures)?;
        for folder in repo::entries(&repo::path("tests/constructs"))? {
            let name = folder.file_name().unwrap_or_default().to_string_lossy();
            let bundle = fixtures.join(format!("{name}.json"));
            run(tollgate()?.arg("compile").arg(&folder).arg("-o").arg(bundle))?;
        }
        Ok(())
    }

    /// Every name of the packs, and of one with some of everything, right and wrong by a letter.
    fn uses(&mut self, tally: &mut Tally) -> Result<()> {
        let mut bundles = vec![(self.depot()?, "depot.json".to_owned(), "./depot.js".to_owned())];
        bundles.extend(repo::PACKS.map(|pack| {
            let bundle = format!("node_modules/tollgate/policies/{pack}.json");
            (repo::path("policies").join(pack), bundle, format!("tollgate/policies/{pack}"))
        }));
        for (folder, bundle, module) in bundles {
            let pack = folder.file_name().unwrap_or_default().to_string_lossy();
            let mut node = self.node()?;
            node.arg("uses.mjs").arg(bundle).arg(folder.join("surface.toml")).arg(module);
            run_tests(node.arg(format!("uses.{pack}.ts")), tally)?;
        }
        Ok(())
    }

    fn types(&mut self, tally: &mut Tally) -> Result<()> {
        self.uses(tally)?;
        let consumer = self.consumer()?.to_owned();
        for resolution in ["nodenext", "bundler"] {
            let project = consumer.join(format!("tsconfig.{resolution}.json"));
            run(tools::npm_tool("typescript/bin/tsc")?.arg("--project").arg(project))?;
        }
        Ok(())
    }

    fn examples(&mut self, tally: &mut Tally) -> Result<()> {
        run_tests(self.node()?.arg("examples.mjs"), tally)
    }

    fn page(&mut self, tally: &mut Tally) -> Result<()> {
        tools::npm_ci("tests/browser")?;
        self.package()?;
        let site = serve::listen(0)?.serve();
        let mut node = page_tests("tests/browser/page")?;
        node.env("TOLLGATE_URL", &site.address).env("CHROMIUM", tools::chromium()?);
        node.env("TOLLGATE_SERVER", built::path("tollgate-server")?)
            .env("POSTGRES_BIN", tools::postgres()?);
        run_tests(lengthen(&mut node, self.long), tally)
    }

    fn firefox(&mut self, tally: &mut Tally) -> Result<()> {
        let (firefox, geckodriver) = (tools::firefox()?, tools::geckodriver()?);
        let capabilities = json!({ "moz:firefoxOptions": { "binary": firefox } }).to_string();
        let file = repo::path("target/firefox/webdriver.json");
        repo::write(&file, &capabilities)?;
        let mut cases = headless_tests(&HEADLESS_CASES)?;
        cases.env("GECKODRIVER", &geckodriver).env("WASM_BINDGEN_TEST_WEBDRIVER_JSON", file);
        let cases = run_tests(&mut cases, tally);

        self.package()?;
        let site = serve::listen(0)?.serve();
        let mut node = page_tests("tests/browser/firefox")?;
        node.env("TOLLGATE_URL", &site.address).env("GECKODRIVER", geckodriver);
        node.env("TOLLGATE_SERVER", built::path("tollgate-server")?);
        run_tests(node.env("FIREFOX_CAPABILITIES", capabilities), tally).and(cases)
    }

    fn consumers(&mut self, tally: &mut Tally) -> Result<()> {
        tools::npm_ci("tests/browser")?;
        let mut node = command(tools::node()?);
        node.env("POSTGRES_BIN", tools::postgres()?);
        node.env("TOLLGATE_TARBALL", &self.package()?.tarball);
        node.env("CHROMIUM", tools::chromium()?).arg("tests/consumers/run.mjs");
        run_tests(lengthen(&mut node, self.long), tally)
    }
}

/// A Node.js that runs the tests of a folder.
fn page_tests(folder: &str) -> Result<Command> {
    let mut node = command(tools::node()?);
    node.args(TEST_FILES);
    for file in repo::entries(&repo::path(folder))? {
        if file.to_string_lossy().ends_with(".test.mjs") {
            node.arg(file);
        }
    }
    Ok(node)
}

/// Gives a principal some value of an attribute, as the bundle's tables have it.
fn give(principal: &mut Value, attribute: &Value) {
    let value = match (attribute["kind"].as_str().unwrap_or_default(), attribute["of"].as_str()) {
        (_, Some(of)) => json!([format!("{of}::c1")]),
        ("bool", _) => json!(true),
        ("long", _) => json!(7),
        ("enum", _) => attribute["values"][0].clone(),
        ("strings", _) if attribute["values"].is_array() => json!([attribute["values"][0]]),
        ("set" | "strings", _) => json!(["c1"]),
        _ => json!("c1"),
    };
    let short = [attribute["name"].clone()];
    let path = attribute["path"].as_array().map_or(&short[..], Vec::as_slice);
    let place =
        path.iter().fold(principal, |within, name| &mut within[name.as_str().unwrap_or_default()]);
    *place = value;
}
