import { fail, parseAgencyCode, parseUscc, type JsonValue } from '@onceledger/chaincode/domain';
import type { EnrolmentRequest, Gateway } from '@onceledger/gateway';
import type { CommandSpec, Given } from '../command.js';
import type { Context } from '../context.js';
import { writeNewFile } from '../output/files.js';
import { plain } from '../output/plain.js';
import type { Runtime } from '../runtime/runtime.js';
import { agencyGateway, withRuntime } from '../session.js';
import { printCommitted } from './shared.js';

export const declarantEnrol: CommandSpec = {
  path: ['declarant', 'enrol'],
  summary: 'command.declarant-enrol',
  options: [
    { flags: '--uscc <code>', help: 'option.uscc' },
    { flags: '--name <name>', help: 'option.name' },
    { flags: '--parent <code>', help: 'option.parent' },
    { flags: '--individual', help: 'option.individual' },
    { flags: '--data <file>', help: 'option.identity' },
    { flags: '--out <file>', help: 'option.request-out' },
    { flags: '--vouch-as <agency>', help: 'option.vouch-as' },
  ],
  run: (context, given) => {
    assertOneKind(given);
    return withRuntime(context, (runtime) => enrol(context, given, runtime));
  },
};

function assertOneKind(given: Given): void {
  if (given.flag('individual') === (given.find('uscc') !== undefined))
    throw fail('USAGE', 'give either --uscc and --name, or --individual');
  if (given.flag('individual') && given.find('name') !== undefined)
    throw fail('PERSONAL_DATA_IN_ARGUMENTS', "an individual's name comes with --data");
}

async function enrol(context: Context, given: Given, runtime: Runtime): Promise<undefined> {
  const gateway = runtime.platform;
  const request = given.flag('individual')
    ? await requestIndividual(context, given, runtime, gateway)
    : await requestEnterprise(given, gateway);
  const file = plain(request);
  const out = given.find('out');
  if (out !== undefined) await writeNewFile(context.io, out, file);
  const registrar = given.find('vouchAs');
  if (registrar === undefined) printRequest(context, file, out);
  else await vouch(context, runtime, file, registrar);
  return undefined;
}

function requestEnterprise(given: Given, gateway: Gateway): Promise<EnrolmentRequest> {
  const uscc = parseUscc(given.text('uscc').toUpperCase());
  const parent = given.find('parent');
  return gateway.services.enrolment.requestEnterprise({
    uscc,
    name: given.text('name'),
    ...(parent === undefined ? {} : { parent: parseUscc(parent.toUpperCase()) }),
  });
}

async function requestIndividual(
  context: Context,
  given: Given,
  runtime: Runtime,
  gateway: Gateway,
): Promise<EnrolmentRequest> {
  const { readIdentity } = await import('../input/identity.js');
  const { registrarOf } = await import('../home/roles.js');
  const registrar = parseAgencyCode(given.find('vouchAs') ?? registrarOf(runtime.consortium, 'individual'));
  const identity = await readIdentity(context, given.find('data'));
  const made = await gateway.services.enrolment.requestIndividual({ ...identity, registrar });
  const { format, request, subject } = made;
  return { format, request, ...(subject === undefined ? {} : { subject }) };
}

function printRequest(context: Context, file: JsonValue, out: string | undefined): void {
  if (out === undefined) context.output.result(file, () => JSON.stringify(file, undefined, 2));
  else context.output.result({ file: out }, () => context.text('enrol.requested', { file: out }));
}

async function vouch(context: Context, runtime: Runtime, file: JsonValue, registrar: string): Promise<void> {
  const { acting, gateway } = agencyGateway(runtime, registrar);
  const committed = await gateway.services.enrolment.vouch(file, acting);
  printCommitted(context, committed);
}
