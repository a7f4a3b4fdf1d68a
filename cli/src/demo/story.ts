import {
  fail,
  parseDeclarantId,
  type AgencyCode,
  type ApplicationId,
  type DeclarantId,
  type DeclarationId,
  type EntryId,
} from '@onceledger/chaincode/domain';
import type { Context } from '../context.js';
import type { Runtime } from '../runtime/runtime.js';
import type { FictionalEnterprise } from './fiction.js';
import type { Break } from './steps.js';

export const LEDGER_KINDS = ['embedded', 'fabric'] as const;
export type LedgerKind = (typeof LEDGER_KINDS)[number];

export interface Setting {
  readonly home: string;
  readonly enterprise: FictionalEnterprise;
  readonly sabotage: Break | undefined;
  readonly ledger: LedgerKind;
}

/** What the steps hand on to each other. */
export class Story {
  readonly context: Context;
  readonly home: string;
  readonly enterprise: FictionalEnterprise;
  readonly sabotage: Break | undefined;
  readonly ledger: LedgerKind;
  readonly applications: {
    readonly item: EntryId;
    readonly agency: AgencyCode;
    readonly id: ApplicationId;
  }[] = [];
  askedAgain: { readonly again: number; readonly applications: number } | undefined;
  #runtime: Runtime | undefined;
  #declaration: DeclarationId | undefined;

  constructor(context: Context, { home, enterprise, sabotage, ledger }: Setting) {
    this.context = context;
    this.home = home;
    this.enterprise = enterprise;
    this.sabotage = sabotage;
    this.ledger = ledger;
  }

  get runtime(): Runtime {
    if (this.#runtime === undefined) throw fail('INTERNAL', 'the story has no ledger yet');
    return this.#runtime;
  }
  set runtime(opened: Runtime) {
    this.#runtime = opened;
  }

  get declarant(): DeclarantId {
    return parseDeclarantId(this.enterprise.uscc);
  }

  get declaration(): DeclarationId {
    if (this.#declaration === undefined) throw fail('INTERNAL', 'the story has no declaration yet');
    return this.#declaration;
  }
  set declaration(id: DeclarationId) {
    this.#declaration = id;
  }

  async close(): Promise<void> {
    await this.#runtime?.close();
  }
}
