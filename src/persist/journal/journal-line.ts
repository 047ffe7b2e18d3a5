/**
 * One journal line as bytes (`formats.md` 3): JSON, a tab, the checksum of the JSON, a line feed.
 *
 * 1. JSON has no raw tab or line feed, so both end what they should.
 * 2. Reading never repairs: a line is whole or it is damage, which names its place.
 */
import { TroupeError } from '../../errors.ts';
import { crc32c } from './crc32c.ts';

export interface JournalEntry {
  /** Sequence number, from 1, without gaps. */
  readonly n: number;
  /** Driven time in milliseconds. */
  readonly e: number;
  /** Kind. */
  readonly k: string;
  /** Path. */
  readonly p: string;
  readonly [field: string]: unknown;
}

export function encodeEntry(entry: JournalEntry): Buffer {
  const json = Buffer.from(JSON.stringify(entry), 'utf8');
  return Buffer.concat([json, Buffer.from(`\t${crc32c(json)}\n`, 'latin1')]);
}

/**
 * @param line without its line feed
 * @param place `journal.jsonl:LINE`, for the error
 * @throws TroupeError `damaged`
 */
export function decodeEntry(line: Buffer, place: string): JournalEntry {
  const tab = line.lastIndexOf(0x09);
  if (tab < 0 || line.length - tab !== 9) throw damage(place, 'it has no checksum');
  const json = line.subarray(0, tab);
  if (crc32c(json) !== line.toString('latin1', tab + 1)) throw damage(place, 'its checksum does not match');
  const entry = parse(json, place);
  if (typeof entry.n !== 'number' || typeof entry.e !== 'number' || typeof entry.k !== 'string' || typeof entry.p !== 'string')
    throw damage(place, 'it lacks "n", "e", "k" or "p"');
  return entry;
}

function parse(json: Buffer, place: string): JournalEntry {
  try {
    const entry: unknown = JSON.parse(json.toString('utf8'));
    // `decodeEntry` checks the members right after this.
    if (typeof entry === 'object' && entry !== null && !Array.isArray(entry)) return entry as JournalEntry;
  } catch {
    // Reported below: the checksum held, so this was written wrong, not cut.
  }
  throw damage(place, 'it is no JSON object');
}

export function damage(place: string, why: string): TroupeError {
  return new TroupeError('damaged', `the stored run is damaged at ${place}: ${why}`, {
    hint: 'nothing was changed; restore the file from a copy, or start a new run',
    details: { place },
  });
}
