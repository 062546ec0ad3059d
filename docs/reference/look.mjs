// Opens the rendered reference in a real browser and judges what a reader would see.
// Usage: node look.mjs BROWSER PAGE '["Heading", ...]'
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";

const [browser, file, wanted] = process.argv.slice(2);
const headings = JSON.parse(wanted);
const page_url = pathToFileURL(file).href;
const profile = mkdtempSync(join(tmpdir(), "reference-"));
const wrong = [];
const context = await chromium.launchPersistentContext(profile, {
  executablePath: browser,
  headless: true,
  args: [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
  ],
});
try {
  const page = await context.newPage();
  page.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warning") wrong.push(`console: ${message.text()}`);
  });
  page.on("pageerror", (error) => wrong.push(`error on the page: ${error.message}`));
  page.on("request", (request) => {
    const url = request.url();
    if (url.split("#")[0] !== page_url && !/^(data|blob):/.test(url)) wrong.push(`request to ${url}`);
  });
  await page.goto(page_url);
  const rendered = await page.waitForSelector("h1, h2", { timeout: 15000 }).catch(() => null);
  if (!rendered) wrong.push("no heading appears");
  for (const text of rendered ? headings : []) {
    // The heading of the operation itself, not its entry in the menu.
    const heading = page.locator("h1, h2, h3").filter({ hasText: new RegExp(`^\\s*${text}\\s*$`) });
    try {
      await heading.first().scrollIntoViewIfNeeded({ timeout: 3000 });
      if (!(await heading.first().isVisible())) wrong.push(`the heading "${text}" is not visible`);
    } catch {
      wrong.push(`there is no heading "${text}"`);
    }
  }
  if (/something went wrong/i.test(await page.innerText("body"))) wrong.push("the renderer gave up");
  if (process.env.SCREENSHOT) await page.screenshot({ path: process.env.SCREENSHOT });
} finally {
  await context.close();
  rmSync(profile, { recursive: true, force: true });
}
console.log(wrong.length ? wrong.join("\n") : `seen: ${headings.length} operations, no error, no request`);
process.exit(wrong.length ? 1 : 0);
