import { expect } from 'chai';
import {
  type ClaimDefinition,
  type ClaimPath,
  commit,
  commitmentContext,
  type DeclarationBody,
  type Digest,
  type Fault,
  type LedgerId,
  type TypeBody,
  verifyDeclarationBody,
} from '@onceledger/chaincode/domain';
import { commitmentVectors } from '../support/vectors.js';

const { scope, claims } = commitmentVectors().commitments[0]!;
const PUBLIC = ['name', 'code', 'kind', 'date', 'address', 'scope'];
const { commitment, leaves } = commit(commitmentContext(scope), claims);
const only = <T>(
  byPath: Readonly<Record<ClaimPath, T>>,
  wanted: (path: string) => boolean,
): Record<ClaimPath, T> => Object.fromEntries(Object.entries(byPath).filter(([path]) => wanted(path)));
const NAME = 'name' as ClaimPath;
const LISTED = 'listed' as ClaimPath;
const isPublic = (path: string): boolean => PUBLIC.includes(path);

const BODY: DeclarationBody = {
  declaration: scope.declaration,
  declarant: scope.declarant,
  type: scope.type,
  version: scope.version,
  origin: 'self',
  clear: only(claims, isPublic),
  leaves: only(leaves, (path) => !isPublic(path)),
  commitment,
  sealed: true,
};
const TYPE = {
  publicBody: 'chain',
  claims: Object.fromEntries(
    Object.keys(claims).map((path) => [
      path,
      { visibility: isPublic(path) ? 'public' : 'private' } as ClaimDefinition,
    ]),
  ),
} as unknown as TypeBody;

const places = (faults: readonly Fault[]): string[] => faults.map(({ path }) => path).sort();
const verify = (changes: Partial<DeclarationBody>, type?: TypeBody): string[] =>
  places(verifyDeclarationBody({ ...BODY, ...changes }, scope.ledger, type));

describe('bodies of declarations', () => {
  it('fit where clear claims and leaves together give the root', () => {
    expect(verify({})).to.deep.equal([]);
    expect(verify({}, TYPE)).to.deep.equal([]);
    expect(verify({ clear: {}, leaves })).to.deep.equal([]);
    expect(verify({ clear: {}, leaves }, { ...TYPE, publicBody: 'collection' })).to.deep.equal([]);
  });

  it('do not fit another ledger, type, declarant, version or root', () => {
    const elsewhere = `other:${scope.ledger.split(':')[1]!}` as LedgerId;
    expect(places(verifyDeclarationBody(BODY, elsewhere))).to.deep.equal(['/commitment/root']);
    expect(verify({ version: 2 })).to.deep.equal(['/commitment/root']);
    expect(verify({ type: 'business-licence@2' as DeclarationBody['type'] })).to.deep.equal([
      '/commitment/root',
    ]);
    expect(verify({ type: 'residence@1' as DeclarationBody['type'] })).to.deep.equal(['/declaration']);
    expect(verify({ declarant: '91350100M000100Y43' as DeclarationBody['declarant'] })).to.deep.equal([
      '/declaration',
    ]);
    expect(verify({ commitment: { ...commitment, root: leaves[NAME]! } })).to.deep.equal([
      '/commitment/root',
    ]);
  });

  it('do not fit with a claim changed, left out, or named twice', () => {
    const name = BODY.clear[NAME]!;
    expect(verify({ clear: { ...BODY.clear, [NAME]: { ...name, value: 'other' } } })).to.deep.equal([
      '/commitment/root',
    ]);
    expect(
      verify({ clear: { ...BODY.clear, [NAME]: { ...name, salt: BODY.clear['code' as ClaimPath]!.salt } } }),
    ).to.deep.equal(['/commitment/root']);
    expect(verify({ clear: only(BODY.clear, (path) => path !== 'name') })).to.deep.equal([
      '/commitment/root',
    ]);
    expect(verify({ leaves })).to.deep.equal(PUBLIC.map((path) => `/leaves/${path}`).sort());
    const exchanged = {
      ...BODY.leaves,
      capital: BODY.leaves[LISTED]!,
      [LISTED]: BODY.leaves['capital' as ClaimPath]!,
    };
    expect(verify({ leaves: exchanged })).to.deep.equal(['/commitment/root']);
  });

  it('report what is no salt or digest as a fault of the whole', () => {
    const name = { salt: 'not a salt!' as never, value: 'x' };
    expect(verify({ clear: { ...BODY.clear, [NAME]: name } })).to.deep.equal(['']);
    expect(verify({ leaves: { ...BODY.leaves, [LISTED]: '?' as Digest } })).to.deep.equal(['']);
  });

  it('name every claim of the type, none else, and public ones in clear where the type says so', () => {
    expect(verify({ leaves: only(BODY.leaves, (path) => path !== 'listed') }, TYPE)).to.deep.equal([
      '/leaves/listed',
    ]);
    expect(verify({ leaves: { ...BODY.leaves, ['extra' as ClaimPath]: leaves[NAME]! } }, TYPE)).to.deep.equal(
      ['/leaves/extra'],
    );
    expect(verify({ clear: {}, leaves }, TYPE).sort()).to.deep.equal(
      PUBLIC.map((path) => `/clear/${path}`).sort(),
    );
    const private_ = { ...BODY.clear, [LISTED]: claims[LISTED]! };
    expect(
      verify({ clear: private_, leaves: only(BODY.leaves, (path) => path !== 'listed') }, TYPE),
    ).to.deep.equal(['/clear/listed']);
    expect(verify({}, { ...TYPE, publicBody: 'collection' }).sort()).to.deep.equal(
      PUBLIC.map((path) => `/clear/${path}`).sort(),
    );
  });
});
