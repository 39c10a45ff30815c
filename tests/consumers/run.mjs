// Installs the packed package into copies of these projects, one by one as a user would, and runs
// what each checks. `cargo xtask test consumers` calls it with TOLLGATE_TARBALL and CHROMIUM;
// arguments name the projects to run, all without any.

import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync } from "node:fs";
import { rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { command } from "./command.mjs";
import { close, open, serve } from "./drive.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const target = join(here, "../../target/consumers");
const tarball = process.env.TOLLGATE_TARBALL;
if (!tarball) throw new Error("set TOLLGATE_TARBALL, or run `cargo xtask test consumers`");

/** How many projects are at work at a time. */
const AT_ONCE = 2;
const QUIET = ["--no-audit", "--no-fund", "--loglevel=error", "--ignore-scripts"];
const EMPTY_LOCK = { lockfileVersion: 3, requires: true, packages: {} };
const LEFT_OUT = new Set(["node_modules", "dist", ".next"]);

/** What a lock file says of the package: all of its manifest that bears on an installation. */
const unpack = ["-xzOf", tarball, "package/package.json"];
const { version, license, engines, peerDependencies, peerDependenciesMeta } = JSON.parse(
  await command("tar", unpack, { cwd: here }),
);
const packed = { version, license, engines, peerDependencies, peerDependenciesMeta };

const isProject = (name) => existsSync(join(here, name, "check.mjs"));
const named = process.argv.slice(2);
const unknown = named.filter((name) => !isProject(name));
if (unknown.length) throw new Error(`no project is called ${unknown.join(", ")}`);
const names = named.length ? named : readdirSync(here).filter(isProject);

/** Copies a project, and installs what its lock file says and the package. */
async function install(name) {
  const folder = join(target, name);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const filter = (path) => !LEFT_OUT.has(path.split("/").pop());
  cpSync(join(here, name), folder, { recursive: true, filter });
  const project = edit(folder, "package.json", {}, depend);
  edit(folder, "package-lock.json", EMPTY_LOCK, ({ packages }) => {
    depend((packages[""] ??= { name: project.name }));
    packages["node_modules/tollgate"] = { ...packed, resolved: `file:${tarball}` };
  });
  await command("npm", ["ci", "--prefer-offline", ...QUIET], { cwd: folder });
  return folder;
}

function depend(project) {
  project.dependencies = { ...project.dependencies, tollgate: `file:${tarball}` };
}

/** Changes a JSON file of a project. */
function edit(folder, name, otherwise, change) {
  const file = join(folder, name);
  const text = existsSync(file) ? readFileSync(file, "utf8") : JSON.stringify(otherwise);
  const content = JSON.parse(text);
  change(content);
  writeFileSync(file, JSON.stringify(content, null, 2));
  return content;
}

/** One project: how many of its facts held, and what went wrong. */
async function project(name) {
  const start = performance.now();
  const outcome = { passed: 0, wrong: [] };
  const fact = async (text, check) => {
    try {
      await check();
      outcome.passed += 1;
    } catch (error) {
      outcome.wrong.push(`${text}: ${error?.stack ?? error}`);
    }
  };
  try {
    const folder = await install(name);
    const run = (program, ...args) => command(program, args, { cwd: folder });
    const { check } = await import(join(here, name, "check.mjs"));
    await check({ folder, run, fact, serve, open });
  } catch (error) {
    outcome.wrong.push(`${error?.stack ?? error}`);
  }
  rmSync(join(target, name, "node_modules"), { recursive: true, force: true });
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  const { passed, wrong } = outcome;
  console.log(`${wrong.length ? "✗" : "✓"} ${name}: ${passed} held, ${seconds} s`);
  for (const text of wrong) console.log(text.replace(/^/gm, "    "));
  return { name, passed, failed: wrong.length, wrong };
}

const waiting = [...names];
const done = [];
async function work() {
  for (let name; (name = waiting.shift());) done.push(await project(name));
}
await Promise.all(Array.from({ length: AT_ONCE }, work));
await close();
// Long before the end, what is wrong stands with all of where.
for (const { name, wrong } of done) {
  for (const text of wrong) console.log(`✗ ${name}: ${text.split("\n", 1)[0]}`);
}
const sum = (what) => done.reduce((total, outcome) => total + outcome[what], 0);
console.log(`${sum("passed")} passed, ${sum("failed")} failed`);
process.exit(sum("failed") ? 1 : 0);
