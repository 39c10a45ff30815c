// Vite with React, and nothing for Tollgate.

import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

export default defineConfig({
  plugins: [react()],
  build: {
    rollupOptions: { input: ["index.html", "broken.html", "dropped.html", "devtools.html"] },
  },
});
