import type { ActKind, SignedAct } from '@onceledger/chaincode/domain';
import { amend, changeStatus, declare } from './judge-declarations.js';
import * as readings from './judge-readings.js';
import * as registers from './judge-registers.js';
import type { Judge } from './judgement.js';

type Judges = { readonly [K in ActKind]?: Judge<K> };

/** One judge an act. `acts` are all of the record, opened: later acts are judged by the body of the first. */
export function judgesFor(acts: readonly SignedAct[]): Judges {
  return {
    'agency.amend': registers.amendAgency,
    'catalogue.file': registers.fileEntry,
    'catalogue.approve': registers.approveEntry,
    'catalogue.retire': registers.retireEntry,
    'declarant.vouch': registers.vouch,
    'declarant.rotate': registers.rotate,
    'declarant.recover': registers.recover,
    'declarant.stop-recovery': registers.stopRecovery,
    'declarant.set-status': registers.setStatus,
    'mandate.grant': registers.grantMandate,
    'mandate.revoke': registers.revokeMandate,
    'declaration.declare': declare,
    'declaration.amend': amend,
    'declaration.attest': changeStatus('declaration.attest'),
    'declaration.refuse': changeStatus('declaration.refuse'),
    'declaration.suspend': changeStatus('declaration.suspend'),
    'declaration.reinstate': changeStatus('declaration.reinstate'),
    'declaration.revoke': changeStatus('declaration.revoke'),
    'declaration.withdraw': changeStatus('declaration.withdraw'),
    'custody.report': readings.reportCustody,
    'custody.reseal': readings.reseal,
    'consent.grant': readings.grantConsent,
    'consent.revoke': readings.revokeConsent(() => readings.firstBody(acts, 'consent.grant')),
    'application.apply': readings.apply,
    'application.close': readings.closeApplication(() => readings.firstBody(acts, 'application.apply')),
    'reading.request': readings.request,
    'reading.answer': readings.answer(() => readings.firstBody(acts, 'reading.request')),
    'reading.refuse': readings.refuse(() => readings.requestAmong(acts)),
    'reading.receive': readings.receive(() => readings.firstBody(acts, 'reading.request')),
  };
}
