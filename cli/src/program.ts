import { fail, KINDS } from '@onceledger/chaincode/domain';
import { Argument, Command, CommanderError, Help, Option } from 'commander';
import { Given, type ArgumentSpec, type CommandSpec, type OptionSpec } from './command.js';
import type { Context, Io } from './context.js';
import { displayWidth } from './output/width.js';
import { GLOBAL_OPTIONS } from './global-options.js';
import { translator, type Language, type MessageKey, type Translate } from './messages/index.js';

type Contextual = (options: Readonly<Record<string, unknown>>) => Context;

/** Finds the command, checks its arguments and runs it; resolves to the exit code. */
export async function dispatch(
  commands: readonly CommandSpec[],
  argv: readonly string[],
  language: Language,
  io: Io,
  contextual: Contextual,
): Promise<number> {
  let code = 0;
  const program = buildProgram(commands, language, io, async (spec, given, options) => {
    code = (await spec.run(contextual(options), given)) ?? 0;
  });
  if (argv.length === 0) {
    io.stdout.write(program.helpInformation());
    return 0;
  }
  try {
    await program.parseAsync([...argv], { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return 0;
    if (error.code === 'commander.help' && !argv.includes('--json')) return showGroup(program, argv, io);
    throw fail('USAGE', usageDetail(error, translator(language)));
  }
  return code;
}

/** A noun without its verb: its help, and the exit code of a usage error. */
function showGroup(program: Command, argv: readonly string[], io: Io): number {
  const group = program.commands.find((command) => argv.includes(command.name())) ?? program;
  io.stderr.write(group.helpInformation());
  return KINDS.usage.exit;
}

type Action = (spec: CommandSpec, given: Given, options: Readonly<Record<string, unknown>>) => Promise<void>;

/** The whole command tree in one language. */
export function buildProgram(
  commands: readonly CommandSpec[],
  language: Language,
  io: Io,
  action: Action,
): Command {
  const text = translator(language);
  const program = configured(new Command('once'), text, io)
    .description(text('program.summary'))
    .version(text('program.version'), '-V, --version', text('option.version'));
  for (const option of GLOBAL_OPTIONS) program.addOption(optionOf(option, text));
  for (const spec of commands) addCommand(program, spec, text, io, action);
  return program;
}

function addCommand(program: Command, spec: CommandSpec, text: Translate, io: Io, action: Action): void {
  const name = spec.path.at(-1) ?? '';
  const command = configured(new Command(name), text, io).description(text(spec.summary));
  for (const argument of spec.arguments ?? []) command.addArgument(argumentOf(argument, text));
  for (const option of spec.options ?? []) command.addOption(optionOf(option, text));
  command.action(async () => {
    const values = Object.fromEntries(
      (spec.arguments ?? []).map((argument, index) => [
        argument.name,
        command.processedArgs[index] as unknown,
      ]),
    );
    const options = command.optsWithGlobals();
    await action(spec, new Given({ ...options, ...values }), options);
  });
  groupOf(program, spec, text, io).addCommand(command);
}

function groupOf(program: Command, spec: CommandSpec, text: Translate, io: Io): Command {
  const [noun, verb] = spec.path;
  if (noun === undefined || verb === undefined) return program;
  const found = program.commands.find((command) => command.name() === noun);
  if (found !== undefined) return found;
  const key = `group.${noun}` as MessageKey;
  const group = configured(new Command(noun), text, io).description(text(key));
  program.addCommand(group);
  return group;
}

function argumentOf(spec: ArgumentSpec, text: Translate): Argument {
  const argument = new Argument(spec.many === true ? `<${spec.name}...>` : `<${spec.name}>`, text(spec.help));
  return spec.choices === undefined ? argument : argument.choices([...spec.choices]);
}

function optionOf(spec: OptionSpec, text: Translate): Option {
  const option = new Option(spec.flags, text(spec.help));
  if (spec.choices !== undefined) option.choices([...spec.choices]);
  return spec.required === true ? option.makeOptionMandatory() : option;
}

function configured(command: Command, text: Translate, io: Io): Command {
  const titles: Readonly<Record<string, string>> = {
    'Usage:': text('help.usage'),
    'Arguments:': text('help.arguments'),
    'Options:': text('help.options'),
    'Global Options:': text('help.global-options'),
    'Commands:': text('help.commands'),
  };
  return command
    .exitOverride()
    .helpOption('-h, --help', text('option.help'))
    .helpCommand(false)
    .configureOutput({ writeOut: (line) => io.stdout.write(line), writeErr: () => undefined })
    .configureHelp({
      showGlobalOptions: true,
      commandUsage: (shown) => worded(Help.prototype.commandUsage.call(new Help(), shown), text),
      subcommandTerm: (shown) => worded(Help.prototype.subcommandTerm.call(new Help(), shown), text),
      displayWidth,
      styleTitle: (title) => titles[title] ?? title,
      optionDescription: (option) =>
        described(
          option.mandatory ? `${option.description} ${text('help.required')}` : option.description,
          option.argChoices,
        ),
      argumentDescription: (argument) => described(argument.description, argument.argChoices),
    });
}

function worded(usage: string, text: Translate): string {
  return usage
    .replace('[options]', text('help.options-word'))
    .replace('[command]', text('help.command-word'));
}

function described(description: string, choices: readonly string[] | undefined): string {
  return choices === undefined ? description : `${description} (${choices.join(' | ')})`;
}

const USAGE_KEYS: Readonly<Record<string, MessageKey>> = {
  'commander.missingArgument': 'usage.missing-argument',
  'commander.missingMandatoryOptionValue': 'usage.missing-option',
  'commander.optionMissingArgument': 'usage.option-value',
  'commander.unknownOption': 'usage.unknown-option',
  'commander.unknownCommand': 'usage.unknown-command',
  'commander.excessArguments': 'usage.excess-arguments',
  'commander.invalidArgument': 'usage.invalid-value',
  'commander.help': 'usage.no-command',
};

/** The parser's complaint in the user's language; it quotes the name of the option or argument, and never a value. */
function usageDetail(error: CommanderError, text: Translate): string {
  const key = USAGE_KEYS[error.code] ?? 'usage.other';
  if (key === 'usage.invalid-value') return choiceDetail(error.message, text);
  const named = key === 'usage.excess-arguments' ? undefined : /'([^']*)'/.exec(error.message)?.[1];
  return text(key, { name: named ?? '' }).trim();
}

function choiceDetail(message: string, text: Translate): string {
  const name = /(?:option|for argument) '([^']*)'/.exec(message)?.[1] ?? '';
  const choices = /Allowed choices are (.*)\.$/.exec(message)?.[1] ?? '';
  return text('usage.invalid-value', { name, choices });
}
