// Opens every page of a folder in Chromium without a network: searches, hovers, clicks, and checks for errors.
// With a fourth argument, screenshots are saved there.
//
// page.mjs FOLDER PACKAGES CHROMIUM [PICTURES]: NAME.html with NAME.json next to it.
import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { launch } from "./browser.mjs";
import { visit_flow } from "./flow_page.mjs";
import { visit_links } from "./links_page.mjs";

const [folder, packages, chromium, pictures] = process.argv.slice(2);
const names = fs.readdirSync(folder).filter((name) => name.endsWith(".html")).sort();
assert.ok(names.length > 0, "nothing to open");
const browser = await launch(chromium, packages);
const plain = await launch(chromium, packages, { hasWebgl: false });
try {
  for (const name of names) await visit(name);
} finally {
  await browser.close();
  await plain.close();
}

async function visit(name) {
  const file = path.join(folder, name.replace(/html$/, "json"));
  // A page without it has bundles, which no JSON has.
  const graph = fs.existsSync(file) ? JSON.parse(fs.readFileSync(file, "utf8")) : null;
  const stem = name.replace(/.html$/, "");
  const save = (page, what) => pictures && page.screenshot({ path: path.join(pictures, `${stem}-${what}.png`) });
  if (graph?.graph.view === "links") await visit_links({ browser, plain }, path.join(folder, name), graph, packages, save);
  else await visit_flow(browser, path.join(folder, name), graph, packages, save);
  console.log(`${name}: loads, finds, filters and shows`);
}
