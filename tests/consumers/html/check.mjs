// Plain HTML with an import map, nothing built; then the binding itself, in more corners.

import { checkScreen } from "../customer-screen.mjs";
import { checkDom } from "./dom.mjs";

export async function check({ folder, fact, serve, open }) {
  const address = await serve(folder);
  await checkScreen(address, { fact, open });
  await checkDom(`${address}dom.html`, { fact, open });
}
