"""Tables of the figures. A survey's row holds counts and keyed hashes; nobody can be read from it.

`rollup` sums the rows: span 'day' by site; span 'month' by site, by site and operator, by site and hour. An empty
operator and hour -1 stand for all of them. `theme` sums numerators and denominators of flags and thematic indicators
by month. `region_rollup` and `region_theme` are these without operators, by the region in which the site lies.
"""

from __future__ import annotations

import sqlalchemy as sa

metadata = sa.MetaData()

survey = sa.Table(
    "figures_survey",
    metadata,
    sa.Column("msg_id", sa.String(36), primary_key=True),
    sa.Column("instance_id", sa.String(64), nullable=False),
    sa.Column("site", sa.String(64), nullable=False),
    sa.Column("tehsil", sa.String(16), nullable=False),
    sa.Column("operator", sa.String(64), nullable=False),
    sa.Column("device", sa.String(64), nullable=False),
    sa.Column("form_ver", sa.String(64), nullable=False),
    sa.Column("day", sa.String(10), nullable=False),
    sa.Column("hour", sa.Integer, nullable=False),
    sa.Column("seconds", sa.Integer, nullable=False),
    sa.Column("members", sa.Integer, nullable=False),
    sa.Column("undocumented", sa.Integer, nullable=False),
    sa.Column("flags", sa.JSON, nullable=False),
    sa.Column("themes", sa.JSON, nullable=False),
    sa.Column("counts", sa.Boolean, nullable=False),  # false once a later message corrects it
    sa.Index("figures_survey_by_site", "site", "day"),
)

double = sa.Table(  # where else a mobile number, an address or a person stands: keyed hashes
    "figures_double",
    metadata,
    sa.Column("kind", sa.String(12), primary_key=True),
    sa.Column("digest", sa.LargeBinary, primary_key=True),
    sa.Column("msg_id", sa.String(36), primary_key=True),
    sa.Column("day", sa.String(10), nullable=False),
    sa.Index("figures_double_by_message", "msg_id"),
)

address = sa.Table(  # keyed trigrams of addresses, compared within one union council
    "figures_address",
    metadata,
    sa.Column("msg_id", sa.String(36), primary_key=True),
    sa.Column("place", sa.LargeBinary, nullable=False),
    sa.Column("grams", sa.LargeBinary, nullable=False),
    sa.Column("day", sa.String(10), nullable=False),
    sa.Index("figures_address_by_place", "place", "day"),
)

site_place = sa.Table(
    "figures_site",
    metadata,
    sa.Column("site", sa.String(64), primary_key=True),
    sa.Column("tehsil", sa.String(16), nullable=False),
)

MEASURES = ("surveys", "members", "undocumented", "seconds", "flagged")

rollup = sa.Table(
    "figures_rollup",
    metadata,
    sa.Column("span", sa.String(5), primary_key=True),
    sa.Column("operator", sa.String(64), primary_key=True),
    sa.Column("hour", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("start", sa.String(10), primary_key=True),
    sa.Column("site", sa.String(64), primary_key=True),
    *(sa.Column(name, sa.BigInteger, nullable=False) for name in MEASURES),
    sa.Index("figures_rollup_by_site", "site", "span", "start"),
)

theme = sa.Table(
    "figures_theme",
    metadata,
    sa.Column("month", sa.String(7), primary_key=True),
    sa.Column("key", sa.String(40), primary_key=True),
    sa.Column("site", sa.String(64), primary_key=True),
    sa.Column("found", sa.BigInteger, nullable=False),
    sa.Column("of", sa.BigInteger, nullable=False),
)

region_rollup = sa.Table(  # the same sums by region: the country's page need not read those of every site
    "figures_region",
    metadata,
    sa.Column("span", sa.String(5), primary_key=True),
    sa.Column("hour", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("start", sa.String(10), primary_key=True),
    sa.Column("region", sa.String(16), primary_key=True),
    *(sa.Column(name, sa.BigInteger, nullable=False) for name in MEASURES),
)

region_theme = sa.Table(
    "figures_region_theme",
    metadata,
    sa.Column("month", sa.String(7), primary_key=True),
    sa.Column("key", sa.String(40), primary_key=True),
    sa.Column("region", sa.String(16), primary_key=True),
    sa.Column("found", sa.BigInteger, nullable=False),
    sa.Column("of", sa.BigInteger, nullable=False),
)

review = sa.Table(  # what head office found out about a survey; the newest row stands, none is changed
    "figures_review",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("msg_id", sa.String(36), nullable=False, index=True),
    sa.Column("at_ms", sa.BigInteger, nullable=False),
    sa.Column("who", sa.String(64), nullable=False),
    sa.Column("outcome", sa.String(12), nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
)

decision = sa.Table(  # who let a PC in, or shut it out, on the pages; none is changed
    "office_decision",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("device_id", sa.String(64), nullable=False, index=True),
    sa.Column("at_ms", sa.BigInteger, nullable=False),
    sa.Column("who", sa.String(64), nullable=False),
    sa.Column("state", sa.String(12), nullable=False),
)
