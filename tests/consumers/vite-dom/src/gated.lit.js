// A gate for the elements that a component renders, for Lit.

import { gateDom } from "tollgate/dom";

/** Shows what its host renders as a gate says of a record, which `about` gives. */
export class GateController {
  #host;
  #about;
  #screen;

  constructor(host, about) {
    this.#host = host;
    this.#about = about;
    host.addController(this);
  }

  hostConnected() {
    this.#host.requestUpdate();
  }

  hostUpdated() {
    this.#screen ??= gateDom(this.#host.renderRoot, null);
    this.#screen.update(...this.#about());
  }

  hostDisconnected() {
    this.#screen?.undo();
    this.#screen = undefined;
  }
}
