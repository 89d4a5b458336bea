// A browser, the instance under test (BEFFROI_ADDRESS, set by run.sh) and the people of the demonstration.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { createRemoteJWKSet, flattenedVerify } from 'jose';
import { chromium } from 'playwright-core';

const here = path.dirname(fileURLToPath(import.meta.url));
const demo = JSON.parse(fs.readFileSync(path.join(here, '../demo/people.json'), 'utf8'));
const axe = fs.readFileSync(path.join(here, 'node_modules/axe-core/axe.min.js'), 'utf8');

export const address = process.env.BEFFROI_ADDRESS ?? 'http://localhost:8080';
export const photo = path.join(here, 'lampe.png');
const shots = process.env.E2E_OUT ?? path.join(here, '../target/e2e');

export const launch = () => chromium.launch({
  executablePath: process.env.CHROME ?? '/usr/bin/chromium',
  // No other name than this machine's resolves: the pages can ask nothing of anybody else.
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
    '--disable-component-update', '--disable-sync', '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1'],
});

/** Plays `steps(page)` in a window of its own; when it fails, a picture of the page is left in target/e2e. */
export async function play(browser, name, options, steps) {
  const context = await browser.newContext({ baseURL: address, viewport: { width: 390, height: 844 }, locale: 'fr-BE', ...options });
  context.setDefaultTimeout(15000);
  const page = await context.newPage();
  try {
    await steps(page);
  } catch (error) {
    fs.mkdirSync(shots, { recursive: true });
    const file = path.join(shots, `${name.replace(/[^a-z0-9]+/gi, '-')}.png`);
    await page.screenshot({ path: file, fullPage: true }).catch(() => {});
    error.message += `\n  at ${page.url()}, picture: ${file}`;
    throw error;
  } finally {
    await context.close();
  }
}

export async function signIn(page, id) {
  const person = demo.people.find((of) => of.id === id);
  await page.goto('/entrer');
  await page.getByLabel('Adresse e-mail').fill(person.email);
  await page.getByLabel('Mot de passe').fill(demo.password);
  await page.getByRole('button', { name: 'Me connecter', exact: true }).click();
  await page.waitForURL(/\/moi$/);
}

/** Clicks and gives the answer of the page it leads to, after redirects. */
export async function press(page, name, role = 'button') {
  const [answer] = await Promise.all([
    page.waitForResponse((of) => of.request().isNavigationRequest() && !(of.status() >= 300 && of.status() < 400)),
    page.getByRole(role, { name, exact: true }).first().click(),
  ]);
  await page.waitForLoadState();
  return answer;
}

/** The bytes behind a link of the page, asked for by the same person. */
export async function bytes(page, href) {
  const answer = await page.request.get(new URL(href, address).href);
  if (!answer.ok()) throw new Error(`${href}: ${answer.status()}`);
  return answer.body();
}

/** What axe finds against WCAG 2.2 A and AA. Run through the browser's protocol: the page's own rules allow no script of ours. */
export async function barriers(page) {
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() =>
    globalThis.axe.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] }));
  return violations.map((of) => `${of.id}: ${of.nodes.map((node) => node.target.join(' ')).join(', ')}`);
}

export const isFocusIn = (page, selector) => page.evaluate((of) => !!document.activeElement?.closest(of), selector);

/** Everything a stranger checks of the decision on a page, with the tools of others. */
export async function verifyDecision(page) {
  const link = (ending) => page.locator(`.sceau:has-text("Décision") a[href$=".${ending}"]`).first().getAttribute('href');
  const record = await bytes(page, await link('json'));
  const jws = (await bytes(page, await link('jws'))).toString('utf8').trim();
  const [protectedHeader, middle, signature] = jws.split('.');
  assert.equal(middle, '', 'the signature is not detached');
  const keys = createRemoteJWKSet(new URL('/.well-known/jwks.json', address));
  const checked = await flattenedVerify({ protected: protectedHeader, payload: record.toString('base64url'), signature }, keys);
  assert.equal(checked.protectedHeader.alg, 'EdDSA');
  const altered = Buffer.from(record.toString('utf8').replace('"outcome":"', '"outcome":"not ')).toString('base64url');
  await assert.rejects(flattenedVerify({ protected: protectedHeader, payload: altered, signature }, keys), 'an altered record passes');

  const pdf = await bytes(page, await link('pdf'));
  assert.equal(pdf.subarray(0, 5).toString(), '%PDF-');
  const file = path.join(fs.mkdtempSync(path.join(os.tmpdir(), 'beffroi-e2e-')), 'decision.pdf');
  fs.writeFileSync(file, pdf);
  try {
    assert.match(execFileSync('pdfinfo', [file], { encoding: 'utf8' }), /^Tagged:\s+yes$/m);
  } catch (error) {
    if (error.code !== 'ENOENT') throw error;
    console.error('skipped: pdfinfo is missing (apt-get install poppler-utils)');
  } finally {
    fs.rmSync(path.dirname(file), { recursive: true });
  }

  await page.goto(await page.locator('.sceau:has-text("Décision") a[href*="/verifier/"]').first().getAttribute('href'));
  await page.getByRole('heading', { name: 'Ce document vient de la commune' }).waitFor();
  await page.locator('input[type=file]').setInputFiles({ name: 'decision.pdf', mimeType: 'application/pdf', buffer: pdf });
  await press(page, await page.locator('main form button').innerText());
  await page.locator('.fini').waitFor();
}
