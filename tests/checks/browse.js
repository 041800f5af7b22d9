// Opens a page in headless Chromium and says what it finds: node browse.js CHROMIUM FILE OPTIONS
// OPTIONS is JSON: {dark, phone, screenshot, script}. Prints one JSON document.
"use strict";
const fs = require("fs");
const path = require("path");
const { pathToFileURL } = require("url");

const modules = process.env.NODE_MODULES;
const puppeteer = require(path.join(modules, "puppeteer-core"));
const axe = fs.readFileSync(path.join(modules, "axe-core", "axe.min.js"), "utf8");

(async () => {
  const [chromium, file, options] = [process.argv[2], process.argv[3], JSON.parse(process.argv[4])];
  const browser = await puppeteer.launch({
    executablePath: chromium,
    headless: true,
    args: ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"],
  });
  try {
    const page = await browser.newPage();
    await page.setViewport(options.phone ? { width: 360, height: 740, isMobile: true } : { width: 1200, height: 900 });
    await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: options.dark ? "dark" : "light" }]);
    const said = [];
    const requests = [];
    page.on("console", (message) => said.push(message.text()));
    page.on("pageerror", (error) => said.push(String(error)));
    page.on("dialog", (dialog) => { said.push(`dialog: ${dialog.message()}`); dialog.dismiss(); });
    page.on("request", (request) => requests.push(request.url()));
    const url = pathToFileURL(file).href;
    const began = Date.now();
    await page.goto(url, { waitUntil: "load" });
    await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
    const milliseconds = Date.now() - began;
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    const result = options.script ? await page.evaluate(options.script) : null;
    if (options.screenshot) await page.screenshot({ path: options.screenshot });
    let violations = [];
    if (options.axe) {
      // The page's own policy forbids foreign scripts, as it should; axe comes by the debugger.
      await page.evaluate(axe);
      const found = await page.evaluate(() => axe.run(document, { resultTypes: ["violations"] }));
      violations = found.violations.map((each) => ({ id: each.id, nodes: each.nodes.slice(0, 3).map((node) => node.html.slice(0, 200) + " | " + node.failureSummary) }));
    }
    console.log(JSON.stringify({ milliseconds, said, foreign: requests.filter((each) => each !== url), wide, result, violations }));
  } finally {
    await browser.close();
  }
})().catch((error) => { console.error(error); process.exit(1); });
