// A customer: the elements with `data-control` show as the gate says.

import { loadPolicy } from "tollgate";
import { gateDom } from "tollgate/dom";
import { showReasons } from "tollgate/tooltip";

const bundle = await (await fetch("./node_modules/tollgate/policies/client-metrics.json")).json();
const policy = loadPolicy(bundle);
const users = {
  tom: { id: "tom", roles: ["Commercial"] },
  vera: { id: "vera", permissions: ["view"] },
};

let user = users.tom;
let gate = policy.gate(user);
let customer = { type: "Customer", id: "c1", status: "INAC", informationComplete: true };

const screen = gateDom(document.body, gate, customer);
showReasons();
show();

function show() {
  screen.update(gate, customer);
  const { determining } = gate.check("editCustomer", customer);
  document.querySelector("#who").textContent = user.id;
  document.querySelector("#status").textContent = customer.status;
  document.querySelector("#why").textContent = determining.map(({ policy }) => policy).join();
}

for (const button of document.querySelectorAll("[data-user]")) {
  button.addEventListener("click", () => {
    user = users[button.dataset.user];
    gate = policy.gate(user);
    show();
  });
}
for (const button of document.querySelectorAll("[data-status]")) {
  button.addEventListener("click", () => {
    customer = { ...customer, status: button.dataset.status };
    show();
  });
}

const count = (id) => (document.querySelector(id).textContent -= -1);
document.querySelector("#edit").addEventListener("click", () => count("#edits"));
document.querySelector("form").addEventListener("submit", (event) => {
  event.preventDefault();
  count("#saves");
});
