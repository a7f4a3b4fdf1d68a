import type { CommandSpec } from '../command.js';
import { BREAKS } from '../demo/steps.js';
import { LEDGER_KINDS } from '../demo/story.js';

export const demo: CommandSpec = {
  path: ['demo'],
  summary: 'command.demo',
  options: [
    { flags: '--break <step>', help: 'option.break', choices: BREAKS },
    { flags: '--keep <folder>', help: 'option.keep' },
    { flags: '--ledger <kind>', help: 'option.ledger', choices: LEDGER_KINDS },
  ],
  run: async (context, given) => {
    const { runDemo } = await import('../demo/run.js');
    const ledger = given.find('ledger') === 'fabric' ? 'fabric' : 'embedded';
    return runDemo(context, { sabotage: given.find('break'), keep: given.find('keep'), ledger });
  },
};
