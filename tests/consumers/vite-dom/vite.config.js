// Vite with Solid, on what Angular's compiler leaves, and with Angular's linker, which compiles its
// libraries ahead too; nothing for Tollgate.

import linker from "@angular/compiler-cli/linker/babel";
import { transformAsync } from "@babel/core";
import { defineConfig } from "vite";
import solid from "vite-plugin-solid";

const linked = {
  name: "angular-linker",
  async transform(code, filename) {
    if (!code.includes("ɵɵngDeclare")) return undefined;
    const options = { filename, plugins: [linker], babelrc: false, configFile: false };
    const { code: ahead } = await transformAsync(code, { ...options, compact: false });
    return { code: ahead, map: null };
  },
};

export default defineConfig({ plugins: [solid(), linked], build: { target: "es2022" } });
