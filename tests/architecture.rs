//! What Cargo cannot check: which rooms may see which crates and rooms, and that no file has outgrown one idea.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// No source file has more lines than this; a table of data is no idea and may have more.
const LONGEST_FILE: usize = 500;
const TABLES: [&str; 1] = ["src/engine/config/unmodelled.rs"];

/// The rooms in the order of dependence: each sees only those before it.
const ROOMS: [&str; 7] = ["engine", "schema", "sim", "lab", "real", "view", "web"];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Every crate that a room pulls in when built for the browser.
fn dependencies(room: &str) -> BTreeSet<String> {
    let output = Command::new(env!("CARGO"))
        .current_dir(root())
        .args([
            "tree",
            "--package",
            room,
            "--edges",
            "normal",
            "--prefix",
            "none",
            "--format",
            "{lib}",
        ])
        .args([
            "--target",
            "wasm32-unknown-unknown",
            "--locked",
            "--offline",
        ])
        .output()
        .expect("cargo runs");
    assert!(
        output.status.success(),
        "cargo tree: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8_lossy(&output.stdout)
        .lines()
        .map(|line| line.trim_end_matches(" (*)").to_owned())
        .collect()
}

fn files(folder: &Path, ending: &str, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("the folder is there") {
        let path = entry.expect("the entry can be read").path();
        if path.is_dir() {
            files(&path, ending, found);
        } else if path
            .extension()
            .is_some_and(|extension| extension == ending)
        {
            found.push(path);
        }
    }
}

fn sources() -> Vec<PathBuf> {
    let mut found = Vec::new();
    for folder in ["src", "tests", "benches", "xtask"] {
        files(&root().join(folder), "rs", &mut found);
    }
    found
}

fn name(path: &Path) -> String {
    path.strip_prefix(root())
        .unwrap_or(path)
        .display()
        .to_string()
        .replace('\\', "/")
}

#[test]
fn a_room_sees_only_the_rooms_before_it() {
    for (place, room) in ROOMS.iter().enumerate() {
        let seen = dependencies(room);
        for later in &ROOMS[place + 1..] {
            assert!(!seen.contains(*later), "{room} sees {later}");
        }
    }
}

#[test]
fn engine_and_sim_know_no_chance_no_avro_and_no_browser() {
    for room in ["engine", "sim"] {
        let seen = dependencies(room);
        for banned in [
            "getrandom",
            "apache_avro",
            "yew",
            "web_sys",
            "wasm_bindgen",
            "js_sys",
        ] {
            assert!(!seen.contains(banned), "{room} pulls in {banned}");
        }
    }
}

#[test]
fn the_judge_knows_nothing_of_what_it_judges() {
    let seen = dependencies("judge");
    for other in ROOMS
        .iter()
        .chain(&["tank", "logarium", "rand", "getrandom"])
    {
        assert!(!seen.contains(*other), "the judge sees {other}");
    }
}

#[test]
fn what_a_lab_would_be_with_real_tools_is_text_and_nobody_below_the_page_has_need_of_it() {
    let seen = dependencies("real");
    for other in ["view", "web", "yew", "web_sys", "wasm_bindgen", "getrandom"] {
        assert!(!seen.contains(other), "real sees {other}");
    }
    assert!(!dependencies("view").contains("real"), "view sees real");
}

#[test]
fn the_engine_knows_no_dice() {
    assert!(!dependencies("engine").contains("rand"));
}

#[test]
fn cargo_test_builds_no_yew() {
    let manifest = fs::read_to_string(root().join("Cargo.toml")).expect("the manifest is there");
    let members = manifest
        .lines()
        .find(|line| line.starts_with("default-members"))
        .expect("default-members are set");
    assert!(!members.contains("src/web"));
}

#[test]
fn every_deterministic_room_has_the_same_bans() {
    let bans = |room: &str| {
        fs::read_to_string(root().join("src").join(room).join("clippy.toml")).expect("it is there")
    };
    for room in ["judge", "schema", "sim", "lab", "real", "view"] {
        assert_eq!(bans(room), bans("engine"), "src/{room}/clippy.toml");
    }
}

#[test]
fn no_file_has_outgrown_one_idea() {
    let too_long = sources().into_iter().filter_map(|path| {
        let lines = fs::read_to_string(&path)
            .expect("the file can be read")
            .lines()
            .count();
        (lines > LONGEST_FILE && !TABLES.contains(&name(&path).as_str()))
            .then(|| format!("{} has {lines} lines", name(&path)))
    });
    assert_eq!(too_long.collect::<Vec<_>>(), Vec::<String>::new());
}

/// Where the module of a file is to be declared, and its name; none for roots of crates.
fn declared(path: &Path) -> Option<(Vec<PathBuf>, String)> {
    let stem = path.file_stem()?.to_str()?;
    let parent = path.parent()?;
    if parent.ends_with("tests") && parent.with_file_name("Cargo.toml").is_file() {
        return None;
    }
    let (folder, module) = match stem {
        "lib" | "main" | "build" => return None,
        "mod" => (
            path.parent()?.parent()?,
            path.parent()?.file_name()?.to_str()?,
        ),
        _ => (path.parent()?, stem),
    };
    let beside = folder.with_extension("rs");
    let within = ["mod.rs", "lib.rs", "main.rs"].map(|name| folder.join(name));
    let parents = within.into_iter().chain([beside]);
    Some((
        parents.filter(|parent| parent.is_file()).collect(),
        module.to_owned(),
    ))
}

#[test]
fn no_file_of_a_room_is_left_over() {
    let lost = sources().into_iter().filter(|path| {
        let Some((parents, module)) = declared(path) else {
            return false;
        };
        let declaration = format!("mod {module};");
        let declares = |parent: &PathBuf| {
            let text = fs::read_to_string(parent).expect("the file can be read");
            text.lines()
                .any(|line| line.trim_end().ends_with(&declaration))
        };
        path.starts_with(root().join("src")) && !parents.iter().any(declares)
    });
    assert_eq!(
        lost.map(|path| name(&path)).collect::<Vec<_>>(),
        Vec::<String>::new()
    );
}

#[test]
fn every_file_says_what_it_is() {
    let silent = sources().into_iter().filter(|path| {
        !fs::read_to_string(path)
            .expect("the file can be read")
            .starts_with("//!")
    });
    assert_eq!(
        silent.map(|path| name(&path)).collect::<Vec<_>>(),
        Vec::<String>::new()
    );
}

#[test]
fn nothing_is_put_off() {
    let marks = [
        concat!("TO", "DO"),
        concat!("FIX", "ME"),
        concat!("todo", "!("),
        concat!("unimplemented", "!("),
    ];
    let put_off = sources().into_iter().filter(|path| {
        let text = fs::read_to_string(path).expect("the file can be read");
        marks.iter().any(|mark| text.contains(mark))
    });
    assert_eq!(
        put_off.map(|path| name(&path)).collect::<Vec<_>>(),
        Vec::<String>::new()
    );
}
