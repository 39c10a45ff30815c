// A company's rate, and its loads.

import { answer, retry } from "../lib/answers.js";
import { amountFault, centsOf, money, typedMoney } from "../lib/amount.js";
import { confirm } from "../lib/confirm.js";
import { h } from "../lib/dom.js";
import { openDialog } from "../lib/dialog.js";
import { deskOf } from "../lib/desk.js";
import { QUIET, blanks, formFoot, save, submits, typedField } from "../lib/form.js";
import { gated } from "../lib/gated.js";
import { inside, t } from "../lib/language.js";
import { oneOf } from "../lib/listing.js";
import { button, failure, loading } from "../lib/parts.js";
import { announce } from "../lib/pulse.js";
import { typing } from "../lib/typed.js";
import { write } from "../lib/write.js";
import { LOAD_STEPS, newNote } from "./company-words.js";

const PACK = "alvys";

export function ratePart(desk, company) {
  const name = `companies/${company.id}/rate`;
  const control = desk.gate.control("form.customerRate", company);
  const typed = typing(name, { rate: typedMoney(company.rate) }, company.version);
  let shown;
  const part = typedField(name, typed, {
    name: "rate", label: t("Linehaul, USD per mile"), inputmode: "decimal",
    "data-key": `form.customerRate|${company.id}`, id: "customer-rate",
  }, (input) => {
    shown = gated(input, desk, "form.customerRate", company, { label: t("Customer rate") });
    return shown ?? input;
  });
  if (!shown) return null;
  return h("form", {
    class: "card fields", "aria-labelledby": "rates-title", "data-form": name, novalidate: true,
    onsubmit: submits(() => saveRate(name, typed, company)),
  },
  h("h2", { id: "rates-title" }, t("Customer rates")), part,
  control.state === "enabled" && formFoot(name, typed, { send: t("Save rate") }));
}

async function saveRate(name, typed, company) {
  if (!typed.changed().length) return;
  const cents = centsOf(typed.text("rate"));
  const done = await save(name, typed, {
    check: () => (cents === null ? { rate: amountFault(typed.text("rate")) } : {}),
    send: () => write("companies", company, {
      method: "PATCH", path: "/rate", version: typed.version(), quiet: QUIET,
      body: { fields: { rate: cents } }, label: t("Customer rate"),
    }),
  });
  if (!done) return;
  announce(t("Rate of {name} is {rate} a mile.", { name: company.name, rate: money(cents) }));
}

export function loadsPart(desk, company) {
  const book = gated(button("plus", t("Book a load")), desk, "button.bookLoad", company,
    { does: () => openBooking(company) });
  const address = `/api/companies/${encodeURIComponent(company.id)}/loads`;
  const { data, problem } = answer(address);
  const rows = data?.rows ?? [];
  if (!book && !rows.length && !problem) return null;
  return h("section", { class: "card", "aria-labelledby": "loads-title" },
    h("h2", { id: "loads-title" }, t("Loads")),
    loadsList(desk, company, { data, problem, address }), book);
}

function loadsList(desk, company, { data, problem, address }) {
  if (problem) {
    return failure(t("The list could not be loaded"), problem.text, () => retry(address));
  }
  if (!data) return loading();
  if (!data.rows.length) return h("p", { class: "quiet" }, t("No loads on the road."));
  return h("ul", { class: "loads" }, data.rows.map((load) => loadLine(desk, company, load)));
}

function loadLine(desk, company, load) {
  const next = LOAD_STEPS[load.progress + 1];
  return h("li", { "data-region": load.id },
    h("div", {}, h("strong", {}, load.lane),
      h("span", { class: "quiet" }, `${t(LOAD_STEPS[load.progress].at)}`)),
    next && workButton(desk, company, load, next));
}

function workButton(desk, company, load, next) {
  const does = async () => {
    const { problem } = await write("companies", company,
      { path: `/loads/${encodeURIComponent(load.id)}`, label: t("Work on loads") });
    if (!problem) announce(`${load.lane}: ${inside(next.at)}.`);
  };
  const name = `${t(next.act)} ${load.lane}`;
  return gated(button(null, t(next.act), { class: "small", "aria-label": name }), desk,
    "button.progressLoad", company, { key: load.id, label: t("Work on loads"),
      does: next.final ? () => askInvoice(company, load, does) : does });
}

/** An invoice is not taken back. */
function askInvoice(company, load, does) {
  confirm({
    title: t("Invoice {shipment}?", { shipment: load.lane }),
    text: t("An invoice cannot be undone. Work on this load ends with it."),
    keep: t("Not now"), yes: t("Draw up invoice"), iconName: "file", danger: false, does,
    isAllowed: () => (
      deskOf(PACK)?.gate.control("button.progressLoad", company).state === "enabled"),
  });
}

function openBooking(company) {
  const name = `companies/${company.id}/load`;
  openDialog((close) => {
    const desk = deskOf(PACK);
    const now = oneOf("companies", company.id).record ?? company;
    if (desk?.gate.control("button.bookLoad", now).state !== "enabled") return null;
    const typed = typing(name, { lane: "" });
    return {
      title: t("Book a load for {name}", { name: now.name }),
      body: [newNote(now), h("form", {
        class: "fields", "data-form": name, novalidate: true,
        onsubmit: submits(async () => {
          if (await book(name, typed, now)) close();
        }),
      },
      typedField(name, typed, {
        name: "lane", label: t("From where to where"), placeholder: "Yakima → Boise",
      }),
      formFoot(name, typed, { send: t("Book"), cancel: close }))],
    };
  });
}

async function book(name, typed, company) {
  const lane = typed.text("lane").trim();
  const done = await save(name, typed, {
    check: () => blanks(typed, ["lane"]),
    send: () => write("companies", company, {
      path: "/loads", body: { lane }, label: t("Book a load"), quiet: QUIET,
    }),
  });
  if (!done) return false;
  announce(t("{load} is booked for {name}.", { load: lane, name: company.name }));
  return true;
}
