import { en } from './en.js';
import { zh } from './zh.js';

export type Language = 'en' | 'zh';
export type MessageKey = keyof typeof en;
export type Values = Readonly<Record<string, string | number>>;
export type Translate = (key: MessageKey, values?: Values) => string;

export const MESSAGES: Readonly<Record<Language, Readonly<Record<MessageKey, string>>>> = { en, zh };

/** Fills `{name}` in the message from `values`. */
export function translator(language: Language): Translate {
  return (key, values = {}) =>
    MESSAGES[language][key].replace(/\{([a-zA-Z]+)\}/g, (whole, name: string) =>
      String(values[name] ?? whole),
    );
}

/** `--lang` where given, otherwise the locale as POSIX orders its variables; English where it says neither. */
export function languageOf(
  argv: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): Language | undefined {
  const given = givenLanguage(argv);
  if (given !== undefined) return given === 'zh' || given === 'en' ? given : undefined;
  const locale = [env['ONCE_LANG'], env['LC_ALL'], env['LC_MESSAGES'], env['LANG']].find(Boolean) ?? '';
  return locale.toLowerCase().startsWith('zh') ? 'zh' : 'en';
}

function givenLanguage(argv: readonly string[]): string | undefined {
  const at = argv.findLastIndex((token) => token === '--lang' || token.startsWith('--lang='));
  if (at < 0) return undefined;
  const token = argv[at] ?? '';
  return token === '--lang' ? (argv[at + 1] ?? '') : token.slice('--lang='.length);
}
