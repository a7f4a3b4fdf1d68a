import { parseDeclarationId } from '@onceledger/chaincode/domain';
import type { CommandSpec } from '../command.js';
import { assertObject } from '../input/claims.js';
import { readJson } from '../input/files.js';
import { actingAs, withRuntime } from '../session.js';
import { DECLARATION, OPTIONS, printCommitted } from './shared.js';

export const declarationAmend: CommandSpec = {
  path: ['declaration', 'amend'],
  summary: 'command.declaration-amend',
  arguments: [DECLARATION],
  options: [OPTIONS.asAny, OPTIONS.data, OPTIONS.mandate],
  run: async (context, given) => {
    const claims = assertObject(await readJson(context.io, given.text('data')));
    return withRuntime(context, async (runtime) => {
      const id = parseDeclarationId(given.text('declaration'));
      const { acting, gateway } = actingAs(runtime, { as: given.text('as'), mandate: given.find('mandate') });
      printCommitted(context, await gateway.services.declarations.amend(id, claims, acting));
      return undefined;
    });
  },
};
