// The system's Firefox, for tests of the page. Stock Playwright does not drive a distribution's
// Firefox, so this speaks WebDriver (https://www.w3.org/TR/webdriver2/) to geckodriver.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";

const geckodriver = process.env.GECKODRIVER ?? "geckodriver";
const capabilities = JSON.parse(process.env.FIREFOX_CAPABILITIES ?? "{}");

/** The key under which WebDriver gives elements. */
const ELEMENT = "element-6066-11e4-a52e-4f735466cecf";

/** A machine busy with builds may take its time to start a window. */
const WAIT_MS = 60_000;

/** How Firefox prints an error that nobody caught, or a warning, of a page and not of its own. */
const COMPLAINT = /^JavaScript (error|warning): https?:/;

/**
 * Opens a window on `url` for one test, `t`, at whose end it closes. The test fails when the
 * page had anything to complain about by then: an uncaught error, or, once it was loaded, an error
 * or a warning in the console.
 */
export async function openPage(t, url, path = "") {
  const driver = await startDriver(t);
  const session = await driver.send("POST", "/session", { capabilities: { alwaysMatch: {
    ...capabilities,
    "moz:firefoxOptions": {
      ...capabilities["moz:firefoxOptions"],
      args: ["-headless"],
      prefs: { "ui.prefersReducedMotion": 1 },
    },
    timeouts: { implicit: WAIT_MS },
  } } });
  driver.session = `/session/${session.sessionId}`;
  const page = new Page(driver, session.capabilities);
  await page.send("POST", "/window/rect", { width: 1280, height: 800 });
  await page.send("POST", "/url", { url: new URL(path, url).href });
  await page.evaluate(() => {
    window.complaints = [];
    for (const level of ["error", "warn"]) {
      console[level] = (...words) => { window.complaints.push(words.join(" ")); };
    }
  });
  return page;
}

/** Starts geckodriver on a free port, for one test. What Firefox prints, it prints. */
async function startDriver(t) {
  const child = spawn(geckodriver, ["--port", "0"], { stdio: ["ignore", "pipe", "pipe"] });
  const ended = new Promise((resolve) => { child.on("close", resolve); });
  const complaints = [];
  const driver = { send, session: null };
  t.after(async () => {
    try {
      if (driver.session) {
        const run = { script: "return window.complaints ?? []", args: [] };
        complaints.push(...await send("POST", `${driver.session}/execute/sync`, run));
        await send("DELETE", driver.session);
      }
    } finally {
      // Firefox ends with its session, geckodriver does not.
      child.kill();
      await ended;
    }
    assert.deepEqual(complaints, [], "the page complains");
  });
  const port = await new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("exit", (status) => reject(new Error(`geckodriver ended with ${status}`)));
    for (const input of [child.stdout, child.stderr]) {
      createInterface({ input }).on("line", (line) => {
        if (COMPLAINT.test(line)) complaints.push(line);
        const listening = line.match(/Listening on 127\.0\.0\.1:(\d+)/);
        if (listening) resolve(listening[1]);
      });
    }
  });
  return driver;

  async function send(method, path, body) {
    const answer = await fetch(`http://127.0.0.1:${port}${path}`, {
      method,
      headers: { "content-type": "application/json" },
      body: method === "POST" ? JSON.stringify(body ?? {}) : undefined,
    });
    const { value } = await answer.json();
    if (!answer.ok) throw new Error(`${method} ${path}: ${value.error}: ${value.message}`);
    return value;
  }
}

/** A window. Elements are found by CSS, and waited for until they are there. */
class Page {
  constructor(driver, { browserName, browserVersion }) {
    this.driver = driver;
    this.browser = `${browserName} ${browserVersion}`;
  }

  send(method, path, body) {
    return this.driver.send(method, `${this.driver.session}${path}`, body);
  }

  async find(selector) {
    const found = await this.send("POST", "/element", { using: "css selector", value: selector });
    return found[ELEMENT];
  }

  /** Asks about an element; one that the page draws anew meanwhile is looked for again. */
  async at(method, selector, path, body) {
    for (let tries = 1; ; tries += 1) {
      try {
        return await this.send(method, `/element/${await this.find(selector)}/${path}`, body);
      } catch (error) {
        if (tries === 5 || !/stale element reference/.test(error.message)) throw error;
      }
    }
  }

  /** Presses an element as a person does: it must be in view and under nothing else. */
  async click(selector) {
    await this.at("POST", selector, "click");
  }

  async type(selector, text) {
    await this.at("POST", selector, "value", { text });
  }

  async text(selector) {
    return this.at("GET", selector, "text");
  }

  async attribute(selector, name) {
    return this.at("GET", selector, `attribute/${name}`);
  }

  /** Runs a function in the page, which answers with JSON. */
  evaluate(action, ...args) {
    const script = `return (${action})(...arguments)`;
    return this.send("POST", "/execute/sync", { script, args });
  }
}
