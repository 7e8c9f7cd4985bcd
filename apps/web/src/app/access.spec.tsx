import { fireEvent, screen, waitFor } from '@testing-library/react';
import { fakeApi, Refusal, type SeenRequest } from '../../test/fake-api';
import { renderPage } from '../../test/render-page';
import { job, page, quality } from '../../test/samples';

const guarded =
  (answer: unknown) =>
  ({ headers }: SeenRequest) =>
    headers.get('x-api-key') === 'open-sesame' ? answer : new Refusal(401, 'A key is needed');
const api = {
  'GET /health': { status: 'ok', version: '0.1.0', uptimeSeconds: 1, checks: {} },
  'GET /api/v1/genres': guarded([]),
  'GET /api/v1/monitoring/quality': guarded(quality),
  'GET /api/v1/models/kinds': guarded([]),
  'GET /api/v1/schedules': guarded([]),
  'GET /api/v1/schedules/{name}/runs': guarded([]),
  'GET /api/v1/jobs': guarded(page(job())),
  'GET /api/v1/jobs/{id}': guarded(job()),
};
const give = async (key: string) => {
  fireEvent.change(await screen.findByLabelText(/Access key/), { target: { value: key } });
  fireEvent.click(screen.getByRole('button', { name: 'Come in' }));
};

describe('A Marquee with keys', () => {
  it('asks for a key, refuses a wrong one and opens the page for a right one', async () => {
    fakeApi(api);
    renderPage('/quality');
    expect(await screen.findByRole('heading', { name: 'This Marquee asks for a key' })).toBeVisible();
    await give('a guess');
    expect(screen.getByRole('button', { name: 'Come in' })).toBeDisabled();
    await give('guess');
    expect(await screen.findByText('This key is not known here.')).toBeVisible();
    await give('open-sesame');
    expect(await screen.findByText('1,200')).toBeVisible();
    expect(window.sessionStorage.getItem('marquee.key')).toBe('open-sesame');
    expect(window.localStorage.getItem('marquee.key')).toBeNull();
  });

  it('remembers the key beyond the visit where that is wanted', async () => {
    fakeApi(api);
    renderPage('/quality');
    fireEvent.click(await screen.findByRole('checkbox', { name: /Remember it/ }));
    await give('open-sesame');
    expect(await screen.findByText('1,200')).toBeVisible();
    expect(window.localStorage.getItem('marquee.key')).toBe('open-sesame');
  });

  it('sends the key with every call, the watch of a job included', async () => {
    window.sessionStorage.setItem('marquee.key', 'open-sesame');
    const seen = fakeApi(api);
    renderPage('/lab');
    await waitFor(() => expect(seen.some(({ path }) => path.endsWith('/events'))).toBe(true));
    expect(seen.filter(({ headers }) => headers.get('x-api-key') !== 'open-sesame')).toEqual([]);
  });

  it('says that a kept key is not taken any more', async () => {
    window.sessionStorage.setItem('marquee.key', 'old');
    fakeApi(api);
    renderPage('/quality');
    expect(await screen.findByText('The key that was kept here is not taken any more.')).toBeVisible();
  });

  it('forgets the key from the menu in the header', async () => {
    window.localStorage.setItem('marquee.key', 'open-sesame');
    fakeApi(api);
    renderPage('/quality');
    expect(await screen.findByText('1,200')).toBeVisible();
    fireEvent.click(screen.getByRole('button', { name: 'Access key' }));
    fireEvent.click(await screen.findByRole('menuitem', { name: 'Forget the access key' }));
    expect(await screen.findByRole('heading', { name: 'This Marquee asks for a key' })).toBeVisible();
    expect(window.localStorage.getItem('marquee.key')).toBeNull();
  });

  it('shows no key menu where none is needed', async () => {
    fakeApi({ ...api, 'GET /api/v1/monitoring/quality': quality });
    renderPage('/quality');
    expect(await screen.findByText('1,200')).toBeVisible();
    expect(screen.queryByRole('button', { name: 'Access key' })).toBeNull();
  });
});
