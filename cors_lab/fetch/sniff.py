"""What the bytes of a response are, as far as an element needs to know.
https://mimesniff.spec.whatwg.org/
"""

from __future__ import annotations

import re

# https://mimesniff.spec.whatwg.org/#matching-an-image-type-pattern
IMAGE_SIGNATURES = (
    b"\x89PNG\r\n\x1a\n",
    b"GIF87a",
    b"GIF89a",
    b"\xff\xd8\xff",
    b"BM",
    b"\0\0\1\0",
    b"\0\0\2\0",
)
# https://mimesniff.spec.whatwg.org/#matching-an-audio-or-video-type-pattern
MEDIA_SIGNATURES = (
    b"\x1aE\xdf\xa3",
    b"OggS\0",
    b"ID3",
    b"fLaC",
    b".snd",
    b"MThd\0\0\0\6",
    b"\xff\xfb",
    b"\xff\xf3",
    b"\xff\xf2",
)
# https://mimesniff.spec.whatwg.org/#matching-a-font-type-pattern
FONT_SIGNATURES = (b"\0\1\0\0", b"OTTO", b"ttcf", b"wOFF", b"wOF2", b"true")
_HTML = re.compile(
    (
        rb"[\t\n\x0c\r ]*<(!doctype "
        rb"html|html|head|script|iframe|h1|div|font|table|a|style|title|b|body|br|p|!--)[ "
        rb">\t\n]"
    ),
    re.IGNORECASE,
)
_XML = re.compile(rb"[\t\n\x0c\r ]*<\?xml", re.IGNORECASE)
_JSON_OBJECT = re.compile(rb'[\t\n\r ]*\{[\t\n\r ]*"(?:[^"\\]|\\.)*"[\t\n\r ]*:')
# Prefixes by which services keep their JSON from being run as a script.
_PARSER_BREAKERS = (b")]}'", b"{}&&", b"for(;;);", b"while(1);", b"for (;;);", b"while (1);")
_SVG_ROOT = re.compile(
    rb"\s*(?:<\?xml[^>]*>\s*|<!--.*?-->\s*|<!DOCTYPE[^>]*>\s*)*<svg[\s>]([^>]*)",
    re.DOTALL | re.IGNORECASE,
)
_SVG_WIDTH = re.compile(rb"\bwidth\s*=\s*['\"]?\s*(\d+)")
SVG_DEFAULT_WIDTH = 300


def is_image(body: bytes) -> bool:
    """Does it begin as a bitmap image does?"""
    webp = body[:4] == b"RIFF" and body[8:14] == b"WEBPVP"
    avif = body[4:12] in (b"ftypavif", b"ftypavis")
    return webp or avif or body.startswith(IMAGE_SIGNATURES)


def is_media(body: bytes) -> bool:
    """Does it begin as audio or video does?"""
    riff = body[:4] == b"RIFF" and body[8:12] in (b"WAVE", b"AVI ")
    return riff or body[4:8] == b"ftyp" or body.startswith(MEDIA_SIGNATURES)


def is_font(body: bytes) -> bool:
    """Does it begin as a font does?"""
    return body.startswith(FONT_SIGNATURES)


def is_web_vtt(body: bytes) -> bool:
    """Does it begin as WebVTT does? https://www.w3.org/TR/webvtt1/#file-structure"""
    text = body.removeprefix(b"\xef\xbb\xbf")
    return text.startswith(b"WEBVTT") and text[6:7] in (b"", b" ", b"\t", b"\n", b"\r")


def cues(body: bytes) -> int:
    """How many cues a WebVTT file has."""
    return body.count(b"-->") if is_web_vtt(body) else 0


def image_width(body: bytes, is_svg: bool) -> int:
    """The natural width in CSS pixels; 0 for what cannot be drawn."""
    if is_svg:
        root = _SVG_ROOT.match(body)
        given = _SVG_WIDTH.search(root[1]) if root else None
        if root is None:
            return 0
        return int(given[1]) if given else SVG_DEFAULT_WIDTH
    if body.startswith(IMAGE_SIGNATURES[0]):
        return int.from_bytes(body[16:20], "big")
    if body.startswith(b"GIF8"):
        return int.from_bytes(body[6:8], "little")
    return 1 if is_image(body) else 0


def is_html(body: bytes) -> bool:
    """Does it begin as an HTML document does?
    https://mimesniff.spec.whatwg.org/#rules-for-identifying-an-unknown-mime-type
    """
    return _HTML.match(body[:1024]) is not None


def is_xml(body: bytes) -> bool:
    """Does it begin as an XML document does?"""
    return _XML.match(body[:1024]) is not None


def is_json(body: bytes) -> bool:
    """Does it begin as a JSON object does, which no script can?"""
    return _JSON_OBJECT.match(body[:1024]) is not None


def has_parser_breaker(body: bytes) -> bool:
    """Does it begin with what keeps JSON from being run as a script?"""
    return body.startswith(_PARSER_BREAKERS)
