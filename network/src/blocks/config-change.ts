import { fail } from '@onceledger/chaincode/domain';
import { common } from '@hyperledger/fabric-protos';

/**
 * The update that leads from one channel configuration to another: what it relies on (read set) and what it writes (write
 * set), each element with its version, so that updates of different elements do not collide and of the same one do.
 * Versions in `changed` do not matter. @throws INPUT_INVALID where nothing differs
 */
export function configUpdate(
  channel: string,
  current: common.ConfigGroup,
  changed: common.ConfigGroup,
): common.ConfigUpdate {
  const difference = compareGroups(current, changed);
  if (!difference.differs) throw fail('INPUT_INVALID', 'the configuration stays the same');
  const update = new common.ConfigUpdate();
  update.setChannelId(channel);
  update.setReadSet(difference.read);
  update.setWriteSet(difference.write);
  return update;
}

interface Difference {
  readonly read: common.ConfigGroup;
  readonly write: common.ConfigGroup;
  readonly differs: boolean;
}

function compareGroups(current: common.ConfigGroup, changed: common.ConfigGroup): Difference {
  const parts = [
    compareElements(VALUES, current, changed),
    compareElements(POLICIES, current, changed),
    compareGroupMaps(current, changed),
  ];
  // Who belongs to a group is the group's own matter: then it gets its next version, and names all that stays.
  const own =
    parts.some(({ membersDiffer }) => membersDiffer) || current.getModPolicy() !== changed.getModPolicy();
  const read = named(current.getVersion());
  const write = named(current.getVersion() + (own ? 1 : 0));
  if (own) write.setModPolicy(changed.getModPolicy());
  for (const part of parts) part.put(read, write, own);
  return { read, write, differs: own || parts.some(({ differs }) => differs) };
}

/** What one kind of a group's elements contributes. */
interface Compared {
  readonly membersDiffer: boolean;
  readonly differs: boolean;
  /** `all`: what stays the same is named, too. */
  put(read: common.ConfigGroup, write: common.ConfigGroup, all: boolean): void;
}

type Element = common.ConfigValue | common.ConfigPolicy;
interface Kind<T extends Element> {
  map(group: common.ConfigGroup): {
    get(name: string): T | undefined;
    set(name: string, element: T): unknown;
    keys(): IterableIterator<string>;
  };
  bare(version: number): T;
}

const VALUES: Kind<common.ConfigValue> = {
  map: (group) => group.getValuesMap(),
  bare: (version) => {
    const value = new common.ConfigValue();
    value.setVersion(version);
    return value;
  },
};
const POLICIES: Kind<common.ConfigPolicy> = {
  map: (group) => group.getPoliciesMap(),
  bare: (version) => {
    const policy = new common.ConfigPolicy();
    policy.setVersion(version);
    return policy;
  },
};

function compareElements<T extends Element>(
  kind: Kind<T>,
  current: common.ConfigGroup,
  changed: common.ConfigGroup,
): Compared {
  const [before, after] = [kind.map(current), kind.map(changed)];
  const same: [string, T][] = [];
  const written: [string, T][] = [];
  for (const name of after.keys()) {
    const [former, next] = [before.get(name), after.get(name)];
    if (next === undefined) continue;
    if (former !== undefined && isSame(former, next)) same.push([name, kind.bare(former.getVersion())]);
    else written.push([name, versioned(next, former === undefined ? 0 : former.getVersion() + 1)]);
  }
  return {
    membersDiffer: membersDiffer(before, after),
    differs: written.length > 0,
    put: (read, write, all) => {
      for (const [name, element] of all ? same : []) {
        kind.map(read).set(name, element);
        kind.map(write).set(name, element);
      }
      for (const [name, element] of written) kind.map(write).set(name, element);
    },
  };
}

function compareGroupMaps(current: common.ConfigGroup, changed: common.ConfigGroup): Compared {
  const [before, after] = [current.getGroupsMap(), changed.getGroupsMap()];
  const same: [string, common.ConfigGroup][] = [];
  const differing: [string, Difference][] = [];
  const added: [string, common.ConfigGroup][] = [];
  for (const name of after.keys()) {
    const [former, next] = [before.get(name), after.get(name)];
    if (next === undefined) continue;
    if (former === undefined) added.push([name, fresh(next)]);
    else {
      const difference = compareGroups(former, next);
      if (difference.differs) differing.push([name, difference]);
      else same.push([name, named(former.getVersion())]);
    }
  }
  return {
    membersDiffer: membersDiffer(before, after),
    differs: differing.length > 0,
    put: (read, write, all) => {
      for (const [name, group] of all ? same : []) {
        read.getGroupsMap().set(name, group);
        write.getGroupsMap().set(name, group);
      }
      for (const [name, { read: inRead, write: inWrite }] of differing) {
        read.getGroupsMap().set(name, inRead);
        write.getGroupsMap().set(name, inWrite);
      }
      for (const [name, group] of added) write.getGroupsMap().set(name, group);
    },
  };
}

function membersDiffer(
  before: { keys(): IterableIterator<string> },
  after: { keys(): IterableIterator<string> },
): boolean {
  const [one, other] = [new Set(before.keys()), new Set(after.keys())];
  return one.size !== other.size || [...one].some((name) => !other.has(name));
}

function isSame(one: Element, other: Element): boolean {
  return Buffer.from(versioned(one, 0).serializeBinary()).equals(versioned(other, 0).serializeBinary());
}

function versioned<T extends Element>(element: T, version: number): T {
  const copy = element.clone() as T;
  copy.setVersion(version);
  return copy;
}

/** Everything in a new group begins with version 0. */
function fresh(group: common.ConfigGroup): common.ConfigGroup {
  const copy = group.clone();
  copy.setVersion(0);
  copy.getValuesMap().forEach((value) => {
    value.setVersion(0);
  });
  copy.getPoliciesMap().forEach((policy) => {
    policy.setVersion(0);
  });
  copy.getGroupsMap().forEach((below, name) => copy.getGroupsMap().set(name, fresh(below)));
  return copy;
}

/** An element that is only named: its version says which one is meant. */
function named(version: number): common.ConfigGroup {
  const group = new common.ConfigGroup();
  group.setVersion(version);
  return group;
}
