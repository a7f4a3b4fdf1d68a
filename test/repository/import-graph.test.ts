import { expect } from 'chai';
import path from 'node:path';
import ts from 'typescript';
import { productSources, read } from './sources.js';

/** A layer is a folder; it may import itself, the layers listed and nothing else of this project. */
const LAYERS: readonly { layer: string; at: RegExp; may: readonly string[] }[] = [
  { layer: 'domain', at: /^chaincode\/src\/domain\//, may: [] },
  { layer: 'crypto', at: /^chaincode\/src\/crypto\//, may: ['domain'] },
  { layer: 'ledger', at: /^chaincode\/src\/ledger\//, may: ['domain', 'chaincode'] },
  { layer: 'contracts', at: /^chaincode\/src\/contracts\//, may: ['domain', 'ledger', 'chaincode'] },
  { layer: 'chaincode', at: /^chaincode\/src\/[^/]+$/, may: ['domain', 'crypto', 'ledger', 'contracts'] },
  { layer: 'server', at: /^chaincode\/src\/server\//, may: ['ledger', 'chaincode'] },
  { layer: 'blocks', at: /^network\/src\/blocks\//, may: ['domain', 'identity', 'network'] },
  { layer: 'identity', at: /^network\/src\/identity\//, may: ['domain', 'network', 'blocks'] },
  {
    layer: 'embedded',
    at: /^network\/src\/embedded\//,
    may: ['domain', 'crypto', 'chaincode', 'server', 'blocks', 'identity', 'network'],
  },
  {
    layer: 'fabric',
    at: /^network\/src\/fabric\//,
    may: ['domain', 'blocks', 'identity', 'network'],
  },
  {
    layer: 'transport',
    at: /^network\/src\/transport\//,
    may: ['domain', 'blocks', 'identity', 'embedded', 'network'],
  },
  { layer: 'network', at: /^network\/src\/[^/]+$/, may: ['domain', 'crypto', 'identity', 'blocks'] },
  { layer: 'gateway', at: /^gateway\/src\//, may: ['domain', 'crypto', 'blocks'] },
  {
    layer: 'cli',
    at: /^cli\/src\//,
    may: ['domain', 'crypto', 'gateway', 'blocks', 'identity', 'embedded', 'fabric', 'transport', 'network'],
  },
];

const PACKAGES: Readonly<Record<string, string>> = {
  '@onceledger/chaincode': 'chaincode',
  '@onceledger/chaincode/domain': 'domain',
  '@onceledger/chaincode/server': 'server',
  '@onceledger/chaincode/crypto': 'crypto',
  '@onceledger/network': 'network',
  '@onceledger/network/blocks': 'blocks',
  '@onceledger/network/identity': 'identity',
  '@onceledger/network/embedded': 'embedded',
  '@onceledger/network/fabric': 'fabric',
  '@onceledger/network/transport': 'transport',
  '@onceledger/gateway': 'gateway',
  '@onceledger/cli': 'cli',
};

interface Import {
  readonly file: string;
  readonly from: string;
  readonly specifier: string;
  readonly to: string | undefined;
}

function layerOf(file: string): string {
  const found = LAYERS.find(({ at }) => at.test(file));
  expect(found, `${file} belongs to no layer`).to.not.equal(undefined);
  return found!.layer;
}

function importsOf(file: string): Import[] {
  const from = layerOf(file);
  return ts.preProcessFile(read(file), true, true).importedFiles.map(({ fileName: specifier }) => ({
    file,
    from,
    specifier,
    to: specifier.startsWith('.')
      ? layerOf(path.posix.join(path.posix.dirname(file), specifier))
      : PACKAGES[specifier],
  }));
}

const outside = (specifier: string): boolean =>
  !specifier.startsWith('.') && !specifier.startsWith('@onceledger/');

describe('import graph', () => {
  const imports = productSources().flatMap(importsOf);

  it('sees the imports it judges', () => {
    expect(imports.length).to.be.greaterThan(100);
  });

  it('points only in the agreed direction', () => {
    const wrong = imports.filter(
      ({ from, to }) =>
        to !== undefined && to !== from && !LAYERS.find(({ layer }) => layer === from)!.may.includes(to),
    );
    expect(wrong.map(({ file, specifier }) => `${file} imports ${specifier}`)).to.deep.equal([]);
  });

  it('crosses packages only through their exports', () => {
    const wrong = imports.filter(
      ({ specifier }) => specifier.startsWith('@onceledger/') && !Object.hasOwn(PACKAGES, specifier),
    );
    expect(wrong.map(({ file, specifier }) => `${file} imports ${specifier}`)).to.deep.equal([]);
  });

  it('leaves the domain pure: nothing from outside but @noble/hashes', () => {
    const wrong = imports.filter(
      ({ from, specifier }) =>
        from === 'domain' && outside(specifier) && !specifier.startsWith('@noble/hashes/'),
    );
    expect(wrong.map(({ file, specifier }) => `${file} imports ${specifier}`)).to.deep.equal([]);
  });

  it('calls fabric-gateway from one place, the adapter', () => {
    const callers = imports.filter(
      ({ from, specifier }) => from === 'gateway' && specifier === '@hyperledger/fabric-gateway',
    );
    for (const { file } of callers) expect(file).to.match(/^gateway\/src\/ledger\//);
    expect(callers.length).to.be.greaterThan(0);
  });

  it('touches the stub only in chaincode/src/ledger', () => {
    const wrong = productSources().filter(
      (file) => /^chaincode\/src\/(domain|crypto|contracts)\//.test(file) && /\bstub\b/.test(read(file)),
    );
    expect(wrong).to.deep.equal([]);
  });
});
