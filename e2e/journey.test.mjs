// A report of a broken street lamp, from a resident without account to the decision, by two people; then a procedure that needs an account.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { barriers, isFocusIn, launch, photo, play, press, signIn, verifyDecision } from './lib.mjs';

let browser;
before(async () => { browser = await launch(); });
after(() => browser.close());

const accessible = async (page) => {
  if (page.scripted) assert.deepEqual(await barriers(page), [], page.url());
  const wide = await page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth);
  assert.equal(wide, false, `${page.url()} scrolls sideways`);
};

const refused = async (page, answer) => {
  assert.equal(answer.status(), 422);
  assert.match(await page.title(), /^Erreur/);
  assert.ok(await isFocusIn(page, '#bilan'), 'the focus is not in the summary of errors');
  await accessible(page);
};

/** Reports the lamp; gives the file's number and its tracking code. */
async function report(page) {
  await page.goto('/demarches');
  await press(page, 'Signaler une panne d’éclairage public', 'link');
  await press(page, 'Commencer la démarche', 'link');
  await press(page, 'Commencer');

  await refused(page, await press(page, 'Continuer'));
  await page.getByLabel('Le poteau ou la lampe est cassé').check();
  await press(page, 'Continuer');
  await page.getByLabel('Non', { exact: true }).check();
  await press(page, 'Continuer');

  await page.getByLabel('Le numéro sur le poteau').fill('412-31');
  await refused(page, await press(page, 'Continuer'));
  assert.equal(await page.getByLabel('Le numéro sur le poteau').inputValue(), '412-31', 'what was typed is lost');
  await page.getByLabel('Le numéro sur le poteau').fill('412/00731');
  await page.getByLabel('Une photo').setInputFiles(photo);
  await press(page, 'Ajouter ce fichier : Une photo');
  await page.getByText('lampe.png').first().waitFor();
  await accessible(page);
  await press(page, 'Continuer');

  await page.getByLabel('Oui', { exact: true }).check();
  if (!await page.getByLabel('Votre e-mail').count()) await press(page, 'Continuer');
  await page.getByLabel('Votre e-mail').fill('voisine@hautval.example');
  await press(page, 'Continuer');

  await page.getByRole('heading', { name: 'Relisez, puis envoyez' }).waitFor();
  await page.getByText('412/00731').waitFor();
  await accessible(page);
  await press(page, 'Envoyer ma demande');
  await page.getByRole('heading', { name: 'Votre demande est envoyée' }).waitFor();
  await accessible(page);
  const number = /\d{4}-\d{6}/.exec(await page.locator('.fini').innerText())[0];
  const code = (await page.locator('code.chiffres').innerText()).trim();
  return { number, code };
}

async function follow(page, { number, code }) {
  await page.goto('/suivre');
  await page.getByLabel('Numéro du dossier').fill(number);
  await page.getByLabel('Code de suivi').fill(code);
  await press(page, 'Voir mon dossier');
  await page.getByRole('heading', { name: 'Ce qui s’est passé' }).waitFor();
}

/** The agent takes the file and asks for another number of the pole. */
async function askCorrection(page, number) {
  await signIn(page, 'theo');
  await page.goto(`/agent/dossiers/${number}`);
  await accessible(page);
  await press(page, 'Prendre ce dossier');
  await page.getByText('Suivi par Théo Marchalet').waitFor();
  await press(page, 'Demander une correction', 'link');
  await refused(page, await press(page, 'Envoyer la demande'));
  await page.getByLabel('Le numéro sur le poteau').check();
  await page.getByLabel('Message à la personne').fill('Ce poteau n’existe pas. Relisez la plaquette.');
  await press(page, 'Envoyer la demande');
  await page.getByText('Attend le demandeur').first().waitFor();
}

async function correct(page, file) {
  await follow(page, file);
  await page.getByText('Relisez la plaquette').first().waitFor();
  await accessible(page);
  await press(page, 'Corriger mes réponses', 'link');
  await page.getByLabel('Le numéro sur le poteau').fill('rien');
  await refused(page, await press(page, 'Envoyer mes corrections'));
  await page.getByLabel('Le numéro sur le poteau').fill('412/00732');
  await press(page, 'Envoyer mes corrections');
  await page.getByText('412/00732').first().waitFor();
}

async function decide(page, number) {
  await page.goto(`/agent/dossiers/${number}`);
  await page.getByText('412/00732').first().waitFor();
  await press(page, 'Transmettre au gestionnaire du réseau', 'link');
  await refused(page, await press(page, 'Transmettre au gestionnaire du réseau'));
  await page.getByLabel('Motifs').fill('Ce poteau appartient au gestionnaire du réseau.');
  await press(page, 'Transmettre au gestionnaire du réseau');
  await page.getByRole('heading', { name: 'Documents' }).waitFor();
  await accessible(page);
}

async function move(page) {
  await signIn(page, 'malik');
  await page.goto('/demarches/demenagement/commencer');
  await press(page, 'Commencer');
  assert.equal(await page.getByLabel('Prénom').inputValue(), 'Malik', 'what the commune knows is not proposed');
  await press(page, 'Continuer');
  for (const [label, value] of [['Rue', 'Rue de la Gare'], ['Numéro', '27'], ['Code postal', '4999'], ['Localité', 'Hautval']]) {
    await page.getByLabel(label, { exact: true }).fill(value);
  }
  await page.getByLabel('Devant cette adresse').check();
  await press(page, 'Continuer');

  await page.getByLabel('Jour', { exact: true }).fill('31');
  await page.getByLabel('Mois', { exact: true }).fill('2');
  await page.getByLabel('Année', { exact: true }).fill('2031');
  await refused(page, await press(page, 'Continuer'));
  assert.equal(await page.getByLabel('Jour', { exact: true }).inputValue(), '31');
  await page.getByLabel('Le matin, de 7 h à 13 h').check();
  await press(page, 'Finir plus tard');
  await page.getByText('Votre demande n’est pas encore envoyée.').waitFor();
  await accessible(page);
  await press(page, 'Reprendre ma demande', 'link');
  assert.equal(await page.getByLabel('Jour', { exact: true }).count(), 1, 'the request is not resumed where it was');
  await page.goto('/demarches/demenagement/commencer');
  await press(page, 'Effacer ce brouillon');
  await page.goto('/demarches/demenagement/commencer');
  await page.getByRole('button', { name: 'Commencer', exact: true }).waitFor();
}

for (const javaScriptEnabled of [true, false]) {
  const way = javaScriptEnabled ? 'with JavaScript' : 'without JavaScript';
  describe(way, () => {
    const options = { javaScriptEnabled };
    const go = (name, steps) => play(browser, `${name} ${way}`, options, (page) => { page.scripted = javaScriptEnabled; return steps(page); });
    let file;

    test('a stranger reports a lamp, with a photo, and holds a tracking code', () =>
      go('report', async (page) => { file = await report(page); assert.match(file.number, /^\d{4}-\d{6}$/); }));
    test('the code opens the file, a wrong one does not', () => go('follow', async (page) => {
      await page.goto('/suivre');
      await page.getByLabel('Numéro du dossier').fill(file.number);
      await page.getByLabel('Code de suivi').fill('0000-0000-0000');
      await refused(page, await press(page, 'Voir mon dossier'));
      await follow(page, file);
      await accessible(page);
    }));
    test('the agent takes the file and asks for a correction', () => go('ask', (page) => askCorrection(page, file.number)));
    test('the resident corrects only what was asked', () => go('correct', (page) => correct(page, file)));
    test('the agent decides, with reasons and means of appeal', () =>
      go('decide', async (page) => { await signIn(page, 'theo'); await decide(page, file.number); }));
    test('the decision is checked with the tools of others', () => go('verify', async (page) => { await follow(page, file); await verifyDecision(page); await accessible(page); }));
    test('a request refused then put off keeps what was typed', () => go('move', move));
  });
}
