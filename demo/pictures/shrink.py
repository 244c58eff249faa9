"""Makes a screenshot's PNG small: at most 64 colours, one byte a pixel; 16 and half a byte where these are nearly all
there is. Flat pages lose nothing that one could see.

The browser counts the colours and maps each pixel to the nearest one kept; the file is put together here.
PNG: a palette image holds one index a pixel, each line after a filter byte (0: none), deflated.
"""

import base64
import struct
import zlib
from typing import Any

from playwright.async_api import Page

SIGNATURE = b"\x89PNG\r\n\x1a\n"
EIGHT_BITS, FOUR_BITS, PALETTE = 8, 4, 3
FEW = 16
"""Colours that four bits can tell apart."""
COUNT = """async (png) => {
  const bitmap = await createImageBitmap(await (await fetch("data:image/png;base64," + png)).blob());
  const { width, height } = bitmap;
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext("2d");
  context.drawImage(bitmap, 0, 0);
  const pixels = new Uint32Array(context.getImageData(0, 0, width, height).data.buffer);
  const counts = new Map();
  for (const pixel of pixels) counts.set(pixel, (counts.get(pixel) || 0) + 1);
  const ranked = [...counts].sort((a, b) => b[1] - a[1] || a[0] - b[0]).map(([pixel]) => pixel);
  const share = ranked.slice(0, 16).reduce((sum, pixel) => sum + counts.get(pixel), 0) / pixels.length;
  const kept = ranked.slice(0, share >= 0.94 ? 16 : 64);
  const parts = (pixel) => [pixel & 255, (pixel >> 8) & 255, (pixel >> 16) & 255];
  const palette = kept.map(parts);
  const index = new Map(kept.map((pixel, place) => [pixel, place]));
  for (const pixel of ranked.slice(kept.length)) {
    const [r, g, b] = parts(pixel);
    let best = 0, least = Infinity;
    palette.forEach(([R, G, B], place) => {
      const far = (r - R) ** 2 + (g - G) ** 2 + (b - B) ** 2;
      if (far < least) { best = place; least = far; }
    });
    index.set(pixel, best);
  }
  const lines = new Uint8Array((width + 1) * height);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) lines[y * (width + 1) + x + 1] = index.get(pixels[y * width + x]);
  const url = await new Promise((done) => {
    const reader = new FileReader();
    reader.onload = () => done(reader.result);
    reader.readAsDataURL(new Blob([lines]));
  });
  return { width, height, palette: palette.flat(), lines: url.split(",", 2)[1] };
}"""


async def shrink(png: bytes, page: Page) -> bytes:
    """Return the picture with a palette. Any page will do for counting."""
    counted: dict[str, Any] = await page.evaluate(COUNT, base64.b64encode(png).decode())
    few = len(counted["palette"]) <= 3 * FEW
    depth = FOUR_BITS if few else EIGHT_BITS
    header = struct.pack(">IIBBBBB", counted["width"], counted["height"], depth, PALETTE, 0, 0, 0)
    indexes = base64.b64decode(counted["lines"])
    lines = zlib.compress(_two_a_byte(indexes, counted["width"]) if few else indexes, 9)
    return SIGNATURE + b"".join((
        _chunk(b"IHDR", header),
        _chunk(b"PLTE", bytes(counted["palette"])),
        _chunk(b"IDAT", lines),
        _chunk(b"IEND", b""),
    ))  # fmt: skip


def _two_a_byte(indexes: bytes, width: int) -> bytes:
    """Put two pixels into each byte, line by line, each line after its filter byte."""
    packed = bytearray()
    for start in range(0, len(indexes), width + 1):
        line = indexes[start + 1 : start + 1 + width] + bytes(width % 2)
        packed.append(indexes[start])
        packed += bytes(left << 4 | right for left, right in zip(line[::2], line[1::2], strict=True))
    return bytes(packed)


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
