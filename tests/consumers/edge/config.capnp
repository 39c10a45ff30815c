# The worker's modules, as a bundler for the edge would list them.
using Workerd = import "/workerd/workerd.capnp";

const config :Workerd.Config = (
  services = [(name = "main", worker = .worker)],
  sockets = [(name = "http", address = "127.0.0.1:0", http = (), service = "main")],
);

const worker :Workerd.Worker = (
  modules = [
    (name = "worker.js", esModule = embed "worker.js"),
    (name = "tollgate/slim", esModule = embed "node_modules/tollgate/slim.js"),
    (name = "engine.wasm", wasm = embed "engine.wasm"),
    (name = "client-metrics.json",
      json = embed "node_modules/tollgate/policies/client-metrics.json"),
  ],
  compatibilityDate = "2026-01-01",
);
