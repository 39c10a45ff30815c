// Takes the README's pictures of the page into docs/: start `cargo xtask demo`, then
// `node tests/browser/screenshots.mjs`.

import { fileURLToPath } from "node:url";
import { launch, url } from "./launch.mjs";

const docs = fileURLToPath(new URL("../../docs/", import.meta.url));

const PICTURES = [
  { file: "screenshot.png", colorScheme: "light" },
  { file: "screenshot-dark.png", colorScheme: "dark" },
];

const browser = await launch();
for (const { file, colorScheme } of PICTURES) {
  const page = await browser.newPage({
    baseURL: url, colorScheme, viewport: { width: 1280, height: 800 }, reducedMotion: "reduce",
  });
  await page.goto("#/customers");
  const press = (key) => page.locator(`[data-key="${key}"]`).click({ force: true });
  for (const key of ["person", "as|tom", "reveal", "row.edit|CU-1005"]) await press(key);
  await page.mouse.move(640, 790);
  await page.locator("#toast").evaluate((toast) => toast.remove());
  await page.screenshot({ path: `${docs}${file}` });
}
await browser.close();
