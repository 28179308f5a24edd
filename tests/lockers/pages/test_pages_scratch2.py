import os
from tests.browsing import Visits, DESK
from tests.doorstep import Tower, raise_tower, Clock
from linli.lockers import access
from linli.lockers.actions import doors, line
from linli.lockers.rules.recipients import Recipient
from linli.people.actions import ensure_person, make_sign_in_link
from linli.wire.messages import *

def put(t, cab, tail, size=Size.S, n=[0]):
    n[0]+=1
    d = doors.deposit_at_door(cabinet=cab, recipient=Recipient(tail=tail), size=size, token=f"tok-{n[0]:020d}", now=t.clock.at)
    return d

def test_owner(tower: Tower, visit: Visits) -> None:
    d = put(tower, "HK-A", "3821"); tower["HK-A"].stores(1)
    tower.clock.go(600)
    link = "/p/"+access.owner_link(d.deposit)
    for name, how, q in (("owner", {}, ""), ("owner_large", {}, "?big=1"), ("owner_dark", {"color_scheme":"dark"}, ""), ("owner_320", {"viewport":{"width":320,"height":640}}, "?big=1")):
        v = visit(device_scale_factor=1.5, **how)
        p = v.go(link+q)
        p.screenshot(path=f"/tmp/w/web/{name}.png")
    p.click("summary"); p.screenshot(path="/tmp/w/web/owner_code.png")
    v = visit(device_scale_factor=1.5)
    p = v.go(link)
    p.click(".btn-main"); p.wait_for_selector("[data-stage=opening]"); tower["HK-A"].opens(1, State.OPEN_P); p.wait_for_selector("[data-stage=open]")
    p.wait_for_timeout(300)
    p.screenshot(path="/tmp/w/web/owner_open.png")
    tower["HK-A"].gives(1); p.wait_for_selector("[data-stage=picked]"); p.screenshot(path="/tmp/w/web/owner_picked.png")
    p = v.go("/c/HK-A/pickup"); p.fill("#code", "12345678"); p.click(".btn-main"); p.wait_for_selector("#refusal"); p.screenshot(path="/tmp/w/web/by_code.png")

def test_board(transactional_db: None, clock: Clock, visit: Visits) -> None:
    tower = raise_tower(clock, cabinets=3, doors=48); line.connect(tower)
    t = tower
    t.quiet.add("HK-C")
    for cab, n in (("HK-A", 18),("HK-B", 9)):
        for i in range(n):
            d = put(t, cab, f"{1000+i*37}", [Size.S,Size.S,Size.M,Size.L][i%4])
            t[cab].stores(d.comp); t.clock.go(7)
    from linli.lockers.models import Deposit, Compartment, Cabinet
    c = t["HK-A"]
    codes = list(Deposit.objects.filter(cabinet__code="HK-A").order_by("pk").values_list("code","comp"))
    for code, comp in codes[3:8]:
        doors.pick_up(deposit=code, cid="cid-"+code, now=clock.at); c.gives(comp)
    c.says(EventType.SANI_START, codes[3][1], State.SANI)
    c.says(EventType.SANI_START, codes[4][1], State.SANI); c.says(EventType.SANI_END, codes[4][1], State.FREE)
    d = put(t, "HK-A", "7720"); c.opens(d.comp); clock.go(60); c.says(EventType.LEFT_OPEN, d.comp, State.OPEN_D, d.deposit)
    d = put(t, "HK-A", "7721"); c.jams(d.comp)
    c.says(EventType.FORCED, 40, State.CHECK)
    c.says(EventType.BLOCKED, 41, State.OOS)
    c.says(EventType.HOLD_EXPIRED, codes[0][1], State.OCC, codes[0][0])
    c.says(EventType.HOLD_EXPIRED, codes[1][1], State.OCC, codes[1][0])
    Cabinet.objects.filter(code="HK-C").update(heard_at=clock.at)
    clock.go(200)
    from django.db import connection
    k = "t"*24
    from linli.kernel import clock as kc
    make_sign_in_link(person=ensure_person(handle="owner", name="管理员", now=clock.at), token=k, now=clock.at)
    v = visit(viewport=DESK)
    p = v.go("/"); p.screenshot(path="/tmp/w/web/welcome.png")
    p = v.go("/start?k="+k); p.screenshot(path="/tmp/w/web/start.png")
    p.click(".btn-main"); p.wait_for_url("**/"); p.screenshot(path="/tmp/w/web/home.png", full_page=True)
    p.click(".btn-main"); p.wait_for_selector("#doors"); p.screenshot(path="/tmp/w/web/board.png")
    p.wait_for_timeout(1500)
    p.click(f"#HK-A-{codes[0][1]}"); p.wait_for_selector("#drawer h2"); p.wait_for_timeout(200); p.screenshot(path="/tmp/w/web/board_drawer.png")
    p.click("#drawer .btn-primary"); p.wait_for_timeout(300)
    p.fill("#reason", "超过保存时限"); p.click("#drawer .btn-primary"); p.wait_for_selector("#asked"); p.wait_for_timeout(1200); p.screenshot(path="/tmp/w/web/board_recalled.png")
    p.set_viewport_size({"width":360,"height":640}); p.goto(p.url); p.screenshot(path="/tmp/w/web/board_360.png")
    p.click(f"#HK-A-{codes[1][1]}"); p.wait_for_selector("#drawer h2"); p.wait_for_timeout(300); p.screenshot(path="/tmp/w/web/board_360_drawer.png")
    p.goto(p.url); p.screenshot(path="/tmp/w/web/board_360_full.png", full_page=True)
    p.goto(p.url.split("/board")[0]+"/"); p.screenshot(path="/tmp/w/web/home_360.png", full_page=True)
