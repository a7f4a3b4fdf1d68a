import type { JsonValue } from '@onceledger/chaincode/domain';

export interface Mutation {
  /** JSON Pointer of what was changed. */
  readonly path: string;
  readonly value: JsonValue;
}

/**
 * Every way to change one thing of a document: each character of each string in turn (`step` apart), each number by one,
 * each element or member left out.
 */
export function* mutations(value: JsonValue, step = 1): Generator<Mutation> {
  yield* mutate(value, '', (changed) => changed, step);
}

type Rebuild = (changed: JsonValue) => JsonValue;

function* mutate(value: JsonValue, path: string, rebuild: Rebuild, step: number): Generator<Mutation> {
  if (typeof value === 'string')
    for (let index = 0; index < value.length; index += step) {
      const other = value[index] === 'A' ? 'B' : 'A';
      yield { path, value: rebuild(value.slice(0, index) + other + value.slice(index + 1)) };
    }
  else if (typeof value === 'number') yield { path, value: rebuild(value + 1) };
  else if (typeof value === 'boolean') yield { path, value: rebuild(!value) };
  else if (Array.isArray(value)) yield* mutateArray(value as readonly JsonValue[], path, rebuild, step);
  else if (value !== null)
    yield* mutateObject(value as Readonly<Record<string, JsonValue>>, path, rebuild, step);
}

function* mutateArray(
  value: readonly JsonValue[],
  path: string,
  rebuild: Rebuild,
  step: number,
): Generator<Mutation> {
  for (const [index, element] of value.entries()) {
    const at = `${path}/${index}`;
    yield { path: `${at} left out`, value: rebuild(value.filter((_, other) => other !== index)) };
    yield* mutate(element, at, (changed) => rebuild(value.with(index, changed)), step);
  }
}

function* mutateObject(
  value: Readonly<Record<string, JsonValue>>,
  path: string,
  rebuild: Rebuild,
  step: number,
): Generator<Mutation> {
  for (const [name, member] of Object.entries(value)) {
    const at = `${path}/${name}`;
    const { [name]: left, ...others } = value;
    yield { path: `${at} left out`, value: rebuild(others) };
    if (left !== undefined)
      yield* mutate(member, at, (changed) => rebuild({ ...value, [name]: changed }), step);
  }
}
