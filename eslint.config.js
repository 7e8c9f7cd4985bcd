import js from '@eslint/js';
import { createTypeScriptImportResolver } from 'eslint-import-resolver-typescript';
import importX from 'eslint-plugin-import-x';
import reactHooks from 'eslint-plugin-react-hooks';
import globals from 'globals';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import tseslint from 'typescript-eslint';

/** What each room of apps/api may import by its index.ts; a room that is not named may not be imported. */
const apiRooms = {
  ingestion: [],
  registry: ['ingestion'],
  tracking: [],
  training: ['ingestion', 'registry', 'tracking'],
  'cold-start': ['ingestion'],
  prediction: ['cold-start', 'ingestion', 'registry'],
  metrics: ['prediction', 'ingestion', 'registry'],
  drift: ['ingestion', 'metrics', 'registry'],
  mlflow: ['registry', 'tracking'],
  lineage: ['ingestion', 'metrics', 'registry', 'tracking'],
};
const rooms = Object.keys(apiRooms);

const apiZones = rooms.flatMap((room) =>
  rooms
    .filter((other) => other !== room)
    .map((other) => ({
      target: `./apps/api/src/${room}`,
      from: `./apps/api/src/${other}`,
      except: apiRooms[room].includes(other) ? ['./index.ts'] : [],
      message: apiRooms[room].includes(other)
        ? `Import ${other} through its index.ts.`
        : `${room} may not depend on ${other}: see ARCHITECTURE.md.`,
    })),
);
const platformZones = rooms.map((room) => ({
  target: './apps/api/src/platform',
  from: `./apps/api/src/${room}`,
  message: 'platform/ holds no domain words and imports no feature.',
}));

/** Features of the dashboard do not know each other: routes put them together. */
const webFeatures = readdirSync(join(import.meta.dirname, 'apps/web/src/features'));
const webZones = webFeatures.map((feature) => ({
  target: `./apps/web/src/features/${feature}`,
  from: './apps/web/src/features',
  except: [`./${feature}`],
  message: `${feature} may not import another feature: let a route join them, or move what both need.`,
}));
const webLayerZones = [
  {
    target: './apps/web/src/features',
    from: './apps/web/src/app',
    message: 'Routes compose features, not the other way round.',
  },
  {
    target: ['./apps/web/src/components', './apps/web/src/lib'],
    from: ['./apps/web/src/features', './apps/web/src/app'],
    message: 'components/ and lib/ serve every feature and know none.',
  },
];

/** Libraries are pure: values in, values out. */
const impureGlobals = [
  { object: 'Date', property: 'now', message: 'Pass the time in.' },
  { object: 'Math', property: 'random', message: 'Pass a seeded Random in.' },
  { object: 'process', property: 'env', message: 'Pass settings in.' },
];
const noImports = (group, message) => ({
  'no-restricted-imports': ['error', { patterns: [{ group, message }] }],
});

export default tseslint.config(
  {
    ignores: [
      '**/dist/**',
      '**/node_modules/**',
      '.nx/**',
      '.data/**',
      'coverage/**',
      'apps/web/src/lib/api-schema.ts',
      '**/*.generated.ts',
      'libs/recommender/assembly/**',
    ],
  },
  js.configs.recommended,
  { files: ['**/*.{js,mjs}'], languageOptions: { globals: globals.node } },
  { files: ['**/*.spec.mjs'], languageOptions: { globals: globals.jest } },
  {
    files: ['**/*.{ts,tsx}'],
    extends: [...tseslint.configs.recommendedTypeChecked],
    languageOptions: {
      parserOptions: {
        project: [
          'apps/*/tsconfig.spec.json',
          'libs/*/tsconfig.spec.json',
          'migrations/tsconfig.json',
          'apps/web/tsconfig.json',
        ],
        tsconfigRootDir: import.meta.dirname,
      },
    },
    plugins: { 'import-x': importX },
    settings: {
      'import-x/resolver-next': [
        createTypeScriptImportResolver({
          project: ['apps/*/tsconfig.spec.json', 'libs/*/tsconfig.spec.json', 'apps/web/tsconfig.json'],
          noWarnOnMultipleProjects: true,
        }),
      ],
    },
    rules: {
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', ignoreRestSiblings: true }],
      'import-x/no-restricted-paths': [
        'error',
        { zones: [...apiZones, ...platformZones, ...webZones, ...webLayerZones] },
      ],
      'import-x/no-cycle': 'error',
    },
  },
  {
    files: ['libs/*/src/**/*.ts'],
    ignores: ['**/*.spec.ts', '**/testing/**'],
    rules: {
      'no-restricted-properties': ['error', ...impureGlobals],
      ...noImports(
        ['@nestjs/*', 'typeorm', 'pg', '@marquee/*', 'node:fs', 'fs'],
        'Libraries are pure and import no app.',
      ),
    },
  },
  {
    files: ['migrations/*.ts'],
    rules: noImports(
      ['@marquee/*', '@nestjs/*', '../apps/**', '../libs/**'],
      'Migrations import only typeorm.',
    ),
  },
  {
    files: ['apps/web/src/**/*.{ts,tsx}'],
    plugins: { 'react-hooks': reactHooks },
    rules: {
      'react-hooks/rules-of-hooks': 'error',
      'react-hooks/exhaustive-deps': 'error',
      ...noImports(
        ['@marquee/api', '@marquee/recommender', '@marquee/drift', '../../api/**'],
        'The web app talks to the API through its generated client.',
      ),
    },
  },
  {
    files: ['**/*.spec.{ts,tsx}', '**/test/**/*.ts'],
    rules: {
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
      '@typescript-eslint/no-explicit-any': 'off',
      '@typescript-eslint/unbound-method': 'off',
    },
  },
);
