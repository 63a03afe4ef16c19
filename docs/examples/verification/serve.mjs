// Serves the pages beside the backend, on loopback: node docs/examples/verification/serve.mjs
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { build } from "esbuild";
import { verificationBackend } from "./backend.mjs";

const here = new URL("./", import.meta.url);
const types = { html: "text/html", js: "text/javascript", css: "text/css" };

const bundledReact = async () => {
  const { outputFiles } = await build({
    entryPoints: [new URL("react.jsx", here).pathname],
    bundle: true,
    write: false,
    jsx: "automatic",
    minify: true,
    define: { "process.env.NODE_ENV": '"production"' },
  });
  return outputFiles[0].text;
};

const files = {
  "/": "index.html",
  "/page.js": "page.js",
  "/texts.js": "texts.js",
  "/style.css": "style.css",
  "/react": "react.html",
};

/** The hub of `npm start`, unless the environment names another one. */
const hub = () => {
  const { PHONEHUB_URL: hubUrl, PHONEHUB_KEY: apiKey } = process.env;
  if (hubUrl && apiKey) return { hubUrl, apiKey };
  const local = JSON.parse(readFileSync(new URL("../../../.phonehub/local.json", here)));
  return { hubUrl: local.apiUrl, apiKey: local.apiKey };
};

const backend = verificationBackend({ ...hub(), hostname: "localhost" });
const react = await bundledReact();

const server = createServer(async (request, response) => {
  try {
    const answer = await backend(request);
    if (answer) {
      response.writeHead(answer.status, { ...answer.headers, "content-type": "application/json" });
      return response.end(JSON.stringify(answer.body));
    }
    const { pathname } = new URL(request.url, "http://localhost");
    if (pathname === "/react.js") return response.setHeader("content-type", types.js).end(react);
    const name = files[pathname];
    if (!name) return response.writeHead(404).end();
    return response.setHeader("content-type", types[name.split(".")[1]]).end(readFileSync(new URL(name, here)));
  } catch (error) {
    console.error(error.message);
    return response.writeHead(500, { "content-type": "application/json" }).end('{"error":"internal_error"}');
  }
});

server.listen(Number(process.env.PORT ?? 4080), "127.0.0.1", () => {
  const url = `http://localhost:${server.address().port}/`;
  console.log(`The page: ${url} · in Spanish: ${url}?lang=es · with React: ${url}react`);
});
