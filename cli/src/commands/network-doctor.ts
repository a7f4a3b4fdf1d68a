import { fail } from '@onceledger/chaincode/domain';
import type { NetworkFinding } from '@onceledger/network/fabric';
import type { CommandSpec } from '../command.js';
import type { Context } from '../context.js';

export const networkDoctor: CommandSpec = {
  path: ['network', 'doctor'],
  summary: 'command.network-doctor',
  run: async (context) => {
    const { examineNetwork, readTopology } = await import('@onceledger/network/fabric');
    const { networkPlaces } = await import('../runtime/fabric.js');
    const places = networkPlaces(context.home);
    const findings = await examineNetwork(places, await readTopology(places), {
      environment: context.io.env,
    });
    context.output.result(
      findings.map((finding) => ({ ...finding })),
      () => listing(context, findings),
    );
    const wrong = findings.filter(({ ok }) => !ok);
    if (wrong.length > 0) throw fail('CONFIGURATION_INVALID', wrong.map(told).join('; '));
    return undefined;
  },
};

function told({ check, process, detail }: NetworkFinding): string {
  return `${process ?? check}: ${detail}`;
}

function listing({ output, text }: Context, findings: readonly NetworkFinding[]): string {
  return output.table(
    [text('doctor.check'), text('network.process'), text('doctor.result'), text('doctor.detail')],
    findings.map(({ check, process = '', ok, detail }) => [
      text(`network.check-${check}`),
      process,
      text(ok ? 'doctor.ok' : 'doctor.problem'),
      detail,
    ]),
  );
}
