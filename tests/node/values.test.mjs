// Values, patterns and classes are in JavaScript what they are natively, and to Cedar:
// `tests/values.rs` reads the same tables.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { test } from "node:test";

const root = process.env.TOLLGATE_ROOT;
const table = (name) => JSON.parse(readFileSync(join(root, `tests/values/${name}.json`), "utf8"));

/** The module as the package's entries have it in them. */
async function bundled() {
  const esbuild = createRequire(join(root, "npm/package.json"))("esbuild");
  const entryPoints = [join(root, "npm/src/values.ts")];
  const options = { bundle: true, format: "esm", target: "es2022", write: false };
  const { outputFiles } = await esbuild.build({ entryPoints, ...options });
  const base64 = Buffer.from(outputFiles[0].contents).toString("base64");
  return import(`data:text/javascript;base64,${base64}`);
}

const { Patterns, classOf, ip, isInRange, matches, pointOf, pointText } = await bundled();

/** What a row has that JSON lacks. */
const SPECIAL = {
  json: (text) => JSON.parse(text),
  join: (parts) => parts.map(([text, times]) => text.repeat(times)).join(""),
  units: (units) => String.fromCharCode(...units),
  bigint: (text) => BigInt(text),
  number: (text) => Number(text),
  date: (time) => new Date(Number(time)),
  fakeDate: (time) => Object.create(Date.prototype, { getTime: { value: () => time } }),
  symbol: (text) => Symbol(text),
  boxed: (value) => Object(value),
  undefined: () => undefined,
};

function valueOf(input) {
  const [name] = Object.keys(input ?? {});
  const special = typeof input === "object" && Object.hasOwn(SPECIAL, name ?? "");
  return special ? SPECIAL[name](input[name]) : input;
}

/** A point as JavaScript has it: a number wherever that is exact. */
function pointIn(text) {
  const near = Number(text);
  return Number.isSafeInteger(near) ? near : BigInt(text);
}

test("values are the points that they are natively", (context) => {
  const rows = table("points");
  let points = 0;
  for (const { kind, value, point, text } of rows) {
    const expected = point === null ? undefined : pointIn(point);
    const found = pointOf(kind, valueOf(value));
    const at = `${kind} ${JSON.stringify(value).slice(0, 80)}`;
    // There are two zeros among numbers, and one among points.
    assert.ok(Object.is(found, expected), `${at}: ${found}, not ${expected}`);
    if (found === undefined) continue;
    points++;
    assert.equal(pointText(kind, found), text, at);
    const read = kind === "long" ? BigInt(text) : text;
    if (!/^[+-]\d{6}/.test(text)) assert.equal(pointOf(kind, read), found, at);
  }
  context.diagnostic(`${rows.length} values, ${points} of them points`);
  assert.ok(rows.length > 400);
});

test("a date is believed what it is, and not what it says", () => {
  const date = Object.assign(new Date(5), { getTime: () => 6, valueOf: () => 7 });
  assert.equal(pointOf("datetime", date), 5);
  assert.equal(pointOf("datetime", new Proxy(new Date(5), {})), undefined);
});

test("texts of the outermost points are no errors", () => {
  for (const point of [-(2n ** 63n), 2n ** 63n - 1n]) {
    for (const kind of ["long", "decimal", "datetime", "duration"]) {
      assert.equal(pointText(kind, point).startsWith("-"), point < 0n, kind);
    }
  }
  assert.equal(pointText("datetime", 2n ** 63n - 1n), "+292278994-08-17T07:12:55.807Z");
  assert.equal(pointText("datetime", -(2n ** 63n)), "-292275055-05-16T16:47:04.192Z");
});

/** An address as its bits, however it is written. */
function bitsOf(text) {
  const [address, prefix] = text.split("/");
  const six = address.includes(":");
  const [head, tail = head] = address.split("::");
  const all = (part) => (part === "" ? [] : part.split(":").map((it) => Number.parseInt(it, 16)));
  const gap = Array(Math.max(0, 8 - all(head).length - all(tail).length)).fill(0);
  const whole = address.includes("::") ? [...all(head), ...gap, ...all(tail)] : all(head);
  const parts = six ? whole : address.split(".").map(Number);
  const bits = parts.map((part) => part.toString(2).padStart(six ? 16 : 8, "0")).join("");
  return { six, bits, prefix: Number(prefix ?? bits.length) };
}

test("texts are the IP values, and in the networks, that they are natively", (context) => {
  const rows = table("ips");
  const values = [];
  for (const { text, ip: expected } of rows) {
    const value = valueOf(text);
    const at = JSON.stringify(value).slice(0, 80);
    assert.equal(ip(value), expected === null ? undefined : ip(expected), at);
    if (expected === null) continue;
    const { six, bits, prefix } = bitsOf(expected);
    assert.equal(ip(value), `${six ? 6 : 4}${bits}/${prefix}`, at);
    values.push({ text: value, six, bits, prefix });
  }
  let within = 0;
  for (const one of values) {
    for (const other of values) {
      const alike = one.bits.slice(0, other.prefix) === other.bits.slice(0, other.prefix);
      const expected = one.six === other.six && one.prefix >= other.prefix && alike;
      assert.equal(isInRange(ip(one.text), ip(other.text)), expected, `${one.text} ${other.text}`);
      within += expected;
    }
  }
  context.diagnostic(`${rows.length} texts, ${values.length} IP values, ${within} in others`);
  assert.ok(rows.length > 150 && values.length > 50 && within > 3 * values.length);
});

test("many patterns at once are those that match one by one", () => {
  const rows = table("patterns");
  const all = [...rows.map(({ pieces }) => pieces), [], [""]];
  const lists = [];
  for (let at = 0; at < all.length; at += 3) lists.push(all.slice(at, at + 3));
  const patterns = new Patterns(lists);
  let found = 0;
  for (const text of [...rows.map((row) => valueOf(row.text)), ""]) {
    const places = [...lists.keys()].filter((place) => (
      lists[place].some((pieces) => matches(pieces, text))));
    assert.deepEqual(Array.from(patterns.of(text)), places, JSON.stringify(text));
    found += places.length;
  }
  assert.ok(found > 1000, `${found} matches`);
});

test("texts are of the patterns that they are of natively", (context) => {
  const rows = table("patterns");
  for (const { pattern, pieces, text, matches: expected } of rows) {
    assert.equal(matches(pieces, valueOf(text)), expected, `${pattern} ${JSON.stringify(text)}`);
  }
  assert.ok(matches([], "") && !matches([], "a"), "no piece is the empty pattern");
  context.diagnostic(`${rows.length} texts`);
  assert.ok(rows.length > 200);
});

test("points are of the classes that they are of natively", (context) => {
  const rows = table("classes");
  for (const row of rows) {
    const cuts = row.cuts.map(pointIn);
    assert.equal(classOf(cuts, pointIn(row.point)), row.class, JSON.stringify(row));
  }
  context.diagnostic(`${rows.length} points among cuts`);
});
