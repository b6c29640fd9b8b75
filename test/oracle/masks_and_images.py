"""Writes test/fixtures/images/unsupported and test/fixtures/masks: files that sharp cannot write.

    pip install numpy pillow==13.0.0 pillow-heif==1.8.1 imagecodecs==2026.3.6 tifffile==2026.3.3
    python test/oracle/masks_and_images.py
"""

import io
from pathlib import Path

import imagecodecs
import numpy as np
import pillow_heif
import tifffile
from PIL import Image

FIXTURES = Path(__file__).parent.parent / 'fixtures'
UNSUPPORTED = FIXTURES / 'images' / 'unsupported'
MASKS = FIXTURES / 'masks'


def write_unsupported() -> None:
    color = (np.random.default_rng(0).random((8, 8, 3)) * 255).astype('u1')
    deep = color[..., 0].astype('u2')

    def tiff(name, pixels, **options):
        file = io.BytesIO()
        tifffile.imwrite(file, pixels, metadata=None, software='', **options)
        (UNSUPPORTED / name).write_bytes(file.getvalue())

    for compression in ('zstd', 'lzma', 'lerc', 'jpeg2000', 'jpegxl'):
        tiff(f'{compression}.tif', color, compression=compression, photometric='rgb')
    tiff('12-bit-jpeg.tif', deep << 4, compression='jpeg', compressionargs={'bitspersample': 12})
    encoded = {
        '12-bit.jpg': imagecodecs.jpeg_encode(deep << 4, bitspersample=12),
        'lossless.jpg': imagecodecs.ljpeg_encode(deep << 8, bitspersample=16),
        'jpegxl.jxl': imagecodecs.jpegxl_encode(color),
        'jpeg2000.jp2': imagecodecs.jpeg2k_encode(color),
        'jpegxr.jxr': imagecodecs.jpegxr_encode(color),
    }
    for name, content in encoded.items():
        (UNSUPPORTED / name).write_bytes(content)
    pillow_heif.register_heif_opener()
    large = np.kron(color, np.ones((8, 8, 1), 'u1'))
    Image.fromarray(large).save(UNSUPPORTED / 'phone.heic')


def voc_color(index: int) -> list[int]:
    """The color of a class in the palette of PASCAL VOC."""
    color = [0, 0, 0]
    for bit in range(8):
        for channel in range(3):
            color[channel] |= ((index >> channel) & 1) << (7 - bit)
        index >>= 3
    return color


def write_masks() -> None:
    classes = np.zeros((8, 8), 'u1')
    classes[2:5, 2:5] = 1
    classes[5:7, 5:7] = 8
    classes[0, 0] = 255
    mask = Image.fromarray(classes, 'P')
    mask.putpalette([value for index in range(256) for value in voc_color(index)])
    for ending in ('png', 'bmp', 'tif'):
        mask.save(MASKS / f'voc.{ending}')
    row = Image.fromarray(np.array([[0, 1, 1, 0]], 'u1'), 'P')
    row.putpalette([255, 255, 255, 0, 0, 0])
    row.save(MASKS / 'white-first.png')
    row.putpalette([255, 0, 0, 0, 0, 0])
    row.save(MASKS / 'red-first.png')


if __name__ == '__main__':
    for folder in (UNSUPPORTED, MASKS):
        folder.mkdir(parents=True, exist_ok=True)
    write_unsupported()
    write_masks()
