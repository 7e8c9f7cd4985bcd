import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import ts from 'typescript';
import { ScriptError, main, projects, root as repository } from './workspace.mjs';

const sourceFile = /\.([cm]?js|tsx?)$/;
const testFile =
  /\.spec\.[cm]?[jt]sx?$|(^|[\\/])(test|testing|e2e)[\\/]|(^|[\\/])(jest[^\\/]*|vite)\.config\./;
/** AssemblyScript (assembly/) has no packages. */
const notRead = new Set(['node_modules', 'dist', 'types', 'coverage', 'assembly']);

/**
 * Imports of packages that the importing workspace does not declare, a sentence each. What ships may import its
 * `dependencies` alone; tests and configurations also the `devDependencies` of their workspace and of the root. bench/ and
 * scripts/ belong to no workspace: there everything counts that some workspace declares.
 *
 * @param {string} [root]
 * @param {string[]} [workspaces]  folders, relative to the root
 * @returns {string[]} sorted by file
 */
export function undeclaredImports(root = repository, workspaces = projects()) {
  const manifests = new Map(['.', ...workspaces].map((folder) => [folder, manifestIn(join(root, folder))]));
  const everything = new Set(
    [...manifests.values()].flatMap(({ name, runtime, all }) => [name, ...runtime, ...all]),
  );
  const rootTools = manifests.get('.').all;
  const ofWorkspaces = workspaces.flatMap((folder) => {
    const { name, runtime, all } = manifests.get(folder);
    const forTests = new Set([name, ...all, ...rootTools]);
    const forUse = new Set([name, ...runtime]);
    return filesIn(join(root, folder)).flatMap((file) => {
      const isTest = isTool(relative(join(root, folder), file));
      return faultsIn(root, file, isTest ? forTests : forUse, join(folder, 'package.json'));
    });
  });
  const ofRoot = ['bench', 'scripts']
    .filter((folder) => existsSync(join(root, folder)))
    .flatMap((folder) => filesIn(join(root, folder)))
    .flatMap((file) => faultsIn(root, file, everything, 'package.json'));
  return [...ofWorkspaces, ...ofRoot];
}

/** Tests, configurations and build scripts: nothing of them runs where Marquee is only installed to serve. */
function isTool(path) {
  return testFile.test(path) || /^scripts[\\/]/.test(path);
}

function manifestIn(folder) {
  const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const runtime = ['dependencies', 'peerDependencies', 'optionalDependencies'].flatMap((field) =>
    Object.keys(manifest[field] ?? {}),
  );
  return { name: manifest.name, runtime, all: [...runtime, ...Object.keys(manifest.devDependencies ?? {})] };
}

function filesIn(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return notRead.has(entry.name) ? [] : filesIn(path);
    return sourceFile.test(entry.name) ? [path] : [];
  });
}

function faultsIn(root, file, allowed, manifest) {
  const { importedFiles } = ts.preProcessFile(readFileSync(file, 'utf8'), true, true);
  const packages = new Set(importedFiles.map(({ fileName }) => packageOf(fileName)).filter(Boolean));
  return [...packages]
    .filter((name) => !allowed.has(name) && !allowed.has(`@types/${name}`))
    .map(
      (name) =>
        `${slashed(relative(root, file))} imports ${name}, which ${slashed(manifest)} does not declare.`,
    );
}

/** `@scope/name` or `name` of what is imported; null for files and for Node's own modules. */
function packageOf(specifier) {
  if (/^[./]|^[a-z]+:/i.test(specifier) || isBuiltin(specifier)) return null;
  return specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/');
}

function slashed(path) {
  return path.replaceAll('\\', '/');
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  await main(() => {
    const faults = undeclaredImports();
    if (faults.length > 0)
      throw new ScriptError(`${faults.join('\n')}\nDeclare these packages, then npm install.`);
  });
}
