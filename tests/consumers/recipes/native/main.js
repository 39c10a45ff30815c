// Prints what the screen would show, and whether there is WebAssembly.

import { pressable } from "./customer.js";

const shown = ["ACTV", "INAC"].map((status) =>
  pressable("row.edit", { type: "Customer", status, informationComplete: true }),
);
print(JSON.stringify([typeof WebAssembly, ...shown, pressable("row.edit", undefined)]));
