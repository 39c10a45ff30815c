// Jest and Testing Library: a screen under the real policy.

import "@testing-library/jest-dom";
import { render, screen } from "@testing-library/react";
import { loadPolicy } from "tollgate";
import bundle from "tollgate/policies/client-metrics.json";
import { GateProvider } from "tollgate/react";
import { Customer } from "./Customer";

const policy = loadPolicy(bundle);

function show(user, status) {
  const customer = status && { type: "Customer", status, informationComplete: true };
  render(
    <GateProvider gate={policy.gate({ id: "tom", ...user })}>
      <Customer customer={customer} />
    </GateProvider>,
  );
  return (name) => screen.queryByRole("button", { name });
}

test("an active customer can be edited", () => {
  const button = show({ roles: ["Commercial"] }, "ACTV");
  expect(button("Edit")).toBeEnabled();
});

test("an inactive one cannot, and the button says why", () => {
  const button = show({ roles: ["Commercial"] }, "INAC");
  expect(button("Edit")).toBeDisabled();
  expect(button("Edit")).toHaveAccessibleDescription("Reactivate the customer first.");
});

test("what is off by its props keeps its place in the order of the Tab key", () => {
  const button = show({ roles: ["Commercial"] }, "INAC");
  expect(button("Rename")).not.toBeDisabled();
  expect(button("Rename")).toHaveAttribute("aria-disabled", "true");
});

test("who only looks has no button, and nobody has one while the customer loads", () => {
  expect(show({ permissions: ["view"] }, "ACTV")("Edit")).toBeNull();
  expect(show({ roles: ["Commercial"] }, undefined)("Edit")).toBeNull();
});
