// What makes the package heavy: the functions of the engine's module, by where they come from, and
// the files of each entry's script. Bytes before compression. `node weigh.mjs FOLDER` prints it for
// the folder that the package was built in; `size.mjs` does when a budget is passed.

import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const SHOWN = 25;

/** Sections of a module that are told apart. */
const [CUSTOM, IMPORTS, CODE, DATA] = [0, 2, 10, 11];

/** The kind of an import that is a function. */
const FUNCTION = 0;

class Reader {
  constructor(bytes, at = 0) {
    this.bytes = bytes;
    this.at = at;
  }

  number() {
    let [value, shift, byte] = [0, 0, 0];
    do {
      byte = this.bytes[this.at++];
      value += (byte & 0x7f) * 2 ** shift;
      shift += 7;
    } while (byte & 0x80);
    return value;
  }

  text() {
    const length = this.number();
    this.at += length;
    return new TextDecoder().decode(this.bytes.subarray(this.at - length, this.at));
  }
}

/** The sizes of a module's functions, by their names, and how long its sections are. */
export function functions(module) {
  const reader = new Reader(module, 8);
  const [sizes, names, sections] = [[], new Map(), { code: 0, data: 0 }];
  let imported = 0;
  while (reader.at < module.length) {
    const section = module[reader.at++];
    const length = reader.number();
    const end = reader.at + length;
    if (section === IMPORTS) {
      imported = reader.number();
      for (let left = imported; left > 0; left -= 1) {
        const name = `${reader.text()} ${reader.text()}`;
        if (module[reader.at++] !== FUNCTION) throw new Error(`\`${name}\` is no function`);
        reader.number();
      }
    } else if (section === CODE) {
      sections.code = length;
      for (let count = reader.number(); count > 0; count -= 1) {
        const size = reader.number();
        sizes.push(size);
        reader.at += size;
      }
    } else if (section === DATA) {
      sections.data = length;
    } else if (section === CUSTOM && reader.text() === "name") {
      while (reader.at < end) {
        const [kind, length] = [module[reader.at++], reader.number()];
        const next = reader.at + length;
        for (let count = kind === 1 ? reader.number() : 0; count > 0; count -= 1) {
          names.set(reader.number(), reader.text());
        }
        reader.at = next;
      }
    }
    reader.at = end;
  }
  const named = sizes.map((size, at) => [names.get(imported + at) ?? `function ${at}`, size]);
  return { sizes: named, sections };
}

/** The path segments of a mangled name, those of its parameters among them; else none. */
export function segments(name) {
  if (!name.startsWith("_R") && !name.startsWith("_ZN")) return [];
  const found = [];
  for (let at = name.startsWith("_R") ? 2 : 3; at < name.length;) {
    const rest = name.slice(at);
    // Disambiguators, references back and constants are no names, but may hold what looks so.
    const other = name.startsWith("_R") && /^(?:[sB][0-9A-Za-z]*_|K[a-z]n?[0-9a-f]*_)/.exec(rest);
    const length = /^([1-9]\d*)_?/.exec(rest);
    if (other) {
      at += other[0].length;
    } else if (length) {
      const start = at + length[0].length;
      at = start + Number(length[1]);
      found.push(name.slice(start, at));
    } else {
      at += 1;
    }
  }
  const hash = /^h[0-9a-f]{16}$/;
  return found.filter((segment) => !hash.test(segment));
}

/** The module that a function comes from: its crate and what follows in lower case. */
export function origin(name) {
  const path = segments(name);
  const end = path.findIndex((segment, at) => at > 0 && !/^[a-z][a-z0-9_]*$/.test(segment));
  const modules = path.slice(0, Math.min(end < 0 ? path.length - 1 : end, 3));
  return modules.join("::") || "without a path";
}

/** Sums of sizes by a key, the largest first. */
function sums(sizes, key) {
  const all = new Map();
  for (const [name, size] of sizes) {
    const group = key(name);
    const [count, total] = all.get(group) ?? [0, 0];
    all.set(group, [count + 1, total + size]);
  }
  return [...all].sort(([, [, one]], [, [, other]]) => other - one);
}

function line(size, what) {
  return `  ${String(size).padStart(7)}  ${what.length > 100 ? `${what.slice(0, 99)}…` : what}`;
}

/** What a module is made of, line by line. */
export function modules(module) {
  const { sizes, sections } = functions(module);
  const named = (name) => segments(name).join("::") || name;
  const largest = [...sizes].sort(([, one], [, other]) => other - one);
  return [
    `the module: ${sizes.length} functions in ${sections.code} bytes, ${sections.data} of data`,
    "by module",
    ...sums(sizes, origin)
      .slice(0, SHOWN)
      .map(([group, [count, size]]) => line(size, `${group} (${count})`)),
    "the largest functions",
    ...largest.slice(0, SHOWN).map(([name, size]) => line(size, named(name))),
  ];
}

/** What a bundled script is made of, by esbuild's own account. */
export function files(name, meta) {
  const inputs = Object.values(meta.outputs).flatMap(({ inputs }) => Object.entries(inputs));
  const sizes = inputs.map(([file, { bytesInOutput }]) => [file, bytesInOutput]);
  const sorted = sizes.filter(([, size]) => size > 0).sort(([, one], [, two]) => two - one);
  return [name, ...sorted.map(([file, size]) => line(size, file.replace(/^.*\/build\//, "")))];
}

/** Prints what is heavy in the package that was built in a folder. */
export function weigh(folder) {
  const scripts = join(folder, "build/bundle/esm");
  const metas = readdirSync(scripts).filter((file) => file.endsWith(".json"));
  const meta = (file) => JSON.parse(readFileSync(join(scripts, file), "utf8"));
  const lines = [
    ...modules(readFileSync(join(folder, "engine/named.wasm"))),
    ...metas.flatMap((file) => files(`the script of ${file.replace(".json", "")}`, meta(file))),
  ];
  console.log(lines.join("\n"));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) weigh(process.argv[2]);
