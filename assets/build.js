// Bundles what the pages load of others into FOLDER, with the licences of all that is inside and the digest of each file.
//     node build.js FOLDER
import { createHash } from "node:crypto";
import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { build } from "esbuild";

const folder = process.argv[2];
const PACKAGE = /^node_modules\/((?:@[^/]+\/)?[^/]+)\//;

await rm(folder, { recursive: true, force: true });
await mkdir(folder, { recursive: true });
const { metafile } = await build({
  entryPoints: ["editor.js"],
  outdir: folder,
  bundle: true,
  minify: true,
  format: "iife",
  target: "es2022",
  legalComments: "none", // all licences stand in THIRD-PARTY.txt
  metafile: true,
  logLevel: "warning",
});

const inside = Object.values(metafile.outputs).flatMap((output) => Object.entries(output.inputs));
const names = new Set(inside.flatMap(([path, { bytesInOutput }]) => (bytesInOutput && path.match(PACKAGE)?.[1]) || []));
const packages = {};
const texts = [];
for (const name of [...names].sort()) {
  const home = join("node_modules", name);
  const { version, license } = JSON.parse(await readFile(join(home, "package.json"), "utf8"));
  const file = (await readdir(home)).find((each) => /^licen[cs]e/i.test(each));
  if (!file) throw new Error(`${name} ${version} has no text of its licence`);
  packages[name] = version;
  texts.push(`${name} ${version} (${license})\n\n${(await readFile(join(home, file), "utf8")).trim()}\n`);
}
await writeFile(join(folder, "THIRD-PARTY.txt"), texts.join(`\n${"-".repeat(80)}\n\n`));

const files = {};
for (const name of (await readdir(folder)).sort()) {
  const bytes = await readFile(join(folder, name));
  files[name] = { bytes: bytes.length, sha256: createHash("sha256").update(bytes).digest("hex") };
}
await writeFile(join(folder, "manifest.json"), `${JSON.stringify({ files, packages }, null, 2)}\n`);
