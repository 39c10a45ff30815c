// The customer with Angular.

import { Component, computed, signal } from "@angular/core";
import { bootstrapApplication } from "@angular/platform-browser";
import { Gated } from "./gated.angular.js";
import { acme, gates, why } from "./office.js";

@Component({
  selector: "#app",
  imports: [Gated],
  template: `
    <div [gated]="[gate(), customer()]">
      <button (click)="who.set('tom')">Tom</button>
      <button (click)="who.set('vera')">Vera</button>
      <p id="who">{{ who() }}</p>
      <button data-control="menu.customers" hidden>Customers</button>
      <button data-control="button.newCustomer" hidden>New customer</button>
      <h1>Acme</h1>
      <p id="status">{{ customer().status }}</p>
      <button id="edit" data-control="row.edit" hidden (click)="edit()">Edit</button>
      <button data-control="row.reactivate" hidden (click)="step('ACTV')">Reactivate</button>
      <button data-control="row.deactivate" hidden (click)="step('INAC')">Deactivate</button>
      <p id="edits">{{ edits() }}</p>
      <p id="why">{{ why() }}</p>
      <label>
        Reliability
        <input id="slider" type="range" max="5" value="3" data-control="slider.reliability">
      </label>
      <form data-control="form.customer" hidden (submit)="save($event)">
        <label>Name <input value="Acme"></label>
        <button>Save</button>
      </form>
      <p id="saves">{{ saves() }}</p>
    </div>
  `,
})
class Page {
  readonly who = signal<"tom" | "vera">("tom");
  readonly customer = signal(acme);
  readonly edits = signal(0);
  readonly saves = signal(0);
  readonly gate = computed(() => gates[this.who()]);
  readonly why = computed(() => why(this.gate(), this.customer()));

  step(status: string): void {
    this.customer.set({ ...this.customer(), status });
  }

  edit(): void {
    this.edits.set(this.edits() + 1);
  }

  save(event: Event): void {
    event.preventDefault();
    this.saves.set(this.saves() + 1);
  }
}

bootstrapApplication(Page);
