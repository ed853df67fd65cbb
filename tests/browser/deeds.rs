//! The actions of labs, as learners do them with the keyboard alone.

use harness::Page;
use lab::{Action, ClientKind, Lab, Path};
use serde_json::{Value, json};

use crate::steps::{RUN, fill, named, pick, play, press_on, tab_to};

/// A node by its name, or whoever has a role: of a partition, the broker whose strip says that it leads.
fn who(page: &Page, name: &str) -> String {
    let Some(partition) = name.strip_prefix("leader of ") else {
        return name.to_owned();
    };
    let leads = format!(
        "[...document.querySelectorAll('[data-test^=strip-][data-test$=-{partition}]')]
            .find(strip => strip.querySelector('[data-test=crown]')).dataset.test"
    );
    let strip = page.eval(&leads);
    let strip = strip.as_str().expect("somebody leads");
    strip
        .trim_start_matches("strip-")
        .trim_end_matches(&format!("-{partition}"))
        .to_owned()
}

/// Does it as a learner would: the button or the form of the node that it is about.
pub fn act(page: &Page, lab: &Lab, action: &Action) {
    let deed = serde_json::to_value(action).expect("an action is JSON");
    let (verb, about) = verb_of(&deed);
    match (verb, about) {
        ("send", about) => send(page, lab, about),
        ("transact", about) => transact(page, lab, about),
        _ if action.is_administration() => ask(page, lab, verb, about),
        ("fail", about) => {
            let field = |name: &str| about[name].as_str().expect("a word");
            let step = match field("after") {
                "fetch" => "poll",
                "process" => "processed",
                "write" => "written",
                step => step,
            };
            from_palette(
                page,
                &format!("{} {} after {step}", field("client"), field("how")),
            );
        }
        // A rack has no node to be pointed at.
        (verb, Value::String(name)) if name.starts_with("rack ") => {
            from_palette(page, &format!("{verb} {name}"));
        }
        (_, Value::String(name)) if BUTTONS.contains(&verb) => press_deed(page, lab, verb, name),
        ("passing", passing) => {
            let (verb, about) = verb_of(&passing["do"]);
            let lasts = passing["for_ms"].to_string();
            fill_in_fault(page, lab, verb, about, Some(&lasts));
        }
        (_, about) => fill_in_fault(page, lab, verb, about, None),
    }
}

/// Does what the palette finds first for a phrase.
fn from_palette(page: &Page, phrase: &str) {
    page.press("/");
    page.type_text(&named("palette-field"), phrase);
    page.press("Enter");
    page.wait_gone(&named("palette"));
}

/// Asks it of the cluster, where a learner would look for it.
fn ask(page: &Page, lab: &Lab, verb: &str, about: &Value) {
    match (verb, about["topic"].as_str(), about["partition"].as_i64()) {
        ("alter_config", Some(topic), _) => alter(page, topic, &about["config"]),
        ("elect_leaders", None, _) => from_palette(page, "elect all partitions"),
        ("elect_leaders", Some(topic), partition) => {
            select_strip(page, topic, partition.unwrap_or_default());
            press_on(page, &named("deed-elect-leaders"));
        }
        ("delete_topic", ..) => {
            select_strip(page, &plain(about), 0);
            press_on(page, &named("deed-delete-topic"));
        }
        ("create_topic", ..) => {
            press_on(page, &named("node-controller"));
            fill_in_ask(page, verb, about);
        }
        ("register_schema" | "test_schema" | "set_compatibility" | "delete_schema", ..) => {
            let mut clients = lab.clients().iter();
            let registry = clients.find(|of| matches!(of.kind, ClientKind::Registry(_)));
            let registry = &registry.expect("the lab has a registry").name;
            press_on(page, &named(&format!("node-{registry}")));
            fill_in_ask(page, verb, about);
        }
        ("reset_offsets", ..) => {
            let group = about["group"].as_str().expect("a group");
            press_on(page, &named(&format!("group-{group}")));
            fill_in_ask(page, verb, about);
        }
        (_, topic, partition) => {
            let topic = topic.expect("a topic");
            select_strip(page, topic, partition.unwrap_or_default());
            fill_in_ask(page, verb, about);
        }
    }
}

/// Opens the form for it and says everything that is to be said.
fn fill_in_ask(page: &Page, verb: &str, about: &Value) {
    press_on(page, &named(&format!("open-{verb}")));
    let form = named(&format!("ask-{verb}"));
    page.wait_for(&form, RUN);
    let path = Path::ROOT.key(verb);
    for (name, value) in about.as_object().expect("fields") {
        let path = path.key(name);
        let entries = value.as_object().into_iter().flatten();
        for (config, value) in entries {
            fill(page, &format!("add-{path}"), config);
            page.press("Tab");
            fill_at(page, &path.key(config), value);
        }
        if !value.is_object() {
            fill_at(page, &path, value);
        }
    }
    press_on(page, &named("ask-do"));
    page.wait_gone(&form);
}

/// Types into the field of the form for this place.
fn fill_at(page: &Page, path: &Path, value: &Value) {
    let field = format!("[id={}]", json!(format!("at-{path}")));
    tab_to(page, &field);
    page.type_text(&field, &plain(value));
}

/// Changes a topic's configs in the inspector of one of its strips.
fn alter(page: &Page, topic: &str, configs: &Value) {
    select_strip(page, topic, 0);
    for (name, value) in configs.as_object().expect("configs") {
        let config = named(&format!("config-{name}"));
        page.wait_for(&config, RUN);
        if !page.exists(&format!(".configs > .set {config}"))
            && !page.exists("details.defaults[open]")
        {
            press_on(page, &named("defaults"));
        }
        if !page.exists(&format!("details[open] > {config}")) {
            press_on(page, &config);
        }
        fill(page, &format!("alter-{name}"), &plain(value));
        page.press("Enter");
        page.wait_for(
            &format!("[id={}].hint", json!(format!("alter-{name}-told"))),
            RUN,
        );
    }
}

/// Selects any replica of a partition.
fn select_strip(page: &Page, topic: &str, partition: i64) {
    press_on(
        page,
        &format!("[data-test^='strip-'][data-test$='-{topic}-{partition}']"),
    );
}

/// As somebody types it.
fn plain(value: &Value) -> String {
    value
        .as_str()
        .map_or_else(|| value.to_string(), str::to_owned)
}

/// What has a button of its own; for the rest there is the form.
const BUTTONS: [&str; 7] = [
    "start",
    "close",
    "restart",
    "pause",
    "resume",
    "crash",
    "power_cut",
];

fn verb_of(deed: &Value) -> (&str, &Value) {
    let (verb, about) = deed
        .as_object()
        .and_then(|deed| deed.iter().next())
        .expect("a verb");
    (verb, about)
}

fn send(page: &Page, lab: &Lab, about: &Value) {
    let client = about["client"].as_str().expect("a client");
    let of = lab.clients().iter().find(|of| *of.name == *client);
    let serializer = of.and_then(|of| of.config("value.serializer"));
    let is_json = serializer.as_deref() == Some("json");
    let value = &about["value"];
    let value = if is_json {
        value.to_string()
    } else {
        plain(value)
    };
    press_on(page, &named(&format!("node-{client}")));
    pick(
        page,
        "send-topic",
        about["topic"].as_str().expect("a topic"),
    );
    if let Some(key) = about.get("key").and_then(Value::as_str) {
        fill(page, "send-key", key);
    }
    fill(page, "send-value", &value);
    press_on(page, &named("send"));
}

/// Presses the button of a call about transactions.
fn transact(page: &Page, lab: &Lab, about: &Value) {
    let client = about["client"].as_str().expect("a client");
    let verb = match about["call"].as_str() {
        Some("init") => "init_transactions",
        Some("begin") => "begin_transaction",
        Some("commit") => "commit_transaction",
        _ => "abort_transaction",
    };
    press_deed(page, lab, verb, client);
}

/// Selects the node on the stage and presses the button for the deed.
fn press_deed(page: &Page, lab: &Lab, verb: &str, name: &str) {
    select(page, lab, name);
    let button = named(&format!("deed-{}", verb.replace('_', "-")));
    if !page.exists(&button) {
        // It cannot be yet: whoever was asked to close is still about to.
        play(page, true);
        page.wait_for(&button, RUN);
        play(page, false);
    }
    press_on(page, &button);
}

/// Selects the node on the stage and fills in its form.
fn fill_in_fault(page: &Page, lab: &Lab, verb: &str, about: &Value, lasts: Option<&str>) {
    let field = |name: &str| about.get(name).and_then(Value::as_str);
    let node = about.as_str().or_else(|| field("from").or(field("node")));
    select(page, lab, node.expect("a node"));
    if !page.exists("details.fault[open]") {
        press_on(page, &named("fault-open"));
    }
    pick(page, "fault-verb", verb);
    for name in ["to", "api", "is"] {
        if let Some(value) = field(name) {
            pick(page, &format!("fault-{name}"), value);
        }
    }
    for name in ["extra_ms", "lost", "messages", "times", "offset_ms"] {
        if let Some(amount) = about.get(name) {
            fill(page, "fault-amount", &amount.to_string());
        }
    }
    let one_way = named("fault-one-way");
    if page.exists(&one_way) {
        tab_to(page, &one_way);
        let checked = page.eval("document.activeElement.checked");
        if checked != about.get("one_way").is_some() {
            page.press("Space");
        }
    }
    if let Some(lasts) = lasts {
        fill(page, "fault-lasts", lasts);
    }
    press_on(page, &named("fault-do"));
    assert_eq!(page.text(&named("fault-error")), "");
}

fn select(page: &Page, lab: &Lab, name: &str) {
    let node = who(page, name);
    assert!(lab.node(&node).is_some(), "{node} is of the lab");
    press_on(page, &named(&format!("node-{node}")));
}
