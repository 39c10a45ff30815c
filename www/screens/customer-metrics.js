// Client metrics: one customer's sliders, and the organisation's catalog they are scored by.

import { amend, answer, retry } from "../lib/answers.js";
import { commits } from "../lib/commit.js";
import { confirm } from "../lib/confirm.js";
import { h } from "../lib/dom.js";
import { openDialog } from "../lib/dialog.js";
import { deskOf } from "../lib/desk.js";
import {
  QUIET, blanks, discard, faultNote, faulty, formFault, save, submits, typedField,
} from "../lib/form.js";
import { gated } from "../lib/gated.js";
import { t } from "../lib/language.js";
import { allOf, oneOf } from "../lib/listing.js";
import { button, failure, iconButton, loading } from "../lib/parts.js";
import { announce } from "../lib/pulse.js";
import { change, viewState } from "../lib/store.js";
import { typing } from "../lib/typed.js";
import { make, write } from "../lib/write.js";
import { statusBadge } from "./customer-status.js";

const PACK = "client-metrics";

const done = (close) => [
  button(null, t("Done"), { class: "primary", "data-key": "done", onclick: close }),
];

/** What stands in place of rows that are not there yet. */
function waiting({ problem }, address) {
  return problem ? failure(t("The list could not be loaded"), problem.text, () => retry(address))
    : loading();
}

const metricsOf = ({ id }) => `/api/customers/${encodeURIComponent(id)}/metrics`;

/** The per-customer modal; it closes by itself when the gate no longer opens it. */
export function openMetrics(row) {
  openDialog((close) => {
    const desk = deskOf(PACK);
    const customer = oneOf("customers", row.id).record ?? row;
    if (desk?.gate.control("row.clientMetrics", customer).state !== "enabled") return null;
    const address = metricsOf(row);
    const metrics = answer(address);
    const control = desk.gate.control("slider.reliability", customer);
    return {
      title: t("Client metrics of {name}", { name: customer.tradeName }),
      body: [
        h("p", { class: "dialog-lead" }, statusBadge(customer),
          h("span", { class: "quiet" }, control.message || t("Each metric from 0 to 10."))),
        metrics.data ? h("div", { class: "sliders" },
          metrics.data.rows.map((metric) => slider(desk, customer, metric)))
          : waiting(metrics, address),
      ],
      actions: done(close),
    };
  });
}

/** Where sliders stand that were moved and that the server has not said yet. */
const moved = () => viewState("sliders", {});

function slider(desk, customer, metric) {
  const key = `${customer.id}|${metric.id}`;
  const value = moved()[key] ?? metric.value;
  const output = h("output", {}, String(value));
  const input = h("input", {
    type: "range", min: 0, max: 10, step: 1, id: `slider-${metric.id}`,
    oninput: (event) => { output.textContent = event.target.value; },
    onchange: (event) => move(customer, metric, Number(event.target.value)),
  });
  input.value = value;
  return h("div", { class: "slider" },
    h("label", { for: input.id }, metric.name,
      h("span", { class: "quiet" }, ` ×${metric.multiplier}`)),
    gated(input, desk, "slider.reliability", customer, { label: metric.name, key: metric.id }),
    output);
}

async function move(customer, metric, value) {
  const key = `${customer.id}|${metric.id}`;
  if ((moved()[key] ?? metric.value) === value) return;
  moved()[key] = value;
  const { problem } = await write("customers", customer, {
    method: "PUT", path: `/metrics/${encodeURIComponent(metric.id)}`, body: { value },
    label: metric.name,
  });
  const set = (row) => (row.id === metric.id ? { ...row, value } : row);
  if (!problem) amend(metricsOf(customer), ({ rows }) => ({ rows: rows.map(set) }));
  // The server has it, or refused it: what it says counts.
  change(() => { if (moved()[key] === value) delete moved()[key]; });
}

/** The catalog of metrics: definitions and multipliers. */
export function openCatalog() {
  openDialog((close) => {
    if (deskOf(PACK)?.gate.control("button.clientMetrics").state !== "enabled") return null;
    const catalog = allOf("metrics");
    return {
      title: t("Client metrics catalog"),
      body: [
        h("p", { class: "dialog-lead quiet" },
          t("What every customer is scored by. A change counts from the next recalculation.")),
        catalog.rows ? h("ul", { class: "catalog" }, catalog.rows.map(catalogLine))
          : waiting(catalog, catalog.address),
        newMetric(),
      ],
      actions: done(close),
    };
  });
}

function catalogLine(metric) {
  const form = `metrics/${metric.id}`;
  const on = { name: metric.name, multiplier: String(metric.multiplier) };
  const typed = typing(form, on, metric.version);
  const input = (name, label, more) => h("input", {
    type: "text", value: typed.text(name), "data-key": `${name}|${metric.id}`, "aria-label": label,
    oninput: (event) => typed.type(name, event.target.value),
    ...commits(`${form} ${name}`, {
      saves: () => saveMetric(form, typed, metric),
      takesBack: () => discard(form, typed),
      changed: () => typed.changed().length > 0 || faulty(form),
    }), ...more,
  });
  const named = input("name", t("Name of {name}", { name: metric.name }));
  const weight = input("multiplier", t("Multiplier of {name}", { name: metric.name }),
    { inputmode: "numeric" });
  return h("li", { "data-region": metric.id },
    named, h("span", { class: "quiet" }, "×"), weight,
    iconButton("trash", t("Remove {name}", { name: metric.name }), {
      "data-key": `remove|${metric.id}`, onclick: () => askRemove(metric),
    }),
    faultNote(form, "name", named), faultNote(form, "multiplier", weight),
    faulty(form) && formFault(form));
}

/** A multiplier is a whole number from 0 to 9. */
const isMultiplier = (text) => /^[0-9]$/.test(text.trim());

async function saveMetric(form, typed, metric) {
  const changed = typed.changed();
  if (!changed.length) {
    discard(form, typed);
    return;
  }
  const fields = Object.fromEntries(changed.map((name) => [name, typed.text(name).trim()]));
  if (fields.multiplier !== undefined) fields.multiplier = Number(fields.multiplier);
  const saved = await save(form, typed, {
    check: () => ({
      ...blanks(typed, changed.filter((name) => name === "name")),
      ...(isMultiplier(typed.text("multiplier")) ? {}
        : { multiplier: t("A multiplier is a whole number from 0 to 9.") }),
    }),
    send: () => write("metrics", metric, {
      method: "PATCH", version: typed.version(), body: { fields }, quiet: QUIET,
      label: t("Client metrics catalog"),
    }),
  });
  if (saved) announce(t("Saved {name}.", { name: saved.record.name }));
}

function askRemove(metric) {
  confirm({
    title: t("Remove {name}?", { name: metric.name }),
    text: t("Every customer’s score on it is removed as well."),
    yes: t("Remove"),
    does: async () => {
      const { problem } = await write("metrics", metric, { method: "DELETE" });
      if (!problem) announce(t("{name} is removed.", { name: metric.name }));
    },
  });
}

function newMetric() {
  const form = "metrics/new";
  const typed = typing(form, { name: "", multiplier: "1" });
  return h("form", {
    class: "inline-form lined", "data-form": form, novalidate: true,
    onsubmit: submits(async () => {
      const name = typed.text("name").trim();
      const saved = await save(form, typed, {
        check: () => ({
          ...blanks(typed, ["name"]),
          ...(isMultiplier(typed.text("multiplier")) ? {}
            : { multiplier: t("A multiplier is a whole number from 0 to 9.") }),
        }),
        send: () => make("/api/metrics",
          { fields: { name, multiplier: Number(typed.text("multiplier")) } },
          { label: t("Client metrics catalog"), quiet: QUIET }),
      });
      if (saved) announce(t("{name} is in the catalog.", { name }));
    }),
  },
  typedField(form, typed, { name: "name", label: t("New metric"), "data-key": "metric-name" }),
  typedField(form, typed, {
    name: "multiplier", label: t("Multiplier"), inputmode: "numeric", "data-key": "metric-weight",
  }),
  h("button", { type: "submit", "data-key": "metric-add" }, t("Add")));
}
