// What holds for the pages of all views.
import assert from "node:assert/strict";
import fs from "node:fs";
import { createRequire } from "node:module";
import os from "node:os";
import path from "node:path";

export const settled = () => new Promise((done) => setTimeout(done, 450));

// The rules of accessibility hold for a page as it is now.
export async function check_accessibility(page, packages, what) {
  const axe = createRequire(path.join(packages, "package.json")).resolve("axe-core/axe.min.js");
  await page.evaluate(fs.readFileSync(axe, "utf8"));
  const violations = await page.evaluate(async () => (await window.axe.run()).violations.map((it) => `${it.id}: ${it.nodes[0].html} ${it.nodes[0].failureSummary}`));
  assert.deepEqual(violations, [], what);
}

// Writes a page with other data, which `change` makes from its own, and returns the file; the caller removes its folder.
export function with_other_data(file, change) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "vaultdex-page-"));
  const changed = path.join(folder, path.basename(file));
  const replaced = (all, before, data, after) => before + JSON.stringify(change(JSON.parse(data))).replaceAll("<", "\\u003c") + after;
  fs.writeFileSync(changed, fs.readFileSync(file, "utf8").replace(/(<script type="application\/json" id="data">)(.*?)(<\/script>)/s, replaced));
  return changed;
}

export async function no_overlap(page, name) {
  const found = await page.evaluate(() => {
    const parts = ["header .names", "header .field", "header .tools", "#graph", "#foot", "#note", "#filters"].map((selector) => document.querySelector(selector));
    const places = parts.filter((part) => part && !part.hidden).map((part) => [part.id || part.className, part.getBoundingClientRect()]).filter(([, it]) => it.width && it.height);
    const pairs = places.flatMap(([one, a], at) => places.slice(at + 1).filter(([, b]) => a.left < b.right - 0.5 && b.left < a.right - 0.5 && a.top < b.bottom - 0.5 && b.top < a.bottom - 0.5).map(([other]) => `${one} and ${other}`));
    const outside = places.filter(([, it]) => it.left < -0.5 || it.right > innerWidth + 0.5 || it.bottom > innerHeight + 0.5).map(([part]) => `${part} is outside`);
    const { scrollWidth } = document.documentElement;
    return [...pairs, ...outside, ...(scrollWidth > innerWidth ? [`${scrollWidth} px wide`] : [])];
  });
  assert.deepEqual(found, [], name);
}

// An address whose name nothing has chooses nothing, and the page says so.
export async function unknown_address(page, name) {
  const counts = () => page.$eval("#counts", (it) => it.textContent);
  const before = await counts();
  await page.evaluate(() => { location.hash = "#Nonsense%20of%20the%20test"; });
  await settled();
  assert.equal(await counts(), `nothing is called “Nonsense of the test” here, ${before}`, name);
  assert.equal(await page.$eval("#note", (note) => note.hidden), true, name);
  await page.evaluate(() => { location.hash = "#"; });
  await settled();
  assert.equal(await counts(), before, name);
}

// The text of the file that the page saves, as a document of the browser: what `read` returns of it.
export function saved_picture(page, read) {
  return page.evaluate(async (read) => {
    const made = new Promise((done) => { const original = URL.createObjectURL; URL.createObjectURL = (blob) => { done(blob.text()); return original(blob); }; });
    document.getElementById("save").click();
    const svg = new DOMParser().parseFromString(await made, "image/svg+xml");
    const count = (selector) => svg.querySelectorAll(selector).length;
    return { root: svg.documentElement.tagName, errors: count("parsererror"), ...Object.fromEntries(read.map((selector) => [selector, count(selector)])) };
  }, read);
}

// Two fingers on the picture move apart.
export async function pinch(page) {
  const [first, second] = [await page.touchscreen.touchStart(140, 300), await page.touchscreen.touchStart(180, 300)];
  for (const step of [10, 20, 30]) {
    await first.move(140 - step, 300);
    await second.move(180 + step, 300);
  }
  await first.end();
  await second.end();
}

// How many pixels of the names over the picture are not empty, in a part of it that is given in shares of its width.
export function ink_of_names(page, from = 0, to = 1) {
  return page.$eval("#names", (canvas, from, to) => {
    const [left, width] = [Math.floor(canvas.width * from), Math.ceil(canvas.width * (to - from))];
    const { data } = canvas.getContext("2d").getImageData(left, 0, width, canvas.height);
    let count = 0;
    for (let at = 3; at < data.length; at += 4) count += data[at] > 100;
    return count;
  }, from, to);
}

// Printing shows the picture, and the tables too if its names have less than 5 points on paper.
export async function on_paper(page, font_size, name) {
  const { width, height } = await page.evaluate(() => ({ width: whole.width, height: whole.height }));
  const points = font_size * Math.min(277 / width, 150 / height) * (72 / 25.4);
  const shown = await page.evaluate(() => {
    dispatchEvent(new Event("beforeprint"));
    const found = { graph: !document.getElementById("graph").hidden, tables: !document.getElementById("tables").hidden };
    dispatchEvent(new Event("afterprint"));
    return found;
  });
  assert.deepEqual(shown, { graph: true, tables: points < 5 }, `${name} on paper, ${points} points`);
  assert.equal(await page.$eval("#tables", (tables) => tables.hidden), true, `${name} after printing`);
}
