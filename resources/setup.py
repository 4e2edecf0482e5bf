"""What `make` brings to a checkout besides Python packages: `python -m resources.setup`.

Fonts come by npm, voice clips are spoken by eSpeak NG. Neither is committed, either may be absent: the
product then works with a Naskh face, or rings without words, and this says so.
"""

from __future__ import annotations

from resources.fonts_setup import bring_fonts
from resources.voice.make import make_clips


def main() -> int:
    """Bring fonts and voice clips; returns 0 also when a part had to fall back (each line says how)."""
    print(bring_fonts())
    print(make_clips())
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
