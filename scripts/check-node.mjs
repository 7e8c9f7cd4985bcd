import { readFileSync } from 'node:fs';

// Imported first by every script, and written so that an old Node gets as far as the sentence below.
const { engines } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
const needed = engines.node
  .replace(/[^\d.]/g, '')
  .split('.')
  .map(Number);
const found = process.versions.node.split('.').map(Number);
const isOlder = found[0] < needed[0] || (found[0] === needed[0] && found[1] < (needed[1] || 0));
if (isOlder) {
  console.error(
    `Marquee needs Node ${needed.join('.')} or newer and this is Node ${process.versions.node}: install a newer one from https://nodejs.org.`,
  );
  process.exit(1);
}
