// The main pages, at the width of a phone and of a desk, in light and in dark: barriers, weight, nothing that scrolls sideways.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { barriers, launch, play, signIn } from './lib.mjs';

const pages = {
  nobody: ['/', '/demarches', '/demarches/abattage', '/recherche?q=arbre', '/suivre', '/verifier', '/aide', '/accessibilite',
    '/entrer', '/inscription', '/nl', '/de/demarches', '/en/verifier', '/inconnue'],
  odile: ['/moi', '/moi/acces', '/moi/reglages'],
  hugo: ['/agent', '/agent/filtrer', '/agent/filtres', '/agent/etiquettes', '/agent/reprendre', '/agent/exporter', '/agent/rappels', '/agent/avis',
    '/agent/appels', '/agent/guichet', '/agent/guichet/personne', '/agent/courrier-postal', '/agent/dossiers/2026-000018',
    '/agent/dossiers/2026-000018/confier', '/agent/dossiers/2026-000018/avis', '/agent/dossiers/2026-000018/histoire',
    '/agent/dossiers/2026-000018/delais', '/agent/dossiers/2026-000018/correction'],
  claire: ['/agent/equipes'],
  paul: ['/agent/demarches', '/agent/demarches/nouvelle', '/agent/demarches/eclairage/2', '/agent/demarches/eclairage/2/modifier',
    '/agent/demarches/eclairage/2/modifier?lieu=pages.1', '/agent/demarches/eclairage/2/modifier?lieu=pages.1.items.1',
    '/agent/demarches/eclairage/2/modifier?lieu=flow.steps.0', '/agent/demarches/eclairage/2/condition?lieu=pages.1.items.1&cle=when',
    '/agent/demarches/eclairage/2/supprimer?lieu=pages.0.items.0', '/agent/demarches/eclairage/2/questions',
    '/agent/demarches/eclairage/2/facile', '/agent/demarches/eclairage/comparer', '/agent/demarches/abattage/1/circuit'],
};
const looks = [
  { name: 'phone', options: { viewport: { width: 320, height: 640 } } },
  { name: 'desk, dark', options: { viewport: { width: 1280, height: 900 }, colorScheme: 'dark' } },
];

let browser;
before(async () => { browser = await launch(); });
after(() => browser.close());

for (const [person, paths] of Object.entries(pages)) {
  describe(person, () => {
    for (const look of looks) {
      test(`nothing bars the way (${look.name})`, () => play(browser, `pages ${person} ${look.name}`, look.options, async (page) => {
        if (person !== 'nobody') await signIn(page, person);
        for (const path of paths) {
          await page.goto(path);
          assert.deepEqual(await barriers(page), [], path);
          assert.equal(await page.evaluate(() => document.documentElement.scrollWidth > innerWidth), false, `${path} scrolls sideways`);
          assert.equal(await page.locator('h1').count(), 1, `${path} has not one main title`);
        }
      }));
    }
  });
}

test('a first visit weighs at most 50 kB in 12 requests', () => play(browser, 'weight', {}, async (page) => {
  const session = await page.context().newCDPSession(page);
  await session.send('Network.enable');
  let weight = 0;
  let requests = 0;
  session.on('Network.loadingFinished', (of) => { weight += of.encodedDataLength; requests += 1; });
  await page.goto('/', { waitUntil: 'networkidle' });
  assert.ok(weight > 0 && weight <= 50_000, `${weight} bytes`);
  assert.ok(requests <= 12, `${requests} requests`);
}));
