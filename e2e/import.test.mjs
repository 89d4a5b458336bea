// A real form of a Walloon commune, from its export to a decision that a stranger verifies, without JavaScript.
// The exports lie beside the checkout and are not part of it: where they are absent, the journey is skipped.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { after, before, describe, test } from 'node:test';
import { launch, photo, play, press, signIn, verifyDecision } from './lib.mjs';

const exports = path.join(path.dirname(fileURLToPath(import.meta.url)), '../../shared/data/procedures/wcs-imio/teleservices-package');
const form = path.join(exports, 'forms/form-demande-autorisation-d-abattageelagage-d-arbres.wcs');
const options = { javaScriptEnabled: false };
const skip = fs.existsSync(form) ? false : `${form} is absent`;
if (skip) console.error(`skipped: ${skip}`);

let browser;
before(async () => { browser = await launch(); });
after(() => browser.close());

/** The form with everything it may name: blocks, lists, workflows, mails. */
const chosen = () => ['blocks', 'datasources', 'workflows', 'mail-templates']
  .map((kind) => path.join(exports, kind))
  .filter((folder) => fs.existsSync(folder))
  .flatMap((folder) => fs.readdirSync(folder).map((name) => path.join(folder, name)))
  .concat(form);

/** Imports the form, completes what no importer can know, publishes it; its address in the catalogue. */
async function publish(page) {
  await signIn(page, 'paul');
  await page.goto('/agent/demarches/importer');
  await page.locator('input[type=file]').setInputFiles(chosen());
  await press(page, 'Importer');
  const draft = new URL(page.url()).pathname;
  await page.getByText('empêchent de publier').waitFor();
  const refused = await press(page, 'Publier');
  assert.equal(refused.status(), 422, 'a form without legal basis was published');

  await page.getByLabel('À quoi servent les réponses ?').fill('Examiner la demande d’abattage.');
  await page.getByLabel('Effacées quand la conservation du dossier prend fin').check();
  await page.getByLabel('Titre du texte').first().fill('Code du développement territorial, article D.IV.4');
  for (const [label, value] of [
    ['Guichet : lieu', 'Hôtel de ville, bureau 4'], ['Guichet : heures', 'du lundi au vendredi, de 9 h à 12 h'],
    ['Téléphone : numéro', '080 00 00 30'], ['Téléphone : heures', 'du lundi au vendredi, de 9 h à 16 h'],
    ['Courrier : adresse', 'Place du Beffroi 1, 4999 Hautval'],
  ]) await page.getByLabel(label, { exact: true }).fill(value);
  await press(page, 'Enregistrer');
  await page.goto(draft);
  const nobody = await press(page, 'Publier');
  assert.equal(nobody.status(), 422, 'a form that no unit handles was published');
  await page.getByLabel('Service qui traite').selectOption({ label: 'Urbanisme et environnement' });
  await press(page, 'Enregistrer');
  await page.goto(draft);
  const published = await press(page, 'Publier');
  assert.equal(published.status(), 200, await page.locator('main').innerText());
  return draft.replace('/agent', '').replace(/\/\d+$/, '');
}

const asked = (page) => page.locator('main form input:visible, main form select:visible, main form textarea:visible');

/** Something that the form accepts for a question of this name. */
const plausible = (name, type) => type === 'email' ? 'odile.clairbois@hautval.example'
  : /code_postal/.test(name) ? '4999'
  : /^nom/.test(name) ? 'Clairbois'
  : /telephone/.test(name) ? '+32 470 00 00 01'
  : '12';

/** Gives every empty question of the page a plausible answer, as a person in a hurry would. */
async function answer(page) {
  for (const name of new Set(await page.locator('main form input[type=radio]').evaluateAll((all) => all.map((of) => of.name)))) {
    const group = page.locator(`main form input[type=radio][name="${name}"]`);
    if (!await group.evaluateAll((all) => all.some((of) => of.checked))) await group.last().check();
  }
  for (const field of await asked(page).all()) {
    const [tag, type, name] = await field.evaluate((of) => [of.tagName, of.type, of.name]);
    if (tag === 'SELECT') {
      if (!await field.inputValue()) await field.selectOption({ index: 1 });
    } else if (type === 'file') {
      await field.setInputFiles(photo);
    } else if (['text', 'email', 'tel', 'textarea'].includes(type) && !await field.inputValue()) {
      await field.fill(plausible(name, type));
    }
  }
}

/** Fills in page after page until the answers are to be checked, and sends. The file's number. */
async function fill(page, address) {
  await signIn(page, 'odile');
  await page.goto(address);
  await press(page, 'Commencer la démarche', 'link');
  await press(page, 'Commencer');
  for (let pages = 0; !page.url().endsWith('/verifier'); pages += 1) {
    assert.ok(pages < 40, `no end in sight at ${page.url()}`);
    await answer(page);
    await press(page, 'Continuer');
  }
  await press(page, 'Envoyer ma demande');
  await page.getByRole('heading', { name: 'Votre demande est envoyée' }).waitFor();
  return /\d{4}-\d{6}/.exec(await page.locator('.fini').innerText())[0];
}

/** The agent of the unit decides; no decision without reasons. */
async function decide(page, number) {
  await signIn(page, 'hugo');
  await page.goto(`/agent/dossiers/${number}`);
  await page.getByText('Clairbois').first().waitFor();
  await press(page, 'Accepter', 'link');
  assert.equal((await press(page, 'Accepter')).status(), 422, 'a decision without reasons');
  await page.getByLabel('Motifs').fill('L’arbre est malade et menace la voie publique.');
  await press(page, 'Accepter');
  await page.getByRole('heading', { name: 'Documents' }).waitFor();
}

describe('a real form of a commune', { skip }, () => {
  const go = (name, steps) => play(browser, `import ${name}`, options, steps);
  let address;
  let number;
  test('is imported, completed and published', () => go('publish', async (page) => { address = await publish(page); }));
  test('is filled in page by page and sent', () => go('fill', async (page) => { number = await fill(page, address); }));
  test('is decided by the unit that the author named', () => go('decide', (page) => decide(page, number)));
  test('gives a decision that a stranger verifies', () => go('verify', async (page) => {
    await signIn(page, 'odile');
    await page.goto(`/moi/demarches/${number}`);
    await page.getByText('menace la voie publique').first().waitFor();
    await verifyDecision(page);
  }));
});
