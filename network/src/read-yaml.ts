import { fail } from '@onceledger/chaincode/domain';
import { LineCounter, parseDocument } from 'yaml';

const MAX_CHARACTERS = 4 * 1024 * 1024;
const MAX_FAULTS = 100;

/** A configuration file in YAML 1.2. CONFIGURATION_INVALID with line and column of each fault. */
export function readYaml(text: string): unknown {
  if (text.length > MAX_CHARACTERS)
    throw fail('CONFIGURATION_INVALID', `the file has more than ${MAX_CHARACTERS} characters`);
  const lines = new LineCounter();
  const read = parseDocument(text, {
    version: '1.2',
    schema: 'core',
    lineCounter: lines,
    prettyErrors: false,
  });
  if (read.errors.length > 0)
    throw fail('CONFIGURATION_INVALID', {
      faults: read.errors.slice(0, MAX_FAULTS).map(({ pos, code }) => {
        const { line, col } = lines.linePos(pos[0]);
        return { path: '', problem: `line ${line} column ${col}: not YAML (${code})` };
      }),
    });
  // Aliases are not needed here, and can make a short text long.
  return toJs(() => read.toJS({ maxAliasCount: 0 }) as unknown);
}

function toJs(convert: () => unknown): unknown {
  try {
    return convert();
  } catch (cause) {
    throw fail('CONFIGURATION_INVALID', { detail: 'aliases are not admitted', cause });
  }
}
