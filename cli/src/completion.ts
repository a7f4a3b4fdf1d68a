import { fail } from '@onceledger/chaincode/domain';
import type { CommandSpec, OptionSpec } from './command.js';
import { GLOBAL_OPTIONS } from './global-options.js';
import type { Translate } from './messages/index.js';

export const SHELLS = ['bash', 'zsh', 'fish'] as const;

const BASH = `_once() {
  local IFS=$'\\n'
  COMPREPLY=($(once complete -- "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null | cut -f1))
}
complete -o default -F _once once`;

const ZSH = `#compdef once
_once() {
  local -a found
  found=("\${(@f)$(once complete -- "\${(@)words[2,CURRENT]}" 2>/dev/null | sed 's/:/\\\\:/g; s/\\t/:/')}")
  if [[ -n "\${found[1]}" ]]; then _describe once found; else _files; fi
}
compdef _once once`;

const FISH = `complete -c once -a '(once complete -- (commandline -opc)[2..-1] (commandline -ct) 2>/dev/null)'`;

/** A script for the shell's start-up file; it asks `once complete`, so it never falls behind the commands. */
export function completionScript(shell: string): string {
  switch (shell) {
    case 'bash':
      return BASH;
    case 'zsh':
      return ZSH;
    case 'fish':
      return FISH;
    default:
      throw fail('USAGE', `a shell is one of ${SHELLS.join(', ')}`);
  }
}

/** What may stand in the place of the last word: a value and, after a tab, its description. None: a file, says the shell. */
export function candidates(
  commands: readonly CommandSpec[],
  words: readonly string[],
  text: Translate,
): readonly string[] {
  const current = words.at(-1) ?? '';
  const before = words.slice(0, -1);
  const path = positional(before, allOptions(commands));
  const spec = commands.find((command) => command.path.every((word, index) => path[index] === word));
  const options = [...(spec?.options ?? []), ...GLOBAL_OPTIONS];
  const open = openOption(before.at(-1), options);
  return found(commands, spec, path, { current, options, open }, text).filter((line) =>
    line.startsWith(current),
  );
}

interface Place {
  readonly current: string;
  readonly options: readonly OptionSpec[];
  /** The option whose value the last word is. */
  readonly open: OptionSpec | undefined;
}

function found(
  commands: readonly CommandSpec[],
  spec: CommandSpec | undefined,
  path: readonly string[],
  { current, options, open }: Place,
  text: Translate,
): readonly string[] {
  if (open !== undefined) return open.choices ?? [];
  if (current.startsWith('-')) return options.map((option) => `${longName(option)}\t${text(option.help)}`);
  if (spec !== undefined) return spec.arguments?.[path.length - spec.path.length]?.choices ?? [];
  return nextWords(commands, path, text);
}

function nextWords(
  commands: readonly CommandSpec[],
  path: readonly string[],
  text: Translate,
): readonly string[] {
  const lines = new Map<string, string>();
  for (const command of commands) {
    const word = command.path[path.length];
    if (word === undefined || !path.every((part, index) => command.path[index] === part)) continue;
    if (command.path.length === path.length + 1) lines.set(word, `${word}\t${text(command.summary)}`);
    else if (!lines.has(word)) lines.set(word, word);
  }
  return [...lines.values()];
}

function allOptions(commands: readonly CommandSpec[]): readonly OptionSpec[] {
  return [...GLOBAL_OPTIONS, ...commands.flatMap(({ options }) => options ?? [])];
}

function positional(words: readonly string[], options: readonly OptionSpec[]): readonly string[] {
  return words.filter(
    (word, index) => !word.startsWith('-') && openOption(words[index - 1], options) === undefined,
  );
}

function openOption(word: string | undefined, options: readonly OptionSpec[]): OptionSpec | undefined {
  return options.find((option) => longName(option) === word && option.flags.includes('<'));
}

function longName({ flags }: OptionSpec): string {
  return /--[a-z-]+/.exec(flags)?.[0] ?? flags;
}
