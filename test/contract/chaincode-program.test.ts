import { expect } from 'chai';
import { execFile } from 'node:child_process';
import { createServer, type AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';

const PROGRAM = fileURLToPath(new URL('main.js', import.meta.resolve('@onceledger/chaincode/server')));

/** Exit code and what stands on standard error. */
function run(...args: string[]): Promise<readonly [number, string]> {
  return new Promise((resolve) => {
    const child = execFile(process.execPath, [PROGRAM, ...args], (_error, _stdout, stderr) => {
      resolve([child.exitCode ?? -1, stderr]);
    });
  });
}

describe('the chaincode’s own program', () => {
  it('names the option that is missing, and ends with an error', async () => {
    expect(await run()).to.deep.equal([64, '--chaincode-address is missing\n']);
    expect(await run('--chaincode-address', '127.0.0.1:0')).to.deep.equal([
      64,
      '--chaincode-id is missing\n',
    ]);
    const [code, said] = await run('--chaincode-adress', '127.0.0.1:0');
    expect(code).to.equal(64);
    expect(said).to.contain("'--chaincode-adress'");
  });

  it('says so where its port is taken or a key cannot be read', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => other.once('listening', resolve));
    const { port } = other.address() as AddressInfo;
    const options = ['--chaincode-address', `127.0.0.1:${String(port)}`, '--chaincode-id', 'once_1:00'];
    const [code, said] = await run(...options);
    other.close();
    expect(code).to.not.equal(0);
    expect(said).to.contain('EADDRINUSE');
    const [, unread] = await run(...options, '--chaincode-tls-cert-file', '/nonexistent');
    expect(unread).to.contain('/nonexistent');
  });
});
