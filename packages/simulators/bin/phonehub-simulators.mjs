#!/usr/bin/env node
// Starts the simulators. Plain JavaScript, because Node 20 does not run TypeScript.
import { register } from "tsx/esm/api";

register();
await import("../src/start.ts");
