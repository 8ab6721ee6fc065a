// A headless Chromium without a network: every request except for the page itself is blocked and reported.
import { createRequire } from "node:module";
import path from "node:path";

const SOFTWARE_WEBGL = ["--use-gl=angle", "--use-angle=swiftshader", "--enable-unsafe-swiftshader"];

export async function launch(chromium, packages, { hasWebgl = true } = {}) {
  const puppeteer = createRequire(path.join(packages, "package.json"))("puppeteer-core");
  return puppeteer.launch({
    executablePath: chromium,
    headless: true,
    args: ["--no-sandbox", "--disable-gpu", "--hide-scrollbars", ...(hasWebgl ? SOFTWARE_WEBGL : ["--disable-3d-apis"])],
  });
}

// A page that records its errors.
export async function open(browser, address, size = { width: 1200, height: 800 }) {
  const page = await browser.newPage();
  const wrong = [];
  await page.setViewport(size);
  await page.setOfflineMode(true);
  page.on("console", (message) => message.type() === "error" && wrong.push(`console: ${message.text()}`));
  page.on("pageerror", (error) => wrong.push(`error: ${error.message}`));
  page.on("dialog", (dialog) => { wrong.push(`dialog: ${dialog.message()}`); dialog.dismiss(); });
  page.on("request", (request) => {
    const url = request.url();
    if (url.split("#")[0] !== address && !url.startsWith("data:") && !url.startsWith("blob:")) wrong.push(`request: ${url.slice(0, 200)}`);
  });
  await page.goto(address);
  return { page, wrong };
}
