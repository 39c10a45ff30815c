// What the server answered, by address: what is drawn is asked for once, kept while it is drawn,
// and asked for anew after each change. What is on its way is drawn again when it arrives.

import { ask } from "./server.js";
import { change, changeRail } from "./store.js";

const kept = new Map();
let round = 0;

/**
 * What is at an address: `{ data?, problem?, loading }`. While it is asked for anew, what was
 * there stays. What is `lasting` no change of the page's concerns; what is of the `rail` redraws
 * the panel alone.
 */
export function answer(address, { lasting = false, rail = false } = {}) {
  let entry = kept.get(address);
  if (!entry) {
    entry = { stale: true, loading: false, lasting, redraw: rail ? changeRail : change };
    kept.set(address, entry);
  }
  entry.drawn = round;
  if (entry.stale && !entry.loading) load(address, entry);
  return entry;
}

async function load(address, entry) {
  entry.loading = true;
  entry.stale = false;
  try {
    const data = await ask("GET", address);
    // What was asked before a change is not what is there after it.
    if (!entry.stale || !entry.data) entry.data = data;
    entry.problem = null;
  } catch (problem) {
    entry.problem = problem;
    if (problem.kind !== "unreachable" && problem.kind !== "unavailable") entry.data = null;
  }
  entry.loading = false;
  if (kept.get(address) === entry) entry.redraw(() => {});
}

/** Asks anew for everything that is drawn; `record`, where given, stands in at once. */
export function refresh(record) {
  for (const entry of kept.values()) {
    entry.stale ||= !entry.lasting;
    if (record?.id && entry.data) entry.data = withRecord(entry.data, record);
  }
}

function withRecord(data, record) {
  const same = (other) => other.id === record.id && sameKind(other, record);
  if (same(data)) return record;
  if (!Array.isArray(data.rows)) return data;
  return { ...data, rows: data.rows.map((row) => (same(row) ? { ...row, ...record } : row)) };
}

/** One id is a record of several kinds. */
const sameKind = (one, other) => one.record && other.record &&
  one.record.type === other.record.type &&
  Object.keys(one.fields).some((name) => name in other.fields);

/** Puts what a change made of an answer in its place, until it is asked for anew. */
export function amend(address, into) {
  const entry = kept.get(address);
  if (entry?.data) entry.data = into(entry.data);
}

/** Asks anew for one address. */
export function retry(address) {
  change(() => { kept.delete(address); });
}

/** Forgets everything, as when somebody else is asking. */
export function forget() {
  kept.clear();
}

/** Begins a drawing, and forgets what neither of the last two drew. */
export function beginAsking() {
  for (const [address, entry] of kept) {
    if (entry.drawn < round - 1) kept.delete(address);
  }
  round += 1;
}

/**
 * A record as screens and gates take it. What people read is as it is; of what policies read alone,
 * the server tells no more than answers depend on. `attributes` has what policies read, where a
 * field of the same name says something else.
 */
export function recordOf({ id, version, record, fields }) {
  const isTie = (name) => record[name] && typeof record[name] === "object";
  const read = Object.entries(fields)
    .filter(([name, value]) => value !== null && !isTie(name));
  return { ...record, ...Object.fromEntries(read), id, version, fields, attributes: record };
}
