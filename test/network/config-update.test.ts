import { OnceError, type OrganizationId } from '@onceledger/chaincode/domain';
import { common, orderer } from '@hyperledger/fabric-protos';
import { applicationOrganization, codeName, type Block } from '@onceledger/network/blocks';
import {
  createCertificateAuthority,
  issueIdentity,
  mspDefinition,
  type Identity,
} from '@onceledger/network/identity';
import { expect } from 'chai';
import { TestChannel, material, organizationId } from '../support/channel.js';
import {
  addOrganization,
  configTransaction,
  named,
  setValue,
  type UpdateParts,
} from '../support/config-updates.js';
import { transaction } from '../support/transactions.js';

const batch = (count: number): Uint8Array => {
  const size = new orderer.BatchSize();
  size.setMaxMessageCount(count);
  size.setAbsoluteMaxBytes(1_000_000);
  size.setPreferredMaxBytes(1_000_000);
  return size.serializeBinary();
};

describe('a configuration update', () => {
  let admins: Readonly<Record<'tax' | 'commerce' | 'orderer', Identity>>;
  let sound: UpdateParts;
  before(async () => {
    const { authorities, orderer: node } = await material();
    admins = {
      tax: await issueIdentity(authorities.tax, 'admin', 'admin'),
      commerce: await issueIdentity(authorities.commerce, 'admin', 'admin'),
      orderer: await issueIdentity(authorities.orderer, 'admin', 'admin'),
    };
    sound = {
      change: setValue(['Orderer'], 'BatchSize', batch(7)),
      signers: [admins.orderer],
      orderer: node,
    };
  });

  it('takes effect for the block after it, and can be followed by the next', async () => {
    const channel = await TestChannel.create();
    expect(channel.validator.config.sequence).to.equal(0n);
    const first = configTransaction(channel.configBlock, sound);
    expect((await channel.add([first])).map(codeName)).to.deep.equal(['VALID']);
    expect(channel.validator.config.sequence).to.equal(1n);
    expect((await channel.add([await transaction()])).map(codeName)).to.deep.equal(['VALID']);
    const second = configTransaction(channel.configBlock, {
      ...sound,
      change: setValue(['Orderer'], 'BatchSize', batch(8)),
    });
    expect((await channel.add([second])).map(codeName)).to.deep.equal(['VALID']);
    expect(channel.validator.config.sequence).to.equal(2n);
    expect(channel.last.metadata.lastConfig).to.equal(channel.last.number);
  });

  it('brings in an organization whose clients then count', async () => {
    const channel = await TestChannel.create();
    const customs = await createCertificateAuthority(organizationId('customs'));
    const client = await issueIdentity(customs, 'client', 'gateway');
    expect((await channel.add([await transaction({ creator: client })])).map(codeName)).to.deep.equal([
      'BAD_CREATOR_SIGNATURE',
    ]);
    const joined = configTransaction(channel.configBlock, {
      ...sound,
      change: addOrganization('customs', applicationOrganization(mspDefinition(customs))),
      signers: [admins.tax, admins.commerce],
    });
    expect((await channel.add([joined])).map(codeName)).to.deep.equal(['VALID']);
    expect(channel.validator.config.organizations).to.include('customs');
    expect((await channel.add([await transaction({ creator: client })])).map(codeName)).to.deep.equal([
      'VALID',
    ]);
  });

  const refusals: readonly [string, RegExp, (parts: UpdateParts) => Promise<UpdateParts> | UpdateParts][] = [
    ['nobody signed', /did not sign/, (parts) => ({ ...parts, signers: [] })],
    [
      'another organization signed',
      /did not sign/,
      (parts) => ({ ...parts, signers: [admins.tax, admins.commerce] }),
    ],
    [
      'no admin signed',
      /did not sign/,
      async (parts) => ({ ...parts, signers: [(await material()).orderer] }),
    ],
    [
      'a minority signed',
      /did not sign/,
      (parts) => ({
        ...parts,
        change: setValue([], 'HashingAlgorithm', Uint8Array.of(10, 1, 65)),
        signers: [admins.tax],
      }),
    ],
    ['it is for another channel', /another channel/, (parts) => ({ ...parts, channel: 'other' })],
    ['it skips a configuration', /does not follow/, (parts) => ({ ...parts, sequence: 2 })],
    ['it repeats the configuration', /does not follow/, (parts) => ({ ...parts, sequence: 0 })],
    ['there is no update', /there is none/, (parts) => ({ ...parts, type: common.HeaderType.MESSAGE })],
    [
      'it changes nothing',
      /changes nothing/,
      (parts) => ({ ...parts, change: (current) => ({ read: named(0), write: named(0), result: current }) }),
    ],
    [
      'it was made for another version',
      /another version/,
      (parts) => ({
        ...parts,
        change: after(parts, ({ read }) => {
          read.setVersion(3);
        }),
      }),
    ],
    [
      'it leaves a version out',
      /next version/,
      (parts) => ({
        ...parts,
        change: after(parts, ({ write }) => {
          valueOf(write).setVersion(2);
        }),
      }),
    ],
    [
      'nobody could change it again',
      /nobody may change/,
      (parts) => ({
        ...parts,
        change: after(parts, ({ write }) => {
          valueOf(write).setModPolicy('');
        }),
      }),
    ],
    [
      'the orderer put in something else',
      /not what the update leads to/,
      (parts) => ({
        ...parts,
        change: after(parts, ({ result }) => {
          valueOf(result).setValue(batch(9));
        }),
      }),
    ],
    [
      'the orderer put in something more',
      /not what the update leads to/,
      (parts) => ({
        ...parts,
        change: after(parts, ({ result }) => {
          result.getGroupsMap().set('More', named(0));
        }),
      }),
    ],
    ['it reads what is not there', /another version/, (parts) => ({ ...parts, change: groundless })],
    [
      'something new has a version',
      /new and has a version/,
      (parts) => ({
        ...parts,
        change: after(parts, ({ write }) => {
          write.getGroupsMap().get('Orderer')!.getValuesMap().set('New', versioned(1));
        }),
      }),
    ],
  ];
  for (const [what, rule, change] of refusals)
    it(`is refused where ${what}`, async () => {
      const channel = await TestChannel.create();
      const block = channel.order([configTransaction(channel.configBlock, await change(sound))]);
      const { code, detail } = await refusal(channel, block);
      expect(code).to.equal('BLOCK_INVALID');
      expect(detail).to.match(rule);
      expect(channel.validator.config.sequence).to.equal(0n);
    });

  it('is no transaction of somebody unknown', async () => {
    const channel = await TestChannel.create();
    const stranger = await createCertificateAuthority('elsewhere' as OrganizationId);
    const envelope = configTransaction(channel.configBlock, {
      ...sound,
      orderer: await issueIdentity(stranger, 'orderer', 'x'),
    });
    expect((await channel.add([envelope])).map(codeName)).to.deep.equal(['BAD_CREATOR_SIGNATURE']);
    expect(channel.validator.config.sequence).to.equal(0n);
  });
});

type Change = ReturnType<UpdateParts['change']>;
function after({ change }: UpdateParts, spoil: (made: Change) => void): UpdateParts['change'] {
  return (current) => {
    const made = change(current);
    // The value in the result is the one in the write set: take them apart first.
    const apart = { ...made, write: made.write.cloneMessage(), result: made.result.cloneMessage() };
    spoil(apart);
    return apart;
  };
}

function valueOf(root: common.ConfigGroup): common.ConfigValue {
  return root.getGroupsMap().get('Orderer')!.getValuesMap().get('BatchSize')!;
}

function versioned(version: number): common.ConfigValue {
  const value = new common.ConfigValue();
  value.setVersion(version);
  value.setModPolicy('Admins');
  return value;
}

/** An update that takes a value for granted which stands nowhere. */
function groundless(current: common.ConfigGroup): Change {
  const made = setValue(['Orderer'], 'BatchSize', batch(1))(current);
  made.read.getGroupsMap().get('Orderer')!.getValuesMap().set('Nowhere', versioned(0));
  return made;
}

async function refusal(channel: TestChannel, block: Block): Promise<{ code: string; detail: string }> {
  try {
    await channel.validator.validate(block);
  } catch (error) {
    if (error instanceof OnceError) return error;
    throw error;
  }
  return { code: 'nothing refused', detail: '' };
}
