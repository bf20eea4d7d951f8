"""Writes the vectors in the folder above; the same bytes every time.

    python3 -m generator        in that folder; needs PyNaCl 1.5 or later
"""

from .group_keys import group_keys
from .hashes import hashes
from .identities import identities
from .keys import keys
from .signatures import signatures
from .texts import texts
from .values import values

for make in (hashes, keys, texts, values, group_keys, signatures, identities):
    make()
