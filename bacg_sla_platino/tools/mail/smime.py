# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Unpack an opaque S/MIME message: signed or compressed, not encrypted (RFC 8551)."""

import zlib

from asn1crypto import cms

UNPACKED_LIMIT = 50 * 1024**2


def unpacked(data):
    """Return the bytes of the message in it, None if it is encrypted or none."""
    try:
        info = cms.ContentInfo.load(data)
        kind = info["content_type"].native
        if kind not in ("signed_data", "compressed_data"):
            return None
        content = info["content"]["encap_content_info"]["content"].native
        if kind == "signed_data":
            return content
        return zlib.decompressobj().decompress(content, UNPACKED_LIMIT)
    except (ValueError, TypeError, KeyError, zlib.error):
        return None
