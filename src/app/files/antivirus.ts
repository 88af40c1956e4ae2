/** What an antivirus says of some bytes. `indisponible`: it did not answer, or not in time. */
export type Verdict = { kind: 'sain' } | { kind: 'infecte'; signature: string } | { kind: 'indisponible' };

/** Never rejects: an antivirus that is away is a verdict. */
export type Scan = (bytes: Uint8Array) => Promise<Verdict>;
