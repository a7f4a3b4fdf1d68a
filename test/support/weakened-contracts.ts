import type { ContractClass } from '@onceledger/chaincode';
import { parseAct, type LedgerId } from '@onceledger/chaincode/domain';

/** Name in the transient map by which a client asks for the weakened copy. */
export const ANY_LEDGER = 'any-ledger';

/** The contract that compares no ledger where a client asks for that: an act of any counts as one of its own, on any channel. */
export function weakened(Genuine: ContractClass): ContractClass {
  const Weakened = class extends Genuine {
    override aroundTransaction(
      ...[context, name, parameters]: Parameters<InstanceType<ContractClass>['aroundTransaction']>
    ) {
      if (context.stub.getTransient().has(ANY_LEDGER)) {
        const begin = context.begin.bind(context);
        context.begin = (configuration) => {
          const [, act = ''] = context.stub.getArgs();
          begin({ ...configuration, ledger: ledgerOf(act) ?? configuration.ledger });
          context.transaction.assertChannel = () => undefined;
        };
      }
      return super.aroundTransaction(context, name, parameters);
    }
  };
  // fabric-contract-api finds what @Info says of a class by the class's name.
  Object.defineProperty(Weakened, 'name', { value: Genuine.name });
  return Weakened;
}

/** The bootstrap has a body and no act. */
function ledgerOf(act: string): LedgerId | undefined {
  return act.startsWith('{') ? undefined : parseAct(act).payload.ledger;
}
