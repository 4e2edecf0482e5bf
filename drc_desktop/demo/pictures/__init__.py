"""Pictures of every window from synthetic data: `python -m drc_desktop.demo.pictures docs/screens`.

Each module of this package with a function `render(out: Path) -> list[Path]` takes part.
"""
