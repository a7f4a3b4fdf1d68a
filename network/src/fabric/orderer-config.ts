import { join } from 'node:path';
import { ORDERER_MSP } from '../blocks/genesis.js';
import { hostOf } from './network.js';
import { folders, TLS_FILES } from './places.js';
import type { NetworkPlaces, OrdererPlace, Topology } from './topology.js';

/** orderer.yaml of one node: channel participation, TLS on every listener, cluster traffic on the main one. */
export function ordererConfig(places: NetworkPlaces, topology: Topology, place: OrdererPlace): object {
  const { series } = topology;
  const host = hostOf(topology, place);
  const folder = folders(places).orderer(place.name);
  const at = (name: string): string => join(folder, name);
  const [certificate, key, root] = [at(TLS_FILES.certificate), at(TLS_FILES.privateKey), at(TLS_FILES.root)];
  const tls = { Enabled: true, Certificate: certificate, PrivateKey: key, RootCAs: [root] };
  return {
    General: {
      ListenAddress: host,
      ListenPort: place.port,
      BootstrapMethod: 'none',
      LocalMSPDir: at('msp'),
      LocalMSPID: ORDERER_MSP,
      TLS: { ...tls, ClientAuthRequired: false },
      Cluster: {
        ClientCertificate: certificate,
        ClientPrivateKey: key,
        RootCAs: [root],
        SendBufferSize: 100,
        ...replication(series),
      },
      Keepalive: { ServerMinInterval: '10s', ServerInterval: '7200s', ServerTimeout: '20s' },
      MaxRecvMsgSize: 104_857_600,
      MaxSendMsgSize: 104_857_600,
      Authentication: { TimeWindow: '15m' },
      BCCSP: { Default: 'SW', SW: { Hash: 'SHA2', Security: 256 } },
    },
    FileLedger: { Location: at('data') },
    ChannelParticipation: { Enabled: true, MaxRequestBodySize: '16 MB' },
    Admin: {
      ListenAddress: `${host}:${place.adminPort}`,
      TLS: { ...tls, ClientAuthRequired: true, ClientRootCAs: [root] },
    },
    Operations: { ListenAddress: `${host}:${place.operationsPort}`, TLS: { Enabled: false } },
    Metrics: { Provider: 'prometheus' },
    Consensus: { WALDir: at('data/wal'), SnapDir: at('data/snapshots') },
  };
}

/** Fabric 2.5 refuses settings that it does not know. */
function replication(series: Topology['series']): object {
  return series === '2.5' ? {} : { ReplicationPolicy: 'simple' };
}
