// What the packager makes of the engine and puts in place of these names.

/** The glue of wasm-bindgen: what the module imports, and the functions to call. */
declare module "#glue" {
  type Boundary = import("./boundary.js").Boundary;
  interface Glue extends Boundary, WebAssembly.ModuleImports {
    __wbg_set_wasm(exports: unknown): void;
  }
  export default function makeGlue(): Glue;
}

/** The engine as JavaScript: a function from what the module imports to what it exports. */
declare module "#script" {
  export default function makeEngine(imports: object): unknown;
}

/** Whether this is the build for those who develop an application. */
declare const __DEV__: boolean;
