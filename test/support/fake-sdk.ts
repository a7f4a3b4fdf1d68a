import {
  createProposal,
  encodeProposalResponsePayload,
  encodeReadWriteSet,
} from '@onceledger/network/blocks';
import type {
  Committer,
  DiscoveryResults,
  Endorser,
  Interest,
  ProposalResponse,
  Sdk,
} from '@onceledger/network/transport';

export type Says = 'away' | Error | Partial<ProposalResponse['response']> | Uint8Array;

/** A peer or an orderer that says what it is told to, and counts how often it was asked. */
export class FakePeer implements Endorser {
  readonly name: string;
  readonly mspid: string;
  readonly endpoint: { readonly url: string };
  asked = 0;
  says: Says;

  constructor(mspid: string, says: Says = payloadOf(), index = 0) {
    this.name = `${mspid}${index}`;
    this.mspid = mspid;
    this.endpoint = { url: `grpcs://${this.name}:7051` };
    this.says = says;
  }

  checkConnection(): Promise<boolean> {
    return Promise.resolve(this.says !== 'away');
  }

  sendProposal(): Promise<ProposalResponse> {
    this.asked += 1;
    const { says } = this;
    if (says instanceof Error) return Promise.reject(says);
    if (says instanceof Uint8Array) {
      const endorsement = { endorser: Buffer.from(this.name), signature: Buffer.from('signed') };
      return Promise.resolve({
        response: { status: 200, message: '', payload: says },
        payload: says,
        endorsement,
      });
    }
    const response = { status: 500, message: '', payload: new Uint8Array(), ...Object(says) } as never;
    return Promise.resolve({ response, payload: new Uint8Array(), endorsement: null });
  }
}

export function fakeOrderer(
  name: string,
  answer: () => Promise<{ status: string; info: string }>,
): Committer {
  return {
    name,
    endpoint: { url: `grpcs://${name}:7050` },
    checkConnection: () => Promise.resolve(true),
    sendBroadcast: answer,
  };
}

/** A channel of these peers; any two organizations suffice. */
export class FakeSdk implements Sdk {
  readonly interests: (Interest | undefined)[] = [];
  readonly #peers: readonly FakePeer[];
  readonly #committers: readonly Committer[];
  /** Where set, discovery waits for it. */
  answer: Promise<void> = Promise.resolve();
  readonly close = (): void => undefined;

  constructor(peers: readonly FakePeer[], committers: readonly Committer[] = []) {
    this.#peers = peers;
    this.#committers = committers;
  }

  readonly endorsers = (mspId?: string): readonly FakePeer[] =>
    this.#peers.filter(({ mspid }) => mspId === undefined || mspid === mspId);

  readonly committers = (): readonly Committer[] => this.#committers;

  readonly discover = async (interest?: Interest): Promise<DiscoveryResults> => {
    this.interests.push(interest);
    await this.answer;
    const groups = this.#groups();
    const names = Object.keys(groups);
    const layouts = names.flatMap((one, index) =>
      names.slice(index + 1).map((other) => ({ [one]: 1, [other]: 1 })),
    );
    return {
      peers_by_org: groups,
      ...(interest === undefined ? {} : { endorsement_plan: { groups, layouts } }),
    };
  };

  #groups(): NonNullable<DiscoveryResults['peers_by_org']> {
    const names = [...new Set(this.#peers.map(({ mspid }) => mspid))];
    const toPeer = ({ endpoint, mspid }: FakePeer) => ({
      mspid,
      endpoint: endpoint.url.slice('grpcs://'.length),
      chaincodes: [{ name: 'once' }],
    });
    return Object.fromEntries(names.map((name) => [name, { peers: this.endorsers(name).map(toPeer) }]));
  }
}

/** What an endorser signs; `note` makes it another. */
export function payloadOf(note = '', collection?: string): Uint8Array {
  const hashedWrites = [
    { keyHash: new Uint8Array(32), valueHash: new Uint8Array(32), deleted: false, purged: false },
  ];
  const collections =
    collection === undefined
      ? []
      : [{ collection, hashedReads: [], hashedWrites, privateHash: new Uint8Array(32) }];
  return encodeProposalResponsePayload({
    proposalHash: new Uint8Array(32),
    chaincode: { name: 'once', version: '1' },
    response: { status: 200, payload: Buffer.from(note) },
    readWriteSet: encodeReadWriteSet([{ namespace: 'once', reads: [], ranges: [], writes: [], collections }]),
  });
}

/** A proposal as a client of the first organization makes it. */
export function proposalTo(chaincode: string, transient: Record<string, Uint8Array> = {}) {
  const made = createProposal({
    channel: 'once',
    chaincode,
    args: ['put', 'key', 'value'],
    transient,
    creator: Buffer.from('creator'),
    timestamp: new Date(0),
  });
  const signature = Buffer.from('signed');
  return {
    ...made,
    signature,
    chaincode,
    channel: 'once',
    hasTransient: Object.keys(transient).length > 0,
    type: 3,
    epoch: 0,
    timestamp: new Date(0),
    nonce: new Uint8Array(24),
    creator: Buffer.from('creator'),
    args: [],
  };
}

/** Names of the peers that endorsed an assembled transaction. */
export function endorsersOf(payload: Uint8Array): string[] {
  const text = Buffer.from(payload).toString('latin1');
  return ['alpha0', 'alpha1', 'beta0', 'gamma0'].filter((name) => text.includes(name));
}

export function rpcFailure(code: number, details: string): Error {
  return Object.assign(new Error(`${code}: ${details}`), { code, details });
}
