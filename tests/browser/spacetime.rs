//! The space-time diagram: chosen, gone to, and taken along.

use harness::{Page, root};
use lab::link;
use view::saying::Saying;
use view::spacetime::{Diagram, Options, Range, Traffic};

use crate::steps::{RUN, named, open_lab, press_on, tab_to};

/// A run of three brokers whose leader crashed, shown at rest a while before that.
const MOMENT: &str = "#/lab/failover?do=9s:crash:broker-1&at=9.5s&until=10s&deck=diagram";
const ARROWS: &str = "[data-test=diagram] [data-test^=arrow-]";

fn open_diagram(moment: &str) -> Page {
    let page = Page::of_dist();
    page.open(&format!("/{moment}"));
    page.wait_for(ARROWS, RUN);
    page
}

/// What the engine says there is to draw.
fn native(moment: &str, options: &Options) -> Diagram {
    let opened = link::open(moment).expect("it names a built-in lab");
    Diagram::of(&opened.session, options)
}

fn shows(page: &Page, count: usize) {
    let drawn = format!("document.querySelectorAll('{ARROWS}').length === {count}");
    page.wait_until(&drawn, RUN);
}

#[test]
fn the_diagram_is_opened_below_the_stage_and_follows_time_when_it_rests() {
    let page = open_lab("first-records");
    press_on(&page, &named("deck-diagram"));
    page.wait_for(&named("diagram-box"), RUN);
    assert!(!page.exists(ARROWS), "nothing is on its way yet");
    page.drag(&named("timeline"), 0.1, 0.5);
    page.wait_for(ARROWS, RUN);
    assert_eq!(page.count(&named("diagram-playhead")), 1);
    press_on(&page, &named("play"));
    page.wait_for(&named("diagram-waits"), RUN);
    press_on(&page, &named("play"));
    page.wait_gone(&named("diagram-waits"));
    assert_eq!(page.console_errors(), Vec::<String>::new());
}

#[test]
fn a_stretch_is_chosen_and_shows_what_the_engine_says() {
    let page = open_diagram(MOMENT);
    shows(&page, native(MOMENT, &Options::default()).arrows.len());
    page.choose(&named("diagram-range"), "1");
    let last = Options {
        range: Range::Last(1_000_000),
        ..Options::default()
    };
    shows(&page, native(MOMENT, &last).arrows.len());
    page.type_text(&named("diagram-from"), "7");
    page.press("Tab");
    page.type_text(&named("diagram-to"), "8.2");
    page.press("Tab");
    let between = Options {
        range: Range::Between(7_000_000, 8_200_000),
        ..Options::default()
    };
    let expected = native(MOMENT, &between).arrows.len();
    assert!(expected > 0);
    shows(&page, expected);
    assert_eq!(
        page.eval("document.querySelector('[data-test=diagram-range]').value"),
        "between"
    );
}

#[test]
fn kinds_of_messages_and_lanes_are_left_out_and_taken_in() {
    let page = open_diagram(MOMENT);
    press_on(&page, &named("diagram-traffic"));
    page.click(&named("traffic-produce"));
    page.wait_gone(&format!("{ARROWS}.kind-produce"));
    page.click(&named("traffic-heartbeat"));
    let mut options = Options::default();
    options.traffic.remove(&Traffic::Produce);
    options.traffic.insert(Traffic::Heartbeat);
    shows(&page, native(MOMENT, &options).arrows.len());
    press_on(&page, &named("diagram-nodes"));
    page.click(&named("lane-controller"));
    let names = "[...document.querySelectorAll('.st-name')].some(name => name.textContent.includes('controller'))";
    page.wait_until(&format!("!({names})"), RUN);
    page.click(&named("lane-controller"));
    page.wait_until(names, RUN);
}

#[test]
fn time_goes_to_the_message_that_is_clicked_and_the_picture_stays() {
    let page = open_diagram(MOMENT);
    let before = page.count(ARROWS);
    let now = "document.querySelector('[data-test=timeline]').getAttribute('aria-valuetext')";
    assert_eq!(page.eval(now), "9.500 s");
    // The driver would scroll it below the names.
    let message = "[data-test^=arrow-].kind-produce .st-line";
    page.eval(&format!(
        "document.querySelector('{message}').scrollIntoView({{ block: 'center' }})"
    ));
    page.click(message);
    page.wait_until(&format!("{now} !== '9.500 s'"), RUN);
    page.wait_for(&named("facts"), RUN);
    shows(&page, before);
    assert_eq!(page.count(&named("diagram-playhead")), 1);
}

#[test]
fn the_keyboard_goes_from_message_to_message() {
    let page = open_diagram(MOMENT);
    tab_to(&page, "[data-test=diagram] [tabindex='0']");
    let here = "document.activeElement.id";
    assert_eq!(page.eval(here), "diagram-0");
    page.press("ArrowDown");
    page.press("ArrowDown");
    page.press("ArrowUp");
    assert_eq!(page.eval(here), "diagram-1");
    let now = "document.querySelector('[data-test=timeline]').getAttribute('aria-valuetext')";
    page.press("Enter");
    page.wait_until(&format!("{now} !== '9.500 s'"), RUN);
    tab_to(&page, &named("diagram-list"));
    page.press("Enter");
    page.wait_for(&named("diagram-listed"), RUN);
    assert_eq!(
        page.count("[data-test=diagram-listed] > li"),
        page.count(ARROWS)
    );
}

#[test]
fn the_diagram_is_taken_along_as_a_picture_and_as_text() {
    let page = open_diagram(MOMENT);
    page.eval(
        "(() => { const make = URL.createObjectURL; \
         URL.createObjectURL = blob => { window.saved = blob; return make(blob); }; })()",
    );
    press_on(&page, &named("diagram-save"));
    page.wait_until("window.saved", RUN);
    let svg = page.eval_async("await window.saved.text()");
    let svg = svg.as_str().expect("it is text");
    let native = native(MOMENT, &Options::default());
    assert!(svg.starts_with("<svg xmlns="));
    assert_eq!(svg.matches("class=\"tip\"").count(), native.arrows.len());
    assert_eq!(page.eval("window.saved.type"), "image/svg+xml");
    // The page's own policy forbids what the picture brings for other documents: its style.
    let bare = "(await window.saved.text()).replace(/<style>[^]*<.style>/, '')";
    let parsed = format!(
        "new DOMParser().parseFromString({bare}, 'image/svg+xml').querySelectorAll('parsererror').length"
    );
    assert_eq!(page.eval_async(&parsed), 0);

    press_on(&page, &named("diagram-copy"));
    page.wait_for(&named("text-field"), RUN);
    let text = page.eval("document.querySelector('[data-test=text-field]').value");
    let text = text.as_str().expect("it is text").to_owned();
    let lines = |text: &str| text.lines().count();
    let say = |saying: &Saying| saying.key.to_owned();
    assert!(text.starts_with("sequenceDiagram\n"));
    assert!(text.contains(" as broker-1\n") && text.contains("->>"));
    assert_eq!(lines(&text), lines(&native.mermaid("failover", &say)));
    assert_eq!(page.console_errors(), Vec::<String>::new());
}

#[test]
fn the_diagram_fits_every_screen() {
    let page = open_diagram(MOMENT);
    for (device, width, height) in [("desktop", 1280, 800), ("phone", 390, 844)] {
        page.resize(width, height);
        for light in ["light", "dark"] {
            let is_so = format!("document.documentElement.dataset.theme === '{light}'");
            page.wait_until(&is_so, RUN);
            page.screenshot(&root().join(format!("target/shots/diagram-{device}-{light}.png")));
            let fits = page.eval(&format!("document.documentElement.scrollWidth <= {width}"));
            assert_eq!(fits, true, "it fits a {device}");
            page.click(&named("theme"));
        }
    }
    page.eval("document.querySelector('[data-test=diagram-box]').scrollIntoView()");
    page.screenshot(&root().join("target/shots/diagram-phone-scrolled.png"));
}
