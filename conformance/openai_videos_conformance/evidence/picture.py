"""A look at a picture that was downloaded, by its first bytes and its end."""

from __future__ import annotations


def picture_kind(data: bytes) -> str | None:
    """Give the media type of a picture by its first bytes, or None."""
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "image/webp"
    for signature, kind in SIGNATURES.items():
        if data.startswith(signature):
            return kind
    return BRANDS.get(data[8:12]) if data[4:8] == b"ftyp" else None


def is_cut(data: bytes) -> bool:
    """Tell whether a WebP, PNG or JPEG picture breaks off before its end; of other kinds it is not known."""
    match picture_kind(data):
        case "image/webp":
            return int.from_bytes(data[4:8], "little") + 8 > len(data)
        case "image/png":
            return b"IEND" not in data
        case "image/jpeg":
            return b"\xff\xd9" not in data
        case _:
            return False


SIGNATURES = {
    b"\xff\xd8\xff": "image/jpeg",
    b"\x89PNG\r\n\x1a\n": "image/png",
    b"GIF8": "image/gif",
    b"BM": "image/bmp",
    b"II*\0": "image/tiff",
    b"MM\0*": "image/tiff",
    b"\0\0\0\x0cJXL ": "image/jxl",
    b"\xff\x0a": "image/jxl",
}
"""How pictures begin, except for those in boxes."""

BRANDS = {b"avif": "image/avif", b"heic": "image/heif", b"mif1": "image/heif"}
"""The pictures in boxes, by what their first box names."""

PICTURES = {"image/webp", *SIGNATURES.values(), *BRANDS.values()}
"""The media types of the pictures that are told by their first bytes."""
