// Rollup with the two plug-ins that any package and any JSON need, and nothing for Tollgate.

import json from "@rollup/plugin-json";
import resolve from "@rollup/plugin-node-resolve";

export default {
  input: "screen.js",
  output: { file: "dist/bundle.js", format: "es" },
  plugins: [resolve({ browser: true }), json()],
};
