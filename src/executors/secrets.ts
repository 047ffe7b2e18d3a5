/**
 * Masking of secrets in what is recorded as an error or shown (agents.md 3.7).
 *
 * A secret is the value of a variable named like KEY, TOKEN, SECRET or PASSWORD, and any text that has
 * the shape of a well-known key. The raw transcripts are not masked: their mode is 0600.
 */
const secretName = /KEY|TOKEN|SECRET|PASSWORD|PASSWD|CREDENTIAL/i;
/** Names that speak of a key without holding one: `SSH_KEY_FILE`, `MAX_TOKENS`. */
const harmlessName = /(?:_FILE|_PATH|_DIR)$|TOKENS/i;
/** Shorter values (`1`, `true`, `test`) would mask ordinary words. */
const SHORTEST_SECRET = 6;
export const MASK = '***';

const keyShapes: readonly RegExp[] = [
  /\bsk-[A-Za-z0-9_-]{16,}/g, // OpenAI, Anthropic and their like
  /\bgh[pousr]_[A-Za-z0-9]{20,}/g,
  /\bgithub_pat_[A-Za-z0-9_]{20,}/g,
  /\bglpat-[A-Za-z0-9_-]{16,}/g,
  /\bxox[abeoprs]-[A-Za-z0-9-]{10,}/g,
  /\bAIza[A-Za-z0-9_-]{30,}/g,
  /\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/g,
  /\bhf_[A-Za-z0-9]{20,}/g,
  /\bnpm_[A-Za-z0-9]{30,}/g,
  /\beyJ[A-Za-z0-9_-]{8,}\.eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}/g, // JSON Web Token
  /-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g,
];

/** Makes a function that hides the secrets of `environment` in a text. */
export function secretMasker(environment: Readonly<Record<string, string | undefined>>): (text: string) => string {
  const values = secretValues(environment);
  return (text) => {
    let masked = text;
    for (const value of values) if (masked.includes(value)) masked = masked.replaceAll(value, MASK);
    for (const shape of keyShapes) masked = masked.replace(shape, MASK);
    return masked;
  };
}

/** Longest first, so that a secret which contains another is hidden whole. */
function secretValues(environment: Readonly<Record<string, string | undefined>>): readonly string[] {
  const values = new Set<string>();
  for (const [name, value] of Object.entries(environment)) {
    if (value === undefined || value.length < SHORTEST_SECRET) continue;
    if (secretName.test(name) && !harmlessName.test(name)) values.add(value);
  }
  return [...values].sort((a, b) => b.length - a.length);
}
