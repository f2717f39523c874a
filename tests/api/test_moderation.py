"""Who may handle reports, and does each step do what it says and nothing else?"""

from __future__ import annotations

import io
import re
from collections.abc import Callable

import httpx
import pytest
import shapely
from PIL import Image

from geo.casework.submission import keep
from geo.model.report import Report
from geo.storage import accounts, audit, cases
from geo.storage.store import Store
from layers.base import Audience
from signing_in import form_token

ROLES = list(Audience)
HANDLERS = {Audience.COUNCIL, Audience.MODERATOR}
READERS = HANDLERS | {Audience.COORDINATOR}
PAYLOAD = "<script>window.pwned=1</script>"


@pytest.fixture
def fresh(opened: Store) -> Callable[..., str]:
    """Return a maker of reports without a case."""

    def make(ref: str, **told: object) -> str:
        usual = {
            "geometry": shapely.Point(24.94, 60.165),
            "feeling": "bad",
            "category": "lighting",
            "day_part": "night",
        }
        usual |= {"created_at": "2026-11-10T09:00:00Z", "text": PAYLOAD}
        with opened.writing() as writing:
            keep(writing, Report.model_validate(usual | told | {"ref": ref}))
        return ref

    return make


def send(browser: httpx.Client, what: str, query: str = "", **fields: object) -> httpx.Response:
    return browser.post(f"/maps/moderation{query}", data={"form_token": form_token(browser), "do": what, **fields})


def case_of(store: Store, ref: str) -> cases.Case | None:
    with store.connection() as connection:
        return cases.of(connection, ref)


def newest(store: Store) -> tuple[str, str, str, str]:
    with store.connection() as connection:
        assert audit.first_broken(connection) is None
        [line] = audit.lines(connection, newest=1)
    return line.actor, line.action, line.subject, line.purpose


ROUTES = [
    ("GET", "", READERS),
    ("GET", "/photos/1", READERS),
    ("POST", "", HANDLERS),
    ("GET", "/bulk", {Audience.COUNCIL}),
    ("POST", "/bulk", {Audience.COUNCIL}),
]


@pytest.mark.parametrize(("method", "path", "allowed"), ROUTES)
@pytest.mark.parametrize("role", ROLES)
def test_each_role_may_ask_what_its_work_needs_and_no_more(signed_in, role, method, path, allowed) -> None:
    browser = signed_in(role)
    data = {"form_token": form_token(browser)} if method == "POST" else None
    status = browser.request(method, "/maps/moderation" + path, data=data).status_code
    if role in allowed:
        assert status in (200, 404, 422)
    else:
        assert status == (401 if role == Audience.PUBLIC else 403)


@pytest.mark.parametrize("do", ["move", "merge", "separate"])
def test_a_form_of_another_page_moves_nothing(signed_in, opened, fresh, do) -> None:
    ref = fresh(f"obcy-{do}")
    answer = signed_in(Audience.MODERATOR).post(
        "/maps/moderation", data={"do": do, "report": f"{ref}|new", "to": "confirmed", "into": "tajne-0"}
    )
    assert answer.status_code == 403
    assert case_of(opened, ref) is None


def test_the_key_of_a_program_opens_no_page(opened, address) -> None:
    with opened.connection(writing=True) as connection:
        key = accounts.add_key(connection, name="QGIS", role="moderator", layers=("cameras",))
    headers = {"Authorization": f"Bearer {key}"}
    assert httpx.get(f"{address}/maps/moderation", headers=headers).status_code == 403
    assert httpx.post(f"{address}/maps/moderation", headers=headers, data={"to": "confirmed"}).status_code == 403


def test_each_opening_writes_one_line_without_a_place_and_each_export_too(signed_in, opened) -> None:
    browser = signed_in(Audience.COORDINATOR)
    with opened.connection() as connection:
        [before] = audit.lines(connection, newest=1)
    assert browser.get("/maps/moderation?report=tajne-0").status_code == 200
    assert newest(opened) == ("coordinator", "read", "reports", "moderation")
    assert browser.get("/collections/reports/items?f=csv&limit=3").status_code == 200
    assert newest(opened) == ("coordinator", "export", "reports", "3 features as csv")
    assert browser.get("/collections/cameras/items").status_code == 200
    with opened.connection() as connection:
        assert audit.lines(connection, newest=1)[0].seq == before.seq + 2


def test_nobody_else_leaves_a_line_when_they_read_squares(signed_in, opened) -> None:
    before = newest(opened)
    assert signed_in(Audience.PUBLIC).get("/collections/reports/items").status_code == 200
    assert newest(opened) == before


def test_a_coordinator_reads_but_is_shown_no_form(signed_in, fresh) -> None:
    ref = fresh("czytane")
    shown = signed_in(Audience.COORDINATOR).get(f"/maps/moderation?report={ref}").text
    assert "&lt;script&gt;window.pwned" in shown
    assert 'name="to"' not in shown
    assert "Uzasadnienie" not in shown


def test_a_step_moves_a_report_and_leads_back_to_the_same_place(signed_in, opened, fresh) -> None:
    ref = fresh("krok")
    browser = signed_in(Audience.MODERATOR)
    query = f"?state=open&category=lighting&report={ref}"
    answer = send(browser, "move", query, report=f"{ref}|new", to="confirmed", at="3", where="step")
    assert answer.status_code == 303
    assert answer.headers["location"] == f"/maps/moderation?category=lighting&report={ref}&lang=pl&done=1#row-3"
    assert case_of(opened, ref).state == "confirmed"
    with opened.connection() as connection:
        [event] = cases.events(connection, ref)
    assert (event.actor, event.state) == ("moderator", "confirmed")
    shown = browser.get(answer.headers["location"]).text
    assert "Zapisano." in shown


def test_a_step_without_its_reason_shows_the_page_again_and_nothing_typed_is_lost(signed_in, opened, fresh) -> None:
    ref = fresh("bez-powodu")
    query = f"?report={ref}"
    browser = signed_in(Audience.MODERATOR)
    answer = send(browser, "move", query, report=f"{ref}|new", to="not_confirmed", reason="  ", where="step")
    assert answer.status_code == 422
    assert "Niczego nie zmieniono" in answer.text
    assert "niepotwierdzone" in answer.text
    assert "not_confirmed</" not in answer.text
    assert case_of(opened, ref) is None
    send(browser, "move", query, report=f"{ref}|new", to="confirmed", where="step")
    again = send(
        browser, "move", query, report=f"{ref}|confirmed", to="in_action", reason="zaraz </textarea>", where="step"
    )
    assert again.status_code == 422
    assert "zaraz &lt;/textarea&gt;" in again.text


def test_a_ready_sentence_is_the_reason_where_none_is_typed(signed_in, opened, fresh) -> None:
    ref = fresh("gotowe")
    answer = send(
        signed_in(Audience.COUNCIL),
        "move",
        report=f"{ref}|new",
        to="not_confirmed",
        reason="",
        template="Gotowe zdanie.",
    )
    assert answer.status_code == 303
    with opened.connection() as connection:
        assert cases.events(connection, ref)[-1].reason == "Gotowe zdanie."


def test_a_batch_moves_all_or_none(signed_in, opened, fresh) -> None:
    refs = [fresh(f"partia-{n}") for n in range(3)]
    browser = signed_in(Audience.MODERATOR)
    send(browser, "move", report=f"{refs[1]}|new", to="confirmed")
    seen = [f"{refs[0]}|new", f"{refs[1]}|confirmed", f"{refs[2]}|new"]
    answer = send(browser, "move", report=seen, to="under_check", where="batch")
    assert answer.status_code == 422
    assert answer.text.count(' checked aria-label="Zaznacz:') == 3
    assert [case_of(opened, refs[n]) for n in (0, 2)] == [None, None]
    assert send(browser, "move", report=[seen[0], seen[2]], to="under_check", where="batch").status_code == 303
    assert [case_of(opened, ref).state for ref in refs] == ["under_check", "confirmed", "under_check"]


def test_a_report_that_somebody_else_moved_meanwhile_is_not_moved(signed_in, opened, fresh) -> None:
    ref = fresh("wyścig")
    send(signed_in(Audience.COUNCIL), "move", report=f"{ref}|new", to="confirmed")
    late = send(signed_in(Audience.MODERATOR), "move", report=f"{ref}|new", to="not_confirmed", reason="x")
    assert late.status_code == 422
    assert "Ktoś inny" in late.text
    assert case_of(opened, ref).state == "confirmed"


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"to": "confirmed"}, 422),
        ({"report": "nie ma|new", "to": "confirmed"}, 404),
        ({"report": "tajne-5|new", "to": "latać"}, 422),
        ({"report": "tajne-5|new"}, 422),
        ({"report": "", "to": "confirmed"}, 404),
        ({"report": "tajne-5|new", "to": "in_action", "unit": "wojsko"}, 422),
    ],
)
def test_what_cannot_be_done_is_said_on_the_page(signed_in, opened, fields, status) -> None:
    answer = send(signed_in(Audience.MODERATOR), "move", **fields)
    assert (answer.status_code, "Niczego nie zmieniono" in answer.text) == (status, True)
    assert case_of(opened, "tajne-5") is None


def test_duplicates_stand_side_by_side_are_merged_and_separated(signed_in, opened, fresh) -> None:
    there = {"geometry": shapely.Point(24.9355, 60.1695), "text": "latarnia nie świeci"}
    older, newer = fresh("para-1", **there), fresh("para-2", **there, created_at="2026-11-10T10:00:00Z")
    browser = signed_in(Audience.MODERATOR)
    shown = browser.get(f"/maps/moderation?report={newer}").text
    assert "odległość 0 m · ta sama kategoria · opisy podobne w 100%" in shown
    assert send(browser, "merge", f"?report={newer}", report=f"{newer}|", into=older).status_code == 303
    assert case_of(opened, newer).merged_into == older
    assert opened.count("reports") >= 2
    assert "sprawę prowadzimy w innym zgłoszeniu" in browser.get(f"/maps/moderation?report={newer}").text
    assert "Rozdziel" in browser.get(f"/maps/moderation?report={older}").text
    refused = send(browser, "merge", f"?report={older}", report=f"{older}|", into=newer)
    assert refused.status_code == 422
    assert "Niczego nie zmieniono" in refused.text
    assert send(browser, "separate", report=f"{newer}|").status_code == 303
    assert case_of(opened, newer).merged_into is None


def test_the_place_is_marked_again_when_it_is_resolved(signed_in, opened, fresh) -> None:
    ref = fresh("audyt", factors={"light": 0})
    browser = signed_in(Audience.COUNCIL)
    for was, to, more in (
        ("new", "confirmed", {}),
        ("confirmed", "in_action", {"unit": "lighting"}),
        ("in_action", "not_yet_checked_again", {"reason": "wymieniona"}),
    ):
        assert send(browser, "move", report=f"{ref}|{was}", to=to, **more).status_code == 303
    assert "Miejsca jeszcze nie sprawdzono ponownie." in browser.get(f"/maps/moderation?report={ref}").text
    done = send(
        browser, "move", report=f"{ref}|not_yet_checked_again", to="resolved", reason="świeci", factor_light="3"
    )
    assert done.status_code == 303
    with opened.connection() as connection:
        assert cases.events(connection, ref)[-1].factors == {"light": 3}
    shown = " ".join(browser.get(f"/maps/moderation?state=all&report={ref}").text.split())
    assert re.search(r"<td>źle</td><td>dobrze</td>", shown)


def test_a_photo_is_a_jpeg_for_handlers_alone_and_never_kept_by_a_browser(signed_in, opened, fresh) -> None:
    ref = fresh("zdjęcie")
    picture = io.BytesIO()
    Image.new("RGB", (8, 6)).save(picture, "JPEG")
    with opened.connection(writing=True) as connection:
        cases.add_photos(connection, ref, [(picture.getvalue(), 8, 6)])
        number = cases.photos(connection, ref)[0].id
    answer = signed_in(Audience.MODERATOR).get(f"/maps/moderation/photos/{number}")
    assert (answer.status_code, answer.content) == (200, picture.getvalue())
    assert answer.headers["content-type"] == "image/jpeg"
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert newest(opened)[2] == f"reports/{ref}/photos"
    assert signed_in(Audience.ADMIN).get(f"/maps/moderation/photos/{number}").status_code == 403
    assert signed_in(Audience.PUBLIC).get(f"/maps/moderation/photos/{number}").status_code == 401
    for wrong in ("0", "x", "-1", "9" * 30, "%00", "1e3"):
        assert signed_in(Audience.MODERATOR).get(f"/maps/moderation/photos/{wrong}").status_code == 404


@pytest.mark.parametrize(
    "query",
    [
        "first=-5",
        "first=999999999",
        "first=x",
        "state=../..",
        "area='",
        "q=%00",
        "report=" + "x" * 3000,
        "category=<b>",
        "lang=xx",
    ],
)
def test_hostile_filters_are_answered_calmly(signed_in, query) -> None:
    assert signed_in(Audience.MODERATOR).get(f"/maps/moderation?{query}").status_code in (200, 400, 422)


def test_a_table_of_the_council_is_stored_whole_or_its_faults_are_listed(signed_in, opened) -> None:
    browser = signed_in(Audience.COUNCIL)
    before = opened.count("reports")
    sent = {"form_token": form_token(browser), "sent": "raz" * 20, "feeling": "bad", "day_part": "night"}
    good = "długość;szerokość;kategoria\n24,94;60,165;lighting\n24,95;60,166;stop\n"
    faulty = good + "24,95;600;stop\n24,95;60,1;ufo\n"
    answer = browser.post("/maps/moderation/bulk", data=sent, files={"file": ("a.csv", faulty.encode())})
    assert answer.status_code == 422
    assert all(told in answer.text for told in ("<td>4</td>", "<td>5</td>", "kategoria", "ufo"))
    assert opened.count("reports") == before
    for status in (201, 201):
        answer = browser.post("/maps/moderation/bulk", data=sent, files={"file": ("a.csv", good.encode())})
        assert answer.status_code == status
        assert opened.count("reports") == before + 2


LAUGHS = (
    b'<!DOCTYPE z [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]><gpx><wpt lat="60" lon="24"><name>&b;</name></wpt></gpx>'
)


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({}, "Wybierz plik."),
        ({"file": ("a.gpx", LAUGHS)}, "typu dokumentu"),
        ({"file": ("a.exe", b"MZ")}, "jedną z końcówek"),
    ],
)
def test_a_file_that_is_none_is_refused_in_words(signed_in, files, said) -> None:
    browser = signed_in(Audience.COUNCIL)
    data = {"form_token": form_token(browser)}
    answer = browser.post("/maps/moderation/bulk", data=data, files=files or {"x": ("", b"")})
    assert answer.status_code == 422
    assert said in answer.text


def test_too_large_a_file_is_turned_away(signed_in) -> None:
    browser = signed_in(Audience.COUNCIL)
    data = {"form_token": form_token(browser)}
    answer = browser.post("/maps/moderation/bulk", data=data, files={"file": ("a.csv", b"x" * 6_000_000)})
    assert answer.status_code == 413


def test_a_report_in_words_only_is_put_on_the_map_by_a_street(fresh, signed_in, opened) -> None:
    ref = fresh("w-slowach", geometry=None, place_words="koło sklepu")
    browser = signed_in(Audience.MODERATOR)
    assert send(browser, "relocate", report=f"{ref}|new", place_words="nie ma takiej").status_code == 422
    assert send(browser, "relocate", report=f"{ref}|new", place_words="łąkowa 7").status_code == 303
    kept_ = opened.read("reports").set_index("ref").loc[ref]
    assert kept_.geometry.length > 0
    with opened.connection() as connection:
        assert [step.action for step in cases.events(connection, ref)] == ["relocate"]
    assert newest(opened)[-1] == "place"
    assert (
        send(signed_in(Audience.COORDINATOR), "relocate", report=f"{ref}|new", place_words="łąkowa 7").status_code
        == 403
    )
