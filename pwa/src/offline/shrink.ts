/** Long edge and weight of a photo that is sent; a text of 10 cm on a door is still readable. */
export const LONG_EDGE = 1600
export const MOST_BYTES = 400 * 1024

const EDGES = [LONG_EDGE, 1280, 1024]
const QUALITIES = [0.82, 0.72, 0.6, 0.5]

export interface Size { width: number; height: number }

/** Fits into `edge` on the longer side, keeping the shape; never enlarges; at least 1 × 1. */
export function fitWithin({ width, height }: Size, edge: number): Size {
  const scale = Math.min(1, edge / Math.max(width, height))
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) }
}

/**
 * The best picture that weighs no more than `most` bytes: quality goes down first, then the size. If nothing is light
 * enough, the lightest that was tried.
 */
export async function lightEnough(
  original: Size, encode: (size: Size, quality: number) => Promise<Blob>, most = MOST_BYTES,
): Promise<Blob> {
  let lightest: Blob | null = null
  for (const edge of EDGES) {
    for (const quality of QUALITIES) {
      const blob = await encode(fitWithin(original, edge), quality)
      if (blob.size <= most) return blob
      if (!lightest || blob.size < lightest.size) lightest = blob
    }
  }
  return lightest!
}

/**
 * A JPEG of at most LONG_EDGE and about MOST_BYTES, turned upright; or the file as it is where it is small already,
 * or where this browser cannot read it (HEIC outside Safari): the server can.
 */
export async function shrink(file: Blob): Promise<Blob> {
  let picture: ImageBitmap
  try {
    picture = await createImageBitmap(file)
  } catch {
    return file
  }
  try {
    const small = Math.max(picture.width, picture.height) <= LONG_EDGE && file.size <= MOST_BYTES
    if (small && file.type === 'image/jpeg') return file
    return await lightEnough(picture, (size, quality) => drawn(picture, size, quality))
  } finally {
    picture.close()
  }
}

async function drawn(picture: ImageBitmap, { width, height }: Size, quality: number): Promise<Blob> {
  if (typeof OffscreenCanvas !== 'undefined') {
    const canvas = new OffscreenCanvas(width, height)
    paint(canvas.getContext('2d'), picture, width, height)
    return canvas.convertToBlob({ type: 'image/jpeg', quality })
  }
  const canvas = Object.assign(document.createElement('canvas'), { width, height })
  paint(canvas.getContext('2d'), picture, width, height)
  return new Promise((resolve, reject) => {
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error('the canvas gave no picture'))), 'image/jpeg', quality)
  })
}

function paint(context: CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D | null, picture: ImageBitmap, width: number, height: number): void {
  if (!context) throw new Error('no canvas here')
  context.fillStyle = '#fff' // a transparent PNG would turn black
  context.fillRect(0, 0, width, height)
  context.drawImage(picture, 0, 0, width, height)
}
