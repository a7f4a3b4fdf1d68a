/** Read model, custodian, collector and log of one organization, driven by blocks. */
export interface Workers {
  /** Begins to follow the ledger. */
  start(): void;
  /** Resolves when every block up to the ledger's present height took effect and no task is due. */
  settle(): Promise<void>;
  /** Tasks that failed and wait for a retry, with the last error's code. */
  stuck(): Promise<readonly { readonly task: string; readonly code: string; readonly attempts: number }[]>;
  close(): Promise<void>;
}
