//! Messages glide, unless the reader's system asks for less motion.

use harness::Page;

use crate::steps::{RUN, named};

/// Notes every place at which a message is drawn.
const NOTE: &str = r"
const places = window.places = new Set(), canvas = CanvasRenderingContext2D.prototype, draw = canvas.drawImage;
window.drawn = 0;
canvas.drawImage = function (image, ...box) {
  if (this.canvas.isConnected) { places.add(box[0] + ' ' + box[1]); window.drawn++; }
  return draw.call(this, image, ...box);
}";
/// So many that every message is drawn often on its way.
const ENOUGH: &str = "window.drawn > 600";

/// At how many places messages are seen while a lab plays.
fn places(still: bool) -> u64 {
    let page = Page::of_dist();
    page.reduced_motion(still);
    page.before_load(NOTE);
    page.open("/#/lab/first-records?at=4s");
    page.wait_for(&named("lab"), RUN);
    page.wait_gone(&named("seeking"));
    page.inject("window.places.clear(); window.drawn = 0;");
    page.click(&named("play"));
    page.wait_until(ENOUGH, RUN);
    page.eval("window.places.size").as_u64().expect("a number")
}

#[test]
fn with_reduced_motion_messages_step_along_their_ways_and_otherwise_they_glide() {
    let (steps, glides) = (places(true), places(false));
    assert!(
        steps <= 5 * 8,
        "each of a few ways has five places, and messages were at {steps}"
    );
    assert!(
        glides > 4 * steps,
        "messages were at {glides} places, and at {steps} with less motion"
    );
}
