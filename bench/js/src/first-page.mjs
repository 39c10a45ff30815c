// One first decision in this fresh page: the entry's module is fetched ahead, and evaluated only
// when the clock runs.

import { first } from "./first.mjs";

const REST_MS = 400;

window.first = async (entry) => {
  const url = `/entries/${entry}.js`;
  const bundle = await (await fetch("/bundle.json")).text();
  await new Promise((loaded, failed) => {
    const link = document.createElement("link");
    Object.assign(link, { rel: "modulepreload", href: url, onload: loaded, onerror: failed });
    document.head.append(link);
  });
  // A page that has just opened is still busy with that.
  await new Promise((rested) => setTimeout(rested, REST_MS));
  return first(async () => ({ module: await import(url), bundle }));
};
