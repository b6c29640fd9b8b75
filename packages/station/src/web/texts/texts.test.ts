import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { errorCodes, errorReasons } from 'nominal-vision/internal/errors';
import { en } from './en.ts';
import { languageNames, loadTexts, spokenLanguage } from './languages.ts';

const placesOf = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map(([place]) => place).sort();

/** Texts that are the same in English: names, units and signs. */
const alike = new Set(
  'live token tokens version drift median alarm name station minutes unitMinutes zone zoneName binmodel bintoken toolpolygon'.split(
    ' ',
  ),
);

describe.each(languageNames.filter((name) => name !== 'en'))('the texts in %s', (name) => {
  it('have every key, with the places that are filled', async () => {
    const { texts, errors, reasons } = await loadTexts[name]();
    expect(Object.keys(texts).sort()).toEqual(Object.keys(en).sort());
    expect(Object.keys(errors ?? {}).sort()).toEqual(Object.keys(errorCodes).sort());
    for (const [key, text] of Object.entries(en))
      expect(placesOf(texts[key as keyof typeof en]), key).toEqual(placesOf(text));
    for (const [reason, facts] of Object.entries(errorReasons)) {
      const places = facts.map((fact) => `{${fact}}`).sort();
      expect(placesOf(reasons?.[reason as keyof typeof errorReasons] ?? ''), reason).toEqual(
        places,
      );
    }
  });

  it('are translated', async () => {
    const { texts } = await loadTexts[name]();
    const english = Object.entries(en).filter(
      ([key, text]) => /[a-z]{3}/i.test(text) && texts[key as keyof typeof en] === text,
    );
    expect(english.filter(([key]) => !alike.has(key))).toEqual([]);
  });
});

describe('the errors of a station', () => {
  it('have a reason, and so a sentence in each language, but those that its console never shows', () => {
    const sources = fileURLToPath(new URL('../../', import.meta.url));
    const unnamed = readdirSync(sources, { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts') && !/\.test\.ts$|^web/.test(name))
      .flatMap((name) =>
        [
          ...readFileSync(join(sources, name), 'utf8').matchAll(
            /new NominalError\(\s*'(\w+)', \{([^]*?)\}\)/g,
          ),
        ]
          .filter(([, , parts]) => !/\breason[,:]/.test(parts))
          .map(([, code]) => `${name.replaceAll('\\', '/')} ${code}`),
      );
    expect([...new Set(unnamed)].sort()).toEqual(
      [
        // Of programs: no page sends such a request.
        'api/answerError.ts CONFIG_INVALID',
        'api/answerError.ts NOT_FOUND',
        'api/authenticate.ts FORBIDDEN',
        'api/connections.ts REQUEST_INVALID',
        'api/createServer.ts NOT_FOUND',
        'api/routes/healthRoutes.ts NOT_READY',
        'api/routes/modelRoutes.ts REQUEST_INVALID',
        'api/routes/sourceRoutes.ts CONFLICT',
        'api/statedName.ts REQUEST_INVALID',
        'receive/receiveImages.ts CONFIG_INVALID',
        'receive/receiveImages.ts REQUEST_INVALID',
        // Of the log alone.
        'sinks/sparkplug/EdgeNode.ts CONNECTION_FAILED',
        // Of the start, before there is a console.
        'config/stationConfig.ts CONFIG_INVALID',
        'config/stationConfig.ts INPUT_NOT_FOUND',
        'startStation.ts ADDRESS_IN_USE',
        'store/FolderLock.ts STORE_IN_USE',
        'store/migrate.ts STORE_TOO_NEW',
        'store/postgres/PostgresLock.ts STORE_IN_USE',
        'store/postgres/PostgresStatements.ts STORE_FAILED',
        'store/postgres/bindFolder.ts STORE_FAILED',
        // Its callers give the reason.
        'frames/frameInvalid.ts CAMERA_FRAME_INVALID',
      ].sort(),
    );
  });
});

describe('the language of the first visit', () => {
  it('is the first that the browser asks for and the console speaks', () => {
    expect(spokenLanguage(['fr-FR', 'de-AT', 'en'])).toBe('de');
    expect(spokenLanguage(['ja'])).toBe('ja');
    expect(spokenLanguage(['zh-Hant-TW'])).toBe('zh');
    expect(spokenLanguage(['en-US', 'ja'])).toBe('en');
    expect(spokenLanguage(['fr'])).toBe('en');
  });
});

describe('the progress of a job', () => {
  it('is told in words: each phase of the work that a station does has its text', () => {
    const source = fileURLToPath(new URL('../../../../../src/progress.ts', import.meta.url));
    const phases = [...readFileSync(source, 'utf8').matchAll(/phase: '(\w+)'/g)];
    const elsewhere = ['download', 'import', 'hash', 'estimate', 'benchmark'];
    const told = phases.map(([, phase]) => phase).filter((phase) => !elsewhere.includes(phase));
    expect(told.length).toBeGreaterThan(8);
    expect(told.filter((phase) => !(`phase${phase}` in en))).toEqual([]);
  });
});

describe('the audit log', () => {
  it('is told in words: each action that the station notes has its text', () => {
    const sources = fileURLToPath(new URL('../../', import.meta.url));
    const noted = readdirSync(sources, { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
      .flatMap((name) => [
        ...readFileSync(join(sources, name), 'utf8').matchAll(
          /audit\.add\(\s*[\w.]+,\s*'([\w.]+)'/g,
        ),
      ])
      .map(([, action]) => `action.${action}`);
    expect(noted.length).toBeGreaterThan(15);
    expect(noted.filter((key) => !(key in en))).toEqual([]);
  });
});
