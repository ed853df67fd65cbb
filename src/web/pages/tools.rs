//! What a lab would be with real clients: files to take along, and what cannot be had that way.

use std::io::{Cursor, Write as _};

use js_sys::{Array, Uint8Array};
use lab::shelf;
use real::{Kit, KitFile, Missing, PartKind, Reason, Syntax, kit};
use view::deed;
use web_sys::Blob;
use yew::prelude::*;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use crate::components::icon::{Icon, Sign};
use crate::components::shell::Shell;
use crate::i18n::{Texts, use_texts};
use crate::pages::lost::Lost;
use crate::route::lab_address;
use crate::{files, opened};

/// Properties of [`ToolsPage`].
#[derive(Properties, PartialEq)]
pub struct Props {
    /// The lab's id.
    pub id: String,
}

/// The page.
#[component]
pub fn ToolsPage(props: &Props) -> Html {
    let texts = use_texts();
    let made = use_memo(props.id.clone(), |id| {
        let lab = opened::open(id).or_else(|| shelf::open(id).ok())?;
        let kit = kit(&lab);
        Some((lab, kit))
    });
    let shown = use_state_eq(|| 0_usize);
    let Some((lab, kit)) = &*made else {
        return html! { <Lost title={texts.with("lost-title", &[("id", &props.id)])} /> };
    };
    let title = lab.prose(texts.language.code()).title.clone();
    let all = {
        let (id, kit) = (props.id.clone(), kit.clone());
        Callback::from(move |_: MouseEvent| {
            if let Some(zipped) = zipped(&id, &kit) {
                files::save_blob(&format!("{id}.zip"), &zipped);
            }
        })
    };
    let tab = |(place, file): (usize, &KitFile)| {
        let shown_now = *shown == place;
        let onclick = {
            let shown = shown.setter();
            Callback::from(move |_: MouseEvent| shown.set(place))
        };
        html! {
            <button key={file.name} type="button" class={classes!("button", (!shown_now).then_some("quiet"))} aria-pressed={shown_now.to_string()} data-test={format!("file-{}", file.name)} {onclick}>
                { file.name }
            </button>
        }
    };
    html! {
        <Shell crumbs={vec![texts.get("course-title"), title.clone(), texts.get("tools-title")]}>
            <main class="home tools-page" data-test="tools-page">
                <h1>{ texts.get("tools-title") }</h1>
                <p class="lead">{ texts.with("tools-lead", &[("lab", &title)]) }</p>
                <div class="row">
                    <button type="button" class="button primary" data-test="tools-all" onclick={all}><Sign icon={Icon::Save} />{ texts.get("tools-all") }</button>
                    <a class="button" href={lab_address(&props.id)}>{ texts.get("home-open") }</a>
                </div>
                <section aria-label={texts.get("tools-files")}>
                    <div class="row" role="group" aria-label={texts.get("tools-files")}>{ for kit.files.iter().enumerate().map(tab) }</div>
                    { for kit.files.get(*shown).map(|file| file_shown(file, &texts)) }
                </section>
                <section>
                    <h2>{ texts.get("tools-missing") }</h2>
                    <p>{ texts.get("tools-missing-what") }</p>
                    <ul class="missing" data-test="tools-missing">{ for by_reason(kit, &texts) }</ul>
                </section>
            </main>
        </Shell>
    }
}

fn file_shown(file: &KitFile, texts: &Texts) -> Html {
    let save = {
        let file = file.clone();
        Callback::from(move |_: MouseEvent| files::save(file.name, kind(file.syntax), &file.text))
    };
    html! {
        <>
            <div class="row tools-file">
                <p class="hint">{ texts.get(&format!("tools-{}", file.name.replace('.', "-").to_lowercase())) }</p>
                <button type="button" class="button" data-test="tools-save" onclick={save}><Sign icon={Icon::Save} />{ file.name }</button>
            </div>
            <pre class="code" tabindex="0" data-test="tools-text"><code>{ &file.text }</code></pre>
        </>
    }
}

/// A part that is missing: why, what, its place, and the files that lack it.
type Lack<'kit> = (Reason, PartKind, String, Vec<&'kit str>);

/// What is missing, by the reasons why, and of each part the files that lack it.
fn by_reason(kit: &Kit, texts: &Texts) -> Vec<Html> {
    let mut rows: Vec<Lack> = Vec::new();
    for Missing { what, file, why } in &kit.missing {
        let place = what.path.to_string();
        let same = |row: &&mut Lack| {
            row.0 == *why
                && row.1 == what.kind
                && (row.2 == place || what.kind != PartKind::Setting)
        };
        match rows.iter_mut().find(same) {
            Some(row) if row.3.contains(file) => {}
            Some(row) => row.3.push(file),
            None => rows.push((*why, what.kind.clone(), place, vec![file])),
        }
    }
    let of = |why: &Reason| rows.iter().filter(|row| row.0 == *why).collect::<Vec<_>>();
    let reasons = Reason::ALL.iter().map(|why| (why, of(why)));
    let item = |(why, rows): (&Reason, Vec<&Lack>)| {
        html! {
            <li key={why.key()}>
                <strong>{ texts.get(&format!("tools-why-{}", why.key())) }</strong>
                <ul>{ for rows.into_iter().map(|(_, kind, place, files)| part(kind, place, files, texts)) }</ul>
            </li>
        }
    };
    let reasons = reasons.filter(|(_, rows)| !rows.is_empty());
    reasons.map(item).collect()
}

fn part(kind: &PartKind, place: &str, files: &[&str], texts: &Texts) -> Html {
    let what = match kind {
        PartKind::Action(action) => html! { { texts.say(&deed::wanted(action)) } },
        PartKind::Client(name) => html! { <strong>{ name }</strong> },
        PartKind::Setting => html! { <code>{ place }</code> },
    };
    html! { <li>{ what }{ " " }<small>{ files.join(", ") }</small></li> }
}

const fn kind(syntax: Syntax) -> &'static str {
    match syntax {
        Syntax::Yaml => "application/yaml",
        Syntax::Shell | Syntax::Python | Syntax::Java => "text/plain",
    }
}

/// All files in one; those that can be run are.
fn zipped(folder: &str, kit: &Kit) -> Option<Blob> {
    const MAY_RUN: u32 = 0o755;
    const PLAIN: u32 = 0o644;
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for file in &kit.files {
        let mode = if file.syntax == Syntax::Shell {
            MAY_RUN
        } else {
            PLAIN
        };
        let options = SimpleFileOptions::default().unix_permissions(mode);
        zip.start_file(format!("{folder}/{}", file.name), options)
            .ok()?;
        zip.write_all(file.text.as_bytes()).ok()?;
    }
    let bytes = zip.finish().ok()?.into_inner();
    let array = Uint8Array::from(&*bytes);
    Blob::new_with_u8_array_sequence(&Array::of1(&array)).ok()
}
