// What people typed and did not save yet, by form: only what differs from what is on file. It
// outlives redraws, a record that changes meanwhile, and going elsewhere.

import { state } from "./store.js";

const forms = new Map();

/** Lists of names are typed as texts, so that what is unsaved is kept as anything typed is. */
export const listed = (names) => [...names].sort().join(" ");
export const namesIn = (text) => text.split(" ").filter(Boolean);

/** Those that are among what a policy has; what it has no longer is no box, and saved no more. */
export const known = (all, names) =>
  names?.filter((name) => all.some((each) => each.name === name));

/** A list of names with one in it, or without. */
export const switched = (names, name, on) => [...names.filter((each) => each !== name), on && name]
  .filter(Boolean);

const nameOf = (form) => `${state.session?.user.id} ${form}`;

/**
 * What was typed into a form of a record. `on` is what is on file, as texts, and `version` the
 * record's.
 */
export function typing(form, on, version) {
  const name = nameOf(form);
  const entry = () => forms.get(name);
  const differs = (field) => entry().texts[field] !== (on[field] ?? "");
  return {
    has: (field) => field in on,
    text: (field) => entry()?.texts[field] ?? on[field] ?? "",
    type(field, text) {
      if (!entry()) forms.set(name, { version, texts: {} });
      entry().texts[field] = text;
      if (!differs(field)) delete entry().texts[field];
      if (!Object.keys(entry().texts).length) forms.delete(name);
    },
    /** The fields that differ from what is on file. */
    changed: () => Object.keys(entry()?.texts ?? {}).filter(differs),
    /** The version of the record that was changed here. */
    version: () => entry()?.version ?? version,
    /** Goes on from what is on file now. */
    rebase: () => { if (entry()) entry().version = undefined; },
    forget: () => forms.delete(name),
    /** What is typed now, for `settle` once it is saved: what is typed meanwhile stays. */
    sent: () => ({ ...entry()?.texts }),
    settle: (sent) => {
      const open = entry();
      if (!open) return;
      for (const [field, text] of Object.entries(sent)) {
        if (open.texts[field] === text) delete open.texts[field];
      }
      open.version = undefined;
      if (!Object.keys(open.texts).length) forms.delete(name);
    },
  };
}

/** Whether a form is of a record such as `customers/C-1`: named so, or going on from that. */
const isOf = (form, record) => form === record || form.startsWith(`${record}/`);

/** A change of the person's own was made: what they typed about the record goes on from there. */
export function advance(record, from, to) {
  for (const [name, entry] of forms) {
    if (isOf(name, nameOf(record)) && entry.version === from) entry.version = to;
  }
}

/** A record is gone: so is what anybody typed about it here. */
export function drop(record) {
  for (const name of [...forms.keys()]) {
    if (isOf(name.slice(name.indexOf(" ") + 1), record)) forms.delete(name);
  }
}

/** Whether anything of the person's is typed and not saved. */
export function anythingTyped() {
  return [...forms.keys()].some((name) => name.startsWith(nameOf("")));
}

/** Asks before the page is left with something unsaved. */
export function guardLeaving() {
  addEventListener("beforeunload", (event) => {
    if (anythingTyped()) event.preventDefault();
  });
}
