"""A place is reported by a plain form, followed, corrected and deleted by its code; floods are kept out."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from PIL import Image

from api.app import create_app
from api.settings import Settings
from geo.storage import cases
from geo.storage.store import Store

FORM = {"feeling": "bad", "category": "lighting", "day_part": "night", "place_words": "za dworcem", "text": "Ciemno"}
PAGE = "/maps/submissions"


def empty_of_reports(folder: Path) -> None:
    store = Store.open(folder / "helsinki.sqlite", city_id="helsinki")
    with store.writing() as writing:
        writing.clear("reports")
    store.close()


@pytest.fixture
def served(serve, make_data) -> Iterator[tuple[httpx.Client, Store]]:
    folder = make_data()
    empty_of_reports(folder)
    with serve(create_app(Settings(data_dir=folder))) as address, httpx.Client(base_url=address) as client:
        store = Store.open(folder / "helsinki.sqlite", city_id="helsinki")
        yield client, store
        store.close()


def code_in(answer: httpx.Response) -> str:
    found = re.search(r"<output>([0-9A-Z-]+)</output>", answer.text)
    assert found, answer.text
    return found[1]


def photo() -> bytes:
    written = io.BytesIO()
    Image.new("RGB", (30, 20), "red").save(written, "JPEG")
    return written.getvalue()


def test_a_report_with_photos_is_stored_and_its_code_told_once(served) -> None:
    client, store = served
    files = [("photos", ("a.jpg", photo(), "image/jpeg")), ("photos", ("b.jpg", photo(), "image/jpeg"))]
    answer = client.post(PAGE, data=FORM | {"factor_light": "0"}, files=files)
    assert answer.status_code == 201
    assert code_in(answer)
    assert "set-cookie" not in answer.headers
    report = store.read("reports").iloc[0]
    assert (report["place_words"], report["factors"], report["reporter"]) == ("za dworcem", {"light": 0}, "resident")
    with store.connection() as connection:
        assert len(cases.photos(connection, report["ref"])) == 2


def test_a_form_that_is_sent_again_gives_the_same_code(served) -> None:
    client, store = served
    first, again = (client.post(PAGE, data=FORM | {"sent": "a" * 64}) for _ in range(2))
    assert (first.status_code, again.status_code) == (201, 200)
    assert code_in(first) == code_in(again)
    keyed = [client.post(PAGE, data=FORM, headers={"Idempotency-Key": "k" * 32}) for _ in range(2)]
    assert code_in(keyed[0]) == code_in(keyed[1])
    assert store.count("reports") == 2


def test_a_report_is_followed_corrected_and_deleted_by_its_code_alone(served) -> None:
    client, store = served
    code = code_in(client.post(PAGE, data=FORM))
    shown = client.post(f"{PAGE}/follow", data={"code": code.lower().replace("-", " ")})
    assert shown.status_code == 200
    assert "nowe" in shown.text
    assert "Ciemno" in shown.text
    assert "za dworcem" in shown.text
    corrected = client.post(f"{PAGE}/follow/correct", data={"code": code, "text": "Latarnia nie świeci"})
    assert "poprawione przez osobę zgłaszającą" in corrected.text
    assert store.read("reports")["text"].tolist() == ["Latarnia nie świeci"]
    moved = client.post(f"{PAGE}/follow/correct", data={"code": code, "place_words": "Łąkowa 7", "lon": "", "lat": ""})
    assert moved.status_code == 200
    assert "poprawiono miejsce" in moved.text
    assert store.read("reports").geometry.iloc[0] is not None
    told_twice = {"code": code, "place_words": "x" * 201, "text": "Tu zostanie, co wpisano"}
    refused = client.post(f"{PAGE}/follow/correct", data=told_twice | {"lon": "tam", "lat": "60"})
    assert refused.status_code == 422
    assert "Tu zostanie, co wpisano" in refused.text
    assert refused.text.count("<li>") >= 2
    too_long = client.post(f"{PAGE}/follow/correct", data={"code": code, "text": "x" * 501})
    assert too_long.status_code == 422
    assert client.post(f"{PAGE}/follow/erase", data={"code": code}).status_code == 200
    assert store.count("reports") == 0
    assert client.post(f"{PAGE}/follow", data={"code": code}).status_code == 404


@pytest.mark.parametrize("code", ["", "AAAAAA-AAAAAA-AAAAAA", "' OR 1=1 --", "x" * 100])
def test_a_code_that_is_none_opens_nothing(served, code) -> None:
    client, _ = served
    for path in ("follow", "follow/correct", "follow/erase"):
        answer = client.post(f"{PAGE}/{path}", data={"code": code})
        assert answer.status_code == 404
        assert "Nie ma zgłoszenia o tym kodzie" in answer.text


def test_codes_cannot_be_tried_for_long(served) -> None:
    client, _ = served
    answers = [client.post(f"{PAGE}/follow", data={"code": str(i)}).status_code for i in range(35)]
    assert answers[:30] == [404] * 30
    assert set(answers[30:]) == {429}


def test_a_flood_without_work_is_slowed_down_and_says_for_how_long(served) -> None:
    client, store = served
    answers = [client.post(PAGE, data=FORM) for _ in range(8)]
    assert [answer.status_code for answer in answers] == [201] * 6 + [429] * 2
    assert 0 < int(answers[-1].headers["retry-after"]) <= 3600
    assert answers[-1].headers["content-type"] == "application/problem+json"
    assert store.count("reports") == 6


def test_a_machine_that_fills_in_every_field_is_thanked_and_nothing_is_kept(served) -> None:
    client, store = served
    answer = client.post(PAGE, data=FORM | {"website": "https://spam.example"})
    assert answer.status_code == 200
    assert "<output>" not in answer.text
    assert store.count("reports") == 0


def test_no_address_and_no_code_reaches_the_disk(served) -> None:
    client, store = served
    headers = {"X-Forwarded-For": "203.0.113.77", "User-Agent": "Przeglądarka-Anny"}
    code = code_in(client.post(PAGE, data=FORM, headers={k: v.encode() for k, v in headers.items()}))
    files = b"".join(path.read_bytes() for path in store.path.parent.iterdir() if path.is_file())
    for secret in (b"203.0.113.77", b"127.0.0.1", "Przeglądarka-Anny".encode(), code.encode()):
        assert secret not in files


def test_faults_are_told_beside_their_fields_and_nothing_typed_is_lost(served) -> None:
    client, store = served
    answer = client.post(
        PAGE,
        data={"text": "<b>tu</b>", "seen_on": "jutro", "sent": "s" * 64},
        files={"photos": ("a.gif", b"GIF89a", "image/gif")},
    )
    assert answer.status_code == 422
    for sentence in ("Zaznacz, czy miejsce", "Dzień zapisz jako", "całym plikiem JPEG"):
        assert sentence in answer.text
    assert "&lt;b&gt;tu&lt;/b&gt;" in answer.text
    assert f'name="sent" value="{"s" * 64}"' in answer.text
    assert store.count("reports") == 0


@pytest.mark.parametrize(
    "told",
    [
        {"lon": "21.0122", "lat": "52.2297"},
        {"lon": "60.165", "lat": "24.94"},
        {"shape": '{"type": "LineString", "coordinates": [[24.94, 60.165], [25.5, 60.165]]}'},
        {
            "shape": '{"type": "Polygon", "coordinates": [[[-170, -80], [170, -80], [170, 80], [-170, 80], [-170, -80]]]}'
        },
    ],
)
def test_a_place_far_outside_the_city_is_refused_and_the_words_in_its_stead_are_taken(served, told) -> None:
    client, store = served
    answer = client.post(PAGE, data=FORM | told)
    assert answer.status_code == 422
    assert "Miejsce musi leżeć w granicach miasta (Helsinki) albo najwyżej 500 m za nimi" in answer.text
    assert re.search(r'name="lon" value="">.*name="lat" value="">', answer.text)
    assert store.count("reports") == 0
    assert client.post(PAGE, data=FORM | {"lon": "", "lat": ""}).status_code == 201


def test_more_files_than_there_can_be_are_refused_without_being_kept(served) -> None:
    client, store = served
    files = [("photos", (f"{i}.jpg", photo(), "image/jpeg")) for i in range(9)]
    assert client.post(PAGE, data=FORM, files=files).status_code in (400, 422)
    assert store.count("reports") == 0


def test_the_secret_is_made_once_and_readable_by_its_owner_alone(tmp_path) -> None:
    settings = Settings(data_dir=tmp_path / "var")
    assert settings.secret == settings.secret
    assert len(settings.secret) == 32
    assert (tmp_path / "var/secret").stat().st_mode & 0o077 == 0
