declare module '*.css' {
  const text: string;
  export default text;
}
/** File name of the lazy card bundle with its content hash, set by build.mjs. */
declare const CARDS_FILE: string;
