// The Vue binding on a server: what is rendered, and what is said of what cannot be answered.

import { expect, test, vi } from "vitest";
import { createSSRApp, Fragment, h } from "vue";
import { renderToString } from "vue/server-renderer";
import { loadPolicy } from "tollgate";
import bundle from "tollgate/policies/client-metrics.json";
import { createGateBinding, Gated, GateProvider } from "tollgate/vue";
import { useControl, useGate, useMaybeGate } from "tollgate/vue";

const policy = loadPolicy(bundle);
const gate = policy.gate({ id: "tom", roles: ["Commercial"] });
const customer = { type: "Customer", status: "INAC", informationComplete: true };

async function render(child, options = {}) {
  const onError = vi.fn();
  const app = () => h(GateProvider, { gate, onError, ...options }, { default: child });
  const html = await renderToString(createSSRApp(app));
  const codes = onError.mock.calls.map(([error, about]) => [about, error.code]);
  return { html: html.replaceAll(/<!--.*?-->/g, ""), codes };
}

/** What a composable makes of its arguments in a component of its own. */
async function probe(setup, options) {
  let seen;
  const child = { setup: () => ((seen = setup()), () => (seen.value, null)) };
  return { ...(await render(() => h(child), options)), seen };
}

test("a control is rendered with its reason", async () => {
  const edit = h(Gated, { control: "row.edit", record: customer }, () => h("button", "Edit"));
  const why = "Reactivate the customer first.";
  const off = `data-off aria-disabled="true" title="${why}" aria-description="${why}"`;
  // Vitest takes what is for development.
  const mark = `data-tollgate="row.edit disabled"`;
  expect((await render(() => edit)).html).toBe(`<button ${off} ${mark}>Edit</button>`);
});

test("an action is rendered, or what stands for it", async () => {
  const slots = { default: () => "yes", fallback: () => "no" };
  const gated = (action) => render(() => h(Gated, { action, record: customer }, slots));
  expect((await gated("viewCustomer")).html).toBe("yes");
  expect((await gated("editCustomer")).html).toBe("no");
  expect(await gated("typo")).toEqual({ html: "no", codes: [["typo", "unknown_action"]] });
});

test("a record that is not there yet leaves its control closed, and none means all", async () => {
  const button = { default: () => h("button", "Edit"), fallback: () => "no" };
  for (const record of [undefined, null]) {
    const { seen, codes } = await probe(() => useControl("row.edit", record));
    expect([seen.value.state, seen.value.pending, codes]).toEqual(["hidden", true, []]);
    for (const of of [{ control: "row.edit" }, { action: "editCustomer" }]) {
      const gated = () => h(Gated, { ...of, record }, button);
      expect(await render(gated)).toEqual({ html: "no", codes: [] });
    }
  }
  const all = await render(() => h(Gated, { control: "row.edit" }, button));
  // What is on says which control it is, too.
  expect(all.html).toBe('<button data-tollgate="row.edit enabled">Edit</button>');
  // There is no asking over all records beside a context: one that is not there is meant.
  const beside = await render(() => h(Gated, { control: "row.edit", context: {} }, button));
  expect(beside.html).toBe("no");
});

test("what fails shows the ungranted state and is told once", async () => {
  const gone = { ...customer, status: "gone" };
  const slider = await probe(() => useControl("slider.reliability", gone));
  expect(slider.seen.value.state).toBe("disabled");
  expect(slider.codes).toEqual([["slider.reliability", "unknown_value"]]);
  const typo = () => h(Gated, { control: "row.typo" }, () => h("button", "Typo"));
  const twice = await render(() => [typo(), typo()]);
  expect(twice).toEqual({ html: "", codes: [["row.typo", "unknown_control"]] });
});

test("without a gate everything is hidden, and without a provider that is said", async () => {
  const none = await probe(() => useControl("row.view", customer), { gate: null });
  expect(none.seen.value.state).toBe("hidden");
  expect(none.codes).toEqual([]);
  const logged = vi.spyOn(console, "error").mockImplementation(() => {});
  let seen;
  await renderToString(createSSRApp({ setup: () => ((seen = useMaybeGate()), () => null) }));
  expect(seen.value).toBe(null);
  expect(logged).toHaveBeenCalledTimes(1);
  logged.mockRestore();
});

test("a gate is there inside a provider, or its fallback is", async () => {
  const says = { setup: () => ((own) => () => own.value.fingerprint)(useGate()) };
  const slots = { default: () => h(says), fallback: () => "wait" };
  const page = (gate, of) => renderToString(createSSRApp(() => h(GateProvider, { gate }, of)));
  expect(await page(gate, slots)).toContain(gate.fingerprint);
  expect(await page(null, slots)).toContain("wait");
  await expect(page(null, { default: slots.default })).rejects.toThrow("no gate is provided");
});

test("what is not so is said the other way round, unless it is not known", async () => {
  const slots = { default: () => "yes", fallback: () => "no" };
  const not = async (props) => (await render(() => h(Gated, { not: "", ...props }, slots))).html;
  expect(await not({ control: "row.edit", record: customer })).toBe("yes");
  expect(await not({ control: "row.view", record: customer })).toBe("no");
  expect(await not({ control: "row.edit", record: null })).toBe("no");
  expect(await not({ action: "editCustomer", record: customer })).toBe("yes");
  expect(await not({ action: "editCustomer", record: null })).toBe("no");
});

test("a slot that asks is asked for what is hidden where it wants to be", async () => {
  const of = { control: "row.reactivate", record: { ...customer, status: "ACTV" } };
  const say = { default: ({ state }) => state, fallback: () => "no" };
  const plain = { default: () => h("i"), fallback: () => "no" };
  expect((await render(() => h(Gated, of, say))).html).toBe("no");
  expect((await render(() => h(Gated, { ...of, always: false }, say))).html).toBe("no");
  for (const always of [true, ""]) {
    expect((await render(() => h(Gated, { ...of, always }, say))).html).toBe("hidden");
    expect((await render(() => h(Gated, { ...of, always }, plain))).html).toBe("no");
  }
});

test("several children are off alike, within fragments too", async () => {
  const two = () => [h("i"), h(Fragment, ["and", h("b")])];
  const { html } = await render(() => h(Gated, { control: "row.edit", record: customer }, two));
  expect(html.match(/<[ib] data-off aria-disabled="true"/g)).toHaveLength(2);
  expect(html).toContain("and");
});

test("bindings of two packs in one application do not meet", async () => {
  const [one, two] = [createGateBinding(), createGateBinding()];
  const both = {
    setup() {
      const states = [one.useControl("row.view", customer), two.useMaybeGate()];
      return () => `${states[0].value.state} ${states[1].value}`;
    },
  };
  const inner = () => h(two.GateProvider, { gate: null }, () => h(both));
  const { html } = await render(() => h(one.GateProvider, { gate }, inner), { gate: null });
  expect(html).toContain("enabled null");
});
