// Plain HTML with an import map, nothing built; then the binding itself, in more corners, and
// how it looks.

import { checkReasons, checkScreen } from "../customer-screen.mjs";
import { checkDom } from "./dom.mjs";
import { checkLooks } from "./looks.mjs";

export async function check({ folder, fact, serve, open }) {
  const address = await serve(folder);
  await checkScreen(address, { fact, open });
  await checkReasons(address, { fact, open });
  await checkLooks(`${address}style.html`, { fact, open });
  await checkDom(`${address}dom.html`, { fact, open });
}
