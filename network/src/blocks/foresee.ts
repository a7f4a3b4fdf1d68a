import type { ChannelConfiguration } from './channel-configuration.js';
import type { CryptoCounters } from './hashes.js';
import type { Envelope } from './types.js';

/** Of one transaction: its creator's signature and its endorsements, in other threads; those that hold are remembered. */
export async function foreseeSignatures(
  envelope: Envelope,
  config: ChannelConfiguration,
  counters?: CryptoCounters,
): Promise<void> {
  if (envelope.kind !== 'transaction' || envelope.channel !== config.channel) return;
  const { creator, endorsements, payload, proposalResponsePayload, signature } = envelope;
  await Promise.all([
    config.member(creator)?.verifyLater(payload, signature, counters),
    ...endorsements.map(({ endorser, signature: endorsement }) =>
      config
        .member(endorser)
        ?.verifyLater(Buffer.concat([proposalResponsePayload, endorser.bytes]), endorsement, counters),
    ),
  ]);
}
