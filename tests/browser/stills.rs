//! What the stage shows, as a picture.

use std::fs;

use harness::{Page, root};
use serde_json::Value;

use crate::steps::{RUN, named, press_on};

/// Something flies, and two epochs are in the logs.
const MOMENT: &str = "/#/lab/failover?do=9.2s:crash:broker-1&at=22.3s";

/// Keeps what would be saved, and its name.
const KEEP: &str = "(() => {
    const make = URL.createObjectURL;
    URL.createObjectURL = blob => { window.saved = blob; return make(blob); };
    HTMLAnchorElement.prototype.click = function () { window.savedAs = this.download; };
})()";

/// Decodes the picture: its size, and how many pixels have each colour.
const PIXELS: &str = "(async () => {
    const picture = await createImageBitmap(window.saved);
    const { width, height } = picture;
    const context = Object.assign(document.createElement('canvas'), { width, height }).getContext('2d');
    context.drawImage(picture, 0, 0);
    const counts = {}, data = context.getImageData(0, 0, width, height).data;
    for (let at = 0; at < data.length; at += 4) {
        const colour = `rgb(${data[at]}, ${data[at + 1]}, ${data[at + 2]})`;
        counts[colour] = (counts[colour] ?? 0) + 1;
    }
    return { width, height, counts };
})()";

fn open(address: &str) -> Page {
    let page = Page::of_dist();
    page.open(address);
    page.wait_for(&named("lab"), RUN);
    page.wait_gone(&named("seeking"));
    page.eval_async("document.fonts.ready.then(() => true)");
    page.eval(KEEP);
    page
}

/// Takes a still and keeps it to be looked at.
fn take(page: &Page, name: &str) -> Value {
    page.eval("void (window.saved = null)");
    page.click(&named("still-save"));
    page.wait_until("window.saved", RUN);
    assert_eq!(page.eval("window.saved.type"), "image/png");
    let bytes = page.eval_async("Array.from(new Uint8Array(await window.saved.arrayBuffer()))");
    let bytes: Vec<u8> = serde_json::from_value(bytes).expect("bytes");
    let folder = root().join("target/shots");
    fs::create_dir_all(&folder).expect("a folder");
    fs::write(folder.join(format!("still-{name}.png")), bytes).expect("a file can be written");
    page.eval_async(PIXELS)
}

/// How many pixels have the colour that a part of the page has.
fn pixels(page: &Page, still: &Value, css: &str, property: &str) -> u64 {
    let colour = page.eval(&format!(
        "getComputedStyle(document.querySelector('{css}')).getPropertyValue('{property}')"
    ));
    let colour = colour.as_str().expect("a colour");
    still["counts"][colour].as_u64().unwrap_or(0)
}

#[test]
fn a_still_shows_the_nodes_the_strips_by_epoch_and_what_flies_in_either_light() {
    let page = open(MOMENT);
    for light in ["light", "dark"] {
        let is_so = format!("document.documentElement.dataset.theme === '{light}'");
        page.wait_until(&is_so, RUN);
        page.screenshot(&root().join(format!("target/shots/still-of-{light}.png")));
        let still = take(&page, light);
        assert_eq!(page.eval("window.savedAs"), "logarium-failover-22300ms.png");
        let scene = page.eval("document.querySelector('.scene').width.baseVal.value");
        let (wide, scene) = (still["width"].as_f64(), scene.as_f64());
        assert!(
            wide > scene.map(|scene| 2.0 * scene),
            "{wide:?} for {scene:?}"
        );
        for (css, property, least) in [
            (".node .box", "fill", 10_000),
            (".cell.e0 rect", "fill", 1_000),
            (".cell.e1 rect", "fill", 1_000),
            (".scene .strong", "fill", 200),
        ] {
            let found = pixels(&page, &still, css, property);
            assert!(found >= least, "{light}: {css} has {found} pixels");
        }
        let flying = ["produce", "fetch", "group", "replication", "control"]
            .map(|kind| pixels(&page, &still, ".scene", &format!("--flight-{kind}")));
        assert!(
            flying.iter().any(|found| *found > 30),
            "{light}: {flying:?}"
        );
        page.click(&named("theme"));
    }
    assert_eq!(page.console_errors(), Vec::<String>::new());
}

#[test]
fn the_palette_takes_a_still_and_two_stages_stand_side_by_side_in_it() {
    let page = open("/#/lab/acks-1?at=12s&deck=compare");
    let alone = take(&page, "alone");
    page.type_text(&named("compare-path-0"), "clients.producer-1.config.acks");
    page.type_text(&named("compare-value-0"), "all");
    press_on(&page, &named("compare-go"));
    page.wait_for("[data-test=compare-status][data-together=true]", RUN);
    let both = take(&page, "compared");
    assert_eq!(page.count(".lab-stage .scene"), 2);
    assert!(both["width"].as_u64() > Some(0) && both["counts"] != alone["counts"]);
    page.eval("void (window.saved = null)");
    page.press("/");
    page.wait_for(&named("palette"), RUN);
    page.type_text(
        &format!("{} input", named("palette")),
        "picture of the stage",
    );
    page.press("Enter");
    page.wait_until("window.saved", RUN);
}

#[test]
fn a_browser_that_makes_no_picture_is_told_of_once() {
    let page = open("/#/lab/commit");
    page.eval("void (HTMLCanvasElement.prototype.toBlob = function (made) { made(null); })");
    page.click(&named("still-save"));
    page.wait_for(&named("notice-still-failed"), RUN);
    page.click(&named("still-save"));
    assert_eq!(page.count(&named("notice-still-failed")), 1);
}

#[test]
fn from_a_file_on_disk_a_still_is_taken_too() {
    let page = Page::without_server();
    page.open_file(&harness::dist().join("logarium.html"));
    page.wait_until("window.logarium", RUN);
    page.eval("location.hash = '#/lab/commit'");
    page.wait_for(&named("lab"), RUN);
    page.eval(KEEP);
    let still = take(&page, "file");
    assert!(
        still["counts"]
            .as_object()
            .is_some_and(|colours| colours.len() > 20)
    );
}
