// One group of measures in this process, for `node.mjs`: prints its results.

import { createRequire } from "node:module";
import { given, group } from "./common.mjs";
import { contest } from "./contest.mjs";

const cedar = createRequire(import.meta.url)("@cedar-policy/cedar-wasm/nodejs");
console.log(JSON.stringify(await contest({ ...given(), cedar }, group)));
