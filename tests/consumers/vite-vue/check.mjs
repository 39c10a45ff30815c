// Vite and Vue: types are right, the build runs, and the screen shows what it should, rendered in
// the browser or by a server before it.

import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { checkReasons, checkScreen } from "../customer-screen.mjs";
import { checkDropped } from "../dropped.mjs";
import { checkMessages } from "../messages.mjs";

export async function check(project) {
  const { folder, run, fact, serve, open } = project;
  await fact("TypeScript agrees", () => run("tsc"));
  await checkMessages(project, "gated.ts");
  await run("vite", "build");
  const address = await serve(join(folder, "dist"));
  await checkScreen(address, { fact, open });
  await checkReasons(address, { fact, open });
  await checkDropped(project, address);

  await run("vite", "build", "--ssr", "src/server.ts", "--outDir", "server");
  const { render } = await import(pathToFileURL(join(folder, "server/server.js")));
  const html = await render();
  await fact("the server renders the reason", () => {
    assert.match(html, /aria-disabled="true"[^>]*title="Reactivate the customer first\."/);
  });
  const page = join(folder, "dist/hydrate.html");
  writeFileSync(page, readFileSync(page, "utf8").replace("<!--app-->", html));
  await checkScreen(`${address}hydrate.html`, { fact, open });
}
