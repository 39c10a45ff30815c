// Loading: a policy from its bundle, a gate from its snapshot.

import { references } from "./encode.js";
import { fail, malformed, TollgateError } from "./error.js";
import type { Bundle } from "./format.js";
import { Gate } from "./gate.js";
import { Names } from "./names.js";
import type { LoadGate, LoadPolicy } from "./pack.js";
import { Policy } from "./policy.js";
import { listOf } from "./program.js";
import type { Options } from "./types.js";

const FORMAT = 1;

/** Loads a compiled pack: the parsed bundle, or its JSON text. */
export const loadPolicy = ((given: object | string, options?: Options) =>
  load(given, options, (names) => {
    if (names.bundle.snapshot) malformed("it is the snapshot of a gate: load it with `loadGate`");
    return new Policy(names);
  })) as unknown as LoadPolicy;

/** Makes a gate of a snapshot: the parsed JSON, or its text. */
export const loadGate = ((given: object | string, options?: Options) =>
  load(given, options, (names) => {
    const { principal, snapshot } = names.bundle;
    const own = snapshot ?? malformed("it is no snapshot of a gate");
    const ids = listOf(own, "ids").map((id) => id ?? undefined);
    const sound = ids.every((id, at) => {
      // The first is the principal's own.
      const optional = principal.attributes?.[at - 1]?.optional === true;
      return typeof id === "string" || (id === undefined && optional);
    });
    if (!sound || ids.length !== names.keys.length) malformed("the principal lacks an id");
    return new Gate(names, ids, [0, ...references(ids)]);
  })) as unknown as LoadGate;

function load<T>(
  given: object | string,
  options: Options | undefined,
  make: (names: Names) => T,
): T {
  const bundle = parse(given);
  try {
    return make(new Names(bundle, options?.format));
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
  const { format } = bundle;
  if (!Number.isInteger(format)) fail("bad_bundle", "`format` is no whole number", "format");
  if (format !== FORMAT) {
    const message = `the bundle has format ${format}, this engine reads format ${FORMAT}`;
    fail("unsupported_format", message, "format", [`${FORMAT}`]);
  }
  for (const name of ["pack", "fingerprint"] as const) {
    if (typeof bundle[name] === "string") continue;
    fail("bad_bundle", `bad bundle at \`${name}\`: no string`, name);
  }
  return bundle;
}
