/**
 * A stream of events, one JSON object a line, as the agent commands write them.
 *
 * Lines that are no JSON object are talk (banners, warnings) and are passed over: what counts as proof of
 * success is an event, never the absence of noise.
 */
import { isObject, type JsonObject } from './json-value.ts';

/** The event that a line holds; null for any other line. */
export function parseEvent(line: string): JsonObject | null {
  if (!line.trimStart().startsWith('{')) return null;
  try {
    const value: unknown = JSON.parse(line);
    return isObject(value) ? value : null;
  } catch {
    return null;
  }
}

/** All events of a whole output. */
export function parseEvents(output: string): readonly JsonObject[] {
  return output.split('\n').flatMap((line) => {
    const event = parseEvent(line);
    return event === null ? [] : [event];
  });
}
