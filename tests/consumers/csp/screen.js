// The default entry, which needs `script-src 'wasm-unsafe-eval'` and nothing else.

import { loadPolicy } from "./node_modules/tollgate/index.js";
import { show } from "./show.js";

await show(loadPolicy);
