import { parseOrganizationId } from '@onceledger/chaincode/domain';
import { expect } from 'chai';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect, type SecureClientSessionOptions } from 'node:http2';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { issueTlsCertificate, createCertificateAuthority } from '@onceledger/network/identity';
import { ChaincodeProcess } from '../support/grpc-peer.js';

describe('the chaincode’s own program with TLS', () => {
  it('lets in peers of its organization, and nobody else', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'once-chaincode-tls-'));
    const [own, other] = [
      await createCertificateAuthority(parseOrganizationId('own')),
      await createCertificateAuthority(parseOrganizationId('other')),
    ];
    const server = await issueTlsCertificate(own, 'chaincode', ['127.0.0.1']);
    const file = async (name: string, text: string): Promise<string> => {
      await writeFile(path.join(folder, name), text);
      return `--chaincode-tls-${name}-file=${path.join(folder, name)}`;
    };
    const chaincode = await ChaincodeProcess.start('once_1:00', {}, 'its own program', [
      await file('cert', server.certificate),
      await file('key', server.privateKey),
      await file('client-cacert', own.tlsCertificate),
    ]);
    try {
      await chaincode.listening();
      const answer = (client: object) =>
        firstAnswer(chaincode.address, { ca: own.tlsCertificate, ...client });
      const peer = await issueTlsCertificate(own, 'peer', ['127.0.0.1']);
      const stranger = await issueTlsCertificate(other, 'peer', ['127.0.0.1']);
      expect(await answer({ cert: peer.certificate, key: peer.privateKey })).to.equal('200');
      expect(await answer({})).to.equal('ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED');
      expect(await answer({ cert: stranger.certificate, key: stranger.privateKey })).to.not.equal('200');
    } finally {
      await chaincode.stop();
      await rm(folder, { force: true, recursive: true });
    }
  });
});

/** The status of a call, or the code of what failed. */
function firstAnswer(address: string, options: SecureClientSessionOptions): Promise<string> {
  return new Promise((resolve) => {
    const session = connect(`https://${address}`, options);
    const end = (said: string): void => {
      session.destroy();
      resolve(said);
    };
    const fail = ({ code, message }: NodeJS.ErrnoException): void => {
      end(code ?? message);
    };
    session.on('error', fail).on('close', () => {
      end('closed');
    });
    const call = session.request({ ':method': 'POST', ':path': '/protos.Chaincode/Connect' });
    call.on('error', fail).on('response', (headers) => {
      end(String(headers[':status']));
    });
  });
}
