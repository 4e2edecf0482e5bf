"""Row heights and type sizes of slips in dots (8 = 1 mm) for wide (80 mm) and narrow (58 mm) paper."""

from __future__ import annotations

from dataclasses import dataclass

#: Paper at least this wide takes the wide measures.
WIDE_FROM = 480


@dataclass(frozen=True)
class Measures:
    """One set of measures. `*_row` and `*_box` are heights, the rest type sizes or sides."""

    margin: int
    site_row: int
    site: int
    site_en_row: int
    site_en: int
    caption_row: int
    caption: int
    body_en: int
    token_row: int
    token: int
    service_row: int
    service_shape: int
    service: int
    service_en: int
    wait_row: int
    wait: int
    wait_caption: int
    wait_caption_en: int
    ready_row: int
    ready: int
    ready_en: int
    paper_row: int
    paper: int
    icon: int
    qr: int
    small_qr: int
    date: int
    keep: int
    keep_row: int
    no_fee_box: int
    no_fee: int
    helpline: int
    bar_box: int
    copy_box: int
    title: int
    reference: int
    fact_row: int
    step_row: int
    step: int
    step_icon: int
    tick_row: int
    tick_box: int
    until: int


WIDE = Measures(
    margin=16, site_row=68, site=32, site_en_row=30, site_en=23, caption_row=64, caption=30, body_en=24,
    token_row=168, token=204, service_row=112, service_shape=96, service=42, service_en=35,
    wait_row=170, wait=60, wait_caption=28, wait_caption_en=23, ready_row=68, ready=33, ready_en=27,
    paper_row=58, paper=29, icon=28, qr=270, small_qr=230, date=28, keep=29, keep_row=62, no_fee_box=116, no_fee=38,
    helpline=40, bar_box=104, copy_box=64, title=38, reference=54, fact_row=52, step_row=104, step=32,
    step_icon=40, tick_row=112, tick_box=40, until=76,
)  # fmt: skip

NARROW = Measures(
    margin=8, site_row=52, site=24, site_en_row=24, site_en=19, caption_row=54, caption=26, body_en=21,
    token_row=108, token=132, service_row=88, service_shape=72, service=33, service_en=24,
    wait_row=128, wait=40, wait_caption=22, wait_caption_en=19, ready_row=60, ready=29, ready_en=22,
    paper_row=52, paper=25, icon=26, qr=230, small_qr=230, date=25, keep=26, keep_row=54, no_fee_box=76, no_fee=32,
    helpline=38, bar_box=88, copy_box=56, title=30, reference=38, fact_row=46, step_row=92, step=26,
    step_icon=34, tick_row=96, tick_box=36, until=56,
)  # fmt: skip


def measures_for(width: int) -> Measures:
    """The measures for paper of that many dots."""
    return WIDE if width >= WIDE_FROM else NARROW
