"""Chapters at 200 % zoom, every figure operated and every fold open."""

import pytest
from measured import JUDGED, MEASURE, REACHABLE, faults, judge, unfold

PLAYED = ["01_need_for_recurrence", "02_rnn", "03_vanishing_gradients", "04_gru", "05_lstm"]
PLAYED += ["06_lstm_versus_gru"]
OPERATE = """() => {
  let operated = 0;
  for (const figure of document.querySelectorAll(".book-play")) {
    for (const input of figure.querySelectorAll("input[type=range]")) {
      input.stepUp();
      input.dispatchEvent(new Event("input", {bubbles: true}));
      operated += 1;
    }
    for (const input of figure.querySelectorAll("input[type=text]")) {
      input.value = "a word";
      input.dispatchEvent(new Event("input", {bubbles: true}));
      operated += 1;
    }
    for (const button of figure.querySelectorAll("button:not([disabled])")) {
      button.click();
      operated += 1;
    }
  }
  return operated;
}"""


@pytest.mark.parametrize("chapter", PLAYED)
def test_a_chapter_at_200_percent_with_its_figures_operated_is_without_fault(
    browser, server, chapter
):
    # 200 % of a window of 1280 pixels is a window of 640 with twice as many dots.
    with browser.new_context(
        viewport={"width": 640, "height": 400}, device_scale_factor=2, service_workers="block"
    ) as context:
        tab = context.new_page()
        complaints = []
        tab.on("pageerror", lambda error: complaints.append(str(error)))
        tab.goto(f"{server}chapters/{chapter}.html", wait_until="load")
        judge(tab)
        unfold(tab)
        assert tab.evaluate(OPERATE) >= 1
        tab.wait_for_function(REACHABLE)
        seen = tab.evaluate(MEASURE)
        assert (seen["beyond"], seen["cut"], complaints) == ([], [], [])
        assert seen["width"] <= 640
        assert faults(tab, JUDGED["light"]) == []
