// Loading: a policy from its bundle, a gate from its snapshot.

import type { Bundle } from "./bundle.js";
import { fail, isA, whole } from "./error.js";
import { Gate } from "./gate.js";
import { FORMAT } from "./generated/numbers.js";
import {
  badBundleAt,
  bundleLacksId,
  bundleModule,
  bundleNoJson,
  bundleNoSnapshotHere,
  bundleObject,
  bundlePage,
  bundleSnapshotHere,
  bundleWholeNumber,
  newerFormat,
  unsupportedFormat,
} from "./generated/texts.js";
import { hasOwn, isArray, isSafeInteger, match, parseJson } from "./intrinsics.js";
import { Names } from "./names.js";
import type { LoadGate, LoadPolicy } from "./pack.js";
import { Policy } from "./policy.js";
import { principalFromSnapshot } from "./principal.js";
import { readOwn } from "./read.js";
import { isJson, JSON_VALUES_MAX } from "./shape.js";
import { readBundle } from "./tables.js";
import type { Options } from "./types.js";

/** Loads a compiled pack: the parsed bundle, or its JSON text. */
export const loadPolicy = ((source: object | string, options?: Options) =>
  whole(() => {
    const document = parse(source, "bundle");
    if (readOwn(document, "snapshot") !== undefined) malformed("snapshot", bundleSnapshotHere);
    return new Policy(namesOf(document, options));
  })) as unknown as LoadPolicy;

/** Makes a gate of a snapshot: the parsed JSON, or its text. */
export const loadGate = ((source: object | string, options?: Options) =>
  whole(() => {
    const names = namesOf(parse(source, "snapshot"), options);
    const { principal } = names.bundle.snapshot ?? malformed("snapshot", bundleNoSnapshotHere);
    const who = principalFromSnapshot(names, principal);
    return new Gate(names, who ?? malformed("snapshot", bundleLacksId));
  })) as unknown as LoadGate;

const malformed = (at: string, what: string): never =>
  fail("bad_bundle", badBundleAt(at, what), at);

/** A document of JSON. */
function parse(source: object | string, at: string): object {
  const text = typeof source === "string";
  let document: unknown;
  try {
    const parsed: unknown = text ? parseJson(source) : source;
    // A text has no part that stands in several places.
    if (isJson(parsed, text ? Infinity : JSON_VALUES_MAX)) document = parsed;
  } catch (error) {
    // Where the stack or the memory ends, the bundle is not to blame.
    if (isExhausted(error)) throw error;
    // What has no text is no bundle.
  }
  if (typeof document === "object" && document !== null && !isArray(document)) {
    const isModule = hasOwn(document, "default") && !hasOwn(document, "format");
    return isModule ? malformed("bundle", bundleModule) : document;
  }
  if (document !== undefined || !text) return malformed("bundle", bundleObject);
  return malformed(at, match(/^\s*</, source) ? bundlePage : bundleNoJson);
}

/** Whether the stack or the memory has come to its end; Firefox has an error of its own for it. */
const isExhausted = (error: unknown): boolean =>
  isA(error, RangeError) || (isA(error, Error) && (error as Error).name === "InternalError");

/** The names of a bundle of a format that is known. */
function namesOf(document: object, options: Options | undefined): Names {
  const format = readOwn(document, "format") as number;
  if (!isSafeInteger(format) || format < 0) malformed("format", bundleWholeNumber);
  if (format !== FORMAT) {
    const message = (format < FORMAT ? unsupportedFormat : newerFormat)(`${format}`, `${FORMAT}`);
    fail("unsupported_format", message, "format", [`${FORMAT}`]);
  }
  const bundle: Bundle = readBundle(document, "", "");
  return new Names(bundle, options);
}
