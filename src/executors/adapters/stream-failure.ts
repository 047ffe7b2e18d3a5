/** What a stream of events reports as gone wrong, classified. */
import type { AgentFailure } from '../../ports.ts';
import { refusalFailure } from '../provider-failure.ts';
import { parseEvent } from './json-lines.ts';
import { numberAt, textAt } from './json-value.ts';

/** What is known of a failure besides its words. */
export interface Known {
  readonly status?: number | null;
  readonly type?: string | null;
  readonly retryAfter?: number | null;
  readonly resetsAt?: string | null;
}

/** A failure that a provider caused, or may have caused. */
export function providerFailure(message: string, known: Known = {}): AgentFailure {
  const body = bodyIn(message);
  const status = known.status ?? body.status;
  return refusalFailure({ ...known, status, type: known.type ?? body.type, message: shortened(body.message ?? message) }, Date.now());
}

interface Body {
  readonly status: number | null;
  readonly type: string | null;
  readonly message: string | null;
}

/** Several commands pass the provider's JSON on as their message, bare or inside brackets. */
function bodyIn(text: string): Body {
  const json = parseEvent(text.slice(Math.max(text.indexOf('{'), 0), text.lastIndexOf('}') + 1));
  if (json === null) return { status: null, type: null, message: null };
  const status = numberAt(json, 'error', 'code') ?? numberAt(json, 'status') ?? numberAt(json, 'code');
  const message = textAt(json, 'error', 'message') ?? textAt(json, 'message');
  return {
    status,
    type: textAt(json, 'error', 'type') ?? textAt(json, 'error', 'status') ?? textAt(json, 'type'),
    message: message === null ? null : status === null ? message : `${status} ${message}`,
  };
}

const LONGEST = 2000;

function shortened(message: string): string {
  return message.length <= LONGEST ? message : `${message.slice(0, LONGEST)}…`;
}
