// Loading: a policy from its bundle, a gate from its snapshot.

import type { Bundle } from "./bundle.js";
import { readOwn } from "./encode.js";
import { fail, failed, isA, TollgateError } from "./error.js";
import { Gate } from "./gate.js";
import { FORMAT } from "./generated/numbers.js";
import {
  badBundleAt,
  bundleLacksId,
  bundleNoSnapshotHere,
  bundleObject,
  bundleSnapshotHere,
  bundleWholeNumber,
  newerFormat,
  unsupportedFormat,
} from "./generated/texts.js";
import { Names } from "./names.js";
import type { LoadGate, LoadPolicy } from "./pack.js";
import { Policy } from "./policy.js";
import { isJson } from "./shape.js";
import { readBundle } from "./tables.js";
import type { Format, Options } from "./types.js";

/** Loads a compiled pack: the parsed bundle, or its JSON text. */
export const loadPolicy = ((source: object | string, options?: Options) =>
  loading(() => {
    const document = parse(source, "bundle");
    if (readOwn(document, "snapshot") !== undefined) malformed("snapshot", bundleSnapshotHere);
    return new Policy(namesOf(document, options));
  })) as unknown as LoadPolicy;

/** Makes a gate of a snapshot: the parsed JSON, or its text. */
export const loadGate = ((source: object | string, options?: Options) =>
  loading(() => {
    const names = namesOf(parse(source, "snapshot"), options);
    const { principal, snapshot } = names.bundle;
    const { ids } = snapshot ?? malformed("snapshot", bundleNoSnapshotHere);
    const lacks = ids.some((id, at) => {
      // The first is the principal's own.
      return id === undefined && !(at > 0 && principal.attributes?.[at - 1]?.optional);
    });
    if (lacks || ids.length !== names.references.length) malformed("snapshot", bundleLacksId);
    // What its groups decided is decided in the program.
    return new Gate(names, ids, []);
  })) as unknown as LoadGate;

const malformed = (at: string, what: string): never =>
  fail("bad_bundle", badBundleAt(at, what), at);

/** Where loading ends for want of stack or memory, the bundle is not to blame. */
function loading<T>(load: () => T): T {
  try {
    return load();
  } catch (error) {
    if (isA(error, TollgateError)) throw error;
    return failed(error);
  }
}

/** A document of JSON. */
function parse(source: object | string, at: string): object {
  let document: unknown;
  try {
    const parsed: unknown = typeof source === "string" ? JSON.parse(source) : source;
    if (isJson(parsed)) document = parsed;
  } catch (error) {
    if (isExhausted(error)) throw error;
    // What has no text is no bundle.
  }
  if (typeof document === "object" && document !== null && !Array.isArray(document)) {
    return document;
  }
  return malformed(document === undefined ? at : "bundle", bundleObject);
}

/** Whether the stack or the memory has come to its end; Firefox has an error of its own for it. */
const isExhausted = (error: unknown): boolean =>
  isA(error, RangeError) || (isA(error, Error) && (error as Error).name === "InternalError");

/** The names of a bundle of a format that is known. */
function namesOf(document: object, options: Options | undefined): Names {
  const format = readOwn(document, "format") as number;
  if (!Number.isSafeInteger(format) || format < 0) malformed("format", bundleWholeNumber);
  if (format !== FORMAT) {
    const message = (format < FORMAT ? unsupportedFormat : newerFormat)(`${format}`, `${FORMAT}`);
    fail("unsupported_format", message, "format", [`${FORMAT}`]);
  }
  const bundle: Bundle = readBundle(document, "", "");
  return new Names(bundle, readOwn(Object(options) as object, "format") as Format | undefined);
}
