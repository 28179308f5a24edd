import os
from tests.browsing import Visits, DESK
from tests.doorstep import Tower

def test_look(tower: Tower, visit: Visits) -> None:
    v = visit(device_scale_factor=1.5)
    p = v.go("/c/HK-A")
    shot = lambda n: p.screenshot(path=f"/tmp/w/web/{n}.png")
    shot("courier")
    p.fill("#recipient", "3821"); p.click(".btn-main"); p.wait_for_selector("#door")
    print(p.url, p.inner_text("#page"))
    shot("door")
    tower["HK-A"].opens(1)
    p.wait_for_selector("#door[data-stage=open]")
    shot("open")
    tower.clock.go(20)
    tower["HK-A"].stores(1)
    p.wait_for_selector("section.stored")
    print(p.url)
    shot("stored")
    tower["HK-A"].mood="silent"
    p.fill("#recipient", "0446"); p.click(".btn-main"); p.wait_for_selector("#door[data-stage=asking]")
    shot("asking")
    tower.clock.go(9)
    p.wait_for_selector("#door[data-stage=unanswered]")
    shot("unanswered")
    tower["HK-A"].mood="willing"
    p.click(".btn-main"); p.wait_for_selector("#door[data-stage=opening]")
    tower["HK-A"].jams(2)
    p.wait_for_selector("#door[data-stage=jammed]")
    shot("jammed")
    p.goto(p.url.split("/d/")[0]+"/c/HK-A")
    p.fill("#recipient", "😀😀😀"); p.click(".btn-main"); p.wait_for_selector("#refusal")
    shot("refused")
    p.goto(p.url.split("/c/")[0]+"/c/NONE"); shot("problem")
