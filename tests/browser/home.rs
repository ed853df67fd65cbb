//! The first page: it explains itself, and already moves.

use harness::Page;

use crate::steps::{RUN, named};

/// How many frames of three seconds show another picture of what flies than the one before, and how many there are.
const FRAMES: &str = "(async () => {
    const canvas = document.querySelector('[data-test=hero] canvas');
    let frames = 0, changes = 0, last = null;
    const end = performance.now() + 3000;
    while (performance.now() < end) {
        const now = await new Promise(done => requestAnimationFrame(() => done(canvas.toDataURL())));
        frames += 1;
        changes += Number(last !== null && now !== last);
        last = now;
    }
    return { frames, changes };
})()";

const MOMENT: &str = "document.querySelector('[data-test=hero-moment]').textContent";

fn open(still: bool) -> Page {
    let page = Page::of_dist();
    page.reduced_motion(still);
    page.open("/");
    page.wait_for(&named("hero"), RUN);
    page
}

#[test]
fn the_cluster_of_home_moves_without_a_click_and_can_be_stopped() {
    let page = open(false);
    let first = page.eval(MOMENT);
    page.wait_until(&format!("{MOMENT} !== {first}"), RUN);
    page.click(&named("hero-toggle"));
    let stopped = page.eval(MOMENT);
    let stands = page.eval_async(FRAMES);
    assert_eq!(
        (&page.eval(MOMENT), &stands["changes"]),
        (&stopped, &0.into())
    );
    page.click(&named("hero-toggle"));
    page.wait_until(&format!("{MOMENT} !== {stopped}"), RUN);
}

#[test]
fn with_reduced_motion_what_flies_on_home_steps_and_does_not_glide() {
    let share = |still: bool| {
        let seen = open(still).eval_async(FRAMES);
        let (frames, changes) = (seen["frames"].as_f64(), seen["changes"].as_f64());
        changes.expect("a number") / frames.expect("a number")
    };
    let (glides, steps) = (share(false), share(true));
    assert!(steps > 0.0, "it moves");
    assert!(
        steps < glides / 2.0,
        "{steps} of the frames change, {glides} where it glides"
    );
}

#[test]
fn the_first_screen_leads_to_a_lab_and_to_the_sandbox_on_a_phone_too() {
    for (width, height) in [(1280, 800), (390, 844)] {
        let page = open(false);
        page.resize(width, height);
        for language in ["en", "es"] {
            page.wait_until(
                &format!("document.documentElement.lang === '{language}'"),
                RUN,
            );
            for name in ["start", "open-sandbox", "hero"] {
                let top = format!(
                    "document.querySelector('{}').getBoundingClientRect()",
                    named(name)
                );
                assert_eq!(
                    page.eval(&format!("{top}.top < innerHeight - 100")),
                    true,
                    "{name}"
                );
            }
            page.screenshot(
                &harness::root().join(format!("target/shots/home-{width}-{language}.png")),
            );
            page.click(&named("language"));
        }
        page.click(&named("open-sandbox"));
        page.wait_for(&named("sandbox"), RUN);
    }
}
