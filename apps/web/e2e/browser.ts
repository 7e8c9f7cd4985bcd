import { existsSync } from 'node:fs';
import { chromium, type Browser } from 'playwright-core';

const places = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
];

/** Where a Chromium is installed, or null: `CHROME_PATH`, then the usual places. */
export function findChromium(): string | null {
  const given = process.env.CHROME_PATH;
  if (given) return existsSync(given) ? given : null;
  return places.find((place) => existsSync(place)) ?? null;
}

export const howToGetChromium =
  'The browser tests were skipped: no Chromium was found. Install one (Debian: apt-get install chromium) ' +
  'or set CHROME_PATH to a Chrome or Chromium that is installed.';

/** A headless browser that calls nobody but the pages it is sent to. */
export function launchBrowser(executablePath: string): Promise<Browser> {
  return chromium.launch({
    executablePath,
    args: [
      '--no-sandbox',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--no-first-run',
    ],
  });
}
