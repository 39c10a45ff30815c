// The React binding on a server: what is rendered, and what is said of what cannot be answered.

import { createElement as h, Fragment } from "react";
import { renderToString } from "react-dom/server";
import { expect, test, vi } from "vitest";
import { loadPolicy } from "tollgate";
import bundle from "tollgate/policies/client-metrics.json";
import { createGateBinding, Gated, GateProvider } from "tollgate/react";
import { useControl, useGate, useMaybeGate } from "tollgate/react";

const gate = loadPolicy(bundle).gate({ id: "tom", roles: ["Commercial"] });
const customer = { type: "Customer", status: "INAC", informationComplete: true };

function render(children, options = {}) {
  const onError = vi.fn();
  const html = renderToString(h(GateProvider, { gate, onError, ...options }, children));
  return { html, codes: onError.mock.calls.map(([error, about]) => [about, error.code]) };
}

function Probe({ id, record, seen }) {
  Object.assign(seen, useControl(id, record));
  return null;
}
function probe(id, record, options) {
  const seen = {};
  return { ...render(h(Probe, { id, record, seen }), options), seen };
}

test("a control is rendered with its reason", () => {
  const edit = h(Gated, { control: "row.edit", record: customer }, h("button", null, "Edit"));
  const why = "Reactivate the customer first.";
  const off = `data-off="" aria-disabled="true" title="${why}" aria-description="${why}"`;
  // Vitest takes what is for development.
  const mark = `data-tollgate="row.edit disabled"`;
  expect(render(edit).html).toBe(`<button ${off} ${mark}>Edit</button>`);
});

test("an action is rendered, or what stands for it", () => {
  const gated = (action) =>
    render(h(Gated, { action, record: customer, fallback: "no" }, "yes")).html;
  expect(gated("viewCustomer")).toBe("yes");
  expect(gated("editCustomer")).toBe("no");
  const reason = ({ message }) => message;
  const element = h(Gated, { action: "editCustomer", record: customer }, reason);
  expect(render(element).html).toBe("Reactivate the customer first.");
});

test("flags include the stronger ones", () => {
  const { seen } = probe("row.reactivate", { ...customer, status: "ACTV" });
  expect(seen).toMatchObject({ state: "hidden", hidden: true, disabled: true, readOnly: true });
  expect(probe("row.edit", customer).seen).toMatchObject({ hidden: false, disabled: true });
  const form = probe("form.customer", customer).seen;
  expect(form).toMatchObject({ state: "readonly", disabled: false, readOnly: true });
  const open = probe("row.edit", { ...customer, status: "ACTV" }).seen;
  expect(open).toMatchObject({ readOnly: false, message: "", props: {} });
});

test("a record that is not there yet leaves its control closed, and none means all", () => {
  const button = h("button", null, "Edit");
  for (const record of [undefined, null]) {
    expect(probe("row.edit", record)).toMatchObject({
      seen: { state: "hidden", pending: true },
      codes: [],
    });
    const control = h(Gated, { control: "row.edit", record }, button);
    expect(render(control)).toEqual({ html: "", codes: [] });
    const action = h(Gated, { action: "editCustomer", record, fallback: "no" }, "yes");
    expect(render(action)).toEqual({ html: "no", codes: [] });
  }
  const all = render(h(Gated, { control: "row.edit" }, button)).html;
  // What is on says which control it is, too.
  expect(all).toBe('<button data-tollgate="row.edit enabled">Edit</button>');
  // There is no asking over all records beside a context: one that is not there is meant.
  expect(render(h(Gated, { control: "row.edit", context: {} }, button)).html).toBe("");
});

test("what fails shows the ungranted state and is told once", () => {
  const gone = { ...customer, status: "gone" };
  const slider = probe("slider.reliability", gone);
  expect(slider.seen.state).toBe("disabled");
  expect(slider.codes).toEqual([["slider.reliability", "unknown_value"]]);
  expect(probe("row.edit", gone).seen.state).toBe("hidden");

  const typo = h(Gated, { control: "row.typo", record: customer }, h("button", null, "Typo"));
  const twice = render([h("i", { key: 1 }, typo), h("i", { key: 2 }, typo)]);
  expect(twice.html).toBe("<i></i><i></i>");
  expect(twice.codes).toEqual([["row.typo", "unknown_control"]]);
  const action = h(Gated, { action: "typo", fallback: "no" }, "yes");
  expect(render(action)).toEqual({ html: "no", codes: [["typo", "unknown_action"]] });
});

test("a record that throws is an error like any other", () => {
  const hostile = { ...customer };
  Object.defineProperty(hostile, "status", {
    enumerable: true,
    get() {
      throw new Error("no");
    },
  });
  const { seen, codes } = probe("row.edit", hostile);
  expect(seen.state).toBe("hidden");
  expect(codes).toHaveLength(1);
});

test("without a gate everything is hidden, and without a provider that is said", () => {
  expect(probe("row.view", customer, { gate: null })).toMatchObject({
    codes: [],
    seen: { state: "hidden" },
  });
  const logged = vi.spyOn(console, "error").mockImplementation(() => {});
  const seen = {};
  function Alone() {
    seen.gate = useMaybeGate();
    return h(Probe, { id: "row.view", record: customer, seen });
  }
  renderToString(h(Alone));
  expect(seen).toMatchObject({ gate: null, state: "hidden" });
  expect(logged).toHaveBeenCalledTimes(1);
  logged.mockRestore();
});

test("a gate is there inside a provider, or its fallback is", () => {
  const Says = () => useGate().fingerprint;
  expect(render(h(Says)).html).toBe(gate.fingerprint);
  expect(render(h(Says), { gate: null, fallback: "wait" }).html).toBe("wait");
  expect(() => render(h(Says), { gate: null })).toThrow("no gate is provided");
});

test("what is not so is said the other way round, unless it is not known", () => {
  const not = (props) => render(h(Gated, { not: true, fallback: "no", ...props }, "yes")).html;
  expect(not({ control: "row.edit", record: customer })).toBe("yes");
  expect(not({ control: "row.view", record: customer })).toBe("no");
  expect(not({ control: "row.edit", record: null })).toBe("no");
  expect(not({ control: "row.typo", record: customer })).toBe("no");
  expect(not({ action: "editCustomer", record: customer })).toBe("yes");
  expect(not({ action: "viewCustomer", record: customer })).toBe("no");
  expect(not({ action: "editCustomer", record: null })).toBe("no");
});

test("a child that is a function is asked for what is hidden where it wants to be", () => {
  const of = { control: "row.reactivate", record: { ...customer, status: "ACTV" } };
  const say = ({ state }) => state;
  expect(render(h(Gated, of, say)).html).toBe("");
  expect(render(h(Gated, { ...of, always: true }, say)).html).toBe("hidden");
});

test("several children are off alike, within fragments too", () => {
  const two = [h("i", { key: 1 }), h(Fragment, { key: 2 }, "and", h("b"))];
  const { html } = render(h(Gated, { control: "row.edit", record: customer }, two));
  expect(html.match(/<[ib] data-off="" aria-disabled="true"/g)).toHaveLength(2);
  expect(html).toContain("and");
  const text = h(Gated, { control: "row.edit", record: customer, fallback: "no" }, "text");
  expect(render(text).html).toBe("no");
});

test("bindings of two packs in one application do not meet", () => {
  const one = createGateBinding();
  const two = createGateBinding();
  const Both = () => `${one.useControl("row.view", customer).state} ${String(two.useMaybeGate())}`;
  const inner = h(two.GateProvider, { gate: null }, h(Both));
  expect(render(h(one.GateProvider, { gate }, inner), { gate: null }).html).toBe("enabled null");
});
