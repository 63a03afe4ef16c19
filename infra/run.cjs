// Runs one of the project's programs: node infra/run.cjs FILE [arguments]. Without a file it only checks the version of Node. An old Node
// must be able to run this file, so it is plain JavaScript, and it names the required version before it loads anything newer.
"use strict";
const { engines } = require("../package.json");

const [neededMajor, neededMinor] = engines.node.replace(">=", "").split(".").map(Number);
const [major, minor] = process.versions.node.split(".").map(Number);

if (major < neededMajor || (major === neededMajor && minor < neededMinor)) {
  const needed = `${neededMajor}.${neededMinor}`;
  console.error(`PhoneHub needs Node ${needed} or newer, and this is ${process.versions.node} (https://nodejs.org).`);
  process.exit(1);
}

const { resolve } = require("node:path");
const { pathToFileURL } = require("node:url");

async function run() {
  if (process.argv[2] === undefined) return;
  // The program sees the same arguments as if Node had started it directly.
  process.argv.splice(1, 1);
  const file = resolve(process.argv[1]);
  process.argv[1] = file;
  if (file.endsWith(".ts")) {
    const [cjs, esm] = await Promise.all([import("tsx/cjs/api"), import("tsx/esm/api")]);
    cjs.register();
    esm.register();
  }
  await import(pathToFileURL(file).href);
}

run().catch((error) => {
  console.error(error);
  process.exit(1);
});
