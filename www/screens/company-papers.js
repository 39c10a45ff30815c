// The papers of a company: agreements, certificates and past invoices. They stay in every status.

import { money } from "../lib/amount.js";
import { answer, retry } from "../lib/answers.js";
import { h } from "../lib/dom.js";
import { icon } from "../lib/icons.js";
import { t } from "../lib/language.js";
import { day, failure, loading } from "../lib/parts.js";

const KINDS = {
  agreement: ["note", "Agreement"], certificate: ["check", "Certificate"],
  invoice: ["receipt", "paper|Invoice"],
};

export function papersPart(company) {
  const address = `/api/companies/${encodeURIComponent(company.id)}/documents`;
  const { data, problem } = answer(address);
  return h("section", { class: "card papers", "aria-labelledby": "papers-title" },
    h("h2", { id: "papers-title" }, t("Documents and past invoices")),
    company.status !== "Active" && h("p", { class: "quiet" },
      t("They stay available to everyone, whatever the status.")),
    documentList(data, problem, address));
}

function documentList(data, problem, address) {
  if (problem) {
    return failure(t("The list could not be loaded"), problem.text, () => retry(address));
  }
  if (!data) return loading();
  if (!data.rows.length) return h("p", { class: "quiet" }, t("No documents on file."));
  return h("ul", {}, data.rows.map(documentItem));
}

function documentItem({ id, kind, name, amount, addedAt }) {
  const [iconName, word] = KINDS[kind];
  const added = day(addedAt, { year: "numeric", month: "short", day: "numeric" });
  return h("li", { "data-paper": id },
    icon(iconName),
    h("div", {}, h("strong", {}, name),
      h("span", { class: "quiet" }, `${t(word)} · ${added}`)),
    amount !== null && h("span", { class: "amount" }, money(amount)));
}
