// Asks a built package every question of a document that `tests/shipped.rs` wrote, and compares
// every whole answer with the native one. A plain module: whoever runs it, Node or a browser, hands
// it the package's entry, a document as text, and a pack's bundle and texts.

// Every error is compared, none is looked up: noting where it was thrown, as V8 does, would take
// longer than the question.
Error.stackTraceLimit = 0;

/** How many different differences are shown; all are counted. */
const SHOWN = 10;
/** A place that stands for no argument at all, and for no answer of its own. */
const NONE = -1;
/** How what a Spanish page shows is counted: answers that say something else than in English. */
const SPANISH = "spanish";
/** How a question about `undefined` is counted, which is one about `null`: no JSON has it. */
const UNDEFINED = "undefined";
/** Verbs that are answered once for a whole list of rows. */
const OVER_ALL = ["scope", "filter", "table"];

/** JSON with members in order, so that equal answers are equal texts; a `BigInt` as `"7n"`. */
function canonical(value) {
  if (typeof value === "bigint") return `"${value}n"`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value) ?? "null";
  if (Array.isArray(value)) return `[${value.map(canonical).join()}]`;
  const members = Object.keys(value).filter((name) => value[name] !== undefined);
  return `{${members
    .sort()
    .map((name) => `${JSON.stringify(name)}:${canonical(value[name])}`)
    .join()}}`;
}

/** The texts of answers that cannot change: a gate that keeps answers gives the same one again. */
const texts = new WeakMap();

/** Whether nothing in it can change: frozen all the way down, and read without running code. */
function isDeepFrozen(value) {
  if (typeof value !== "object" || value === null) return true;
  if (!Object.isFrozen(value)) return false;
  return Reflect.ownKeys(value).every((name) => {
    const member = Object.getOwnPropertyDescriptor(value, name);
    return "value" in member && (!member.enumerable || isDeepFrozen(member.value));
  });
}

function textOf(answer) {
  if (typeof answer !== "object" || answer === null) return canonical(answer);
  const known = texts.get(answer);
  if (known !== undefined) return known;
  const text = canonical(answer);
  if (isDeepFrozen(answer)) texts.set(answer, text);
  return text;
}

/** What a question gives: its answer, or the error, whole. */
function outcome({ TollgateError }, question) {
  try {
    return question();
  } catch (error) {
    if (!(error instanceof TollgateError)) return { thrown: String(error) };
    const { code, message, at, allowed } = error;
    return { error: { code, message, at, allowed } };
  }
}

const bits = (list, test) => Array.from(list, (each) => (test(each) ? "1" : "0")).join("");

/** Without a context none is given, and without a record none either. */
const withContext = (record, context) =>
  context === undefined ? record : [...(record.length > 0 ? record : [undefined]), context];

/** How each question about a record is put to a gate; `record` is no argument or one. */
const OF_RECORD = {
  check: (gate, name, record, context) => gate.check(name, ...withContext(record, context)),
  control: (gate, id, record, context) => gate.control(id, ...withContext(record, context)),
  controls: (gate, _, record) => gate.controls(...record),
  options: (gate, id, record) => gate.options(id, ...record),
  transition: (gate, name, record) => gate.transition(name, ...record),
  transitions: (gate, _, record) => gate.transitions(...record),
  project: (gate, _, record) => gate.project(...record),
};

/** And each question over all records; `rows` are what filters and tables are held against. */
const OF_ROWS = {
  scope: (gate, name, rows, context) => gate.scope(name, ...withContext([], context).slice(1)),
  filter: (gate, name, rows, context) => {
    const filter = gate.filter(name, ...withContext([], context).slice(1));
    return { filter, matches: bits(rows, (row) => filter.matches(row)) };
  },
  table: (gate, chosen, rows, _, { entry, policy }) => {
    const table = gate.table(rows, ...(chosen === "every" ? [policy.actions] : []));
    const column = (action) => {
      const bytes = outcome(entry, () => table.column(action));
      if (bytes.error?.code === "unknown_action") return null;
      const each = bits(rows.keys(), (row) => table.can(row, action));
      const all = bits(bytes, (bit) => bit === 1);
      return all === each ? all : { column: all, can: each };
    };
    const columns = Object.fromEntries(policy.actions.map((action) => [action, column(action)]));
    return { columns, errors: table.errors };
  },
};

/** The verdicts that go with decisions: `can` and a predicate, each with its own kept answers. */
const VERDICTS = {
  can: (gate, name, record, context) => gate.can(name, ...withContext(record, context)),
  predicate: (gate, name, record, context) =>
    gate.predicate(name, ...withContext([], context).slice(1))(...record),
};
const verdictOf = (decision) => decision.allowed ?? decision;

/** What an answer has in it that has something too large. */
const TOO_LARGE = '"code":"too_large"';

/** A gate's message that names facts about the principal, and what is said where none is known. */
const OF_FACTS = /"(?:This is only for|This depends on your) (?:[^"\\]|\\.)*"/g;
const CLOSED = '"No permission and no change of state would allow this here."';

/**
 * Whether an answer is the native one. Where that is too large, it may be an answer that takes less
 * work: of a gate's snapshot, which has less to look at, or a verdict, which explains nothing. And
 * a snapshot has no clause that a fact about the principal closes: its messages name none.
 */
const agrees = (way, what, got, expected) =>
  got === (way.less === true ? expected.replace(OF_FACTS, CLOSED) : expected) ||
  (expected.includes(TOO_LARGE) &&
    (what in VERDICTS ? got === "true" || got === "false" : way.less === true));

/**
 * The ways in which gates come to be; `full` says whether what it answers is a gate's. Snapshots
 * made here are those made natively, which is compared: a brief run does not ask them again.
 */
const WAYS = [
  // Nothing kept: another gate for each question, in a brief run for each block of questions.
  {
    name: "fresh gates",
    full: true,
    make: ({ policy, principal }) => () => policy.gate(principal),
  },
  // One gate, asked twice: what it keeps is what it answers with.
  {
    name: "kept gates, asked twice",
    full: true,
    times: 2,
    make: ({ policy, principal }) => one(policy.gate(principal)),
  },
  {
    name: "snapshots made natively",
    full: true,
    less: true,
    make: ({ entry, snapshots }) => one(entry.loadGate(snapshots[0])),
  },
  {
    name: "terse snapshots made natively",
    full: false,
    make: ({ entry, snapshots }) => one(entry.loadGate(snapshots[1])),
  },
  {
    name: "snapshots made here",
    full: true,
    less: true,
    again: true,
    make: ({ entry, local }) => one(entry.loadGate(local[0])),
  },
  {
    name: "terse snapshots made here",
    full: false,
    again: true,
    make: ({ entry, local }) => one(entry.loadGate(local[1])),
  },
];
const waysOf = (brief) => WAYS.filter(({ again }) => !(again && brief));
const one = (gate) => () => gate;

/** Counts of answers that were equal and that were not, and the first that were not. */
export class Tally {
  passed = 0;
  failed = 0;
  /** By way and verb. */
  counts = {};
  /** By what they are of: a difference that is met again is shown once. */
  shown = {};

  compare(way, verb, equal, difference) {
    this.#count(way, verb, 1);
    if (equal) {
      this.passed += 1;
      return;
    }
    this.failed += 1;
    if (Object.keys(this.shown).length >= SHOWN) return;
    const shown = difference();
    this.shown[`${verb} ${shown.expected} ${shown.got}`] ??= { way, verb, ...shown };
  }

  /** Adds what another counted, who may have been elsewhere: of that one, the members came. */
  add({ passed, failed, counts, shown }) {
    this.passed += passed;
    this.failed += failed;
    for (const [way, verbs] of Object.entries(counts)) {
      for (const [verb, count] of Object.entries(verbs)) this.#count(way, verb, count);
    }
    const all = Object.entries({ ...shown, ...this.shown });
    this.shown = Object.fromEntries(all.slice(0, SHOWN));
  }

  #count(way, verb, count) {
    const verbs = (this.counts[way] ??= {});
    verbs[verb] = (verbs[verb] ?? 0) + count;
  }
}

/** A document, with its tables read as they are needed. */
class Document {
  constructor(text) {
    this.data = JSON.parse(text);
    this.texts = new Map();
  }

  answer(place) {
    const known = this.texts.get(place);
    if (known !== undefined) return known;
    const text = canonical(this.data.answers[place]);
    this.texts.set(place, text);
    return text;
  }

  verdict(place) {
    return canonical(verdictOf(this.data.answers[place]));
  }

  /** The arguments that stand for a record, none or one, by a list's place. */
  records(list) {
    const { lists, records } = this.data;
    return lists[list].map((place) => (place === NONE ? [] : [records[place]]));
  }

  context(place) {
    return place === NONE ? undefined : this.data.contexts[place];
  }
}

function askPolicy({ entry, policy, spanish, document, tally }) {
  const { data } = document;
  const compare = (of, verb, [member, args], place) => {
    const resolve = (it) => (typeof it === "function" ? of[member](...args) : it);
    const got = canonical(outcome(entry, () => resolve(of[member])));
    const expected = document.answer(place);
    tally.compare("the policy", verb, got === expected, () => ({ member, args, expected, got }));
  };
  for (const question of data.policy) {
    const [, , place, inSpanish] = question;
    compare(policy, "policy", question, place);
    if (inSpanish !== NONE) compare(spanish, SPANISH, question, inSpanish);
  }
  for (const [principal, place] of data.refused) {
    const gate = () => policy.gate(data.principals[principal]) && "a gate";
    const got = canonical(outcome(entry, gate));
    const expected = document.answer(place);
    const difference = () => ({ principal: data.principals[principal], expected, got });
    tally.compare("the policy", "refused", got === expected, difference);
  }
}

/** One block about each record of its list, `can` and predicates along with decisions. */
function askRecords(run, way, gate, [verb, name, context, list, full, terse]) {
  const { entry, document, tally, principal, brief } = run;
  const answers = way.full ? full : (terse ?? full);
  const within = document.context(context);
  const each = brief ? one(gate()) : gate;
  document.records(list).forEach((record, at) => {
    const compare = (what, ask, expected) => {
      const got = textOf(outcome(entry, () => ask(each(), name, record, within)));
      const difference = () => ({ name, principal, record, context: within, expected, got });
      tally.compare(way.name, what, agrees(way, what, got, expected), difference);
    };
    compare(verb, OF_RECORD[verb], document.answer(answers[at]));
    if (record[0] === null) {
      const ask = (of, about, _, context) => OF_RECORD[verb](of, about, [undefined], context);
      compare(UNDEFINED, ask, document.answer(answers[at]));
    }
    if (verb !== "check") return;
    const verdict = document.verdict(answers[at]);
    // A predicate is always given a record.
    for (const [what, ask] of Object.entries(VERDICTS)) {
      if (what === "can" || record.length > 0) compare(what, ask, verdict);
    }
  });
}

/** What a block's answers are in Spanish, where that is something else. */
function askInSpanish(run, gate, [verb, name, context, list, , , spanish]) {
  const { entry, document, tally, principal } = run;
  const within = document.context(context);
  document.records(list).forEach((record, at) => {
    if (spanish[at] === NONE) return;
    const got = textOf(outcome(entry, () => OF_RECORD[verb](gate, name, record, within)));
    const expected = document.answer(spanish[at]);
    const difference = () => ({ name, principal, record, context: within, expected, got });
    tally.compare("gates in Spanish", SPANISH, got === expected, difference);
  });
}

/** One block over all the rows of its list. */
function askRows(run, way, gate, [verb, name, context, list, full, terse]) {
  const { entry, document, tally, principal } = run;
  const [place] = way.full ? full : (terse ?? full);
  const rows = document.records(list).flat();
  const within = document.context(context);
  const got = canonical(outcome(entry, () => OF_ROWS[verb](gate(), name, rows, within, run)));
  const expected = document.answer(place);
  const difference = () => ({ name, principal, context: within, expected, got });
  tally.compare(way.name, verb, agrees(way, verb, got, expected), difference);
}

function askGate(run, { snapshots, blocks }) {
  const { entry, policy, spanish, document, tally, principal, brief } = run;
  const gate = policy.gate(principal);
  const local = [gate.snapshot(), gate.snapshot({ explain: false })];
  snapshots.forEach((place, at) => {
    const [expected, got] = [document.answer(place), canonical(local[at])];
    tally.compare("snapshots", "snapshot", got === expected, () => ({ principal, expected, got }));
  });
  const native = snapshots.map((place) => JSON.stringify(document.data.answers[place]));
  for (const way of waysOf(brief)) {
    const sources = { entry, policy, principal, snapshots: native, local };
    const made = outcome(entry, () => way.make(sources));
    if (typeof made !== "function") {
      tally.compare(way.name, "gate", false, () => ({ principal, got: made }));
      continue;
    }
    for (let time = 0; time < (way.times ?? 1); time++) {
      for (const block of blocks) {
        (OVER_ALL.includes(block[0]) ? askRows : askRecords)(run, way, made, block);
      }
    }
  }
  const inSpanish = spanish?.gate(principal);
  for (const block of blocks) if (block.at(-1) !== null) askInSpanish(run, inSpanish, block);
}

/** The ways in which a verb is asked: by name, each its own times, or all of them once. */
function waysFor(verb, brief) {
  if (verb === "policy" || verb === "refused") return [{ names: ["the policy"] }];
  if (verb === SPANISH) return [{ names: ["the policy", "gates in Spanish"] }];
  if (verb === "snapshot") return [{ names: ["snapshots"] }];
  return waysOf(brief).map(({ name, times }) => ({ names: [name], times }));
}

/** Whether `undefined` was asked about in each way, which is no question of a file's own. */
export const asksOfUndefined = ({ counts }) =>
  WAYS.every(({ name }) => counts[name]?.[UNDEFINED] > 0);

/** That as much was compared in each way as was answered natively. */
function checkCounts({ document, tally, brief }, before) {
  const { name: of, counts: all } = document.data;
  for (const [verb, count] of Object.entries(all)) {
    for (const { names, times = 1 } of waysFor(verb, brief)) {
      const counted = (counts) =>
        names.reduce((sum, name) => sum + (counts[name]?.[verb] ?? 0), 0);
      const compared = counted(tally.counts) - counted(before);
      if (compared === count * times && count > 0) continue;
      const expected = `${count} answers, ${times} times`;
      const got = `${compared} comparisons`;
      tally.compare(names[0], verb, false, () => ({ name: of, expected, got }));
    }
  }
}

/** The policy as a page in Spanish loads it. */
function inSpanish(entry, bundle, texts) {
  return entry.loadPolicy(bundle, { format: (key, text) => texts[key] ?? text });
}

/**
 * Asks everything that a document says, and adds to the tally what came of it; see `WAYS`. A pack's
 * bundle and its texts in Spanish are asked for by its name.
 */
export async function ask({ entry, text, bundleOf, textsOf, tally, brief }) {
  const document = new Document(text);
  const { data } = document;
  const before = structuredClone(tally.counts);
  const bundle = data.bundle ? JSON.stringify(data.bundle) : await bundleOf(data.name);
  const policy = entry.loadPolicy(bundle);
  const speaks = data.counts[SPANISH] !== undefined;
  const spanish = speaks ? inSpanish(entry, bundle, await textsOf(data.name)) : undefined;
  const all = { entry, policy, spanish, document, tally, brief };
  askPolicy(all);
  for (const gate of data.gates) {
    askGate({ ...all, principal: data.principals[gate.principal] }, gate);
    // A browser's page stays alive between two people.
    await new Promise((resolve) => setTimeout(resolve));
  }
  checkCounts(all, before);
}

/** Prints what a tally counted, and closes with the line that `cargo xtask` reads. */
export function report(title, { passed, failed, counts, shown }, print) {
  for (const [way, verbs] of Object.entries(counts)) {
    const each = Object.entries(verbs).map(([verb, count]) => `${count} ${verb}`);
    print(`  ${way}: ${each.join(", ")}`);
  }
  for (const difference of Object.values(shown)) print(`DIFFERS ${JSON.stringify(difference)}`);
  print(`${title}: ${passed} passed, ${failed} failed`);
}
