import { serveNode } from '@onceledger/network/embedded';
import { expect } from 'chai';
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { hasProgram } from '../support/real-peer.js';
import { smallLedger } from '../support/small-ledger.js';

const run = promisify(execFile);
/** Sources are not compiled to dist. */
const SOURCES = fileURLToPath(new URL('../../fabric/go-client', import.meta.url));

describe('fabric-gateway for Go', function () {
  this.timeout(600_000);
  let folder: string;
  let program: string;
  before(async function () {
    folder = await mkdtemp(path.join(tmpdir(), 'once-go-'));
    program = path.join(folder, 'goclient');
    const built = hasProgram('go') && (await builds());
    if (built) return;
    console.log('      (no `go`, or its modules cannot be had: the Go SDK is not tested here)');
    this.skip();
  });
  after(() => rm(folder, { recursive: true, force: true }));

  it('works against a served ledger as its documentation shows', async () => {
    const ledger = await smallLedger();
    const served = await serveNode(ledger.node);
    try {
      const { mspId, certificate, privateKey } = await ledger.identity('alpha');
      const settings = {
        Address: served.info.peers['alpha'],
        TLSRoot: served.info.tlsRoot,
        MspID: mspId,
        Certificate: certificate,
        PrivateKey: privateKey,
        Channel: ledger.consortium.channel,
      };
      const { stdout } = await run(program, { env: { LEDGER: JSON.stringify(settings) }, timeout: 120_000 });
      expect(JSON.parse(stdout)).to.deep.equal({
        submitted: 'put go',
        evaluated: 'value',
        status: 'VALID',
        event: 'named payload',
        private: 'secret',
        block: '0',
        refused: 'alpha: chaincode response 500, NOT_FOUND: none',
      });
    } finally {
      await served.close();
      await ledger.remove();
    }
  });

  function builds(): Promise<boolean> {
    return run('go', ['build', '-o', program, '.'], { cwd: SOURCES, timeout: 500_000 }).then(
      () => true,
      () => false,
    );
  }
});
