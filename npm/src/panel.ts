// The panel of `tollgate/devtools`: in a shadow tree of its own, so that page and panel do not
// style each other.

import type { DevtoolsOptions } from "./devtools.js";
import { explainer } from "./explain.js";
import type { Explanation } from "./explain.js";
import type { Gate } from "./gate.js";
import { gateOf, isObserved, observed } from "./observed.js";
import type { Observation } from "./observed.js";
import { STYLE } from "./panel-style.js";
import type { GateStore } from "./store.js";
import type { Principal } from "./types.js";

/** How many questions are kept: those that were asked last. */
const QUESTIONS_MAX = 200;

/** Questions that can be explained, and as what. */
const EXPLAINED: Record<string, (name: string) => unknown> = {
  can: (action) => ({ action }),
  check: (action) => ({ action }),
  control: (id) => id,
  transition: (transition) => ({ transition }),
};

/** A question with how often it was asked. */
interface Line extends Observation {
  readonly gate: Gate;
  count: number;
}

/** Follows a store with a panel, until what it returns is called. */
export function watchStore(store: GateStore<Gate>, options: DevtoolsOptions): () => void {
  const panel = new Panel(store, options);
  return () => panel.end();
}

class Panel {
  readonly #store: GateStore<Gate>;
  readonly #options: DevtoolsOptions;
  readonly #explain: (gate: Gate, question: unknown, ...about: readonly unknown[]) => Explanation;
  readonly #page: Document;
  readonly #host: HTMLElement;
  readonly #root: ShadowRoot;
  /** By question: what was asked, the latest last. */
  readonly #lines = new Map<string, Line>();
  readonly #end: () => void;
  /** The application's own gate, and whether another is in its place. */
  #appGate: Gate | null = null;
  #acting = false;
  #reveals = false;
  /** What of the page is only there because it is revealed, and the rules that mark it. */
  readonly #revealed = new Set<string>();
  readonly #marks = new CSSStyleSheet();
  #drawn = true;

  constructor(store: GateStore<Gate>, options: DevtoolsOptions) {
    this.#store = store;
    this.#options = options;
    this.#explain = (options.explainer ?? explainer)(options.debug) as never;
    this.#page = options.page ?? document;
    this.#host = this.#page.createElement("tollgate-devtools");
    this.#root = this.#host.attachShadow({ mode: "open" });
    this.#page.adoptedStyleSheets.push(this.#marks);
    this.#build();
    this.#page.body.append(this.#host);
    this.#end = store.subscribe((gate) => this.#follow(gate));
  }

  end(): void {
    this.#end();
    this.#host.remove();
    const sheets = this.#page.adoptedStyleSheets;
    this.#page.adoptedStyleSheets = sheets.filter((sheet) => sheet !== this.#marks);
    this.#store.set(this.#appGate);
  }

  /** A gate that the application set is observed in its place. */
  #follow(gate: Gate | null): void {
    if (gate && isObserved(gate)) return;
    this.#appGate = gate;
    this.#acting = false;
    this.#put(gate);
  }

  #put(gate: Gate | null): void {
    this.#lines.clear();
    this.#revealed.clear();
    this.#marks.replaceSync("");
    const reveal = (id: string): boolean => this.#reveals && this.#mark(id);
    const report = (observation: Observation): void => this.#hear(gate as Gate, observation);
    this.#store.set(gate && observed(gate, reveal, report));
    this.#who(gate);
    this.#draw();
  }

  #hear(gate: Gate, observation: Observation): void {
    const key = `${observation.verb} ${observation.name} ${recordOf(observation)}`;
    const count = (this.#lines.get(key)?.count ?? 0) + 1;
    this.#lines.delete(key);
    this.#lines.set(key, { ...observation, gate, count });
    if (this.#lines.size > QUESTIONS_MAX) {
      for (const [first] of this.#lines) {
        this.#lines.delete(first);
        break;
      }
    }
    if (!this.#drawn) return;
    this.#drawn = false;
    // Questions come while the page is drawn: what they say is drawn once, after that.
    setTimeout(() => this.#draw());
  }

  /** Marks what is revealed, by what the bindings write on elements while developing. */
  #mark(id: string): boolean {
    if (!this.#revealed.has(id)) {
      this.#revealed.add(id);
      const of = `[data-tollgate^="${CSS.escape(id)} "]`;
      this.#marks.insertRule(`${of}{outline:2px dashed #a000a0;outline-offset:1px}`);
    }
    return true;
  }

  #part<E extends HTMLElement>(name: string): E {
    return this.#root.querySelector(`[part=${name}]`) as E;
  }

  #build(): void {
    const { policy, principals = [] } = this.#options;
    // Pages that forbid inline styles allow sheets of scripts.
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(STYLE);
    this.#root.adoptedStyleSheets = [sheet];
    this.#root.append(this.#skeleton());
    const offered: Principal[] = [...principals];
    for (const role of policy?.roles ?? []) offered.push({ id: "devtools", roles: [role] });
    this.#part("act").hidden = !policy;
    const whom = this.#part<HTMLSelectElement>("whom");
    for (const principal of offered) {
      const { id, roles } = principal;
      const text = `${String(id)} ${roles?.join(", ") ?? ""}`;
      whom.append(new Option(text, JSON.stringify(principal)));
    }
    const principal = this.#part<HTMLTextAreaElement>("principal");
    principal.value = whom.value;
    whom.addEventListener("change", () => (principal.value = whom.value));
    this.#part("act").addEventListener("submit", (event) => this.#act(event));
    this.#part("back").addEventListener("click", () => this.#back());
    this.#part("reveal").addEventListener("change", (event) => {
      this.#reveals = (event.target as HTMLInputElement).checked;
      const gate = this.#store.get();
      this.#put(gate && gateOf(gate));
    });
  }

  /** All parts, with nothing in them yet. */
  #skeleton(): HTMLElement {
    const make = this.#make;
    const body = make("div", { part: "body" }, [
      make("p", { part: "who", role: "status" }),
      make("label", {}, [
        make("input", { type: "checkbox", part: "reveal" }),
        " Show what is hidden, as disabled",
      ]),
      make("form", { part: "act" }, [
        make("label", {}, ["Act as ", make("select", { part: "whom" })]),
        make("label", {}, [
          "Principal ",
          make("textarea", { part: "principal", rows: "3", spellcheck: "false" }),
        ]),
        make("button", {}, ["Act"]),
        " ",
        make("button", { type: "button", part: "back" }, ["Back to my own"]),
        make("p", { part: "wrong", role: "alert" }),
      ]),
      make("h2", {}, ["Questions"]),
      make("div", { part: "scroll", tabindex: "0", role: "region", "aria-label": "Questions" }, [
        make("table", {}, [
          make("thead", {}, [
            make("tr", {}, COLUMNS.map((title) => make("th", {}, [title]))),
          ]),
          make("tbody", { part: "questions" }),
        ]),
      ]),
      make("section", { part: "why", "aria-label": "Why", "aria-live": "polite" }),
    ]);
    const panel = make("details", { part: "panel" }, [make("summary", {}, ["Tollgate"]), body]);
    return make("aside", { "aria-label": "Tollgate" }, [panel]);
  }

  /** An element with attributes and what is in it. Pages with Trusted Types refuse HTML as text. */
  readonly #make = (
    name: string,
    attributes: Readonly<Record<string, string>> = {},
    inside: ReadonlyArray<Node | string> = [],
  ): HTMLElement => {
    const element = this.#page.createElement(name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    element.append(...inside);
    return element;
  };

  #act(event: Event): void {
    event.preventDefault();
    const wrong = this.#part("wrong");
    wrong.textContent = "";
    try {
      const principal: unknown = JSON.parse(this.#part<HTMLTextAreaElement>("principal").value);
      const gate = this.#options.policy?.gate(principal) as unknown as Gate;
      this.#acting = true;
      this.#put(gate);
    } catch (error) {
      wrong.textContent = (error as Error).message;
    }
  }

  #back(): void {
    this.#acting = false;
    this.#put(this.#appGate);
  }

  /** Who asks, by which pack, of which fingerprint. */
  #who(gate: Gate | null): void {
    const acting = this.#acting ? "acting as " : "";
    this.#part("who").textContent = gate
      ? `${acting}${String(gate)}, fingerprint ${gate.fingerprint}`
      : "nobody is signed in";
    this.#part("why").textContent = "";
  }

  #draw(): void {
    this.#drawn = true;
    const rows = [...this.#lines.values()].reverse().map((line) => {
      let question: HTMLElement | string = `${line.verb} ${line.name}`.trim();
      if (Object.hasOwn(EXPLAINED, line.verb)) {
        question = this.#make("button", {}, [question]);
        question.addEventListener("click", () => this.#why(line));
      }
      const cells = [question, recordOf(line), line.answer, `${line.count}`];
      return this.#make("tr", {}, cells.map((cell) => this.#make("td", {}, [cell])));
    });
    this.#part("questions").replaceChildren(...rows);
  }

  #why({ about, gate, name, verb }: Line): void {
    const why = this.#part("why");
    try {
      const question = EXPLAINED[verb]?.(name);
      const explanation = this.#explain(gate, question, ...about);
      const { action, allowed, message, policies } = explanation;
      const sentences = [action && `Decided by ${action}.`, message].filter(Boolean);
      why.replaceChildren(
        this.#make("h2", {}, [`${name}: ${allowed ? "allowed" : "not allowed"}`]),
        this.#make("p", {}, [sentences.join(" ")]),
        this.#make("ul", {}, policies.map((policy) => this.#policy(policy))),
      );
    } catch (error) {
      why.textContent = (error as Error).message;
    }
  }

  #policy({ clauses, effect, holds, place, policy }: Explanation["policies"][number]): Element {
    const at = place ? ` (${place.file}:${place.line})` : "";
    const ways = clauses.map(({ conditions }) => {
      const all = conditions.map((it) => `${SIGN[it.holds]} ${it.text ?? "a condition"}`);
      return this.#make("li", {}, [all.join("; ") || "always"]);
    });
    return this.#make("li", {}, [
      `${effect} ${policy}${at}: ${HOLDS[holds]}`,
      this.#make("ul", {}, ways),
    ]);
  }
}

const COLUMNS = ["Question", "About", "Answer", "Times"];
const HOLDS = { yes: "holds", no: "does not hold", depends: "depends on the record" } as const;
const SIGN = { yes: "✓", no: "✗", depends: "?" } as const;

/** What a question is about, as it can be said on a line. */
function recordOf({ about, verb }: Observation): string {
  if (about.length === 0) return verb === "control" ? "all records" : "";
  const [record] = about;
  if (record === null || record === undefined) return "no record yet";
  if (Array.isArray(record)) return `${record.length} rows`;
  const { type, id } = record as { type?: unknown; id?: unknown };
  return [type, id].filter((it) => it !== undefined).map(String).join(" ");
}
