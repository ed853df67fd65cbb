//! Files of rows: what is in one, what its rows take in each way of writing them, and every byte it begins with.

use std::rc::Rc;
use std::sync::Arc;

use gloo_render::{AnimationFrame, request_animation_frame};
use js_sys::Uint8Array;
use lab::Problem;
use view::files::{Desk, FILE_MAX, Shown};
use view::hex::{Hex, PAGE};
use view::inspector::Figure;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{DragEvent, File, HtmlInputElement, HtmlSelectElement};
use yew::prelude::*;

use crate::components::hex::HexView;
use crate::components::shell::Shell;
use crate::files;
use crate::i18n::{Texts, use_texts};
use crate::player::now;
use crate::route::{self, scenario_address};
use crate::scenarios;

/// How much of a frame reading may take, in ms.
const BUDGET: f64 = 12.0;
/// Rows between two looks at the watch.
const SLICE: usize = 50;

/// What happens to the page.
pub enum Message {
    /// A file was chosen or dropped.
    Chosen(File),
    /// A schema was chosen to read the next file by.
    Schema(File),
    /// The schema's text is here.
    SchemaRead(String, String),
    /// A file is in memory, or why it is not.
    Read(String, Result<Vec<u8>, String>),
    /// A frame has come: read on.
    Frame,
    /// Show other bytes.
    Bytes(usize),
    /// The topic that rows would go to.
    Topic(String),
    /// The field that would be their key.
    Key(String),
    /// Send them there.
    Produce,
}

/// Properties of [`FilesDesk`].
#[derive(Properties, PartialEq)]
pub struct Props {
    /// The language.
    pub texts: Texts,
}

/// The page, with its header.
#[component]
pub fn FilesPage() -> Html {
    let texts = use_texts();
    html! {
        <Shell crumbs={vec![texts.get("files-title")]}>
            <FilesDesk {texts} />
        </Shell>
    }
}

/// What is on the page.
pub struct FilesDesk {
    name: String,
    desk: Option<Desk>,
    shown: Option<Shown>,
    hex: Option<Rc<Hex>>,
    /// The schema that the next file is read by: its file's name and its text.
    schema: Option<(String, String)>,
    problem: Option<String>,
    topic: String,
    /// Why the rows cannot go there.
    refused: Vec<Problem>,
    key: String,
    frame: Option<AnimationFrame>,
}

impl Component for FilesDesk {
    type Message = Message;
    type Properties = Props;

    fn create(_: &Context<Self>) -> Self {
        Self {
            name: String::new(),
            desk: None,
            shown: None,
            hex: None,
            schema: None,
            problem: None,
            topic: String::new(),
            refused: Vec::new(),
            key: String::new(),
            frame: None,
        }
    }

    fn update(&mut self, context: &Context<Self>, message: Message) -> bool {
        match message {
            Message::Chosen(file) => self.choose(context, file),
            Message::Schema(file) => {
                let link = context.link().clone();
                spawn_local(async move {
                    if let Ok(bytes) = content(&file).await {
                        let text = String::from_utf8_lossy(&bytes).into_owned();
                        link.send_message(Message::SchemaRead(file.name(), text));
                    }
                });
                return false;
            }
            Message::SchemaRead(name, text) => self.schema = Some((name, text)),
            Message::Read(name, Ok(bytes)) => self.open(context, name, bytes.into()),
            Message::Read(name, Err(reason)) => self.problem = Some(format!("{name}: {reason}")),
            Message::Frame => self.read_on(context),
            Message::Bytes(from) => self.look(from),
            Message::Topic(topic) => {
                self.topic = topic;
                self.refused.clear();
            }
            Message::Key(field) => self.key = field,
            Message::Produce => self.produce(),
        }
        true
    }

    fn view(&self, context: &Context<Self>) -> Html {
        let texts = &context.props().texts;
        let link = context.link();
        let chosen = |wrap: fn(File) -> Message| {
            link.batch_callback(move |event: Event| {
                files::chosen(&event.target_unchecked_into::<HtmlInputElement>()).map(wrap)
            })
        };
        let ondrop = link.batch_callback(|event: DragEvent| {
            event.prevent_default();
            let list = event.data_transfer().and_then(|transfer| transfer.files());
            list.and_then(|list| list.get(0)).map(Message::Chosen)
        });
        let ondragover = Callback::from(|event: DragEvent| event.prevent_default());
        html! {
            <main class="home files-page" data-test="files-page" {ondrop} {ondragover}>
                <h1>{ texts.get("files-title") }</h1>
                <p class="lead">{ texts.get("files-lead") }</p>
                <div class="field-row">
                    <div class="field">
                        <label for="files-open">{ texts.get("files-open") }</label>
                        <input id="files-open" type="file" accept=".avro,.csv,.tsv,.json,.jsonl,.ndjson" data-test="files-open" onchange={chosen(Message::Chosen)} />
                    </div>
                    <div class="field">
                        <label for="files-schema">{ texts.get("files-schema") }</label>
                        <input id="files-schema" type="file" accept=".avsc,.json" data-test="files-schema" onchange={chosen(Message::Schema)} />
                        if let Some((name, _)) = &self.schema {
                            <p data-test="files-schema-name">{ texts.with("files-schema-chosen", &[("name", name)]) }</p>
                        }
                    </div>
                </div>
                if let Some(problem) = &self.problem {
                    <p class="schemas-problems" role="alert" data-test="files-problem">{ problem }</p>
                }
                { match &self.shown {
                    Some(shown) => self.file(context, shown),
                    None if self.problem.is_none() => html! { <p class="empty">{ texts.get("files-none") }</p> },
                    None => html! {},
                } }
            </main>
        }
    }
}

impl FilesDesk {
    fn choose(&mut self, context: &Context<Self>, file: File) {
        self.problem = None;
        self.desk = None;
        self.shown = None;
        self.hex = None;
        // Before it is in memory: a file of gigabytes never comes there.
        if file.size() > FILE_MAX as f64 {
            let texts = &context.props().texts;
            let most = (FILE_MAX / 1024 / 1024).to_string();
            let name = file.name();
            self.problem = Some(texts.with("files-too-large", &[("name", &name), ("most", &most)]));
            return;
        }
        let link = context.link().clone();
        spawn_local(async move {
            let read = content(&file).await;
            link.send_message(Message::Read(file.name(), read));
        });
    }

    fn open(&mut self, context: &Context<Self>, name: String, bytes: Arc<[u8]>) {
        let schema = self.schema.as_ref().map(|(_, text)| text.as_str());
        match Desk::open(&name, bytes, schema) {
            Ok(desk) => {
                self.desk = Some(desk);
                self.topic = topic_of(&name);
                self.refused.clear();
                self.key = String::new();
                self.name = name;
                self.look(0);
                self.read_on(context);
            }
            Err(reason) => self.problem = Some(format!("{name}: {reason}")),
        }
    }

    /// Reads for a part of a frame, and asks for the next one.
    fn read_on(&mut self, context: &Context<Self>) {
        let Some(desk) = &mut self.desk else {
            return;
        };
        let start = now();
        let mut more = true;
        while more && now() - start < BUDGET {
            more = desk.advance(SLICE);
        }
        self.shown = Some(desk.shown());
        self.frame = more.then(|| {
            let link = context.link().clone();
            request_animation_frame(move |_| link.send_message(Message::Frame))
        });
    }

    fn look(&mut self, from: usize) {
        self.hex = self
            .desk
            .as_ref()
            .and_then(|desk| desk.hex(from))
            .map(Rc::new);
    }

    fn file(&self, context: &Context<Self>, shown: &Shown) -> Html {
        let texts = &context.props().texts;
        let percent = shown.percent.to_string();
        html! {
            <>
                <h2>{ &self.name }</h2>
                if !shown.is_done {
                    <p><progress max="100" value={percent} aria-label={texts.get("files-reading")} data-test="files-reading" /></p>
                }
                <p data-test="files-rows">{ texts.with("files-rows", &[("rows", &shown.rows.to_string()), ("bytes", &shown.bytes.to_string())]) }</p>
                if let Some(problem) = &shown.problem {
                    <p class="schemas-problems" role="alert" data-test="files-damage">{ problem }</p>
                }
                { sizes(shown, texts) }
                <div class="schemas-sides">
                    if let Some(schema) = &shown.schema {
                        <section>
                            <h3>{ texts.get("files-schema-found") }</h3>
                            <pre class="schemas-json" tabindex="0" data-test="files-schema-text">{ schema }</pre>
                        </section>
                    }
                    if !shown.first.is_empty() {
                        <section>
                            <h3>{ texts.get("files-first") }</h3>
                            <pre class="schemas-json files-first" tabindex="0" data-test="files-first">{ shown.first.join("\n") }</pre>
                        </section>
                    }
                </div>
                { self.production(context, shown) }
                { blocks(shown, texts) }
                { for self.hex.as_ref().map(|hex| bytes(context, hex, texts)) }
            </>
        }
    }
}

impl FilesDesk {
    /// The form that sends the rows to a topic, once they are read.
    fn production(&self, context: &Context<Self>, shown: &Shown) -> Html {
        let (texts, link) = (&context.props().texts, context.link());
        let rows = self.desk.as_ref().map_or(0, Desk::produced);
        if !shown.is_done || rows == 0 {
            return Html::default();
        }
        let fields = self.desk.as_ref().map_or_else(Vec::new, Desk::fields);
        let on_topic = link.callback(|event: InputEvent| {
            Message::Topic(event.target_unchecked_into::<HtmlInputElement>().value())
        });
        let on_key = link.callback(|event: Event| {
            Message::Key(event.target_unchecked_into::<HtmlSelectElement>().value())
        });
        let onsubmit = link.callback(|event: SubmitEvent| {
            event.prevent_default();
            Message::Produce
        });
        let option = |field: &String| html! { <option value={field.clone()} selected={*field == self.key}>{ field }</option> };
        html! {
            <section data-test="files-produce">
                <h3>{ texts.get("files-produce") }</h3>
                <p>{ texts.with("files-produce-what", &[("rows", &rows.to_string())]) }</p>
                <form class="field-row" {onsubmit} novalidate=true>
                    <div class="field">
                        <label for="files-topic">{ texts.get("files-topic") }</label>
                        <input id="files-topic" data-test="files-topic" value={self.topic.clone()} aria-invalid={(!self.refused.is_empty()).to_string()} aria-describedby="files-refused" oninput={on_topic} />
                    </div>
                    <div class="field">
                        <label for="files-key">{ texts.get("files-key") }</label>
                        <select id="files-key" data-test="files-key" onchange={on_key}>
                            <option value="" selected={self.key.is_empty()}>{ texts.get("files-key-none") }</option>
                            { for fields.iter().map(option) }
                        </select>
                    </div>
                    <button type="submit" class="button primary" data-test="files-produce-do">{ texts.get("files-produce-do") }</button>
                </form>
                <ul id="files-refused" class="schemas-problems" role="alert" data-test="files-refused">{ for self.refused.iter().map(|problem| html! { <li>{ problem.to_string() }</li> }) }</ul>
            </section>
        }
    }

    fn produce(&mut self) {
        let key = Some(&*self.key).filter(|key| !key.is_empty());
        let desk = self.desk.as_ref();
        let Some(scenario) = desk.and_then(|desk| desk.scenario(&self.name, &self.topic, key))
        else {
            return;
        };
        match scenario.lab() {
            Ok(_) => route::go(&scenario_address(&scenarios::keep_new(&scenario))),
            Err(problems) => self.refused = problems.0.clone(),
        }
    }
}

/// A name for the topic of a file: its own, as far as topics can be called so.
fn topic_of(file: &str) -> String {
    let stem = file.split('.').next().unwrap_or_default();
    let allowed = |c: char| {
        if c.is_ascii_alphanumeric() || c == '_' {
            c
        } else {
            '-'
        }
    };
    stem.chars().map(allowed).take(100).collect()
}

/// The whole of a file.
async fn content(file: &File) -> Result<Vec<u8>, String> {
    let buffer = JsFuture::from(file.array_buffer()).await;
    let buffer = buffer.map_err(|error| format!("{error:?}"))?;
    Ok(Uint8Array::new(&buffer).to_vec())
}

fn sizes(shown: &Shown, texts: &Texts) -> Html {
    let most = shown
        .sizes
        .iter()
        .map(|size| size.bytes)
        .max()
        .unwrap_or(1)
        .max(1);
    let row = |size: &view::files::SizeLine| {
        let name = match size.codec {
            None => texts.get("files-size-json"),
            Some(codec) => texts.with("files-size-avro", &[("codec", codec)]),
        };
        html! {
            <tr>
                <th scope="row">{ name }</th>
                <td class="number">{ texts.figure(&Figure::Count(size.bytes)) }</td>
                <td><svg class="schemas-bar" viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true"><rect width={(100 * size.bytes / most).to_string()} height="6" /></svg></td>
            </tr>
        }
    };
    if shown.sizes.is_empty() {
        return html! {};
    }
    html! {
        <table class="schemas-sizes" data-test="files-sizes">
            <caption>{ texts.get("files-sizes") }</caption>
            <tbody>{ for shown.sizes.iter().map(row) }</tbody>
        </table>
    }
}

fn blocks(shown: &Shown, texts: &Texts) -> Html {
    const SHOWN_MAX: usize = 200;
    let Some(codec) = shown.codec else {
        return html! {};
    };
    let row = |(number, (offset, values, bytes)): (usize, &(u64, u64, u64))| {
        html! { <tr><th scope="row" class="number">{ number }</th><td class="number">{ offset }</td><td class="number">{ values }</td><td class="number">{ bytes }</td></tr> }
    };
    let count = shown.blocks.len().to_string();
    html! {
        <details data-test="files-blocks">
            <summary>{ texts.with("files-blocks", &[("count", &count), ("codec", codec)]) }</summary>
            <p>{ texts.get("files-blocks-why") }</p>
            <table class="schemas-sizes">
                <thead><tr>
                    <th scope="col">{ texts.get("files-block") }</th><th scope="col">{ texts.get("files-block-offset") }</th>
                    <th scope="col">{ texts.get("files-block-values") }</th><th scope="col">{ texts.get("files-block-bytes") }</th>
                </tr></thead>
                <tbody>{ for shown.blocks.iter().take(SHOWN_MAX).enumerate().map(row) }</tbody>
            </table>
        </details>
    }
}

fn bytes(context: &Context<FilesDesk>, hex: &Rc<Hex>, texts: &Texts) -> Html {
    let go = |from: usize| {
        context
            .link()
            .callback(move |_: MouseEvent| Message::Bytes(from))
    };
    let (before, after) = (hex.from.saturating_sub(PAGE), hex.from + PAGE);
    html! {
        <section>
            <h3>{ texts.get("files-bytes") }</h3>
            <div class="row">
                <button type="button" class="button quiet" disabled={hex.from == 0} data-test="files-before" onclick={go(before)}>{ texts.get("files-before") }</button>
                <button type="button" class="button quiet" disabled={after >= hex.length} data-test="files-after" onclick={go(after)}>{ texts.get("files-after") }</button>
            </div>
            <HexView hex={hex.clone()} label={texts.get("files-bytes")} />
        </section>
    }
}
