import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** Everything that the API answers; the rest of the address space belongs to the dashboard's pages. */
const apiPaths = [
  '/api',
  '/docs',
  '/docs-json',
  '/generate-ratings',
  '/health',
  '/metrics',
  '/monitoring',
  '/predict',
  '/stats',
  '/training',
];
const api = process.env.MARQUEE_API ?? 'http://localhost:8080';

/** Which long-lived chunk a package belongs to, so that a change of our code leaves them in the cache. */
function vendorChunk(id: string): string | undefined {
  if (!id.includes('node_modules')) return undefined;
  if (
    /[\\/](recharts|@mantine[\\/]charts|d3-[a-z]+|victory-vendor|@reduxjs|redux|react-redux|immer|reselect|decimal\.js-light|es-toolkit)[\\/]/.test(
      id,
    )
  )
    return undefined;
  if (/[\\/](react|react-dom|scheduler|react-router)[\\/]/.test(id)) return 'react';
  if (/[\\/](@mantine|@floating-ui|@tanstack|clsx|react-remove-scroll|react-number-format)/.test(id))
    return 'interface';
  return undefined;
}

export default defineConfig({
  plugins: [react()],
  server: {
    proxy: Object.fromEntries(
      apiPaths.map((path) => [`^${path}(/|\\?|$)`, { target: api, changeOrigin: true }]),
    ),
  },
  build: {
    target: 'es2022',
    sourcemap: true,
    chunkSizeWarningLimit: 430,
    rolldownOptions: { output: { manualChunks: vendorChunk } },
  },
});
