// Budgets and rules of the sheet and the module that no browser is needed for (Brotli, as served).
import assert from 'node:assert/strict';
import fs from 'node:fs';
import { test } from 'node:test';
import zlib from 'node:zlib';

const read = (file) => fs.readFileSync(new URL(`../${file}`, import.meta.url), 'utf8');
const weight = (...files) => zlib.brotliCompressSync(Buffer.from(files.map(read).join(''))).length;

test('the sheet weighs at most 8 kB and the module 6 kB', () => {
  assert.ok(weight('css/police.css', 'css/beffroi.css') <= 8000, `${weight('css/police.css', 'css/beffroi.css')}`);
  assert.ok(weight('js/beffroi.js') <= 6000, `${weight('js/beffroi.js')}`);
});

test('braces of the sheets are balanced, so that no layer swallows the next', () => {
  for (const file of ['css/police.css', 'css/beffroi.css', 'css/theme-brique.css']) {
    const text = read(file).replace(/\/\*[\s\S]*?\*\//g, '');
    assert.equal(text.split('{').length, text.split('}').length, file);
  }
});

test('the module writes no markup and evaluates nothing', () => {
  const code = read('js/beffroi.js').replace(/\/\/.*$/gm, '');
  assert.doesNotMatch(code, /innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(|new Function|\.submit\(|requestSubmit/);
});

test('no sheet asks another site for anything', () => {
  for (const file of ['css/police.css', 'css/beffroi.css', 'css/theme-brique.css']) assert.doesNotMatch(read(file), /https?:|@import/);
});
