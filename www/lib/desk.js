// A desk is one person at one pack: the policy, its words, and the gate that answers for them.

import { dictionary } from "./dictionary.js";
import { language } from "./language.js";
import { change, currentPerson } from "./store.js";

export const PACKS = ["client-metrics", "alvys", "access-levels", "expenses"];

/** What is open, by language and pack. */
const opened = new Map();
const bundles = new Map();
let loadPolicy;

async function fetched(path, what) {
  const answer = await fetch(`./tollgate/policies/${path}.json`);
  if (!answer.ok) throw new Error(`${what} answered ${answer.status}`);
  return answer.json();
}

/** Fetches and loads the bundles; throws with what a person can do about it. */
export async function openOffice() {
  ({ loadPolicy } = await import("tollgate"));
  await Promise.all(PACKS.map(async (pack) => {
    bundles.set(pack, await fetched(pack, `the bundle of ${pack}`));
  }));
  await loadTexts(language());
}

/** Loads the policies with their texts in a language. */
export async function loadTexts(tag) {
  await Promise.all(PACKS.map(async (pack) => {
    if (opened.has(`${tag} ${pack}`)) return;
    const texts = tag === "en" ? {} : await fetched(`${pack}/${tag}`, `the texts of ${pack}`);
    const format = (key, text) => texts[key] ?? text;
    const bundle = bundles.get(pack);
    const policy = loadPolicy(bundle, { format });
    opened.set(`${tag} ${pack}`, { policy, words: dictionary(bundle, format), gates: new Map() });
  }));
}

/** The desk of the person in view, or null where that person has no account. */
export function deskOf(pack, person = currentPerson()) {
  const account = person.accounts[pack];
  if (!account) return null;
  const { policy, words, gates } = opened.get(`${language()} ${pack}`);
  const principal = principalOf(person, account);
  const key = JSON.stringify(principal);
  if (!gates.has(key)) gates.set(key, policy.gate(principal));
  return { pack, policy, words, person, account, principal, gate: gates.get(key) };
}

function principalOf(person, account) {
  const { attributes, ...held } = account;
  return { id: person.id, ...held, ...attributes };
}

/** The permissions that an account holds now: its own boxes, or else its roles' defaults. */
export function heldPermissions(desk) {
  return desk.account.permissions ?? desk.policy.roleDefaults(desk.account.roles);
}

/** What the gate says of a control on a record; on none, of all records. */
export function controlOf(desk, controlId, record, context) {
  return desk.gate.control(controlId, ...(record || context ? [record, context] : []));
}

/** The groups outside permissions that the account was given beside its roles. */
export function heldGroups(desk) {
  return desk.account.groups ?? [];
}

/** Gives or takes one permission; from then on the account's own boxes count. */
export function setPermission(desk, name, on) {
  const held = new Set(heldPermissions(desk));
  if (on) held.add(name);
  else held.delete(name);
  const ordered = desk.policy.permissions.map((each) => each.name).filter((each) => held.has(each));
  change(() => { desk.account.permissions = ordered; });
}

export function setGroup(desk, name, on) {
  const others = heldGroups(desk).filter((each) => each !== name);
  change(() => { desk.account.groups = on ? [...others, name] : others; });
}

/** Gives or takes a role; the boxes go back to what the roles start with. */
export function setRole(desk, role, on) {
  const others = desk.account.roles.filter((each) => each !== role);
  change(() => {
    desk.account.roles = on ? [...others, role] : others;
    delete desk.account.permissions;
    delete desk.account.groups;
  });
}

/** Sets what the host says of the person beside groups, or says nothing of it. */
export function setAttribute(desk, name, value) {
  change(() => {
    if (value === undefined) delete desk.account.attributes[name];
    else desk.account.attributes[name] = value;
  });
}

/** Puts the person in view back to how the day began. */
export function resetAccount(desk, original) {
  change(() => { desk.person.accounts[desk.pack] = structuredClone(original); });
}

/** Gives the person a group by its full name, as an unlock proposes it. */
export function grant(desk, groupName) {
  const [type, name] = groupName.split("::");
  if (type === "Permission") setPermission(desk, name, true);
  else setGroup(desk, groupName, true);
}

/** Fires a lifecycle step on a record if the gate allows it, and says what it answered. */
export function fire(desk, name, record) {
  const decision = desk.gate.transition(name, record);
  if (decision.allowed) {
    const { attribute } = desk.policy.lifecycle(record.type);
    change(() => { record[attribute] = decision.to; });
  }
  return decision;
}
