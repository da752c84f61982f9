"""What a chart says of the point that somebody points at: the row of its figures."""

from __future__ import annotations

from playwright.sync_api import Browser, expect

from .scene import Scene
from .site import sign_in


def test_a_point_says_its_figures(chromium: Browser, hostile_site: Scene) -> None:
    context = sign_in(chromium, hostile_site.server)
    page = context.new_page()
    page.goto(f"/developers/{hostile_site.values['workspace_id']}/usage?period=month")
    for number in range(page.locator(".chart").count()):
        chart = page.locator(".chart").nth(number)
        box = chart.locator("svg").bounding_box()
        assert box is not None
        # The last point; of a chart by key there is one.
        page.mouse.move(box["x"] + box["width"] - 12, box["y"] + 40)
        cells = [*chart.locator("tbody tr").last.locator("th, td").all_text_contents()]
        heads = chart.locator("thead th").all_text_contents()
        said = [cells[0], *(f"{head}: {value}" for head, value in zip(heads[1:], cells[1:], strict=True))]
        expect(page.locator(".tip")).to_have_text("\n".join(said))
        expect(page.locator("rect.hover")).to_have_count(1)
        page.mouse.move(2, 2)
        expect(page.locator(".tip")).to_have_count(0)
    context.close()


def test_the_days_of_the_status_page_say_what_they_were(chromium: Browser, hostile_site: Scene) -> None:
    context = chromium.new_context(base_url=hostile_site.server.url)
    page = context.new_page()
    page.goto("/status")
    box = page.locator(".bars svg").first.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 1, box["y"] + 10)
    expect(page.locator(".tip")).to_contain_text("not measured")
    page.mouse.move(box["x"] + box["width"] - 1, box["y"] + 10)
    expect(page.locator(".tip")).not_to_contain_text("not measured")
    context.close()
