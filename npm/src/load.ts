// Loading: a policy from its bundle, a gate from its snapshot.

import type { Bundle } from "./bundle.js";
import { fail, malformed, TollgateError } from "./error.js";
import { Gate } from "./gate.js";
import { FORMAT } from "./generated/numbers.js";
import {
  badBundleAt,
  bundleLacksId,
  bundleMember,
  bundleNoSnapshotHere,
  bundleNoString,
  bundleObject,
  bundleSnapshotHere,
  formatNoNumber,
  newerFormat,
  unsupportedFormat,
} from "./generated/texts.js";
import { Names } from "./names.js";
import type { LoadGate, LoadPolicy } from "./pack.js";
import { Policy } from "./policy.js";
import { listOf } from "./tables.js";
import type { Options } from "./types.js";

/** Loads a compiled pack: the parsed bundle, or its JSON text. */
export const loadPolicy = ((source: object | string, options?: Options) =>
  load(source, options, (names) => {
    if (names.bundle.snapshot) malformed(bundleSnapshotHere);
    return new Policy(names);
  })) as unknown as LoadPolicy;

/** Makes a gate of a snapshot: the parsed JSON, or its text. */
export const loadGate = ((source: object | string, options?: Options) =>
  load(source, options, (names) => {
    const { principal, snapshot } = names.bundle;
    const part = snapshot ?? malformed(bundleNoSnapshotHere);
    const ids = listOf(part, "ids").map((id) => id ?? undefined);
    const sound = ids.every((id, at) => {
      // The first is the principal's own.
      const optional = principal.attributes?.[at - 1]?.optional === true;
      return typeof id === "string" || (id === undefined && optional);
    });
    if (!sound || ids.length !== names.references.length) malformed(bundleLacksId);
    // What its groups decided is decided in the program.
    return new Gate(names, ids, []);
  })) as unknown as LoadGate;

function load<T>(
  source: object | string,
  options: Options | undefined,
  make: (names: Names) => T,
): T {
  const bundle = parse(source);
  try {
    return make(new Names(bundle, options?.format));
  } catch (error) {
    if (error instanceof TollgateError) throw error;
    return malformed(bundleMember);
  }
}

/** A bundle that nobody else can change, of a format that is known. */
function parse(source: object | string): Bundle {
  let bundle: Bundle | undefined;
  try {
    bundle = JSON.parse(typeof source === "string" ? source : JSON.stringify(source)) as Bundle;
  } catch {
    // What has no text is no bundle.
  }
  if (typeof bundle !== "object" || bundle === null || Array.isArray(bundle)) {
    return fail("bad_bundle", badBundleAt("bundle", bundleObject), "bundle");
  }
  const { format } = bundle;
  if (!Number.isInteger(format)) fail("bad_bundle", formatNoNumber, "format");
  if (format !== FORMAT) {
    const message = (format < FORMAT ? unsupportedFormat : newerFormat)(`${format}`, `${FORMAT}`);
    fail("unsupported_format", message, "format", [`${FORMAT}`]);
  }
  for (const name of ["pack", "fingerprint", "program"] as const) {
    if (typeof bundle[name] === "string") continue;
    fail("bad_bundle", badBundleAt(name, bundleNoString), name);
  }
  return bundle;
}
