//! Bytes, schemas and files of rows.

use std::fmt::Write as _;
use std::fs;
use std::path::PathBuf;

use harness::Page;

use crate::steps::{RUN, named, open_lab, pick, press_on, tab_to};

fn open(page: &str) -> Page {
    let opened = Page::of_dist();
    opened.open(&format!("/#/{page}"));
    opened.wait_for(&named(&format!("{page}-page")), RUN);
    opened
}

fn file(name: &str, content: &[u8]) -> PathBuf {
    let path = std::env::temp_dir().join(format!("logarium-{name}"));
    fs::write(&path, content).expect("a file can be written");
    path
}

/// The hexadecimal digits that are lit.
const LIT: &str = "[...document.querySelectorAll('.hex-byte:is(.lit, .lit-around)')].map((byte) => byte.textContent).join(' ')";

#[test]
fn two_schemas_are_held_against_each_other_and_a_record_goes_from_one_to_the_other() {
    let page = open("schemas");
    page.wait_for(&named("level-BACKWARD"), RUN);
    let old = r#"{"type":"record","name":"R","fields":[{"name":"id","type":"int"},{"name":"fare","type":"float"}]}"#;
    let new = r#"{"type":"record","name":"R","fields":[{"name":"id","type":"string"},{"name":"fare","type":"double"}]}"#;
    for (field, text) in [
        ("schemas-old", old),
        ("schemas-new", new),
        ("schemas-record", r#"{"id":330,"fare":1.9}"#),
    ] {
        page.type_text(&named(field), text);
    }
    page.wait_for(".refused[data-test=level-BACKWARD]", RUN);
    let told = page.text(&named("level-BACKWARD"));
    assert!(told.contains("/fields/0/type"), "{told}");
    let promoted = new.replace("string", "long");
    page.type_text(&named("schemas-new"), &promoted);
    page.wait_gone(".refused[data-test=level-BACKWARD]");
    let read = page.text(&named("schemas-read"));
    assert!(read.contains("1.899999976158142"), "{read}");
    page.type_text(&named("schemas-new"), "{ \"type\": \"recrod\" }");
    page.wait_for(&named("schemas-problems"), RUN);
    assert_eq!(page.console_errors(), Vec::<String>::new());
}

#[test]
fn the_keyboard_goes_from_field_to_field_and_each_lights_its_bytes() {
    let page = open("schemas");
    tab_to(&page, &format!("{} [tabindex=\"0\"]", named("hex-fields")));
    page.press("End");
    let last = page.eval(LIT);
    page.press("ArrowUp");
    page.wait_until(&format!("{LIT} !== {last}"), RUN);
    assert!(!page.text(&named("hex-told")).is_empty());
    page.press("Home");
    let all = page.count(".hex-byte");
    page.wait_until(
        &format!("document.querySelectorAll('.hex-byte:is(.lit, .lit-around)').length === {all}"),
        RUN,
    );
}

#[test]
fn eighty_thousand_rows_are_read_while_the_page_goes_on() {
    const ROWS: usize = 80_000;
    let mut text = String::from(
        "id,date,user,location,text,followers,friends,favourites,verified,source,lat,lon\n",
    );
    for n in 0..ROWS {
        let _ = writeln!(
            text,
            "{n},2021-10-0{} 12:00:00,user {},town {},a text that says {n},{},{},{},{},web,{}.5,{}.25",
            1 + n % 9,
            n % 977,
            n % 31,
            n % 5_000,
            n % 700,
            n % 300,
            n % 2 == 0,
            n % 90,
            n % 180
        );
    }
    let rows = file("rows.csv", text.as_bytes());
    let page = open("files");
    // The longest time between two frames, in ms.
    page.inject(
        "window.longest = 0; let last = performance.now();
         (function frame(now) { window.longest = Math.max(window.longest, now - last); last = now; requestAnimationFrame(frame); })(last);",
    );
    page.upload(&named("files-open"), &rows);
    page.wait_for(&named("files-reading"), RUN);
    page.wait_gone(&named("files-reading"));
    assert!(
        page.text(&named("files-rows")).contains("80,000"),
        "{}",
        page.text(&named("files-rows"))
    );
    assert!(page.exists(&named("files-sizes")));
    assert_eq!(page.console_errors(), Vec::<String>::new());
    let longest = page.eval("Math.round(window.longest)");
    println!("the longest time between two frames was {longest} ms");
}

#[test]
fn a_file_that_is_none_is_told_where_it_is_wrong_and_the_next_one_opens() {
    let page = open("files");
    page.upload(&named("files-open"), &file("no.avro", b"PAR1"));
    page.wait_for(&named("files-problem"), RUN);
    let told = page.text(&named("files-problem"));
    assert!(told.contains("no Avro file"), "{told}");
    page.upload(
        &named("files-open"),
        &file("notes.csv", b"id,note\n1,a\n2,b\n"),
    );
    page.wait_for(&named("files-sizes"), RUN);
    page.wait_gone(&named("files-problem"));
}

#[test]
fn the_rows_of_a_file_are_sent_to_a_topic_in_the_sandbox() {
    let page = open("files");
    page.upload(
        &named("files-open"),
        &file("rides.csv", b"id,note\n1,a\n2,b\n3,c\n"),
    );
    page.wait_for(&named("files-produce"), RUN);
    page.type_text(&named("files-topic"), "no topic");
    press_on(&page, &named("files-produce-do"));
    page.wait_for(&format!("{} li", named("files-refused")), RUN);
    page.type_text(&named("files-topic"), "rides");
    pick(&page, "files-key", "id");
    press_on(&page, &named("files-produce-do"));
    page.wait_for(&named("node-registry"), RUN);
    page.drag(&named("timeline"), 0.0, 0.2);
    press_on(&page, &named("node-consumer"));
    page.wait_text(&named("fact-delivered"), "3");
    assert_eq!(page.console_errors(), Vec::<String>::new());
}

#[test]
fn the_bytes_of_a_batch_are_shown_field_by_field_down_to_the_schema_s_id() {
    let page = open_lab("taxi");
    page.drag(&named("timeline"), 0.0, 0.2);
    press_on(
        &page,
        "[data-test^='strip-'][data-test$='-yellow_taxi_rides-0']",
    );
    press_on(&page, &named("deck-bytes"));
    page.wait_for(&named("bytes-records"), RUN);
    press_on(&page, &named("bytes-earlier"));
    tab_to(&page, &named("bytes-at"));
    page.type_text(&named("bytes-at"), "0");
    page.press("Enter");
    page.wait_for(&format!("{}:disabled", named("bytes-earlier")), RUN);
    let fields = page.text(&named("hex-fields"));
    for field in [
        "baseOffset",
        "trip_distance",
        "1.899999976158142",
        "vendorId",
    ] {
        assert!(fields.contains(field), "{field} is not in {fields}");
    }
    assert!(page.text(&named("bytes-records")).contains("16"));
}
