import { fail, parseResidentNumber, type JsonValue } from '@onceledger/chaincode/domain';
import type { Context } from '../context.js';
import { readJson } from './files.js';
import { promptHidden, promptLine } from './prompt.js';

/** What the registrar needs to know of an individual; it leaves this process only sealed to him. */
export interface IdentityInput {
  readonly name: string;
  readonly residentNumber: string;
}

/** From a JSON file `{"name": …, "idNumber": …}` (`-`: standard input), otherwise asked for on the terminal. */
export async function readIdentity(context: Context, file: string | undefined): Promise<IdentityInput> {
  const raw = file === undefined ? await asked(context) : await readJson(context.io, file);
  const { name, idNumber } = assertIdentity(raw);
  return { name, residentNumber: parseResidentNumber(idNumber.trim().toUpperCase(), '/idNumber') };
}

async function asked(context: Context): Promise<JsonValue> {
  const name = await promptLine(context.io, context.text('prompt.name'));
  const idNumber = await promptHidden(context.io, context.text('prompt.id-number'));
  return { idNumber, name };
}

function assertIdentity(value: JsonValue): { readonly name: string; readonly idNumber: string } {
  const members =
    typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.entries(value) : [];
  const text = (name: string): string | undefined => {
    const found = members.find(([member]) => member === name)?.[1];
    return typeof found === 'string' && found.trim() !== '' ? found.trim() : undefined;
  };
  const faults = [
    ...['name', 'idNumber']
      .filter((name) => text(name) === undefined)
      .map((name) => ({ path: `/${name}`, problem: 'must be a text' })),
    ...members
      .filter(([name]) => name !== 'name' && name !== 'idNumber')
      .map(([name]) => ({ path: `/${name}`, problem: 'is not known here' })),
  ];
  if (faults.length > 0) throw fail('INPUT_INVALID', { faults });
  return { name: text('name') ?? '', idNumber: text('idNumber') ?? '' };
}
