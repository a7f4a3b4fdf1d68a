import { fail, parseResidentNumber } from '@onceledger/chaincode/domain';

const CANDIDATE = /(?<![0-9A-Za-z])[0-9]{17}[0-9Xx](?![0-9A-Za-z])/g;

/**
 * Command lines stay in shell histories and process lists: a resident identity number (GB 11643) anywhere among the
 * arguments stops the command before anything else. The number itself is never repeated.
 */
export function refusePersonalData(argv: readonly string[]): void {
  const at = argv.findIndex((token) =>
    [...token.matchAll(CANDIDATE)].some(([text]) => isResidentNumber(text)),
  );
  if (at >= 0)
    throw fail(
      'PERSONAL_DATA_IN_ARGUMENTS',
      `argument ${String(at + 1)} contains a resident identity number`,
    );
}

function isResidentNumber(text: string): boolean {
  try {
    parseResidentNumber(text.toUpperCase());
    return true;
  } catch {
    return false;
  }
}
