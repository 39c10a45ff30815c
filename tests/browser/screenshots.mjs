// Takes the README's pictures of the page into docs/: `node tests/browser/screenshots.mjs`, once
// `cargo xtask package` and `cargo build --package tollgate-server` ran.

import { fileURLToPath } from "node:url";
import { launch } from "./launch.mjs";
import { signIn, startServer } from "./server.mjs";

const docs = fileURLToPath(new URL("../../docs/", import.meta.url));

const PICTURES = [
  { file: "screenshot.png", colorScheme: "light" },
  { file: "screenshot-dark.png", colorScheme: "dark" },
];

const browser = await launch();
const server = await startServer();
for (const { file, colorScheme } of PICTURES) {
  const page = await browser.newPage({
    baseURL: server.url, colorScheme, viewport: { width: 1280, height: 800 },
    reducedMotion: "reduce",
  });
  await signIn(page.context(), server.url, "tom");
  await page.goto("#/customers");
  await page.locator("#screen input[type=search]").fill("paper");
  await page.locator("tr[data-record=C-1005]").waitFor();
  const press = (key) => page.locator(`[data-key="${key}"]`).click({ force: true });
  for (const key of ["reveal", "row.edit|C-1005"]) await press(key);
  await page.mouse.move(640, 790);
  await page.locator("#toast").evaluate((toast) => toast.remove());
  await page.screenshot({ path: `${docs}${file}` });
}
await browser.close();
await server.stop();
