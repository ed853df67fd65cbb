//! A lab of one's own, opened from its folder or files, without a build.

use lab::{Lab, Problem};
use web_sys::{File, HtmlInputElement};
use yew::prelude::*;

use crate::components::icon::{Icon, Sign};
use crate::components::shell::Shell;
use crate::i18n::use_texts;
use crate::route::{self, lab_address};
use crate::{files, opened};

/// The page.
#[component]
pub fn OpenLab() -> Html {
    let texts = use_texts();
    let kept = use_state(opened::all);
    let problems = use_state_eq(Vec::<Problem>::new);
    let over = use_state_eq(|| false);
    let take = {
        let problems = problems.setter();
        Callback::from(move |files: Vec<File>| {
            let problems = problems.clone();
            wasm_bindgen_futures::spawn_local(async move {
                let kept = match files::read_all(files).await.all() {
                    Ok(texts) => opened::keep(&texts).await,
                    Err(refused) => Err(refused),
                };
                match kept {
                    Ok(lab) => route::go(&lab_address(lab.id())),
                    Err(found) => problems.set(found.0),
                }
            });
        })
    };
    let chosen = {
        let take = take.clone();
        Callback::from(move |event: Event| {
            let mut files = files::all_chosen(&event.target_unchecked_into::<HtmlInputElement>());
            // A folder may have anything beside the lab.
            files.retain(|file| opened::is_part(&file.name()));
            take.emit(files);
        })
    };
    let drop = {
        let (take, over) = (take, over.setter());
        Callback::from(move |event: DragEvent| {
            event.prevent_default();
            over.set(false);
            let dropped = event.data_transfer().map(|data| files::dropped(&data));
            let take = take.clone();
            wasm_bindgen_futures::spawn_local(async move {
                if let Some(dropped) = dropped {
                    take.emit(files::within(dropped, opened::is_part).await);
                }
            });
        })
    };
    let drag = |is_over: bool| {
        let over = over.setter();
        Callback::from(move |event: DragEvent| {
            event.prevent_default();
            over.set(is_over);
        })
    };
    let row = |lab: &Lab| {
        let (id, kept) = (lab.id().to_owned(), kept.setter());
        let remove = Callback::from(move |_: MouseEvent| {
            opened::remove(&id);
            kept.set(opened::all());
        });
        let title = lab.prose(texts.language.code()).title.clone();
        let title = if title.is_empty() {
            lab.id().to_owned()
        } else {
            title
        };
        let label = texts.with("sandbox-delete", &[("title", &title)]);
        html! {
            <li key={lab.id().to_owned()} data-test={format!("own-{}", lab.id())}>
                <a href={lab_address(lab.id())}>{ title }</a><code>{ lab.id() }</code>
                <button type="button" class="button quiet square" title={label.clone()} aria-label={label} onclick={remove}><Sign icon={Icon::Cross} /></button>
            </li>
        }
    };
    html! {
        <Shell crumbs={vec![texts.get("course-title"), texts.get("open-lab")]}>
            <main class="home open-lab" data-test="open-lab">
                <h1>{ texts.get("open-lab") }</h1>
                <p class="lead">{ texts.get("open-what") }</p>
                <div class={classes!("drop", over.then_some("over"))} data-test="drop" ondragover={drag(true)} ondragleave={drag(false)} ondrop={drop}>
                    <p>{ texts.get("open-drop") }</p>
                    <div class="row">
                        <input class="file-input" type="file" id="lab-folder" data-test="lab-folder" webkitdirectory=true onchange={chosen.clone()} />
                        <label class="button primary" for="lab-folder"><Sign icon={Icon::Open} />{ texts.get("open-folder") }</label>
                        <input class="file-input" type="file" id="lab-files" data-test="lab-files" multiple=true accept=".json,.md" onchange={chosen} />
                        <label class="button" for="lab-files">{ texts.get("open-files") }</label>
                    </div>
                </div>
                if !problems.is_empty() {
                    <div class="error" role="alert" data-test="open-problems">
                        <strong>{ texts.with("open-wrong", &[("count", &problems.len().to_string())]) }</strong>
                        <ul class="problems">{ for problems.iter().map(|problem| html! { <li>{ problem.to_string() }</li> }) }</ul>
                    </div>
                }
                <h2>{ texts.get("open-kept") }</h2>
                if kept.is_empty() {
                    <p class="empty">{ texts.get("open-none") }</p>
                } else {
                    <ul class="kept">{ for kept.iter().map(row) }</ul>
                }
            </main>
        </Shell>
    }
}
