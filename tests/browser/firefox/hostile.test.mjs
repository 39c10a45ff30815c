// A hostile script runs beside an honest one in a page of Firefox: the honest one's answers stay
// right.

import { openPage } from "../firefox.mjs";
import { testBeside } from "../hostile.mjs";
import { url } from "../launch.mjs";

testBeside(async (t) => {
  const page = await openPage(t, url, "shipped.html");
  return (action, ...args) => page.evaluate(action, ...args);
});
