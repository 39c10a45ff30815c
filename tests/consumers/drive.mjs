// A file server on a free port and a window of the system's Chromium, for projects that are pages.

import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { createServer as createNetServer } from "node:net";
import { extname, join, normalize } from "node:path";
import { launch } from "../browser/launch.mjs";

const KINDS = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json",
  ".wasm": "application/wasm",
  ".css": "text/css",
};

/** What is open until the end. */
const servers = [];
let browser;

/** Serves a folder with the given headers; resolves with the address. */
export function serve(folder, headers = {}) {
  const server = createServer(async ({ url }, response) => {
    const path = normalize(decodeURIComponent(new URL(url, "http://localhost").pathname));
    const file = join(folder, path.endsWith("/") ? `${path}index.html` : path);
    try {
      const content = await readFile(file);
      response.writeHead(200, { "content-type": KINDS[extname(file)] ?? "text/plain", ...headers });
      response.end(content);
    } catch {
      response.writeHead(404).end();
    }
  });
  servers.push(server);
  return new Promise((resolve, reject) => {
    server.on("error", reject);
    server.listen(0, "127.0.0.1", () => resolve(`http://127.0.0.1:${server.address().port}/`));
  });
}

/** A window on an address, and what the page complains of: errors, warnings, policy violations. */
export async function open(address) {
  browser ??= launch();
  const context = await (await browser).newContext();
  // A machine may be busy with much else.
  context.setDefaultTimeout(60_000);
  const page = await context.newPage();
  const complaints = [];
  const icon = (address) => address.endsWith("/favicon.ico");
  page.on("pageerror", (error) => complaints.push(String(error)));
  page.on("console", (message) => {
    const bad = ["error", "warning"].includes(message.type());
    if (bad && !icon(message.location().url)) complaints.push(message.text());
  });
  page.on("response", (response) => {
    const bad = response.status() >= 400;
    if (bad && !icon(response.url())) complaints.push(`${response.status()} ${response.url()}`);
  });
  await page.addInitScript(() => {
    globalThis.violations = [];
    document.addEventListener("securitypolicyviolation", ({ violatedDirective, blockedURI }) =>
      globalThis.violations.push(`${violatedDirective} ${blockedURI}`),
    );
  });
  await page.goto(address);
  return { page, complaints, close: () => context.close() };
}

/** What assistive technology gets of the elements with a role and a name. */
export async function spoken(page, role, name) {
  const session = await page.context().newCDPSession(page);
  const { root } = await session.send("DOM.getDocument");
  const query = { nodeId: root.nodeId, role, accessibleName: name };
  const { nodes } = await session.send("Accessibility.queryAXTree", query);
  await session.detach();
  return nodes
    .filter((node) => !node.ignored)
    .map(({ description, properties = [] }) => ({
      description: description?.value ?? "",
      disabled: properties.some(({ name, value }) => name === "disabled" && value.value),
      focusable: properties.some(({ name, value }) => name === "focusable" && value.value),
    }));
}

/** A port that nothing listens on. */
export function freePort() {
  return new Promise((resolve, reject) => {
    const server = createNetServer().on("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

/** Ends the browser and the servers. */
export async function close() {
  await (await browser)?.close();
  for (const server of servers) server.close();
}
