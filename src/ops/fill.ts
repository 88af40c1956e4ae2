/** The text with its `{names}` replaced. What is not given stays as it is, so that the fault is seen. */
export const fill = (text: string, values: Readonly<Record<string, string | number>>): string => text.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
