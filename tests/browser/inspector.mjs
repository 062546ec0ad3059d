// Uses the inspector as a person does: `node inspector.mjs FOLDER-OF-PLAYWRIGHT BROWSER URL GUARDED-URL`.
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";

const [library, browser, url, guarded] = process.argv.slice(2);
const { chromium } = createRequire(join(library, "package.json"))("playwright-core");
const EVIL = `</script><img src=x onerror="document.title=1"><b>bold</b> ${"long".repeat(200)}`;
const api = async (method, path, body) => {
  const headers = body ? { "Content-Type": "application/json" } : {};
  const response = await fetch(`${url}v1${path}`, { method, headers, body: body && JSON.stringify(body) });
  return { status: response.status, json: await response.json() };
};

const profile = mkdtempSync(join(tmpdir(), "inspector-"));
const context = await chromium.launchPersistentContext(profile, {
  executablePath: browser,
  headless: true,
  viewport: { width: 1200, height: 900 },
  args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"],
});
const wrong = [];
const watch = (page) => {
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) wrong.push(`console: ${message.text()}`);
  });
  page.on("pageerror", (error) => wrong.push(`error on the page: ${error.message}`));
  page.on("request", (request) => {
    if (!new RegExp(`^(${url}|${guarded}|data:|blob:)`).test(request.url())) wrong.push(`request to ${request.url()}`);
  });
  page.setDefaultTimeout(15000);
};
const shoot = async (page, name) => {
  if (process.env.SCREENSHOTS) await page.screenshot({ path: join(process.env.SCREENSHOTS, `${name}.png`) });
};

try {
  const page = await context.newPage();
  watch(page);
  await page.goto(url);
  await page.getByText("There is none yet").waitFor();

  // A job moves.
  const first = (await api("POST", "/videos", { prompt: "A calico cat playing a piano on stage" })).json;
  await api("POST", "/videos", { prompt: EVIL, size: "1280x720" });
  const row = page.locator("#jobs button").filter({ hasText: "calico" });
  await row.getByText("queued").waitFor();
  await page.getByRole("spinbutton").fill("5");
  await page.getByRole("button", { name: "Move forward" }).click();
  await row.getByText("in progress").waitFor();
  await page.getByRole("button", { name: "Move forward" }).click();
  await row.getByText("completed").waitFor();

  // With the keyboard alone: to the jobs, down, in, and back again.
  await page.locator("#jobs button").first().focus();
  await page.keyboard.press("ArrowDown");
  assert.ok(await row.evaluate((node) => node === document.activeElement));
  await page.keyboard.press("Enter");
  await page.locator("#job-title").filter({ hasText: first.id }).waitFor();
  const video = page.locator("#media video");
  await video.evaluate((node) => (node.muted = true) && node.play());
  await page.waitForFunction(() => document.querySelector("#media video").currentTime > 0.2);
  assert.equal(await video.evaluate((node) => Math.round(node.duration)), 4);
  for (const file of ["thumbnail", "spritesheet"]) {
    const image = page.locator(`#media figure[data-file="${file}"] img`);
    await image.waitFor();
    await image.evaluate((node) => node.decode());
  }
  await shoot(page, "light");
  await page.keyboard.press("Escape");
  assert.ok(await page.locator("#job").isHidden());
  assert.ok(await row.evaluate((node) => node === document.activeElement));

  // Nothing that was asked for here is in the journal, and no job was looked at.
  await api("GET", `/videos?limit=3`);
  await page.locator("#journal summary").filter({ hasText: "/videos?limit=3" }).click();
  assert.equal(await page.locator("#journal > li").count(), 3);
  const command = await page.locator("#journal details[open] .curl").innerText();
  assert.equal(command, `curl -sS -i -X GET '${url}v1/videos?limit=3' \\\n  -H 'accept-language: *' \\\n  -H 'sec-fetch-mode: cors'`);

  // The script and the faults.
  await page.getByRole("button", { name: "Add rule" }).click();
  await page.locator("#script li").filter({ hasText: "429" }).waitFor();
  assert.deepEqual([(await api("POST", "/videos", { prompt: "x" })).status, (await api("POST", "/videos", { prompt: "x" })).status], [429, 200]);
  await page.locator("#script li").filter({ hasText: "met 2 times, applied 1 time" }).waitFor();
  await page.getByRole("textbox", { name: "Rule" }).fill('{"on": "create", "status": 42}');
  await page.getByRole("button", { name: "Add rule" }).click();
  await page.locator("#notice").filter({ hasText: "status: 42 should be" }).waitFor();
  wrong.splice(wrong.findIndex((line) => line.includes("400")), 1); // Chromium tells of the refusal too
  await page.getByRole("combobox", { name: "Fault" }).fill("list-limit-ignored=once");
  await page.keyboard.press("Enter");
  await page.locator("#faults li").filter({ hasText: "list-limit-ignored: struck 0 times, 1 left" }).waitFor();
  assert.ok((await page.locator("#catalogue option").count()) > 100);
  await page.getByRole("button", { name: "Switch all off" }).click();
  await page.getByText("None is on.").waitFor();

  // In the dark, and on a narrow screen.
  const ground = () => page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
  const light = await ground();
  await page.emulateMedia({ colorScheme: "dark" });
  assert.notEqual(await ground(), light);
  await page.locator("#jobs button").filter({ hasText: "bold" }).click();
  await page.locator("#media video").waitFor();
  await shoot(page, "dark");
  for (const width of [400, 320]) {
    await page.setViewportSize({ width, height: 800 });
    assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), width);
  }
  await page.setViewportSize({ width: 400, height: 1400 });
  await shoot(page, "narrow");
  assert.equal(await page.title(), "Mock server of the Videos API");
  assert.equal(await page.locator("#all b").filter({ hasText: /^bold$/ }).count(), 0);
  page.once("dialog", (dialog) => dialog.accept());
  await page.getByRole("button", { name: "Reset" }).click();
  await page.getByText("There is none yet").waitFor();
  assert.ok(await page.locator("#job").isHidden());

  // Where a token guards the controls, there are none.
  const other = await context.newPage();
  watch(other);
  await other.goto(guarded);
  await other.locator("#token").fill("wrong");
  await other.keyboard.press("Enter");
  await other.getByText("This token is not the one.").waitFor();
  await other.locator("#token").fill("s3cret");
  await other.keyboard.press("Enter");
  await other.getByText("live, read-only").waitFor();
  for (const name of ["Move forward", "Add rule", "Switch on", "Reset"]) {
    assert.equal(await other.getByRole("button", { name }).count(), 0, name);
  }
  const linked = await context.newPage();
  watch(linked);
  await linked.goto(`${guarded}#token=s3cret`);
  await linked.getByText("live, read-only").waitFor();
  assert.equal(linked.url(), guarded);
  assert.deepEqual(wrong.filter((line) => !line.includes("401")), []);
  console.log("all well");
} finally {
  await context.close();
  rmSync(profile, { recursive: true, force: true });
}
