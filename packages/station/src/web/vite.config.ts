import { defineConfig } from 'vite';

/** The console is built into the package's dist/web, from where the station serves it. */
export default defineConfig({
  base: './',
  // The icon of the browser page.
  publicDir: '../../../../src/browser/public',
  build: {
    outDir: '../../dist/web',
    emptyOutDir: true,
    target: 'es2022',
    reportCompressedSize: false,
  },
  // For work on the console: "npx vite packages/station/src/web" next to a station on its default port.
  server: { proxy: { '/api': 'http://127.0.0.1:7788' } },
});
