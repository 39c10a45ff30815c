// A desk is one person at one pack: the gate that the server gave for who is signed in, and the
// pack's words.

import { dictionary } from "./dictionary.js";
import { language } from "./language.js";
import { currentPerson, state } from "./store.js";

/** The packs in words, by language and fingerprint. */
const opened = new Map();

/** The gates of the session that they are of. */
let gates = { of: null };

async function fetched(path) {
  const answer = await fetch(`./${path}`);
  if (!answer.ok) throw new Error(`${path} answered ${answer.status}`);
  return answer.json();
}

/** Loads what a session's gates say, in the language of the page. */
export async function openPacks(session) {
  const { loadGate, loadPolicy } = await import("../tollgate/index.js");
  const of = {};
  await Promise.all(Object.entries(session.packs).map(async ([pack, snapshot]) => {
    const key = `${language()} ${pack} ${snapshot.fingerprint}`;
    if (!opened.has(key)) opened.set(key, await open(pack, loadPolicy));
    const { format } = opened.get(key);
    of[pack] = loadGate(snapshot, { format });
  }));
  return of;
}

/** A pack's words, and what tells its texts in the language of the page. */
async function open(pack, loadPolicy) {
  const other = language() !== "en";
  const [bundle, phrases, packTexts] = await Promise.all([
    fetched(`policies/${pack}/bundle.json`),
    other ? fetched(`tollgate/languages/${language()}.json`) : {},
    other ? fetched(`policies/${pack}/languages/${language()}.json`) : { texts: {} },
  ]);
  const texts = { ...phrases, ...packTexts.texts };
  const format = (name, text) => texts[name] ?? text;
  return { policy: loadPolicy(bundle, { format }), words: dictionary(bundle, format), format };
}

/** Puts a session's gates in the place of those before it. */
export function useGates(session, loaded) {
  gates = { of: session, loaded, language: language() };
}

/** The desk of who is signed in, or null where they have no account. */
export function deskOf(pack) {
  if (!state.session || gates.of !== state.session) return null;
  const gate = gates.loaded[pack];
  if (!gate) return null;
  const { policy, words } = opened.get(`${gates.language} ${pack} ${gate.fingerprint}`);
  return { pack, policy, words, person: currentPerson(), gate };
}

/** What the gate says of a control on a record; on none, of all records. */
export function controlOf(desk, controlId, record, context) {
  return desk.gate.control(controlId, ...(record || context ? [record, context] : []));
}
