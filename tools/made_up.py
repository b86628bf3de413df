"""A made-up row in the layout of UCDP GED, for tests and measurements: no row of a dataset stands in the project."""

from typing import Final

GED: Final = (  # noqa: SIM905
    "id,relid,year,active_year,code_status,type_of_violence,conflict_dset_id,conflict_new_id,conflict_name,"
    "dyad_dset_id,dyad_new_id,dyad_name,side_a_dset_id,side_a_new_id,side_a,side_b_dset_id,side_b_new_id,side_b,"
    "number_of_sources,source_article,source_office,source_date,source_headline,source_original,where_prec,"
    "where_coordinates,where_description,adm_1,adm_2,latitude,longitude,geom_wkt,priogrid_gid,country,country_id,"
    "region,event_clarity,date_prec,date_start,date_end,deaths_a,deaths_b,deaths_civilians,deaths_unknown,best,high,"
    "low,gwnoa,gwnob"
).split(",")
"""The columns of version 24.1."""
_EVENT: Final = {
    "id": "900001", "year": "2016", "active_year": "true", "code_status": "Clear", "type_of_violence": "1",
    "conflict_new_id": "11346", "conflict_name": "Libya: Government", "dyad_new_id": "90001",
    "dyad_name": "Government of Libya - A Made-up Front", "side_a_new_id": "111", "side_a": "Government of Libya",
    "side_b_new_id": "90002", "side_b": "A Made-up Front", "number_of_sources": "1", "where_prec": "1",
    "where_coordinates": "Madeupville town", "adm_1": "A Province", "adm_2": "A District", "latitude": "31.250000",
    "longitude": "16.500000", "priogrid_gid": "174273", "country": "Libya", "country_id": "620", "region": "Africa",
    "event_clarity": "1", "date_prec": "1", "date_start": "2016-05-04 00:00:00.000",
    "date_end": "2016-05-04 00:00:00.000", "deaths_a": "1", "deaths_b": "2", "deaths_civilians": "0",
    "deaths_unknown": "3", "best": "6", "high": "9", "low": "4", "gwnoa": "620", "gwnob": "",
}  # fmt: skip


def event(**cells: str) -> dict[str, str]:
    """The row, with other cells."""
    return {**dict.fromkeys(GED, ""), **_EVENT, **cells}
