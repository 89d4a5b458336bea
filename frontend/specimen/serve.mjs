// The specimen on loopback, as the product serves its pages: strict CSP, Brotli, the font only when it has been made.
//   node specimen/serve.mjs [port]
import fs from 'node:fs';
import http from 'node:http';
import path from 'node:path';
import zlib from 'node:zlib';
import { fileURLToPath } from 'node:url';

const here = path.dirname(fileURLToPath(import.meta.url));
const front = path.dirname(here);
const port = Number(process.argv[2] ?? 8741);
const CSP = "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self'; script-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'";
const PAGES = { '/': 'accueil', '/composants': 'composants', '/agents': 'agents', '/demarches/2/date': 'formulaire' };

const font = path.join(front, 'dist/ahn.woff2');
const made = fs.existsSync(font);
const read = (file) => fs.readFileSync(path.join(front, file));
const ASSETS = {
  '/assets/beffroi.css': ['text/css', Buffer.concat([made ? read('css/police.css') : Buffer.alloc(0), read('css/beffroi.css')])],
  '/assets/beffroi.js': ['text/javascript', read('js/beffroi.js')],
  '/assets/beffroi.svg': ['image/svg+xml', read('img/beffroi.svg')],
  ...(made && { '/assets/ahn.woff2': ['font/woff2', read('dist/ahn.woff2')] }),
};

function answer(request) {
  const { pathname } = new URL(request.url, 'http://x');
  if (Object.hasOwn(ASSETS, pathname)) return { type: ASSETS[pathname][0], body: ASSETS[pathname][1], cache: 'public, max-age=31536000, immutable' };
  const refused = request.method === 'POST' && pathname === '/demarches/2/date';
  const page = refused ? 'formulaire-erreur' : Object.hasOwn(PAGES, pathname) && PAGES[pathname];
  if (!page) return { status: 404, type: 'text/plain', body: Buffer.from('a specimen: this link leads nowhere\n'), cache: 'no-cache' };
  const html = read(`specimen/${page}.html`).toString();
  const body = Buffer.from(made ? html : html.replace(/<link rel="preload"[^>]*>\n/, ''));
  return { status: refused ? 422 : 200, type: 'text/html; charset=utf-8', body, cache: 'no-cache' };
}

http.createServer((request, response) => {
  const { status = 200, type, body, cache } = answer(request);
  const head = { 'content-type': type, 'content-security-policy': CSP, 'x-content-type-options': 'nosniff', 'referrer-policy': 'same-origin', 'cache-control': cache };
  if (type === 'font/woff2') {
    response.writeHead(status, head).end(body);
  } else {
    response.writeHead(status, { ...head, 'content-encoding': 'br' }).end(zlib.brotliCompressSync(body));
  }
}).listen(port, '127.0.0.1', () => console.log(`http://127.0.0.1:${port}`));
