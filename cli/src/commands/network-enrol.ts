import { fail, parseOrganizationId, type JsonObject } from '@onceledger/chaincode/domain';
import type { Enrolment, Identity } from '@onceledger/network/identity';
import type { CommandSpec, Given } from '../command.js';
import type { Context } from '../context.js';
import type { IdentityRole } from '../home/identities.js';
import { readText } from '../input/files.js';
import { promptHidden } from '../input/prompt.js';

/** The organization whose identity it is, and which of the two. */
export const ORGANIZATION = { name: 'organization', help: 'argument.organization' } as const;
const ROLES: readonly IdentityRole[] = ['client', 'admin'];
export const ROLE = { flags: '--role <role>', help: 'option.identity-role', choices: ROLES } as const;
const MOST_SECRET = 4096;

export const networkEnrol: CommandSpec = {
  path: ['network', 'enrol'],
  summary: 'command.network-enrol',
  arguments: [ORGANIZATION],
  options: [
    { flags: '--ca <url>', help: 'option.ca', required: true },
    { flags: '--tls-root <file>', help: 'option.tls-root', required: true },
    { flags: '--enrolment-id <id>', help: 'option.enrolment-id', required: true },
    { flags: '--secret-file <file>', help: 'option.secret-file' },
    { flags: '--ca-name <name>', help: 'option.ca-name' },
    ROLE,
  ],
  run: async (context, given) => {
    const enrolment = await enrolmentFrom(context, given);
    const { enrolInHome } = await import('../home/identities.js');
    const identity = await enrolInHome(context.home, enrolment);
    await printIdentity(context, 'network.enrolled', identity);
    return undefined;
  },
};

export function roleFrom(given: Given): IdentityRole {
  return ROLES.find((role) => role === given.find('role')) ?? 'client';
}

async function enrolmentFrom(
  context: Context,
  given: Given,
): Promise<Enrolment & { readonly role: IdentityRole }> {
  const caName = given.find('caName');
  return {
    organization: parseOrganizationId(given.text('organization')),
    role: roleFrom(given),
    url: given.text('ca'),
    tlsRoot: await readText(context.io, given.text('tlsRoot')),
    enrolmentId: enrolmentId(given.text('enrolmentId')),
    secret: await secretFrom(context, given.find('secretFile')),
    ...(caName === undefined ? {} : { caName }),
  };
}

/** It is sent as the name of HTTP's Basic scheme, which a colon would end. */
function enrolmentId(text: string): string {
  if (!/^[!-9;-~]{1,64}$/.test(text))
    throw fail('USAGE', 'an enrolment identifier has 1 to 64 printable characters, no colon');
  return text;
}

/** Never an argument: those are for everyone on the machine to see. */
async function secretFrom(context: Context, file: string | undefined): Promise<string> {
  const { io, text } = context;
  const secret =
    file === undefined
      ? await promptHidden(io, text('prompt.enrolment-secret'))
      : (await readText(io, file, MOST_SECRET)).replace(/\r?\n$/, '');
  if (secret === '') throw fail('INPUT_INVALID', 'the enrolment secret is empty');
  return secret;
}

/** Who it is and until when; no key. */
export async function printIdentity(
  { output, text }: Context,
  message: 'network.enrolled' | 'network.renewed',
  { organization, role, certificate }: Identity,
): Promise<void> {
  const { expiryOf, serialOf } = await import('@onceledger/network/identity');
  const until = expiryOf(certificate).notAfter.toISOString();
  const facts = { organization, role, serial: serialOf(certificate), until } satisfies JsonObject;
  output.made(facts.serial, facts, () => text(message, facts));
}
