// The custom elements in a real browser (Debian's Chromium, or CHROME), under the product's content security policy.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import http from 'node:http';
import { after, before, test } from 'node:test';

import { chromium } from 'playwright-core';

const executablePath = process.env.CHROME ?? '/usr/bin/chromium';
const skip = fs.existsSync(executablePath) ? false : `no browser at ${executablePath}`;
const CSP = "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'";
const PAGE = `<!doctype html><html lang="fr"><meta charset="utf-8"><title>Essai</title><script type="module" src="/beffroi.js"></script>
<b-quitter><b-brouillon data-url="/brouillon" data-delai="50" data-enregistre="Enregistré à {heure}" data-echec="Non enregistré" data-session="Reconnectez-vous">
<form method="post" action="/envoi"><input type="hidden" name="jeton" value="c2f9"><label>Nom <input name="nom"></label>
<b-reste data-max="5" data-reste-one="Il reste {n} caractère" data-reste-other="Il reste {n} caractères" data-trop-one="{n} caractère en trop" data-trop-other="{n} caractères en trop"><label>Texte <textarea name="texte"></textarea></label></b-reste>
<label>Pièce <input type="file" name="piece"></label><button>Envoyer</button></form></b-brouillon></b-quitter>
<p><b-copier data-copier="Copier" data-fait="Copié"><code>DM-4417</code></b-copier></p></html>`;

let server, browser, base, status = 204;
const received = [];

before(async () => {
  if (skip) return;
  server = http.createServer((request, response) => {
    if (request.method === 'POST') {
      let body = '';
      request.on('data', (part) => { body += part; });
      request.on('end', () => {
        received.push({ url: request.url, body, type: request.headers['content-type'] });
        response.writeHead(request.url === '/brouillon' ? status : 200, { 'content-type': 'text/html' }).end();
      });
      return;
    }
    const script = request.url === '/beffroi.js';
    response.writeHead(200, { 'content-security-policy': CSP, 'content-type': script ? 'text/javascript' : 'text/html; charset=utf-8' });
    response.end(script ? fs.readFileSync(new URL('../js/beffroi.js', import.meta.url)) : PAGE);
  });
  await new Promise((done) => server.listen(0, '127.0.0.1', done));
  base = `http://127.0.0.1:${server.address().port}`;
  browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
});

after(async () => { await browser?.close(); server?.close(); });

async function open() {
  received.length = 0;
  const context = await browser.newContext({ permissions: ['clipboard-read', 'clipboard-write'] });
  const page = await context.newPage();
  const complaints = [];
  page.on('console', (message) => { if (message.type() === 'error' && !/status of (401|500)/.test(message.text())) complaints.push(message.text()); });
  page.on('pageerror', (error) => complaints.push(String(error)));
  await page.goto(base);
  return { page, complaints };
}

async function until(what, limit = 3000) {
  for (const end = Date.now() + limit; Date.now() < end; await new Promise((done) => { setTimeout(done, 20); })) if (await what()) return;
  assert.fail(`not within ${limit} ms: ${what}`);
}

test('a draft is saved after a pause, with the anti-forgery field and without files', { skip }, async () => {
  const { page, complaints } = await open();
  await page.getByLabel('Nom').fill('Odile & fils');
  await until(() => received.length > 0);
  const fields = new URLSearchParams(received[0].body);
  assert.equal(received[0].url, '/brouillon');
  assert.deepEqual([...fields], [['jeton', 'c2f9'], ['nom', 'Odile & fils'], ['texte', '']]);
  await until(async () => /^Enregistré à \d/.test(await page.locator('b-brouillon > [role=status]').textContent()));
  assert.deepEqual(complaints, []);
});

test('a refused draft says so, and an ended session says what to do', { skip }, async () => {
  for (const [code, words] of [[500, 'Non enregistré'], [401, 'Reconnectez-vous']]) {
    status = code;
    const { page } = await open();
    await page.getByLabel('Nom').fill('x');
    await until(async () => await page.locator('b-brouillon > [role=status]').textContent() === words);
  }
  status = 204;
});

test('characters left are counted as the server counts them, in the right grammatical number', { skip }, async () => {
  const { page } = await open();
  const shown = page.locator('b-reste > .compteur');
  for (const [typed, words] of [['', 'Il reste 5 caractères'], ['é👍ab', 'Il reste 1 caractère'], ['abcdefg', '2 caractères en trop']]) {
    await page.getByLabel('Texte').fill(typed);
    assert.equal(await shown.textContent(), words);
  }
  assert.equal(await page.getByLabel('Texte').inputValue(), 'abcdefg', 'what is typed is never cut');
});

test('leaving asks while answers are unsaved, and not once the draft is saved or the form sent', { skip }, async () => {
  status = 500;
  const { page } = await open();
  let asked = 0;
  page.on('dialog', (dialog) => { asked += 1; void dialog.accept(); });
  await page.getByLabel('Nom').pressSequentially('x');
  await until(() => received.length > 0);
  await page.goto(`${base}/ailleurs`);
  assert.equal(asked, 1);
  status = 204;
  await page.getByLabel('Nom').pressSequentially('y');
  await until(async () => /^Enregistré/.test(await page.locator('b-brouillon > [role=status]').textContent()));
  await page.goto(`${base}/encore`);
  assert.equal(asked, 1);
  await page.getByLabel('Nom').pressSequentially('z');
  await page.getByRole('button', { name: 'Envoyer' }).click();
  await until(() => received.some((request) => request.url === '/envoi'));
  assert.equal(asked, 1);
});

test('a copy button appears and copies the code alone', { skip }, async () => {
  const { page } = await open();
  await page.getByRole('button', { name: 'Copier' }).click();
  await page.getByRole('button', { name: 'Copié' }).waitFor();
  assert.equal(await page.evaluate(() => navigator.clipboard.readText()), 'DM-4417');
});
