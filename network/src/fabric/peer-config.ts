import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { hostOf } from './network.js';
import { folders, TLS_FILES } from './places.js';
import type { NetworkPlaces, PeerPlace, Topology } from './topology.js';

const BUILDER = fileURLToPath(new URL('../../builder', import.meta.url));
/** Milliseconds within which blocks wait for private data that has not arrived; Fabric's own 60 s stall a returning peer. */
const PULL_RETRY = '2s';

/** Peers get blocks from orderers; they never ask each other. */
const STATE_TRANSFER = {
  enabled: false,
  checkInterval: '10s',
  responseTimeout: '3s',
  batchSize: 10,
  blockBufferSize: 20,
  maxRetries: 3,
};

/** core.yaml of one peer: what differs from Fabric's defaults has its reason beside it, the rest Fabric demands. */
export function peerConfig(places: NetworkPlaces, topology: Topology, place: PeerPlace): object {
  const folder = folders(places).peer(place.name);
  return {
    peer: peerSection(topology, place, folder),
    vm: { endpoint: '' },
    chaincode: chaincodeSection(),
    ledger: ledgerSection(folder),
    operations: {
      listenAddress: `${hostOf(topology, place)}:${place.operationsPort}`,
      tls: { enabled: false },
    },
    metrics: { provider: 'prometheus' },
  };
}

function peerSection(topology: Topology, place: PeerPlace, folder: string): object {
  const address = `${hostOf(topology, place)}:${place.port}`;
  const chaincodeAddress = `${hostOf(topology, place)}:${place.chaincodePort}`;
  return {
    id: place.name,
    networkId: topology.channel,
    listenAddress: address,
    address,
    chaincodeListenAddress: chaincodeAddress,
    chaincodeAddress,
    localMspId: place.organization,
    localMspType: 'bccsp',
    mspConfigPath: join(folder, 'msp'),
    fileSystemPath: join(folder, 'data'),
    tls: tls(folder),
    gateway: { enabled: true, endorsementTimeout: '30s', broadcastTimeout: '30s', dialTimeout: '10s' },
    keepalive: keepalive(),
    gossip: gossip(topology, place, address),
    authentication: { timewindow: '15m' },
    client: { connTimeout: '3s' },
    // Each peer asks the orderers by itself: no leader whose loss others would wait for.
    deliveryclient: {
      blockGossipEnabled: false,
      reconnectTotalTimeThreshold: '3600s',
      connTimeout: '3s',
      reConnectBackoffThreshold: '2s',
      blockCensorshipTimeoutKey: '10s',
      minimalReconnectInterval: '100ms',
      policy: 'cluster',
    },
    BCCSP: { Default: 'SW', SW: { Hash: 'SHA2', Security: 256 } },
    handlers: handlers(topology),
    discovery: {
      enabled: true,
      authCacheEnabled: true,
      authCacheMaxSize: 1000,
      authCachePurgeRetentionRatio: 0.75,
    },
    limits: { concurrency: { endorserService: 2500, deliverService: 2500, gatewayService: 2500 } },
    maxRecvMsgSize: 104_857_600,
    maxSendMsgSize: 104_857_600,
  };
}

function chaincodeSection(): object {
  return {
    mode: 'net',
    // fabric-shim for Node ends on a keepalive message.
    keepalive: 0,
    installTimeout: '300s',
    startuptimeout: '60s',
    executetimeout: '30s',
    system: { _lifecycle: 'enable', cscc: 'enable', lscc: 'enable', qscc: 'enable' },
    externalBuilders: [{ name: 'onceledger-ccaas', path: BUILDER }],
    logging: { level: 'info', shim: 'warning' },
    runtimeParams: {
      useWriteBatch: true,
      maxSizeWriteBatch: 1000,
      useGetMultipleKeys: true,
      maxSizeGetMultipleKeys: 1000,
    },
  };
}

function ledgerSection(folder: string): object {
  return {
    state: { stateDatabase: 'goleveldb', totalQueryLimit: 100_000 },
    history: { enableHistoryDatabase: true },
    pvtdataStore: {
      collElgProcMaxDbBatchSize: 5000,
      collElgProcDbBatchesInterval: 1000,
      deprioritizedDataReconcilerInterval: '60m',
      purgeInterval: 100,
      // It would log keys in clear.
      purgedKeyAuditLogging: false,
    },
    snapshots: { rootDir: join(folder, 'data', 'snapshots') },
  };
}

function tls(folder: string): object {
  const file = (name: string): object => ({ file: join(folder, name) });
  return {
    enabled: true,
    clientAuthRequired: false,
    cert: file(TLS_FILES.certificate),
    key: file(TLS_FILES.privateKey),
    rootcert: file(TLS_FILES.root),
  };
}

function keepalive(): object {
  const ends = { interval: '60s', timeout: '20s' };
  return { interval: '7200s', timeout: '20s', minInterval: '10s', client: ends, deliveryClient: ends };
}

function gossip(topology: Topology, place: PeerPlace, address: string): object {
  const others = topology.peers.filter(
    ({ name, organization }) => organization === place.organization && name !== place.name,
  );
  return {
    bootstrap: others.map((other) => `${hostOf(topology, other)}:${other.port}`).join(' ') || address,
    endpoint: address,
    externalEndpoint: address,
    useLeaderElection: false,
    orgLeader: true,
    membershipTrackerInterval: '5s',
    maxBlockCountToStore: 10,
    maxPropagationBurstLatency: '10ms',
    maxPropagationBurstSize: 10,
    propagateIterations: 1,
    propagatePeerNum: 3,
    pullInterval: '4s',
    pullPeerNum: 3,
    requestStateInfoInterval: '1s',
    publishStateInfoInterval: '1s',
    publishCertPeriod: '10s',
    dialTimeout: '3s',
    connTimeout: '2s',
    recvBuffSize: 200,
    sendBuffSize: 200,
    digestWaitTime: '1s',
    requestWaitTime: '1500ms',
    responseWaitTime: '2s',
    // A peer that died is avoided, and one that returned found again, within seconds.
    aliveTimeInterval: '1s',
    aliveExpirationTimeout: '5s',
    reconnectInterval: '2s',
    maxConnectionAttempts: 120,
    msgExpirationFactor: 20,
    election: {
      startupGracePeriod: '15s',
      membershipSampleInterval: '1s',
      leaderAliveThreshold: '10s',
      leaderElectionDuration: '5s',
    },
    pvtData: privateData(),
    state: STATE_TRANSFER,
  };
}

function privateData(): object {
  return {
    pullRetryThreshold: PULL_RETRY,
    transientstoreMaxBlockRetention: 1000,
    pushAckTimeout: '3s',
    btlPullMargin: 10,
    reconcileBatchSize: 100,
    reconcileSleepInterval: '5s',
    reconciliationEnabled: true,
    skipPullingInvalidTransactionsDuringCommit: true,
    implicitCollectionDisseminationPolicy: { requiredPeerCount: 0, maxPeerCount: 1 },
  };
}

function handlers({ series }: Topology): object {
  // Fabric 2.5 has no filter on a proposal's timestamp; the contracts refuse by themselves.
  const window = series === '2.5' ? [] : [{ name: 'TimeWindowCheck' }];
  return {
    authFilters: [{ name: 'DefaultAuth' }, { name: 'ExpirationCheck' }, ...window],
    decorators: [{ name: 'DefaultDecorator' }],
    endorsers: { escc: { name: 'DefaultEndorsement' } },
    validators: { vscc: { name: 'DefaultValidation' } },
  };
}
