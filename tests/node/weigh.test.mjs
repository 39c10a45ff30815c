// The report on what is heavy reads modules and names as they are.

import assert from "node:assert/strict";
import { test } from "node:test";
import { files, functions, modules, origin, segments } from "./weigh.mjs";

const MASK = "_RNvMNtNtCs9WvXTkO3r9E_8tollgate6engine4maskNtB2_4Rows4iter";
const SORT = "_RINvNtNtCs1OA3ihfmHv5_4core5slice4sortmNCNvNtCs9WvXTkO3r9E_8tollgate4wasm3asks_0E";
const LEGACY = "_ZN8tollgate6engine4gate4Gate4make17h0123456789abcdefE";

/** A module of these functions, each as many bytes as given, and a name for each but the last. */
function module(...parts) {
  const number = (value) => (value < 128 ? [value] : [(value & 127) | 128, value >> 7]);
  const section = (kind, bytes) => [kind, ...number(bytes.length), ...bytes];
  const text = (value) => [...number(value.length), ...Buffer.from(value)];
  const bodies = parts.map(([, size]) => [...number(size), ...new Array(size).fill(1)]);
  const named = parts.slice(0, -1).map(([name], at) => [...number(at), ...text(name)]);
  const names = [...number(named.length), ...named.flat()];
  return Uint8Array.from([
    ...[0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(10, [...number(parts.length), ...bodies.flat()]),
    ...section(11, [0]),
    ...section(0, [...text("name"), ...section(0, text("whole")), ...section(1, names)]),
  ]);
}

test("functions are read with their sizes and names", () => {
  const { sizes, sections } = functions(module(["one", 300], [MASK, 5], ["", 7]));
  const expected = [["one", 300], [MASK, 5], ["function 2", 7]];
  assert.deepEqual(sizes, expected);
  assert.deepEqual(sections, { code: 1 + 302 + 6 + 8, data: 1 });
});

test("imported functions have names too, which come first", () => {
  const whole = module(["imported", 3], ["own", 5], ["", 7]);
  const one = [2, 7, 1, ...[1, 97], ...[1, 98], 0, 0];
  const importing = Uint8Array.from([...whole.subarray(0, 8), ...one, ...whole.subarray(8)]);
  assert.deepEqual(functions(importing).sizes[0], ["own", 3]);
  const table = importing.with(15, 1);
  assert.throws(() => functions(table), /no function/);
});

test("mangled names are read as paths, and others left alone", () => {
  assert.deepEqual(segments(MASK), ["tollgate", "engine", "mask", "Rows", "iter"]);
  assert.deepEqual(segments(SORT), ["core", "slice", "sort", "tollgate", "wasm", "ask"]);
  assert.deepEqual(segments(LEGACY), ["tollgate", "engine", "gate", "Gate", "make"]);
  assert.deepEqual(segments("ask"), []);
});

test("a function comes from the module that its path begins with", () => {
  assert.equal(origin(MASK), "tollgate::engine::mask");
  assert.equal(origin(LEGACY), "tollgate::engine::gate");
  assert.equal(origin(SORT), "core::slice::sort");
  assert.equal(origin("ask"), "without a path");
});

test("the heaviest comes first", () => {
  const lines = modules(module(["ask", 9], [MASK, 200], [LEGACY, 60], ["", 1]));
  const after = (what) => lines[lines.indexOf(what) + 1].trim();
  assert.equal(after("by module"), "200  tollgate::engine::mask (1)");
  assert.equal(after("the largest functions"), "200  tollgate::engine::mask::Rows::iter");
  const inputs = { "npm/build/a.js": { bytesInOutput: 4 }, "b.js": { bytesInOutput: 40 } };
  const script = files("script", { outputs: { out: { inputs } } });
  assert.deepEqual(script.map((line) => line.trim()), ["script", "40  b.js", "4  a.js"]);
});
