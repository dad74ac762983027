"""Open data, opened with GDAL."""

import json
import subprocess

import requests


def ogrinfo(*arguments):
    done = subprocess.run(["ogrinfo", "-ro", "-al", "-so", *arguments], capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    return done.stdout


def total(portal):
    return requests.get(portal.url + "/api/bases?size=1", timeout=10).json()["total"]


def test_the_geojson_download_opens_with_the_right_count(portal, tmp_path):
    file = tmp_path / "bases.geojson"
    file.write_bytes(requests.get(portal.url + "/data/bases.geojson", timeout=10).content)
    assert f"Feature Count: {total(portal)}" in ogrinfo(str(file))


def test_the_csv_download_opens_with_the_right_count(portal, tmp_path):
    file = tmp_path / "bases.csv"
    file.write_bytes(requests.get(portal.url + "/data/bases.csv", timeout=10).content)
    assert f"Feature Count: {total(portal)}" in ogrinfo(str(file))


def test_ogc_api_features_serves_every_base_to_the_oapif_driver(portal):
    assert f"Feature Count: {total(portal)}" in ogrinfo(f"OAPIF:{portal.url}/ogc", "bases")


def test_ogc_api_features_pages_and_boxes_agree_with_the_whole(portal):
    items = f"{portal.url}/ogc/collections/bases/items"
    seen, url = [], items + "?limit=37"
    while url:
        page = requests.get(url, timeout=10).json()
        seen += [feature["id"] for feature in page["features"]]
        url = next((link["href"] for link in page["links"] if link["rel"] == "next"), None)
    assert len(seen) == len(set(seen)) == total(portal)
    box = requests.get(items + "?bbox=113.0,22.9,113.6,23.4&limit=1000", timeout=10).json()
    assert 0 < len(box["features"]) < len(seen)
    for feature in box["features"]:
        lon, lat = feature["geometry"]["coordinates"]
        assert 113.0 <= lon <= 113.6 and 22.9 <= lat <= 23.4


def test_a_tile_opens_in_gdal(portal, tmp_path):
    file = tmp_path / "0.mvt"
    file.write_bytes(requests.get(portal.url + "/tiles/bases/0/0/0", timeout=10).content)
    assert "bases" in ogrinfo(f"MVT:{file}")


def test_the_catalogue_names_the_downloads(portal):
    catalogue = json.loads(requests.get(portal.url + "/data/catalog.jsonld", timeout=10).text)
    text = json.dumps(catalogue)
    assert "/data/bases.csv" in text and "/data/bases.geojson" in text
