import { Metadata, status, type ServiceError } from '@grpc/grpc-js';
import { gateway, google } from '@hyperledger/fabric-protos';
import any from 'google-protobuf/google/protobuf/any_pb.js';

/** Which peer said what: gateway.ErrorDetail. */
export interface ErrorDetail {
  readonly address: string;
  readonly mspId: string;
  readonly message: string;
}

/** An error as a gateway peer answers it: a gRPC status, and in its trailer one detail for each peer that failed. */
export class RpcError extends Error {
  readonly code: status;
  readonly text: string;
  readonly details: readonly ErrorDetail[];

  constructor(code: status, text: string, details: readonly ErrorDetail[] = []) {
    super(`${code.toString()} ${status[code]}: ${text}`);
    this.code = code;
    this.text = text;
    this.details = details;
  }
}

const TRAILER = 'grpc-status-details-bin';
const TYPE = 'type.googleapis.com/gateway.ErrorDetail';

/** As grpc-js hands it to a client; anything unforeseen becomes UNKNOWN. */
export function toServiceError(error: unknown): ServiceError {
  const known =
    error instanceof RpcError
      ? error
      : new RpcError(status.UNKNOWN, error instanceof Error ? error.message : String(error));
  const metadata = new Metadata();
  if (known.details.length > 0) metadata.set(TRAILER, statusWithDetails(known));
  return Object.assign(new Error(known.message, { cause: error }), {
    code: known.code,
    details: known.text,
    metadata,
  });
}

function statusWithDetails(error: RpcError): Buffer {
  const message = new google.rpc.Status();
  message.setCode(error.code);
  message.setMessage(error.text);
  message.setDetailsList(error.details.map(toAny));
  return Buffer.from(message.serializeBinary());
}

function toAny(detail: ErrorDetail): any.Any {
  const message = new gateway.ErrorDetail();
  message.setAddress(detail.address);
  message.setMspId(detail.mspId);
  message.setMessage(detail.message);
  const packed = new any.Any();
  packed.setTypeUrl(TYPE);
  packed.setValue(message.serializeBinary());
  return packed;
}
