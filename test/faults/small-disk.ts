import { expect } from 'chai';
import { execFile } from 'node:child_process';
import { cp, mkdir, open, rename, rm, stat } from 'node:fs/promises';
import { promisify } from 'node:util';

const execute = promisify(execFile);
const MEBIBYTE = 1024 * 1024;

/** Puts a peer's data onto a disk of its own with little more room than they take; false where nobody may mount one. */
export async function onSmallDisk(data: string): Promise<boolean> {
  await rename(data, `${data}.aside`);
  await mkdir(data);
  const mounted = await execute('mount', ['-t', 'tmpfs', '-o', 'size=512m', 'tmpfs', data]).then(
    () => true,
    () => false,
  );
  if (mounted) {
    await cp(`${data}.aside`, data, { recursive: true });
    return true;
  }
  await rm(data, { recursive: true });
  await rename(`${data}.aside`, data);
  return false;
}

export async function fill(ballast: string): Promise<void> {
  const file = await open(ballast, 'w');
  try {
    for (;;) await file.appendFile(Buffer.alloc(MEBIBYTE));
  } catch (error) {
    expect((error as NodeJS.ErrnoException).code).to.equal('ENOSPC');
  } finally {
    await file.close();
  }
  expect((await stat(ballast)).size).to.be.greaterThan(0);
}

/** Back to where they were; what was written on the small disk is gone. */
export async function offSmallDisk(data: string): Promise<void> {
  await execute('umount', ['--lazy', data]);
  await rename(`${data}.aside`, data);
}
