import { canonicalize } from '@onceledger/chaincode/domain';
import path from 'node:path';
import { COMMANDS } from './commands/index.js';
import type { Context, Io } from './context.js';
import { refusePersonalData } from './input/personal-data.js';
import { languageOf, translator, type Language } from './messages/index.js';
import { errorJson, errorText, toOnceError } from './output/errors.js';
import { Output } from './output/output.js';
import { dispatch } from './program.js';

export { COMMANDS } from './commands/index.js';
export type { Io } from './context.js';
export { MESSAGES } from './messages/index.js';

const processIo = (): Io => ({
  stdin: process.stdin,
  stdout: process.stdout,
  stderr: process.stderr,
  env: process.env,
  cwd: process.cwd(),
});

/**
 * Runs `once` with the words after its name and resolves to the exit code (design §4). Never rejects and never ends the
 * process: everything thrown is printed as code, what, where and what to do.
 */
export async function run(argv: readonly string[], io: Io = processIo()): Promise<number> {
  const language = languageOf(argv, io.env);
  const json = argv.includes('--json');
  try {
    if (argv[0] === 'complete') return await complete(argv.slice(2), language ?? 'en', io);
    refusePersonalData(argv);
    return await dispatch(COMMANDS, argv, language ?? 'en', io, (options) =>
      contextOf(io, language ?? 'en', options),
    );
  } catch (error) {
    return report(error, io, language ?? 'en', json);
  }
}

/** Asked by the shell at every press of the tab key; `once completion` prints the script that does. */
async function complete(words: readonly string[], language: Language, io: Io): Promise<number> {
  const { candidates } = await import('./completion.js');
  for (const line of candidates(COMMANDS, words, translator(language))) io.stdout.write(`${line}\n`);
  return 0;
}

function contextOf(io: Io, language: Language, options: Readonly<Record<string, unknown>>): Context {
  const text = translator(language);
  const home = given(options['home'], io.env['ONCE_HOME']) ?? '.once';
  const passphraseFile = given(options['passphraseFile'], io.env['ONCE_PASSPHRASE_FILE']);
  return {
    io,
    language,
    text,
    output: new Output(io, { json: options['json'] === true, quiet: options['quiet'] === true }, text),
    home: path.resolve(io.cwd, home),
    ...(passphraseFile === undefined ? {} : { passphraseFile: path.resolve(io.cwd, passphraseFile) }),
  };
}

/** The option, otherwise the variable; an empty variable is as good as none. */
function given(option: unknown, variable: string | undefined): string | undefined {
  if (typeof option === 'string') return option;
  return variable === '' ? undefined : variable;
}

function report(thrown: unknown, io: Io, language: Language, json: boolean): number {
  const error = toOnceError(thrown);
  const text = json
    ? canonicalize(errorJson(error, language))
    : errorText(error, language, translator(language));
  io.stderr.write(`${text}\n`);
  if (error.code === 'INTERNAL' && io.env['ONCE_DEBUG'] !== undefined && thrown instanceof Error)
    io.stderr.write(`${thrown.stack ?? ''}\n`);
  return error.exitCode;
}
