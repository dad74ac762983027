"""Tiles, read by a decoder that nobody here wrote."""

import mapbox_vector_tile
import requests


def tile(portal, path):
    answer = requests.get(portal.url + path, timeout=10)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/vnd.mapbox-vector-tile"
    return mapbox_vector_tile.decode(answer.content) if answer.content else {}


def published(portal, query=""):
    return requests.get(f"{portal.url}/api/bases?size=1{query}", timeout=10).json()["total"]


def counted(portal, zoom, columns, rows, query=""):
    total = 0
    for x in columns:
        for y in rows:
            for feature in tile(portal, f"/tiles/bases/{zoom}/{x}/{y}{query}").get("bases", {}).get("features", []):
                lon, lat = feature["geometry"]["coordinates"]
                if 0 <= lon < 4096 and 0 < lat <= 4096:
                    total += feature["properties"].get("count", 1)
    return total


def test_the_clusters_of_the_world_count_every_base_that_has_a_position(portal):
    placed = sum(
        1 for f in requests.get(portal.url + "/data/bases.geojson", timeout=10).json()["features"] if f["geometry"])
    assert counted(portal, 0, range(1), range(1)) == placed
    assert counted(portal, 6, range(51, 54), range(26, 29)) == placed


def test_a_filter_counts_the_same_in_tiles_and_in_the_list(portal):
    free = counted(portal, 0, range(1), range(1), "?category=st_venue")
    assert 0 < free <= published(portal, "&category=st_venue")


def test_single_bases_carry_what_a_popup_shows(portal):
    features = tile(portal, "/tiles/bases/14/13349/7110").get("bases", {}).get("features", [])
    for feature in features:
        properties = feature["properties"]
        assert "count" in properties or {"slug", "name", "category", "open"} <= properties.keys()


def test_region_tiles_hold_the_counties_as_polygons(portal):
    layers = tile(portal, "/tiles/regions/7/104/55")
    assert layers["regions"]["features"]
    assert all(f["geometry"]["type"] in ("Polygon", "MultiPolygon") for f in layers["regions"]["features"])


def test_a_tile_that_cannot_exist_is_not_found(portal):
    for path in ["/tiles/bases/3/8/0", "/tiles/bases/23/0/0", "/tiles/bases/a/b/c", "/tiles/regions/0/0/-1"]:
        assert requests.get(portal.url + path, timeout=10).status_code == 404
