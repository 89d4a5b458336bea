// Contrast of every pair of tokens the design uses, light and dark: node contrastes.mjs [theme.css]. The product does the same sum before it accepts a commune's theme.
import fs from 'node:fs';
const blocksOf = (css) => [...css.matchAll(/:root[^{]*\{([^}]*)\}/g)].map((m) => Object.fromEntries([...m[1].matchAll(/--([\w-]+):\s*(#[0-9a-f]{3,6})/g)].map((x) => [x[1], x[2]])));
const [light, darkOnly] = blocksOf(fs.readFileSync(new URL('css/beffroi.css', import.meta.url), 'utf8'));
const [themeLight = {}, themeDark = {}] = process.argv[2] ? blocksOf(fs.readFileSync(process.argv[2], 'utf8')) : [];
const day = { ...light, ...themeLight }; const night = { ...light, ...themeLight, ...darkOnly, ...themeDark };
const luminance = (hex) => {
  const h = hex.length === 4 ? [...hex.slice(1)].map((c) => c + c).join('') : hex.slice(1);
  const [r, g, b] = [0, 2, 4].map((i) => parseInt(h.slice(i, i + 2), 16) / 255).map((x) => (x <= 0.04045 ? x / 12.92 : ((x + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
};
const contrast = (a, b) => { const [x, y] = [luminance(a), luminance(b)]; return (Math.max(x, y) + 0.05) / (Math.min(x, y) + 0.05); };
const PAIRS = [['encre', 'fond', 4.5], ['encre', 'surface', 4.5], ['encre-2', 'fond', 4.5], ['encre-2', 'surface', 4.5], ['lien', 'fond', 4.5], ['lien', 'surface', 4.5], ['lien', 'action-fond', 4.5], ['sur-action', 'action', 4.5],
  ['sur-action', 'action-2', 4.5], ['sur-ardoise', 'ardoise', 4.5], ['sur-ardoise-2', 'ardoise', 4.5], ['sur-laiton', 'laiton', 4.5], ['erreur', 'fond', 4.5], ['erreur', 'erreur-fond', 4.5], ['attente', 'attente-fond', 4.5],
  ['champ', 'fond', 3], ['champ', 'surface', 3], ['ardoise-3', 'fond', 3], ['jalon', 'fond', 3], ['action', 'fond', 3], ['alerte', 'fond', 3]];
let failed = 0;
for (const [a, b, min] of PAIRS) {
  const l = contrast(day[a], day[b]), d = contrast(night[a], night[b]); const ok = l >= min && d >= min; if (!ok) failed++;
  console.log(`${ok ? 'ok   ' : 'ÉCHEC'} ${`${a} / ${b}`.padEnd(26)} clair ${l.toFixed(2).padStart(5)}  sombre ${d.toFixed(2).padStart(5)}  (≥ ${min})`);
}
console.log(`${PAIRS.length - failed} passed, ${failed} failed`); process.exit(failed ? 1 : 0);
