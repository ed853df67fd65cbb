//! Pictures of the built page in `target/shots/`: home and every lab, wide and narrow, light and dark; of labs also
//! after some events. And the few that the README shows, in `docs/pictures/`.

use std::fs;
use std::time::Duration;

use harness::{Page, root};

const SIZES: [(u32, u32); 2] = [(1280, 800), (390, 844)];
/// Enough marks for a cluster to be up and at work.
const EVENTS: u32 = 8;
/// How long a page may take.
const PATIENCE: Duration = Duration::from_secs(30);

/// What the README shows: a name, whether it is dark, and where it is.
const README: [(&str, bool, &str); 4] = [
    (
        "workbench-light",
        false,
        "/#/lab/first-records?at=7.42s&select=broker-1",
    ),
    (
        "workbench-dark",
        true,
        "/#/lab/failover?do=9.2s:crash:broker-1&at=22.3s&select=broker-2",
    ),
    (
        "diagram",
        false,
        "/#/lab/failover?do=9.2s:crash:broker-1&at=9.5s&deck=diagram",
    ),
    ("sandbox", false, "/#/sandbox"),
];

fn main() {
    for (name, dark, path) in README {
        let page = open(path, SIZES[0], dark);
        page.wait_for("[data-test=lab], [data-test=sandbox]", PATIENCE);
        if name == "sandbox" {
            page.click("[data-test=template-three-brokers]");
            page.wait_for("[data-test=setup]", PATIENCE);
            page.drag("[data-test=timeline]", 0.0, 0.5);
        }
        settle(&page);
        let file = format!("docs/pictures/{name}.webp");
        page.small_screenshot(&root().join(&file));
        println!("    {file}");
    }
    let mut views = vec![("home".to_string(), "/#/".to_string())];
    views.extend(labs().map(|lab| (lab.clone(), format!("/#/lab/{lab}"))));
    for (name, path) in views {
        for (width, height) in SIZES {
            for (dark, scheme) in [(false, "light"), (true, "dark")] {
                let page = open(&path, (width, height), dark);
                let file =
                    |what: &str| format!("target/shots/{what}-{width}x{height}-{scheme}.png");
                take(&page, &file(&name));
                if path.starts_with("/#/lab/") {
                    for _ in 0..EVENTS {
                        page.press("Shift+ArrowRight");
                        settle(&page);
                    }
                    take(&page, &file(&format!("{name}-running")));
                }
            }
        }
    }
}

fn open(path: &str, (width, height): (u32, u32), dark: bool) -> Page {
    let page = Page::of_dist();
    page.resize(width, height);
    page.dark(dark);
    page.reduced_motion(true);
    page.open(path);
    page.wait_until("window.logarium", PATIENCE);
    page.eval_async("document.fonts.ready.then(() => true)");
    page
}

/// Waits until the page is where time was going.
fn settle(page: &Page) {
    page.wait_until("!document.querySelector('[data-test=seeking]')", PATIENCE);
}

fn take(page: &Page, file: &str) {
    page.screenshot(&root().join(file));
    println!("    {file}");
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
