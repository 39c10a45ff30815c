// A hostile script runs beside an honest one in a page of Chromium: the honest one's answers stay
// right.

import assert from "node:assert/strict";
import { test } from "node:test";
import { openPage } from "../chromium.mjs";
import { ACTS, beside, ENTRIES } from "../hostile.mjs";

/** A million gates come in tenths. */
const ROUNDS = { "gates in great numbers": 10 };

for (const entry of ENTRIES) {
  test(`${entry}: the answers beside a hostile script stay right`, async (t) => {
    const page = await openPage(t, { path: "#/customers" });
    const evaluate = (action, ...given) =>
      page.evaluate(([text, args]) => new Function(`return (${text})(...arguments)`)(...args), [
        `${action}`,
        given,
      ]);
    for (const act of Object.keys(ACTS)) {
      for (let round = 0; round < (ROUNDS[act] ?? 1); round++) {
        const { times, wrong, after } = await beside(evaluate, entry, act);
        t.diagnostic(`${entry}: ${act}, ${times} times`);
        assert.ok(times > 0, act);
        assert.deepEqual(wrong, [], act);
        assert.ok(after, act);
      }
    }
  });
}
