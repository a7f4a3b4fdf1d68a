import { expect } from 'chai';
import { jsonError, once, withFolder } from '../support/cli.js';

describe('once network deploy', () => {
  const run = (home: string, ...words: string[]) =>
    once(['network', 'deploy', ...words, '--home', home, '--json']);

  for (const words of [
    [],
    ['--chaincode-version', '../2'],
    ['--chaincode-version', ''],
    ['--organizations', 'tax'],
  ])
    it(`refuses \`${words.join(' ')}\``, () =>
      withFolder(async (home) => {
        expect(jsonError(await run(home, ...words))).to.include({ code: 'USAGE', exit: 64 });
      }));

  it('says where there is no network', () =>
    withFolder(async (home) => {
      const error = jsonError(await run(home, '--chaincode-version', '2'));
      expect(error).to.include({ code: 'NETWORK_MISSING', exit: 78 });
    }));
});
