import type { common } from '@hyperledger/fabric-protos';
import { WireError } from './wire.js';

/** A group, value or policy of a configuration, with what decides whether it may be changed. */
export interface ConfigElement {
  readonly kind: 'group' | 'value' | 'policy';
  /** From the root, `Channel` first. */
  readonly path: readonly string[];
  readonly version: number;
  readonly modPolicy: string;
  /** What it says, but for the elements below it: equal content, equal text. */
  readonly content: string;
  /** Of a group: names of what stands in it, by kind. */
  readonly children: readonly { readonly kind: ConfigElement['kind']; readonly name: string }[];
}
export type ConfigElements = ReadonlyMap<string, ConfigElement>;

/** Every element of a configuration by kind and path. @throws WireError where a name is not admitted */
export function configElements(root: common.ConfigGroup | undefined): ConfigElements {
  const found = new Map<string, ConfigElement>();
  if (root !== undefined) collect(root, ['Channel'], found);
  return found;
}

export function elementKey(kind: ConfigElement['kind'], path: readonly string[]): string {
  return `${kind} /${path.join('/')}`;
}

/** Fabric's validateConfigID. */
const NAME = /^(?!\.{1,2}$)[a-zA-Z0-9.-]{1,249}$/;

function collect(
  group: common.ConfigGroup,
  path: readonly string[],
  found: Map<string, ConfigElement>,
): void {
  const children: { kind: ConfigElement['kind']; name: string }[] = [];
  const child = (kind: ConfigElement['kind'], name: string): readonly string[] => {
    if (!NAME.test(name)) throw new WireError('a name in the configuration is not admitted');
    children.push({ kind, name });
    return [...path, name];
  };
  group.getGroupsMap().forEach((below, name) => {
    collect(below, child('group', name), found);
  });
  group.getValuesMap().forEach((value, name) => {
    add(found, 'value', child('value', name), value, value.getValue_asB64());
  });
  group.getPoliciesMap().forEach((entry, name) => {
    const policy = entry.getPolicy();
    const content = policy === undefined ? '' : `${policy.getType()} ${policy.getValue_asB64()}`;
    add(found, 'policy', child('policy', name), entry, content);
  });
  add(found, 'group', path, group, '', children);
}

function add(
  found: Map<string, ConfigElement>,
  kind: ConfigElement['kind'],
  path: readonly string[],
  message: { getVersion(): number; getModPolicy(): string },
  content: string,
  children: ConfigElement['children'] = [],
): void {
  const element = {
    kind,
    path,
    version: message.getVersion(),
    modPolicy: message.getModPolicy(),
    content,
    children,
  };
  found.set(elementKey(kind, path), element);
}
