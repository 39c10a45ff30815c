// The customer with Solid.

import { createSignal } from "solid-js";
import { render } from "solid-js/web";
import { gated } from "./gated.solid.js";
import { acme, gates, why } from "./office.js";

function Page() {
  const [who, setWho] = createSignal("tom");
  const [customer, setCustomer] = createSignal(acme);
  const [edits, setEdits] = createSignal(0);
  const [saves, setSaves] = createSignal(0);
  const gate = () => gates[who()];
  const step = (status) => setCustomer({ ...customer(), status });
  const save = (event) => {
    event.preventDefault();
    setSaves(saves() + 1);
  };
  return (
    <div ref={gated(gate, customer)}>
      <button onClick={() => setWho("tom")}>Tom</button>
      <button onClick={() => setWho("vera")}>Vera</button>
      <p id="who">{who()}</p>
      <button data-control="menu.customers" hidden>Customers</button>
      <button data-control="button.newCustomer" hidden>New customer</button>
      <h1>Acme</h1>
      <p id="status">{customer().status}</p>
      <button id="edit" data-control="row.edit" hidden onClick={() => setEdits(edits() + 1)}>Edit</button>
      <button data-control="row.reactivate" hidden onClick={() => step("ACTV")}>Reactivate</button>
      <button data-control="row.deactivate" hidden onClick={() => step("INAC")}>Deactivate</button>
      <p id="edits">{edits()}</p>
      <p id="why">{why(gate(), customer())}</p>
      <label>
        Reliability
        <input id="slider" type="range" max="5" value="3" data-control="slider.reliability" />
      </label>
      <form data-control="form.customer" hidden onSubmit={save}>
        <label>Name <input value="Acme" /></label>
        <button>Save</button>
      </form>
      <p id="saves">{saves()}</p>
    </div>
  );
}

render(Page, document.querySelector("#app"));
