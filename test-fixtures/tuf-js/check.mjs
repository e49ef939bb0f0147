// Serves a repository on loopback and reads it with tuf-js: once as it is, and once for each way to spoil it.
import fs from 'node:fs';
import http from 'node:http';
import path from 'node:path';
import { Updater } from 'tuf-js';

const [root, repository, work] = process.argv.slice(2);

/** Serves the repository; `spoil(name, bytes)` may change what is answered. */
async function serve(spoil) {
  const server = http.createServer((request, response) => {
    const name = decodeURIComponent(new URL(request.url, 'http://x').pathname).slice(1);
    const file = path.join(repository, name);
    if (!fs.existsSync(file) || !fs.statSync(file).isFile()) {
      response.writeHead(404).end();
      return;
    }
    response.end(spoil(name, fs.readFileSync(file)));
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}

/** Refreshes, then fetches and verifies every target, those of the delegated role included. */
async function readAll(spoil) {
  const server = await serve(spoil);
  const state = fs.mkdtempSync(path.join(work, 'state-'));
  try {
    fs.mkdirSync(path.join(state, 'targets'));
    fs.copyFileSync(root, path.join(state, 'root.json'));
    const base = `http://127.0.0.1:${server.address().port}`;
    const updater = new Updater({
      metadataDir: state,
      metadataBaseUrl: `${base}/metadata`,
      targetDir: path.join(state, 'targets'),
      targetBaseUrl: `${base}/targets`,
      config: { fetchRetry: 0, fetchRetries: 0 },
    });
    await updater.refresh();
    const names = Object.keys(JSON.parse(fs.readFileSync(path.join(state, 'targets.json'))).signed.targets);
    const snapshot = JSON.parse(fs.readFileSync(path.join(state, 'snapshot.json'))).signed;
    if ('rollout.json' in snapshot.meta) {
      names.push('rollout.json');
    }
    for (const name of names) {
      const info = await updater.getTargetInfo(name);
      if (!info) {
        throw new Error(`${name} is signed but not found`);
      }
      const saved = await updater.downloadTarget(info, path.join(state, 'targets', encodeURIComponent(name)));
      const content = fs.readFileSync(saved);
      if (name === 'rollout.json') {
        const custom = JSON.stringify(sorted(info.custom));
        if (JSON.stringify(sorted(JSON.parse(content))) !== custom) {
          throw new Error('the statement and its custom field differ');
        }
      }
    }
    return names;
  } finally {
    server.close();
    server.closeAllConnections();
    fs.rmSync(state, { recursive: true });
  }
}

function sorted(object) {
  return Object.fromEntries(Object.entries(object).sort(([a], [b]) => (a < b ? -1 : 1)));
}

const names = await readAll((_, bytes) => bytes);
console.log(`tuf-js accepts the repository and verified ${names.length} targets: ${names.join(', ')}`);

let refused = 0;
for (const kind of [/timestamp\.json$/, /\.snapshot\.json$/, /\d\.targets\.json$/, /^targets\/.*\.manifest$/]) {
  const flipped = (name, bytes) => {
    if (kind.test(name)) {
      bytes[Math.floor(bytes.length / 2)] ^= 1;
    }
    return bytes;
  };
  try {
    await readAll(flipped);
  } catch {
    refused++;
    continue;
  }
  if (names.length > 0 || !kind.source.includes('manifest')) {
    console.error(`tuf-js accepted a flipped bit in ${kind}`);
    process.exit(1);
  }
}
console.log(`and refused ${refused} spoilt copies`);
