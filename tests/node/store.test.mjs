// A store of gates: what it holds, and who hears of the next one.

import assert from "node:assert/strict";
import { test } from "node:test";
import { createGateStore } from "tollgate/store";

test("who listens hears of the gate, now and at every change", () => {
  const [tom, vera] = [{ name: "tom" }, { name: "vera" }];
  const store = createGateStore();
  const heard = [];
  const end = store.subscribe((gate) => heard.push(gate));
  store.set(tom);
  store.set(tom);
  store.set(vera);
  store.set(null);
  assert.equal(store.get(), null);
  end();
  end();
  store.set(tom);
  assert.equal(store.get(), tom);
  assert.deepEqual(heard, [null, tom, vera, null]);
});

test("who stops listening, or starts, while others are told is not told twice or too late", () => {
  const [tom, vera] = [{ name: "tom" }, { name: "vera" }];
  const store = createGateStore(tom);
  const heard = [];
  let ends = [];
  store.subscribe((gate) => {
    if (gate !== vera) return;
    ends.forEach((end) => end());
    store.subscribe((gate) => heard.push(["late", gate.name]));
  });
  ends = [1, 2].map((who) => store.subscribe((gate) => heard.push([who, gate.name])));
  store.set(vera);
  assert.deepEqual(heard, [[1, "tom"], [2, "tom"], ["late", "vera"]]);
});
