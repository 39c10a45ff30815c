// Starts the system's Chromium so that it asks nothing of the network or of a display.

import { chromium } from "playwright-core";

/** Where the package is served as files; `cargo xtask test` says. The demo is elsewhere. */
export const url = process.env.TOLLGATE_URL ?? "http://127.0.0.1:8080/";

const executablePath = process.env.CHROMIUM ?? "/usr/bin/chromium";

const args = [
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** A headless browser. */
export function launch() {
  return chromium.launch({ executablePath, args, chromiumSandbox: false });
}
