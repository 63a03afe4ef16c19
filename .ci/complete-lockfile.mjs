// Adds to package-lock.json the optional packages for other platforms that a registry mirror lacks, so that `npm ci` works here, there
// and on them: npm refuses a lockfile that leaves one out, and a mirror that has only some of them makes it leave them out.
// Run after adding a dependency from such a mirror: node .ci/complete-lockfile.mjs
import { readFileSync, writeFileSync } from "node:fs";

const file = new URL("../package-lock.json", import.meta.url);
const lock = JSON.parse(readFileSync(file, "utf8"));
const systems = ["android", "darwin", "freebsd", "linux", "netbsd", "openbsd", "openharmony", "sunos", "win32"];
const processors = ["arm", "arm64", "ia32", "loong64", "ppc64", "riscv64", "s390x", "x64"];

const added = [];
for (const [path, parent] of Object.entries(lock.packages)) {
  for (const [name, version] of Object.entries(parent.optionalDependencies ?? {})) {
    const key = `node_modules/${name}`;
    if (path === "" || !/^\d/.test(version) || lock.packages[key]) continue;
    const words = name.split("/").at(-1).split("-");
    const system = words.find((word) => systems.includes(word));
    const processor = words.find((word) => processors.includes(word));
    const library = words.at(-1).startsWith("musl") ? "musl" : words.at(-1).startsWith("gnu") ? "glibc" : undefined;
    lock.packages[key] = {
      version,
      ...(processor ? { cpu: [processor] } : {}),
      ...(parent.dev ? { dev: true } : {}),
      ...(library ? { libc: [library] } : {}),
      license: parent.license,
      optional: true,
      ...(system ? { os: [system] } : {}),
    };
    added.push(name);
  }
}
lock.packages = Object.fromEntries(Object.entries(lock.packages).sort(([a], [b]) => (a < b ? -1 : 1)));
writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`);
console.log(added.length === 0 ? "Nothing is missing." : `Added ${added.join(", ")}.`);
