// Pictures of the README, of the instance at BEFFROI_ADDRESS: node e2e/screenshots.mjs, then look at them before committing.
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { launch, play, press, signIn } from './lib.mjs';

const folder = path.join(path.dirname(fileURLToPath(import.meta.url)), '../docs/images');
const limit = 150_000;
fs.mkdirSync(folder, { recursive: true });

const keep = async (page, name) => {
  const file = path.join(folder, `${name}.png`);
  await page.screenshot({ path: file });
  const { size } = fs.statSync(file);
  if (size > limit) throw new Error(`${file}: ${size} bytes, at most ${limit}`);
};

const browser = await launch();
try {
  await play(browser, 'home', { viewport: { width: 1280, height: 800 } }, async (page) => {
    await page.goto('/', { waitUntil: 'networkidle' });
    await keep(page, 'home');
  });
  await play(browser, 'phone', { viewport: { width: 390, height: 844 }, colorScheme: 'dark' }, async (page) => {
    await page.goto('/demarches/eclairage', { waitUntil: 'networkidle' });
    await keep(page, 'telephone-sombre');
  });
  await play(browser, 'question', { viewport: { width: 1280, height: 900 } }, async (page) => {
    await page.goto('/demarches/eclairage/commencer');
    await press(page, 'Commencer');
    await page.getByLabel('La lampe clignote').check();
    await press(page, 'Continuer');
    await page.getByLabel('Le numéro sur le poteau').fill('412-31');
    await press(page, 'Continuer');
    await keep(page, 'formulaire');
  });
  await play(browser, 'agent', { viewport: { width: 1280, height: 900 } }, async (page) => {
    await signIn(page, 'hugo');
    await page.goto('/agent');
    await press(page, await page.locator('table.file tbody th a').first().innerText(), 'link');
    await keep(page, 'dossier-agent');
  });
} finally {
  await browser.close();
}
