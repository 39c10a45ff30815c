// A gate for the elements below one, for Angular.

import { Directive, ElementRef, inject, Input } from "@angular/core";
import type { OnDestroy } from "@angular/core";
import { gateDom } from "tollgate/dom";
import type { AnyGate, RecordFor } from "tollgate/dom";

/** `[gated]="[gate, record]"`: shows what is in the element as a gate says of a record. */
@Directive({ selector: "[gated]" })
export class Gated implements OnDestroy {
  readonly #screen = gateDom(inject(ElementRef).nativeElement, null);

  @Input({ required: true }) set gated([gate, record]: [AnyGate | null, RecordFor]) {
    this.#screen.update(gate, record);
  }

  ngOnDestroy(): void {
    this.#screen.undo();
  }
}
