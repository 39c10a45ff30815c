// The guide for those who come from CASL: both sides of its examples, every answer of both, one
// screen by either and what both show and do, and the rows that a database gives.

import assert from "node:assert/strict";
import { join } from "node:path";
import { violations } from "../axe.mjs";
import { articlesOf, users } from "./articles.js";

export async function check({ folder, run, fact, serve, open }) {
  await fact("CASL and Tollgate answer alike", async () => {
    assert.match(await run("node", "side-by-side.js"), /^260 answers are the same$/m);
  });
  await fact("databases give the same rows", async () => {
    assert.match(await run("node", "query.js"), /^116 rows are the same$/m);
  });
  await run("vite", "build");
  const { page, complaints, close } = await open(await serve(join(folder, "dist")));
  await fact("both screens show and do the same", () => compare(page));
  await fact("axe finds nothing", async () => {
    for (const at of [0, 4, 16]) {
      await page.evaluate((about) => globalThis.show(...about), [users[1], articlesOf(), at]);
      assert.deepEqual(await violations(page), []);
    }
  });
  await fact("the page has nothing to complain of", () => assert.deepEqual(complaints, []));
  await close();
}

/** Every user with every article, and with one that is loading. */
async function compare(page) {
  const articles = articlesOf();
  const counts = { screens: 0, off: 0, pending: 0, done: 0 };
  for (const user of users) {
    for (let at = 0; at <= articles.length; at += 1) {
      const ask = (about) => {
        globalThis.show(...about);
        return globalThis.shown();
      };
      const { casl, tollgate } = await page.evaluate(ask, [user, articles, at]);
      const about = JSON.stringify([user, articles[at], casl, tollgate]);
      assert.deepEqual(withoutReasons(tollgate), withoutReasons(casl), about);
      for (const [place, { name, isOff, title }] of tollgate.buttons.entries()) {
        if (!isOff) continue;
        counts.off += 1;
        assert.ok(!tollgate.done.includes(name.toLowerCase()), about);
        if (at === articles.length) counts.pending += 1;
        else if (AUTHORED.includes(casl.buttons[place].title)) assert.notEqual(title, "", about);
        else assert.equal(title, casl.buttons[place].title, about);
      }
      counts.screens += 1;
      counts.done += tollgate.done.length;
    }
  }
  assert.deepEqual(counts, { screens: 68, off: 68, pending: 4, done: 50 });
}

/** Reasons that no rule of CASL's gives: the screen's author wrote them. */
const AUTHORED = ["You may not delete this article.", "The article is published already."];

const withoutReasons = ({ buttons, ...rest }) => ({
  ...rest,
  buttons: buttons.map(({ name, isOff }) => ({ name, isOff })),
});
