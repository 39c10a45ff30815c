// The entries without WebAssembly, for a page whose policy has no word for it.

import { loadPolicy } from "./node_modules/tollgate/csp.js";
import { explain } from "./node_modules/tollgate/explain/csp.js";
import { show } from "./show.js";

await show(loadPolicy, explain);
