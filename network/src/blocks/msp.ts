import { X509Certificate, type KeyObject } from 'node:crypto';
import { msp } from '@hyperledger/fabric-protos';
import { isAdmittedKey, verifyDer, verifyDerLater } from '../identity/ecdsa.js';
import { organizationalUnits } from '../identity/msp-folder.js';
import { isIssuedBy } from '../identity/read-certificate.js';
import { sha256, type CryptoCounters } from './hashes.js';
import { revokedSerials } from './revocation.js';

const MOST_MEMBERS = 4096;
/** From an issuer to a root; empty: none. */
type Chain = readonly X509Certificate[];

export type NodeRole = 'client' | 'peer' | 'admin' | 'orderer';

/** A unit that a certificate may name; with a certifier it counts only where that CA issued the certificate. */
interface Unit {
  readonly name: string;
  readonly certifier: X509Certificate | undefined;
}

/**
 * One organization's membership rules, from the channel configuration, as Fabric's MSP of version 1.4.3 and later applies
 * them. Expiry is no part of them: Fabric judges a certificate at the time of its issue, or an old block would turn
 * invalid by itself. Whoever takes new transactions asks `Member.expired`.
 */
export class Msp {
  readonly id: string;
  readonly #roots: readonly X509Certificate[];
  readonly #intermediates: readonly X509Certificate[];
  readonly #admins: ReadonlySet<string>;
  readonly #units: readonly Unit[];
  /** Undefined where NodeOUs are off: clients and peers cannot be told apart then. */
  readonly #nodeUnits: ReadonlyMap<NodeRole, Unit> | undefined;
  readonly #revoked: ReadonlyMap<string, ReadonlySet<string>>;
  readonly #withEd25519: boolean;
  readonly #members = new Map<string, Member | undefined>();

  /** `withEd25519`: as from channel capability V3_0 on. */
  constructor(config: msp.FabricMSPConfig, withEd25519 = false) {
    this.#withEd25519 = withEd25519;
    this.id = config.getName();
    this.#roots = config.getRootCertsList_asU8().map(certificateOf);
    this.#intermediates = config.getIntermediateCertsList_asU8().map(certificateOf);
    this.#admins = new Set(config.getAdminsList_asU8().map((one) => certificateOf(one).fingerprint256));
    this.#units = config.getOrganizationalUnitIdentifiersList().map(unitOf);
    this.#nodeUnits = nodeUnitsOf(config.getFabricNodeOus());
    this.#revoked = revokedSerials(config.getRevocationListList_asU8(), [
      ...this.#roots,
      ...this.#intermediates,
    ]);
  }

  /** Who a certificate (PEM) stands for; undefined where it is no certificate or its key is of no use. */
  member(certificate: string): Member | undefined {
    if (this.#members.has(certificate)) return this.#members.get(certificate);
    const member = this.#read(certificate);
    if (this.#members.size >= MOST_MEMBERS) this.#members.clear();
    this.#members.set(certificate, member);
    return member;
  }

  #read(pem: string): Member | undefined {
    try {
      const certificate = new X509Certificate(pem);
      const key = certificate.publicKey;
      return isAdmittedKey(key, this.#withEd25519) ? new Member(this, certificate, key) : undefined;
    } catch {
      return undefined;
    }
  }

  /** Why a certificate with such a chain makes nobody a member; undefined where it does. */
  fault(certificate: X509Certificate, units: readonly string[], chain: Chain): string | undefined {
    if (certificate.ca) return 'a CA certificate is nobody';
    const [issuer] = chain;
    if (issuer === undefined) return 'no CA of the organization issued the certificate';
    if (this.#revoked.get(issuer.fingerprint256)?.has(certificate.serialNumber) === true)
      return 'the certificate is revoked';
    return this.#unitFault(units, issuer);
  }

  isAdmin(certificate: X509Certificate): boolean {
    return this.#admins.has(certificate.fingerprint256);
  }

  /** The unit that stands for a role; undefined where NodeOUs are off or name none for it. */
  unitOf(role: NodeRole): string | undefined {
    return this.#nodeUnits?.get(role)?.name;
  }

  /** From the issuer to a root, empty where there is none. Only a CA without another below it issues identities. */
  chain(certificate: X509Certificate): Chain {
    const issuer = this.#issuer(certificate);
    if (issuer === undefined || this.#intermediates.some((one) => isIssuedBy(one, issuer))) return [];
    const chain = this.#upwards([issuer]);
    return chain.every((authority) => isValidAt(authority, timeOfIssue(certificate))) ? chain : [];
  }

  #upwards(chain: Chain): Chain {
    const top = chain.at(-1);
    if (top === undefined || this.#roots.some((root) => same(root, top))) return chain;
    const next = this.#issuer(top);
    return next === undefined || chain.length > this.#intermediates.length
      ? []
      : this.#upwards([...chain, next]);
  }

  #issuer(certificate: X509Certificate): X509Certificate | undefined {
    const authorities = [...this.#intermediates, ...this.#roots];
    return authorities.find((one) => !same(one, certificate) && isIssuedBy(certificate, one));
  }

  #unitFault(units: readonly string[], issuer: X509Certificate): string | undefined {
    const admitted = ({ name, certifier }: Unit): boolean =>
      units.includes(name) && (certifier === undefined || same(certifier, issuer));
    if (this.#units.length > 0 && !this.#units.some(admitted))
      return 'no unit of the certificate is one of the organization';
    if (this.#nodeUnits === undefined) return undefined;
    const nodeUnits = [...this.#nodeUnits.values()];
    const named = units.filter((unit) => nodeUnits.some(({ name }) => name === unit));
    if (named.length !== 1) return 'the certificate must name one of client, peer, admin, orderer';
    return nodeUnits.some((unit) => unit.name === named[0] && admitted(unit))
      ? undefined
      : 'another CA must have issued a certificate of that unit';
  }
}

/** Somebody whom an MSP of the channel knows, or would if `fault` were undefined. */
export class Member {
  readonly msp: Msp;
  readonly certificate: X509Certificate;
  readonly units: readonly string[];
  /** Equal for the same person, whatever the PEM around the certificate looks like. */
  readonly fingerprint: string;
  /** Why the certificate makes nobody a member. */
  readonly fault: string | undefined;
  /** SHA-256 of the issuing chain: what a principal of the kind `unit` may ask for. */
  readonly certifiers: Uint8Array;
  readonly #key: KeyObject;
  /** Signatures that verified, with their messages, by object: a transaction is judged when it is taken and when it is committed. */
  readonly #verified = new WeakMap<Uint8Array, Uint8Array>();

  constructor(organization: Msp, certificate: X509Certificate, key: KeyObject) {
    this.msp = organization;
    this.certificate = certificate;
    this.units = organizationalUnits(certificate);
    this.fingerprint = `${organization.id} ${certificate.fingerprint256}`;
    const chain = organization.chain(certificate);
    this.fault = organization.fault(certificate, this.units, chain);
    this.certifiers = sha256(chain.map(({ raw }) => raw));
    this.#key = key;
  }

  /** Whether this member signed. */
  check(message: Uint8Array, signature: Uint8Array, counters?: CryptoCounters): boolean {
    return this.#isKnown(message, signature) || verifyDer(this.#key, message, signature, counters);
  }

  /** The same, remembered: the same signature, which must not change, is not verified twice over the same bytes. */
  verify(message: Uint8Array, signature: Uint8Array, counters?: CryptoCounters): boolean {
    const verified = this.check(message, signature, counters);
    if (verified) this.#verified.set(signature, message);
    return verified;
  }

  /** As `verify`, in another thread. */
  async verifyLater(message: Uint8Array, signature: Uint8Array, counters?: CryptoCounters): Promise<boolean> {
    if (this.#isKnown(message, signature)) return true;
    const verified = await verifyDerLater(this.#key, message, signature, counters);
    if (verified) this.#verified.set(signature, message);
    return verified;
  }

  #isKnown(message: Uint8Array, signature: Uint8Array): boolean {
    const known = this.#verified.get(signature);
    return known !== undefined && (known === message || Buffer.compare(known, message) === 0);
  }

  /** A member in a role by its unit or, for an admin, by being listed. */
  hasRole(role: NodeRole | 'member'): boolean {
    if (role === 'admin' && this.msp.isAdmin(this.certificate)) return true;
    if (this.fault !== undefined) return false;
    if (role === 'member') return true;
    const unit = this.msp.unitOf(role);
    return unit !== undefined && this.units.includes(unit);
  }

  expired(at: Date): boolean {
    return (
      at.getTime() > Date.parse(this.certificate.validTo) ||
      at.getTime() < Date.parse(this.certificate.validFrom)
    );
  }
}

function nodeUnitsOf(config: msp.FabricNodeOUs | undefined): ReadonlyMap<NodeRole, Unit> | undefined {
  if (config?.getEnable() !== true) return undefined;
  const found = new Map<NodeRole, Unit>();
  const add = (role: NodeRole, identifier: msp.FabricOUIdentifier | undefined): void => {
    if (identifier !== undefined) found.set(role, unitOf(identifier));
  };
  add('client', config.getClientOuIdentifier());
  add('peer', config.getPeerOuIdentifier());
  add('admin', config.getAdminOuIdentifier());
  add('orderer', config.getOrdererOuIdentifier());
  return found.size === 0 ? undefined : found;
}

function unitOf(identifier: msp.FabricOUIdentifier): Unit {
  const certifier = identifier.getCertificate_asU8();
  return {
    name: identifier.getOrganizationalUnitIdentifier(),
    certifier: certifier.length === 0 ? undefined : certificateOf(certifier),
  };
}

function certificateOf(pem: Uint8Array): X509Certificate {
  return new X509Certificate(Buffer.from(pem));
}

/** When Fabric judges a certificate: one second after it began to be valid. */
function timeOfIssue(certificate: X509Certificate): number {
  return Date.parse(certificate.validFrom) + SECOND;
}
const SECOND = 1000;

function isValidAt(certificate: X509Certificate, time: number): boolean {
  return time >= Date.parse(certificate.validFrom) && time <= Date.parse(certificate.validTo);
}

function same(one: X509Certificate, other: X509Certificate): boolean {
  return one.fingerprint256 === other.fingerprint256;
}
