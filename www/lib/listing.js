// Lists whose rows the server searches, sorts and pages: their states, heads and pages.

import { answer, recordOf, retry } from "./answers.js";
import { h } from "./dom.js";
import { t } from "./language.js";
import { button, empty, failure, loading, searchBox } from "./parts.js";
import { dataTable } from "./rows.js";
import { change } from "./store.js";

/** How many rows a page has. */
const SIZE = 50;

/** How long one types on before the server is asked. */
const PAUSE_MS = 200;

/** What a list is asked for at first. */
export const listQuery = (more = {}) => ({ search: "", page: 1, first: more.sort, ...more });

/** A page of a list such as `customers`: `{ rows, total, problem, loading, address }`. */
export function listOf(kind, view, { only, may, size = SIZE } = {}) {
  const parameters = {
    search: view.search.trim(), sort: view.sort, only, page: view.page > 1 ? view.page : "", size,
    may,
  };
  const query = new URLSearchParams(Object.entries(parameters).filter(([, value]) => value));
  const address = `/api/${kind}?${query}`;
  const { data, problem } = answer(address);
  // While another page is on its way, the one before stands.
  if (data) view.before = data;
  const shown = data ?? (problem ? null : view.before);
  return {
    address, problem, busy: !data && !problem, total: shown?.total ?? null,
    rows: shown ? shown.rows.map(recordOf) : null,
  };
}

/** How many rows the server gives at once. */
const MOST = 100;

/** All rows of a list, for a form that chooses among them: `{ rows, problem, address }`. */
export function allOf(kind, { sort, only } = {}) {
  const page = (number) => listOf(kind, listQuery({ sort, page: number }), { only, size: MOST });
  const first = page(1);
  if (!first.rows) return first;
  const count = Math.max(1, Math.ceil(first.total / MOST));
  const others = Array.from({ length: count - 1 }, (_, index) => page(index + 2));
  const late = others.find(({ rows }) => !rows);
  if (late) return late;
  // What is added meanwhile moves others to the next page.
  const rows = [first, ...others].flatMap((each) => each.rows);
  return { ...first, rows: [...new Map(rows.map((row) => [row.id, row])).values()] };
}

/** How many rows a list has, asked for alone. */
export function countOf(kind, narrowed = {}) {
  return listOf(kind, listQuery(), { ...narrowed, size: 1 }).total;
}

let pause = null;

/** The search of a list. */
export function searchOf(name, view) {
  return searchBox(name, view.typed ?? view.search, (text) => {
    view.typed = text;
    clearTimeout(pause);
    pause = setTimeout(() => change(() => {
      view.search = text;
      view.page = 1;
      delete view.typed;
    }), PAUSE_MS);
  });
}

/** A list as a table, or what stands in its place. `none` is `[icon, title, text]`. */
export function listing(list, view, { name, columns, none, wrapRow }) {
  const back = fallback(list, view);
  if (back) {
    change(() => { Object.assign(view, back); });
    return loading();
  }
  if (list.problem && !list.rows) {
    return failure(t("The list could not be loaded"), list.problem.text ?? list.problem.message,
      () => retry(list.address));
  }
  if (!list.rows) return loading();
  if (!list.rows.length) return empty(...none);
  const table = dataTable(name, columns, list.rows, wrapRow, {
    by: view.sort,
    does: (sort) => change(() => {
      view.sort = sort;
      view.page = 1;
    }),
  });
  if (list.busy) table.setAttribute("aria-busy", "true");
  return [table, pager(list, view)];
}

/** What to show of a list instead of a page that is gone, or of an order that is not to be had. */
function fallback({ rows, problem, busy, total }, view) {
  if (problem?.document?.at === "sort" && view.sort !== view.first) return { sort: view.first };
  if (busy || !rows || rows.length || view.page === 1) return null;
  return { page: Math.max(1, Math.ceil(total / SIZE)) };
}

function pager({ rows, total }, view) {
  const first = (view.page - 1) * SIZE + 1;
  const last = first + rows.length - 1;
  if (total <= SIZE && view.page === 1) return null;
  const turn = (key, iconName, word, page, off) => button(iconName, word, {
    "data-key": key, class: "small", disabled: off,
    onclick: () => {
      change(() => { view.page = page; });
      document.getElementById("screen").scrollTo(0, 0);
    },
  });
  return h("nav", { class: "pager", "aria-label": t("Pages") },
    h("span", { class: "quiet", role: "status" }, t("{first} to {last} of {total}",
      { first, last, total })),
    turn("page-before", "left", t("Previous"), view.page - 1, view.page === 1),
    turn("page-next", "right", t("Next"), view.page + 1, last >= total));
}

/** A single record: `{ record, problem, loading }`. */
export function oneOf(kind, id) {
  const address = `/api/${kind}/${encodeURIComponent(id)}`;
  const { data, problem } = answer(address);
  return { address, problem, record: data ? recordOf(data) : null };
}
