import { parseDeclarationId } from '@onceledger/chaincode/domain';
import { newDisclosure, newReceipt } from '../evidence/prove.js';
import type { Follower } from '../workers/follower.js';
import { amendAgency } from './agencies.js';
import { attest } from './attest.js';
import { approveEntry, fileEntry, retireEntry } from './catalogue.js';
import { changeStatus, type StatusAct } from './change-status.js';
import type { Context } from './context.js';
import { declareMany } from './declare-many.js';
import { amend, declare } from './declare.js';
import * as enrolment from './enrolment.js';
import { importRows } from './import-rows.js';
import { findInInbox } from './inbox.js';
import { openClaims } from './open-claims.js';
import * as readings from './readings.js';
import { keysFor, showDeclaration } from './show.js';
import type {
  Acting,
  Declarations,
  Enrolment,
  Evidence,
  Readings,
  Services,
  StatusInput,
  Wishes,
} from './types.js';
import { verifyRecord } from './verify.js';
import * as wishes from './wishes.js';
import type { DeclarationId } from '@onceledger/chaincode/domain';

/** Use cases bound to one gateway's context. */
export function newServices(context: Context, follower: Follower): Services {
  return {
    amendAgency: (agency, supervisor) => amendAgency(context, agency, supervisor),
    catalogue: {
      approve: (ref, acting) => approveEntry(context, ref, acting),
      file: (entry, acting) => fileEntry(context, entry, acting),
      retire: (ref, { reason }, acting) => retireEntry(context, ref, reason, acting),
    },
    declarations: declarations(context, follower),
    enrolment: enrolments(context),
    evidence: evidence(context, follower),
    importer: {
      run: async function* (input, acting) {
        await follower.catchUp();
        yield* importRows(context, input, acting);
      },
    },
    journal: async (declarant) => {
      await follower.settle();
      return context.readModel.journal(declarant);
    },
    readings: readingServices(context, follower),
    wishes: wishServices(context),
  };
}

function declarations(context: Context, follower: Follower): Declarations {
  const change =
    (kind: StatusAct) =>
    (id: DeclarationId, input: StatusInput, acting: Acting): ReturnType<Declarations['revoke']> =>
      changeStatus(context, kind, id, input, acting);
  return {
    amend: (id, claims, acting) => amend(context, id, claims, acting),
    attest: (input, acting) => attest(context, follower, input, acting),
    declare: (input, acting) => declare(context, input, acting),
    declareMany: async (inputs, acting) => {
      await follower.catchUp();
      return declareMany(context, inputs, acting);
    },
    list: async (declarant) => {
      await follower.catchUp();
      return context.readModel.declarations({ declarant });
    },
    reinstate: change('declaration.reinstate'),
    revoke: change('declaration.revoke'),
    show: (id, as) => showDeclaration(context, id, as),
    suspend: change('declaration.suspend'),
    withdraw: change('declaration.withdraw'),
  };
}

function enrolments(context: Context): Enrolment {
  return {
    prepareRecovery: (declarant) => enrolment.prepareRecovery(context, declarant),
    recover: (proof, acting) => enrolment.recover(context, proof, acting),
    requestEnterprise: (input) => enrolment.requestEnterprise(context, input),
    requestIndividual: (input) => enrolment.requestIndividual(context, input),
    rotateKey: (declarant) => enrolment.rotateKey(context, declarant),
    setStatus: (declarant, input, acting) => enrolment.setStatus(context, declarant, input, acting),
    stopRecovery: (declarant) => enrolment.stopRecovery(context, declarant),
    supportRecovery: (proof, acting) => enrolment.supportRecovery(context, proof, acting),
    vouch: (file, acting) => enrolment.vouch(context, file, acting),
  };
}

function readingServices(context: Context, follower: Follower): Readings {
  return {
    collect: async ({ basis, declarant, item, wait }, acting) => {
      const plan = await wishes.planItem(context, item, declarant);
      const input = { basis, declarant, item, plan, ...(wait === undefined ? {} : { wait }) };
      return readings.collect(context, follower, input, acting);
    },
    collected: (reading) => findInInbox(context, reading),
    explain: async (reading, lang) => {
      await follower.settle();
      return readings.explainReading(context, reading, lang);
    },
    read: (input, acting) => readings.read(context, follower, input, acting),
    request: (input, acting) => readings.request(context, input, acting),
    requestMany: (inputs, acting) => readings.requestMany(context, inputs, acting),
    settled: (reading, wait) => readings.settled(context, follower, reading, wait),
  };
}

function wishServices(context: Context): Wishes {
  return {
    apply: (item, declarant, acting) => wishes.apply(context, item, declarant, acting),
    closeApplication: (id, { reason }, acting) => wishes.endApplication(context, id, reason, acting),
    grantConsent: (input, acting) => wishes.grantConsent(context, input, acting),
    grantMandate: (input, acting) => wishes.grantMandate(context, input, acting),
    plan: (item, declarant) => wishes.planItem(context, item, declarant),
    revokeConsent: (id, { reason }, acting) => wishes.endConsent(context, id, reason, acting),
    revokeMandate: (id, { reason }, acting) => wishes.endMandate(context, id, reason, acting),
  };
}

function evidence(context: Context, follower: Follower): Evidence {
  return {
    disclosure: async (id, paths, as) => {
      await follower.catchUp();
      const { record } = await context.records.declaration(parseDeclarationId(id));
      const opened = await openClaims(context, record, await keysFor(context, record, as));
      return newDisclosure(context, record, paths, opened);
    },
    receipt: async (id) => {
      await follower.catchUp();
      return newReceipt(context, id);
    },
    verify: async (id) => {
      await follower.catchUp();
      return verifyRecord(context, id);
    },
  };
}
