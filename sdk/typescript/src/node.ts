/** What needs Node.js (or Deno, Bun): positions in files, and a throw-away platform for tests. */

import { spawn } from 'node:child_process';
import { mkdtemp, open, readFile, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConfigurationError } from './errors.js';
import type { Checkpoint, SyncState } from './sync.js';

/** A position of `sync` in a file, replaced as one. */
export function fileCheckpoint(path: string): Checkpoint {
  return {
    async load() {
      const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
        if (error.code === 'ENOENT') return undefined;
        throw error;
      });
      if (text === undefined) return undefined;
      try {
        return JSON.parse(text) as SyncState;
      } catch {
        throw new ConfigurationError(`${path} is no checkpoint; delete it to start from the beginning`);
      }
    },
    async save(state) {
      const draft = await open(`${path}.new`, 'w');
      try {
        await draft.writeFile(JSON.stringify(state));
        await draft.sync();
      } finally {
        await draft.close();
      }
      await rename(`${path}.new`, path);
    },
  };
}

/** A running platform: where it is and how to reach it. */
export interface RunningPlatform {
  /** Where it is. */
  url: string;
  /** The workspace with the demo's data. */
  workspaceId: string;
  /** One of that workspace, with every scope. */
  apiKey: string;
  /** Ends it and removes its data. */
  stop(): Promise<void>;
}

/** What `startPlatform` takes. */
export interface PlatformOptions {
  /** Of the workspace. */
  tier?: 'free' | 'pro' | 'enterprise';
  /** How many times the demo's data; 0 is an empty workspace. */
  scale?: number;
  /** The platform's program (`pip install ghxstship-platform`). */
  program?: string;
}

/** Starts a throw-away platform with demo data on a free port, for an integrator's own tests. */
export async function startPlatform(options: PlatformOptions = {}): Promise<RunningPlatform> {
  const { tier = 'enterprise', scale = 1, program = 'ghxstship' } = options;
  const folder = await mkdtemp(join(tmpdir(), 'ghxstship-'));
  const ready = join(folder, 'ready.json');
  const flags = ['serve', '--demo', '--host', '127.0.0.1', '--port', '0', '--data', join(folder, 'data')];
  flags.push('--ready-file', ready, '--tier', tier, '--scale', String(scale), '--log-level', 'warning');
  const child = spawn(program, flags, { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const stop = async (): Promise<void> => {
    child.kill();
    await ended;
    await rm(folder, { recursive: true, force: true });
  };
  // The banner follows the ready file; without a banner the server has ended.
  const begun = await new Promise<boolean>((resolve) => {
    child.once('error', () => resolve(false));
    child.stdout.once('data', () => resolve(true));
    child.stdout.once('end', () => resolve(false));
  });
  if (!begun) {
    await rm(folder, { recursive: true, force: true });
    throw new ConfigurationError(`'${program} serve' did not start; is ghxstship-platform installed?`);
  }
  child.stdout.resume();
  const { url, workspace_id, api_key } = JSON.parse(await readFile(ready, 'utf8')) as Record<string, string>;
  return { url: url ?? '', workspaceId: workspace_id ?? '', apiKey: api_key ?? '', stop };
}
