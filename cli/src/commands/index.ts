import type { CommandSpec } from '../command.js';
import { applicationClose } from './application-close.js';
import { applicationList } from './application-list.js';
import { apply } from './apply.js';
import { attest } from './attest.js';
import { audit } from './audit.js';
import { catalogueApprove } from './catalogue-approve.js';
import { catalogueFile } from './catalogue-file.js';
import { catalogueList } from './catalogue-list.js';
import { catalogueRetire } from './catalogue-retire.js';
import { catalogueShow } from './catalogue-show.js';
import { completion } from './completion.js';
import { consentGrant } from './consent-grant.js';
import { consentList } from './consent-list.js';
import { consentRevoke } from './consent-revoke.js';
import { declarantEnrol } from './declarant-enrol.js';
import { declarantList } from './declarant-list.js';
import { declarantRecover } from './declarant-recover.js';
import { declarantRotateKey } from './declarant-rotate-key.js';
import { declarantShow } from './declarant-show.js';
import { declarantStopRecovery } from './declarant-stop-recovery.js';
import { declarantVouch } from './declarant-vouch.js';
import { declarationAmend } from './declaration-amend.js';
import { declarationList } from './declaration-list.js';
import { declarationShow } from './declaration-show.js';
import {
  declarationReinstate,
  declarationRevoke,
  declarationSuspend,
  declarationWithdraw,
} from './declaration-status.js';
import { declare } from './declare.js';
import { demo } from './demo.js';
import { doctor } from './doctor.js';
import { explainReading } from './explain.js';
import { importRegister } from './import.js';
import { init } from './init.js';
import { journal } from './journal.js';
import { ledgerServe } from './ledger-serve.js';
import { ledgerStatus } from './ledger-status.js';
import { mandateGrant } from './mandate-grant.js';
import { mandateList } from './mandate-list.js';
import { mandateRevoke } from './mandate-revoke.js';
import { networkEnrol } from './network-enrol.js';
import { networkRemoveOrganization } from './network-remove-organization.js';
import { networkRenew } from './network-renew.js';
import { networkAddOrganization } from './network-add-organization.js';
import { networkBackup } from './network-backup.js';
import { networkGateway } from './network-gateway.js';
import { networkPart } from './network-part.js';
import { networkDeploy } from './network-deploy.js';
import { networkDoctor } from './network-doctor.js';
import { networkDown } from './network-down.js';
import { networkInstall } from './network-install.js';
import { networkLogs } from './network-logs.js';
import { networkRestore } from './network-restore.js';
import { networkRevoke } from './network-revoke.js';
import { networkStatusOf } from './network-status.js';
import { networkUp } from './network-up.js';
import { planItem } from './plan.js';
import { read } from './read.js';
import { receipt } from './receipt.js';
import { verify } from './verify.js';

/** Every command, in the order in which help lists them: along the way of a declaration. */
export const COMMANDS: readonly CommandSpec[] = [
  demo,
  init,
  catalogueList,
  catalogueShow,
  catalogueFile,
  catalogueApprove,
  catalogueRetire,
  declarantEnrol,
  declarantVouch,
  declarantList,
  declarantShow,
  declarantRotateKey,
  declarantRecover,
  declarantStopRecovery,
  declare,
  importRegister,
  attest,
  declarationList,
  declarationShow,
  declarationAmend,
  declarationWithdraw,
  declarationSuspend,
  declarationReinstate,
  declarationRevoke,
  consentGrant,
  consentRevoke,
  consentList,
  mandateGrant,
  mandateRevoke,
  mandateList,
  planItem,
  apply,
  applicationList,
  applicationClose,
  read,
  explainReading,
  journal,
  receipt,
  verify,
  audit,
  ledgerServe,
  ledgerStatus,
  networkInstall,
  networkUp,
  networkDeploy,
  networkAddOrganization,
  networkRemoveOrganization,
  networkRevoke,
  networkDown,
  networkStatusOf,
  networkLogs,
  networkDoctor,
  networkBackup,
  networkPart,
  networkGateway,
  networkRestore,
  networkEnrol,
  networkRenew,
  doctor,
  completion,
];
