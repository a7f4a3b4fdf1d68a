import { parseEntryId, REFUSALS, type Plan, type PlanStep } from '@onceledger/chaincode/domain';
import type { CommandSpec } from '../command.js';
import type { Context } from '../context.js';
import { plain } from '../output/plain.js';
import { declarantOf, withRuntime } from '../session.js';
import { OPTIONS } from './shared.js';

export const planItem: CommandSpec = {
  path: ['plan'],
  summary: 'command.plan',
  arguments: [{ name: 'item', help: 'argument.item' }],
  options: [OPTIONS.declarant],
  run: (context, given) =>
    withRuntime(context, async (runtime) => {
      const plan = await runtime.platform.services.wishes.plan(
        parseEntryId(given.text('item')),
        declarantOf(given.text('declarant')),
      );
      context.output.result(plain(plan), () => describe(context, plan));
      return undefined;
    }),
};

function describe(context: Context, plan: Plan): string {
  const { text } = context;
  const head = ['type', 'how', 'claims', 'provider', 'basis', 'obstacle', 'remedy'] as const;
  const lines = [
    context.output.table(
      head.map((name) => text(`plan.${name}`)),
      plan.steps.map((step) => rowOf(context, step)),
    ),
    plan.asks.length === 0
      ? text('plan.asks-nothing')
      : text('plan.asks', { elements: plan.asks.join(', ') }),
    text(plan.complete ? 'plan.complete' : 'plan.incomplete'),
  ];
  return lines.join('\n');
}

function rowOf(context: Context, step: PlanStep): string[] {
  const { text, language } = context;
  return [
    step.declaration ?? step.type,
    text(`plan.how-${step.how}`),
    step.claims.join('\n'),
    step.provider,
    step.basis.map((basis) => text(`basis.${basis}`)).join(', '),
    step.obstacle === undefined ? '' : `${step.obstacle}\n${REFUSALS[step.obstacle][language]}`,
    step.remedy === undefined ? '' : text(`remedy.${step.remedy}`),
  ];
}
