import type { CommandSpec } from '../command.js';
import { BREAKS } from '../demo/steps.js';

export const demo: CommandSpec = {
  path: ['demo'],
  summary: 'command.demo',
  options: [
    { flags: '--break <step>', help: 'option.break', choices: BREAKS },
    { flags: '--keep <folder>', help: 'option.keep' },
  ],
  run: async (context, given) => {
    const { runDemo } = await import('../demo/run.js');
    return runDemo(context, { sabotage: given.find('break'), keep: given.find('keep') });
  },
};
