import type { OptionSpec } from './command.js';

/** Options that every command takes, before or after its name. */
export const GLOBAL_OPTIONS: readonly OptionSpec[] = [
  { flags: '--home <folder>', help: 'option.home' },
  { flags: '--json', help: 'option.json' },
  { flags: '-q, --quiet', help: 'option.quiet' },
  { flags: '--lang <language>', help: 'option.lang', choices: ['en', 'zh'] },
  { flags: '--passphrase-file <file>', help: 'option.passphrase-file' },
];
