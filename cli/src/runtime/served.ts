import { credentials, Client } from '@grpc/grpc-js';
import {
  fail,
  parseJson,
  parseLedgerId,
  type JsonObject,
  type OrganizationId,
} from '@onceledger/chaincode/domain';
import type { GatewayClient, ServerInfo } from '@onceledger/network/embedded';
import { layout, readIfThere } from '../home/layout.js';
import { isJsonObject } from '../input/claims.js';
import type { Connected } from './gateways.js';

export async function hasServer(home: string): Promise<boolean> {
  return (await readIfThere(layout(home).server)) !== undefined;
}

/** Connects over gRPC with TLS to the process that serves the ledger. LEDGER_LOCKED where it does not answer. */
export async function connectServed(home: string): Promise<Connected> {
  const info = parseServerInfo(await readIfThere(layout(home).server));
  const clients = new Map<string, Client>();
  const client = (organization: OrganizationId): GatewayClient => {
    const address = info.peers[organization];
    if (address === undefined) throw fail('LEDGER_UNREACHABLE', `the server has no peer of ${organization}`);
    const known = clients.get(organization);
    const made = known ?? new Client(address, credentials.createSsl(Buffer.from(info.tlsRoot)));
    clients.set(organization, made);
    return made;
  };
  await reachable(info);
  return {
    ledger: parseLedgerId(info.ledger),
    client,
    workers: false,
    close: () => {
      for (const one of clients.values()) one.close();
      return Promise.resolve();
    },
  };
}

const PATIENCE = 5000;

async function reachable(info: ServerInfo): Promise<void> {
  const probe = new Client(info.orderer, credentials.createSsl(Buffer.from(info.tlsRoot)));
  try {
    await new Promise<void>((resolve, reject) => {
      probe.waitForReady(Date.now() + PATIENCE, (error) => {
        if (error === undefined) resolve();
        else reject(error);
      });
    });
  } catch (cause) {
    throw fail('LEDGER_LOCKED', { detail: `process ${info.pid} has the ledger and does not answer`, cause });
  } finally {
    probe.close();
  }
}

function parseServerInfo(text: string | undefined): ServerInfo {
  const value = text === undefined ? undefined : parseJson(text);
  if (!isJsonObject(value) || !isJsonObject(value['peers'])) throw damaged();
  return {
    pid: numberOf(value, 'pid'),
    ledger: textOf(value, 'ledger'),
    tlsRoot: textOf(value, 'tlsRoot'),
    orderer: textOf(value, 'orderer'),
    peers: Object.fromEntries(Object.keys(value['peers']).map((id) => [id, textOf(value['peers'], id)])),
  };
}

function textOf(value: unknown, name: string): string {
  const found = isJsonObject(value) ? value[name] : undefined;
  if (typeof found !== 'string') throw damaged();
  return found;
}

function numberOf(value: JsonObject, name: string): number {
  const found = value[name];
  if (typeof found !== 'number') throw damaged();
  return found;
}

function damaged(): Error {
  return fail('CONFIGURATION_INVALID', 'ledger/server.json does not have the form of docs/spec/server.md');
}
