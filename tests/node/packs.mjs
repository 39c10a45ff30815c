// The packs that the package has built in: all of the checkout but the server's own.

import { readdirSync } from "node:fs";
import { join } from "node:path";

export const folder = join(process.env.TOLLGATE_ROOT, "policies");
export const PACKS = readdirSync(folder)
  .filter((pack) => pack !== "office")
  .sort();
