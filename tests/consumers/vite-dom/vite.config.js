// Vite with Solid, and decorators as Angular has them; nothing for Tollgate.

import solid from "vite-plugin-solid";
import { defineConfig } from "vite";

export default defineConfig({ plugins: [solid()], build: { target: "es2022" } });
