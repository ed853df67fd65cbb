//! What a reader's system asks for: paper, more contrast, its own colours, a screen magnified twice.

use harness::{Page, root};

use crate::steps::{RUN, named};

/// A lab with two leader epochs in its logs.
const EPOCHS: &str = "/#/lab/failover?do=9.2s:crash:broker-1&at=22s&select=broker-2";

fn open(link: &str) -> Page {
    let page = Page::of_dist();
    page.open(link);
    page.wait_for(&named("lab"), RUN);
    page.wait_gone(&named("seeking"));
    page
}

fn picture(page: &Page, name: &str) {
    page.screenshot(&root().join(format!("target/shots/{name}.png")));
}

/// How many elements of a kind take up room.
fn shown(css: &str) -> String {
    format!(
        "[...document.querySelectorAll('{css}')].filter(part => part.getClientRects().length > 0).length"
    )
}

#[test]
fn on_paper_a_lab_is_its_text_and_its_questions_and_nothing_else() {
    let page = open("/#/lab/failover");
    page.on_paper(true);
    picture(&page, "paper");
    let steps = page.eval("document.querySelectorAll('.step').length");
    let texts = page.eval(&shown(".step-body, .step-print"));
    assert_eq!(texts, steps, "every step has its text");
    assert!(
        page.eval(&shown(".step-print li")).as_u64() > Some(3),
        "and its answers"
    );
    for chrome in [
        ".top",
        ".tabs",
        ".lab-stage",
        ".deck-handles",
        ".pane-side",
        ".lab-transport",
        ".lesson .button",
    ] {
        assert_eq!(page.eval(&shown(chrome)), 0, "{chrome}");
    }
    page.on_paper(false);
    assert_eq!(page.eval(&shown(".step-print")), 0);
}

#[test]
fn with_more_contrast_lines_are_as_strong_as_letters() {
    let page = open(EPOCHS);
    let line = "getComputedStyle(document.querySelector('.top')).borderBottomColor";
    let before = page.eval(line);
    page.more_contrast(true);
    assert_ne!(page.eval(line), before);
    picture(&page, "more-contrast");
}

#[test]
fn in_the_systems_colours_boxes_have_borders_and_epochs_differ_in_more_than_colour() {
    let page = open(EPOCHS);
    page.forced_colours(true);
    picture(&page, "forced-colours");
    let style = |css: &str, property: &str| {
        page.eval(&format!(
            "getComputedStyle(document.querySelector('{css}')).{property}"
        ))
    };
    assert_ne!(style(".scene .box", "fill"), style(".scene .box", "stroke"));
    assert_ne!(
        style(".cell.e0 > rect", "strokeWidth"),
        style(".cell.e1 > rect", "strokeWidth")
    );
    page.press("Tab");
    assert_ne!(
        page.eval("getComputedStyle(document.activeElement).outlineStyle"),
        "none"
    );
}

#[test]
fn magnified_twice_a_lab_scrolls_down_and_not_sideways() {
    for link in ["/#/lab/failover", EPOCHS] {
        let page = open(link);
        page.resize(640, 400);
        picture(&page, "magnified");
        assert_eq!(page.eval("document.documentElement.scrollWidth"), 640);
        page.eval("document.querySelector('[data-test=tab-text]').click()");
        page.wait_until(
            "document.querySelector('[data-test=lesson]').getClientRects().length > 0",
            RUN,
        );
        let room = "(pane => pane.scrollHeight <= pane.clientHeight)(document.getElementById('panel-text'))";
        assert_eq!(
            page.eval(room),
            true,
            "the text has all the room that it needs"
        );
        page.eval("window.scrollTo(0, 1e6)");
        let end = "document.querySelector('.steps').getBoundingClientRect().bottom <= innerHeight";
        assert_eq!(page.eval(end), true, "the page's end can be reached");
    }
}
