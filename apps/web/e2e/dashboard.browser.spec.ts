import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { findChromium, howToGetChromium, launchBrowser } from './browser';
import { startMarquee, type RunningMarquee } from './marquee';

const chromium = findChromium();
const pages = [
  '/',
  '/films',
  '/films/1',
  '/models',
  '/lab',
  '/search',
  '/data',
  '/drift',
  '/quality',
  '/nowhere',
];

if (chromium === null) {
  console.warn(howToGetChromium);
  describe('the dashboard in a browser', () => {
    it.todo('was not tested: no Chromium is installed (set CHROME_PATH)');
  });
} else {
  describe('the dashboard in a browser', () => {
    let marquee: RunningMarquee;
    let browser: Browser;
    const faults: string[] = [];

    beforeAll(async () => {
      [marquee, browser] = await Promise.all([startMarquee(240_000), launchBrowser(chromium)]);
    }, 300_000);
    afterAll(async () => {
      await browser?.close();
      await marquee?.stop();
    }, 60_000);
    afterEach(() => {
      expect(faults.splice(0)).toEqual([]);
    });

    /** Whatever the browser complains about, and every call to somebody else, fails the test. */
    function watch(page: Page): void {
      page.setDefaultTimeout(30_000);
      page.on('pageerror', (error) => faults.push(`${page.url()}: ${error.message}`));
      page.on('console', (message) => {
        if (message.type() !== 'error' || isAnswer(message.location().url)) return;
        faults.push(`${page.url()}: ${message.text()} (${message.location().url})`);
      });
      page.on('request', (request) => {
        const { protocol, origin } = new URL(request.url());
        if (/^(https?|wss?):$/.test(protocol) && origin !== marquee.url)
          faults.push(`called ${request.url()}`);
      });
      page.on('response', (response) => {
        if (response.status() >= 500) faults.push(`${response.status()} ${response.url()}`);
      });
    }

    /** Chromium reports every 404 as an error; that somebody has not rated a film is an answer. */
    const isAnswer = (url: string) => /\/users\/\d+\/ratings\/\d+$/.test(url);

    async function open(page: Page, path: string): Promise<void> {
      await page.goto(`${marquee.url}${path}`);
      await page.locator('h1').first().waitFor();
    }

    /** Opens a page as a new visitor. */
    async function visit(path: string, options: BrowserContextOptions = {}): Promise<Page> {
      const context = await browser.newContext({ viewport: { width: 1400, height: 900 }, ...options });
      const page = await context.newPage();
      watch(page);
      await open(page, path);
      return page;
    }

    const cards = (page: Page) => page.getByRole('group', { name: 'Recommended films' }).getByRole('article');
    const rate = async (page: Page, nth: number, key: string) => {
      const stars = page.getByRole('group', { name: 'Films to rate' }).getByRole('slider').nth(nth);
      await stars.focus();
      await stars.press(key);
      await stars.press('Enter');
    };

    it('turns five ratings of a newcomer into a list of their own', async () => {
      const page = await visit('/');
      await page.getByRole('button', { name: 'I’m new here' }).click();
      await page.getByRole('group', { name: 'Genres you like' }).getByText('Horror', { exact: true }).click();
      // Until the horror films are there, the films of before stay, dimmed.
      await page.locator('[aria-label="Films to rate"]:not([aria-busy])').waitFor();
      await page
        .getByRole('group', { name: 'Films to rate' })
        .getByText(/Horror/)
        .nth(5)
        .waitFor();
      expect(new URL(page.url()).searchParams.get('genres')).toBe('Horror');

      for (let film = 0; film < 5; film++) {
        await rate(page, film, '5');
        await page.getByText(`${film + 1} of 5 rated`).waitFor();
      }
      await page.getByText(/^After your last rating: /).waitFor();
      expect(await cards(page).count()).toBeGreaterThan(5);
      const rated = page.getByRole('complementary').getByRole('slider');
      expect(await rated.count()).toBe(5);

      await page.reload();
      await page.getByRole('heading', { name: 'Your list' }).waitFor();
      await cards(page).first().waitFor();
      await page.context().close();
    });

    it('takes a rated film out of the list, and an undo takes the rating back', async () => {
      const page = await visit('/?user=15');
      await cards(page).first().waitFor();
      const title = (await cards(page).first().getAttribute('aria-label'))!;
      const stars = cards(page).first().getByRole('slider');
      await stars.focus();
      await stars.press('4');
      await stars.press('Enter');
      await page.getByRole('button', { name: `Remove the rating of ${title}`, exact: true }).waitFor();
      const recommended = page.getByRole('group', { name: 'Recommended films' });
      await recommended.getByRole('article', { name: title, exact: true }).waitFor({ state: 'detached' });
      await page.getByRole('button', { name: 'Undo' }).click();
      await page
        .getByRole('button', { name: `Remove the rating of ${title}`, exact: true })
        .waitFor({ state: 'detached' });
      await page.context().close();
    });

    it('explains a recommendation', async () => {
      const page = await visit('/?user=15');
      await page.getByRole('button', { name: /^Why / }).first().click();
      await page
        .getByRole('dialog')
        .getByText(/Predicted rating/)
        .waitFor();
      await page.keyboard.press('Escape');
      await page.getByRole('dialog').waitFor({ state: 'detached' });
      await page.context().close();
    });

    it('finds a film and opens it', async () => {
      const page = await visit('/films');
      await page.getByRole('searchbox', { name: 'Title' }).fill('toy sto');
      await page.getByRole('link', { name: 'Toy Story', exact: true }).click();
      await page.getByRole('heading', { level: 1, name: /Toy Story/ }).waitFor();
      await page.getByRole('figure', { name: 'Ratings' }).locator('svg.recharts-surface').first().waitFor();
      expect(new URL(page.url()).pathname).toBe('/films/1');
      await page.context().close();
    });

    it('simulates ratings and shows the drift report', async () => {
      const page = await visit('/data');
      await page.getByRole('figure', { name: 'How many stars people give' }).waitFor();
      await page.getByRole('button', { name: 'Simulate 1,000 ratings' }).click();
      await page.getByText(/1,000 ratings made/).waitFor();
      await page.getByRole('link', { name: 'Drift', exact: true }).click();
      await page.getByRole('heading', { level: 1, name: 'Drift' }).waitFor();
      await page.getByText(/^Compared are /).waitFor();
      await page.getByRole('figure', { name: 'Stars' }).locator('svg.recharts-surface').first().waitFor();
      await page.context().close();
    });

    it('imports a file from the disk of the visitor', async () => {
      const page = await visit('/data');
      const csv = 'userId,movieId,rating,timestamp\n900001,1,4.5,1760000000\n900001,2,4,4102444800\n';
      await page
        .locator('input[type="file"]')
        .setInputFiles({ name: 'ratings.csv', mimeType: 'text/csv', buffer: Buffer.from(csv) });
      await page.getByText(/^upload\.csv \(csv\) in/).waitFor();
      await page.getByText('First rejected lines (1)').click();
      await page.getByText(/line 3/).waitFor();
      await page.context().close();
    });

    it('can be walked with the keyboard alone', async () => {
      const page = await visit('/films');
      await page.keyboard.press('Tab');
      expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Skip to the content');
      await page.keyboard.press('Enter');
      expect(new URL(page.url()).hash).toBe('#content');
      await page.keyboard.press('Tab');
      const outline = await page.evaluate(() => getComputedStyle(document.activeElement!).outlineStyle);
      const border = await page.evaluate(() => document.activeElement!.matches(':focus-visible'));
      expect(outline !== 'none' || border).toBe(true);
      await page.context().close();
    });

    it('follows the system into light or dark, and the toggle out of it', async () => {
      const page = await visit('/quality', { colorScheme: 'dark' });
      const scheme = () => page.evaluate(() => document.documentElement.dataset.mantineColorScheme);
      expect(await scheme()).toBe('dark');
      await page.getByRole('button', { name: 'Switch to the light scheme' }).click();
      expect(await scheme()).toBe('light');
      await page.context().close();
    });

    describe('on a phone', () => {
      let phone: Page;
      beforeAll(async () => {
        phone = await visit('/quality', { viewport: { width: 390, height: 844 } });
      });
      afterAll(() => phone?.context().close());

      it.each(pages)('%s has no sideways scroll', async (path) => {
        await open(phone, path);
        await phone.locator('main [role="status"][aria-busy="true"]').first().waitFor({ state: 'detached' });
        const overflow = await phone.evaluate(
          () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
        );
        expect(overflow).toBe(0);
      });

      it('has its pages in a menu', async () => {
        await phone.getByRole('button', { name: 'Open the menu' }).click();
        await phone.getByRole('dialog').getByRole('link', { name: 'Films' }).click();
        await phone.getByRole('heading', { level: 1, name: 'Films' }).waitFor();
      });
    });

    // Last: the first training of a fresh Marquee has most likely ended by now.
    it('trains in the lab and shows how that goes until it ends', async () => {
      const page = await visit('/lab');
      const progress = page.getByRole('progressbar', { name: 'training progress' });
      const start = page.getByRole('button', { name: 'Start training' });
      // What a fresh Marquee trains of itself goes first.
      await page.getByText('Finished').waitFor({ timeout: 90_000 });
      await page.getByRole('checkbox', { name: 'SVD', exact: true }).check();
      await page.getByRole('button', { name: 'Settings: as usual' }).click();
      await page.getByRole('textbox', { name: 'Epochs' }).fill('15');
      await page.getByRole('switch', { name: 'Train even if no rating has changed' }).click();
      await start.click();
      await progress.waitFor();
      await progress.waitFor({ state: 'detached', timeout: 60_000 });
      await page.getByText('Finished').waitFor();
      await page.getByRole('link', { name: 'SVD' }).first().waitFor();
      await page.context().close();
    });

    it('searches settings on a phone, trial by trial, and trains the best', async () => {
      const page = await visit('/search', { viewport: { width: 390, height: 844 } });
      const kinds = page.getByRole('combobox', { name: 'Kinds of model' });
      // Not before another training has ended.
      await kinds.click({ timeout: 90_000 });
      await kinds.press('Backspace');
      await kinds.fill('BaselineOnly');
      await page.getByRole('option', { name: 'BaselineOnly' }).click();
      await page.getByRole('textbox', { name: 'Trials at most' }).fill('4');
      await page.getByRole('button', { name: 'Start search' }).click();
      await page.getByRole('heading', { name: 'Search of baseline' }).waitFor();
      await page.getByText('Finished').waitFor({ timeout: 60_000 });
      await page.getByText('Best so far').first().waitFor();
      const trials = page.getByRole('region', { name: 'Trials' });
      expect(await trials.getByRole('row').count()).toBe(5);
      await page.getByRole('link', { name: 'BaselineOnly, tuned' }).waitFor();
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
      expect(overflow).toBeLessThanOrEqual(0);
      await page.context().close();
    });
  });
}
