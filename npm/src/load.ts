// Loading: a policy from its bundle, a gate from its snapshot.

import { references } from "./encode.js";
import { fail, malformed, TollgateError } from "./error.js";
import type { Bundle } from "./format.js";
import { Gate } from "./gate.js";
import { Names } from "./names.js";
import type { LoadGate, LoadPolicy } from "./pack.js";
import { Policy } from "./policy.js";
import { listOf, program } from "./program.js";
import type { Options } from "./types.js";

const FORMAT = 1;

/** Loads a compiled pack: the parsed bundle, or its JSON text. */
export const loadPolicy = ((given: object | string, options?: Options) =>
  load(given, (bundle) => {
    if (bundle.snapshot) malformed("it is the snapshot of a gate: load it with `loadGate`");
    return new Policy(new Names(bundle, program(bundle), options?.format));
  })) as unknown as LoadPolicy;

/** Makes a gate of a snapshot: the parsed JSON, or its text. */
export const loadGate = ((given: object | string, options?: Options) =>
  load(given, (bundle) => {
    const { explain, ids } = bundle.snapshot ?? malformed("it is no snapshot of a gate");
    const names = new Names(bundle, program(bundle), options?.format, explain === true);
    const known = listOf({ ids }, "ids").map((id) => id ?? undefined);
    const sound = known.every((id, at) => {
      const optional = at > 0 && bundle.principal.attributes?.[at - 1]?.optional === true;
      return typeof id === "string" || (id === undefined && optional);
    });
    if (!sound || known.length !== names.keys.length) malformed("the principal lacks an id");
    return new Gate(names, known, [0, ...references(known)]);
  })) as unknown as LoadGate;

function load<T>(given: object | string, make: (bundle: Bundle) => T): T {
  const bundle = parse(given);
  try {
    return make(bundle);
  } catch (error) {
    if (error instanceof TollgateError) throw error;
    return malformed("a member is not what it should be");
  }
}

/** A bundle that nobody else can change, of a format that is known. */
function parse(given: object | string): Bundle {
  let bundle: Bundle | undefined;
  try {
    bundle = JSON.parse(typeof given === "string" ? given : JSON.stringify(given)) as Bundle;
  } catch {
    // What has no text is no bundle.
  }
  if (typeof bundle !== "object" || bundle === null || Array.isArray(bundle)) {
    return fail("bad_bundle", "bad bundle at `bundle`: a bundle is an object", "bundle");
  }
  const { format, pack, fingerprint } = bundle;
  if (!Number.isInteger(format)) fail("bad_bundle", "`format` is no whole number", "format");
  if (format !== FORMAT) {
    const message = `the bundle has format ${format}, this engine reads format ${FORMAT}`;
    fail("unsupported_format", message, "format", [String(FORMAT)]);
  }
  for (const [name, text] of Object.entries({ pack, fingerprint })) {
    if (typeof text !== "string") fail("bad_bundle", `bad bundle at \`${name}\`: no string`, name);
  }
  return bundle;
}
