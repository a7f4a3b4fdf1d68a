import { expect } from 'chai';
import ts from 'typescript';
import { productSources, read } from './sources.js';

interface Term {
  readonly term: string;
  readonly zh: string;
  readonly instead: readonly string[];
}

/** Rows of the glossary's table. */
function glossary(): Term[] {
  return read('docs/glossary.md')
    .split('\n')
    .filter((line) => line.startsWith('| ') && !/^\| (term|-+) /.test(line))
    .map((line) => line.split('|').map((cell) => cell.trim()))
    .map(([, term, zh, , instead]) => ({
      term: term!,
      zh: zh!,
      instead: (instead ?? '')
        .replace(/\(.*?\)/g, '')
        .split(',')
        .map((word) => word.trim())
        .filter(Boolean),
    }));
}

/** Words with a second, legitimate technical meaning, which a name may carry. */
const ALSO_TECHNICAL = new Set([
  'hash',
  'form',
  'schema',
  'message',
  'document',
  'attribute',
  'certificate',
  'proof',
  'endorsement',
  'access',
  'checkpoint',
  'task',
]);

/** Names that the product exports, split into their words. */
function exportedNames(file: string): string[] {
  const source = ts.createSourceFile(file, read(file), ts.ScriptTarget.ES2023, true);
  return source.statements
    .filter(
      (statement) =>
        ts.canHaveModifiers(statement) &&
        ts.getModifiers(statement)?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword),
    )
    .flatMap((statement) =>
      ts.isVariableStatement(statement)
        ? statement.declarationList.declarations.map(({ name }) => name.getText())
        : [(statement as ts.DeclarationStatement).name?.getText() ?? ''],
    );
}

const words = (name: string): string[] =>
  name
    .split(/(?=[A-Z])|_|-/)
    .map((word) => word.toLowerCase())
    .filter(Boolean);

describe('words', () => {
  it('gives every term a Chinese word', () => {
    expect(glossary().length).to.be.greaterThan(30);
    for (const { term, zh } of glossary()) expect(zh, term).to.match(/\p{Script=Han}/u);
  });

  it('uses in exported names none that the glossary replaces', () => {
    const banned = new Map(
      glossary().flatMap(({ term, instead }) => instead.map((word) => [word, term] as const)),
    );
    for (const word of ALSO_TECHNICAL) banned.delete(word);
    expect(banned.has('department')).to.equal(true);
    const wrong = productSources().flatMap((file) =>
      exportedNames(file).flatMap((name) =>
        words(name)
          .filter((word) => banned.has(word))
          .map((word) => `${file}: ${name} says ${word}, the glossary says ${banned.get(word)!}`),
      ),
    );
    expect(wrong).to.deep.equal([]);
  });
});
