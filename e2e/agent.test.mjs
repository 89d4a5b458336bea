// Ten tasks of an agent's day (docs/agent-tasks.md), with and without JavaScript: each at most five clicks from the queue, and no page
// without a way on. A choice in a list, a tick and a press are one click each; typing is none.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { bytes, launch, play, press, signIn } from './lib.mjs';

const most = 5;

let browser;
before(async () => { browser = await launch(); });
after(() => browser.close());

/** Somebody at work: counts what she clicks from the queue on, and looks at each page for a way on. */
class Desk {
  constructor(page) { this.page = page; this.clicks = 0; }

  async start(person) {
    await signIn(this.page, person);
    await this.page.goto('/agent');
    await this.goesOn();
  }

  async goesOn() {
    const ways = this.page.locator('main a[href]:visible, main button:visible');
    assert.ok(await ways.count() > 0, `${this.page.url()} is a dead end`);
    assert.ok(await this.page.locator('header nav a:visible').count() > 0, `${this.page.url()} has lost its navigation`);
  }

  async press(name, role = 'button') {
    this.clicks += 1;
    const answer = await press(this.page, name, role);
    assert.ok(answer.status() < 400, `${name}: ${answer.status()}`);
    await this.goesOn();
  }

  /** By the whole name of a link, or the beginning of it where a number follows. */
  go(name) { return this.press(name, 'link'); }

  async tick(name) { this.clicks += 1; await this.page.getByLabel(name, { exact: true }).first().check(); }

  async choose(label, option) { this.clicks += 1; await this.page.getByLabel(label, { exact: true }).first().selectOption(option); }

  type(label, text) { return this.page.getByLabel(label).first().fill(text); }

  /** From the queue to a file, by its number: a whole number leads to it. */
  async open(number) {
    await this.type('Numéro de dossier, ou son début', number);
    await this.press('Chercher');
    assert.ok(this.page.url().includes(`/agent/dossiers/${number}`), this.page.url());
  }

  async sees(text) { await this.page.getByText(text).first().waitFor(); }

  within() {
    assert.ok(this.clicks <= most, `${this.clicks} clicks from the queue`);
    this.clicks = 0;
  }
}

/** A stranger reports a lamp; the number of the file. */
async function lamp(page) {
  await page.goto('/demarches/eclairage/commencer');
  await press(page, 'Commencer');
  await page.getByLabel('La lampe clignote').check();
  await press(page, 'Continuer');
  await page.getByLabel('Le numéro sur le poteau').fill('412/00731');
  await press(page, 'Continuer');
  await page.getByLabel('Non', { exact: true }).check();
  await press(page, 'Continuer');
  await press(page, 'Envoyer ma demande');
  return /\d{4}-\d{6}/.exec(await page.locator('.fini').innerText())[0];
}

const rows = (page) => page.locator('table.file tbody tr');

const tasks = {
  async 'find my files that are overdue'(desk) {
    await desk.start('theo');
    await desk.go(/^En retard/);
    const texts = await rows(desk.page).allInnerTexts();
    assert.ok(texts.length > 0 && texts.every((text) => text.includes('En retard de')), texts.join('\n'));
    await desk.go(/\d{4}-\d{6}/.exec(texts[0])[0]);
    await desk.sees('En retard de');
  },
  async 'ask for what is missing'(desk, { numbers }) {
    await desk.start('theo');
    await desk.open(numbers[0]);
    await desk.go('Demander une correction');
    await desk.tick('Une photo');
    await desk.type('Message à la personne', 'Ajoutez une photo de la plaquette.');
    await desk.press('Envoyer la demande');
    await desk.sees('Attend le demandeur');
  },
  async 'decide'(desk, { numbers }) {
    await desk.start('theo');
    await desk.open(numbers[1]);
    await desk.go('Transmettre au gestionnaire du réseau');
    await desk.type('Motifs', 'Ce poteau appartient au gestionnaire du réseau.');
    await desk.press('Transmettre au gestionnaire du réseau');
    await desk.sees('Décision prise par Théo Marchalet');
  },
  async 'hand a file over to a colleague'(desk, { numbers }) {
    await desk.start('theo');
    await desk.open(numbers[2]);
    await desk.go('Confier ce dossier');
    await desk.choose('Qui les reprend ?', { label: 'Claire Hautecœur' });
    await desk.press('Donner le dossier');
    await desk.sees('Suivi par Claire Hautecœur');
  },
  async 'ask the opinion of another unit'(desk, { numbers }) {
    await desk.start('theo');
    await desk.open(numbers[2]);
    await desk.go('Demander un avis');
    await desk.choose('Service', { label: 'Urbanisme et environnement' });
    await desk.type('Question', 'Cette lampe est-elle dans la zone protégée ?');
    await desk.press('Envoyer la question');
    await desk.sees('Avis demandé par Théo Marchalet');
  },
  async 'take over the files of an absent colleague'(desk, { absent }) {
    await desk.start('claire');
    await desk.go('Reprendre les dossiers d’un collègue');
    await desk.choose('De qui ?', { label: absent });
    await desk.press('Voir ses dossiers');
    // All are ticked: who is absent is absent for all of them.
    await desk.press('Reprendre ces dossiers');
    await desk.sees(/dossiers? repris\./);
  },
  async 'write to several people at once, after a preview'(desk) {
    await desk.start('theo');
    await desk.press('Agir sur tous les dossiers de cette liste (1000 au plus)');
    await desk.tick('Écrire le même message à tous les demandeurs');
    await desk.type('Message aux demandeurs', 'Nos bureaux sont fermés vendredi.');
    await desk.press('Voir ce qui va se passer');
    await desk.sees('Sera fait');
    await desk.press('Faire maintenant');
    desk.within();
    for (let looks = 0; await desk.page.getByRole('link', { name: 'Voir où cela en est' }).count(); looks += 1) {
      assert.ok(looks < 100, 'the messages do not leave');
      await desk.go('Voir où cela en est');
    }
    desk.clicks = 0;
    await desk.sees('Fait');
  },
  async 'save a filter and share it in the unit'(desk, { way }) {
    const name = `En retard, ${way}`;
    await desk.start('theo');
    await desk.go(/^En retard/);
    await desk.go('Garder ce filtre');
    await desk.type('Nom', name);
    await desk.choose('Qui le voit ?', { label: 'Travaux et mobilité' });
    await desk.press('Garder');
    await desk.sees(name);
    desk.within();
    await desk.page.context().clearCookies();
    await desk.start('claire');
    await desk.go(name);
    desk.clicks = 0;
  },
  async 'export my list for a spreadsheet'(desk) {
    await desk.start('theo');
    await desk.go('Exporter la liste');
    await desk.tick('OpenDocument (ODS)');
    desk.clicks += 1;
    const form = desk.page.locator('form[action="/agent/exporter/liste"]');
    await form.getByRole('button', { name: 'Télécharger', exact: true }).waitFor();
    const pairs = await form.evaluate((of) => new URLSearchParams(new FormData(of)).toString());
    const sheet = await bytes(desk.page, `/agent/exporter/liste?${pairs}`);
    assert.match(sheet.subarray(0, 90).toString('latin1'), /^PK.*application\/vnd\.oasis\.opendocument\.spreadsheet/s);
  },
  async 'write a request down at the counter'(desk) {
    await receive(desk);
    await desk.choose('Démarche', { label: 'Signaler une panne d’éclairage public' });
    await desk.tick('Au guichet');
    await desk.press('Commencer la saisie');
    await fillIn(desk);
  },
  async 'write down a request that came as a letter'(desk) {
    await receive(desk);
    await desk.type('Code du formulaire papier', 'eclairage.1');
    await desk.tick('Par courrier');
    await desk.press('Commencer la saisie');
    const today = new Date();
    await desk.type('Jour', String(today.getDate()));
    await desk.type('Mois', String(today.getMonth() + 1));
    await desk.type('Année', String(today.getFullYear()));
    await desk.press('Commencer la saisie');
    await fillIn(desk);
  },
  async 'put a label on a file'(desk, { numbers }) {
    await desk.start('theo');
    await desk.open(numbers[0]);
    desk.clicks += 1;
    await desk.page.locator('summary', { hasText: 'Étiquettes' }).click();
    await desk.tick('24 m');
    await desk.press('Poser ces étiquettes');
    assert.equal(await desk.page.locator('h1 ~ .etiquette', { hasText: '24 m' }).count(), 1);
  },
  async 'print the letters that wait'(desk) {
    await desk.start('claire');
    await desk.go('Courrier postal');
    if (await desk.page.getByText('Cette installation ne fait pas de PDF').count()) {
      console.error('skipped: this build makes no PDF');
      return;
    }
    await desk.press('Imprimer les lettres cochées');
    await desk.sees('Lot de lettres');
    const letters = await desk.page.getByRole('link', { name: 'Les lettres (PDF)' }).getAttribute('href');
    assert.equal((await bytes(desk.page, letters)).subarray(0, 5).toString(), '%PDF-');
  },
};

/** From the queue to somebody who stands at the counter, or has written. */
async function receive(desk) {
  await desk.start('theo');
  await desk.go('Guichet');
  await desk.type('Adresse e-mail ou numéro de registre national', 'malik.sablon@hautval.example');
  await desk.press('Chercher');
}

/** The questions themselves are the form's, and are not counted. */
async function fillIn(desk) {
  desk.within();
  await desk.tick('La lampe clignote');
  await desk.press('Continuer');
  await desk.type('Le numéro sur le poteau', '412/00999');
  await desk.press('Continuer');
  await desk.tick('Non');
  await desk.press('Continuer');
  await desk.press('Envoyer ma demande');
  await desk.sees('La demande est envoyée');
  desk.clicks = 0;
}

for (const javaScriptEnabled of [true, false]) {
  const way = javaScriptEnabled ? 'with JavaScript' : 'without JavaScript';
  const absent = javaScriptEnabled ? 'Inès Courtejoie' : 'Nadia Beaupréau';
  describe(`an agent’s day ${way}`, () => {
    const numbers = [];
    before(() => play(browser, `lamps ${way}`, { javaScriptEnabled }, async (page) => {
      for (let at = 0; at < 3; at += 1) numbers.push(await lamp(page));
    }));
    for (const [name, steps] of Object.entries(tasks)) {
      test(name, () => play(browser, `${name} ${way}`, { javaScriptEnabled, viewport: { width: 1280, height: 900 } }, async (page) => {
        const desk = new Desk(page);
        await steps(desk, { numbers, way, absent });
        desk.within();
      }));
    }
  });
}
