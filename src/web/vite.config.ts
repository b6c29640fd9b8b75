import { defineConfig } from 'vite';

/** The console is built into dist/web, from where the station serves it. */
export default defineConfig({
  base: './',
  build: {
    outDir: '../../dist/web',
    emptyOutDir: true,
    target: 'es2022',
    reportCompressedSize: false,
  },
  // For work on the console: "npx vite src/web" beside a station on its default port.
  server: { proxy: { '/api': 'http://127.0.0.1:7788' } },
});
