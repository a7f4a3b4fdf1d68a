import { common } from '@hyperledger/fabric-protos';
import type { Member } from './msp.js';
import { parsePrincipal, satisfies, type Principal } from './principal.js';
import { WireError } from './wire.js';

/** common.SignaturePolicy: somebody for a principal, or n of several rules. */
export type Rule = { readonly signedBy: Principal } | { readonly n: number; readonly rules: readonly Rule[] };
export type Policy =
  | { readonly kind: 'signature'; readonly rule: Rule }
  | { readonly kind: 'implicit-meta'; readonly rule: 'ANY' | 'ALL' | 'MAJORITY'; readonly subPolicy: string };

/** A common.Policy of the channel configuration. Throws WireError for a kind that Fabric does not define or malformed bytes. */
export function parsePolicy(policy: common.Policy): Policy {
  const { PolicyType } = common.Policy;
  const value = policy.getValue_asU8();
  if (policy.getType() === PolicyType.SIGNATURE) return parseSignaturePolicy(value);
  if (policy.getType() !== PolicyType.IMPLICIT_META) throw new WireError('a policy is of an unknown kind');
  const meta = common.ImplicitMetaPolicy.deserializeBinary(value);
  const rule = IMPLICIT_RULES[meta.getRule()];
  if (rule === undefined) throw new WireError('an implicit policy has an unknown rule');
  return { kind: 'implicit-meta', rule, subPolicy: meta.getSubPolicy() };
}

const IMPLICIT_RULES: Readonly<Record<number, 'ANY' | 'ALL' | 'MAJORITY'>> = {
  [common.ImplicitMetaPolicy.Rule.ANY]: 'ANY',
  [common.ImplicitMetaPolicy.Rule.ALL]: 'ALL',
  [common.ImplicitMetaPolicy.Rule.MAJORITY]: 'MAJORITY',
};

/** A serialized common.SignaturePolicyEnvelope. */
export function parseSignaturePolicy(bytes: Uint8Array): Extract<Policy, { kind: 'signature' }> {
  const envelope = common.SignaturePolicyEnvelope.deserializeBinary(bytes);
  if (envelope.getVersion() !== 0) throw new WireError('a signature policy has an unknown version');
  const principals = envelope.getIdentitiesList().map(parsePrincipal);
  return { kind: 'signature', rule: parseRule(envelope.getRule(), principals, 0) };
}

const MAX_DEPTH = 64;

function parseRule(
  rule: common.SignaturePolicy | undefined,
  principals: readonly Principal[],
  depth: number,
): Rule {
  if (depth > MAX_DEPTH) throw new WireError('a signature policy is nested too deeply');
  const gate = rule?.getNOutOf();
  if (gate !== undefined) {
    const rules = gate.getRulesList().map((one) => parseRule(one, principals, depth + 1));
    return { n: gate.getN(), rules };
  }
  const signedBy = rule?.hasSignedBy() === true ? principals[rule.getSignedBy()] : undefined;
  if (signedBy === undefined) throw new WireError('a signature policy names nobody');
  return { signedBy };
}

/** Policies of that name in the groups below, one a group; undefined where a group has none. */
export type SubPolicies = (name: string) => readonly ((members: readonly Member[]) => boolean)[];

/**
 * Whether those who signed satisfy a policy. `members` must be different people whose signatures were verified; each is
 * counted for one principal only, and as Fabric does it: in order, without trying another assignment.
 */
export function evaluatePolicy(policy: Policy, members: readonly Member[], below: SubPolicies): boolean {
  if (policy.kind === 'signature') {
    const used = members.map(() => false);
    return evaluateRule(policy.rule, members, used);
  }
  const parts = below(policy.subPolicy);
  const threshold = { ANY: 1, ALL: parts.length, MAJORITY: Math.floor(parts.length / 2) + 1 }[policy.rule];
  // Without any group below, nothing is asked for.
  return parts.length === 0 || parts.filter((part) => part(members)).length >= threshold;
}

function evaluateRule(rule: Rule, members: readonly Member[], used: boolean[]): boolean {
  if ('signedBy' in rule) {
    const found = members.findIndex(
      (member, index) => used[index] === false && satisfies(member, rule.signedBy),
    );
    if (found >= 0) used[found] = true;
    return found >= 0;
  }
  let satisfied = 0;
  for (const one of rule.rules) {
    const attempt = [...used];
    if (!evaluateRule(one, members, attempt)) continue;
    satisfied += 1;
    attempt.forEach((value, index) => (used[index] = value));
  }
  return satisfied >= rule.n;
}
