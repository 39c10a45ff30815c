// The benchmarks in a page: `browser.mjs` bundles this and calls what it leaves on the window.

import init, * as cedar from "@cedar-policy/cedar-wasm/web";
import { contest } from "./contest.mjs";

window.contest = async (given, options) => {
  await init({ module_or_path: "/cedar.wasm" });
  return contest({ ...given, cedar }, options);
};
