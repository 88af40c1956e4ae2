/** What a document may be, beyond its size in octets. Generous for a phone or a scanner, small for an attack. */
export const LIMITS = {
  /** Longest side, in pixels: today's phones stay below 17,000. */
  side: 20_000,
  /** Width × height: a 200-megapixel phone photo passes. */
  pixels: 250_000_000,
  /** Octets that a PNG may hold once inflated. */
  pngOctets: 256_000_000,
  /** Octets that one compressed metadata chunk of a PNG may hold once inflated. */
  pngTextOctets: 1_000_000,
  pdfPages: 300,
  /** Octets of one inflated PDF stream: a page scanned in colour at 600 dpi is 105 MB. */
  pdfStreamOctets: 160_000_000,
  /** Octets of all the streams of a PDF, inflated. */
  pdfTotalOctets: 640_000_000,
  /** Octets of one inflated object stream, which is text. */
  pdfObjectOctets: 16_000_000,
  /** Objects and streams of a PDF that are looked at; more is no letter nor payslip. */
  pdfStreams: 20_000,
  /** Octets that may follow the end of a document without meaning anything (padding). */
  trailing: 64,
} as const;
