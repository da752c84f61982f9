// Builds dist/esm and dist/cjs with the TypeScript of ../../tooling; `node build.mjs FOLDER` builds elsewhere.
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const target = resolve(process.argv[2] ?? here);
const tsc = join(here, '../../tooling/node_modules/typescript/bin/tsc');

rmSync(join(target, 'dist'), { recursive: true, force: true });
for (const [kind, type, flags] of [
  ['esm', 'module', []],
  ['cjs', 'commonjs', ['--module', 'CommonJS', '--moduleResolution', 'node10', '--verbatimModuleSyntax', 'false', '--noCheck']], // the same sources were checked before
]) {
  const out = join(target, 'dist', kind);
  execFileSync(process.execPath, [tsc, '-p', here, '--outDir', out, ...flags], { stdio: 'inherit' });
  mkdirSync(out, { recursive: true });
  writeFileSync(join(out, 'package.json'), `${JSON.stringify({ type, sideEffects: false })}\n`);
}
if (target !== here) for (const name of ['package.json', 'README.md']) copyFileSync(join(here, name), join(target, name));
