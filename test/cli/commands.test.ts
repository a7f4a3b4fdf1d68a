import { fictionalEnterprise } from '@onceledger/cli/fiction';
import { expect } from 'chai';
import { withSession } from '../support/cli-session.js';
import { json } from '../support/cli.js';

const ONE = fictionalEnterprise(21, 1);
const TWO = fictionalEnterprise(21, 2);
const LICENCE = `business-licence.${ONE.uscc}`;

describe('commands on a ledger', function () {
  this.timeout(300_000);

  it('refuse what is wrong, each with its code and exit code, and write nothing', () =>
    withSession(async (session) => {
      await session.enrol(ONE);
      await session.write('licence.json', ONE.licence);
      await session.write('more.json', { ...ONE.licence, mood: 'good' });
      await session.write('less.json', { name: ONE.name });
      const height = (await session.ok('ledger status'))['height'];
      const declare = (type: string, as: string, file: string): string =>
        `declare ${type} --as ${as} --data ${file}`;

      expect(await session.refused(declare('dog-licence', ONE.uscc, 'licence.json'))).to.deep.equal([
        'NOT_FOUND',
        66,
      ]);
      expect(await session.refused(declare('business-licence', ONE.uscc, 'more.json'))).to.deep.equal([
        'SCHEMA_VIOLATION',
        65,
      ]);
      expect(await session.refused(declare('business-licence', ONE.uscc, 'less.json'))).to.deep.equal([
        'SCHEMA_VIOLATION',
        65,
      ]);
      expect(
        await session.refused(declare('business-licence', '91310120734580606Y', 'licence.json')),
      ).to.deep.equal(['IDENTIFIER_INVALID', 65]);
      expect(await session.refused(declare('business-licence', TWO.uscc, 'licence.json'))).to.deep.equal([
        'KEY_MISSING',
        78,
      ]);
      expect(await session.refused(`declarant vouch licence.json --as market-regulation`)).to.deep.equal([
        'INPUT_INVALID',
        65,
      ]);
      expect(await session.refused(`declarant show ${TWO.uscc}`)).to.deep.equal(['NOT_FOUND', 66]);
      expect(await session.refused(`attest ${LICENCE} --as market-regulation`)).to.deep.equal([
        'NOT_FOUND',
        66,
      ]);
      expect(await session.refused('catalogue show nothing')).to.deep.equal(['NOT_FOUND', 66]);
      expect(await session.refused(`explain r-${'0'.repeat(32)}`)).to.deep.equal(['NOT_FOUND', 66]);
      expect(await session.refused(`read ${LICENCE} --as nobody --claims name --item x --law`)).to.deep.equal(
        ['NOT_FOUND', 66],
      );
      expect(await session.refused('plan register-for-tax --declarant nobody')).to.deep.equal([
        'IDENTIFIER_INVALID',
        65,
      ]);
      expect((await session.ok('ledger status'))['height']).to.equal(height);
    }));

  it('carry a declaration through its life', () =>
    withSession(async (session) => {
      await session.enrol(ONE);
      await session.write('licence.json', ONE.licence);
      await session.write('moved.json', { ...ONE.licence, address: '样本省示例市虚构区虚构路2号' });

      const declared = await session.ok(`declare business-licence --as ${ONE.uscc} --data licence.json`);
      expect(declared).to.include({ id: LICENCE, status: 'declared', version: 1 });
      expect(
        await session.refused(`declare business-licence --as ${ONE.uscc} --data moved.json`),
      ).to.deep.equal(['ALREADY_DECLARED', 21]);
      expect(await session.refused(`attest ${LICENCE} --as tax`)).to.deep.equal(['READING_REFUSED', 77]);

      const refusal = await session.ok(`attest ${LICENCE} --as market-regulation --register moved.json`);
      expect(refusal).to.include({ id: LICENCE, status: 'refused' });
      const shown = await session.ok(`declaration show ${LICENCE}`);
      expect(shown['status']).to.equal('refused');
      expect(String(shown['reason'])).to.contain('address').and.not.to.contain('虚构路');

      const again = await session.ok(`declare business-licence --as ${ONE.uscc} --data moved.json`);
      expect(again).to.include({ status: 'declared', version: 2 });
      const attested = await session.ok(`attest ${LICENCE} --as market-regulation --register moved.json`);
      expect(attested['status']).to.equal('attested');
      const amended = await session.ok(`declaration amend ${LICENCE} --as ${ONE.uscc} --data licence.json`);
      expect(amended).to.include({ status: 'declared', version: 3 });
      await session.ok(`attest ${LICENCE} --as market-regulation`);

      const change = (verb: string): string =>
        `declaration ${verb} ${LICENCE} --as market-regulation --reason checked`;
      expect((await session.ok(change('suspend')))['status']).to.equal('suspended');
      expect((await session.ok(change('reinstate')))['status']).to.equal('attested');
      expect((await session.ok(change('revoke')))['status']).to.equal('revoked');
      expect((await session.refused(change('revoke')))[1]).to.equal(21);
      const listed = await session.run(`declaration list --declarant ${ONE.uscc}`);
      expect(json(listed)).to.have.length(1);
    }));

  it('show private claims to whom they belong, and to nobody else', () =>
    withSession(async (session) => {
      await session.enrol(ONE);
      await session.write('licence.json', ONE.licence);
      await session.ok(`declare business-licence --as ${ONE.uscc} --data licence.json`);
      const seen = async (as: string): Promise<[string[], string[]]> => {
        const shown = await session.ok(`declaration show ${LICENCE}${as}`);
        return [Object.keys(shown['claims'] as object).sort(), (shown['closed'] as string[]).toSorted()];
      };
      const open = ['address', 'capital', 'code', 'establishedOn', 'kind', 'name', 'scope'];
      const closed = [
        'bankAccount',
        'contributions',
        'legalRepresentative.idNumber',
        'legalRepresentative.telephone',
      ];
      expect(await seen('')).to.deep.equal([open, closed]);
      expect(await seen(' --as tax')).to.deep.equal([open, closed]);
      expect(await seen(` --as ${ONE.uscc}`)).to.deep.equal([[...open, ...closed].sort(), []]);
    }));

  it('plan, apply, read and refuse by the same rules', () =>
    withSession(async (session) => {
      await session.enrol(ONE);
      await session.write('licence.json', ONE.licence);
      await session.ok(`declare business-licence --as ${ONE.uscc} --data licence.json`);
      const plan = async () =>
        (await session.ok(`plan register-for-tax --declarant ${ONE.uscc}`)) as unknown as {
          complete: boolean;
          steps: { remedy?: string }[];
        };
      expect((await plan()).steps.map(({ remedy }) => remedy)).to.deep.equal(['attest']);
      await session.ok(`attest ${LICENCE} --as market-regulation --register licence.json`);
      expect((await plan()).steps.map(({ remedy }) => remedy)).to.deep.equal(['apply']);
      const applied = await session.ok(`apply register-for-tax --as ${ONE.uscc}`);
      expect(await plan()).to.have.property('complete', true);

      const read = `read ${LICENCE} --as tax --item register-for-tax --case ${String(applied['application'])} --claims`;
      const collected = await session.ok(`${read} name,bankAccount`);
      expect(collected['claims']).to.deep.equal({ bankAccount: ONE.licence['bankAccount'], name: ONE.name });
      expect(collected).to.include({
        source: 'market-regulation',
        status: 'attested',
        origin: 'self',
        version: 1,
      });
      expect(await session.refused(`${read} contributions`)).to.deep.equal(['READING_REFUSED', 77]);
      const other = read.replace('--as tax', '--as commerce');
      expect(await session.refused(`${other} name`)).to.deep.equal(['READING_REFUSED', 77]);

      const closed = await session.ok(`application close ${String(applied['application'])} --as ${ONE.uscc}`);
      expect(closed['status']).to.equal('closed');
      expect(await session.refused(`${read} name`)).to.deep.equal(['READING_REFUSED', 77]);
      const journal = (await session.ok(`journal --declarant ${ONE.uscc}`)) as unknown as {
        reason?: string;
      }[];
      expect(journal.flatMap(({ reason }) => reason ?? [])).to.deep.equal([
        'ITEM_CLAIMS',
        'ITEM_AGENCY',
        'APPLICATION_CLOSED',
      ]);
    }));

  it('file, approve and retire catalogue entries, and refuse to ask again', () =>
    withSession(async (session) => {
      const item = (asks: string): string =>
        `kind: item
id: check-fire-safety
version: 1
names: { en: Fire safety check, zh: 消防检查 }
body:
  agency: tax
  subject: [enterprise]
  bases: [request]
  law: { citation: { en: Made-up act, zh: 虚构法 } }
  reads: []
  asks: ${asks}
  approvedBy: []
  confidential: false
  timeLimitDays: 5
`;
      await session.write('again.yaml', item('[{ element: enterprise-name }]'));
      expect(await session.refused('catalogue file again.yaml')).to.deep.equal(['ASKS_AGAIN', 21]);
      await session.write(
        'element.yaml',
        `kind: element
id: fire-plan
version: 1
names: { en: Fire plan, zh: 消防预案 }
body: { description: { en: The plan., zh: 预案。 }, personal: false, schema: { type: string, minLength: 1, maxLength: 100 } }
`,
      );
      await session.ok('catalogue file element.yaml --as government-affairs');
      await session.ok('catalogue approve fire-plan');
      await session.write('item.yaml', item('[{ element: fire-plan }]'));
      await session.ok('catalogue file item.yaml');
      expect(await session.refused('catalogue approve check-fire-safety --as tax')).to.deep.equal([
        'ROLE_REQUIRED',
        77,
      ]);
      await session.ok('catalogue approve check-fire-safety');
      expect(await session.ok('catalogue show check-fire-safety')).to.include({
        status: 'effective',
        version: 1,
      });
      await session.ok('catalogue retire check-fire-safety@1 --reason replaced');
      expect(await session.ok('catalogue show check-fire-safety@1')).to.include({ status: 'retired' });
      await session.write('bad.yaml', 'kind: [');
      expect(await session.refused('catalogue file bad.yaml')).to.deep.equal(['CONFIGURATION_INVALID', 78]);
    }));
});
