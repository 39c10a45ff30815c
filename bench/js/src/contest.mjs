// Everything that is timed warm, in Node and in a page alike: first the verdicts are compared, then
// each measure takes its contenders in turn, round by round, so that a machine that slows down
// slows all of them.

import { Bench } from "tinybench";
import * as accesscontrol from "./peers/accesscontrol.mjs";
import * as casbin from "./peers/casbin.mjs";
import * as casl from "./peers/casl.mjs";
import * as cedar from "./peers/cedar.mjs";
import * as inline from "./peers/inline.mjs";
import * as jsonLogic from "./peers/json-logic.mjs";
import * as tollgate from "./peers/tollgate.mjs";
import { decisions, explanations, gates, loads } from "./own.mjs";
import { ACTIONS, LIST_ROWS, PAGE_ROWS, PEOPLE, customers } from "./workload.mjs";

const PEERS = [tollgate, casl, jsonLogic, inline, accesscontrol, casbin, cedar];

/** Rows that differ to the policy, for comparing and for engines that take microseconds. */
const DISTINCT_ROWS = 6;
const SLOW = new Set([casbin.name, cedar.name]);

/** Whose gate answers tables: View and Edit. */
const TABLE_PERSON = 3;

/** A call that is timed lasts at least this long, so that a coarse clock does not matter. */
const CALL_MS_MIN = 2;

/** How often `call` goes into one timed call: so often that the quickest of a few lasts long. */
function repeats(call, time) {
  let result = 0;
  // What the compiler of JavaScript has not met yet would seem long enough.
  for (const end = performance.now() + time; performance.now() < end; ) result += call();
  for (let repeat = 1; ; repeat *= 2) {
    let least = Infinity;
    for (let attempt = 0; attempt < 3; attempt++) {
      const start = performance.now();
      for (let i = 0; i < repeat; i++) result += call();
      least = Math.min(least, performance.now() - start);
    }
    if (Number.isNaN(result)) throw new Error("a contender counts no answers");
    if (least >= CALL_MS_MIN) return repeat;
  }
}

/** The median time of one of `each` questions, in nanoseconds, from one run of a while. */
function run({ call, each, prepare }, { time, warmup }) {
  let result = 0;
  const repeat = prepare ? 1 : repeats(call, warmup ? time : 0);
  const bench = new Bench({
    time,
    iterations: 5,
    warmup,
    warmupTime: time,
    warmupIterations: 3,
    throws: true,
    retainSamples: true,
  });
  const repeated = () => {
    for (let i = 0; i < repeat; i++) result += call();
    return result;
  };
  bench.add("it", repeated, prepare ? { beforeEach: prepare } : {});
  const [task] = bench.runSync();
  return (task.result.latency.p50 * 1e6) / (repeat * each);
}

/** Rounds of a measure: each contender's median of each round. */
function measure({ id, contenders }, { rounds, time }) {
  const figures = Object.fromEntries(contenders.map(({ name }) => [name, []]));
  for (let round = 0; round < rounds; round++) {
    for (let i = 0; i < contenders.length; i++) {
      const contender = contenders[(i + round) % contenders.length];
      figures[contender.name].push(run(contender, { time, warmup: round === 0 }));
    }
  }
  return { id, figures };
}

/** Compares every verdict with Tollgate's; how many a peer was asked for. */
function compare(peers) {
  const [{ entered: ours }] = peers;
  const verdicts = {};
  for (const { name, entered } of peers) {
    verdicts[name] = 0;
    for (const row of customers(DISTINCT_ROWS)) {
      for (const action of ACTIONS) {
        PEOPLE.forEach((person, who) => {
          const [mine, theirs] = [ours.can(who, action, row), entered.can(who, action, row)];
          if (Boolean(theirs) !== mine) {
            const question = JSON.stringify({ person, action, row });
            throw new Error(`${name} says ${theirs} where Tollgate says ${mine}: ${question}`);
          }
          verdicts[name] += 1;
        });
      }
    }
  }
  compareCounts(peers);
  return verdicts;
}

/** The loops that are timed come to the same numbers of yes. */
function compareCounts(peers) {
  const rows = customers(DISTINCT_ROWS * 10);
  for (const way of ["sweep", "predicates", "table", "tableByCell"]) {
    const counts = peers
      .filter(({ entered }) => entered[way])
      .map(({ entered }) => entered[way](rows, TABLE_PERSON));
    if (new Set(counts).size !== 1) throw new Error(`${way} differs: ${counts}`);
  }
}

/** A measure of one way of asking, with all peers that have it. */
function shared(id, way, peers, { rowsOf, each, who }) {
  const contenders = peers
    .filter(({ entered }) => entered[way])
    .map(({ name, entered }) => {
      const rows = rowsOf(name);
      return { name, call: () => entered[way](rows, who), each: each(rows) };
    });
  return { id, contenders };
}

const asked = (rows) => rows.length * ACTIONS.length * PEOPLE.length;

function tables(peers) {
  const list = customers(LIST_ROWS);
  const options = { rowsOf: () => list, each: () => 1, who: TABLE_PERSON };
  const table = shared("table", "table", peers, options);
  const [cells] = shared("table", "tableByCell", peers, options).contenders;
  table.contenders.push({ ...cells, name: "Tollgate, cell by cell" });
  return table;
}

/** What is measured together, by name. */
const GROUPS = {
  can({ peers }) {
    const page = customers(PAGE_ROWS);
    const few = (name) => (SLOW.has(name) ? page.slice(0, DISTINCT_ROWS) : page);
    return [shared("can", "sweep", peers, { rowsOf: few, each: asked })];
  },
  predicate({ peers }) {
    const page = customers(PAGE_ROWS);
    return [shared("predicate", "predicates", peers, { rowsOf: () => page, each: asked })];
  },
  table: ({ peers }) => [tables(peers)],
  explanations: ({ ours, given }) => explanations(ours, given),
  gates: ({ ours }) => gates(ours, casl),
  growth: ({ given }) => decisions(given.growth),
  loading: ({ given }) => loads(given.growth),
};

export const GROUP_NAMES = Object.keys(GROUPS);

/**
 * Compares all verdicts, then runs the measures of that group. A group has a process or page to
 * itself, where nothing that ran before has shaped what the compiler of JavaScript expects.
 */
export async function contest(given, { group, ...options }) {
  const peers = [];
  for (const peer of PEERS) {
    const entered = await peer.enter({ people: PEOPLE, ...given });
    peers.push({ name: peer.name, limits: peer.limits, entered });
  }
  const verdicts = compare(peers);
  const [{ entered: ours }] = peers;
  const measures = [];
  for (const each of GROUPS[group]({ peers, ours, given })) {
    measures.push(measure(each, options));
  }
  const limits = Object.fromEntries(peers.map(({ name, limits }) => [name, limits ?? null]));
  return { verdicts, limits, measures };
}
