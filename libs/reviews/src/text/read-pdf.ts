import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { NotReadable, type Text, TEXT_LIMITS } from './extracted.js';

/** PDF.js looks for these of a browser while it is loaded; only drawing would use them. */
const browser = globalThis as Record<string, unknown>;
for (const name of ['DOMMatrix', 'ImageData', 'Path2D']) browser[name] ??= class {};

/** Text of a PDF by Mozilla's PDF.js. Korean fonts that are not embedded need its CMaps. Throws `NotReadable`. */
export async function readPdf(data: Uint8Array): Promise<Text> {
  const { getDocument } = await import('pdfjs-dist/legacy/build/pdf.mjs');
  const library = dirname(createRequire(import.meta.url).resolve('pdfjs-dist/package.json'));
  const task = getDocument({
    ...{ data, cMapUrl: `${join(library, 'cmaps')}/`, cMapPacked: true },
    ...{ standardFontDataUrl: `${join(library, 'standard_fonts')}/`, useSystemFonts: false },
    ...{ isEvalSupported: false, disableFontFace: true, enableXfa: false, verbosity: 0 },
  });
  try {
    const document = await task.promise;
    const pages = Math.min(document.numPages, TEXT_LIMITS.pages);
    const parts: string[] = [];
    let length = 0;
    for (let number = 1; number <= pages && length < TEXT_LIMITS.characters; number += 1) {
      const page = await document.getPage(number);
      const { items } = await page.getTextContent();
      const text = items.map((item) => ('str' in item ? item.str + (item.hasEOL ? '\n' : '') : '')).join('');
      page.cleanup();
      parts.push(text);
      length += text.length + 1;
    }
    const truncated = document.numPages > parts.length || length > TEXT_LIMITS.characters;
    return { text: parts.join('\n').slice(0, TEXT_LIMITS.characters), pages: parts.length, truncated };
  } catch (error) {
    if ((error as Error).name === 'PasswordException') throw new NotReadable('ENCRYPTED');
    throw new NotReadable('UNREADABLE');
  } finally {
    await task.destroy();
  }
}
