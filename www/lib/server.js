// Asks the server. What it refuses is a problem document (RFC 9457), thrown as a `Problem`.

import { language, t } from "./language.js";
import { state } from "./store.js";

/** What the server refused, or why there is no answer. */
export class Problem extends Error {
  constructor(document) {
    super(document.detail || document.title);
    this.name = "Problem";
    this.document = document;
  }

  /** `denied`, `changed`, `missing` and so on. */
  get kind() {
    return this.document.type.split("/").at(-1);
  }

  /** What a person is told of it. */
  get text() {
    const { decision, detail } = this.document;
    return decision?.message || SENTENCES[this.kind]?.() || detail || this.message;
  }
}

/** What a page says better than the server does. */
const SENTENCES = {
  "unreachable": () => t("The server does not answer. Nothing was changed."),
  "unavailable": () => t("The database is not available. Nothing was changed."),
  "failed": () => t("The server failed. Nothing was changed."),
  "slow": () => t("The server took too long. Check whether it was done before you try again."),
  "no-account": () => t("There is no account for this part of the office."),
  "missing": () => t("It no longer exists, or you do not have access to it."),
  "changed": () => t("Somebody else changed this record meanwhile."),
  "signed-out": () => t("You are signed out."),
};

const made = (kind, status, title) => new Problem({ type: `/problems/${kind}`, status, title });

let waiting = 0;

/** Says of the screen whether something that it asked for is on its way. */
function wait(more) {
  waiting += more;
  document.getElementById("screen").setAttribute("aria-busy", String(waiting > 0));
}

/** By which policies the page shows what one may do. */
function shown() {
  const gates = Object.entries(state.session?.packs ?? {});
  return gates.map(([pack, { fingerprint }]) => `${pack}=${fingerprint}`).join(", ");
}

let differs = () => {};

/** Calls `listener` when an answer says that the server decides by other policies than the page. */
export function onOtherPolicies(listener) {
  differs = listener;
}

/** Sends a request and gives what is answered: JSON, or a text where it is none. */
export async function ask(method, path, body) {
  const policies = shown();
  const headers = { "accept-language": language() };
  if (policies) headers["policy-fingerprints"] = policies;
  if (body !== undefined) headers["content-type"] = "application/json";
  let answer;
  let text;
  wait(1);
  try {
    answer = await fetch(`.${path}`, { method, headers, body: JSON.stringify(body) });
    text = await answer.text();
  } catch {
    throw made("unreachable", 0, "unreachable");
  } finally {
    wait(-1);
  }
  if (answer.headers.has("policy-changed") && policies === shown()) differs();
  const json = answer.headers.get("content-type")?.includes("json");
  const content = json && text ? JSON.parse(text) : text;
  if (answer.ok) return content;
  throw json ? new Problem(content) : made("failed", answer.status, answer.statusText);
}
