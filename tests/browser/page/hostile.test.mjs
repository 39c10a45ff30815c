// A hostile script runs beside an honest one in a page of Chromium: the honest one's answers stay
// right.

import { openPage } from "../chromium.mjs";
import { testBeside } from "../hostile.mjs";
import { url } from "../launch.mjs";

testBeside(async (t) => {
  const page = await openPage(t, url, { path: "shipped.html" });
  return (action, ...args) =>
    page.evaluate(([text, args]) => new Function(`return (${text})(...arguments)`)(...args), [
      `${action}`,
      args,
    ]);
});
