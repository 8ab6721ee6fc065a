// Opens every page of a folder in Chromium without a network: searches, hovers, clicks, and checks for errors.
// With a fourth argument, screenshots are saved there.
//
// page.mjs FOLDER PACKAGES CHROMIUM [PICTURES]: NAME.html with NAME.json next to it.
import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { launch, open } from "./browser.mjs";
import { check_accessibility, visit_flow } from "./flow_page.mjs";

const [folder, packages, chromium, pictures] = process.argv.slice(2);
const names = fs.readdirSync(folder).filter((name) => name.endsWith(".html") && name !== "empty.html").sort();
assert.ok(names.length > 0, "nothing to open");
const browser = await launch(chromium, packages);
try {
  for (const name of names) await visit(name);
} finally {
  await browser.close();
}

async function visit(name) {
  const file = path.join(folder, name.replace(/html$/, "json"));
  // A page without it has bundles, which no JSON has.
  const graph = fs.existsSync(file) ? JSON.parse(fs.readFileSync(file, "utf8")) : null;
  if (graph?.graph.view !== "links") {
    const save = async (page, what) => pictures && page.screenshot({ path: path.join(pictures, `${name.replace(/.html$/, "")}-${what}.png`) });
    await visit_flow(browser, path.join(folder, name), graph, packages, save);
    console.log(`${name}: loads, finds, filters and shows`);
    return;
  }
  const { page, wrong } = await open(browser, pathToFileURL(path.join(folder, name)).href);
  const picture = (what) => pictures && page.screenshot({ path: path.join(pictures, `${name.replace(/.html$/, "")}-${what}.png`) });
  await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: "light" }]);
  await page.waitForFunction(() => document.querySelectorAll("#graph canvas").length > 0);
  const settled = () => page.evaluate(() => new Promise((done) => setTimeout(done, 450)));
  await settled();
  await picture("light");

  const text = (selector) => page.$eval(selector, (element) => element.textContent);
  assert.ok((await text("#counts")).includes(`${graph.nodes.length} node`), name);
  const degree = (node) => node.in_degree + node.out_degree;
  const named = graph.nodes.filter((node) => node.label.trim().length > 2 && graph.nodes.filter((other) => other.label === node.label).length === 1);
  named.sort((left, right) => Boolean(right.path) - Boolean(left.path) || degree(right) - degree(left));
  for (const node of named.slice(0, 3)) {
    // Found by a part of its name, selected by a click.
    const label = node.label.trim();
    await page.$eval("#search", (field) => { field.value = ""; });
    await page.type("#search", label.slice(0, 40).replace(/[\n\r\t\0]/g, " "));
    const found = await page.$$eval("#found li button", (buttons) => buttons.map((button) => button.firstChild.textContent));
    assert.ok(found.some((it) => it === node.label), `${name}: ${JSON.stringify(label)} is not found, but ${JSON.stringify(found)}`);
    const number = await page.$$eval(
      "#found li button",
      (buttons, label, path) => buttons.findIndex((button) => button.firstChild.textContent === label && (button.querySelector("small")?.textContent ?? null) === path),
      node.label,
      node.path,
    );
    await (await page.$$("#found li button"))[number].click();
    await settled();
    assert.equal(await text("#title"), node.label, name);
    assert.equal(await page.$eval("#note", (note) => note.hidden), false);
    assert.equal(decodeURIComponent(await page.evaluate(() => location.hash)), `#${node.path ?? node.label}`);
    if (node.path) {
      assert.equal(await text("#path"), node.path);
      const address = `obsidian://open?vault=${encodeURIComponent(graph.graph.vault)}&file=${encodeURIComponent(node.path)}`;
      assert.equal(await page.$eval("#open", (link) => link.getAttribute("href")), address);
    }
    const tags = await page.$$eval("#tags .tag", (tags) => tags.map((tag) => tag.textContent));
    assert.deepEqual(tags, node.tags.map((tag) => `#${tag}`));
    const neighbors = await page.$$eval("#neighbors li button", (buttons) => buttons.map((button) => button.firstChild.textContent).sort());
    const label_of = new Map(graph.nodes.map((node) => [node.id, node.label.trim() ? node.label : "(no name)"]));
    const expected = graph.edges.flatMap((edge) => [
      ...(edge.source === node.id ? [label_of.get(edge.target)] : []),
      ...(edge.target === node.id && edge.source !== node.id ? [label_of.get(edge.source)] : []),
    ]);
    assert.deepEqual(neighbors, expected.sort(), `${name}: the neighbors of ${label}`);
  }
  await picture("note");
  await check_accessibility(page, packages, `${name}, light`);

  const chosen = await text("#title");
  if (chosen) await click_on_the_graph(page, chosen, graph, name, settled, text);
  await page.mouse.move(5, 5);
  await page.click("#whole");
  await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: "dark" }]);
  await settled();
  await picture("dark");
  await check_accessibility(page, packages, `${name}, dark`);
  assert.equal(await page.evaluate(() => window.hacked), undefined, name);
  assert.deepEqual(wrong, [], name);
  await without_webgl(page, name, graph, picture, settled, text);
  // Sigma asks for the limits of WebGL while it is loaded.
  assert.ok(wrong.every((it) => it.includes("getParameter")), `${name}: ${wrong}`);
  await page.close();
  console.log(`${name}: loads, finds and shows`);
}

// Browsers without WebGL get a picture on a canvas, with the same search and panel.
async function without_webgl(page, name, graph, picture, settled, text) {
  const linked = graph.nodes.find(({ label }) => /^[\p{L}\p{N} ._-]{3,}$/u.test(label));
  await page.evaluateOnNewDocument(() => {
    const original = HTMLCanvasElement.prototype.getContext;
    HTMLCanvasElement.prototype.getContext = function (kind, ...more) { return kind.startsWith("webgl") ? null : original.call(this, kind, ...more); };
  });
  if (linked) await page.evaluate((hash) => history.replaceState(null, "", hash), `#${encodeURIComponent(linked.path ?? linked.label)}`);
  await page.reload();
  await settled();
  assert.equal(await page.$$eval("#graph canvas", (all) => all.length), 1, `${name}: one canvas without WebGL`);
  if (linked) assert.equal(await text("#title"), linked.label, `${name}: opens a link`);
  if (linked) {
    await page.type("#search", linked.label);
    await page.keyboard.press("Enter");
    await settled();
    assert.equal(await page.$eval("#note", (note) => note.hidden), false, name);
    assert.ok((await text("#title")).length > 0, name);
    // It is in the middle, where a click finds it again.
    const chosen = await text("#title");
    const { x, y } = await page.$eval("#graph", (it) => ({ x: it.clientWidth / 2, y: it.clientHeight / 2 }));
    await page.$eval("#search", (field) => { field.value = ""; field.dispatchEvent(new Event("input")); });
    await page.click("#close");
    await page.mouse.click(x, y);
    assert.equal(await page.$eval("#note", (note) => note.hidden), false, `${name}: a click without WebGL`);
    if (graph.nodes.length < 300) assert.equal(await text("#title"), chosen, name);
  }
  await picture("plain");
}

// The note that was selected last is in the middle between search and panel: a click there, on the dot, shows it
// again.
async function click_on_the_graph(page, chosen, graph, name, settled, text) {
  const middle = await page.evaluate(() => {
    const [search, panel] = ["header", "#note"].map((card) => document.querySelector(card).getBoundingClientRect());
    return (search.right + panel.left) / 2;
  });
  await page.$eval("#search", (field) => { field.value = ""; field.dispatchEvent(new Event("input")); });
  await page.click("#close");
  assert.equal(await page.$eval("#note", (note) => note.hidden), true);
  await page.mouse.move(middle + 1, 401);
  await settled();
  await page.mouse.click(middle, 400);
  await settled();
  assert.equal(await page.$eval("#note", (note) => note.hidden), false, `${name}: the click on the graph`);
  if (graph.nodes.length < 300) assert.equal(await text("#title"), chosen, `${name}: the click on the graph`);
  await page.click("#close");
}
