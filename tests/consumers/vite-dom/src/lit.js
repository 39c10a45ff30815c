// The customer with Lit, in a shadow root.

import { html, LitElement } from "lit";
import { GateController } from "./gated.lit.js";
import { acme, gates, why } from "./office.js";

class CustomerPage extends LitElement {
  static properties = { who: {}, customer: {}, edits: {}, saves: {} };

  constructor() {
    super();
    Object.assign(this, { who: "tom", customer: acme, edits: 0, saves: 0 });
    new GateController(this, () => [gates[this.who], this.customer]);
  }

  step(status) {
    this.customer = { ...this.customer, status };
  }

  save(event) {
    event.preventDefault();
    this.saves += 1;
  }

  render() {
    return html`
      <button @click=${() => (this.who = "tom")}>Tom</button>
      <button @click=${() => (this.who = "vera")}>Vera</button>
      <p id="who">${this.who}</p>
      <button data-control="menu.customers" hidden>Customers</button>
      <button data-control="button.newCustomer" hidden>New customer</button>
      <h1>Acme</h1>
      <p id="status">${this.customer.status}</p>
      <button id="edit" data-control="row.edit" hidden @click=${() => (this.edits += 1)}>
        Edit
      </button>
      <button data-control="row.reactivate" hidden @click=${() => this.step("ACTV")}>
        Reactivate
      </button>
      <button data-control="row.deactivate" hidden @click=${() => this.step("INAC")}>
        Deactivate
      </button>
      <p id="edits">${this.edits}</p>
      <p id="why">${why(gates[this.who], this.customer)}</p>
      <label>
        Reliability
        <input id="slider" type="range" max="5" value="3" data-control="slider.reliability">
      </label>
      <form data-control="form.customer" hidden @submit=${this.save}>
        <label>Name <input value="Acme"></label>
        <button>Save</button>
      </form>
      <p id="saves">${this.saves}</p>
    `;
  }
}

customElements.define("customer-page", CustomerPage);
document.querySelector("#app").append(document.createElement("customer-page"));
