// Makes dist/ahn.woff2 from npm's packages: one variable font, 400 to 700, with the signs of French, Dutch, German and
// English; 34 kB become 19. Not committed: without it the pages show their fallback font, which has the same measures.
//   npm ci --ignore-scripts && npm run font
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import subset from 'subset-font';

const here = path.dirname(fileURLToPath(import.meta.url));
const source = path.join(here, 'node_modules/@fontsource-variable/atkinson-hyperlegible-next/files/atkinson-hyperlegible-next-latin-wght-normal.woff2');
const out = path.join(here, 'dist/ahn.woff2');

// The same ranges as in css/police.css: a sign outside them is drawn by the fallback font without loading this one.
const css = fs.readFileSync(path.join(here, 'css/police.css'), 'utf8');
const text = css.match(/unicode-range:([^}]*)\}/)[1].split(',').flatMap((range) => {
  const [from, to = from] = range.trim().replace('U+', '').split('-').map((hex) => parseInt(hex, 16));
  return Array.from({ length: to - from + 1 }, (_, i) => String.fromCodePoint(from + i));
}).join('');

const whole = fs.readFileSync(source);
const font = await subset(whole, text, { targetFormat: 'woff2', variationAxes: { wght: { min: 400, max: 700 } } });
fs.mkdirSync(path.dirname(out), { recursive: true });
fs.writeFileSync(out, font);
console.log(`${path.relative(here, out)}: ${font.length} bytes (whole: ${whole.length})`);
