const LONE_SURROGATES = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;
// eslint-disable-next-line no-control-regex
const CONTROLS = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/g;

/** Text as any store, log or screen can hold it: well-formed Unicode, no control characters but tab and line breaks. */
export const cleanText = (text: string): string => text.replace(LONE_SURROGATES, '\ufffd').replace(/\r\n?/g, '\n').replace(CONTROLS, '');

/** What is said aloud, or shown where bold is not known: the assistant's texts mark bold with `**`. */
export const withoutBold = (text: string): string => text.replaceAll('**', '');
