"""The figures that the registry steers by, each in one place: pure functions over plain records, no database, no Qt.

catalogue   what is reported, its source, and the answers it is computed from
visits      one visit from its events: how long it waited, how long it was served
day         one working day as counts that can be added up; periods are sums of days
answers     the answers of a survey that figures need, read from (path, value) pairs
thematic    the thematic indicators of the annual report
quality     flags of a survey, household size against the region, doubles
address     an address as doubles are looked for: spelling normalised, compared by trigrams
coverage    surveys against the households known of a place
small       cells too small to be shown

Sources: AR = annual report of the registry, FY2022-23; I24 = a public walk-through of 24 subjects (third party). No
threshold of the quality figures is public: ours are settings.
"""

from drc_desktop.domain.indicators.catalogue import NODES, SUBJECTS, THEMATIC, Indicator

__all__ = ["NODES", "SUBJECTS", "THEMATIC", "Indicator"]
