import { common, orderer } from '@hyperledger/fabric-protos';
import { applicationOrganization, configUpdate, outOf, signConfigUpdate } from '@onceledger/network/blocks';
import {
  createCertificateAuthority,
  issueIdentity,
  mspDefinition,
  signerOf,
} from '@onceledger/network/identity';
import { expect } from 'chai';
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { organizationId, ORGANIZATIONS, TestChannel } from '../support/channel.js';
import { inScratch, translated } from '../support/fabric-tools.js';
import { hasProgram } from '../support/real-peer.js';
import { refusal } from '../support/refusal.js';

type Change = (group: common.ConfigGroup) => void;
const CHANNEL = 'once';
const JOINING = organizationId('customs');

const application = (group: common.ConfigGroup): common.ConfigGroup =>
  group.getGroupsMap().get('Application')!;
const orderers = (group: common.ConfigGroup): common.ConfigGroup => group.getGroupsMap().get('Orderer')!;

function setBatchSize(group: common.ConfigGroup): void {
  const size = new orderer.BatchSize();
  size.setMaxMessageCount(7);
  orderers(group).getValuesMap().get('BatchSize')!.setValue(size.serializeBinary());
}

function setTwoOrganizations(group: common.ConfigGroup): void {
  const policy = application(group).getPoliciesMap().get('TwoOrganizations')!.getPolicy()!;
  policy.setValue(outOf(2, [{ mspId: 'tax', role: 'peer' }]).serializeBinary());
}

describe('the update from one channel configuration to another', () => {
  let current: common.ConfigGroup;
  let changes: Readonly<Record<string, Change>>;
  before(async () => {
    const channel = await TestChannel.create();
    const [envelope] = channel.configBlock.envelopes;
    if (envelope?.kind !== 'config') throw new Error('not a config block');
    current = common.ConfigEnvelope.deserializeBinary(envelope.config).getConfig()!.getChannelGroup()!;
    const joining = applicationOrganization(mspDefinition(await createCertificateAuthority(JOINING)));
    changes = {
      'another value': setBatchSize,
      'another policy': setTwoOrganizations,
      'a value and a policy of different groups': (group) => {
        setBatchSize(group);
        setTwoOrganizations(group);
      },
      'an organization more, and a policy that names it': (group) => {
        application(group).getGroupsMap().set(JOINING, joining);
        setTwoOrganizations(group);
      },
      'an organization less': (group) => {
        application(group).getGroupsMap().del('tax');
      },
      'a value less': (group) => {
        orderers(group).getValuesMap().del('BatchTimeout');
      },
      'another policy for changes': (group) => {
        application(group).setModPolicy('/Channel/Admins');
      },
    };
  });

  const updateFor = (change: Change): common.ConfigUpdate => {
    const next = current.clone();
    change(next);
    return configUpdate(CHANNEL, current, next);
  };

  it('names what it relies on and what it writes, each with its version', () => {
    const update = updateFor(setBatchSize);
    expect(update.getChannelId()).to.equal(CHANNEL);
    const read = orderers(update.getReadSet()!);
    const write = orderers(update.getWriteSet()!);
    expect([read.getVersion(), write.getVersion()]).to.deep.equal([0, 0]);
    expect([...read.getValuesMap().keys()]).to.deep.equal([]);
    expect([...write.getValuesMap().keys()]).to.deep.equal(['BatchSize']);
    expect(write.getValuesMap().get('BatchSize')!.getVersion()).to.equal(1);
    expect(update.getWriteSet()!.getGroupsMap().get('Application')).to.equal(undefined);
  });

  it('gives a group its next version where who belongs to it changes, and names all that stays', () => {
    const update = updateFor(changes['an organization more, and a policy that names it']!);
    const [read, write] = [application(update.getReadSet()!), application(update.getWriteSet()!)];
    expect([read.getVersion(), write.getVersion()]).to.deep.equal([0, 1]);
    expect([...read.getGroupsMap().keys()].sort()).to.deep.equal([...ORGANIZATIONS]);
    expect([...write.getGroupsMap().keys()].sort()).to.deep.equal([
      'commerce',
      'customs',
      'market-regulation',
      'tax',
    ]);
    expect(write.getPoliciesMap().get('TwoOrganizations')!.getVersion()).to.equal(1);
    expect(write.getPoliciesMap().get('Readers')!.getVersion()).to.equal(0);
  });

  it('is refused where nothing differs, in the versions either', () => {
    refusal('INPUT_INVALID', () => configUpdate(CHANNEL, current, current.clone()));
    const later = current.clone();
    later.setVersion(4);
    orderers(later).getValuesMap().get('BatchSize')!.setVersion(9);
    refusal('INPUT_INVALID', () => configUpdate(CHANNEL, current, later));
  });

  it('is what configtxlator computes', function () {
    if (!hasProgram('configtxlator')) {
      console.log('      (no `configtxlator` on the PATH: not compared with Fabric here)');
      this.skip();
    }
    for (const [what, change] of Object.entries(changes)) {
      const next = current.clone();
      change(next);
      const ours = configUpdate(CHANNEL, current, next).serializeBinary();
      expect(translated('common.ConfigUpdate', ours), what).to.deep.equal(
        translated('common.ConfigUpdate', computed(current, next)),
      );
    }
  });

  it('carries the signatures of all who agree', async () => {
    const admins = await Promise.all(
      ['tax', 'commerce'].map(async (id) =>
        issueIdentity(await createCertificateAuthority(organizationId(id)), 'admin', 'admin'),
      ),
    );
    const [first, second] = admins.map((admin) => signerOf(admin));
    const bytes = signConfigUpdate(CHANNEL, updateFor(setBatchSize), [first!, second!]);
    const payload = common.Payload.deserializeBinary(
      common.Envelope.deserializeBinary(bytes).getPayload_asU8(),
    );
    const header = common.ChannelHeader.deserializeBinary(payload.getHeader()!.getChannelHeader_asU8());
    expect([header.getType(), header.getChannelId()]).to.deep.equal([
      common.HeaderType.CONFIG_UPDATE,
      CHANNEL,
    ]);
    const signed = common.ConfigUpdateEnvelope.deserializeBinary(payload.getData_asU8());
    expect(signed.getSignaturesList()).to.have.length(2);
  });
});

function computed(current: common.ConfigGroup, next: common.ConfigGroup): Uint8Array {
  return inScratch((directory) => {
    const file = (name: string): string => join(directory, name);
    for (const [name, group] of [
      ['current', current],
      ['next', next],
    ] as const) {
      const config = new common.Config();
      config.setChannelGroup(group);
      writeFileSync(file(name), config.serializeBinary());
    }
    const options = ['--original', file('current'), '--updated', file('next'), '--output', file('update')];
    execFileSync('configtxlator', ['compute_update', '--channel_id', CHANNEL, ...options]);
    return readFileSync(file('update'));
  });
}
