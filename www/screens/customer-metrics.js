// Client metrics: one customer's sliders, and the organisation's catalog they are scored by.

import { h } from "../lib/dom.js";
import { openDialog } from "../lib/dialog.js";
import { deskOf } from "../lib/desk.js";
import { gated } from "../lib/gated.js";
import { t } from "../lib/language.js";
import { button, field } from "../lib/parts.js";
import { announce } from "../lib/pulse.js";
import { change, state } from "../lib/store.js";
import { statusBadge } from "./customer-status.js";

const PACK = "client-metrics";

/** The per-customer modal; it closes by itself when the gate no longer opens it. */
export function openMetrics(customer) {
  openDialog((close) => {
    const desk = deskOf(PACK);
    if (desk?.gate.control("row.clientMetrics", customer).state !== "enabled") return null;
    const answer = desk.gate.control("slider.reliability", customer);
    return {
      title: t("Client metrics of {name}", { name: customer.tradeName }),
      body: [
        h("p", { class: "dialog-lead" }, statusBadge(customer),
          h("span", { class: "quiet" }, answer.message || t("Each metric from 0 to 10."))),
        h("div", { class: "sliders" },
          state.records.metricsCatalog.map((metric) => slider(desk, customer, metric))),
      ],
      actions: [button(null, t("Done"), { class: "primary", "data-key": "done", onclick: close })],
    };
  });
}

function slider(desk, customer, metric) {
  const value = customer.metrics[metric.id] ?? 0;
  const output = h("output", {}, String(value));
  const input = h("input", {
    type: "range", min: 0, max: 10, step: 1, id: `slider-${metric.id}`,
    oninput: (event) => { output.textContent = event.target.value; },
    onchange: (event) => move(customer, metric, Number(event.target.value)),
  });
  input.value = value;
  return h("div", { class: "slider" },
    h("label", { for: input.id }, t(metric.name),
      h("span", { class: "quiet" }, ` ×${metric.multiplier}`)),
    gated(input, desk, "slider.reliability", customer, { label: t(metric.name), key: metric.id }),
    output);
}

function move(customer, metric, value) {
  if (customer.metrics[metric.id] === value) return;
  change(() => {
    customer.metrics[metric.id] = value;
    customer.stale = true;
  });
}

/** The catalog of metrics: definitions and multipliers. */
export function openCatalog() {
  const draft = { name: "", multiplier: 1 };
  openDialog((close) => {
    if (deskOf(PACK)?.gate.control("button.clientMetrics").state !== "enabled") return null;
    return {
      title: t("Client metrics catalog"),
      body: [
        h("p", { class: "dialog-lead quiet" },
          t("What every customer is scored by. A change counts from the next recalculation.")),
        h("ul", { class: "catalog" }, state.records.metricsCatalog.map(catalogLine)),
        newMetric(draft),
      ],
      actions: [button(null, t("Done"), { class: "primary", "data-key": "done", onclick: close })],
    };
  });
}

function catalogLine(metric) {
  const input = h("input", {
    type: "number", min: 0, max: 9, value: metric.multiplier, "data-key": `multiplier|${metric.id}`,
    "aria-label": t("Multiplier of {name}", { name: t(metric.name) }),
    onchange: (event) => change(() => {
      metric.multiplier = Number(event.target.value);
      for (const each of state.records.customers) each.stale = true;
    }),
  });
  return h("li", {}, h("span", {}, t(metric.name)), h("span", { class: "quiet" }, "×"), input);
}

function newMetric(draft) {
  const name = h("input", {
    type: "text", value: draft.name, "data-key": "metric-name", required: true,
    oninput: (event) => { draft.name = event.target.value; },
  });
  return h("form", {
    class: "inline-form",
    onsubmit: (event) => {
      event.preventDefault();
      const id = `metric-${state.records.metricsCatalog.length + 1}`;
      const added = { id, name: draft.name.trim(), multiplier: draft.multiplier };
      change(() => { state.records.metricsCatalog.push(added); });
      announce(t("{name} is in the catalog.", { name: added.name }));
      draft.name = "";
    },
  }, field(t("New metric"), name),
  h("button", { type: "submit", "data-key": "metric-add" }, t("Add")));
}
