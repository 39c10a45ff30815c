// The default entries, which need `script-src 'wasm-unsafe-eval'` and nothing else.

import { loadPolicy } from "./node_modules/tollgate/index.js";
import { explain } from "./node_modules/tollgate/explain.js";
import { show } from "./show.js";

await show(loadPolicy, explain);
