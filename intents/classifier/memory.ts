/** A copy that two threads read without another copy. */
export function shared<A extends Uint32Array | Float32Array>(from: A): A {
  const to = new (from.constructor as new (memory: SharedArrayBuffer) => A)(new SharedArrayBuffer(from.byteLength));
  to.set(from);
  return to;
}
