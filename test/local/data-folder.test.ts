import { spawn } from "node:child_process";
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { openDataFolder } from "../../infra/local/files/data-folder.ts";
import { temporaryFolder } from "./hand-made-assembly.ts";

const inUse = (folder: string, pid = process.pid) =>
  `${folder} is in use by another hub (process ${pid}): stop that one, or choose another folder.`;

describe("openDataFolder() (invariant 39)", () => {
  test("opens a folder for one hub at a time, by any path", async () => {
    const folder = join(temporaryFolder(), "data");
    const first = await openDataFolder(folder);
    const alias = join(temporaryFolder(), "alias");
    symlinkSync(folder, alias);
    for (const path of [folder, alias]) await expect(openDataFolder(path)).rejects.toThrow(inUse(path));
    await first.close();
    await (await openDataFolder(folder)).close();
  });

  test("opens a folder whose hub was killed", async () => {
    const folder = join(temporaryFolder(), "data");
    const program = `import { openDataFolder } from ${JSON.stringify(join(import.meta.dirname, "../../infra/local/files/data-folder.ts"))};
      await openDataFolder(${JSON.stringify(folder)});
      console.log("open");
      setInterval(() => {}, 1000);`;
    const child = spawn(process.execPath, ["--import", "tsx", "--input-type=module", "--eval", program]);
    await new Promise((resolve) => child.stdout.once("data", resolve));
    await expect(openDataFolder(folder)).rejects.toThrow(inUse(folder, child.pid));
    child.kill("SIGKILL");
    await new Promise((resolve) => child.once("exit", resolve));
    await (await openDataFolder(folder)).close();
  });

  test.each([
    ["a release without a format number", "kms-master-secret", "secret", 1],
    ["another release", "format.json", '{"format":99}', 99],
  ])("refuses a folder of %s in one sentence, and releases it", async (_whose, file, content, format) => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, file), content);
    for (let times = 0; times < 2; times++)
      await expect(openDataFolder(folder)).rejects.toThrow(
        `${folder} was written by another release of the hub (format ${format}, and this one reads 3): start with an empty folder.`,
      );
  });

  test("opens a new folder that contains other files", async () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, "lost+found"));
    for (let times = 0; times < 2; times++) await (await openDataFolder(folder)).close();
  });
});
