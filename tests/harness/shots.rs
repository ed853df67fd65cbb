//! Pictures of the built page in `target/shots/`: home and every lab, wide and narrow, light and dark; of labs also
//! after some events.

use std::fs;
use std::time::Duration;

use harness::{Page, root};

const SIZES: [(u32, u32); 2] = [(1280, 800), (390, 844)];
/// Enough marks for a cluster to be up and at work.
const EVENTS: u32 = 8;

fn main() {
    let mut views = vec![("home".to_string(), "/#/".to_string())];
    views.extend(labs().map(|lab| (lab.clone(), format!("/#/lab/{lab}"))));
    for (name, path) in views {
        for (width, height) in SIZES {
            for (dark, scheme) in [(false, "light"), (true, "dark")] {
                let page = Page::of_dist();
                page.resize(width, height);
                page.dark(dark);
                page.reduced_motion(true);
                page.open(&path);
                page.wait_until("window.logarium", Duration::from_secs(30));
                page.eval_async("document.fonts.ready.then(() => true)");
                let take = |what: &str| {
                    let file = format!("target/shots/{what}-{width}x{height}-{scheme}.png");
                    page.screenshot(&root().join(&file));
                    println!("    {file}");
                };
                take(&name);
                if path.starts_with("/#/lab/") {
                    for _ in 0..EVENTS {
                        page.press("Shift+ArrowRight");
                        page.wait_until(
                            "!document.querySelector('[data-test=seeking]')",
                            Duration::from_secs(30),
                        );
                    }
                    take(&format!("{name}-running"));
                }
            }
        }
    }
}

/// The folders of `labs/` that hold a lab, by name.
fn labs() -> impl Iterator<Item = String> {
    let folder = root().join("labs");
    let mut names: Vec<String> = fs::read_dir(&folder)
        .unwrap_or_else(|e| panic!("{}: {e}", folder.display()))
        .filter_map(Result::ok)
        .filter(|entry| entry.path().join("lab.json").is_file())
        .filter_map(|entry| entry.file_name().into_string().ok())
        .collect();
    names.sort();
    names.into_iter()
}
