import { crc32, deflateSync } from 'node:zlib';
import { ACCENT } from './manifest';

/** The two icons of the application, drawn here: the same points of a railway as `src/web/page/logo.svg`. */

type Point = readonly [x: number, y: number];
type Color = readonly [red: number, green: number, blue: number];

/** Side of the drawing, as in the logo. */
const SIDE = 32;
const STROKE_WIDTH = 3;
const SIGNAL = { center: [22, 7.5], radius: 3.25 } as const;
const TRUNK: readonly Point[] = [[10, 26], [10, 6]];
const BRANCH = curve([10, 19], [10, 14], [22, 14], [22, 8]);
const WHITE: Color = [255, 255, 255];
const BACKGROUND: Color = [channel(1), channel(3), channel(5)];

function channel(at: number): number {
  return Number.parseInt(ACCENT.slice(at, at + 2), 16);
}

/** 192 × 192: the drawing in white on a full square, which Teams rounds itself; it stays in the middle, where nothing is cut. */
export const colorIcon = (): Uint8Array => png(192, (x, y) => {
  const ink = inkAt(x, y, 192, 0.72);
  return [...WHITE.map((white, i) => Math.round(white * ink + (BACKGROUND[i] ?? 0) * (1 - ink))), 255];
});

/** 32 × 32: white, and nothing else. */
export const outlineIcon = (): Uint8Array => png(32, (x, y) => [...WHITE, Math.round(255 * inkAt(x, y, 32, 1))]);

/** How much of this pixel is drawn, from 0 to 1. @param scale share of the icon that the drawing takes */
function inkAt(x: number, y: number, size: number, scale: number): number {
  const unitsPerPixel = SIDE / (size * scale);
  const point: Point = [(x + 0.5 - size / 2) * unitsPerPixel + SIDE / 2, (y + 0.5 - size / 2) * unitsPerPixel + SIDE / 2];
  const distance = Math.min(toLine(point, TRUNK) - STROKE_WIDTH / 2, toLine(point, BRANCH) - STROKE_WIDTH / 2, Math.hypot(point[0] - SIGNAL.center[0], point[1] - SIGNAL.center[1]) - SIGNAL.radius);
  return Math.min(1, Math.max(0, 0.5 - distance / unitsPerPixel));
}

const toLine = (point: Point, line: readonly Point[]): number => Math.min(...line.slice(1).map((end, i) => toSegment(point, line[i] ?? end, end)));

function toSegment([x, y]: Point, [ax, ay]: Point, [bx, by]: Point): number {
  const [dx, dy] = [bx - ax, by - ay];
  const along = Math.min(1, Math.max(0, ((x - ax) * dx + (y - ay) * dy) / (dx * dx + dy * dy)));
  return Math.hypot(x - ax - along * dx, y - ay - along * dy);
}

/** A cubic Bézier curve as 32 segments. */
function curve(a: Point, b: Point, c: Point, d: Point): Point[] {
  return Array.from({ length: 33 }, (_, i) => {
    const [t, u] = [i / 32, 1 - i / 32];
    const at = (axis: 0 | 1): number => u ** 3 * a[axis] + 3 * u * u * t * b[axis] + 3 * u * t * t * c[axis] + t ** 3 * d[axis];
    return [at(0), at(1)] as const;
  });
}

// ---------------------------------------------------------------- PNG

const SIGNATURE = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a);

/** An RGBA picture, each line without a filter. */
function png(size: number, pixel: (x: number, y: number) => number[]): Uint8Array {
  const lines = Array.from({ length: size }, (_, y) => [0, ...Array.from({ length: size }, (_pixel, x) => pixel(x, y)).flat()]);
  const header = Buffer.alloc(13);
  header.writeUInt32BE(size, 0);
  header.writeUInt32BE(size, 4);
  header.set([8, 6, 0, 0, 0], 8);
  return new Uint8Array(Buffer.concat([SIGNATURE, chunk('IHDR', header), chunk('IDAT', deflateSync(Uint8Array.from(lines.flat()))), chunk('IEND', Buffer.alloc(0))]));
}

function chunk(type: string, content: Uint8Array): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), content]);
  const whole = Buffer.alloc(body.length + 8);
  whole.writeUInt32BE(content.length, 0);
  whole.set(body, 4);
  whole.writeUInt32BE(crc32(body), body.length + 4);
  return whole;
}
