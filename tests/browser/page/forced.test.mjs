// Who tampers with the page gets nowhere: whatever a screen shows as off, to whichever sample
// person, changes nothing when it is forced open in the browser, and the server refuses what it
// would send. No answer on the way has a value that its reader may not see. Names that are markup
// are texts.
//
// The bound: of what a screen shows alike, with the same words, in several rows or to several
// people, one is forced; of people who are the same principal to a pack, one opens its screens; and
// a default run leaves out those who are shown nothing that others are not: `TOLLGATE_LONG=1` asks
// as everybody. `crates/server/tests/tampering.rs` asks the server alone, as all principals about
// all records.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { openDatabases } from "../databases.mjs";
import { listenTo } from "../ears.mjs";
import { startServer } from "../server.mjs";
import { FORCING } from "./force.mjs";
import { around, enter, enterAt, go, search, settled } from "./office.mjs";
import { requestsOf } from "./requests.mjs";

const MARKUP = `<img src=x onerror="ran=1"><b>bold</b>`;

const PACKS = ["client-metrics", "alvys", "access-levels", "expenses", "office"];

/** The people whose screens show all that is off between them. */
const ENOUGH = ["maya", "tom", "priya", "elena", "ines", "noah", "jonas"];

const PEOPLE = JSON.parse(readFileSync(
  new URL("../../../crates/server/src/seed/people.json", import.meta.url), "utf8"))
  .filter(({ id }) => process.env.TOLLGATE_LONG !== undefined || ENOUGH.includes(id));

/**
 * Where to look: a screen, what its list is searched for, and what opens a dialog on it. Each state
 * of a record that policies tell apart is on one of them.
 */
const PLACES = [
  ["customers"],
  ["customers", "Harbor & Pine", "row.view|C-1001"],
  ["customers", "Harbor & Pine", "row.clientMetrics|C-1001"],
  ["customers", "Kestrel Outdoor", "row.clientMetrics|C-1003"],
  ["customers", "Pemberton", "row.view|C-1005"],
  ["customers", "Pemberton", "row.clientMetrics|C-1005"],
  ["companies"],
  ["companies", null, "button.newCompany"],
  ["companies/C-201"], ["companies/C-203"], ["companies/C-204"], ["companies/C-207"],
  ["users"], ["users/tom"], ["users/maya"], ["users/jonas"],
  ["shipments"], ["portal"], ["accounts"], ["staff"], ["carriers"], ["accessorials"],
  ["expenses"], ["expenses/new"],
  ["expenses/EX-3002"], ["expenses/EX-3006"], ["expenses/EX-3007"], ["expenses/EX-3009"],
  ["expenses/EX-3010"],
  ["requests"], ["periods"], ["teams"], ["audit"],
];

const FREIGHT = ["shipments", "portal", "accounts", "staff", "carriers", "accessorials"];

/** The packs whose controls a screen has. */
function packsOf(screen) {
  if (screen === "customers") return ["client-metrics"];
  if (screen === "companies") return ["alvys"];
  if (screen === "users") return ["alvys", "office"];
  if (screen === "expenses") return ["expenses"];
  return FREIGHT.includes(screen) ? ["access-levels"] : ["office"];
}

/** Rows that are hidden are not there; the rest is on for each sample person whom it shows to. */
const NEVER_OFF = [
  "row.company", "row.customer", "row.expense", "row.period", "row.request", "row.shipment",
  "row.user", "button.askForAccess", "button.progressLoad", "menu.companies", "row.view",
];

/** Opens a place; whether it is there for who is signed in. */
async function enterPlace(page, [screen, text, opens]) {
  await page.evaluate((to) => { location.hash = `#/${to}`; }, screen);
  await settled(page);
  if (!opens) return true;
  if (text && !await page.locator("#screen input[type=search]").count()) return false;
  if (text) await search(page, text);
  const opener = page.locator(`[data-key="${opens}"][data-state=enabled]`);
  if (!await opener.count()) return false;
  await opener.click();
  await settled(page);
  return true;
}

/** What is refused; a list of rows refuses nobody, and has none for whom it has none. */
const isRefused = ({ method, status, text }) => status === 403 || status === 404 ||
  (method === "GET" && status === 200 && JSON.parse(text).total === 0);

/** Forces open one thing that is off, and sends around the page what the page would. */
async function tamper(page, ears, screen, target) {
  const what = `${target.kind} at ${target.key} on ${screen} as ${page.person}`;
  const before = ears.count();
  const { events, why } = await page.evaluate((to) => forcing.force(to), target);
  assert.ok(events > 0, what);
  const sent = ears.answers(before).filter(({ method }) => method !== "GET");
  for (const { method, path, status } of sent) {
    assert.ok(status === 403 || status === 404, `${what}: ${method} ${path} answered ${status}`);
  }
  assert.ok(why || sent.length, `${what} neither says why nor is refused`);
  const id = target.id || screen.split("/")[1];
  const requests = requestsOf({ ...target, screen, id });
  const answers = await page.evaluate((all) => forcing.sendAround(all), requests);
  for (const answer of answers) {
    assert.ok(isRefused(answer), `${what}: ${answer.path} answered ${answer.status}`);
  }
  return { events, sent: sent.length, around: answers.length };
}

/** Forces what somebody's screens show as off, but for what was `known` to be shown alike. */
async function tamperAs(t, ears, person, places, { known, count }) {
  const page = await enterAt(t, ears, "requests", person, { expected: /403|404/ });
  page.person = person;
  await page.evaluate(FORCING);
  await page.locator("[data-key=reveal]").click({ force: true });
  for (const place of places) {
    if (!await enterPlace(page, place)) continue;
    const screen = place[0].split("/")[0];
    const named = ({ control, kind }) => (control.startsWith("menu.") ? kind : `${screen} ${kind}`);
    // What is forced may show more that is off.
    for (;;) {
      const off = await page.evaluate(() => forcing.whatIsOff());
      const target = off.find((each) => !known.has(named(each)));
      if (!target) break;
      known.add(named(target));
      const done = await tamper(page, ears, place[0], target);
      for (const [name, more] of Object.entries(done)) count[name] += more;
    }
    await page.evaluate(() => document.querySelector("dialog[open]")?.close());
  }
  await page.close();
}

/** Each person, with the places of the packs to which nobody before was the same principal. */
function* visits() {
  const met = new Set();
  for (const { id, principals, department } of PEOPLE) {
    const isNew = (pack) => {
      const principal = JSON.stringify([pack, principals[pack], department]);
      return !met.has(principal) && Boolean(met.add(principal));
    };
    const packs = PACKS.filter(isNew);
    const places = PLACES.filter(([path]) => (
      packsOf(path.split("/")[0]).some((pack) => packs.includes(pack))));
    yield { id, places };
  }
}

/** The names of all controls of all packs. */
const controls = () => new Set(PACKS.flatMap((pack) => JSON.parse(readFileSync(
  new URL(`../../../policies/${pack}/bundle.json`, import.meta.url), "utf8"))
  .controls.map(({ id }) => id)));

test("what is off for whoever is asked stays off when it is forced open", async (t) => {
  const databases = await openDatabases("PostgreSQL");
  t.after(databases.end);
  const database = await databases.copy();
  const server = await startServer(database.address);
  t.after(server.stop);
  const ears = await listenTo(server.url);
  t.after(ears.end);
  const before = database.dump();
  const known = new Set();
  const count = { events: 0, sent: 0, around: 0 };
  for (const { id, places } of visits()) {
    await tamperAs(t, ears, id, places, { known, count });
  }
  assert.equal(database.dump(), before);
  const { leaks, seen } = databases.secrets.leaks(ears.answers(),
    [await databases.secrets.situation(database.rows)]);
  assert.deepEqual(leaks, []);
  const forced = new Set([...known].map((kind) => kind.replace(/^\w+ /, "").split("|")[0]));
  assert.deepEqual([...controls()].filter((id) => !forced.has(id)).sort(),
    [...NEVER_OFF].sort(), "controls that nobody was shown as off");
  t.diagnostic(`${known.size} things that are off, ${JSON.stringify(count)}, ` +
    `${ears.count()} answers, ${seen} secrets to those who may see them`);
  assert.ok(known.size > 100 && count.events > 500 && count.sent > 5 && count.around > 100);
  assert.ok(seen > 500);
});

test("names that are markup are shown as they are written, and run nothing", async (t) => {
  const page = await enter(t, "carriers", "maya");
  const carrier = { fields: { name: MARKUP, equipment: MARKUP } };
  assert.equal((await around(page, "POST", "/api/carriers", carrier)).status, 200);
  const company = { fields: { companyType: "Customer", name: MARKUP } };
  assert.equal((await around(page, "POST", "/api/companies", company)).status, 200);
  let shown = 0;
  for (const screen of ["carriers", "companies", "customers", "accounts"]) {
    await go(page, screen);
    await search(page, "<img");
    const text = await page.locator("tr[data-record]").first().textContent();
    assert.ok(text.includes(MARKUP), `${screen}: ${text}`);
    assert.equal(await page.locator("#screen img, #screen tr b").count(), 0, screen);
    shown += 1;
  }
  assert.equal(shown, 4);
  assert.equal(await page.evaluate(() => typeof ran), "undefined");
});
