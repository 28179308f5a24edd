"""What other programs read and raise by Open311: what the lift's QR code shows, and no more."""

from datetime import datetime, timedelta

import pytest
from tests.buildings.house import House
from tests.buildings.open311_world import HERE, POINT, SAYS, V2, Programs

from linli.buildings.actions import handling
from linli.buildings.actions.committees import found_committee
from linli.buildings.actions.raising import RAISED_PER_ADDRESS
from linli.buildings.enums.kinds import MatterKind
from linli.buildings.enums.matters import Exclusion, MatterState
from linli.buildings.errors.open311 import (
    DescriptionTooLong,
    LocationMissing,
    PointUnreadable,
    RequestUnknown,
    ServiceMissing,
    ServiceUnknown,
    SpanUnreadable,
    StatusUnknown,
    TimeUnreadable,
)
from linli.buildings.forms.open311 import read_asked, read_posted
from linli.buildings.models import Matter, Voice
from linli.kernel import clock
from linli.kernel.errors import LinliError
from linli.people.models import Attempts
from linli.places.actions import NewPlace, ensure_place
from linli.places.enums import PlaceLevel, PlaceOrigin
from linli.places.models import Place

AT = "T00:00:00Z"
SPEC = "http://wiki.open311.org/GeoReport_v2"


@pytest.fixture
def programs(db: None) -> Programs:
    """A tower as of this moment, since programs read the clock."""
    return Programs(clock.now())


def ids(found: list[dict[str, str]]) -> list[str]:
    return [one["service_request_id"] for one in found]


def test_what_nobody_has_read_is_not_shown_to_programs_either(programs: Programs) -> None:
    programs.house.raises()

    assert programs.asks("requests") == []
    assert programs.refused("requests/TOWER-1")[0] == 404
    assert programs.asks("requests", HERE | {"service_request_id": "TOWER-1"}) == []


def test_whoever_spoke_is_not_named_to_programs(programs: Programs) -> None:
    voice = programs.house.raises(who="12F 张三", is_hidden=False)
    handling.take_up(programs.house.keeper, voice.matter, now=programs.house.now)

    answer = programs.client.get(f"{V2}/requests.json", HERE).content.decode()

    assert "电梯太慢" in answer
    assert "张三" not in answer


def test_a_matter_is_told_with_its_place_its_promise_and_its_answer(programs: Programs) -> None:
    house = programs.house
    voice = house.taken_up()
    handling.promise(house.keeper, voice.matter, days=5, now=house.now)

    (found,) = programs.asks("requests")

    assert found["service_request_id"] == "TOWER-1"
    assert (found["status"], found["status_notes"]) == ("open", "办理中")
    assert (found["service_code"], found["service_name"]) == ("other", "其他")
    assert (found["address_id"], found["address"]) == ("TOWER", "某路 1 号 大堂")
    assert (found["lat"], found["long"]) == (31.25, 121.49)
    assert found["expected_datetime"].endswith("T15:59:59Z"), "the end of a day in Shanghai"
    assert found["agency_responsible"] == "一座楼楼委会"
    assert found["media_url"] is None

    handling.answer(house.keeper, voice.matter, says="修好了。", now=house.now)
    (answered,) = programs.asks("requests/TOWER-1")

    assert (answered["status"], answered["status_notes"]) == ("closed", "修好了。")


def test_what_lies_in_another_is_told_as_that_is(programs: Programs) -> None:
    house = programs.house
    first, second = house.taken_up(), house.taken_up("电梯又慢了")
    handling.merge(house.keeper, second.matter, into=1, now=house.now)
    handling.exclude(
        house.keeper, first.matter, why=Exclusion.ELSEWHERE, says="请找街道。", now=house.now
    )

    (found,) = programs.asks("requests/TOWER-2")

    assert found["status"] == "closed"
    assert found["status_notes"] == (
        "并入了 #1，一起办。 不予办理: 不归本楼管，已告知去处. 请找街道。"
    )


def test_what_was_refused_and_left_without_words_says_so(programs: Programs) -> None:
    voice = programs.house.answered()
    Matter.objects.filter(pk=voice.matter.pk).update(answer="", title="", says="")

    (found,) = programs.asks("requests")

    assert found["status_notes"] is None
    assert found["description"] is None


def test_matters_are_chosen_by_number_kind_state_and_time(programs: Programs) -> None:
    house = programs.house
    house.answered()
    one = house.taken_up("电梯又慢了")
    Matter.objects.filter(pk=one.matter.pk).update(kind=MatterKind.LIFTS)
    old = house.taken_up("很久以前的事")
    Matter.objects.filter(pk=old.matter.pk).update(raised_at=house.now - timedelta(days=91))
    lies_in = house.taken_up("还是电梯")
    handling.merge(house.keeper, lies_in.matter, into=2, now=house.now)

    def found(**query: str) -> list[str]:
        return sorted(ids(programs.asks("requests", HERE | query)))

    assert found() == ["TOWER-1", "TOWER-2", "TOWER-4"]
    assert found(status="open") == ["TOWER-2", "TOWER-4"]
    assert found(status="closed") == ["TOWER-1"]
    assert found(status="open,closed") == ["TOWER-1", "TOWER-2", "TOWER-4"]
    assert found(service_code="lifts,parking") == ["TOWER-2"]
    assert found(service_request_id="TOWER-1,TOWER-3,TOWER-99", status="open") == [
        "TOWER-1",
        "TOWER-3",
    ], "numbers override all else"
    end = (house.now - timedelta(days=1)).isoformat()
    assert found(end_date=end) == ["TOWER-3"]
    assert found(start_date=(house.now - timedelta(days=92)).isoformat()) == ["TOWER-3"]


@pytest.mark.parametrize(
    ("query", "error"),
    [
        ({"status": "lost"}, StatusUnknown),
        ({"service_code": "dragons"}, ServiceUnknown),
        ({"service_request_id": "1,2"}, RequestUnknown),
        ({"start_date": "2026-03-02"}, TimeUnreadable),
        ({"end_date": "soon"}, TimeUnreadable),
        ({"start_date": "0001-01-01T00:00:00+14:00"}, TimeUnreadable),
        ({"end_date": "0001-01-02T00:00:00Z"}, SpanUnreadable),
        (
            {"start_date": "2026-03-02T00:00:00Z", "end_date": "2026-03-01T00:00:00Z"},
            SpanUnreadable,
        ),
        (
            {"start_date": "2026-01-01T00:00:00Z", "end_date": "2026-04-02T00:00:00Z"},
            SpanUnreadable,
        ),
    ],
)
def test_a_question_that_cannot_be_right_is_refused(
    query: dict[str, str], error: type[LinliError], now: datetime
) -> None:
    with pytest.raises(error):
        read_asked(query, now=now)


def test_refusals_are_told_as_the_standard_has_them(programs: Programs) -> None:
    for query, status, word in (
        ({}, 400, "jurisdiction_id"),
        ({"jurisdiction_id": "NONE"}, 404, "NONE"),
        ({"jurisdiction_id": "../x"}, 404, "jurisdiction_id"),
        (HERE | {"status": "lost"}, 400, "open"),
    ):
        told = programs.refused("requests", query)
        assert told[0] == status
        assert word in told[1]


def test_refusals_are_xml_where_xml_was_asked_for(programs: Programs) -> None:
    answer = programs.client.get(f"{V2}/services.xml")

    assert answer.status_code == 400
    assert answer.content.decode().startswith(
        '<?xml version="1.0" encoding="utf-8"?>\n<errors><error><code>400</code><description>'
    )


def test_other_addresses_and_methods_are_refused(programs: Programs) -> None:
    assert programs.client.get(f"{V2}/what/ever").status_code == 404
    put = programs.client.put(f"{V2}/services.json")

    assert (put.status_code, put.headers["Allow"]) == (405, "GET, HEAD")


def test_what_may_be_raised_is_listed_and_said_in_both_formats(programs: Programs) -> None:
    listed = programs.asks("services")
    told = programs.asks_xml("services")
    definition = programs.asks_xml("services/lifts")

    assert [one["service_code"] for one in listed] == list(MatterKind)
    assert [one.findtext("service_name") for one in told.iter("service")] == [
        str(one.label) for one in MatterKind
    ]
    assert definition.findtext("attributes/attribute/code") == "spot"
    assert programs.asks("services/lifts")["attributes"][0]["required"] is False
    assert programs.refused("services/dragons")[0] == 404


def test_where_the_interface_is_is_told(programs: Programs) -> None:
    (endpoint,) = programs.asks("discovery", {})["endpoints"]

    assert endpoint["specification"] == SPEC
    assert endpoint["url"] == "http://testserver/open311/v2"
    assert [one.text for one in programs.asks_xml("discovery", {}).iter("format")] == [
        "text/xml",
        "application/json",
    ]


def test_what_a_program_raises_waits_for_the_secretary_as_anybody_s(programs: Programs) -> None:
    (told,) = programs.sends(first_name="三", last_name="张", phone="13800138000", email="a@b.cn")
    matter = Matter.objects.get()

    assert told["service_request_id"] == "TOWER-1"
    assert told["account_id"] is None
    assert "token" not in told, "the standard has one or the other"
    assert matter.state == MatterState.RAISED
    assert (matter.title, matter.says, matter.spot) == ("电梯早高峰等十五分钟", "", "")
    assert matter.kind == MatterKind.LIFTS
    assert Voice.objects.get().who == "张三"
    assert Voice.objects.get().is_hidden
    assert programs.house.verbs()[-1] == "matter_raised"


def test_the_same_request_sent_again_raises_nothing_more_and_is_found_by_its_mark(
    programs: Programs,
) -> None:
    assert programs.refused("tokens/phone-1")[0] == 404

    first, again = (programs.sends(device_id="phone-1") for _ in range(2))
    programs.sends(device_id="\x00")

    assert first == again
    assert Matter.objects.count() == 2
    assert programs.asks("tokens/phone-1") == [
        {"service_request_id": "TOWER-1", "token": "phone-1"}
    ]


@pytest.mark.parametrize(
    ("description", "title", "says"),
    [
        ("", "电梯 (Open311)", ""),
        ("坏了", "电梯 (Open311)", "坏了"),
        ("电梯坏了 13800138000", "电梯坏了 138****8000", ""),
        ("电梯坏了\n\n第三台", "电梯坏了", "电梯坏了\n第三台"),
        ("急\n电梯坏了", "电梯: 急", "急\n电梯坏了"),
        ("长" * 61, "长" * 59 + "…", "长" * 61),
    ],
)
def test_a_description_becomes_a_title_and_what_does_not_fit_in_it(
    description: str, title: str, says: str
) -> None:
    new = read_posted({**SAYS, "description": description}).new

    assert (new.title, new.says) == (title, says)


def test_where_it_is_is_said_in_its_place_or_in_the_words(programs: Programs) -> None:
    programs.sends(**{"attribute[spot]": "12F", "address_string": "某路 1 号"})
    programs.sends(address_id="", address_string="某路 1 号")
    programs.sends(address_string="很长的地址" * 9)

    found = list(Matter.objects.order_by("number").values_list("spot", "says"))

    assert found == [("12F", ""), ("某路 1 号", ""), ("", "很长的地址" * 9)]


@pytest.mark.parametrize(
    ("sent", "error"),
    [
        ({"service_code": ""}, ServiceMissing),
        ({"service_code": "dragons"}, ServiceUnknown),
        ({"address_id": ""}, LocationMissing),
        ({"lat": "31.2"}, PointUnreadable),
        ({"lat": "nan", "long": "nan"}, PointUnreadable),
        ({"lat": "91", "long": "0"}, PointUnreadable),
        ({"description": "长" * 501}, DescriptionTooLong),
        ({"description": "长" * 480, "address_string": "远" * 41}, DescriptionTooLong),
    ],
)
def test_a_request_that_cannot_be_taken_is_refused(
    sent: dict[str, str], error: type[LinliError]
) -> None:
    with pytest.raises(error):
        read_posted({**SAYS, **sent})


def test_a_request_of_where_no_committee_is_leaves_nothing(programs: Programs) -> None:
    for sent in (
        {"address_id": "ELSEWHERE"},
        {"address_id": "TOWER\x00"},
        {"jurisdiction_id": "QU", "address_id": "", "lat": "0", "long": "0"},
        {"jurisdiction_id": "QU", "address_id": "", "address_string": "某路"},
    ):
        assert programs.sends_in_vain(**sent)[0] == 404
    assert not Matter.objects.exists()


def test_a_program_that_raises_too_much_is_told_to_wait_as_a_person(programs: Programs) -> None:
    programs.sends()
    Attempts.objects.update(count=RAISED_PER_ADDRESS.most)

    assert programs.sends_in_vain()[0] == 429


def test_what_is_reported_of_a_street_goes_to_the_nearest_building_or_to_the_street_itself(
    programs: Programs,
) -> None:
    now = programs.house.now
    steps = (
        NewPlace(PlaceLevel.DISTRICT, "QU", "一个区"),
        NewPlace(PlaceLevel.SUBDISTRICT, "JIE", "一条街道"),
        NewPlace(PlaceLevel.BUILDING, "NEAR", "近的楼"),
    )
    near = ensure_place(steps, origin=PlaceOrigin.REAL, actor="linli", now=now)
    Place.objects.filter(pk=near.pk).update(latitude=31.2501, longitude=121.49)
    found_committee(building=near, on=now.date(), by=programs.house.person, now=now)
    away = House(now, "AWAY")
    there = {**POINT, "address_id": "", "jurisdiction_id": "QU"}

    assert programs.sends(**there)[0]["service_request_id"] == "TOWER-1"
    in_street = there | {"jurisdiction_id": "JIE"}
    assert programs.sends(**in_street)[0]["service_request_id"] == "NEAR-1"

    street = Place.objects.get(code="JIE")
    found_committee(building=street, on=now.date(), by=away.person, now=now)

    assert programs.sends(**in_street)[0]["service_request_id"] == "JIE-1"
    Matter.objects.update(taken_up_at=now)
    assert ids(programs.asks("requests", {"jurisdiction_id": "JIE"})) == ["JIE-1", "NEAR-1"]
    assert programs.refused("requests/TOWER-1", {"jurisdiction_id": "JIE"})[0] == 404


def test_a_kind_is_chosen_on_the_page_too_and_need_not_be(programs: Programs) -> None:
    raised = {"title": "电梯太慢", "token": "t" * 20}
    page = programs.client.get("/matters/TOWER/raise").content.decode()

    programs.client.post("/matters/TOWER/raise", raised | {"kind": "lifts"})
    programs.client.post("/matters/TOWER/raise", raised | {"token": "u" * 20, "then": "send"})
    lost = programs.client.post("/matters/TOWER/raise", raised | {"kind": "dragons"})

    assert '<option value="lifts"' in page
    assert list(Matter.objects.order_by("number").values_list("kind", flat=True)) == [
        "lifts",
        "other",
    ]
    assert lost.status_code == 422
