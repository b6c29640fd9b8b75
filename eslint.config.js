import { existsSync } from 'node:fs';
import { basename, dirname, join, relative, sep } from 'node:path';
import eslint from '@eslint/js';
import tseslint from 'typescript-eslint';

/** Folders of src/ from the inside out; a folder may import only those before it and itself. */
export const layers = [
  ['core', 'errors'],
  [
    'freeArray.ts',
    'garbage.ts',
    'numberText.ts',
    'progress.ts',
    'safetensorsHeader.ts',
    'version.ts',
    'watchdog',
  ],
  ['async'],
  ['config', 'decision', 'backbone', 'image', 'files', 'datasets', 'demo'],
  ['model'],
  ['detector'],
  ['annotations', 'report', 'benchmark', 'tune', 'export', 'import', 'family', 'stress'],
  ['inspector'],
  ['cli', 'browser'],
];

const libraryAlone = {
  regex: '(^@nominal-vision/|/packages/)',
  message: 'The library works without the packages: it loads one only where its command is given.',
};

/** Forbids imports of the folders that lie further out. */
function importsPointInward(folder, outer) {
  return {
    files: [`src/${folder}/**`],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            libraryAlone,
            ...(outer.length === 0
              ? []
              : [
                  {
                    regex: `^(\\.\\./)+(${outer.join('|')})/`,
                    message: `Imports point inward: ${folder}/ lies below ${outer.join(', ')}.`,
                  },
                ]),
          ],
        },
      ],
    },
  };
}

const inward = layers.flatMap((folders, depth) =>
  folders
    .filter((folder) => folder !== 'core')
    .map((folder) => [folder, layers.slice(depth + 1).flat()])
    .map(([folder, outer]) => importsPointInward(folder, outer)),
);

/** Forbids imports that pass by the face (`index.ts`) of a folder that the importing file is not in. */
const enterByFace = {
  meta: {
    type: 'problem',
    messages: { passedBy: '{{room}}/ has a face: import from {{room}}/index.ts.' },
  },
  create(context) {
    function check({ source }) {
      if (typeof source?.value !== 'string' || !source.value.startsWith('.')) return;
      const target = join(dirname(context.filename), source.value);
      if (basename(target) === 'index.ts') return;
      let room = dirname(target);
      while (!context.filename.startsWith(room + sep)) {
        if (existsSync(join(room, 'index.ts'))) {
          const data = { room: relative(import.meta.dirname, room) };
          context.report({ node: source, messageId: 'passedBy', data });
          return;
        }
        room = dirname(room);
      }
    }
    return {
      ImportDeclaration: check,
      ImportExpression: check,
      ExportNamedDeclaration: check,
      ExportAllDeclaration: check,
    };
  },
};

export default tseslint.config(
  {
    ignores: [
      ...[
        '**/dist/',
        'coverage/',
        'docs/api/',
        '**/generated/',
        'nominal-demo/',
        'src/core/kernels/assembly/',
      ],
      // Compiled by its test, beside what that generates.
      'test/fixtures/openapi/',
    ],
  },
  eslint.configs.recommended,
  {
    files: ['**/*.ts', '**/*.tsx'],
    extends: [tseslint.configs.recommendedTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: { parserOptions: { projectService: true } },
    rules: {
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      // Template literals are how messages are made; numbers in them are meant.
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true },
      ],
      // Iterating typed arrays by index is how the hot loops are written.
      '@typescript-eslint/prefer-for-of': 'off',
      'no-console': 'error',
    },
  },
  {
    // What runs for weeks: a promise that nobody waits for must say what becomes of its failure.
    files: ['packages/**/*.ts', 'src/inspector/**', 'src/cli/**'],
    ignores: ['packages/station/src/web/**'],
    rules: {
      '@typescript-eslint/no-floating-promises': [
        'error',
        {
          ignoreVoid: false,
          allowForKnownSafePromises: [
            { from: 'package', name: 'FastifyReply', package: 'fastify' },
          ],
        },
      ],
    },
  },
  {
    files: ['**/*.js', '**/*.mjs'],
    languageOptions: {
      globals: {
        AbortController: 'readonly',
        Blob: 'readonly',
        Buffer: 'readonly',
        FormData: 'readonly',
        clearInterval: 'readonly',
        clearTimeout: 'readonly',
        console: 'readonly',
        fetch: 'readonly',
        performance: 'readonly',
        process: 'readonly',
        setInterval: 'readonly',
        setTimeout: 'readonly',
        structuredClone: 'readonly',
        URL: 'readonly',
      },
    },
  },
  {
    // Matchers such as expect.objectContaining are typed any.
    files: ['**/*.test.ts'],
    rules: {
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
    },
  },
  { files: ['bench/**', 'scripts/**', 'examples/**'], rules: { 'no-console': 'off' } },
  {
    files: ['src/core/**'],
    ignores: ['**/*.test.ts'],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            {
              regex: '^[^.]',
              message: 'core/ is pure arithmetic: it uses no module of a runtime or a library.',
            },
            {
              regex:
                '^(\\.\\./){2,}(' +
                layers
                  .flat()
                  .filter((name) => name !== 'core')
                  .join('|') +
                ')/',
              message: 'core/ is pure arithmetic: it imports nothing from outside core/.',
            },
          ],
        },
      ],
      'no-restricted-globals': ['error', 'process', 'performance', 'Buffer', 'fetch', 'Date'],
      'no-restricted-properties': ['error', { object: 'Math', property: 'random' }],
    },
  },
  ...inward,
  {
    files: ['src/**/*.ts'],
    ignores: [
      // It replaces modules by their paths, and faces lead to modules of Node that have no replacement.
      'src/browser/**',
      // A process that loads ONNX Runtime, and nothing else of its room.
      'src/backbone/foreign/main.ts',
      // Tests look at inner parts.
      '**/*.test.ts',
    ],
    plugins: { rooms: { rules: { 'enter-by-face': enterByFace } } },
    rules: { 'rooms/enter-by-face': 'error' },
  },
  {
    // Bundled for browsers: what the library takes from Node is replaced by src/browser/platform.
    files: ['src/browser/**'],
    ignores: ['src/browser/vite.config.ts', 'src/browser/platform/replacements.ts'],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            {
              regex: '^node:|^#onnxruntime',
              message: 'browser/ runs where there is no Node.',
            },
          ],
        },
      ],
    },
  },
  {
    files: ['packages/**/*.{ts,tsx}'],
    ignores: ['**/*.test.ts'],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            {
              regex: '^(\\.\\./)+(src|packages)/',
              message: 'A package takes another by its name: nominal-vision/internal/<folder>.',
            },
          ],
        },
      ],
    },
  },
  {
    // The fleet knows no station.
    files: ['packages/fleet/**/*.ts'],
    ignores: ['**/*.test.ts'],
    rules: {
      '@typescript-eslint/no-restricted-imports': [
        'error',
        { patterns: [{ regex: '^@nominal-vision/station', message: 'Imports point inward.' }] },
      ],
    },
  },
  {
    // The console is bundled for browsers: it runs the pure core, and only shares types with the rest.
    files: ['packages/station/src/web/**/*.{ts,tsx}'],
    ignores: ['**/*.test.ts'],
    rules: {
      '@typescript-eslint/no-restricted-imports': [
        'error',
        {
          patterns: [
            {
              regex:
                '^(?!\\.\\./\\.\\./inspect/judgedAgain\\.ts$)(\\.\\./)+(?!(api|auditText|beep|components|connection|drawing|droppedFiles|endpoints|history|openAlarms|pages|person|removing|say|state|t|testTransfers|texts|transfers|types|App|Transfer)\\b)|^nominal-vision(?!/internal/core/)',
              allowTypeImports: true,
              message: 'web/ takes no more than types from outside core/.',
            },
          ],
        },
      ],
    },
  },
);
