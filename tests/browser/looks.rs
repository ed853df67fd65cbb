//! The page is looked at: pictures of every page in every light, kept below `target/shots`.

use harness::{Page, root};

use crate::steps::{RUN, named, open_lab};

const SIZES: [(&str, u32, u32); 2] = [("desktop", 1280, 800), ("phone", 390, 844)];

fn pictures(page: &Page, name: &str) {
    for (device, width, height) in SIZES {
        page.resize(width, height);
        for light in ["light", "dark"] {
            page.wait_until(
                &format!("document.documentElement.dataset.theme === '{light}'"),
                RUN,
            );
            page.screenshot(&root().join(format!("target/shots/{name}-{device}-{light}.png")));
            let fits = page.eval("document.documentElement.scrollWidth <= innerWidth");
            assert_eq!(fits, true, "{name} fits a {device}");
            page.click(&named("theme"));
        }
    }
}

#[test]
fn home_fits_every_screen() {
    let page = open_lab("commit");
    page.open("/#/");
    page.wait_for(&named("home"), RUN);
    pictures(&page, "home");
}

#[test]
fn a_lab_fits_every_screen() {
    let page = open_lab("commit");
    page.drag(&named("timeline"), 0.1, 0.6);
    page.click(&named("node-consumer-1"));
    page.wait_for(&named("facts"), RUN);
    pictures(&page, "commit");
}

#[test]
fn the_language_can_be_switched_and_is_kept() {
    let page = open_lab("commit");
    let english = page.text(&named("lesson"));
    page.click(&named("language"));
    page.wait_until("document.documentElement.lang === 'es'", RUN);
    assert_ne!(page.text(&named("lesson")), english);
    page.reload();
    page.wait_for(&named("lesson"), RUN);
    assert_eq!(page.eval("document.documentElement.lang"), "es");
}
