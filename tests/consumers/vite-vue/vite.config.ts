// Vite with Vue, and nothing for Tollgate.

import vue from "@vitejs/plugin-vue";
import { defineConfig } from "vite";

export default defineConfig({
  plugins: [vue()],
  build: { rollupOptions: { input: ["index.html", "hydrate.html", "dropped.html"] } },
  // So that a build, too, tells of everything in which the first render differs from the server's.
  define: { __VUE_PROD_HYDRATION_MISMATCH_DETAILS__: "true" },
});
