// Opens reports in a real browser, without a network, and fails on what a reader would stumble over:
//   node tests/browser/check.mjs REPORT.html...
// Chromium is taken from the system; playwright-core and axe-core from target/tools/browser, where .ci/run puts them.
// With PICTURES=FOLDER it leaves pictures of what it saw, and the printed pages as PDF.

import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, resolve } from "node:path";
import { pathToFileURL } from "node:url";

const tools = createRequire(new URL("../../target/tools/browser/", import.meta.url));
const { chromium } = tools("playwright-core");
const axe = readFileSync(tools.resolve("axe-core/axe.min.js"), "utf8");

const FLAGS = [
  "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
  "--disable-component-update", "--disable-sync",
];
const WIDTHS = [360, 768, 1280];
const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

const wrong = [];
const say = (file, what) => wrong.push(`${basename(file)}: ${what}`);

/** Texts of drawings that lie on one another, or reach out of their drawing. Runs in the page. */
function crowded() {
  const found = [];
  for (const svg of document.querySelectorAll("svg")) {
    const frame = svg.getBoundingClientRect();
    const texts = [...svg.querySelectorAll("text")].map((text) => [text.textContent.trim(), text.getBoundingClientRect()]);
    for (const [words, box] of texts) {
      const out = Math.max(frame.left - box.left, box.right - frame.right, frame.top - box.top, box.bottom - frame.bottom);
      if (out > 1) found.push(`"${words}" reaches ${out.toFixed(0)} pixels out of its drawing`);
    }
    for (const [at, [words, a]] of texts.entries()) {
      for (const [other, b] of texts.slice(at + 1)) {
        const across = Math.min(a.right, b.right) - Math.max(a.left, b.left);
        // A line box is taller than its letters: a few pixels of two of them may be shared.
        const down = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
        if (across > 1 && down > 4) found.push(`"${words}" lies on "${other}"`);
      }
    }
  }
  return found;
}

/** The rules that are broken, with where. Runs in the page, after axe. */
async function broken(rules) {
  const { violations } = await axe.run(document, { runOnly: { type: "tag", values: rules } });
  return violations.map(({ id, help, tags, nodes }) => ({
    advice: !tags.some((tag) => tag.startsWith("wcag")),
    text: `${id}: ${help} (${nodes.length} times, first ${nodes[0].target.join(" ")})`,
  }));
}

async function check(browser, file) {
  const url = pathToFileURL(resolve(file)).href;
  const context = await browser.newContext({ viewport: { width: WIDTHS[0], height: 800 }, offline: true });
  const page = await context.newPage();
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) say(file, `console: ${message.text()}`);
  });
  page.on("pageerror", (error) => say(file, `error: ${error.message}`));
  page.on("request", (request) => {
    if (request.url() !== url) say(file, `asks for ${request.url()}`);
  });
  await page.goto(url);
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: 800 });
    const [wide, room] = await page.evaluate(() => {
      const { scrollWidth, clientWidth } = document.documentElement;
      return [scrollWidth, clientWidth];
    });
    if (wide > room) say(file, `is ${wide} pixels wide on a screen of ${width}`);
    await picture(page, file, width);
  }
  for (const words of await page.evaluate(crowded)) say(file, words);

  // Closed as it opens, then with everything open.
  await page.evaluate(axe);
  for (const state of ["closed", "open"]) {
    if (state === "open") await page.evaluate(() => document.querySelectorAll("details").forEach((d) => (d.open = true)));
    for (const { advice, text } of await page.evaluate(broken, RULES)) {
      if (advice) console.log(`${basename(file)}, ${state}, best practice: ${text}`);
      else say(file, `${state}: ${text}`);
    }
  }
  await page.evaluate(() => document.querySelectorAll("details").forEach((d) => (d.open = false)));

  await page.emulateMedia({ media: "print" });
  const hidden = await page.evaluate(
    () => [...document.querySelectorAll("details table")].filter((table) => table.getBoundingClientRect().height === 0).length,
  );
  if (hidden > 0) say(file, `${hidden} tables are not printed`);
  const pdf = await page.pdf({ preferCSSPageSize: true, printBackground: true });
  const pages = pdf.toString("latin1").match(/\/Type\s*\/Page[^s]/g)?.length ?? 0;
  if (pages === 0) say(file, "prints no page");
  if (process.env.PICTURES) writeFileSync(resolve(process.env.PICTURES, `${basename(file)}.pdf`), pdf);
  console.log(`${basename(file)}: ${pages} printed pages`);
  await context.close();
}

async function picture(page, file, width) {
  if (!process.env.PICTURES) return;
  await page.screenshot({ path: resolve(process.env.PICTURES, `${basename(file)}-${width}.png`), fullPage: true });
}

const files = process.argv.slice(2);
if (files.length === 0) {
  console.error("which reports? node tests/browser/check.mjs REPORT.html...");
  process.exit(2);
}
const executablePath = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].find((path) => existsSync(path));
const browser = await chromium.launch({ executablePath, args: FLAGS });
try {
  for (const file of files) await check(browser, file);
} finally {
  await browser.close();
}
for (const what of wrong) console.error(what);
process.exit(wrong.length > 0 ? 1 : 0);
