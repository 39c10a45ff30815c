// What is timed warm: one way of asking one engine, in a process or page of its own, so that
// nothing else has shaped what the compiler of JavaScript expects.

import { do_not_optimize, measure } from "mitata";
import {
  ACTIONS,
  DISTINCT_ROWS,
  FIRST,
  LIST_ROWS,
  PAGE_ROWS,
  PEOPLE,
  WHO,
  customers,
} from "./workload.mjs";

/** Asks everything of all; for each question, `ask` is given who, what and of which row. */
function sweep(rows, ask) {
  let yes = 0;
  for (const row of rows) {
    for (const action of ACTIONS) {
      for (let who = 0; who < PEOPLE.length; who++) if (ask(who, action, row)) yes++;
    }
  }
  return yes;
}

const questionCount = (rows) => rows.length * ACTIONS.length * PEOPLE.length;

/** The questions that are denied, several times over: a call has to outlast a page's clock. */
function denials({ can }, ask) {
  const denied = [];
  sweep(customers(PAGE_ROWS), (who, action, row) => {
    if (!can(who, action, row)) denied.push({ who, action, row });
  });
  const call = () => {
    let sum = 0;
    for (const { who, action, row } of denied) sum += ask(who, action, row);
    return sum;
  };
  return { call, each: denied.length };
}

/** A gate for everybody who just signed in, under ids that no engine has met. */
function signingIn(use) {
  const [times, row] = [10, FIRST];
  let turn = 0;
  const call = () => {
    let built = 0;
    for (let i = 0; i < times * PEOPLE.length; i++) {
      const { permissions } = PEOPLE[i % PEOPLE.length];
      if (use({ id: `user-${turn++}`, permissions }, row)) built++;
    }
    return built;
  };
  return { call, each: times * PEOPLE.length };
}

/** Each way gives a call, and of how many questions it is. */
const WAYS = {
  can({ can, slow }) {
    const rows = customers(slow ? DISTINCT_ROWS : PAGE_ROWS);
    return { call: () => sweep(rows, can), each: questionCount(rows) };
  },

  predicate({ predicate }) {
    const rows = customers(PAGE_ROWS);
    const all = PEOPLE.flatMap((_, who) => ACTIONS.map((action) => predicate(who, action)));
    const call = () => {
      let yes = 0;
      for (const each of all) for (const row of rows) if (each(row)) yes++;
      return yes;
    };
    return { call, each: questionCount(rows) };
  },

  /** All the answers for one person, read by column. */
  table({ can, columns }) {
    const rows = customers(LIST_ROWS);
    const one = () => {
      let yes = 0;
      for (const action of ACTIONS) for (const row of rows) if (can(WHO, action, row)) yes++;
      return yes;
    };
    return { call: columns ? () => columns(WHO, rows) : one, each: 1 };
  },

  cells({ cells }) {
    const rows = customers(LIST_ROWS);
    return { call: () => cells(WHO, rows), each: 1 };
  },

  denied: (entered) => denials(entered, (...question) => (entered.can(...question) ? 1 : 0)),
  check: (entered) =>
    denials(entered, (...question) => (entered.check(...question).allowed ? 1 : 0)),
  explain: (entered) =>
    denials(entered, (...question) => {
      const { message, unlock } = entered.check(...question);
      return message.length + unlock.length;
    }),

  /** All the controls of a row; for an engine without any, all the actions that stand behind. */
  controls({ can, controls }) {
    const rows = customers(PAGE_ROWS);
    const actions = (who, row) => {
      let yes = 0;
      for (const action of ACTIONS) if (can(who, action, row)) yes++;
      return yes;
    };
    const ask = controls ?? actions;
    const call = () => {
      let enabled = 0;
      for (const row of rows) {
        for (let who = 0; who < PEOPLE.length; who++) enabled += ask(who, row);
      }
      return enabled;
    };
    return { call, each: rows.length * PEOPLE.length };
  },

  gate: ({ gate }) => signingIn((person) => gate(person)),
  answer: ({ gate }) => signingIn((person, row) => gate(person).can("editCustomer", row) || true),
};

/** Every verdict, a digit each. */
export async function verdicts({ enter }) {
  const { can } = await enter(PEOPLE);
  let all = "";
  sweep(customers(DISTINCT_ROWS), (...question) => {
    all += can(...question) ? "1" : "0";
  });
  return { verdicts: all };
}

/** The median time of one question, in nanoseconds, in a turn of that many milliseconds. */
export async function warm({ enter }, way, time) {
  const { call, each } = WAYS[way](await enter(PEOPLE));
  const options = {
    min_cpu_time: time * 1e6,
    // Calls of less than a millisecond are timed many at once: a page's clock is coarse.
    batch_threshold: 1e6,
    batch_samples: 64,
  };
  const used = () => do_not_optimize(call());
  // The first turn is for the compiler.
  await measure(used, options);
  const { p50 } = await measure(used, options);
  return { time: p50 / each };
}
