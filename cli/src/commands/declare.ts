import { parseTimestamp, type EntryId, type JsonObject, type JsonValue } from '@onceledger/chaincode/domain';
import type { DeclareInput } from '@onceledger/gateway';
import type { CommandSpec, Given } from '../command.js';
import type { Context } from '../context.js';
import { entryNamed } from '../home/catalogue-refs.js';
import { assertObject } from '../input/claims.js';
import { readJson } from '../input/files.js';
import { actingAs, declarantOf, isAgency, withRuntime } from '../session.js';
import { OPTIONS, printCommitted } from './shared.js';

export const declare: CommandSpec = {
  path: ['declare'],
  summary: 'command.declare',
  arguments: [{ name: 'type', help: 'argument.type' }],
  options: [
    OPTIONS.asAny,
    { flags: '--data <file>', help: 'option.data' },
    { flags: '--many <file>', help: 'option.many' },
    { flags: '--declarant <declarant>', help: 'option.declare-for' },
    { flags: '--discriminator <text>', help: 'option.discriminator' },
    { flags: '--evidence <file>', help: 'option.evidence' },
    { flags: '--valid-until <time>', help: 'option.valid-until' },
    OPTIONS.mandate,
  ],
  run: async (context, given) => {
    const many = given.find('many');
    if (many !== undefined) {
      const { declareMany } = await import('./declare-many.js');
      return declareMany(context, given, many);
    }
    const claims = assertObject(await readJson(context.io, given.text('data')));
    const evidence = given.find('evidence');
    const seen = evidence === undefined ? undefined : await readJson(context.io, evidence);
    return declareOne(context, given, claims, seen);
  },
};

function declareOne(
  context: Context,
  given: Given,
  claims: JsonObject,
  evidence: JsonValue | undefined,
): Promise<undefined> {
  return withRuntime(context, async (runtime) => {
    const as = given.text('as');
    const { acting, gateway } = actingAs(runtime, { as, mandate: given.find('mandate') });
    const declarant = given.find('declarant') ?? (isAgency(runtime, as) ? given.text('declarant') : as);
    const input: DeclareInput = {
      type: typeOf(given),
      declarant: declarantOf(declarant),
      claims,
      ...optional(given),
      ...(evidence === undefined ? {} : { evidence: JSON.stringify(evidence), origin: 'assisted' }),
    };
    printCommitted(context, await gateway.services.declarations.declare(input, acting));
    return undefined;
  });
}

export function typeOf(given: Given): EntryId {
  return entryNamed(given.text('type')).id;
}

function optional(given: Given): Pick<DeclareInput, 'discriminator' | 'validUntil'> {
  const discriminator = given.find('discriminator');
  const validUntil = given.find('validUntil');
  return {
    ...(discriminator === undefined ? {} : { discriminator }),
    ...(validUntil === undefined ? {} : { validUntil: parseTimestamp(validUntil, '--valid-until') }),
  };
}
