// The recipes of docs/recipes.md as they stand there: a page with its server, Jest, and Hermes.

import assert from "node:assert/strict";
import { once } from "node:events";
import { chmodSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { violations } from "../axe.mjs";

export async function check({ folder, run, fact, open }) {
  const tests = fact("a screen is tested with Jest and Testing Library", async () => {
    assert.match(await run("jest"), /Tests:\s+4 passed/);
  });
  await fact("the entry for React Native runs in Hermes, without WebAssembly", () =>
    inHermes(folder, run),
  );
  const options = ["--bundle", "--format=esm", "--outdir=dist", "--log-level=error"];
  await run("esbuild", "src/main.js", "src/rows.js", ...options);
  const server = await serve(folder);
  const { page, complaints, close } = await open(server.address);
  const screen = { ...server, ...handsOn(page), page };
  await signInFacts(screen, fact);
  await pushFacts(screen, fact);
  await threadFacts(screen, fact);
  await fact("nothing was complained of", () => assert.deepEqual(complaints, []));
  await offlineFacts(screen, fact);
  await close();
  await guardFacts(server, fact);
  server.close();
  await tests;
}

/** As Metro does for Hermes up to 0.12: no modules, and no classes. */
async function inHermes(folder, run) {
  const built = join(folder, "native/built.js");
  const options = ["--bundle", "--format=iife", "--target=es2021", "--log-level=error"];
  const globals = "--inject:native/globals.js";
  await run("esbuild", "native/main.js", ...options, globals, `--outfile=${built}`);
  const require = createRequire(join(folder, "package.json"));
  const { code } = require("@babel/core").transformSync(readFileSync(built, "utf8"), {
    babelrc: false,
    configFile: false,
    compact: true,
    sourceType: "script",
    plugins: [require.resolve("@babel/plugin-transform-classes")],
  });
  writeFileSync(built, code);
  const hermes = join(folder, "node_modules/hermes-engine-cli/linux64-bin/hermes");
  chmodSync(hermes, 0o755);
  assert.deepEqual(JSON.parse(await run(hermes, built)), [
    "undefined",
    { disabled: false },
    { disabled: true, accessibilityHint: "Reactivate the customer first." },
    { disabled: true },
  ]);
}

/** The application's server, and what it answered. */
async function serve(folder) {
  const { applicationOf } = await import(pathToFileURL(join(folder, "server.js")));
  const require = createRequire(join(folder, "package.json"));
  const express = require("express");
  const bundle = require("tollgate/policies/client-metrics.json");
  const customer = { type: "Customer", id: "c1", status: "ACTV", informationComplete: true };
  const tom = new Map([
    ["north", ["Commercial"]],
    ["south", ["ReadOnly"]],
  ]);
  const users = new Map([
    ["tom", tom],
    ["vera", new Map([["north", ["ReadOnly"]]])],
  ]);
  const { app, ...application } = applicationOf({
    bundle,
    users,
    customers: new Map([["c1", customer]]),
  });
  const answers = [];
  const outer = express();
  outer.use(({ path }, response, next) => {
    response.on("finish", () => answers.push(`${path} ${response.statusCode}`));
    next();
  });
  outer.use(app, express.static(folder), express.static(join(folder, "dist")));
  const server = outer.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = `http://127.0.0.1:${server.address().port}/`;
  const close = () => {
    server.close();
    server.closeAllConnections();
  };
  return { ...application, address, answers, bundle, close };
}

/** What a person sees and does. */
function handsOn(page) {
  const button = (name, of = page) => of.getByRole("button", { name, exact: true });
  const having = (name, selector, of = page) => button(name, of).and(of.locator(selector));
  return {
    press: (name, of) => button(name, of).click(),
    shows: (name, of) => having(name, ":not([aria-disabled=true])", of).waitFor(),
    isOff: (name, of) => having(name, "[aria-disabled=true]", of).waitFor(),
    gone: (name, of) => button(name, of).waitFor({ state: "hidden" }),
    gated: () => page.locator("[data-control]:visible").count(),
  };
}

async function signInFacts({ page, press, shows, gone, gated }, fact) {
  await fact("signed out, nothing that is gated shows", async () => {
    await page.locator("#who", { hasText: "signed out" }).waitFor();
    assert.equal(await gated(), 0);
  });
  await fact("signed in, it shows as the gate says, and signed out it is gone", async () => {
    await press("Tom");
    await shows("Edit");
    await press("Sign out");
    await gone("Edit");
    await press("Tom");
    await shows("Edit");
  });
  await fact("in another tenant somebody has other rights", async () => {
    await press("South");
    await page.locator("#who", { hasText: "signed in" }).waitFor();
    await shows("Customers");
    await gone("Edit");
    await press("North");
    await shows("Edit");
  });
  await fact("axe finds nothing", async () => assert.deepEqual(await violations(page), []));
}

async function pushFacts({ page, answers, assign, bundle, deploy, ...hands }, fact) {
  const { press, shows, isOff, gone } = hands;
  await fact("a change of permissions shows as the server pushes it", async () => {
    assign("tom", "north", ["ReadOnly"]);
    await gone("Edit");
    assign("tom", "north", ["Commercial"]);
    await shows("Edit");
  });
  await fact("a policy is fetched once, and taken in place when there is another", async () => {
    const of = (status) => answers.filter((it) => it === `/api/policy ${status}`).length;
    assert.equal(of(200), 1);
    assert.ok(of(304) >= 5, `${of(304)}`);
    await press("Deactivate");
    await isOff("Edit");
    deploy({ ...bundle, fingerprint: "f".repeat(64) });
    await page.locator("#policy", { hasText: "ffffffff" }).waitFor();
    assert.equal(of(200), 2);
    await isOff("Edit");
    await press("Reactivate");
    await shows("Edit");
  });
}

async function threadFacts({ page, address, press, shows, gone }, fact) {
  await fact("a worker has the gate of the page, and answers each question", async () => {
    await press("Count");
    await page.locator("#counted", { hasText: /^200 2$/ }).waitFor();
  });
  await fact("all tabs sign out together, and in again", async () => {
    const other = await page.context().newPage();
    await other.goto(address);
    await shows("Edit", other);
    await press("Sign out", other);
    await gone("Edit");
    await press("Tom");
    await shows("Edit", other);
    await other.close();
  });
}

async function offlineFacts({ page, press, shows, gone, gated }, fact) {
  const unplug = () => page.route("**/api/**", (route) => route.abort());
  await fact("where the server cannot be reached, the page starts with what was kept", async () => {
    await unplug();
    await page.reload();
    await shows("Edit");
    await page.unroute("**/api/**");
    await press("Sign out");
    await gone("Edit");
    await unplug();
    await page.reload();
    await page.locator("#who", { hasText: "signed out" }).waitFor();
    assert.equal(await gated(), 0);
  });
}

async function guardFacts({ address }, fact) {
  let cookie = "";
  const post = async (path, body = {}) => {
    const headers = { "content-type": "application/json", cookie };
    const options = { method: "POST", headers, body: JSON.stringify(body) };
    const response = await fetch(new URL(path, address), options);
    cookie = response.headers.get("set-cookie")?.split(";")[0] ?? cookie;
    return [response.status, await response.json()];
  };
  const step = (name) => post(`api/customers/c1/${name}`);
  await fact("the server takes a step only for whom the gate allows it", async () => {
    assert.equal((await step("deactivate"))[0], 401);
    await post("api/sign-in", { user: "vera" });
    assert.equal((await step("deactivate"))[0], 403);
    await post("api/sign-in", { user: "tom" });
    assert.equal((await step("deactivate"))[1].status, "INAC");
    // Who may deactivate customers cannot deactivate one twice.
    assert.equal((await step("deactivate"))[0], 403);
    assert.deepEqual(await step("deactivat"), [400, { code: "unknown_transition" }]);
    assert.equal((await step("reactivate"))[1].status, "ACTV");
    assert.equal((await post("api/tenant", { tenant: "east" }))[0], 403);
  });
}
