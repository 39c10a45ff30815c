// What errors and messages say, in English.
// `cargo xtask codegen` writes this file.

export const attributeMustBe = {
  bool: "true or false",
  datetime: "a date and time as Cedar writes it, `2026-01-31T12:00:00Z`",
  decimal: "a number of up to four decimal places, or such a text",
  duration: "a span of time as Cedar writes it, `1d12h`",
  entity: "an id, a string or a whole number, or an object with one",
  enum: "one of its values, a string",
  ip: "an IP address or network, `10.0.0.0/8`",
  long: "a whole number of at most 64 bits",
  other: "something that can be read",
  set: "an array of ids",
  string: "a text",
  strings: "an array of texts",
} as const;

export const bundleLacksId = "the principal lacks an id";
export const bundleMember = "a member is not what it should be";
export const bundleModule = "it is a module: hand in its `default`";
export const bundleNameTwice = (list: string): string =>
  `\`${list}\` has a name twice`;
export const bundleNoJson = "it is not JSON";
export const bundleNoSnapshotHere = "it is no snapshot of a gate";
export const bundleObject = "a bundle is an object";
export const bundlePage = "it is a page, not JSON: the address that it came from has no bundle";
export const bundleProgram = "`program` is not what the compiler writes";
export const bundleSnapshotHere = "it is the snapshot of a gate: load it with `loadGate`";
export const bundleTables = (list: string): string =>
  `\`${list}\` does not fit the program`;
export const bundleTextTooLong = (max: string): string =>
  `a text has more than ${max} characters`;
export const bundleWholeNumber = "expected a whole number";

export const badBundleAt = (place: string, what: string): string =>
  `bad bundle at \`${place}\`: ${what}`;
export const bundleNotCanonical = (error: string): string =>
  `the bundle has no canonical form: ${error}`;
export const bundleNotJson = (error: string): string =>
  `the bundle is not JSON: ${error}`;
export const cannotBe = (place: string, value: string): string =>
  `\`${place}\` cannot be \`${value}\``;
export const catalogueNotJson = (error: string): string =>
  `the catalogue is not JSON of \`"texts"\`: ${error}`;
export const catalogueTextTooLong = (key: string, max: string): string =>
  `the text of \`${key}\` has more than ${max} characters`;
export const debugInfoDiffers = "the debug file is of another bundle: compile the pack again with `tollgate compile`";
export const debugInfoNotJson = (error: string): string =>
  `this is no debug file of a bundle: ${error}`;
export const engineFailed = (error: string): string =>
  `the engine came to the end of its stack or memory: ${error}`;
export const engineNotFound = (url: string, status: string): string =>
  `the engine is not at \`${url}\`: ${status}`;
export const engineNotStarted = "the engine has not started: call `init` first";
export const engineSourceNeeded = "say where the engine is: `init(source)`, or `initSync(bytes)`";
export const fingerprintDiffers = "the fingerprint is not that of the bundle: it was changed";
export const gotNone = "and got none";
export const gotType = (type: string): string =>
  `not one of type \`${type}\``;
export const isSnapshot = "this is the snapshot of a gate: load it with `load_gate`";
export const missing = (place: string): string =>
  `\`${place}\` is missing`;
export const mustBe = (place: string, what: string): string =>
  `\`${place}\` must be ${what}`;
export const nameOfAnother = (what: string, name: string, other: string): string =>
  `there is no ${what} \`${name}\`: it is a ${other}`;
export const newerFormat = (format: string, known: string): string =>
  `the bundle has format ${format}, this engine reads format ${known}: update tollgate`;
export const noRow = (row: string): string =>
  `the table has no row \`${row}\``;
export const noSnapshot = "this is no snapshot of a gate";
export const notAsked = (action: string): string =>
  `the table was not asked about \`${action}\``;
export const principalUnreadable = (error: string): string =>
  `the principal cannot be read: ${error}`;
export const recordIsObject = "a record is an object with a `type`";
export const recordNeeded = "a record is needed";
export const recordNeedsType = "a record needs a `type`, a string";
export const recordUnreadable = (error: string): string =>
  `the record cannot be read: ${error}`;
export const snapshotLacksId = "the snapshot lacks an id of its principal";
export const snapshotNotJson = "the snapshot is not JSON";
export const snapshotUnexplained = "a gate of a snapshot has not the policies that decided: explain on a gate of the policy";
export const tooManyAnswers = "the question has too many possible answers";
export const unknownName = (what: string, name: string): string =>
  `there is no ${what} \`${name}\``;
export const unknownNameFor = (what: string, name: string, type: string): string =>
  `there is no ${what} \`${name}\` for principals of the type \`${type}\``;
export const unsupportedFormat = (format: string, known: string): string =>
  `the bundle has format ${format}, this engine reads format ${known}: compile the pack ` +
  `again with \`tollgate compile\``;
export const wrongType = (what: string, name: string, types: string, got: string): string =>
  `${what} \`${name}\` needs a record of type ${types}, ${got}`;

export const mustBeArray = "an array";
export const mustBeClassOrMembers = "a class, or an object of members";
export const mustBeExplain = "`explain` of `tollgate/explain`, for `gate.explain`";
export const mustBeId = "an id, a string or a whole number";
export const mustBeMemberOrFunction = "the name of a member, or a function";
export const mustBeNames = "an array of names";
export const mustBeObject = "an object";
export const mustBeObjectWithId = "an object with an `id`";
export const mustBeStrings = "an array of strings";

export const phrases = {
  among: ", among other ways",
  and: " and ",
  as: " (as ",
  beIn: "be in ",
  close: ")",
  closed: "No permission and no change of state would allow this here.",
  comma: ", ",
  dependsOn: "This depends on your ",
  either: ", and either ",
  first: " first.",
  group: "the group ",
  need: "You need ",
  next: " ",
  notWhile: "” is not possible while the state is ",
  onlyFor: "This is only for ",
  open: " (",
  or: " or ",
  orElse: ", or ",
  otherwise: "Otherwise you need ",
  permission: "the permission ",
  quote: "“",
  role: "the role ",
  stop: ".",
  then: ", then ",
  to: "to ",
  unexplained: "This is not allowed.",
  until: "This is not possible until ",
  while: "This is not possible while ",
} as const;
