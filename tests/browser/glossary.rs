//! Kafka's terms, looked up while a lab is open.

use harness::{Page, root};

use crate::steps::{RUN, named, open_lab, press_on, tab_to};

const TERMS: &str = "[data-test=glossary] .terms dt";

#[test]
fn the_glossary_is_opened_searched_and_left_with_the_keyboard_alone() {
    let page = open_lab("commit");
    tab_to(&page, &named("play"));
    page.press("g");
    page.wait_for(&named("glossary"), RUN);
    assert!(has_focus(&page, "glossary-search"), "one can type at once");
    assert!(page.count(TERMS) > 40, "{}", page.count(TERMS));
    page.type_text(&named("glossary-search"), "high water");
    page.wait_until(
        &format!("document.querySelectorAll('{TERMS}').length < 20"),
        RUN,
    );
    let first = format!("document.querySelector('{TERMS}').innerText");
    assert_eq!(page.eval(&first), "high watermark");
    assert!(page.exists(&named("term-high-watermark")));
    tab_to(&page, &named("glossary-close"));
    page.press("Escape");
    page.wait_gone(&named("glossary"));
    assert!(has_focus(&page, "play"), "the focus is where it was");
    assert_eq!(page.console_errors(), Vec::<String>::new());
}

#[test]
fn the_keys_and_signs_lead_to_the_glossary() {
    let page = open_lab("commit");
    page.press("?");
    page.wait_for(&named("help"), RUN);
    press_on(&page, &named("glossary-open"));
    page.wait_for(&named("glossary"), RUN);
    assert!(!page.exists(&named("help")), "one dialog at a time");
    page.press("Escape");
    page.wait_gone(&named("glossary"));
}

#[test]
fn a_term_is_found_by_the_word_that_another_language_has_for_it() {
    let page = open_lab("commit");
    page.click(&named("language"));
    page.wait_until("document.documentElement.lang === 'es'", RUN);
    page.press("g");
    page.wait_for(&named("glossary"), RUN);
    page.type_text(&named("glossary-search"), "batch");
    let first = format!("document.querySelector('{TERMS}').innerText.trim()");
    page.wait_until(&format!("{first}.startsWith('lote')"), RUN);
    let elsewhere = format!("{} small[lang=en]", named("term-batch"));
    page.wait_text(&elsewhere, "batch");
    page.type_text(&named("glossary-search"), " of nothing");
    page.wait_gone(TERMS);
    page.wait_text(&named("glossary-count"), "Ningún término tiene eso.");
}

#[test]
fn what_a_config_does_is_said_in_the_language_of_the_page() {
    let page = open_lab("commit");
    page.click(&named("language"));
    page.wait_until("document.documentElement.lang === 'es'", RUN);
    page.click(&named("node-consumer-1"));
    let config = named("config-auto.commit.interval.ms");
    page.wait_for(&config, RUN);
    page.click(&config);
    let said = format!("document.querySelector('{config}').parentElement.innerText");
    page.wait_until(&format!("{said}.includes('Cada cuánto lo hace.')"), RUN);
}

#[test]
fn the_glossary_fits_every_screen() {
    let page = open_lab("commit");
    for (name, width, height) in [("desktop", 1280, 800), ("phone", 390, 844)] {
        page.resize(width, height);
        page.press("g");
        page.wait_for(&named("glossary"), RUN);
        let within = "(() => { const box = document.querySelector('[data-test=glossary]').getBoundingClientRect();
            return box.left >= 0 && box.top >= 0 && box.right <= innerWidth && box.bottom <= innerHeight; })()";
        assert_eq!(page.eval(within), true, "{name}");
        for dark in [false, true] {
            let light = if dark { "dark" } else { "light" };
            page.eval(&format!(
                "document.documentElement.dataset.theme = '{light}'"
            ));
            page.screenshot(&root().join(format!("target/shots/glossary-{name}-{light}.png")));
        }
        page.press("Escape");
        page.wait_gone(&named("glossary"));
    }
}

fn has_focus(page: &Page, name: &str) -> bool {
    let focused = page.eval("document.activeElement?.dataset.test ?? ''");
    focused == name
}
