import { parseDeclarationId, type ClaimPath, type JsonObject } from '@onceledger/chaincode/domain';
import type { AttestInput } from '@onceledger/gateway';
import type { CommandSpec } from '../command.js';
import { registerDifferences } from '../import/register-entry.js';
import { assertObject } from '../input/claims.js';
import { readJson } from '../input/files.js';
import { agencyGateway, withRuntime } from '../session.js';
import { DECLARATION, OPTIONS, printCommitted } from './shared.js';

export const attest: CommandSpec = {
  path: ['attest'],
  summary: 'command.attest',
  arguments: [DECLARATION],
  options: [
    OPTIONS.asAgency,
    { flags: '--register <file>', help: 'option.register' },
    { flags: '--refuse <reason>', help: 'option.refuse' },
  ],
  run: async (context, given) => {
    const file = given.find('register');
    const register = file === undefined ? undefined : assertObject(await readJson(context.io, file));
    return withRuntime(context, async (runtime) => {
      const { acting, gateway } = agencyGateway(runtime, given.text('as'));
      const refuse = given.find('refuse');
      const input: AttestInput = {
        declaration: parseDeclarationId(given.text('declaration')),
        ...(register === undefined ? {} : { register: differencesFrom(register) }),
        ...(refuse === undefined ? {} : { refuse }),
      };
      printCommitted(context, await gateway.services.declarations.attest(input, acting));
      return undefined;
    });
  },
};

function differencesFrom(register: JsonObject): (claims: JsonObject) => readonly ClaimPath[] {
  return (claims) => registerDifferences(claims, register);
}
