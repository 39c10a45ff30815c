// The page in Spanish: all of it, accessible, kept, and the same gate beneath.

import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { test } from "node:test";
import { SPANISH } from "../../../www/languages/es.js";
import {
  around, assertNoSideScroll, become, control, description, enter, go, search, settled, stateOf,
  why,
} from "./office.mjs";

const require = createRequire(import.meta.url);
const axe = await readFile(require.resolve("axe-core/axe.min.js"), "utf8");
const WWW = new URL("../../../www/", import.meta.url);

const PLACES = [
  ["customers", "maya"], ["customers", "noah"], ["companies", "tom"], ["companies/C-201", "maya"],
  ["companies/C-204", "tom"], ["users", "priya"], ["users/tom", "maya"], ["shipments", "elena"],
  ["shipments", "tom"], ["accounts", "tom"], ["staff", "maya"], ["carriers", "priya"],
  ["accessorials", "priya"], ["customers", "jonas"], ["portal", "jonas"],
  ["expenses", "priya"], ["expenses", "elena"],
  ["expenses/EX-3002", "noah"], ["expenses/EX-3010", "tom"], ["expenses/new", "priya"],
  ["users/tom", "greta"], ["requests", "greta"], ["periods", "elena"], ["teams", "priya"],
  ["audit", "elena"],
];

/** A screen as someone, in Spanish. */
async function enterInSpanish(t, screen, personId, options) {
  const page = await enter(t, screen, personId, options);
  await page.click("[data-key=language]");
  await page.locator("html[lang=es]").waitFor();
  await settled(page);
  return page;
}

/** What the page had no Spanish for. */
const untranslated = (page) => page.evaluate(async () => [
  ...(await import(new URL("./lib/language.js", location.href).href)).untranslated]);

/** What axe finds wrong. */
async function faults(page, where) {
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => (
    globalThis.axe.run(document, { rules: { region: { enabled: false } } })));
  return violations.map(({ id, nodes }) => `${where}: ${id}: ${nodes[0].target}`);
}

test("every text in the page's sources has Spanish, with the same names in it", async () => {
  const files = (await readdir(WWW, { recursive: true })).filter((file) => file.endsWith(".js"));
  const texts = new Set();
  for (const file of files) {
    const source = await readFile(new URL(file, WWW), "utf8");
    const joined = source.replaceAll(/" \+\s+"/g, "");
    for (const [, text] of joined.matchAll(/\b(?:t|inside)\(\s*"([^"]+)"/g)) texts.add(text);
    if (file.startsWith("languages/")) continue;
    // For one, and for any other count.
    for (const [, ...both] of joined.matchAll(/"(1 [^"]+)",\s*"(\{count\} [^"]+)"/g)) {
      for (const text of both) texts.add(text);
    }
  }
  assert.ok(texts.size > 200, `${texts.size} texts`);
  assert.deepEqual([...texts].filter((text) => !(text in SPANISH)), []);
  const names = (text) => (text.match(/\{\w+\}/g) ?? []).sort();
  for (const [english, spanish] of Object.entries(SPANISH)) {
    assert.deepEqual(names(spanish), names(english), english);
  }
});

for (const width of [1280, 390]) {
  test(`every screen is whole and accessible in Spanish, ${width} wide`, async (t) => {
    const page = await enterInSpanish(t, "customers", null, { width, expected: /404/ });
    await page.locator("[data-key=reveal]").click({ force: true });
    const found = [];
    for (const [screen, person] of PLACES) {
      await become(page, person);
      await go(page, screen);
      found.push(...await faults(page, `${screen} as ${person}`));
      await assertNoSideScroll(page, `${screen} as ${person}`);
    }
    assert.deepEqual(found, []);
    assert.deepEqual(await untranslated(page), []);
  });
}

test("dialogs are whole and accessible in Spanish", async (t) => {
  const page = await enterInSpanish(t, "customers", "maya");
  const found = [];
  const look = async (where, open) => {
    await open();
    await page.getByRole("dialog").waitFor();
    await settled(page);
    found.push(...await faults(page, where));
    await page.locator("[data-key=dialog-close]").click();
    await page.getByRole("dialog").waitFor({ state: "detached" });
  };
  await search(page, "Harbor & Pine");
  await look("view", () => control(page, "row.view", "C-1001").click());
  await look("edit", () => control(page, "row.edit", "C-1001").click());
  await look("metrics", () => control(page, "row.clientMetrics", "C-1001").click());
  await look("new customer", () => control(page, "button.newCustomer").click());
  await look("catalog", () => control(page, "button.clientMetrics").click());
  await go(page, "companies");
  await look("import", () => control(page, "button.importCustomers").click());
  await look("new company", () => control(page, "button.newCompany").click());
  await go(page, "companies/C-201");
  await look("delete", () => control(page, "button.deleteCompany", "C-201").click());
  await go(page, "teams");
  await look("members", () => page.locator('[data-key="members|carrier-days"]').click());
  await look("remove a team", () => page.locator('[data-key="remove|carrier-days"]').click());
  await go(page, "users/tom");
  await look("delegate", () => control(page, "button.delegateApproval").click());
  await become(page, "lena");
  await look("delegate unseen", () => control(page, "button.delegateApproval").click());
  await become(page, "sofia");
  await go(page, "companies/C-201");
  await look("delete, and ask", () => control(page, "button.deleteCompany", "C-201").click());
  const { body } = await around(page, "GET", "/api/companies?sort=-createdAt&size=1");
  await go(page, `companies/${body.rows[0].id}`);
  await look("book for a new one", () => control(page, "button.bookLoad").click());
  assert.deepEqual(found, []);
  assert.deepEqual(await untranslated(page), []);
});

test("the policies speak Spanish too: labels, messages, reasons, unlocks and help", async (t) => {
  const page = await enterInSpanish(t, "customers", "tom");
  await search(page, "Pemberton Paper");
  const edit = control(page, "row.edit", "C-1005");
  assert.equal(await edit.getAttribute("data-tip"), "Reactivar el cliente primero.");
  assert.match(await description(edit), /^Desactivado\. Reactivar el cliente primero\. Pulse/);
  const rail = page.locator("#rail");
  await edit.click({ force: true });
  await rail.locator("h2", { hasText: "Por qué" }).waitFor();
  const panel = await rail.innerText();
  for (const text of [
    "Lo impide el estado de este registro", "Qué lo desbloquearía", "Reactivar el cliente",
    "Un cliente inactivo tiene que reactivarse antes de poder editarlo o puntuarlo.",
  ]) assert.ok(panel.includes(text), `${text} in ${panel}`);
  await page.getByText("¿Por qué no se ofrece Reactivar en un cliente?").waitFor();
  await become(page, "maya");
  await go(page, "users/tom");
  await page.getByRole("group", { name: "Gestión de clientes" }).getByLabel("Crear cliente")
    .waitFor();
  await go(page, "companies/C-201");
  await control(page, "button.deleteCompany", "C-201").click();
  await page.locator("[data-advice=second-approval]", { hasText: "una segunda persona" }).waitFor();
});

test("the language changes no verdict", async (t) => {
  const page = await enter(t, "customers", "tom");
  await search(page, "Pemberton Paper");
  const states = () => page.locator("#screen [data-control]").evaluateAll((all) => (
    all.map(({ dataset }) => `${dataset.key} ${dataset.state}`)));
  const english = await states();
  assert.ok(english.length > 5);
  await page.click("[data-key=language]");
  await page.locator("html[lang=es]").waitFor();
  assert.deepEqual(await states(), english);
  assert.equal(await stateOf(page, "row.edit", "C-1005"), "disabled");
});

test("the language is switched by keyboard, told, kept for the next visit, undone", async (t) => {
  const page = await enter(t, "customers");
  assert.equal(await page.getAttribute("html", "lang"), "en");
  const toggle = page.getByRole("button", { name: "Español" });
  assert.equal(await toggle.getAttribute("lang"), "es");
  await toggle.focus();
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "Clientes", level: 1 }).waitFor();
  assert.equal(await page.evaluate(() => document.activeElement.dataset.key), "language");
  await page.locator("#announcer", { hasText: "La página está ahora en español." }).waitFor();
  assert.equal(await page.title(), "Clientes · Northbound Freight");

  await page.reload();
  await page.getByRole("heading", { name: "Clientes", level: 1 }).waitFor();
  assert.equal(await page.getAttribute("html", "lang"), "es");
  await page.getByRole("button", { name: "English" }).click();
  await page.getByRole("heading", { name: "Customers", level: 1 }).waitFor();
  assert.equal(await page.getAttribute("html", "lang"), "en");
  await page.locator("#announcer", { hasText: "This page is in English now." }).waitFor();
});

test("an explanation closes with the language that it was in", async (t) => {
  const page = await enter(t, "customers", "tom");
  await search(page, "Pemberton Paper");
  await why(page, control(page, "row.edit", "C-1005"));
  await page.click("[data-key=language]");
  await page.locator("html[lang=es]").waitFor();
  assert.equal(await page.locator("#rail").isHidden(), true);
});
