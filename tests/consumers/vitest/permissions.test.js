// How an application tests who may do what: with the real policy, and no set-up.

import { expect, test } from "vitest";
import { loadPolicy } from "tollgate";
import bundle from "tollgate/policies/client-metrics.json";

const policy = loadPolicy(bundle);
const commercial = policy.gate({ id: "tom", roles: ["Commercial"] });
const inactive = { type: "Customer", status: "INAC", informationComplete: true };

test("an inactive customer waits", () => {
  const { allowed, determining, message } = commercial.check("editCustomer", inactive);
  expect(allowed).toBe(false);
  expect(determining.map(({ policy }) => policy)).toEqual(["inactive-customers-wait"]);
  expect(message).toBe("Reactivate the customer first.");
});

test.each(["PAIN", "ACTV"])("a customer that is %s can be edited", (status) => {
  expect(commercial.control("row.edit", { ...inactive, status }).state).toBe("enabled");
});

test("who only looks has no button", () => {
  const viewer = policy.gate({ id: "vera", permissions: ["view"] });
  expect(viewer.control("row.edit", inactive).state).toBe("hidden");
});
