import {
  fail,
  parseApplicationId,
  parseClaimPath,
  parseConsentId,
  parseDeclarationId,
  parseEntryId,
  type Basis,
  type CollectedClaims,
} from '@onceledger/chaincode/domain';
import type { CommandSpec, Given } from '../command.js';
import type { Context } from '../context.js';
import { plain } from '../output/plain.js';
import { pairs } from '../output/table.js';
import { agencyGateway, withRuntime } from '../session.js';
import { claimRows } from './declaration-show.js';
import { DECLARATION, OPTIONS, statusText } from './shared.js';

export const read: CommandSpec = {
  path: ['read'],
  summary: 'command.read',
  arguments: [DECLARATION],
  options: [
    OPTIONS.asAgency,
    { flags: '--claims <claims>', help: 'option.claims', required: true },
    { flags: '--item <item>', help: 'option.item', required: true },
    { flags: '--case <application>', help: 'option.case' },
    { flags: '--consent <consent>', help: 'option.consent' },
    { flags: '--law', help: 'option.law' },
    { flags: '--wait <seconds>', help: 'option.wait' },
  ],
  run: (context, given) => {
    const basis = basisOf(given);
    const claims = given.list('claims').map((path) => parseClaimPath(path));
    const declaration = parseDeclarationId(given.text('declaration'));
    const item = parseEntryId(given.text('item'));
    return withRuntime(context, async (runtime) => {
      const { acting, gateway } = agencyGateway(runtime, given.text('as'));
      const wait = (given.findNumber('wait') ?? 60) * 1000;
      const collected = await gateway.services.readings.read(
        { declaration, claims, purpose: { kind: 'item', item }, basis },
        { ...acting, wait },
      );
      context.output.result(plain(collected), () => describe(context, collected));
      return undefined;
    });
  },
};

/** Exactly one basis: nobody reads without saying on what ground. */
function basisOf(given: Given): Basis {
  const application = given.find('case');
  const consent = given.find('consent');
  const bases: Basis[] = [
    ...(application === undefined
      ? []
      : [{ kind: 'request', application: parseApplicationId(application) } as const]),
    ...(consent === undefined ? [] : [{ kind: 'consent', consent: parseConsentId(consent) } as const]),
    ...(given.flag('law') ? [{ kind: 'law' } as const] : []),
  ];
  const [basis, ...others] = bases;
  if (basis === undefined || others.length > 0)
    throw fail('USAGE', 'give exactly one of --case, --consent and --law');
  return basis;
}

function describe(context: Context, collected: CollectedClaims): string {
  const { text } = context;
  return pairs([
    [text('field.reading'), collected.reading],
    [text('field.declaration'), `${collected.declaration} (${text('field.version')} ${collected.version})`],
    [text('field.status'), statusText(context, collected.status)],
    [text('field.source'), collected.source],
    [text('field.origin'), text(`origin.${collected.origin}`)],
    [text('field.as-of'), collected.asOf],
    ...claimRows(collected.claims),
  ]);
}
