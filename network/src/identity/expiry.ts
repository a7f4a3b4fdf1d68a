import { readFile, readdir } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { certificatesIn, readCertificate } from './read-certificate.js';

const DAY = 24 * 3600 * 1000;

/** The term of a certificate. */
export interface Term {
  readonly notBefore: Date;
  readonly notAfter: Date;
}

/** CONFIGURATION_INVALID where it is no certificate. */
export function expiryOf(pem: string): Term {
  const { validFrom, validTo } = readCertificate(pem);
  return { notBefore: new Date(validFrom), notAfter: new Date(validTo) };
}

export interface Expiring {
  /** Relative to the folder. */
  readonly file: string;
  readonly notAfter: Date;
}

/** Certificates anywhere in a folder that end within some days, those that have ended among them; the earliest first. */
export async function expiringWithin(folder: string, days: number, now = new Date()): Promise<Expiring[]> {
  const limit = now.getTime() + days * DAY;
  const found: Expiring[] = [];
  for (const path of await certificateFiles(folder)) {
    for (const pem of certificatesIn(await readFile(path, 'utf8'))) {
      const { notAfter } = expiryOf(pem);
      if (notAfter.getTime() <= limit) found.push({ file: relative(folder, path), notAfter });
    }
  }
  return found.sort((one, other) => one.notAfter.getTime() - other.notAfter.getTime());
}

/** `.pem` and `.crt`: what this product and Fabric's tools write. */
async function certificateFiles(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && /\.(pem|crt)$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name));
}
