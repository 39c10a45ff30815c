// A worker at the edge: it may not compile bytes, so that the module comes compiled.

import module from "./engine.wasm";
import bundle from "./client-metrics.json";
import init, { loadPolicy } from "tollgate/slim";

const started = init(module);

export default {
  async fetch(request) {
    await started;
    const { user, action, record } = await request.json();
    const gate = loadPolicy(bundle).gate(user);
    return Response.json({
      decision: gate.check(action, record),
      controls: gate.controls(record),
    });
  },
};
