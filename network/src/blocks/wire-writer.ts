import { varint } from './wire.js';

/**
 * Writes protobuf fields where generated messages would be most of what an endorsement costs beside its cryptography. As
 * proto3 has it, a field with its default value is left out; a message that is there is written, empty or not.
 */
export function bytesField(id: number, value: Uint8Array): Buffer {
  return value.length === 0 ? NOTHING : messageField(id, value);
}

export function textField(id: number, value: string): Buffer {
  if (value === '') return NOTHING;
  const { field, offset } = room(id, Buffer.byteLength(value));
  field.write(value, offset);
  return field;
}

export function numberField(id: number, value: number): Buffer {
  return value === 0 ? NOTHING : Buffer.concat([varint(id * 8), varint(value)]);
}

export function flagField(id: number, value: boolean): Buffer {
  return numberField(id, value ? 1 : 0);
}

export function messageField(id: number, message: Uint8Array): Buffer {
  const { field, offset } = room(id, message.length);
  field.set(message, offset);
  return field;
}

/** A field of wire type 2 with tag and length in place; its value goes to `offset`. */
function room(id: number, length: number): { readonly field: Buffer; readonly offset: number } {
  const tag = varint(id * 8 + 2);
  const prefix = varint(length);
  const offset = tag.length + prefix.length;
  const field = Buffer.allocUnsafe(offset + length);
  field.set(tag);
  field.set(prefix, tag.length);
  return { field, offset };
}

const NOTHING = Buffer.alloc(0);
